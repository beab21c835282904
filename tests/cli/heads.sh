#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Heads and items by the rules after the model: bracketed lines, notices, picture stories.
# shellcheck source=tests/tap.sh
. "$(dirname "$0")/../tap.sh"

first='全县水渠修缮工程昨日完工，两岸三千亩稻田开始放水，农户说今年的收成不用愁。'
second='工程由县水利局组织，历时四个月，共投入资金六百万元，惠及七个乡镇。'

# The divs and heads of a page of these lines, each a block.
outline() {
	for block; do
		printf '%s\n\n' "$block"
	done >page.txt
	nbtei --id jdrb-20190304-01 page.txt >page.xml
	sed '1,/<body>/d' page.xml |
		sed -n 's/.*<div type="\([a-z]*\)".*/\1/p; s/^<head type=/ /p' |
		sed 's/<.head>//' >outline
}

# What the outline must be, as standard input.
is() {
	cmp outline - && nbtei --validate page.xml
	result $? "$1"
}

outline 水渠修好了 （水利局工作札记） "$first" "$second"
is "a bracketed line under a head is a sub-head" <<'X'
article
 "main">水渠修好了
 "sub">（水利局工作札记）
X

outline 水渠修好了 '本报记者　顾　青　林舟' "$first" "$second"
is "a byline under the head is none" <<'X'
article
 "main">水渠修好了
X

outline 水渠修好了 "$first" "$second" 启事 \
	'江城县第一小学招收新生三十名，报名地点在学校教务处，电话三二一。' \
	渔港添了新码头 \
	'东湾渔港的新码头昨天启用，能停靠二十条渔船，船工卸货不用再等潮水。' \
	'码头边上建了冷库和修船的棚子，渔民说，靠岸以后什么都能办好。'
is "a notice is an item, and does not swallow the next article" <<'X'
article
 "main">水渠修好了
notice
 "main">启事
article
 "main">渔港添了新码头
X

outline 水渠修好了 "$first" "$second" 梯田插秧 \
	'昨日，南坡的农民在梯田里插秧。今年全乡种水稻两千亩。' \
	'本报记者 顾青摄'
is "a picture story after an article is an item" <<'X'
article
 "main">水渠修好了
article
 "main">梯田插秧
X
grep -q '<docAuthor>顾青</docAuthor>' page.xml
result $? "with the name of its photographer"

outline 春耕用水增加两成 '县水利站昨日公布，春耕以来全县用水比去年增加两成，其中水田占七成。' \
	'数据来源：县水利站 制图：本报美编 顾青' 水渠修好了 "$first" "$second"
is "an article begins after the credit of a graphic" <<'X'
article
 "main">春耕用水增加两成
subsection
 "crosshead">数据来源：县水利站 <roleName>制图</roleName>：本报美编 <persName type="illustrator">顾青</persName>
article
 "main">水渠修好了
X

outline 影讯 本周放映 '片名：山那边的学校 时间：十八时' '片名：渔火 时间：十九时' \
	'片名：长街旧事 时间：十四时' '以上影片均在工人文化宫放映，票价十元。'
is "the lines over a list are its heads" <<'X'
article
 "kicker">影讯
 "main">本周放映
subsection
 "crosshead">片名：山那边的学校 时间：十八时
subsection
 "crosshead">片名：渔火 时间：十九时
subsection
 "crosshead">片名：长街旧事 时间：十四时
X

outline 水渠修好了 "本报江城3月3日电 （记者 顾青、林舟）$first" "$second"
mkdir in && mv page.txt in/jdrb-20190304-01.txt && nbarc ingest -q -o a.nbarc in
nbarc get a.nbarc jdrb-20190304-01-01 >item.xml
grep -q '<author>顾青</author>' item.xml &&
	grep -q '<author>林舟</author>' item.xml
result $? "the header of an item has the authors that a paragraph names"
grep -q '<placeName>江城</placeName><date when="2019-03-03">' item.xml
result $? "and its text the place and the day"
nbarc get --format text a.nbarc jdrb-20190304-01 | tr -d '\n' >text
printf '%s' "水渠修好了本报江城3月3日电 （记者 顾青、林舟）$first$second" | cmp - text
result $? "and its text is that of the page"
outline 水渠修好了 "$first" "$(printf '\032')"
is "the character that ended files of DOS is no head" <<'X'
article
 "main">水渠修好了
X
finish
