#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# What files state of their parts in two ways, or in part: the page goes in, and a message names
# the page and the parts.
# shellcheck source=tests/tap.sh
. "$(dirname "$0")/../tap.sh"

is() {
	[ "$2" = "$3" ] || echo "$2" >.err
	[ "$2" = "$3" ]
	result $? "$1"
}

# The line of an article: article N, text T.
line() {
	printf '<TextLine custom="structure {id:%s; type:article;}"><TextEquiv>' "$1"
	printf '<Unicode>%s</Unicode></TextEquiv></TextLine>' "$2"
}

# Article a1 goes on between the lines of a2, in one region.
{
	printf '<PcGts><Page><TextRegion id="r1">'
	line a1 田里放满了水。
	line a2 水库都蓄满了。
	line a1 农民都在插秧。
	line a2 够用一年的了。
	printf '</TextRegion></Page></PcGts>\n'
} >jdrb-20190304-a01.xml
check "the page goes in" nbarc ingest -o a.nbarc jdrb-20190304-a01.xml
is "a message names it and its articles" "$(grep -c 'a01.xml: page jdrb-20190304-a01: articles go on between the lines of another article, and were put together: a1, a2$' .err)" 1
check "there are two items" nbarc list a.nbarc
is "and each is an article of the file" "$(wc -l <.out) $(nbarc get -f text a.nbarc jdrb-20190304-a01-01 | tr -d '\n')" \
	"2 田里放满了水。农民都在插秧。"
check "nbnorm tells it, too" nbnorm jdrb-20190304-a01.xml
is "without a page" "$(grep -c ': articles go on' .err)" 1
check "and nbtei" nbtei --id jdrb-20190304-a01 jdrb-20190304-a01.xml
is "in the same words" "$(grep -c ': articles go on' .err)" 1
grep -q 'Items and heads are those of the source' .out
result $? "the document says that the items are the source's"
check "the report has it" nbarc ingest -q --report r.json -o b.nbarc jdrb-20190304-a01.xml
is "with the message" "$(grep -c 'put together: a1, a2' r.json)" 1

# The region states another reading of its lines than they do themselves.
cat >jdrb-20190304-a02.xml <<'E'
<PcGts><Page><TextRegion id="r7"><TextLine><TextEquiv><Unicode>水库都满了。</Unicode></TextEquiv>
</TextLine><TextEquiv><Unicode>水庫都滿了。</Unicode></TextEquiv></TextRegion></Page></PcGts>
E
check "a page with two readings goes in" nbarc ingest -o c.nbarc jdrb-20190304-a02.xml
says "page jdrb-20190304-a02: regions have another reading of their text than their lines, which is in the source only: r7" \
	"and the message names page and region"
is "the lines count" "$(nbarc get -f text c.nbarc jdrb-20190304-a02-01)" 水库都满了。

finish
