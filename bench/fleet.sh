#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# What a fleet costs: a corpus as SHARDS (1000) archives, each by an ingest of its
# own, and merged; beside a single ingest. Then the merge is verified, indexed,
# searched and published, and the site is searched as a browser does: by js/, from
# nginx, by ranges. So is the collection of the parts. Any answer that is not that of
# the single ingest ends the script.
#
# usage: B=BUILD bench/fleet.sh [CORPUS_DIR]
#
# ARTICLES is how many articles are drawn from the corpus with replacement; without
# it, the corpus itself is taken. FILES are files of the corpus (all but those for
# development). JOBS is how many ingests run at a time (2). With SLURM=there, the
# parts are ingested by examples/fleet/slurm.sh of the cluster that sbatch finds; with
# SLURM=own, by one of two nodes that is started for this. LEVEL is that of zstd. A
# million articles take 5 GB of disk in $B/bench/fleet.
#
# The whole of the plan: SLURM=own SHARDS=64 ARTICLES=1000000 bench/fleet.sh
set -eu
cd "$(dirname "$0")/.."
root=$PWD
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

# The processor's seconds of jobs of Slurm are in what their nodes print.
fail() {
	echo "  $*" && exit 1
}
ends=
# shellcheck disable=SC2154 # "end" is set where it is used
trap 'for end in $ends; do $end; done' EXIT

rm -rf "$work"
mkdir -p "$work"
# shellcheck disable=SC2086 # names of files
bench/pages.py "$work/pages" ${ARTICLES:+--resample "$ARTICLES"} \
	${FILES:-"$corpus"/rmrb-*.jsonl.zst "$corpus"/xwlb-*.jsonl.zst \
		"$corpus"/weekly.jsonl.zst "$corpus"/laws.jsonl.zst}
cd "$work"
echo "== fleet: $shards parts of $(find pages -type f | wc -l) pages"
measure "single ingest" nbarc ingest -q ${LEVEL:+--level "$LEVEL"} -o single.nbarc pages
if [ "${SLURM:-}" = own ]; then
	# shellcheck source=tests/slurm/cluster.sh
	. "$root/tests/slurm/cluster.sh"
	cluster_has_tools || exit 1
	cluster_start "$work/cluster"
	ends=cluster_stop
	cluster_up n1 n2 || exit 1
fi
if [ "${SLURM:-}" ]; then
	start=$(date +%s)
	# shellcheck disable=SC2086 # an option and its value
	job=$("$root/examples/fleet/slurm.sh" "$shards" "$work/parts" "" \
		${LEVEL:+--level $LEVEL} "$work/pages")
	while squeue -h -j "$job" 2>/dev/null | grep -q .; do sleep 1; done
	scontrol -o show job "$job" 2>/dev/null | grep -q 'JobState=COMPLETED' ||
		fail "the jobs failed: $(tail -qn 1 parts/*.out | tail -n 3)"
	echo "  parts, by Slurm: $(($(date +%s) - start)) s by the clock"
	[ "$(find parts -name '*.nbarc' | wc -l)" -eq "$shards" ] || fail "a part is missing"
else
	mkdir parts
	seq "$shards" >numbers
	measure "parts" xargs -a numbers -P "${JOBS:-2}" -I I nbarc ingest -q \
		-j 1 ${LEVEL:+--level "$LEVEL"} --shard "I/$shards" -o parts/I.nbarc pages
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
	fail "the roots differ"
fi
measure "verify, merged" nbarc verify -q merged.nbarc
measure "verify, collection" nbarc verify -q parts.nbarcs
word=联系群众
measure "grep, merged" nbarc grep -c merged.nbarc $word
measure "grep, collection" nbarc grep -c parts.nbarcs $word
for of in single.nbarc merged.nbarc parts.nbarcs; do
	nbarc grep $of $word >$of.hits || [ $? -eq 4 ]
	cmp single.nbarc.hits $of.hits || fail "$of has other hits"
done
measure "index, merged" nbarc index merged.nbarc
measure "grep with the index" nbarc grep -c merged.nbarc $word
nbarc grep merged.nbarc $word >indexed.hits || [ $? -eq 4 ]
cmp single.nbarc.hits indexed.hits || fail "with the index there are other hits"
id=$(nbarc list merged.nbarc | sed -n '1000{s/ .*//;p;q;}')
measure "get, merged" nbarc get merged.nbarc "$id"
measure "get, collection" nbarc get parts.nbarcs "$id"

# ---- what a reader sees
measure "publish" nbarc publish -q merged.nbarc site
if ! command -v nginx >/dev/null && [ ! -x /usr/sbin/nginx ]; then
	echo "  the site is not searched: nginx is not installed"
	exit 0
fi
PATH=$PATH:/usr/sbin
port=$(python3 -c 'import socket
with socket.socket() as free: free.bind(("127.0.0.1", 0)); print(free.getsockname()[1])')
cat >nginx.conf <<END
daemon off; master_process off; pid $work/nginx.pid; error_log $work/nginx.error;
events { worker_connections 64; }
http { client_body_temp_path t; proxy_temp_path t; fastcgi_temp_path t; uwsgi_temp_path t;
scgi_temp_path t; log_format f '\$status \$body_bytes_sent'; access_log $work/access f;
server { listen 127.0.0.1:$port; root $work/site; } }
END
nginx -p "$work" -c nginx.conf &
nginx=$!
stop_nginx() {
	kill $nginx
	wait $nginx || true
}
ends="stop_nginx $ends"
for _ in $(seq 50); do
	[ -s nginx.pid ] && break
	sleep .1
done
# The decoder of zstd comes from the registry of npm.
js=$work/js
cp -R "$root/js" "$js"
if ! npm install --silent --no-fund --no-audit --prefix "$js" >npm.log 2>&1; then
	echo "  the site is not searched: npm cannot install a zstd decoder"
	exit 0
fi
seen() { # NAME: what the site was asked for
	awk -v n="$1" '{ bytes += $2 } END {
		printf "  %-28s %8d requests, %d KB\n", n, NR, bytes / 1000 }' access
	: >access
}
: >access
url=http://127.0.0.1:$port/corpus.nbarc
measure "search in the site" node "$js/bin/nbarc-js.js" grep "$url" $word
seen "search in the site"
node "$js/bin/nbarc-js.js" grep "$url" $word >site.hits
sed -n 's/.*"id":"\([^"]*\)".*/\1/p' site.hits >site.ids
sed 's/ .*//' single.nbarc.hits | cmp - site.ids || fail "the site has other hits"
: >access
measure "get in the site" node "$js/bin/nbarc-js.js" get "$url" "$id"
seen "get in the site"
echo "  all answers are those of the single ingest"
