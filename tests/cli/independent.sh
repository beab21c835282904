#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Independent sources: no damage to a page frame loses one; every command keeps
# them as they are.
# shellcheck source=tests/tap.sh
. "$(dirname "$0")/../tap.sh"
pages=$root/fixtures/pages

# How many sources records are independent, and how many are not: "2 1".
forms() {
	python3 - "$1" <<-'P'
		import struct
		import sys
		data, at, forms = open(sys.argv[1], "rb").read(), 0, [0, 0]
		while at < len(data):
		    size, kind = struct.unpack_from("<I", data, at + 4)[0] + 8, data[at + 13:at + 14]
		    if kind == b"S":
		        forms[not struct.unpack_from("<I", data, at + 28)[0] & 1] += 1
		    at += size + (struct.unpack_from("<Q", data, at + 16)[0] if kind == b"D" else 0)
		print(*forms)
	P
}
# Damage SIZE bytes of the I-th page frame, from PERCENT of it on.
hit() { # ARCHIVE I PERCENT SIZE
	python3 - "$@" <<-'P'
		import struct
		import sys
		name, index, percent, size = sys.argv[1], *map(int, sys.argv[2:])
		data, at = bytearray(open(name, "rb").read()), 0
		while at < len(data):
		    record = struct.unpack_from("<I", data, at + 4)[0] + 8
		    if data[at + 13:at + 14] == b"D":
		        frame = struct.unpack_from("<Q", data, at + 16)[0]
		        if index == 0:
		            offset = frame * percent // 100
		            size = min(size, frame - offset)
		            data[at + record + offset:at + record + offset + size] = b"\xaa" * size
		            break
		        index, record = index - 1, record + frame
		    at += record
		open(name, "wb").write(data)
	P
}
# Every source and every journal of an archive.
sources() {
	nbarc list --pages "$1" |
		while read -r id; do
			nbarc get -f source "$1" "$id" &&
				nbarc get -f journal "$1" "$id" || exit
		done
}

mkdir a b
for page in "$pages"/*.txt; do
	case $page in *jdrb*) cp "$page" a ;; *) cp "$page" b ;; esac
done
nbarc ingest -q --frame-size 16 -o usual.nbarc a
nbarc ingest -q --frame-size 16 --independent-sources -o alone.nbarc a
[ "$(forms usual.nbarc | cut -d' ' -f1)" -eq 0 ] &&
	[ "$(forms alone.nbarc | cut -d' ' -f2)" -eq 0 ]
result $? "the option decides"
[ "$(wc -c <alone.nbarc)" -gt "$(wc -c <usual.nbarc)" ]
result $? "independent sources take more space"
root_of() { nbarc info "$1" | grep -i 'root'; }
[ "$(root_of usual.nbarc)" = "$(root_of alone.nbarc)" ]
result $? "the corpus is the same"
sources usual.nbarc >expected
sources alone.nbarc >got
check "sources and journals come back" cmp expected got
check "verify" nbarc verify --deep alone.nbarc
check "reader.py verifies them" python3 "$root/format-spec/reader.py" verify alone.nbarc
exits 1 "without sources none can be independent" \
	nbarc ingest -q --no-sources --independent-sources -o none.nbarc a

# An append keeps what is there and has a form of its own.
cp alone.nbarc grown.nbarc
nbarc ingest -q --frame-size 16 -o grown.nbarc b
before=$(forms alone.nbarc | cut -d' ' -f1)
[ "$(forms grown.nbarc | cut -d' ' -f1)" -eq "$before" ] &&
	[ "$(forms grown.nbarc | cut -d' ' -f2)" -gt 0 ]
result $? "an append has a form of its own"
nbarc compact -q --frame-size 16 -o compact.nbarc grown.nbarc
[ "$(forms compact.nbarc)" = "$(forms grown.nbarc)" ]
result $? "compact keeps the forms"
nbarc ingest -q --frame-size 16 -o other.nbarc b
nbarc merge -q --frame-size 16 -o merged.nbarc alone.nbarc other.nbarc
[ "$(forms merged.nbarc)" = "$(forms grown.nbarc)" ]
result $? "merge keeps the forms"
sources grown.nbarc >expected.grown
sources merged.nbarc >got
check "merge keeps the sources" cmp expected.grown got

# Frames that are made anew keep the form, too.
item=$(nbarc list alone.nbarc | awk 'NR == 1 { print $1 }')
cp alone.nbarc purged.nbarc
nbarc withdraw -q --reason test purged.nbarc "$item"
nbarc compact -q --purge -o less.nbarc purged.nbarc
[ "$(forms less.nbarc | cut -d' ' -f2)" -eq 0 ] &&
	[ "$(forms less.nbarc | cut -d' ' -f1)" -gt 0 ]
result $? "frames that compact makes anew have independent sources"

# All frames destroyed: no document, every source.
cp alone.nbarc bad.nbarc
frames=$(forms alone.nbarc | cut -d' ' -f1)
i=0
while [ "$i" -lt "$frames" ]; do
	hit bad.nbarc "$i" 0 1000000
	i=$((i + 1))
done
id=$(nbarc list --pages --limit 1 bad.nbarc)
exits 2 "the text is lost" nbarc get bad.nbarc "$id"
sources bad.nbarc >got
check "every source and journal is there" cmp expected got
nbarc get -f source bad.nbarc '' >all 2>.err
nbarc get -f source alone.nbarc '' >all.expected
check "also when threads read ahead" cmp all.expected all
nbarc get -f source alone.nbarc "$id" >source
python3 "$root/format-spec/reader.py" get bad.nbarc "$id" --format source >got
check "reader.py finds one, too" cmp source got
exits 2 "verify of destroyed frames" nbarc verify -q bad.nbarc
sort .out >verified
grep -q 'text$' verified && ! grep -q 'source$' verified
result $? "only texts are lost"
python3 "$root/format-spec/reader.py" verify bad.nbarc >.out 2>.err
grep -c 'text$' .out >got
grep -c 'text$' verified >want
[ "$(sort -u want)" = "$(sort -u got)" ] && ! grep -q 'source$' .out
result $? "reader.py says the same"
exits 2 "rescue of destroyed frames" nbarc rescue -q -o new.nbarc bad.nbarc
says "nbarc get --format source still reads its source" "rescue names the way out"

# Usual ones are lost with their frame.
cp usual.nbarc bad.nbarc
hit bad.nbarc 0 0 1000000
exits 2 "a usual source is lost" nbarc get -f source bad.nbarc "$id"

# Documents before the damage go into the new archive with their sources. Pages
# enough for several blocks of zstd; their text is not all the same.
mkdir many
i=101
while [ "$i" -lt 132 ]; do
	awk -v i="$i" 'NF { print (NR * i) % 977 $0 (NR * i) % 991 "\n" }' \
		"$pages"/jdrb-20190304-a0?.txt "$pages/xwgb-20211203-01.txt" \
		>many/jdrb-19500$i-01.txt
	i=$((i + 1))
done
nbarc ingest -q --independent-sources -o one.nbarc many
hit one.nbarc 0 90 10
exits 2 "rescue of a frame that is damaged near its end" \
	nbarc rescue -q -o half.nbarc one.nbarc
! grep -q 'source$' .out
result $? "no page is rescued without its source"
[ "$(forms half.nbarc)" = "1 0" ]
result $? "and it is independent in the new archive"
check "the new archive is good" nbarc verify --deep half.nbarc
[ "$(nbarc list --pages half.nbarc | wc -l)" -gt 3 ]
result $? "which has pages"
finish
