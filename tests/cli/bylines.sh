#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Lines that are no heads and name no author, or do: names after a mark, lists of names,
# days and bodies of people that sign, dispatches after pictures, notices, furniture.
# shellcheck source=tests/tap.sh
. "$(dirname "$0")/../tap.sh"
# shellcheck source=tests/outline.sh
. "$root/tests/outline.sh"

tea='清明前的茶园，雾气很重。采茶的人天不亮就上了山，竹篓背在身后，手指在茶树上飞快地动。'
price='茶园的老板说，今年的茶芽比去年早了五天，价格也好。'
books='本报讯（通讯员何苗）柳湾镇最近建成农民书屋十二家，藏书两万册，看书不用出村。'
coast='新华社杭州1月4日电（记者李明）杭州湾新建的一座码头4日启用，可以停靠万吨轮船，港区今年的吞吐量预计增长一成。'
rain='中新社香港三月十日电　香港今日举行春茶展，三十多家茶商参加。'

# What a page of these lines has, each a block: its divs, and what is in them by its first
# ten characters, with the authors marked.
outline() {
	body_of "$@" |
		sed -n 's/^.*<div type="\([a-z]*\)".*/\1/p
			s/^<head type="\([a-z]*\)"[^>]*>/ \1 /p
			s/^<\(byline\|p\)>/ \1 /p; s/^<\(byline\|p\) [^>]*>/ \1 /p' |
		sed 's/<docAuthor>/@/g; s/<persName[^>]*>/@/g; s/<[^>]*>//g' |
		sed 's/^\( [a-z]* .\{10\}\).*/\1/' >outline
}

for mark in '□ @林间' '□@林舟' '□　@林　舟' '□ @林国间' '■ @何苗' '◇ @林舟' '○ @何苗'; do
	outline 县里开了春耕会 "$tea" "$price" 老街的早晨 \
		"$(printf %s "$mark" | tr -d @)" "$tea" "$price"
	is "$mark is a byline, and the line over it the head" <<X
article
 main 县里开了春耕会
 p 清明前的茶园，雾气很
 p 茶园的老板说，今年的
article
 main 老街的早晨
 byline $mark
 p 清明前的茶园，雾气很
 p 茶园的老板说，今年的
X
done
for mark in ■江苏 ■链接; do
	outline 老街的早晨 "$mark" "$tea" "$price"
	! grep -q '@' outline
	result $? "$mark names nobody"
done

outline 县里表彰春耕先进 "$tea" 受到表彰的名单如下： '陆小禾　周启明　王铁山　何玉兰' \
	'张大山　李建国　赵广平　刘　洋' "$price"
is "a list that is announced names no author" <<'X'
article
 main 县里表彰春耕先进
 p 清明前的茶园，雾气很
 p 受到表彰的名单如下：
 p 陆小禾　周启明　王铁
 p 张大山　李建国　赵广
 p 茶园的老板说，今年的
X

outline 县里表彰春耕先进 "$tea" "$price" '陆小禾　周启明　王铁山　何玉兰' 林舟　何苗
is "and so do several lines of names" <<'X'
article
 main 县里表彰春耕先进
 p 清明前的茶园，雾气很
 p 茶园的老板说，今年的
 p 陆小禾　周启明　王铁
 p 林舟　何苗
X

outline 县里开了春耕会 '本报记者 林舟 何苗 顾青' "$tea" "$price"
is "reporters are authors, however many" <<'X'
article
 main 县里开了春耕会
 byline 本报记者 @林舟 @
 p 清明前的茶园，雾气很
 p 茶园的老板说，今年的
X

letter='编辑同志：我村的水渠去年冬天塌了一段，到现在也没有人来修，春灌怎么办？'
for day in 3月5日 二〇二四年三月五日; do
	outline 读者来信 "$letter" '江东县柳湾镇 何建国' $day "$coast" "$rain"
	is "$day under a letter ends it" <<X
article
 main 读者来信
 p 编辑同志：我村的水渠
 p 江东县柳湾镇 何建国
 p $day
article
 p 新华社杭州1月4日电
article
 p 中新社香港三月十日电
X
done

outline 致读者 "$letter" 溪湖周报社 2024年1月5日 "$coast" "$price"
is "and so does a body that signs, with a day" <<'X'
article
 main 致读者
 p 编辑同志：我村的水渠
 p 溪湖周报社
 p 2024年1月5日
article
 p 新华社杭州1月4日电
 p 茶园的老板说，今年的
X

outline 致读者 "$letter" 3月5日 春天的茶园 "$tea" "$price"
is "after a day, a head begins an item" <<'X'
article
 main 致读者
 p 编辑同志：我村的水渠
 p 3月5日
article
 main 春天的茶园
 p 清明前的茶园，雾气很
 p 茶园的老板说，今年的
X

outline 修渠大事记 "$tea" 3月5日 "$tea" "$price" 3月6日 "$price" "$tea" 3月7日 "$price"
is "but the days of a chronicle are its crossheads" <<'X'
article
 main 修渠大事记
 p 清明前的茶园，雾气很
subsection
 crosshead 3月5日
 p 清明前的茶园，雾气很
 p 茶园的老板说，今年的
subsection
 crosshead 3月6日
 p 茶园的老板说，今年的
 p 清明前的茶园，雾气很
subsection
 crosshead 3月7日
 p 茶园的老板说，今年的
X

outline 县里开了春耕会 "$tea" "$price" ▲三月十日，柳湾镇举行龙舟训练。 '何苗 摄' "$coast"
is "a dispatch behind a photograph is text" <<'X'
article
 main 县里开了春耕会
 p 清明前的茶园，雾气很
 p 茶园的老板说，今年的
photo
 p ▲三月十日，柳湾镇举
 byline @何苗 摄
article
 p 新华社杭州1月4日电
X

outline 县里开了春耕会 "$tea" "$price" 三月十日，柳湾镇举行龙舟训练。 \
	'新华社记者 何苗摄' "$coast"
is "and an item, if the photograph stands in an article" <<'X'
article
 main 县里开了春耕会
 p 清明前的茶园，雾气很
 p 茶园的老板说，今年的
 p 三月十日，柳湾镇举行
 byline 新华社记者 @何苗摄
article
 p 新华社杭州1月4日电
X

outline "$coast" "$rain" 老街的早晨 "$tea" "$price"
is "after dispatches without heads, a head begins an item" <<'X'
article
 p 新华社杭州1月4日电
article
 p 中新社香港三月十日电
article
 main 老街的早晨
 p 清明前的茶园，雾气很
 p 茶园的老板说，今年的
X

job='我院因工作需要，现面向社会招聘护士十名，要求护理专业毕业，年龄三十岁以下，有执业资格。'
call='报名电话：0000-1234567　联系人：李老师'
outline 县里开了春耕会 "$tea" "$price" 江东县人民医院招聘启事 "$job" "$call" \
	柳湾镇建成农民书屋 "$books" "$price"
is "a long title is that of a notice, too, and where to call is text" <<'X'
article
 main 县里开了春耕会
 p 清明前的茶园，雾气很
 p 茶园的老板说，今年的
notice
 main 江东县人民医院招聘启
 p 我院因工作需要，现面
 p 报名电话：0000-
article
 main 柳湾镇建成农民书屋
 p 本报讯（通讯员@何苗
 p 茶园的老板说，今年的
X

outline 海关招聘公告 "$job" 一、招聘岗位 "$job" "$tea" 二、报名办法 "$job" "$call"
is "a notice may have parts" <<'X'
notice
 main 海关招聘公告
 p 我院因工作需要，现面
subsection
 crosshead 一、招聘岗位
 p 我院因工作需要，现面
 p 清明前的茶园，雾气很
subsection
 crosshead 二、报名办法
 p 我院因工作需要，现面
 p 报名电话：0000-
X

for line in '第3版 副刊' 国际·体育 经济新闻 '本版编辑 何苗'; do
	outline 县里开了春耕会 "$tea" "$price" "$line" 老街的早晨 "$tea" "$price"
	is "$line is furniture between two items" <<X
article
 main 县里开了春耕会
 p 清明前的茶园，雾气很
 p 茶园的老板说，今年的
notice
 p $line
article
 main 老街的早晨
 p 清明前的茶园，雾气很
 p 茶园的老板说，今年的
X
done
outline 县里开了春耕会 "$tea" "$price" 经济新闻 "$tea" "$price"
! grep -q notice outline
result $? "but not over a paragraph"
outline 柳湾日报 '2024年3月12日　星期二' 第四版　文化副刊 '本版编辑 何苗' 春天的茶园 "$tea" "$price"
is "the editors of the page are part of its masthead" <<'X'
notice
 p 柳湾日报
 p 2024年3月12日
 p 第四版　文化副刊
 p 本版编辑 何苗
article
 main 春天的茶园
 p 清明前的茶园，雾气很
 p 茶园的老板说，今年的
X

outline 江东县交警大队公告 "$books" "$price"
grep -q '^article' outline
result $? "but what is over a report is none"
finish
