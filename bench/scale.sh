#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# What an archive of ten million articles costs to open, to look into and to list,
# beside one of ten thousand, and what an append to it costs. bench/run runs it.
#
# usage: B=BUILD bench/scale.sh [CORPUS_DIR]
#
# SCALE is the largest number of articles (10000000: 0.7 GB of disk).
set -eu
cd "$(dirname "$0")/.."
: "${B:=build}"
case $B in /*) ;; *) B=$PWD/$B ;; esac
corpus=${1:-../shared/corpus}
work=${BENCH_DIR:-$B/bench}/scale
PATH=$B:$work:$PATH
export LC_ALL=C.UTF-8

mkdir -p "$work"
${CC:-cc} -std=c11 -O2 -Iinclude -o "$work/scale" bench/scale.c \
	"$B/libnbarc.a" -lzstd -lnettle -pthread
# What an article is called: its head, or the beginning of it.
zstd -dcq "$corpus"/*.jsonl.zst | python3 -c '
import json
import sys
for line in sys.stdin:
    article = json.loads(line)
    text = (article["head"] + article["body"] + ["-"])[0].strip()[:100]
    print("".join(c for c in text if c not in "<&\n\r") or "-")
' >"$work/lines"

echo "== scale: articles, bytes of the file and of its catalogue, seconds to make"
set -- /bin/true /bin/true
for n in 10000 100000 1000000 10000000; do
	[ "$n" -le "${SCALE:-10000000}" ] || break
	nb=$work/$n.nbarc
	rm -f "$nb"
	start=$(date +%s)
	scale "$nb" "$n" "$work/lines"
	end=$(date +%s)
	tei=$(bench/frames.py "$nb")
	echo "  $n: $(wc -c <"$nb") $tei $((end - start))"
	# A page from the middle.
	page=$(bench/frames.py --middle "$n")
	set -- "$@" "get, of $n" "nbarc get $nb $page" "info, of $n" \
		"nbarc info --brief $nb"
	strace -o "$work/trace" -e trace=pread64 nbarc get "$nb" "$page" \
		>/dev/null
	awk '{ n++; sum += $NF } END {
		printf "  get reads %d bytes in %d calls\n", sum, n }' \
		"$work/trace"
	sed -n 1,2p "$work/trace" | awk '{ sum += $NF } END {
		printf "  of which opening %d\n", sum }'
	sh -c 'nbarc list "$1" >/dev/null & pid=$!
		while [ -e /proc/$pid/exe ]; do
			sed -n "s/^VmHWM:[^0-9]*\\([0-9]*\\).*/\\1/p" /proc/$pid/status
			sleep 0.02
		done' sh "$nb" 2>/dev/null | sort -n |
		sed -n '$s/$/ KiB is the most memory of list/p' | sed 's/^/  /'
	bench/appends.py "$nb"
done
bench/turns.py -n 41 "$@"
