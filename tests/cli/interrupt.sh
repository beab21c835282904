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
# run SIGNAL SECONDS COMMAND...: the signal comes after so many seconds; prints the
# exit code, negative for a death by signal
cat >run.py <<'P'
import signal
import subprocess
import sys
import time
for one in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
    signal.signal(one, signal.SIG_DFL)
if sys.argv[1] == "ignored":
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
sent = signal.SIGHUP if sys.argv[1] == "ignored" else signal.Signals["SIG" + sys.argv[1]]
child = subprocess.Popen(sys.argv[3:], stderr=open("messages", "w"))
time.sleep(float(sys.argv[2]))
child.send_signal(sent)
print(child.wait())
P
left() {
	find . -name '*.tmp' | grep -q .
}
whole() { # ARCHIVE BEFORE: as it was, or sound with more in it
	cmp -s "$1" "$2" || nbarc verify -q "$1"
}
for signal in INT TERM HUP; do
	rm -f new.nbarc
	python3 run.py $signal 0.3 nbarc ingest -q -o new.nbarc many >code
	[ ! -e new.nbarc ] || nbarc verify -q new.nbarc
	result $? "SIG$signal: a new archive is not there, or whole"
	left
	[ $? -eq 1 ]
	result $? "SIG$signal: no temporary file is left"
done
nbarc ingest -q -o a.nbarc few
cp a.nbarc before
for after in 0.05 0.1 0.2 0.3 0.4; do
	cp before a.nbarc
	python3 run.py INT $after nbarc ingest -q -o a.nbarc many >code
	check "SIGINT after $after s: as it was, or a whole commit" \
		whole a.nbarc before
	check "and every page that was there" sh -c \
		'nbarc get a.nbarc jd hx >x && nbarc get before jd hx | cmp - x'
	case $(cat code) in
	-2) result 0 "dies of the signal" ;;
	0) result 0 "was done before" ;;
	*) result 1 "exit $(cat code)" ;;
	esac
done
cp before a.nbarc
python3 run.py INT 0.2 nbarc ingest -q -o a.nbarc many >code
if [ "$(cat code)" -eq 0 ]; then
	skip "the ingest was done before the signal" "says how much is in"
else
	check "says how much is in" grep -qE \
		'0 pages were committed|everything was committed' messages
fi
nbarc ingest -q --level 3 -o big.nbarc many
nbarc get big.nbarc '' >all.xml
for after in 0.05 0.3; do
	cp before a.nbarc
	python3 run.py INT $after nbarc ingest -q --tei -o a.nbarc all.xml >code
	check "documents, SIGINT after $after s: as it was, or a whole commit" \
		whole a.nbarc before
	check "and dies of the signal, or was done" grep -qxE -- '-2|0' code
done
python3 run.py ignored 0.1 nbarc ingest -q -o hup.nbarc few >code
[ "$(cat code)" -eq 0 ] && nbarc verify -q hup.nbarc
result $? "a signal that is ignored, as by nohup, stays so"
rm big.nbarc
nbarc ingest -q -o big.nbarc --frame-size 16 many
cp big.nbarc before
python3 run.py INT 0.1 nbarc compact big.nbarc >code
check "compact: the archive is there" nbarc verify -q big.nbarc
left
[ $? -eq 1 ]
result $? "and no temporary file"

# interrupted NAME COMMAND...: the archive a.nbarc, from `before`, is as it was or
# done, and the command died of the signal or was done. Whether a signal comes in
# time depends on the machine; `hits` counts those that did.
interrupted() {
	name=$1
	shift
	hits=0
	for signal in INT TERM; do
		for after in 0.005 0.02 0.05 0.1; do
			cp before a.nbarc
			python3 run.py $signal $after "$@" >code
			case $signal,$(cat code) in
			INT,-2 | TERM,-15) hits=$((hits + 1)) ;;
			*,0) ;;
			*) echo "SIG$signal after $after: exit $(cat code)" >>wrong ;;
			esac
			whole a.nbarc before || echo "SIG$signal after $after" >>wrong
			left && echo "SIG$signal after $after: temporary" >>wrong
		done
	done
	[ ! -s wrong ]
	result $? "$name: as it was or done, and dies of the signal"
	[ "$hits" -gt 0 ]
	result $? "$name: a signal came in time"
	cp wrong .err 2>/dev/null
	rm -f wrong
}
pages=$(nbarc list --pages before | tr '\n' ' ')
# shellcheck disable=SC2086 # many words
interrupted withdraw nbarc withdraw -q --reason rights a.nbarc $pages
interrupted compact nbarc compact -q a.nbarc
if command -v nbarc-protect >/dev/null || [ -x "$B/nbarc-protect" ]; then
	interrupted protect nbarc protect -q a.nbarc
	nbarc protect -q before
	printf 'XXXX' | dd of=before bs=1 seek=5000 conv=notrunc 2>/dev/null
	interrupted repair nbarc repair -q a.nbarc
fi
if openssl genpkey -algorithm ed25519 -out key.pem 2>/dev/null; then
	cp big.nbarc before
	interrupted sign nbarc sign -q -k key.pem a.nbarc
fi

# ---- progress
cat >terminal.py <<'P'
import os
import pty
import sys
shown = bytearray()
def read(fd):
    data = os.read(fd, 65536)
    shown.extend(data)
    return b""
code = pty.spawn(sys.argv[1:], read)
sys.stdout.buffer.write(bytes(shown))
sys.exit(code != 0)
P
rm -f t.nbarc
python3 terminal.py nbarc ingest -o t.nbarc many >progress </dev/null
check "progress: count, rate, time left" grep -qE \
	'[0-9]+ of 420 pages, [0-9]+/s, [0-9]+:[0-9]{2} left' progress
rm -f t.nbarc
python3 terminal.py nbarc ingest --tei -o t.nbarc all.xml >progress </dev/null
check "of documents: bytes" grep -qE \
	"[0-9]+ of $(wc -c <all.xml) bytes, [0-9]+/s, [0-9]+:[0-9]{2} left" progress
rm -f t.nbarc
python3 terminal.py nbarc ingest -q -o t.nbarc many >progress </dev/null
[ ! -s progress ]
result $? "none with --quiet"
nbarc ingest -o t.nbarc many 2>progress
! grep -q left progress
result $? "none without a terminal"
finish
