#!/usr/bin/env bash
# Times huikan against the tools people use now, on the files given: benches/peers.sh FILE.pdf...
# Needs a release build (cargo build --release --bins --examples), poppler-utils, mupdf-tools, bc and GNU time.
# Each row is the best of RUNS runs: wall seconds, CPU seconds; peak memory in MB of one more.
set -euo pipefail
RUNS=${RUNS:-5}
here=$(cd "$(dirname "$0")/.." && pwd)
bin=${CARGO_TARGET_DIR:-$here/target}/release
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
TIMEFORMAT='%R %U %S'

best() { # name, command...
    local name=$1 wall user system cpu best_wall=999999 best_cpu=999999 peak
    shift
    for _ in $(seq "$RUNS"); do
        rm -rf "$work/out"
        read -r wall user system <<<"$({ time "$@" >/dev/null 2>&1; } 2>&1)"
        cpu=$(echo "$user + $system" | bc)
        if [ "$(echo "$wall < $best_wall" | bc)" = 1 ]; then best_wall=$wall; fi
        if [ "$(echo "$cpu < $best_cpu" | bc)" = 1 ]; then best_cpu=$cpu; fi
    done
    rm -rf "$work/out"
    peak=$(/usr/bin/time -f %M "$@" 2>&1 >/dev/null | tail -1 | awk '{printf "%.0f", $1 / 1024}')
    printf '  %-34s %8.3f %8.3f %8s\n' "$name" "$best_wall" "$best_cpu" "$peak"
}

"$bin/huikan" --version
pdftotext -v 2>&1 | sed -n 1p
mutool -v 2>&1 | sed -n 1p
for file in "$@"; do
    printf '%-36s %8s %8s %8s\n' "$(basename "$file")" 'wall s' 'CPU s' 'MB'
    best 'huikan convert' "$bin/huikan" convert "$file" -o "$work/out" -q
    best 'pdftotext' pdftotext "$file" "$work/text"
    best 'mutool draw -F txt' mutool draw -q -F txt -o "$work/text" "$file"
done
RAYON_NUM_THREADS=1 "$bin/examples/stages" "$@"
