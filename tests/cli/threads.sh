#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# get and verify print the same, say the same and end with the same code whatever
# the number of threads that decode ahead, on sound archives and on damaged ones.
# shellcheck source=tests/tap.sh
. "$(dirname "$0")/../tap.sh"
mkdir first second
for year in 1 2 3 4 5 6; do
	for page in 01 02 03 04 05 06 07 08 09 10 11 12; do
		cat "$root"/fixtures/pages/jdrb-*.txt \
			>first/manyx-195${year}0310-$page.txt
	done
done
cp "$root"/fixtures/pages/*.txt first
# Newer revisions stand in frames of their own, between the old ones in order.
for year in 2 4; do
	sed 's/春/秋/g' first/manyx-195${year}0310-03.txt \
		>second/manyx-195${year}0310-03.txt
done
nbarc ingest -q --level 3 --frame-size 16 -o whole.nbarc first
nbarc ingest -q --level 3 --frame-size 16 -o whole.nbarc second
nbarc withdraw -q --reason rights whole.nbarc manyx-19530310-02

# The same with 1, 2 and 5 threads: output, messages, exit code.
same() { # DESCRIPTION COMMAND ARGUMENT...
	about=$1
	what=$2
	shift 2
	differ=0
	for jobs in 1 2 5; do
		nbarc "$what" -j $jobs "$@" >out.$jobs 2>err.$jobs
		echo $? >>err.$jobs
		cmp out.1 out.$jobs && cmp err.1 err.$jobs || differ=1
	done >.err 2>&1
	result $differ "$about: $what is the same with 1, 2 and 5 threads"
}

ends() { # CODE DESCRIPTION
	[ "$(tail -n 1 err.1)" -eq "$1" ]
	result $? "$2"
}

all() { # ARCHIVE DESCRIPTION
	same "$2" get "$1" ''
	same "$2, sources" get --format source "$1" ''
	same "$2, journals" get --format journal "$1" ''
	same "$2, as text" get --format text "$1" manyx jd hx
	same "$2" verify "$1"
}

records() { # KIND ARCHIVE: the offsets of page directories (D), sources (S) ...
	python3 - "$1" "$2" <<'P'
import sys
data = open(sys.argv[2], "rb").read()
mark = b"nbarc" + sys.argv[1].encode()
at = data.find(mark)
while at >= 0:
    print(at - 8)
    at = data.find(mark, at + 1)
P
}

# Zeros over COUNT bytes, DISTANCE after the N-th record of a kind.
hit() { # N DISTANCE COUNT FILE [KIND]
	offset=$(records "${5:-D}" whole.nbarc | sed -n "$1p")
	cp whole.nbarc "$4"
	head -c "$3" /dev/zero | dd of="$4" bs=1 seek=$((offset + $2)) \
		conv=notrunc 2>.err
}

[ "$(records D whole.nbarc | wc -l)" -gt 20 ]
result $? "there are many frames"
all whole.nbarc "a sound archive"
# Purged pages have no place: the last ones of the archive, and all of a prefix.
last=$(nbarc list --pages whole.nbarc | tail -n 3)
cp whole.nbarc hidden.nbarc
for page in $last manyx-19550310-04 manyx-19550310-05; do
	nbarc withdraw -q --reason rights hidden.nbarc "$page"
done
nbarc compact -q --purge -o purged.nbarc hidden.nbarc
all purged.nbarc "with purged pages, the last ones too"
same "purged pages alone" get purged.nbarc "$(echo "$last" | tail -n 1)"
nbarc get -j 1 --at 1 whole.nbarc '' >at1 2>.err
zstd -dcq whole.nbarc | head -c "$(wc -c <at1)" | cmp -s - at1
result $? "the first commit is the first frames"
same "an earlier commit" get --at 1 whole.nbarc ''
same "contents" verify --deep whole.nbarc
same "revisions" get whole.nbarc manyx@1
same "an issue that is not there" get whole.nbarc manyx-1999
ends 4 "exit 4"

hit 3 150 60 page.nbarc
all page.nbarc "a frame that is hit"
ends 2 "exit 2"
hit 9 4 20 directory.nbarc
all directory.nbarc "a page directory that is hit"
hit 12 4000 200 two.nbarc
all two.nbarc "another frame"
hit 7 400 30 source.nbarc S
all source.nbarc "a sources record that is hit"
ends 2 "exit 2"
same "a sources record that is hit" verify --deep source.nbarc
hit 7 12 2 size.nbarc S
all size.nbarc "the size of a sources record"
hit 8 20 2 content.nbarc S
all content.nbarc "the size of what is in a sources record"
# The last byte of a frame is of its own checksum, which no document feels.
hit 8 -1 1 silent.nbarc S
same "damage that no page feels" get silent.nbarc ''
ends 4 "and the page that is withdrawn is all that get lacks"
same "damage that no page feels" verify silent.nbarc
ends 2 "exit 2"
size=$(wc -c <whole.nbarc)
head -c $((size * 9 / 10)) whole.nbarc >cut.nbarc
all cut.nbarc "a tenth cut off"
python3 - <<'P'
data = bytearray(open("whole.nbarc", "rb").read())
at = data.find(b"nbarcL")
data[at + 60] ^= 255
open("leaf.nbarc", "wb").write(data)
P
all leaf.nbarc "a catalogue leaf that is hit"

# ---- outputs that end early
nbarc get -j 5 whole.nbarc manyx-1954 manyx-1955 2>.err | head -c 1000 >start
nbarc get -j 1 whole.nbarc manyx-1954 | head -c 1000 | cmp -s - start
result $? "a pipe that is closed gets its first bytes"
[ ! -s .err ]
result $? "and that is no message"
if [ -c /dev/full ]; then
	exits 1 "a full disk" sh -c 'nbarc get -j 5 whole.nbarc "" >/dev/full'
	says "write:" "says so"
	exits 1 "a list too long for one write" \
		sh -c 'nbarc list --json whole.nbarc >/dev/full'
	says "write:" "says so too"
	exits 1 "a full disk, by name" nbarc get -j 5 -o /dev/full whole.nbarc ''
else
	skip "no /dev/full" "a full disk"
fi
# The pipe holds a small part of the output, so that get cannot end before.
cat >stopped.py <<'P'
import os
import signal
import subprocess
import sys
os.mkfifo("pipe")
signal.signal(signal.SIGINT, signal.SIG_DFL)
child = subprocess.Popen(["nbarc", "get", "-j", "5", "-o", "pipe", "whole.nbarc", ""])
reader = os.open("pipe", os.O_RDONLY)
os.read(reader, 1)
child.send_signal(signal.SIGINT)
while os.read(reader, 65536):
    pass
print(child.wait())
P
[ "$(python3 stopped.py)" = -2 ]
result $? "dies of SIGINT in the middle"
for jobs in 0 65 x; do
	exits 1 "get -j $jobs" nbarc get -j $jobs whole.nbarc ''
	exits 1 "verify -j $jobs" nbarc verify -j $jobs whole.nbarc
done
finish
