#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# What the index of ten million short articles costs: its size, the memory and the
# time of making it, and the identifiers of a rare and of a common word.
#
# usage: B=BUILD bench/indexed.sh
#
# The archives are those of bench/scale.sh, which must have run with the same
# BENCH_DIR: for each of them, up to SCALE (10000000) articles. Ten million take 1.4 GB
# of disk for the archive and about .5 GB for the index. The word is WORD (南通), or
# else one that some of the lines have. Times are those of the processors.
set -eu
cd "$(dirname "$0")/.."
: "${B:=build}" "${WORD:=南通}"
case $B in /*) ;; *) B=$PWD/$B ;; esac
work=${BENCH_DIR:-$B/bench}/scale
PATH=$B:$PATH
export LC_ALL=C.UTF-8
bytes() { wc -c <"$1" | tr -d ' '; }

for n in 10000 100000 1000000 10000000; do
	[ "$n" -le "${SCALE:-10000000}" ] || break
	nb=$work/$n.nbarc
	python3 - "$nb" <<-'P'
		import os
		import resource
		import subprocess
		import sys
		archive = sys.argv[1]
		subprocess.run(["nbarc", "index", "-q", "--anew", archive], check=True)
		used = resource.getrusage(resource.RUSAGE_CHILDREN)
		seconds = used.ru_utime + used.ru_stime
		zstd = subprocess.Popen(["zstd", "-dcq", archive], stdout=subprocess.PIPE)
		tei = sum(len(part) for part in iter(lambda: zstd.stdout.read(1 << 20), b""))
		print(f"  made in {seconds:.1f} s of processors, {tei / seconds / 1e6:.0f} MB of TEI a second of one; "
		      f"{used.ru_maxrss // 1024} MB of memory at most; "
		      f"{os.path.getsize(archive + '.idx')} bytes, {os.path.getsize(archive)} of the archive")
	P
	# Exit code 4 says that none has it.
	found=$(nbarc grep -lc "$nb" "$WORD" || [ $? -eq 4 ])
	echo "== $n articles: $WORD in $found of them"
	[ "$found" -gt 0 ] || continue
	bench/turns.py -n "${ROUNDS:-21}" \
		"true" "/bin/true" \
		"grep -l, a rare word" "nbarc grep -l $nb $WORD" \
		"grep -l, a common word" "nbarc grep -l $nb 中国" \
		"20 contexts" "nbarc grep -n 20 $nb $WORD"
done
