#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Speed of the conversion between GB18030 and UTF-8, inside a process and as
# commands, beside iconv(3), iconv and uconv.
#
# usage: B=BUILD bench/encoding.sh [CORPUS_DIR]
set -eu

cd "$(dirname "$0")/.."
: "${B:=build}"
case $B in /*) ;; *) B=$PWD/$B ;; esac
corpus=${1:-../shared/corpus}
work=${BENCH_DIR:-$B/bench}/encoding
PATH=$B:$PATH
export LC_ALL=C.UTF-8 SOURCE_DATE_EPOCH=1583712000

rm -rf "$work"
mkdir -p "$work"
bench/pages.py "$work/pages" "$corpus"/rmrb-dev.jsonl.zst >/dev/null
nbarc ingest -q --level 1 --no-sources -o "$work/a.nbarc" "$work/pages"
cat "$work/pages"/*.txt >"$work/news"
zstd -dcq "$work/a.nbarc" >"$work/tei"
# What the fast road does not help: a script of four-byte codes, and characters
# beyond the BMP among others.
python3 - "$work" <<'EOF'
import random, sys
rng = random.Random(1)
with open(sys.argv[1] + "/tibetan", "w", encoding="utf-8") as out:
    for _ in range(200000):
        word = "".join(chr(0xF40 + rng.randrange(0x28)) for _ in range(rng.randint(1, 4)))
        out.write(word + "\u0f0b")
text = open(sys.argv[1] + "/news", encoding="utf-8").read()[:2000000]
with open(sys.argv[1] + "/rare", "w", encoding="utf-8") as out:
    out.write("".join(c if rng.random() > .02 else chr(0x20000 + rng.randrange(0xA000)) for c in text))
EOF
(cd "$work" && "$B/bench-encoding" news tei tibetan rare)

nbconv -t GB18030 -o "$work/news.gb" "$work/news"
echo "commands, $(wc -c <"$work/news.gb") bytes of GB18030 to UTF-8:"
set -- nbconv "nbconv -f GB18030 --no-verify $work/news.gb" \
	'nbconv, verified' "nbconv -f GB18030 $work/news.gb" \
	iconv "iconv -f GB18030 -t UTF-8 $work/news.gb"
! command -v uconv >/dev/null 2>&1 ||
	set -- "$@" uconv "uconv -f GB18030 -t UTF-8 $work/news.gb"
bench/turns.py -n 11 "$@"
echo "commands, $(wc -c <"$work/news") bytes of UTF-8 to GB18030:"
set -- nbconv "nbconv -f UTF-8 -t GB18030 --no-verify $work/news" \
	'nbconv, verified' "nbconv -f UTF-8 -t GB18030 $work/news" \
	iconv "iconv -f UTF-8 -t GB18030 $work/news"
! command -v uconv >/dev/null 2>&1 ||
	set -- "$@" uconv "uconv -f UTF-8 -t GB18030 $work/news"
bench/turns.py -n 11 "$@"
rm -rf "$work"
