#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Profiles: the default changes nothing, each key acts, and mistakes are named.
# shellcheck source=tests/tap.sh
. "$(dirname "$0")/../tap.sh"
pages=$root/fixtures/pages
id=jdrb-20190304-a01

for page in "$pages"/*.txt; do
	name=$(basename "$page" .txt)
	nbnorm --journal j1 "$page" >t1
	nbnorm --profile modern --journal j2 "$page" >t2
	cmp t1 t2 && cmp j1 j2
	result $? "$name: modern is what there is without a profile"
	for profile in halfwidth traditional 1950s; do
		nbnorm --profile $profile --journal j "$page" >text
		nbnorm --profile $profile text >twice
		nbnorm --undo j text >back
		cmp text twice && cmp back "$page"
		result $? "$name: $profile: a fixed point, and undone"
	done
done

profile() { # NAME LINE...: a profile in NAME.profile
	out=$1.profile
	echo "name = $1" >"$out"
	shift
	printf '%s\n' "$@" >>"$out"
}
turns() { # PROFILE-LINES TEXT WHAT: the profile changes what becomes of a text
	profile knob "$1"
	printf '%b' "$2" >in.txt
	nbnorm in.txt >without
	nbnorm --profile ./knob.profile --journal j in.txt >with 2>.err
	! cmp -s without with && grep -q '"profile":"knob sha256:' j
	result $? "$3"
	nbnorm --profile ./knob.profile with >twice
	check "$3: a fixed point" cmp with twice
}
turns 'punctuation = ,，' '好,走!\n' 'punctuation: a table of its own'
grep -qx '好，走!' with
result $? 'punctuation: with one mark'
turns 'punctuation =' '好,走!\n' 'punctuation: none'
turns 'punctuation = .。 ,，' '好.共3.5亿,No.1...\n' 'punctuation: full stops'
grep -qx '好。共3.5亿，No.1...' with
result $? 'punctuation: full stops in numbers and names stay'
turns 'threshold = .9' '今年春天雨水少，双渡村的农户在大堤边的水田\n\n里摆放秧盘，县农业局派来的技术员在\n\n村里住了三天。\n' \
	'threshold: a high one keeps'
# The next three hold a break that would be joined for certain: the mark after
# it cannot begin a line.
turns 'byline = 本报记者??' '本报记者 顾青\n\n，和农户在一起\n' 'byline: keeps its break'
turns 'credit = *（资料图片）' '秧盘（资料图片）\n\n，和农户在一起\n' 'credit: keeps its break'
turns 'opening = ，*在一起' '秧盘\n\n，和农户在一起\n' 'opening: keeps its break'
# A paragraph that goes on after a line of its own is joined by every other page.
turns 'lines = paragraphs' '农户把秧盘摆在\n水田里，等着\n，雨停\n' \
	'lines: paragraphs, none is joined'
[ "$(grep -c . with)" -eq 3 ]
result $? "lines: each is a paragraph"
nbnorm --paragraph-lines --journal j in.txt >option
cmp with option && grep -q '"profile":"modern sha256:' j
result $? "--paragraph-lines does the same, and the journal says so"
nbnorm --undo j option | cmp - in.txt
result $? "--paragraph-lines: undone"
nbnorm --paragraph-lines --profile ./knob.profile --journal k in.txt >/dev/null
nbnorm --profile ./knob.profile --journal l in.txt >/dev/null
cmp k l
result $? "--paragraph-lines: a profile that says so is the same profile"
printf '他说¶\n\n¶走\n' >in.txt
profile knob 'stop = ¶'
nbnorm --profile ./knob.profile in.txt >with
[ "$(wc -l <with)" -lt "$(nbnorm in.txt | wc -l)" ]
result $? "stop: a mark that ends a sentence begins no line"
printf '他说走\n\n¶的\n' >in.txt
profile knob 'close = ¶'
nbnorm --profile ./knob.profile in.txt >with
[ "$(wc -l <with)" -lt "$(nbnorm in.txt | wc -l)" ]
result $? "close: a closing mark begins no line"
printf '他走¶\n\n的路，还有\n' >in.txt
profile knob 'open = ¶'
nbnorm --explain 0 --json in.txt >without
nbnorm --explain 0 --json --profile ./knob.profile in.txt >with
! cmp -s without with
result $? "open: the model sees an opening mark"
profile knob 'review = 0 1'
nbnorm --review --profile ./knob.profile "$pages/$id.txt" >all
[ "$(grep -c '^join\|^keep' all)" -gt \
	"$(nbnorm --review "$pages/$id.txt" | grep -c '^join\|^keep')" ]
result $? "review: the band"

# The structure sees them too, the document and the journal name the profile.
printf '题目在这里\n\n今天农户都来到了田头，听技术员讲课。\n\n本报评论员\n' >$id.txt
nbtei --id $id $id.txt >without.xml
nbtei --id $id --profile 1950s $id.txt >with.xml
! grep -q '<byline>' without.xml && grep -q '<byline>' with.xml
result $? "nbtei: a byline of the 1950s"
grep -q '"nbnorm-profile" version="1"><label>1950s sha256:[0-9a-f]\{16\}</label>' with.xml
result $? "nbtei: the document names the profile"
check "nbtei: and is valid" nbtei --validate with.xml
check "nbtei: the profile's file is the profile" sh -c \
	"nbtei --id $id --profile '$root/share/profiles/1950s.profile' $id.txt | cmp - with.xml"
nbnorm --profile 1950s --journal j $id.txt >text
nbtei --id $id --profile 1950s --journal j text >pipe.xml
check "the pipe gives the same document" cmp pipe.xml with.xml
exits 2 "nbtei: a journal of another profile" nbtei --id $id --journal j text
says "made with the profile 1950s sha256:" "nbtei names both"
check "ingest" nbarc ingest -q -o a.nbarc --profile 1950s $id.txt
nbarc get a.nbarc $id >got.xml
check "ingest gives the same document" cmp got.xml with.xml
nbarc ingest -q -o lines.nbarc --profile 1950s --paragraph-lines $id.txt
nbarc get lines.nbarc $id >got.xml
nbtei --id $id --profile 1950s --paragraph-lines $id.txt >with.xml
check "--paragraph-lines: ingest gives the document of nbtei" cmp got.xml with.xml
printf 'byline\t讲课。\t本报评论员\n' >byline.tsv
check "--paragraph-lines: a decision needs no option" \
	nbarc decide -q lines.nbarc byline.tsv
nbarc get --format journal a.nbarc $id >kept
check "and keeps the same journal" cmp kept j

profile half 'punctuation = .。 ,，'
printf '好.共3.5亿,No.1...\n' >$id.txt
nbarc ingest -q -o b.nbarc --profile ./half.profile $id.txt
nbnorm --profile ./half.profile --journal j $id.txt >text
python3 "$root/format-spec/reader.py" get b.nbarc $id --format journal >theirs
check "the other reader knows the profile's marks" cmp theirs j

for mistake in 'colour = red' 'threshold = 2' 'review = .9 .1' 'byline = *' \
	'punctuation = ab' 'lines = printed' 'stop = 字' 'close'; do
	profile bad '# a comment' "$mistake"
	exits 2 "a mistake: $mistake" nbnorm --profile ./bad.profile "$pages/$id.txt"
	says "./bad.profile: line 3: " "names file and line"
done
exits 1 "a profile that there is not" nbnorm --profile republican "$pages/$id.txt"
says "there are modern, halfwidth, traditional, 1950s" "names those that there are"
exits 1 "a file that there is not" nbnorm --profile ./none "$pages/$id.txt"
finish
