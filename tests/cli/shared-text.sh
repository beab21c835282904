#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Archives with a shared text: what every command makes of them, and that plain
# zstd reads them with the start of the file as dictionary.
# shellcheck source=tests/tap.sh
. "$(dirname "$0")/../tap.sh"
reader=$root/format-spec/reader.py

# Bytes of the start of an archive; 0 without a shared text.
start_of() { nbarc info --json "$1" | sed 's/.*"shared_bytes":\([0-9]*\).*/\1/'; }
root_of() { nbarc info "$1" | sed -n 's/^Merkle root *//p'; }
# put FILE OFFSET HEX: overwrite bytes.
put() {
	python3 - "$@" <<'P'
import sys
name, at, data = sys.argv[1:]
with open(name, "r+b") as f:
    f.seek(int(at))
    f.write(bytes.fromhex(data))
P
}
# seal FILE OFFSET SIZE: give a record its checksum.
seal() {
	python3 - "$@" <<'P'
import hashlib, sys
name, at, size = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
with open(name, "r+b") as f:
    f.seek(at)
    body = f.read(size - 8)
    f.seek(at + size - 8)
    f.write(hashlib.sha256(body).digest()[:8])
P
}

mkdir pages more
i=10
while [ "$i" -lt 28 ]; do
	for page in "$root"/fixtures/pages/jdrb-20190304-a0[12].txt; do
		name=${page##*/jdrb-20190304-}
		awk -v i="$i" 'NF { print NR * i % 977 $0 NR * i % 991 "\n" }' \
			"$page" >"pages/jdrb-201902$i-$name"
	done
	i=$((i + 1))
done
cp "$root"/fixtures/pages/*.txt more
check "a new archive" nbarc ingest -q --shared-text --frame-size 16 -o a.nbarc pages
nbarc ingest -q --frame-size 16 -o plain.nbarc pages
n=$(start_of a.nbarc)
[ "$n" -gt 1000 ] && [ "$(start_of plain.nbarc)" -eq 0 ]
result $? "info tells the size of the shared text"
nbarc info a.nbarc | grep -q "^shared text *$n bytes"
result $? "to people, too"
[ "$(root_of a.nbarc)" = "$(root_of plain.nbarc)" ]
result $? "the corpus is the same"

# ---- everything is read
nbarc get plain.nbarc '' >tei
nbarc get -f source plain.nbarc '' >sources
nbarc list plain.nbarc >list
# all ARCHIVE: it gives everything, and is good.
all() {
	nbarc get "$1" '' >got && cmp -s tei got
	result $? "$1: every document"
	# shellcheck disable=SC2046 # one word for each identifier
	nbarc get -j 1 "$1" $(nbarc list --pages "$1" | sort -r) |
		sort | cmp - sorted.tei
	result $? "$1: in any order"
	nbarc get -f source "$1" '' >got && cmp -s sources got
	result $? "$1: every source"
	check "$1: verify" nbarc verify --deep "$1"
	head -c "$(start_of "$1")" "$1" >dictionary
	zstd -dcq -D dictionary "$1" >got 2>.err && cmp -s tei got
	result $? "$1: zstd prints every page"
	check "$1: reader.py verifies it" "$reader" verify "$1"
}
sort tei >sorted.tei
all a.nbarc
exits 1 "not without it" zstd -dcq a.nbarc
! cmp -s tei .out
result $? "zstd needs the start as dictionary"
page=jdrb-20190215-a01
nbarc get plain.nbarc $page >one
nbarc get a.nbarc $page | cmp -s - one
result $? "a page"
"$reader" get a.nbarc $page | cmp -s - one
result $? "reader.py gets it"
nbarc list a.nbarc | cmp -s - list
result $? "list"
nbarc list --pages a.nbarc | sort >ids
nbarc ingest -q -j 3 --shared-text --frame-size 16 -o b.nbarc pages
check "threads make no difference" cmp a.nbarc b.nbarc
mkdir xml
nbarc list --pages a.nbarc | while read -r id; do
	nbarc get -o "xml/$id.xml" a.nbarc "$id"
done
nbarc ingest -q --tei --shared-text --frame-size 16 -o tei.nbarc xml
[ "$(start_of tei.nbarc)" -gt 1000 ] && nbarc get tei.nbarc '' | cmp -s - tei
result $? "an archive of documents"
cat xml/*.xml >all.xml
nbarc ingest -q --tei --shared-text --frame-size 16 -o tei2.nbarc all.xml
cmp -s tei.nbarc tei2.nbarc || nbarc get tei2.nbarc '' | cmp -s - tei
result $? "of documents in one file"
exits 1 "standard input cannot be read twice" \
	nbarc ingest --tei --shared-text -o stdin.nbarc - <all.xml
[ ! -e stdin.nbarc ]
result $? "and nothing is made of it"
exits 1 "a size that is none" nbarc ingest --shared-text=17 -o x.nbarc pages

# ---- further commits, and archives from archives
head -c "$n" a.nbarc >start
starts() { head -c "$n" "$1" | cmp -s - start; }
cp a.nbarc grown.nbarc
check "an append" nbarc ingest -q -o grown.nbarc more
check "an append with the option" nbarc ingest -q --shared-text -o grown.nbarc more
exits 1 "not to an archive without one" nbarc ingest --shared-text -o plain.nbarc more
says "chosen when an archive is made" "and says why"
nbarc ingest -q --frame-size 16 -o plain2.nbarc pages
nbarc ingest -q --frame-size 16 -o plain2.nbarc more
nbarc get plain2.nbarc '' >tei
nbarc get -f source plain2.nbarc '' >sources
sort tei >sorted.tei
starts grown.nbarc && [ "$(root_of grown.nbarc)" = "$(root_of plain2.nbarc)" ]
result $? "it has the same shared text"
nbarc get grown.nbarc '' | cmp -s - tei
result $? "and all pages"
nbarc compact -q --frame-size 16 -o compact.nbarc grown.nbarc
starts compact.nbarc
result $? "compact keeps it"
all compact.nbarc
mkdir parts
nbarc split -q --by year -o parts grown.nbarc
starts parts/2019.nbarc && nbarc verify -q --deep parts/2019.nbarc
result $? "split keeps it"
exits 0 "merge of the parts" nbarc merge -o merged.nbarc parts/*.nbarc
! grep -q 'another shared text' .err && starts merged.nbarc
result $? "keeps it, too"
all merged.nbarc
nbarc ingest -q --shared-text -o other.nbarc more
exits 0 "merge of archives that differ" nbarc merge -o mixed.nbarc a.nbarc other.nbarc
says "1 archive has another shared text" "says so"
starts mixed.nbarc
result $? "and keeps the first one"
all mixed.nbarc
exits 0 "merge with an archive without one" nbarc merge -o mixed2.nbarc plain.nbarc other.nbarc
says "1 archive has another shared text" "says so, too"

# ---- a purge
# of ARCHIVE: its start has text that only the document in "one" had.
has_text_of_one() {
	python3 - "$1" "$(start_of "$1")" one all.tei <<'P'
import sys
start = open(sys.argv[1], "rb").read()[:int(sys.argv[2])]
gone, everything = (open(name, "rb").read() for name in sys.argv[3:])
pieces = {gone[i:i + 24] for i in range(len(gone) - 24)}
sys.exit(not any(p in start for p in pieces if everything.count(p) == 1))
P
}
nbarc get a.nbarc '' >all.tei
while read -r id; do
	nbarc get a.nbarc "$id" >one
	if has_text_of_one a.nbarc; then
		page=$id
		break
	fi
done <ids
has_text_of_one a.nbarc
result $? "the shared text has text of a single page, $page"
cp a.nbarc purged.nbarc
nbarc withdraw -q -r rights purged.nbarc "$page"
nbarc compact -q --purge --frame-size 16 purged.nbarc
! starts purged.nbarc && [ "$(start_of purged.nbarc)" -gt 1000 ]
result $? "a purge chooses another text"
! has_text_of_one purged.nbarc
result $? "which has nothing of what was purged"
check "a purged archive" nbarc verify --deep purged.nbarc

# ---- damage
cp a.nbarc bad.nbarc
put bad.nbarc $((n / 2)) 0102030405060708090a0b0c0d0e0f
exits 2 "verify of a damaged shared text" nbarc verify bad.nbarc
says "shared text" "names it"
grep 'text$' .out | cut -f1 | grep -v -- '-[0-9][0-9]$' | sort -u >lost
: >wanted
while read -r id; do
	nbarc get a.nbarc "$id" >whole
	nbarc get bad.nbarc "$id" 2>/dev/null | cmp -s - whole || echo "$id" >>wanted
done <ids
cmp wanted lost >.err
result $? "and exactly the pages that depend on it"
exits 2 "an append would depend on it" nbarc ingest -q -o bad.nbarc more
says "shared text: checksum" "and says so"
exits 2 "rescue" nbarc rescue -o rescued.nbarc bad.nbarc
[ "$(start_of rescued.nbarc)" -eq 0 ] && nbarc verify -q rescued.nbarc
result $? "leaves it behind"
nbarc list --pages rescued.nbarc | sort >left
sort left lost | cmp - ids >.err
result $? "and brings all other pages over"
if has_parity; then
	cp a.nbarc whole.nbarc
	check "protect" nbarc protect -q whole.nbarc
	cp whole.nbarc bad.nbarc
	put bad.nbarc $((n / 2)) 0102030405060708090a0b0c0d0e0f
	exits 0 "repair heals it" nbarc repair -o healed.nbarc bad.nbarc
	check "completely" cmp whole.nbarc healed.nbarc
else
	skip "no parity in this build" "repair heals it"
fi
cp a.nbarc bad.nbarc
put bad.nbarc 10 00
exits 2 "a damaged header" nbarc get bad.nbarc "$page"
cmp -s .out one
result $? "the page is found"
(printf 'xyz' && cat a.nbarc) >bad.nbarc
exits 2 "bytes in front" nbarc get bad.nbarc "$page"
cmp -s .out one
result $? "the page is found, too"
tail -c +30 a.nbarc >bad.nbarc
exits 2 "a beginning that is lost" nbarc get bad.nbarc "$page"
cmp -s .out one
result $? "the page is found here as well"

# A file that is cut off while it is read is no bug.
cp a.nbarc cut.nbarc
{
	nbarc get -j 1 cut.nbarc '' 2>.err
	echo $? >code
} | {
	dd bs=1 count=1 of=first 2>dd.err
	head -c 100 a.nbarc >cut.nbarc
	cat >rest
}
[ "$(cat code)" -eq 2 ]
result $? "the file becomes shorter while it is read"

# ---- archives that lie
# lie HEX: the header names this end of the shared text.
lie() {
	cp a.nbarc bad.nbarc
	put bad.nbarc 24 "$1"
	seal bad.nbarc 0 64
}
for end in 0100000000000000 5700000000000000 0000000500000000 ffffffffffffffff; do
	lie $end
	exits 2 "a shared text that ends at $end" nbarc verify -q bad.nbarc
	exits 2 "reader.py refuses it" "$reader" verify bad.nbarc
done
lie 0000000400000000
exits 2 "one that is longer than the file" nbarc get bad.nbarc "$page"
[ ! -s .out ]
result $? "gives nothing"
lie "$(printf '%02x%02x000000000000' "$(((n - 8) % 256))" "$(((n - 8) / 256))")"
exits 2 "one that ends elsewhere than its record" nbarc verify bad.nbarc
says "where the header says" "verify tells"
lie 0000000000000000
exits 2 "a header that names none" nbarc get bad.nbarc "$page"
says "its header does not name" "is refused"
cp plain.nbarc bad.nbarc
put bad.nbarc 24 0004000000000000
seal bad.nbarc 0 64
exits 2 "a header that names one that no commit has" nbarc get bad.nbarc "$page"
says "does not need the shared text" "says so"
finish
