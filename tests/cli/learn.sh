#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Learning of a title: what three corrected pages teach puts a fourth right, from files
# and from an archive; profiles of titles are chosen by the title code; and a profile that
# is damaged or of another model is refused.
# shellcheck source=tests/tap.sh
. "$(dirname "$0")/../tap.sh"

# A made title without heads: each item begins with a place between lozenges, and may go
# on with a paragraph that has none. Page $1 has items $2 to $3.
places='柳湾 石桥 双渡 青崖 沙洲 北坡 南关 白塘 乌镇口 长堤 竹园 枣林 河西 东站 旧城 新渠 高岭 盐场 马鞍 滩头 桃溪 松坪 龙泉 水门'
page() {
	echo "$places" | tr ' ' '\n' | awk -v from="$2" -v to="$3" '
		NR < from || NR > to { next }
		{ print "◇" $1 "◇昨天有" NR + 3 "户村民把新打的稻谷送到粮站，站长说今年收得比去年早" NR % 5 + 1 "天。\n" }
		NR % 3 { print "粮站从早上六点开门，一直收到天黑，排队的人可以在棚子里喝茶等候。\n" }
		NR % 2 { print "县里的技术员也来了，带来第" NR "号新种子的样品，请大家秋后试种。\n" }' >"$1"
}
mkdir pages
page pages/dnbx-19520901-01.txt 1 6
page pages/dnbx-19520902-01.txt 7 12
page pages/dnbx-19520903-01.txt 13 18
page pages/dnbx-19520904-01.txt 19 24
items() { nbtei --id "$1" --review "$2" "$3" "pages/$1.txt" | grep -c '^article'; }

# What a person decides: every lozenge begins an item, and nothing else does.
decide() { # PAGE
	nbtei --id "$1" --review "pages/$1.txt" | awk -F'\t' -v OFS='\t' -v page="$1" '
		/^#/ || !NF { next }
		$1 == "article" || $1 == "inside" || $1 == "photo" || $1 == "notice" {
			$1 = $3 ~ /^◇/ ? "article" : "inside" }
		$1 !~ /^(article|inside)$/ { $1 = "paragraph" }
		{ $4 = $4; $5 = page; print }'
}
for day in 1 2 3; do
	decide dnbx-1952090$day-01
done >decisions
[ "$(grep -c '^article' decisions)" -eq 18 ]
result $? "three pages are put right"
before=$(items dnbx-19520904-01 --profile modern)
[ "$before" -lt 6 ]
result $? "the model alone does not find the items of the fourth"
check "learning from the three" nbtei --learn dnbx.profile --decisions decisions \
	pages/dnbx-1952090[123]-01.txt
says "dnbx.profile: learned from 3 pages with" "what it learned from is said"
after=$(items dnbx-19520904-01 --profile ./dnbx.profile)
[ "$after" -gt "$before" ] && [ "$after" -le 6 ]
result $? "the fourth page has more of its items now"
[ "$after" -eq 6 ]
result $? "it has all of them"
mkdir one
check "learning from one of them" nbtei --learn one/dnbx.profile --decisions decisions \
	pages/dnbx-19520901-01.txt
[ "$(items dnbx-19520904-01 --profile one/dnbx.profile)" -eq 6 ]
result $? "is enough where all items begin alike"
id=jdrb-20190304-a01
nbtei --id $id "$root/fixtures/pages/$id.txt" | grep '<div\|<head' >plain
nbtei --id $id --profile ./dnbx.profile "$root/fixtures/pages/$id.txt" | grep '<div\|<head' >with
cmp -s plain with
result $? "a page of another kind is divided as before"

# ---- the same again
cp dnbx.profile first.profile
check "learning anew from the same" nbtei --learn dnbx.profile --decisions decisions \
	pages/dnbx-1952090[123]-01.txt
cmp -s dnbx.profile first.profile
result $? "gives the same profile"
sed 's/^name/opening = □*\nname/' first.profile >dnbx.profile
check "a profile with lines of one's own" nbtei --learn dnbx.profile --decisions decisions \
	pages/dnbx-1952090[123]-01.txt
[ "$(grep -c '^opening = □\*$' dnbx.profile)" -eq 1 ] && [ "$(grep -c '^name' dnbx.profile)" -eq 1 ]
result $? "keeps them"

# ---- from an archive, and by title code
check "the pages are ingested with the decisions" nbarc ingest -q -o a.nbarc \
	--decisions decisions pages/dnbx-1952090[123]-01.txt
mkdir profiles
check "learning from the archive" nbtei --learn profiles/dnbx.profile a.nbarc
says "learned from 3 pages" "finds the three"
grep '^learned' profiles/dnbx.profile >a
grep '^learned' first.profile | cmp -s - a
result $? "and learns the same"
mkdir hidden
cp a.nbarc hidden.nbarc
nbarc withdraw -q -r rights hidden.nbarc dnbx-19520901-01-02
nbtei --learn hidden/dnbx.profile hidden.nbarc >.out 2>.err
says "dnbx-19520901-01: an item of it is withdrawn: nothing is learned from it" "withdrawn items are not read"
says "learned from 2 pages" "the other pages are"
printf 'name = other\nopening = □*\n' >profiles/jdrb.profile
check "an ingest with a directory of profiles" nbarc ingest -q -o b.nbarc \
	--profile profiles/ pages/dnbx-19520904-01.txt "$root/fixtures/pages/$id.txt"
[ "$(nbarc list b.nbarc dnbx | wc -l)" -eq 6 ]
result $? "divides the page of the title by what was learned"
nbarc get b.nbarc dnbx-19520904-01 | grep -q '>dnbx sha256:'
result $? "its document names the profile"
nbarc get b.nbarc $id | grep -q '>other sha256:'
result $? "the page of another title has its own"
nbtei --id dnbx-19520904-01 --profile profiles/ pages/dnbx-19520904-01.txt >c.xml
nbarc get b.nbarc dnbx-19520904-01 | cmp -s - c.xml
result $? "nbtei chooses the same from the directory"
exits 1 "nbnorm does not know the title" nbnorm --profile profiles/ pages/dnbx-19520904-01.txt
says "a directory has a profile for each title" "and says so"

# ---- a page that was put right as a document
nbarc get a.nbarc dnbx-19520901-01 >right.xml
nbarc ingest -q -o d.nbarc pages/dnbx-19520901-01.txt
mkdir document
exits 4 "nothing was put right yet" nbtei --learn document/dnbx.profile d.nbarc
says "no page of the title dnbx was put right" "which is said"
[ ! -e document/dnbx.profile ]
result $? "no profile is written"
check "its document is put right" nbarc ingest -q --tei -o d.nbarc right.xml
check "learning from the document" nbtei --learn document/dnbx.profile d.nbarc
says "learned from 1 page with" "finds it"
exits 4 "decisions about breaks alone teach nothing" sh -c '
	nbnorm --review "$1" | sed -n "/^keep/s/\$/\t\tdnbx-19520904-01/p" | head -n 1 >breaks
	nbarc ingest -q -o e.nbarc --decisions breaks "$1" 2>/dev/null
	nbtei --learn document/dnbx.profile e.nbarc' - pages/dnbx-19520904-01.txt

# ---- what else a person puts right, and bytes that are no characters
cp a.nbarc f.nbarc
nbarc edit --print f.nbarc dnbx-19520901-01 >form
sed 's/稻谷送到/稻穀送到/; s/^\[article\]$/[advertisement]/' form >changed
check "readings and kinds are put right" nbarc edit --who me --apply changed f.nbarc
check "learning from a page with corrected readings" nbtei --learn document/dnbx.profile f.nbarc
says "learned from 3 pages" "leaves none out"
{
	head -n 2 pages/dnbx-19520904-01.txt
	printf '\377\377'
	tail -n +3 pages/dnbx-19520904-01.txt
} >dnbx-19520904-01.txt
nbarc ingest -q --damaged keep -f UTF-8 -o g.nbarc dnbx-19520904-01.txt 2>.err
nbarc edit --print g.nbarc dnbx-19520904-01 | sed '1,/^main/s/^main/paragraph/' >changed
nbarc edit -q --who me --apply changed g.nbarc 2>.err
check "learning from a page with damaged bytes" nbtei --learn document/dnbx.profile g.nbarc
says "learned from 1 page with" "does not leave it out"

# ---- the profile that a page is made with again
check "lines that are paragraphs" nbarc ingest -q -o h.nbarc --profile ./dnbx.profile \
	--paragraph-lines pages/dnbx-19520904-01.txt
exits 2 "are not made again as others" nbarc edit --print --profile ./dnbx.profile h.nbarc \
	dnbx-19520904-01
says "give it with --profile FILE --paragraph-lines" "which is said"
check "but as they were made, with any version of what was learned" nbarc edit --print \
	--profile document/dnbx.profile --paragraph-lines h.nbarc dnbx-19520904-01
exits 2 "and others are not made again as such" nbarc edit --print --profile ./dnbx.profile \
	--paragraph-lines b.nbarc dnbx-19520904-01
nbarc get b.nbarc dnbx-19520904-01 | sed 's/稻谷送到/稻穀送到/' >edited.xml
cp b.nbarc without.nbarc
check "an edited document of such a page" nbarc ingest --tei --profile profiles/ -o b.nbarc edited.xml
nbarc decisions b.nbarc dnbx-19520904-01 | grep -q '^text'
result $? "becomes decisions with the profile"
check "without it" nbarc ingest --tei -o without.nbarc edited.xml
says "the document is kept as it is" "it does not, which is said"
says "edited.xml: page dnbx-19520904-01: it was made with the profile" "with the reason"
exits 1 "--verbatim has no use for a profile" nbarc ingest --tei --verbatim \
	--profile profiles/ -o b.nbarc edited.xml
exits 1 "learning has no use for --paragraph-lines" nbtei --learn dnbx.profile \
	--paragraph-lines a.nbarc

# ---- a masthead with roles that do not follow each other in the model
mkdir masthead
{
	printf '东南日报\n\n1952年9月1日　星期一\n\n第1234号　今日四版\n\n'
	cat pages/dnbx-19520901-01.txt
} >masthead/dnbx-19520901-01.txt
printf 'main\t\t东南日报\ncrosshead\t东南日报\t1952年\ncredit\t星期一\t第1234号\n' >roles
check "learning from a page with a masthead of odd roles" timeout 60 nbtei \
	--learn document/dnbx.profile --decisions roles masthead/dnbx-19520901-01.txt
says "learned from 1 page with" "ends"

# ---- a title that is known but for one role
# Pages of common heads and paragraphs. Each has one line that the model takes for a
# crosshead, and that a person calls a paragraph.
mkdir known
plain() { # DAY FROM
	echo "$places" | tr ' ' '\n' | awk -v day="$1" -v from="$2" '
		BEGIN {
			split("办起春耕夜校 开通城乡公交 修好村口石桥 建成新粮站 小学喜迁新址", did, " ")
			split("甲 乙 丙 丁 戊", sign, " ")
		}
		NR < from || NR > from + 4 { next }
		NR > from { print "\n" }
		{ print $1 did[NR % 5 + 1] "\n" }
		{ print "本报讯 昨天，" $1 "的村民早早来到村口，等候参加一年一度的集会，村干部介绍说，" \
			"今年来的人比去年多了" NR + 10 "人，气氛也比往年热烈得多。\n" }
		NR == from + 2 { print "※ 相关阅读" sign[day] "\n" }
		{ print "据了解，" $1 "今年共投入资金" NR * 7 "万元，用于修缮房屋、添置桌椅和购买图书，" \
			"预计到年底全部完工，届时可以容纳三百多人同时学习。\n" }
		{ print "县里的负责人说，这项工作还要继续做下去，让更多的人得到实惠。\n" }
	' >known/dnbx-1952090"$1"-01.txt
}
for day in 1 2 3 4; do
	plain $day $((day * 5 - 4))
	page=dnbx-1952090$day-01
	nbtei --id $page --review known/$page.txt | awk -F'\t' -v OFS='\t' -v page=$page '
		/^#/ || !NF { next }
		$3 ~ /^※/ { sub(/^crosshead/, "paragraph", $1) }
		{ $4 = $4; $5 = page; print }' >known/$page
done
plain 5 19
related() {
	nbtei --id dnbx-19520905-01 --review "$@" known/dnbx-19520905-01.txt |
		sed -n '/\t※/{/^inside/d;s/\t.*//p;}'
}
[ "$(related)" = crosshead ]
result $? "a title that the model knows has a line that it takes for a crosshead"
cat known/*-01 >known/all
check "learning that it is none" nbtei --learn known/dnbx.profile --decisions known/all \
	known/dnbx-1952090[1-4]-01.txt
says "dnbx.profile: learned from 4 pages with" "is worth it"
[ "$(related --profile known/dnbx.profile)" = paragraph ]
result $? "the next page has a paragraph there"
nbtei --id dnbx-19520905-01 --review known/dnbx-19520905-01.txt |
	grep '^article' >without
nbtei --id dnbx-19520905-01 --review --profile known/dnbx.profile known/dnbx-19520905-01.txt |
	grep '^article' | cmp -s without -
result $? "and the same items as before"
# Pages are read with the profile that is there already.
rm known/dnbx.profile
check "learning what the model knows already" nbtei --learn known/dnbx.profile \
	known/dnbx-1952090[1-4]-01.txt
says "dnbx.profile: nothing was learned from 4 pages with" "teaches nothing, which is said"
[ "$(related --profile known/dnbx.profile)" = crosshead ]
result $? "no role is changed"
check "nor does one page" nbtei --learn known/dnbx.profile --decisions known/all \
	known/dnbx-19520901-01.txt
says "nothing was learned from 1 page with" "which is too few to tell"
grep -q '^# Learned from 1 page with' known/dnbx.profile
result $? "and the profile says so"

# ---- what is refused
sed '/^learned/{s/[B-Y]/A/;q}' dnbx.profile >bad.profile
exits 2 "a damaged profile" nbtei --id $id --profile ./bad.profile pages/dnbx-19520904-01.txt
says "bad.profile" "is named"
says "learn it again" "with what to do"
cp bad.profile dnbx.profile
check "it can be learned again" nbtei --learn dnbx.profile a.nbarc
exits 1 "a name that is no title code" nbtei --learn no.Title a.nbarc
says "must be called after a title code" "is refused"
exits 1 "a page of another title" nbtei --learn dnbx.profile "$root/fixtures/pages/$id.txt"
says "not a page of the title dnbx" "is refused"
exits 1 "an option that learning has no use for" nbtei --learn dnbx.profile --plain a.nbarc
exits 1 "nothing to learn from" nbtei --learn dnbx.profile
finish
