#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# How fast a reading room answers, and what it holds: nbarc serve on this machine,
# wrk with CLIENTS clients on the same processors, for each kind of address and both
# profiles of archives. While the last run goes on, the archive is appended to and
# replaced: no answer may fail, and new requests must see it.
#
# usage: bench/serve.sh ARCHIVE [SHARED]
#
# ARCHIVE is an archive with an index beside it, or one is made; SHARED another one of
# the same pages with a shared text. Needs wrk, curl and python3.
#   SECONDS_EACH=60  of each run    CLIENTS=64    THREADS=2  of wrk    B=build
set -eu
archive=$(realpath "$1")
shared=${2:+$(realpath "$2")}
cd "$(dirname "$0")/.."
: "${B:=build}" "${SECONDS_EACH:=60}" "${CLIENTS:=64}" "${THREADS:=2}"
case $B in /*) ;; *) B=$PWD/$B ;; esac
PATH=$B:$PATH
work=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server"; rm -rf "$work"' EXIT

# Requests in an order that is random, and the same in every run: wrk calls this for
# each one. Words are pairs of characters of the titles, as readers look for them.
cat >"$work/requests.lua" <<'END'
local paths, counter = {}, 0
function setup(thread)
	thread:set("id", counter)
	counter = counter + 1
end
function init(args)
	for line in io.lines(args[1]) do paths[#paths + 1] = line end
	math.randomseed(id + 1)
end
function request()
	return wrk.format("GET", paths[math.random(#paths)])
end
function done(summary, latency)
	local e = summary.errors
	io.write(string.format("%.0f requests/s, p50 %.1f ms, p99 %.1f ms, %d not 200, %d lost\n",
		summary.requests / summary.duration * 1e6, latency:percentile(50) / 1000,
		latency:percentile(99) / 1000, e.status, e.connect + e.read + e.write + e.timeout))
end
END

# start ARCHIVE: $address and $server.
start() {
	: >"$work/address"
	nbarc serve --listen 127.0.0.1:0 "$1" >"$work/address" &
	server=$!
	while [ ! -s "$work/address" ]; do sleep 0.1; done
	address=$(cat "$work/address")
}

stop() {
	kill "$server"
	wait "$server" || :
	server=
}

# The processor time of the server in hundredths of a second, and its memory in KiB.
used() {
	sed 's/.*) //' "/proc/$server/stat" | awk '{ print $12 + $13 }'
}

resident() {
	awk '/^VmRSS/ { print $2 }' "/proc/$server/status"
}

# load NAME PATHS: a line of what wrk saw.
load() {
	before=$(used) memory=$(resident)
	wrk -t "$THREADS" -c "$CLIENTS" -d "$SECONDS_EACH" --latency -s "$work/requests.lua" \
		"$address" -- "$2" | tail -n 1 >"$work/line"
	printf '%-22s %s, %s KiB -> %s KiB, %s s of processor\n' "$1" "$(cat "$work/line")" \
		"$memory" "$(resident)" "$(echo "$(used) $before" | awk '{ print ($1 - $2) / 100 }')"
}

# make_paths ARCHIVE: files of addresses.
make_paths() {
	nbarc list --json -c id,title "$1" | python3 -c '
import json, random, sys, urllib.parse
random.seed(1)
items = [json.loads(line) for line in sys.stdin]
random.shuffle(items)
words = [i["title"][at:at + 2] for i in items[:2000] for at in [random.randrange(max(1, len(i["title"]) - 2))]]
words = [urllib.parse.quote(w) for w in words if len(w) == 2 and all("\u4e00" <= c <= "\u9fff" for c in w)]
files = {
    "items": ["/" + i["id"] for i in items[:100000]],
    "texts": ["/api/items/" + i["id"] + "/text" for i in items[:100000]],
    "records": ["/api/items/" + i["id"] for i in items[:100000]],
    "searches": ["/search?q=" + w for w in words],
    "hits": ["/api/search?q=" + w for w in words],
    "lists": ["/api/items?limit=100&after=" + i["id"] for i in items[:1000]],
    "harvests": ["/oai?verb=GetRecord&metadataPrefix=oai_dc&identifier=nbarc:" + i["id"] for i in items[:1000]],
}
for name, paths in files.items():
    with open(sys.argv[1] + "/" + name, "w") as file:
        file.write("\n".join(paths) + "\n")
' "$work"
}

# measure ARCHIVE KINDS...
measure() {
	make_paths "$1"
	start "$1"
	shift
	for kind; do
		load "$kind" "$work/$kind"
	done
	stop
}

# An archive that grows and is replaced while it is read.
change() {
	cp "$1" "$work/changing.nbarc"
	make_paths "$work/changing.nbarc"
	start "$work/changing.nbarc"
	load "items, changing" "$work/items" &
	loading=$!
	number=0 missed=0
	while kill -0 $loading 2>/dev/null; do
		number=$((number + 1))
		id=zzzz-$(printf '%08d' $((20000100 + number % 28 + 1)))-$(printf '%02d' $((number % 90 + 1)))
		printf '第%s次添加的版面\n\n这是正在添加的一版。\n' "$number" >"$work/$id.txt"
		nbarc ingest -q -o "$work/changing.nbarc" "$work/$id.txt"
		curl -sf -o "$work/seen" "${address}api/items/$id/text" && grep -q "第${number}次" "$work/seen" ||
			missed=$((missed + 1))
		if [ $((number % 5)) -eq 0 ]; then
			cp "$work/changing.nbarc" "$work/other"
			mv "$work/other" "$work/changing.nbarc"
		fi
		rm "$work/$id.txt"
	done
	wait $loading
	echo "changed $number times, $((number / 5)) times replaced; $missed changes were not seen at once"
	stop
}

[ -e "$archive.idx" ] || nbarc index "$archive"
echo "$archive: $(nbarc info --json -b "$archive")"
measure "$archive" items texts records searches hits lists harvests
if [ -n "$shared" ]; then
	echo "$shared: $(nbarc info --json -b "$shared")"
	measure "$shared" items texts records searches hits
fi
change "$archive"
