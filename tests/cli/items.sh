#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Pages with many items: none is lost, up to the last number, and a page with
# more is refused.
# shellcheck source=tests/tap.sh
. "$(dirname "$0")/../tap.sh"
id=jdrb-20190304-a01

# A page text of $1 articles, each a head and a paragraph.
articles() {
	awk -v n="$1" 'BEGIN { for (i = 1; i <= n; i++) print "春耕消息传来\n\n" \
		"　　本报讯 柳湾镇的秧盘今年比去年早播三天，大家放心。\n" }'
}
ids() { nbarc list "$1" "$2" | cut -d' ' -f1; }

# The identifiers of items with the numbers $2 to $3 of the page $1, in order.
numbers() { awk -v p="$1" -v a="$2" -v b="$3" \
	'BEGIN { for (i = a; i <= b; i++) printf "%s-%02d\n", p, i }'; }

# ---- more than three digits
mkdir pages
articles 1200 >pages/$id.txt
exits 0 "a page of 1,200 articles goes in" nbarc ingest -o a.nbarc --level 1 pages
says "1200 items" "with all of them"
numbers $id 1 1200 >wanted
ids a.nbarc $id | cmp -s - wanted
result $? "numbered in order"
check "an article beyond 999" nbarc get a.nbarc $id-1000
grep -q "<idno type=\"nbarc\">$id-1000</idno>" .out
result $? "is got by its number"
check "the archive is good" nbarc verify --deep a.nbarc
"$root/format-spec/reader.py" get a.nbarc $id-1200 >got
nbarc get --format slices a.nbarc $id-1200 | cmp -s - got
result $? "for reader.py, too"
ids a.nbarc $id-11 | wc -l >got
exits 4 "the item after the last" nbarc get a.nbarc $id-1201
[ "$(cat got)" -eq 1 ]
result $? "11 is a number, and the beginning of others is not meant"
[ "$(ids a.nbarc $id-1 | wc -l)" -eq 311 ]
result $? "1 is none: what begins with it is"
check "a proof of an article" nbarc prove -o proof a.nbarc $id-1200
check "which holds" nbarc check-proof proof
check "one is withdrawn" nbarc withdraw -q -r "an error" a.nbarc $id-1100
exits 4 "and not given out" nbarc get a.nbarc $id-1100
nbarc get a.nbarc $id | grep -c 'subtype="withdrawn"' >got
[ "$(cat got)" -eq 1 ]
result $? "also not in its page"

# ---- the most that a page can have
rm pages/*
articles 65535 >pages/$id.txt
articles 65536 >pages/jdrb-20190304-a02.txt
cp "$root/fixtures/pages/jdrb-20190305-a03.txt" pages
exits 2 "of three pages one has an item too many" \
	nbarc ingest -o b.nbarc --level 1 pages
says "jdrb-20190304-a02.txt: the page has more than 65535 items" "it is named"
says "2 new pages" "and the others go in"
numbers $id 1 65535 >wanted
ids b.nbarc $id | cmp -s - wanted
result $? "a page of 65,535 articles has them all"
nbarc get -f text b.nbarc $id-65535 >got
nbarc get -f text b.nbarc $id-01 | cmp -s - got
result $? "the last one is got"
nbarc get -f text b.nbarc $id- | grep -c '^本报讯' >got
[ "$(cat got)" -eq 65535 ]
result $? "one after the other"
exits 4 "there is no item 65,536" nbarc get b.nbarc $id-65536
nbarc get b.nbarc $id >page.xml
grep -c '<div type="article"' page.xml >got
[ "$(cat got)" -eq 65535 ]
result $? "the document has them all"
check "the archive is good" nbarc verify --deep b.nbarc
exits 0 "the document goes into another archive" \
	nbarc ingest --tei -o c.nbarc --level 1 page.xml
says "65535 items" "with all of them"
ids c.nbarc $id | cmp -s - wanted
result $? "under their numbers"

# ---- a page that changes
articles 65535 | sed 's/大家放心/大伙放心/' >changed.txt
exits 0 "the page comes again, changed" nbarc ingest -o b.nbarc --level 1 \
	--title-code jdrb --date 20190304 --page a01 changed.txt
says "1 new revision" "as a revision"
ids b.nbarc $id | cmp -s - wanted
result $? "and every item keeps its number"
articles 65534 >changed.txt
exits 0 "the last item is gone" nbarc ingest -q -o b.nbarc --level 1 \
	--title-code jdrb --date 20190304 --page a01 changed.txt
{
	articles 65534
	printf '禁渔期将至\n\n　　本报记者昨日从渔政站获悉，沿江渔船已陆续靠岸，渔具也已上缴封存。\n'
} >changed.txt
exits 2 "another one comes in its place" nbarc ingest -q -o b.nbarc --level 1 \
	--title-code jdrb --date 20190304 --page a01 changed.txt
says "$id: all 65535 numbers of items are used up" "its number is not used again"
check "the archive is good" nbarc verify b.nbarc

# ---- documents with numbers out of range
nbarc get b.nbarc jdrb-20190305-a03 |
	sed 's/a03-01" n="1"/a03-65536" n="65536"/' >bad.xml
exits 2 "a document with item 65,536" nbarc ingest --tei -o d.nbarc bad.xml
check "makes no archive" test ! -e d.nbarc
nbarc get b.nbarc jdrb-20190305-a03 |
	sed 's/a03-01" n="1"/a03-65535" n="65535"/' >good.xml
exits 0 "with item 65,535" nbarc ingest --tei -o d.nbarc good.xml
check "it is got" nbarc get d.nbarc jdrb-20190305-a03-65535
nbarc list d.nbarc | tail -n 1 | grep -q '^jdrb-20190305-a03-65535 '
result $? "and is the last"
nbarc get b.nbarc jdrb-20190305-a03 | sed 's/a03-01" n="1"/a03-00001" n="1"/' >bad.xml
exits 2 "an item that is not called as its number is written" \
	nbarc ingest --tei -o d.nbarc bad.xml
finish
