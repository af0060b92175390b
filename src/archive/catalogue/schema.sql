-- Tables of the catalogue and of the SQLite feed. Texts are as in the records; lists are JSON arrays; dates are ISO 8601.
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE sources (
  sha256 TEXT PRIMARY KEY, name TEXT NOT NULL, size INTEGER NOT NULL, issue TEXT NOT NULL, in_view INTEGER NOT NULL,
  run INTEGER NOT NULL, version TEXT NOT NULL, settings TEXT NOT NULL, base TEXT NOT NULL, profile TEXT NOT NULL,
  profile_sha256 TEXT NOT NULL, score REAL NOT NULL, chars INTEGER NOT NULL, card TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE issues (
  id TEXT PRIMARY KEY, publication TEXT, year INTEGER, number INTEGER, serial INTEGER, printed TEXT, publisher TEXT,
  pages INTEGER NOT NULL, lines INTEGER NOT NULL, unplaced INTEGER NOT NULL, repairs INTEGER NOT NULL,
  warnings INTEGER NOT NULL, contents INTEGER NOT NULL, contents_missing INTEGER NOT NULL, confidence REAL,
  sha256 TEXT NOT NULL, run INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE records (
  rowid INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, issue TEXT NOT NULL REFERENCES issues(id), kind TEXT NOT NULL,
  classification TEXT, part_of TEXT, section TEXT, title TEXT NOT NULL, subtitle TEXT, byline TEXT NOT NULL, date TEXT,
  date_precision TEXT, outlet TEXT, reporters TEXT NOT NULL, pages TEXT NOT NULL, text TEXT NOT NULL,
  block_pages TEXT NOT NULL, people TEXT NOT NULL, confidence REAL, warnings INTEGER NOT NULL, repairs INTEGER NOT NULL
);
CREATE INDEX records_by_issue ON records(issue);
CREATE INDEX records_by_kind ON records(kind, date);
CREATE TABLE proposals (
  id TEXT PRIMARY KEY REFERENCES records(id), identifier TEXT, year INTEGER, category TEXT, keywords TEXT NOT NULL,
  background TEXT, analysis TEXT, recommendations TEXT, handling TEXT, result TEXT, result_code TEXT, result_scheme TEXT
) WITHOUT ROWID;
CREATE TABLE speeches (
  id TEXT PRIMARY KEY REFERENCES records(id), speaker TEXT, speaker_role TEXT, speaker_organization TEXT, occasion TEXT,
  meeting TEXT, excerpt INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE meetings (
  id TEXT PRIMARY KEY REFERENCES records(id), name TEXT, organ TEXT, term INTEGER, ordinal INTEGER,
  extended INTEGER NOT NULL, start_date TEXT, end_date TEXT, place TEXT, mode TEXT, proposals TEXT NOT NULL,
  decisions TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE articles (id TEXT PRIMARY KEY REFERENCES records(id)) WITHOUT ROWID;
CREATE TABLE persons (name TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE organisations (name TEXT PRIMARY KEY) WITHOUT ROWID;
-- role: proposer, lead-proposer, handler, speaker, chair, attendee, observer, reporter, organ, outlet, of-speaker
CREATE TABLE appearances (
  record TEXT NOT NULL REFERENCES records(id), role TEXT NOT NULL, position INTEGER NOT NULL, name TEXT NOT NULL,
  is_person INTEGER NOT NULL, title TEXT, PRIMARY KEY (record, role, position)
) WITHOUT ROWID;
CREATE INDEX appearances_by_name ON appearances(name, role);
CREATE TABLE warnings (
  issue TEXT NOT NULL REFERENCES issues(id), record TEXT NOT NULL, code TEXT NOT NULL, n INTEGER NOT NULL,
  PRIMARY KEY (issue, record, code)
) WITHOUT ROWID;
CREATE TABLE gone (id TEXT PRIMARY KEY, issue TEXT NOT NULL, run INTEGER NOT NULL) WITHOUT ROWID;
-- Chinese as overlapping pairs of characters: see the columns' makers in catalogue/words.rs. Holds no text of its own.
CREATE VIRTUAL TABLE search USING fts5(title, people, body, content='', tokenize='unicode61 remove_diacritics 0');
CREATE VIEW found AS
  SELECT search.rowid AS rowid, records.id, records.kind, records.title, records.date, records.issue, records.pages,
         records.text
  FROM search JOIN records ON records.rowid = search.rowid;
CREATE VIEW proposals_in_full AS SELECT * FROM records JOIN proposals USING (id);
CREATE VIEW speeches_in_full AS SELECT * FROM records JOIN speeches USING (id);
CREATE VIEW meetings_in_full AS SELECT records.*, meetings.name, meetings.organ, meetings.term, meetings.ordinal,
  meetings.extended, meetings.start_date, meetings.end_date, meetings.place, meetings.mode, meetings.proposals,
  meetings.decisions FROM records JOIN meetings USING (id);
CREATE VIEW articles_in_full AS SELECT records.* FROM records JOIN articles USING (id);
