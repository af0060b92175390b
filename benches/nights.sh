#!/usr/bin/env bash
# The figures of the nightly job: a run over many issues, one over files that are in the archive, a search.
# benches/nights.sh [ISSUES [FILES]]; needs GNU time and a build: PROFILE=release (default) or debug.
set -euo pipefail
issues=${1:-2000} files=${2:-10000}
here=$(cd "$(dirname "$0")/.." && pwd)
bin=${CARGO_TARGET_DIR:-$here/target}/${PROFILE:-release}
work=$(mktemp -d -p "${WORK:-/tmp}")
trap 'rm -rf "$work"' EXIT

# seconds an issue: the first and the last 200, by the time stamps of the log; memory of the run and of its workers
"$bin/examples/inbox" "$work/big" "$issues"
"$bin/examples/inbox" "$work/few" 20
for inbox in few big; do
  /usr/bin/time -f "$inbox: %e s, %M kB peak (the largest process)" \
    "$bin/huikan" ingest "$work/$inbox" --archive "$work/A-$inbox" --settle 0 --json 2>"$work/$inbox.log"
  tail -1 "$work/$inbox.log" | awk '{ $(NF-3) = $(NF-3); print }'
done
python3 - "$work/big.log" <<'P'
import datetime, json, sys
rows = [json.loads(line) for line in open(sys.argv[1]) if line.startswith('{"timestamp')]
at = [datetime.datetime.fromisoformat(row["timestamp"].replace("Z", "+00:00")) for row in rows]
ms = lambda a, b: (at[b] - at[a]).total_seconds() * 1000 / (b - a)
own = lambda part: sum(row["seconds"] for row in part) * 1000 / len(part)
print(f"first 200: {ms(0, 200):.1f} ms an issue, last 200: {ms(len(at) - 201, len(at) - 1):.1f} ms "
      f"(converting alone {own(rows[:200]):.1f} and {own(rows[-200:]):.1f})")
P

"$bin/examples/inbox" "$work/many" "$files" --short
"$bin/huikan" ingest "$work/many" --archive "$work/A-many" --settle 0 --quiet
echo "again, $files files unchanged:"
TIMEFORMAT="%R s"
time "$bin/huikan" ingest "$work/many" --archive "$work/A-many" --settle 0 --quiet
for words in 提案 委员 水 全生命周期 "政协 建议"; do
  echo "search $words:"
  time "$bin/huikan" search "$work/A-big" $words >/dev/null
done
du -sh "$work/A-big" "$work/A-big/catalogue.sqlite"
