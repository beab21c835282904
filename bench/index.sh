#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# What an index costs and what it gives: size, time of making it and of an append, and
# searches with it beside searches without.
#
# usage: B=BUILD bench/index.sh [ARCHIVE]
#
# ARCHIVE is that of bench/grep.sh unless one is given; it is copied. Commands run in
# turn, ROUNDS (21) times; the figures are medians, and ratios to /bin/true. With
# COPIES=N the archive has its pages N times, under other titles, compressed fast:
# that shows what grows with it. QUERIES=N compares that many searches with and
# without the index (tests/indexed.py), DAMAGES=N damages it (tests/index_damage.py).
set -eu
cd "$(dirname "$0")/.."
: "${B:=build}" "${COPIES:=1}" "${QUERIES:=0}" "${DAMAGES:=0}"
case $B in /*) ;; *) B=$PWD/$B ;; esac
work=${BENCH_DIR:-$B/bench}/index
PATH=$B:$PATH
export LC_ALL=C.UTF-8
mkdir -p "$work"
source=${1:-${BENCH_DIR:-$B/bench}/grep/corpus.nbarc}
archive=$work/corpus$COPIES.nbarc
bytes() { wc -c <"$1" | tr -d ' '; }

if [ ! -e "$archive" ]; then
	if [ "$COPIES" -eq 1 ]; then
		cp "$source" "$archive"
	else
		copy=0
		while [ "$copy" -lt "$COPIES" ]; do
			copy=$((copy + 1))
			mkdir -p "$work/tei"
			zstd -dcq "$source" |
				sed -E "s/\\b([a-z]{2})[a-z]*(-[0-9]{8}-)/\\1x$(printf '%03d' $copy)\\2/g" >"$work/tei/all.xml"
			nbarc ingest -q --level 1 --tei -o "$archive" "$work/tei"
		done
		rm -r "$work/tei"
	fi
fi
nbarc info "$archive" | sed -n '1,6p'
text=$(zstd -dcq "$archive" | sed 's/<[^>]*>//g' | wc -c)
echo "text: $text bytes; archive: $(bytes "$archive") bytes"

# Processor seconds of one command; the text that it indexes in a second of these.
rate() { # NAME COMMAND...
	name=$1
	shift
	python3 - "$name" "$text" "$@" <<-'P'
		import os
		import subprocess
		import sys
		import time
		start = time.perf_counter()
		subprocess.run(sys.argv[3:], check=True, stdout=subprocess.DEVNULL)
		wall, t = time.perf_counter() - start, os.times()
		used = t.children_user + t.children_system
		print(f"{sys.argv[1]}: {wall:.1f} s, {used:.1f} s of processors, "
		      f"{int(sys.argv[2]) / used / 1e6:.0f} MB of text a second of one")
	P
}
percent() { awk -v a="$(bytes "$1")" -v b="$(bytes "$archive")" \
	'BEGIN { printf "%d bytes, %.1f %% of the archive\n", a, 100 * a / b }'; }
rate "small index" nbarc index --anew --small -o "$work/small.idx" "$archive"
percent "$work/small.idx"
rate "full index" nbarc index --anew "$archive"
percent "$archive.idx"

# A rare word, a common one, a long one, expressions with a rare word in them.
for what in "${RARE:=鼓浪}" 中国 修复工程 '-E 十[一二三]届' "-E $RARE.{1,3}"; do
	pattern=${what#-E }
	options=${what%"$pattern"}
	# shellcheck disable=SC2086 # options, or none
	echo "== $what: $(nbarc grep -lc $options "$archive" "$pattern") articles"
	bench/turns.py -n "${ROUNDS:-21}" \
		"true" "/bin/true" \
		"grep -l" "nbarc grep -l $options $archive $pattern" \
		"grep" "nbarc grep $options $archive $pattern" \
		"grep -l --no-index" "nbarc grep --no-index -l $options $archive $pattern"
done

# One page more, twenty times: its append, and the update of the index.
echo "== an append of one page"
cp "$archive" "$work/grown.nbarc"
cp "$archive.idx" "$work/grown.nbarc.idx"
mkdir -p "$work/page"
python3 - "$work" <<-'P'
	import os
	import subprocess
	import sys
	import time
	work, took, used = sys.argv[1], [], []
	page = open("fixtures/pages/jdrb-20190304-a01.txt", encoding="utf-8").read()
	for n in range(20):
	    name = f"{work}/page/zzzz-20300101-{n + 1:03}.txt"
	    with open(name, "w", encoding="utf-8") as out:
	        out.write(page.replace("春", "第" + str(n)))
	    subprocess.run(["nbarc", "ingest", "-q", "-o", f"{work}/grown.nbarc", name], check=True)
	    before, start = os.times(), time.perf_counter()
	    subprocess.run(["nbarc", "index", "-q", f"{work}/grown.nbarc"], check=True)
	    took.append(time.perf_counter() - start)
	    after = os.times()
	    used.append(after.children_user + after.children_system - before.children_user - before.children_system)
	took.sort(), used.sort()
	print(f"update: median {took[10] * 1000:.1f} ms, most {took[-1] * 1000:.1f}; "
	      f"of processors {used[10] * 1000:.1f}, {used[-1] * 1000:.1f}")
P
nbarc index --check "$work/grown.nbarc"

[ "$QUERIES" -eq 0 ] || python3 tests/indexed.py --queries "$QUERIES" "$work/grown.nbarc"
[ "$DAMAGES" -eq 0 ] || python3 tests/index_damage.py --damages "$DAMAGES" "$work/grown.nbarc"
rm -r "$work"/grown* "$work/page"
