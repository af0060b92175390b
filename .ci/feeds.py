"""Loads the feeds in a folder with the engines themselves, and compares row counts and known answers.

The answers come from the records in the archive, read with nothing but json.
"""

import datetime
import json
import pathlib
import sqlite3
import subprocess
import sys

import duckdb
import polars

try:
    import milli
except ImportError:
    milli = None

here, datasette = pathlib.Path(sys.argv[1]), sys.argv[2]
KINDS = ["proposal", "speech", "meeting", "article"]
rows = [json.loads(line) for path in sorted(here.glob("A/issues/*/records.jsonl")) for line in path.open()]
by_kind = {kind: [row for row in rows if row["kind"] == kind] for kind in KINDS}
assert len(rows) > 60 and all(by_kind.values()), {kind: len(found) for kind, found in by_kind.items()}
checked = 0


def same(found, wanted, what):
    global checked
    assert found == wanted, f"{what}: {found!r} is not {wanted!r}"
    checked += 1


# known answers
handled = sum(row["handling"] is not None for row in by_kind["proposal"])
seats = sum(len(row["attendees"]) for row in by_kind["meeting"])
first_meeting = min(row["date"] for row in by_kind["meeting"] if row["date"])
longest = max(rows, key=lambda row: (sum(len(b["text"]) for b in row["body"]), row["id"]))["id"]
with_word = sorted(json.loads(line)["id"] for line in (here / "found.jsonl").open())
assert handled and seats and len(with_word) > 10

for form in ["parquet", "csv"]:
    def table(kind):
        path = here / form / f"{kind}.{form}"
        return f"read_parquet('{path}')" if form == "parquet" else f"read_csv('{path}', header=true, sample_size=-1)"

    for kind in KINDS:
        same(duckdb.sql(f"SELECT count(*), count(DISTINCT id) FROM {table(kind)}").fetchall()[0],
             (len(by_kind[kind]), len(by_kind[kind])), f"DuckDB, {form}, {kind}")
    same(duckdb.sql(f"SELECT count(handling) FROM {table('proposal')}").fetchall()[0][0], handled, f"DuckDB, {form}, handled")
    same(duckdb.sql(f"SELECT min(date) FROM {table('meeting')}").fetchall()[0][0],
         datetime.date.fromisoformat(first_meeting), f"DuckDB, {form}, first meeting")
    union = " UNION ALL ".join(f"SELECT id, text FROM {table(kind)}" for kind in KINDS)
    same(duckdb.sql(f"SELECT id FROM ({union}) ORDER BY length(replace(text, chr(10), '')) DESC, id DESC LIMIT 1").fetchall()[0][0],
         longest, f"DuckDB, {form}, longest")
same(duckdb.sql(f"SELECT sum(len(attendees)) FROM '{here}/parquet/meeting.parquet'").fetchall()[0][0], seats, "DuckDB, lists")
same(duckdb.sql(f"SELECT typeof(date), typeof(attendees), typeof(extended) FROM '{here}/parquet/meeting.parquet' LIMIT 1").fetchall()[0],
     ("DATE", 'STRUCT("name" VARCHAR, "role" VARCHAR)[]', "BOOLEAN"), "DuckDB, types")

for kind in KINDS:
    frame = polars.read_parquet(here / "parquet" / f"{kind}.parquet")
    same(frame.height, len(by_kind[kind]), f"Polars, parquet, {kind}")
    same(frame.schema["date"], polars.Date, "Polars, dates")
    same(frame.schema["byline"], polars.List(polars.String), "Polars, lists")
    same(frame["text"].to_list(), ["\n".join(b["text"] for b in row["body"]) for row in by_kind[kind]], f"Polars, texts, {kind}")
    frame = polars.read_csv(here / "csv" / f"{kind}.csv", infer_schema_length=None)
    same(frame.height, len(by_kind[kind]), f"Polars, csv, {kind}")
    same(frame.columns, polars.read_parquet(here / "parquet" / f"{kind}.parquet").columns, "Polars, one set of columns")
meetings = polars.read_parquet(here / "parquet" / "meeting.parquet")
same(meetings["attendees"].list.len().sum(), seats, "Polars, seats")
same(meetings["date"].min().isoformat(), first_meeting, "Polars, first meeting")

database = sqlite3.connect(f"file:{here}/bulletins.db?mode=ro", uri=True)
query = json.load(open(here / "bulletins.datasette.json"))["databases"]["bulletins"]["queries"]["search"]["sql"]
same(database.execute("PRAGMA integrity_check").fetchall()[0][0], "ok", "SQLite, integrity")
for kind, name in [("proposal", "proposals"), ("speech", "speeches"), ("meeting", "meetings"), ("article", "articles")]:
    same(database.execute(f"SELECT count(*) FROM {name}_in_full").fetchall()[0][0], len(by_kind[kind]), f"SQLite, {name}")
same(database.execute("SELECT count(handling) FROM proposals").fetchall()[0][0], handled, "SQLite, handled")
same(database.execute("SELECT count(*) FROM appearances WHERE role = 'attendee'").fetchall()[0][0], seats, "SQLite, seats")
same(sorted(row[0] for row in database.execute(query, {"words": "提案"})), with_word, "SQLite, words")
print(f"SQLite {sqlite3.sqlite_version}, DuckDB {duckdb.__version__}, Polars {polars.__version__}")


def served(path):
    arguments = [datasette, str(here / "bulletins.db"), "-m", str(here / "bulletins.datasette.json"), "--get", path]
    return json.loads(subprocess.run(arguments, check=True, capture_output=True, text=True).stdout)


same(sorted(row["id"] for row in served("/bulletins/search.json?_shape=array&words=%E6%8F%90%E6%A1%88")), with_word, "Datasette, words")
same(served("/bulletins/records.json?_size=0&_shape=objects")["filtered_table_rows_count"], len(rows), "Datasette, records")
same(served("/bulletins/proposals_in_full.json?_shape=array&_size=max&handling__notnull=1").__len__(), handled, "Datasette, handled")

# Meilisearch's engine, milli, takes the documents; its settings are held against the documented limits
documents = [json.loads(line) for path in sorted((here / "meilisearch").glob("documents-*.ndjson")) for line in path.open()]
same(sorted({document["record"] for document in documents}), sorted(row["id"] for row in rows), "Meilisearch, records")
same(max(len(document["text"]) for document in documents) * 8 < 65535, True, "Meilisearch, positions")
if milli:
    (here / "milli").mkdir()
    index = milli.Index(str(here / "milli"), 1 << 30)
    added = index.add_documents(documents)
    same((added.number_of_documents, index.primary_key()), (len(documents), "id"), "Meilisearch, documents")
    same(sorted(document["id"] for _, document in index.all_documents()), sorted(document["id"] for document in documents), "Meilisearch, ids")
    stored = lambda found: {document["id"] for document in index.get_documents(found)}
    for document in documents:
        if document["title"]:
            same(document["id"] in stored(index.search(document["title"])), True, f"Meilisearch, title {document['title']}")
    same(index.search("此词不在任何一期"), [], "Meilisearch, a word nobody printed")
else:
    print("feeds: no wheel of milli for this Python: Meilisearch's files are held against its documented limits only")
# Elasticsearch is no package of a registry: documented limits
bulk = [json.loads(line) for path in sorted((here / "elasticsearch").glob("bulk-*.ndjson")) for line in path.open()]
same([line["index"]["_id"] for line in bulk[0::2]], [document["id"] for document in documents], "Elasticsearch, ids")
same(duckdb.sql(f"SELECT count(DISTINCT record) FROM read_ndjson('{here}/meilisearch/documents-0001.ndjson', maximum_sample_files=1, sample_size=-1)").fetchall()[0][0],
     len(rows), "DuckDB, NDJSON")
print(f"{checked} passed, 0 failed")
