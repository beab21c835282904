#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Identifiers are opaque: pages with any XML name go in and come out, and what an
# identifier names is told by the catalogue (nbarc(5), "Identifiers").
# shellcheck source=tests/tap.sh
. "$(dirname "$0")/../tap.sh"
template=$root/fixtures/expected/jdrb-20190304-a01.xml
a=a.nbarc

# The document of a page with this identifier.
document() { sed "s/jdrb-20190304-a01/$1/g" "$template"; }

# Names of 255 bytes: 85 ideographs, and letters that end as an item does.
long=$(printf '报%.0s' $(seq 85))
longest=$(printf 'x%.0s' $(seq 255))

# ---- any name
set -- a _ A.b_c 人民日报.1949_10_01 "$long" "$longest" map map-x map-x-y \
	map-1 mapping 𠮷野家 Ω-é a-b-c-d-e x.- jdrb-20190304-a01 jdrb-20190304b-a01
for id; do document "$id"; done >all.xml
exits 0 "documents of any name go in" nbarc ingest --tei -o $a all.xml
says "$# new pages" "all of them"
check "the archive is good" nbarc verify --deep $a
check "for reader.py, too" "$root/format-spec/reader.py" verify $a
for id; do
	document "$id" >wanted.xml
	nbarc get $a "$id" >got.xml
	"$root/format-spec/reader.py" get $a "$id" >read.xml
	cmp -s got.xml wanted.xml && cmp -s read.xml wanted.xml || echo "$id"
done >different
[ ! -s different ]
result $? "each is got by its name"
printf '%s\n' "$@" | sort >wanted
nbarc list --pages $a | cmp -s - wanted
result $? "they are listed in the order of their bytes"
for id; do
	nbarc get --format text $a "$id-01" | head -n 1
	"$root/format-spec/reader.py" get $a "$id-01" | grep -c "xml:id=\"$id-01\""
done | sort | uniq -c >got
[ "$(wc -l <got)" -eq 2 ]
result $? "each has its items"
nbarc list $a >list
"$root/format-spec/reader.py" list $a >theirs
[ "$(wc -l <list)" -eq "$(wc -l <theirs)" ]
result $? "reader.py lists as many"
zstd -dcq $a | nbarc ingest -q --tei -o again.nbarc -
check "what zstd prints goes in again" nbarc verify again.nbarc
exits 0 "a rescue brings every page over" nbarc rescue -o rescued.nbarc $a
nbarc list --pages rescued.nbarc | cmp -s - wanted
result $? "with its name"
exits 0 "so does a compaction" nbarc compact -o compact.nbarc $a
nbarc list compact.nbarc | cmp -s - list
result $? "with all items"

# ---- no name
for id in 1949 -a .a 'a:b' "a b" "a@1"; do
	document "$id" >bad.xml
	exits 2 "'$id' is no name" nbarc ingest --tei -o $a bad.xml
done
document "${longest}x" >bad.xml
exits 2 "256 bytes are too many" nbarc ingest --tei -o $a bad.xml
document "a$long" >bad.xml
exits 2 "in few characters, too" nbarc ingest --tei -o $a bad.xml
document "·a" >bad.xml
exits 2 "a name does not begin with a middle dot" nbarc ingest --tei -o $a bad.xml

# ---- what an identifier names
names() {
	nbarc list --pages $a "$1" | tr '\n' ' '
}
named() {
	[ "$(names "$1")" = "$2" ]
	result $? "'$1' names $2"
}
named map "map "
named map-01 "map "
named map-x "map-x "
named map- "map map-1 map-x map-x-y "
named map-x- "map-x map-x-y "
named ma "map map-1 map-x map-x-y mapping "
named a-b "a-b-c-d-e "
named a-b-c-d "a-b-c-d-e "
named a- "a a-b-c-d-e "
named 人民 "人民日报.1949_10_01 "
named jdrb-20190304 "jdrb-20190304-a01 "
named jdrb-20190304b "jdrb-20190304b-a01 "
named jdrb-2019 "jdrb-20190304-a01 jdrb-20190304b-a01 "
named jdrb "jdrb-20190304-a01 jdrb-20190304b-a01 "
nbarc list $a map-1 | grep -c '^map-1-' >got
nbarc list $a map | grep -c '^map-0' >wanted
cmp -s got wanted
result $? "map-1 is a page and has items: 1 is not written as a number of an item"
nbarc list $a map-0 | cut -d' ' -f1 >got
nbarc list $a map | cut -d' ' -f1 | grep '^map-0' | cmp -s - got
result $? "the beginning of items' identifiers names these"
"$root/format-spec/reader.py" list $a map-0 | grep -o '"id": *"[^"]*"' | wc -l >theirs
[ "$(cat theirs)" -eq "$(wc -l <got)" ]
result $? "for reader.py, too"
for id in nothing map-99 map-001 map-65536 map@2 jdrb-20190305 jdrb-20190304c; do
	exits 4 "nothing is called $id" nbarc get $a $id
	says "$id: not in the archive" "which is said as it was typed"
	exits 4 "not for list" nbarc list $a $id
	says "$id: not in the archive" "nor there"
	exits 4 "nor for manifest" nbarc manifest $a $id
	says "$id: not in the archive" "nor there"
	exits 4 "nor for reader.py" "$root/format-spec/reader.py" get $a $id
done
exits 4 "an issue is no page" nbarc log $a jdrb-20190304
says "a.nbarc: jdrb-20190304: not in the archive" "and is named as it was typed"
exits 1 "a text that can be no identifier" nbarc log $a "a b"

# ---- every command
id=人民日报.1949_10_01
check "log of a page" nbarc log $a $id
grep -q "^$id@1 " .out
result $? "which names it"
check "log of an item" nbarc log $a $id-01
grep -q "^$id-01@1 " .out
result $? "which names it"
check "log of the longest" nbarc log $a "$longest-01"
check "a proof of a page" nbarc prove -o page.proof $a $id
check "which holds" nbarc check-proof page.proof
check "a proof of an item" nbarc prove -o item.proof $a "$longest-02"
check "which holds" nbarc check-proof item.proof
"$root/format-spec/reader.py" check-proof item.proof >.out 2>.err
result $? "for reader.py, too"
exits 4 "no proof of an item that is not there" nbarc prove $a $id-99
nbarc manifest $a $id | grep -q "  $id.xml\$"
result $? "the manifest of a page"
[ "$(nbarc manifest $a map-01)" = "$(nbarc manifest $a map)" ]
result $? "and of the page of an item"
check "withdraw an item" nbarc withdraw -q -r "an error" $a $id-01
exits 4 "it is not given out" nbarc get $a $id-01
says "$id-01: withdrawn: an error" "for this reason"
nbarc get $a $id | grep -q "subtype=\"withdrawn\" xml:id=\"$id-01\""
result $? "its page has a gap"
check "withdraw a page" nbarc withdraw -q -r "an error" $a "$longest"
exits 4 "it is not given out" nbarc get $a "$longest-01"
says "$longest: withdrawn: an error" "for this reason, with its whole name"
document $id | sed 's/去年/前年/' >changed.xml
document map | sed 's/去年/前年/' >>changed.xml
exits 0 "revisions" nbarc ingest --tei -o $a changed.xml
check "a difference" nbarc diff $a map
grep -q "^+++ map@2" .out
result $? "between revisions"
nbarc get $a map@1 | cmp -s - wanted.xml || {
	document map >wanted.xml
	nbarc get $a map@1 | cmp -s - wanted.xml
}
result $? "the first revision is got by its number"
check "all is good" nbarc verify --deep $a

# ---- pages that are called as items
document map-05 >clash.xml
exits 2 "a page that is called as an item of another" nbarc ingest --tei -o $a clash.xml
says "map-05: an item of the page map could have the same identifier" "both are named"
document map-65535 >clash.xml
exits 2 "even if there is no such item" nbarc ingest --tei -o $a clash.xml
document map-65536 >clash.xml
exits 0 "but not beyond the numbers of items" nbarc ingest --tei -o $a clash.xml
document other-12 >clash.xml
exits 0 "nor without that page" nbarc ingest --tei -o $a clash.xml
document other >clash.xml
exits 2 "which cannot come afterwards" nbarc ingest --tei -o $a clash.xml
says "other: an item of this page could have the same identifier as the page other-12" \
	"both are named"
says "clash.xml" "and the file"
document "$longest-01" >clash.xml
exits 2 "the longest page has items, but no such page" nbarc ingest --tei -o $a clash.xml
{
	document new
	document new-77
	document new-78-x
	document newer
	document late-03
	document late
} >batch.xml
exits 2 "both in one batch" nbarc ingest --tei -o $a batch.xml
says "new-77: an item of the page new could have the same identifier" "the second is named"
says "late: an item of this page could have the same identifier as the page late-03" \
	"in either order"
says "4 new pages" "and the others go in"
check "all is good" nbarc verify --deep $a
document both-01 | nbarc ingest -q --tei -o one.nbarc -
document both | nbarc ingest -q --tei -o two.nbarc -
exits 2 "archives that clash are not merged" nbarc merge -o merged.nbarc one.nbarc two.nbarc
says "both-01: an item of the page both could have the same identifier" "both are named"
check "no archive is left" test ! -e merged.nbarc
exits 0 "others are" nbarc merge -o merged.nbarc one.nbarc rescued.nbarc
check "which is good" nbarc verify merged.nbarc

# ---- newspapers
exits 1 "only newspapers are split by title" nbarc split --by title -o . $a
says "the identifier has no title and date to split by" "it says why"
check "no archive is left" test ! -e jdrb.nbarc
cp "$root/fixtures/pages/jdrb-20190304-a01.txt" any.txt
exits 2 "a text needs a name of the profile" nbarc ingest -o b.nbarc any.txt
says "the name is not the id of a page" "it says so"
cp "$template" jdrb-20190304-a02.xml
exits 2 "a file that names another page" nbarc ingest --tei -o b.nbarc jdrb-20190304-a02.xml
document foo >any.xml
exits 0 "any other name is fine" nbarc ingest -q --tei -o b.nbarc any.xml
finish
