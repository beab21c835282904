#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Sources of OCR engines without the numbers that the zones of their documents
# have: both readers give them back to the byte, whatever was done with the
# archive, and zones cost little space.
# shellcheck source=tests/tap.sh
. "$(dirname "$0")/../tap.sh"
ocr=$root/fixtures/ocr/hyrb-20230512-a02
reader=$root/format-spec/reader.py

# How many sources records are zoned, and how many are not: "2 1".
forms() {
	python3 - "$1" <<-'P'
		import struct
		import sys
		data, at, forms = open(sys.argv[1], "rb").read(), 0, [0, 0]
		while at < len(data):
		    size, kind = struct.unpack_from("<I", data, at + 4)[0] + 8, data[at + 13:at + 14]
		    if kind == b"S":
		        forms[not struct.unpack_from("<I", data, at + 28)[0] & 2] += 1
		    at += size + (struct.unpack_from("<Q", data, at + 16)[0] if kind == b"D" else 0)
		print(*forms)
	P
}
# The archive has so many records, and its sources are the files in `in`.
holds() { # ARCHIVE FORMS WHAT
	[ "$(forms "$1")" = "$2" ]
	result $? "$3: zoned and other records: $2"
	results python3 "$root/tests/readers.py" files "$1" in
	check "$3: it is whole" nbarc verify -q --deep "$1"
}

# ---- every kind of file, and what has no zones
mkdir in
cp "$ocr.alto.xml" in/hyrb-20230512-a02.xml
cp "$ocr.hocr" in/hyrb-20230512-a03.hocr
nbtei --id hyrb-20230512-a02 "$ocr.alto.xml" >doc.xml
nbarc ingest -q -o page.nbarc in/hyrb-20230512-a02.xml
nbarc get --format page page.nbarc hyrb-20230512-a02 >in/hyrb-20230512-a04.xml
printf '\001\016<7,8>\n' >>in/hyrb-20230512-a04.xml
sed -i 's/$/\r/' in/hyrb-20230512-a03.hocr
head -n -1 in/hyrb-20230512-a04.xml >x && mv x in/hyrb-20230512-a04.xml
cp "$root/fixtures/pages/jdrb-20190304-a01.txt" in
{
	cat "$root/fixtures/pages/jdrb-20190304-a01.txt"
	printf '春耕\007开始。\010\n'
} >in/jdrb-20190304-a02.txt
nbarc ingest -q --damaged keep -o a.nbarc in
holds a.nbarc "1 0" "an ingest"
nbarc ingest -q --damaged keep --no-zones -o n.nbarc in
holds n.nbarc "0 1" "without zones"
nbarc ingest -q --damaged keep --independent-sources -o i.nbarc in
holds i.nbarc "0 1" "independent sources"
nbarc ingest -q --damaged keep --shared-text -o s.nbarc in
forms s.nbarc | grep -q '^[1-9]'
result $? "a shared text does not stand in the way"

# ---- archives of it
nbarc compact -q -o c.nbarc a.nbarc
holds c.nbarc "1 0" "a compact archive"
cp "$root/fixtures/pages/jdrb-20190305-a03.txt" .
nbarc ingest -q -o text.nbarc jdrb-20190305-a03.txt
# Several pages fill a frame of the merged archive, which stays as it is.
mkdir scans
for page in 02 05 06; do cp "$ocr.alto.xml" scans/hyrb-20230512-a$page.xml; done
nbarc ingest -q -o scans.nbarc scans
nbarc merge -q --frame-size 16 -o m.nbarc scans.nbarc text.nbarc
[ "$(forms m.nbarc)" = "1 1" ] &&
	nbarc get -f source m.nbarc hyrb-20230512-a02 | cmp - "$ocr.alto.xml" &&
	nbarc get -f source m.nbarc jdrb-20190305-a03 | cmp - jdrb-20190305-a03.txt
result $? "a merged archive has records of both kinds"
# Small frames are made anew together, in the form that both can have.
nbarc merge -q -o small.nbarc page.nbarc text.nbarc
nbarc get -f source small.nbarc hyrb-20230512-a02 | cmp - "$ocr.alto.xml" &&
	nbarc get -f source small.nbarc jdrb-20190305-a03 | cmp - jdrb-20190305-a03.txt
result $? "and gives the sources of both in one frame, too"
cp a.nbarc w.nbarc
nbarc withdraw -q -r 'a wrong name' w.nbarc hyrb-20230512-a03
nbarc compact -q --purge -o p.nbarc w.nbarc
[ "$(forms p.nbarc)" = "1 0" ] &&
	nbarc get -f source p.nbarc hyrb-20230512-a02 | cmp - "$ocr.alto.xml"
result $? "what was made anew around a purged page"
head -c -60 a.nbarc >torn.nbarc
nbarc rescue -q -o r.nbarc torn.nbarc 2>.err
holds r.nbarc "1 0" "a rescue"

# ---- damaged ones: a number that the zones do not have
python3 - <<'P'
import hashlib
import struct
data, at = bytearray(open("a.nbarc", "rb").read()), 0
while data[at + 13:at + 14] != b"S":
    skip = struct.unpack_from("<Q", data, at + 16)[0] if data[at + 13:at + 14] == b"D" else 0
    at += struct.unpack_from("<I", data, at + 4)[0] + 8 + skip
size = struct.unpack_from("<I", data, at + 4)[0]
def write(name, changed):
    changed[at + size:at + size + 8] = hashlib.sha256(changed[at:at + size]).digest()[:8]
    open(name, "wb").write(changed)
entries = struct.unpack_from("<I", data, at + 24)[0]
for name, place, value in (("longer", at + 32 + entries, 1 << 30), ("both", at + 28, 3), ("not", at + 28, 0)):
    changed = data[:]
    struct.pack_into("<I", changed, place, value)
    write(name + ".nbarc", changed)
P
for name in longer both not; do
	exits 2 "$name: the source" nbarc get -f source $name.nbarc hyrb-20230512-a02
	exits 0 "$name: the document" nbarc get $name.nbarc hyrb-20230512-a02
	python3 "$reader" get $name.nbarc hyrb-20230512-a02 source >.out 2>.err
	[ $? = 2 ]
	result $? "$name: the other reader"
done

# ---- what zones cost, with boxes that are as uneven as those of engines
mkdir texts
for page in "$root"/fixtures/pages/jdrb-2019030[45]*.txt "$root"/fixtures/pages/hxwb*.txt; do
	if iconv -f UTF-8 -t UTF-8 "$page" >/dev/null 2>&1; then cp "$page" texts; fi
done
for by in word line; do
	python3 "$root/bench/alto.py" --by $by texts $by >.out
	nbarc ingest -q -o $by.nbarc $by
	rm -f bare.nbarc
	nbarc ingest -q --no-zones -o bare.nbarc $by
	python3 - $by.nbarc bare.nbarc <<-'P'
		import os
		import sys
		zones, bare = map(os.path.getsize, sys.argv[1:])
		print(f"# {zones} bytes with zones, {bare} without: {zones / bare - 1:.1%} more")
		sys.exit(zones > 1.12 * bare)
	P
	result $? "a box a $by: zones take at most 12 % of an archive"
done
finish
