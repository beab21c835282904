#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Heads and items by the rules after the model: bracketed lines, notices, picture stories.
# shellcheck source=tests/tap.sh
. "$(dirname "$0")/../tap.sh"
# shellcheck source=tests/outline.sh
. "$root/tests/outline.sh"

first='全县水渠修缮工程昨日完工，两岸三千亩稻田开始放水，农户说今年的收成不用愁。'
second='工程由县水利局组织，历时四个月，共投入资金六百万元，惠及七个乡镇。'

# The divs and heads of a page of these lines, each a block.
outline() {
	body_of "$@" |
		sed -n 's/.*<div type="\([a-z]*\)".*/\1/p; s/^<head type=/ /p' |
		sed 's/<.head>//' >outline
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

outline 江东日报创刊的祝贺 "$first" 柳湾小学全体师生同贺 "$second" 县水利局全体职工敬贺 \
	"$first" 王铁山谨启 "$second"
is "a signature begins no item" <<'X'
article
 "main">江东日报创刊的祝贺
X

outline 读者来信 人行道成了停车场 \
	'编辑同志：我家住在枫桥路，门前的人行道近来停满了汽车，行人只好走到机动车道上去，十分危险。希望有关部门管一管。' \
	'读者 周桂兰' 小区的路灯该修了 \
	'编辑同志：我们小区的路灯坏了半年，打过几次电话都说在走流程。天一黑，老人孩子都不敢出门。' \
	'柳湾区 马东来' 表扬一位好司机 \
	'上周三我乘坐三十五路公交车，把提包忘在了车上。司机把包送到了总站，分文不少。我要在这里谢谢他。' \
	'东屿 何青山'
is "a reader who signs a letter begins no item" <<'X'
article
 "kicker">读者来信
 "main">人行道成了停车场
article
 "main">小区的路灯该修了
article
 "main">表扬一位好司机
X

for day in '' 2019年3月4日; do
	outline 致全县农户的一封信 "$first" "$second" "$first" \
		'柳湾小学全体师生　同贺' ${day:+"$day"} 渔港添了新码头 \
		'本报讯（记者顾青）东湾渔港的新码头昨天启用，船工卸货不用再等潮水。' \
		'码头边上建了冷库和修船的棚子，渔民说，靠岸以后什么都能办好。'
	is "and the head after it begins one" <<'X'
article
 "main">致全县农户的一封信
article
 "main">渔港添了新码头
X
done

outline 水渠修好了 "$first" 全县人民同贺 "$second"
grep -q '"[a-z]*">全县人民同贺' outline
result $? "but what nobody signs with may be a head"

outline 水渠修好了 "$first" 两岁患儿向医生鞠躬 "$second"
grep -q '"[a-z]*">两岁患儿向医生鞠躬' outline
result $? "and so may one who bows to others"

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

outline 征文揭晓 本月佳作 '《渔火》 顾青' '《长街》 林舟' '《灶台》 许晚' \
	'以上各篇下周起在本报副刊刊登。'
is "titles of works are entries of a list" <<'X'
article
 "kicker">征文揭晓
 "main">本月佳作
subsection
 "crosshead">《渔火》 顾青
subsection
 "crosshead">《长街》 林舟
subsection
 "crosshead">《灶台》 许晚
X

outline 少儿书法赛获奖名单 '一等奖：顾小青 实验小学' '一等奖：林小舟 城关一小' \
	'二等奖：许小晚 河东小学' '三等奖：陆小禾 南门小学' '获奖作品下月起展出。'
is "entries of a list may have labels of one form" <<'X'
article
 "main">少儿书法赛获奖名单
subsection
 "crosshead">一等奖：顾小青 实验小学
subsection
 "crosshead">一等奖：林小舟 城关一小
subsection
 "crosshead">二等奖：许小晚 河东小学
subsection
 "crosshead">三等奖：陆小禾 南门小学
X

outline 水渠修好了 '本报记者 顾青 实习生 林小舟' "$first" "$second" 故乡的桥 陆小禾 \
	'故乡的桥是石头的，三个桥洞看着一河的水从春流到冬。' '母亲站在桥头，没有挥手。'
[ "$(grep -c '<byline>' page.xml)" -eq 2 ] &&
	grep -q '<docAuthor>林小舟</docAuthor>' page.xml &&
	grep -q '<byline><docAuthor>陆小禾</docAuthor></byline>' page.xml
result $? "authors under the heads are bylines, by a role or by the name alone"

outline 心香一瓣 灯下读 林小舟 "$first" "$second"
is "a title under the name of a column is none, with its author under it" <<'X'
article
 "kicker">心香一瓣
 "main">灯下读
X
outline 心香一瓣 梅子黄 林小舟 "$first" "$second"
is "nor one that looks like a name" <<'X'
article
 "kicker">心香一瓣
 "main">梅子黄
X
outline 记一位农技员 陆小禾 '陆小禾来到柳湾镇的那一年，全县水渠还没有修好，稻田一年只收一季。' "$second"
[ "$(grep -c '<byline>' page.xml)" -eq 0 ]
result $? "a name that the text is about is none either"
outline 水渠修好了 国务院 "$first" "$second"
[ "$(grep -c '<byline>' page.xml)" -eq 0 ]
result $? "nor a word that begins with the character of a surname"

outline 致辞 '贺 信' "$first" "$second"
[ "$(grep -c '<byline>' page.xml)" -eq 0 ]
result $? "a title that is spaced like a name is none"

outline 秋夜 林小舟 '霜落千山木叶疏，' '孤灯犹照案头书。' '故人一别三千里，' \
	'夜雨江南梦有无。' 登高 顾小青 '又是黄花满地秋，' '白云深处独登楼。' \
	'江山不负登临意，' '一片帆来天际流。'
is "each of two poems with its author is an item" <<'X'
article
 "main">秋夜
article
 "main">登高
X

outline 梯田插秧 '昨日，南坡的农民在梯田里插秧。今年全乡种水稻两千亩。' \
	'顾青摄（新华社发）' 水渠修好了 "$first" "$second"
grep -q '<byline><persName type="illustrator">顾青</persName>' page.xml ||
	grep -q '<byline><docAuthor>顾青</docAuthor>摄' page.xml
result $? "who took a photograph is a byline, with an agency in brackets, too"

outline 守时 '约好九点，八点五十到，是把别人的时间当成自己的时间。' '——摘自《修身小语》' \
	留白 '画画要留白，说话也要留白，听的人才有地方放自己的想法。' '——摘自《修身小语》'
is "an item begins after the source of an excerpt" <<'X'
article
 "main">守时
article
 "main">留白
X

outline 水渠修好了 "$first" "$second" 在全县水利会议上的讲话 '（二〇二〇年九月十日）' \
	'同志们，今天的会议只有一个题目，就是水。' '水利修得好，收成就有了一半。'
is "the head of a document begins an item" <<'X'
article
 "main">水渠修好了
article
 "main">在全县水利会议上的讲话
 "sub">（二〇二〇年九月十日）
X

outline '新华社北京三月五日电 国家统计局今日公布，二月份物价总水平与上月持平。' \
	'新华社上海三月五日电 上海港今年前两个月的吞吐量比去年同期增长一成。'
is "dispatches without heads are items" <<'X'
article
article
X

outline 便民电话 '供水抢修：九六一一六' '供电报修：九五五九八' '燃气抢险：九六七七七' \
	'市长热线：一二三四五' '以上电话二十四小时有人值守。'
[ "$(grep -c '<head type="crosshead">' page.xml)" -eq 4 ]
result $? "entries of a list are not joined"

outline 山村用水 "$first" 一根扁担 "$second" 一口水窖 \
	'后来家家户户修了水窖，靠天接水，旱年照样要省着用，一盆水洗了脸再洗脚。' \
	一个龙头 '去年冬天，自来水通到了灶台边，老伴掉了眼泪。'
is "three lines that begin alike are crossheads" <<'X'
article
 "main">山村用水
subsection
 "crosshead">一根扁担
subsection
 "crosshead">一口水窖
subsection
 "crosshead">一个龙头
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
for line in '版式设计：顾青 林舟' 影像中国 图片来源：人民视觉; do
	outline 水渠修好了 "$first" "$second" "$line" 夜校招生了 "$second" "$first"
	grep -qF "<byline>$line</byline>" page.xml
	result $? "$line is a byline"
	is "and no head, and what follows it is an item" <<'X'
article
 "main">水渠修好了
article
 "main">夜校招生了
X
done

outline 县里开了春耕会 "$first" '巷口的面馆（街谈）' "$second" "$first" \
	'老街怎么修？（城事·深读）' "$second"
is "a head that names its column begins an item" <<'X'
article
 "main">县里开了春耕会
article
 "main">巷口的面馆（街谈）
article
 "main">老街怎么修？（城事·深读）
X

outline 剧场的奖状 "$first" '一等奖（三名）' '《渔火》（话剧）' '《山路》（话剧）' \
	'二等奖（五名）' '《灯塔》（歌剧）' '《长街》（话剧）'
! grep -q '<div type="article".*n="2"' page.xml
result $? "entries of a list with remarks in brackets begin none"

outline 三个村的春天 "$first" "$second" 柳湾村修渠 '本报记者　顾　青' "$first" "$second" \
	南坡村种茶 '本报记者　林　舟' "$second" "$first"
tr -d '\n' <page.xml | grep -q '<div type="subsection"><head type="crosshead">[^<]*</head><byline><roleName>本报记者</roleName>　<docAuthor>'
result $? "a crosshead has its byline under it"
nbtei --validate page.xml
result $? "which is valid"
finish
