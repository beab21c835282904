#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# get with many identifiers prints what it prints for each of them, in the order
# in which they are given: documents, messages and exit code.
# shellcheck source=tests/tap.sh
. "$(dirname "$0")/../tap.sh"
mkdir pages
i=0
while [ "$i" -lt 24 ]; do
	for page in "$root"/fixtures/pages/jdrb-20190304-a0[12].txt; do
		name=${page##*/jdrb-20190304-}
		day=$((10 + i))
		sed "s/春耕/第 $i 次春耕/" "$page" >pages/jdrb-201901$day-"$name"
	done
	i=$((i + 3))
done
cp "$root"/fixtures/pages/*.txt pages
exits 0 "pages" nbarc ingest -q --frame-size 16 -o a.nbarc pages
nbarc withdraw -q -r "an error" a.nbarc jdrb-20190110-a01
nbarc withdraw -q -r "rights" a.nbarc jdrb-20190113-a02-01

# Articles and pages in an order far from that of the file; some are asked for
# twice, some are hidden, absent or no identifiers, and some are issues.
nbarc list a.nbarc | awk '{ print $1 }' |
	awk '{ printf "%05d %s\n", NR * 7919 % 10007, $1 }' | sort | cut -d' ' -f2 >ids
nbarc list --pages a.nbarc | awk '{ print $1 } END { print $1 "@1" }' | sort -r >>ids
cat >>ids <<'I'
jdrb-20190304
jdrb-20190304-a01@1
jdrb-20190304-a01@2
jdrb-20190304-a01@x
jdrb-18000101-a01
jdrb-20190110-a01
jdrb-20190110-a01-01
jdrb-20190113-a02-01
jdrb-20190113-a02-02
jdrb-20190304-a01-99
jdrb-201901
xx
jdrb-20190304-a02
jdrb-20190304-a02
I
[ "$(wc -l <ids)" -gt 80 ]
result $? "there are many identifiers"

# each FORMAT ARCHIVE: what get prints for each by itself, into wanted and
# messages; with an empty line between two texts.
each() {
	: >wanted
	: >messages
	while read -r id; do
		nbarc get -f "$1" "$2" "$id" >one 2>>messages
		if [ "$1" = text ] && [ -s one ] && [ -s wanted ]; then
			echo >>wanted
		fi
		cat one >>wanted
	done <ids
}

# same CODE FORMAT ARCHIVE OPTION...: get of all of them gives the same.
same() {
	code=$1 format=$2 archive=$3
	shift 3
	# shellcheck disable=SC2046 # one word for each identifier
	exits "$code" "get $* -f $format $archive" \
		nbarc get "$@" -f "$format" "$archive" $(cat ids)
	cp .out got
	cp .err said
	cmp wanted got >.err 2>&1
	result $? "prints what each prints, in that order"
	diff messages said >.err 2>&1
	result $? "and says what each says"
}

for format in tei text source journal; do
	each $format a.nbarc
	for jobs in 1 2; do
		same 4 "$format" a.nbarc -j $jobs
	done
done

# One frame is damaged: its pages are missing, and reported in their turn.
python3 - a.nbarc bad.nbarc <<'P'
import struct, sys
data = bytearray(open(sys.argv[1], "rb").read())
at = seen = 0
while data[at + 8:at + 13] == b"nbarc":
    end = at + 8 + struct.unpack_from("<I", data, at + 4)[0]
    if data[at + 13:at + 14] == b"D":
        size = struct.unpack_from("<Q", data, at + 16)[0]
        seen += 1
        if seen == 3:
            data[end + size // 2:end + size] = bytes(size - size // 2)
            break
        end += size
    at = end
open(sys.argv[2], "wb").write(data)
P
each tei bad.nbarc
for jobs in 1 2; do
	same 2 tei bad.nbarc -j $jobs
done
each text a.nbarc
# shellcheck disable=SC2046
nbarc get -f text -o file a.nbarc $(cat ids) 2>.err
cmp wanted file >>.err
result $? "--output has the same"
finish
