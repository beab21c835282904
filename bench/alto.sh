#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# What zones cost in an archive of ALTO files, and how fast these are taken in.
#
# usage: B=BUILD bench/alto.sh [PAGES [CORPUS.jsonl.zst...]]
#
# PAGES (1500) files are taken in with one thread at level 1, where our own code is
# most of the work, and 80 at the default level, where zstd is nearly all of it. Times are those of the processor, with the start of the
# process; the median of five runs. Sizes are of 80 files each.
set -eu
cd "$(dirname "$0")/.."
: "${B:=build}"
case $B in /*) ;; *) B=$PWD/$B ;; esac
pages=${1:-1500}
[ $# -eq 0 ] || shift
[ $# -gt 0 ] || set -- ../shared/corpus/*.jsonl.zst
work=${BENCH_DIR:-$B/bench}/alto
PATH=$B:$PATH
export LC_ALL=C.UTF-8
rm -rf "$work"
mkdir -p "$work"

bytes() { find "$1" -type f -exec cat {} + | wc -c; }

# The zones of 80 pages, in percent of the archive without.
sizes() { # word|line
	python3 bench/alto.py --by "$1" --pages 80 "$work/pages" "$work/$1"
	nbarc ingest -q -o "$work/with" "$work/$1"
	nbarc ingest -q --no-zones -o "$work/without" "$work/$1"
	echo "a box a $1: $(bytes "$work/with") bytes," \
		"$(bytes "$work/without") without zones:" \
		"$(echo "$(bytes "$work/with") $(bytes "$work/without")" |
			awk '{ printf "%.2f %%", 100 * ($1 / $2 - 1) }')"
	rm "$work/with" "$work/without"
}

# The speed of an ingest of all files in a folder, in MB of ALTO a second.
speed() { # FOLDER OPTIONS...
	folder=$1
	shift
	python3 - "$(bytes "$folder")" "$work/a" "$folder" "$@" <<-'P'
		import os
		import resource
		import statistics
		import subprocess
		import sys
		size, archive, folder, *options = sys.argv[1:]
		times = []
		for _ in range(5):
		    if os.path.exists(archive):
		        os.remove(archive)
		    before = resource.getrusage(resource.RUSAGE_CHILDREN)
		    subprocess.run(["nbarc", "ingest", "-q", "-j", "1", *options, "-o", archive, folder], check=True)
		    after = resource.getrusage(resource.RUSAGE_CHILDREN)
		    times.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
		took = statistics.median(times)
		print(f"{' '.join(options)}: {size} bytes of {len(os.listdir(folder))} files in {took:.2f} s: "
		      f"{int(size) / took / 1e6:.1f} MB/s")
	P
	rm -f "$work/a"
}

python3 bench/pages.py "$work/pages" "$@"
sizes line
sizes word
for by in line word; do
	speed "$work/$by" --level 19
	rm -rf "$work/many"
	python3 bench/alto.py --by $by --pages "$pages" "$work/pages" "$work/many"
	speed "$work/many" --level 1
done
rm -rf "$work"
