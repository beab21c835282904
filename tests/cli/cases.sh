#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Files as archivists have them, from ../shared: what must come of each.
# shellcheck source=tests/tap.sh
. "$(dirname "$0")/../tap.sh"
cases=$root/../shared/cases/archivist
if [ ! -d "$cases" ]; then
	skip "../shared is absent" "files as archivists have them"
	finish
	exit 0
fi

# A copy of the input of a case, as `input`; false if there is no such case.
take() { # NUMBER
	rm -rf input
	for found in "$cases/$1"-*/input; do
		cp -R "$found" input 2>/dev/null && return
	done
	skip "it is not in ../shared" "case $1"
	return 1
}

text_is() { # DESCRIPTION FILE: the lines of `expected`, between empty lines
	nbnorm "$2" 2>.err | grep . >text
	cmp -s text expected
	result $? "$1"
}

if take 01; then
	[ "$(nbnorm --profile 1950s input/p/*.txt | grep -c .)" -eq 24 ]
	result $? "01: a paragraph a line, all indented"
	nbarc ingest -q --profile 1950s -o 01.nbarc input/p
	[ "$(nbarc list 01.nbarc | wc -l)" -eq 5 ]
	result $? "01: five items"
	tr -d ' ' <input/p/rmrb-19460515-03.txt | grep . | sed 's/^　*//' >flat
	[ "$(nbnorm --profile 1950s flat | grep -c .)" -eq 24 ]
	result $? "01: without indents and empty lines"
fi
if take 03; then
	echo '本报讯柳湾镇文化站的灯亮了农户们围坐在一起听农技员讲课大家都说听得懂用得上。' >expected
	text_is "03: lines of one character" input/page.hocr
fi
if take 05; then
	nbnorm input/right.xml | grep . >expected
	[ "$(sed -n 1p expected)" = 柳灣鎮辦起春耕夜校 ] &&
		[ "$(grep -c . expected)" -eq 2 ]
	result $? "05: a head in larger type is a paragraph of its own"
	text_is "05: upright columns, whatever their order in the file" input/page.xml
fi
if take 07; then
	exits 0 "07: PAGE without a declaration goes in" \
		nbarc ingest -q -o 07.nbarc input/p
	nbarc get --format text 07.nbarc jdrb-20190304-a01 >text
	[ -s text ] && ! grep -q '[<>]' text
	result $? "07: without its markup"
fi
if take 09; then
	echo '村里—办起 夜校' >expected
	text_is "09: entities by name" input/page.hocr
fi
if take 11; then
	exits 0 "11: a blank page goes in" nbarc ingest -q -o 11.nbarc input/p
	[ "$(nbarc list -p 11.nbarc)" = jdrb-20190304-07 ]
	result $? "11: as a page"
fi
if take 13; then
	exits 2 "13: impossible dates" nbarc ingest -q -o 13.nbarc input/p
	[ "$(grep -c 'the calendar has no' .err)" -eq 3 ] && [ ! -e 13.nbarc ]
	result $? "13: three messages, and no archive"
fi
if take 15; then
	page=jdrb-20190304-a01
	nbarc ingest -q -o 15.nbarc input/p
	nbarc get 15.nbarc $page | sed s/办起春耕/办起了春耕/ >$page.xml
	nbarc ingest -q --tei -o 15.nbarc $page.xml
	exits 0 "15: the text of a corrected page" nbarc ingest -o 15.nbarc input/p
	says "0 new revisions" "15: makes no revision"
	nbarc list 15.nbarc $page-02 | grep -q 柳湾镇办起了春耕夜校
	result $? "15: and the correction stands"
	nbarc get --format source 15.nbarc $page | cmp -s - input/p/$page.txt
	result $? "17: the source of a corrected page"
fi
if take 19; then
	exits 0 "19: a file of three pages goes in" \
		nbarc ingest -q -o 19.nbarc input/p
	[ "$(nbarc list -p 19.nbarc | tr '\n' ' ')" = \
		"jdrb-20190304-01 jdrb-20190304-02 jdrb-20190304-03 " ]
	result $? "19: as three"
fi
if take 21; then
	[ "$(nbnorm input/page.txt | grep -c .)" -eq 2 ]
	result $? "21: padding with NULs: two blocks"
	nbnorm --suspects input/page.txt | grep -q control
	result $? "21: and a suspect"
fi
if take 23; then
	nbarc ingest -q -o 23.nbarc input/p
	nbarc list 23.nbarc >list
	[ "$(grep -c . list)" -eq 3 ] && grep -q 'notice.*江东日报' list &&
		grep -q 'article.*春耕时节，农技员走村入户$' list &&
		grep -q 'article.*白天下田，晚上上课$' list
	result $? "23: a masthead is no head"
fi
if take 25; then
	echo '村里办起夜校' >expected
	text_is "25: XHTML that is not well-formed" input/page.hocr
fi
finish
