#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# What a fleet costs: a corpus as SHARDS (1000) archives, each by an ingest of its
# own, and merged; beside a single ingest. Then the merge is verified, indexed and
# searched, and so is the collection of the parts.
#
# usage: B=BUILD bench/fleet.sh [CORPUS_DIR]
#
# ARTICLES is how many articles are drawn from the corpus with replacement; without
# it, the corpus itself is taken. JOBS is how many ingests run at a time (2). With
# SLURM set, the parts are ingested by examples/fleet/slurm.sh of the cluster that
# sbatch finds. A million articles take 5 GB of disk in $B/bench/fleet.
set -eu
cd "$(dirname "$0")/.."
: "${B:=build}"
case $B in /*) ;; *) B=$PWD/$B ;; esac
corpus=$(cd "${1:-../shared/corpus}" && pwd)
work=${BENCH_DIR:-$B/bench}/fleet
shards=${SHARDS:-1000}
PATH=$B:$PATH
export LC_ALL=C.UTF-8 SOURCE_DATE_EPOCH=1583712000

# Seconds by the clock and of processors, and the most memory of one process.
measure() { # NAME COMMAND...
	name=$1
	shift
	python3 -c '
import resource, subprocess, sys, time
begin = time.time()
code = subprocess.run(sys.argv[2:], stdout=subprocess.DEVNULL).returncode
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print("  %-28s %8.2f s, %8.2f of processors, %5d MiB" % (
    sys.argv[1], time.time() - begin, used.ru_utime + used.ru_stime, used.ru_maxrss // 1024))
sys.exit(code if code != 4 else 0)' "$name" "$@"
}

rm -rf "$work"
mkdir -p "$work"
bench/pages.py "$work/pages" ${ARTICLES:+--resample "$ARTICLES"} \
	"$corpus"/rmrb-*.jsonl.zst "$corpus"/xwlb-*.jsonl.zst \
	"$corpus"/weekly.jsonl.zst "$corpus"/laws.jsonl.zst
cd "$work"
echo "== fleet: $shards parts of $(find pages -type f | wc -l) pages"
measure "single ingest" nbarc ingest -q -o single.nbarc pages
if [ "${SLURM:-}" ]; then
	start=$(date +%s)
	job=$("$OLDPWD/examples/fleet/slurm.sh" "$shards" "$work/parts" "" "$work/pages")
	while squeue -h -j "$job" 2>/dev/null | grep -q .; do sleep 1; done
	echo "  parts, by Slurm: $(($(date +%s) - start)) s"
else
	mkdir parts
	seq "$shards" >numbers
	measure "parts" xargs -a numbers -P "${JOBS:-2}" -I I nbarc ingest -q \
		-j 1 --shard "I/$shards" -o parts/I.nbarc pages
	# The order of their numbers is that of their pages.
	seq -f "parts/%.0f.nbarc" "$shards" |
		xargs -n 1000 nbarc collect | awk 'NR == 1 || !/^#nbarcs/' \
		>parts.nbarcs
fi
[ -e parts.nbarcs ] || {
	sed 's/^[^#]/parts\/&/' parts/corpus.nbarcs >parts.nbarcs
}
measure "merge" sh -c 'ulimit -n 256; exec nbarc merge -o merged.nbarc parts.nbarcs'
one=$(wc -c <single.nbarc) merged=$(wc -c <merged.nbarc)
awk "BEGIN { printf \"  %d bytes, a single ingest %d: %+.2f %%\n\", $merged, $one, 100 * ($merged / $one - 1) }"
root_of() { nbarc info --brief "$1" | sed -n 's/^Merkle root *//p'; }
if [ "$(root_of merged.nbarc)" = "$(root_of single.nbarc)" ]; then
	echo "  the roots are the same"
else
	echo "  the roots differ" && exit 1
fi
measure "verify, merged" nbarc verify -q merged.nbarc
measure "verify, collection" nbarc verify -q parts.nbarcs
measure "grep, merged" nbarc grep -c merged.nbarc 联系群众
measure "grep, collection" nbarc grep -c parts.nbarcs 联系群众
measure "index, merged" nbarc index merged.nbarc
measure "grep with the index" nbarc grep -c merged.nbarc 联系群众
id=$(nbarc list merged.nbarc | sed -n '1000{s/ .*//;p;q;}')
measure "get, merged" nbarc get merged.nbarc "$id"
measure "get, collection" nbarc get parts.nbarcs "$id"
