#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Upright pages: the order of their columns, whatever the order of the file.
# shellcheck source=tests/tap.sh
. "$(dirname "$0")/../tap.sh"
pages=44
least=43
python3 "$root/tests/upright/pages.py" $pages made

# The lines of a file in the order in which nbnorm reads them.
lines() { # FILE
	nbnorm -j journal -o text "$1" 2>>messages && nbnorm --undo journal text
}

for order in right left shuffled; do
	right=0
	for expected in made/*.expected; do
		for file in "${expected%expected}$order".*; do
			lines "$file" >got
			cmp -s got "$expected" && right=$((right + 1))
		done
	done
	[ $right -ge $least ]
	result $? "$order: $right of $pages pages are in order"
done

# Columns that overlap so much that their places tell nothing: as the file has
# them they are accepted, in another order they are doubtful.
column() { # X Y HEIGHT TEXT
	printf '<span class="ocr_line" title="bbox %d %d %d %d">%s</span>\n' \
		"$1" "$2" $(($1 + 60)) $(($2 + $3)) "$4"
}
# A paragraph ends after two characters, beside one that is indented by two; and
# an engine read a column in two halves. Neither parts tiers.
{
	echo '<div class="ocr_page">'
	column 500 220 580 甲乙丙丁戊己庚辛壬癸
	column 400 100 120 子丑
	column 300 220 580 寅卯辰巳午未申酉戌亥
	column 200 500 300 天地玄黄宇
	column 100 100 310 日月盈昃辰
	column 100 470 330 宿列张寒来
	echo '</div>'
} >ends.hocr
printf '%s\n' 甲乙丙丁戊己庚辛壬癸 子丑 寅卯辰巳午未申酉戌亥 天地玄黄宇 日月盈昃辰 宿列张寒来 >ends.expected
lines ends.hocr >got
check "the end of a paragraph is no tier" cmp got ends.expected
{
	echo '<div class="ocr_page">'
	column 100 100 600 一二三四五六七八九十
	column 110 140 600 甲乙丙丁戊己庚辛壬癸
	column 120 180 600 子丑寅卯辰巳午未申酉
	echo '</div>'
} >jdrb-20190304-01.hocr
exits 0 "lines on top of each other" nbnorm jdrb-20190304-01.hocr
says "disagree about their order; look at the page" "are doubtful"
exits 0 "such a page goes in" nbarc ingest -o doubt.nbarc jdrb-20190304-01.hocr
says "page jdrb-20190304-01: the file and the places" "and is named"
nbarc ingest --json -q -o other.nbarc jdrb-20190304-01.hocr 2>/dev/null |
	grep -q '"in_doubt":1'
result $? "and counted"
finish
