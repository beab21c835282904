#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Signals end long work cleanly: the archive is as it was, or has a whole commit
# more, and no temporary file is left. On a terminal there is progress.
# shellcheck source=tests/tap.sh
. "$(dirname "$0")/../tap.sh"
mkdir few many
cp "$root"/fixtures/pages/*.txt few
for year in 1 2 3 4 5 6; do
	for day in 10 11 12 13 14 15 16 17 18 19; do
		for page in 01 02 03 04 05 06 07; do
			cat "$root"/fixtures/pages/jdrb-*.txt \
				>many/manyx-195${year}03$day-$page.txt
		done
	done
done
cat >run.py <<'P'
# run.py COMMAND...: prints how many seconds the command takes.
# run.py SIGNAL SECONDS COMMAND...: sends the signal after so many seconds; prints
# the exit code, negative for a death by signal.
import signal
import subprocess
import sys
import time
if sys.argv[1] == "nbarc":
    start = time.monotonic()
    subprocess.run(sys.argv[1:], check=True)
    print(time.monotonic() - start)
    sys.exit()
for one in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
    signal.signal(one, signal.SIG_DFL)
child = subprocess.Popen(sys.argv[3:], stderr=open("messages", "w"))
time.sleep(float(sys.argv[2]))
child.send_signal(signal.Signals["SIG" + sys.argv[1]])
print(child.wait())
P
number() { # SIGNAL
	case $1 in
	INT) echo 2 ;;
	TERM) echo 15 ;;
	HUP) echo 1 ;;
	esac
}
left() {
	find . -name '*.tmp' | grep -q .
}
whole() { # ARCHIVE BEFORE: as it was, or sound with more in it
	cmp -s "$1" "$2" || nbarc verify -q "$1"
}

# stops NAME SIGNAL COMMAND...: the command, which gets the signal at its first
# message or progress, dies of it and leaves the archive a.nbarc as it was in
# `before`, or absent if `before` is.
stops() {
	name=$1
	signal=$2
	shift 2
	rm -f a.nbarc
	[ ! -e before ] || cp before a.nbarc
	[ ! -e unfinished ] || cat unfinished >>a.nbarc
	if [ -z "$terminal" ]; then
		skip "no terminal can be opened" "$name, SIG$signal"
		return
	fi
	"$root/tests/signalled.py" "$signal" "$@" >code 2>.err
	[ "$(cat code)" = "-$(number "$signal")" ] || cat code messages >>.err
	[ "$(cat code)" = "-$(number "$signal")" ]
	result $? "$name, SIG$signal: dies of it"
	if [ -e before ]; then
		cmp a.nbarc before 2>.err
	else
		[ ! -e a.nbarc ]
	fi
	result $? "$name, SIG$signal: the archive is as it was"
	left
	[ $? -eq 1 ]
	result $? "$name, SIG$signal: no temporary file is left"
}

# sweep NAME COMMAND...: signals at moments spread over the time that the command
# takes on this machine. Whenever one comes, the archive a.nbarc, from `before`,
# is as it was or whole, and the command died of the signal or was done.
sweep() {
	name=$1
	shift
	cp before a.nbarc
	took=$(python3 run.py "$@")
	hits=0
	for part in 5 20 35 50 65 80 95; do
		after=$(awk "BEGIN { print $took * $part / 100 }")
		cp before a.nbarc
		python3 run.py INT "$after" "$@" >code
		case $(cat code) in
		-2) hits=$((hits + 1)) ;;
		0) ;;
		*) echo "SIGINT after $after s: exit $(cat code)" ;;
		esac
		whole a.nbarc before || echo "SIGINT after $after s: damaged"
		! left || echo "SIGINT after $after s: a temporary file"
	done >.err 2>&1
	if [ -s .err ]; then
		result 1 "$name: as it was or whole, at any moment"
	elif [ "$hits" -eq 0 ]; then
		skip "of 7 signals none came in time" \
			"$name: as it was or whole, at any moment"
	else
		result 0 "$name: as it was or whole, at any moment"
	fi
}
terminal=$(python3 -c 'import pty; print(pty.openpty()[0])' 2>.err)

for signal in INT TERM HUP; do
	stops "a new archive" $signal nbarc ingest -o a.nbarc many
done
nbarc ingest -q -o before few
stops ingest INT nbarc ingest -o a.nbarc many
if [ -n "$terminal" ]; then
	check "says how much is in" grep -q '0 pages were committed' messages
fi
sweep ingest nbarc ingest -q -o a.nbarc many
nbarc ingest -q --level 3 -o big.nbarc many
nbarc get big.nbarc '' >all.xml
stops documents TERM nbarc ingest --tei -o a.nbarc all.xml
sweep documents nbarc ingest -q --tei -o a.nbarc all.xml
if [ -n "$terminal" ]; then
	"$root/tests/signalled.py" ignored nbarc ingest -o hup.nbarc few >code
	[ "$(cat code)" = 0 ] && nbarc verify -q hup.nbarc
	result $? "a signal that is ignored, as by nohup, stays so"
fi
rm big.nbarc
nbarc ingest -q -o before --frame-size 16 many
pages=$(nbarc list --pages before | tr '\n' ' ')
# The first page a second time, of which withdraw says that it is so already.
# shellcheck disable=SC2086 # many words
stops withdraw INT nbarc withdraw --reason rights a.nbarc ${pages%% *} $pages
# shellcheck disable=SC2086
sweep withdraw nbarc withdraw -q --reason rights a.nbarc $pages
stops compact TERM nbarc compact a.nbarc
sweep compact nbarc compact -q a.nbarc
if openssl genpkey -algorithm ed25519 -out key.pem 2>/dev/null; then
	# It says that it cuts this off.
	printf 'half an append' >unfinished
	stops sign INT nbarc sign -k key.pem a.nbarc
	rm unfinished
	sweep sign nbarc sign -q -k key.pem a.nbarc
fi
if has_parity; then
	stops protect TERM nbarc protect a.nbarc
	sweep protect nbarc protect -q a.nbarc
	nbarc protect -q before
	printf 'XXXX' | dd of=before bs=1 seek=5000 conv=notrunc 2>/dev/null
	stops repair INT nbarc repair a.nbarc
	sweep repair nbarc repair -q a.nbarc
else
	skip "no parity in this build" "protect and repair that are interrupted"
fi

# ---- progress
cat >terminal.py <<'P'
import pty
import sys
sys.exit(pty.spawn(sys.argv[1:]) != 0)
P
rm -f t.nbarc
python3 terminal.py nbarc ingest -o t.nbarc many >progress </dev/null
check "progress: files, pages, rate, time left" grep -qE \
	'[0-9]+ of 420 files, [0-9]+ pages?, [0-9]+/s, [0-9]+:[0-9]{2} left' progress
cp "$(find many -name '*.txt' | head -n 1)" many/nameless.txt
rm -f t.nbarc
python3 terminal.py nbarc ingest -o t.nbarc many >progress </dev/null
rm many/nameless.txt
check "and problems" grep -qE \
	'[0-9]+ of 420 files, [0-9]+ pages?, 1 problem, [0-9]+/s' progress
check "which are named before the first page" sh -c \
	"head -n 1 progress | grep -q '^nbarc ingest: many/nameless.txt: the name'"
for page in many/*.txt; do
	page=${page##*/}
	printf 'main\t没有\t这个\t\t%s\n' "${page%.txt}"
done >nowhere.tsv
python3 terminal.py nbarc decide t.nbarc nowhere.tsv >progress </dev/null
tr '\r' '\n' <progress | grep -qE '^[0-9]+ of 420 pages, [0-9]+/s, .* left$'
result $? "of pages that are made again"
tr '\r' '\n' <progress | grep -q '^nbarc decide: nowhere.tsv: line 1: '
result $? "which no message is appended to"
rm -f t.nbarc
python3 terminal.py nbarc ingest --tei -o t.nbarc all.xml >progress </dev/null
check "of documents: megabytes" grep -qE \
	"[0-9.]+ of $(wc -c <all.xml | awk '{ printf "%.1f", $1 / 1e6 }') MB, [0-9]+ pages?, [0-9.]+ MB/s, [0-9]+:[0-9]{2} left" progress
rm -f t.nbarc
python3 terminal.py nbarc ingest -q -o t.nbarc many >progress </dev/null
[ ! -s progress ]
result $? "none with --quiet"
nbarc ingest -o t.nbarc many 2>progress
! grep -q left progress
result $? "none without a terminal"
finish
