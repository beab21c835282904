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

if take 03; then
	echo '本报讯柳湾镇文化站的灯亮了农户们围坐在一起听农技员讲课大家都说听得懂用得上。' >expected
	text_is "03: lines of one character" input/page.hocr
fi
if take 05; then
	nbnorm input/right.xml | grep . >expected
	text_is "05: upright columns in the order of level ones" input/page.xml
fi
if take 07; then
	exits 0 "07: PAGE without a declaration goes in" \
		nbarc ingest -q -o 07.nbarc input/p
	nbarc get --format text 07.nbarc jdrb-20190304-a01 | grep -q '<' && false
	[ $? -eq 1 ]
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
if take 25; then
	echo '村里办起夜校' >expected
	text_is "25: XHTML that is not well-formed" input/page.hocr
fi
finish
