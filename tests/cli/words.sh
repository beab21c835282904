#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# nbarc stat: words, collocates and keywords, compared with a naive count, and with
# one that was made by hand.
# shellcheck source=tests/tap.sh
. "$(dirname "$0")/../tap.sh"
mkdir pages
cp "$root"/fixtures/pages/*.txt "$root"/fixtures/research/*.txt pages
printf '全角数字\n\nＧＤＰ增长２０１９年，GDP与ＧＤＰ。naïve 3×5，一二三四五六七八九十。\n' \
	>pages/jdrb-20200102-02.txt
nbarc ingest -q -o a.nbarc pages
nbarc withdraw -q --reason 权利 a.nbarc ntzb-19881105-01-02
naive() {
	check "$*" python3 "$root/tests/naive_stat.py" a.nbarc "$@"
}

total() { # the sum of the hits in JSON Lines
	python3 -c 'import json, sys; print(sum(json.loads(line)["hits"] for line in sys.stdin))'
}

# ---- beside a naive count
for by in year month title page kind author place year,kind title,author; do
	naive words $by 电视 夜校 的
done
naive words year GDP 2019 "，"
naive words title 国 中国 "没有这个词"
naive collocates 10 夜校
naive collocates 1 电话
naive collocates 3 电视 电视机
naive collocates 40 的
naive collocates 5 GDP
naive collocates1 4 电视
naive collocates3 12 夜校
naive keywords title=ntzb
naive keywords title=ntzb title=hxwb
naive keywords from=1984
naive keywords kind=article kind=photo
naive keywords author=丁小满 author=沈一帆

# ---- by hand
# 甲乙 stands 10 times among 100 units, and 5 times among 400 others: of 15 in 500, 3 and 12
# are expected. Twice the sum of 10 ln(10/3), 5 ln(5/12), 90 ln(90/97) and 395 ln(395/388) is
# 15.97; a tenth is eight times an eightieth, of which the binary logarithm is 3.
repeat() { # TEXT COUNT
	awk -v t="$1" -v n="$2" 'BEGIN { while (n--) printf "%s", t }'
}
mkdir hand
printf '一\n\n%s。\n' "$(repeat 甲乙， 10)$(repeat 子丑， 90)" >hand/aaa-20200101-01.txt
printf '一\n\n%s。\n' "$(repeat 甲乙， 5)$(repeat 子丑， 395)" >hand/bbb-20200101-01.txt
nbarc ingest -q -o hand.nbarc hand
nbarc stat -k --title aaa -f csv hand.nbarc | tr -d '\r' >got
printf 'unit,studied,studied_of,compared,compared_of,log_likelihood,log_ratio\n%s\n' \
	"甲乙,10,100,5,400,15.97,3.00" | diff - got >.err
result $? "the log-likelihood and log ratio that were computed by hand"
# 10 hits among the 300 characters of 100 units with a mark each, and 一 and the last mark.
nbarc stat -w 甲乙 -b title -f tsv hand.nbarc | sed -n 2p >got
characters=$(nbarc list --title aaa -f tsv -c characters hand.nbarc | tail -n 1)
printf 'aaa\t甲乙\t10\t1\t1\t%s\t%s\n' "$characters" \
	"$(awk -v n="$characters" 'BEGIN { printf "%.2f", 100000 / n }')" | diff - got >.err
result $? "hits in 10,000 characters"
# Around 丙 are 甲乙 (2 characters before), 丁戊 and 己庚 (1 to 4 characters after).
printf '一\n\n甲乙，丙丁戊，己庚辛。甲乙丁戊己庚。\n' >hand/ccc-20200101-01.txt
nbarc ingest -q -o small.nbarc hand/ccc-20200101-01.txt
nbarc stat -c -w 丙 --window 5 --least 1 -f tsv -s studied small.nbarc | cut -f1-3 >got
printf 'unit\tstudied\tstudied_of\n丁戊\t1\t3\n己庚\t1\t3\n甲乙\t1\t3\n' | diff - got >.err
result $? "what is around a word"

# ---- words as grep has them
nbarc stat -w '[0-9]+年' -E -b year -f jsonl a.nbarc >one
nbarc grep -E -c a.nbarc '[0-9]+年' >two
[ "$(total <one)" = "$(cat two)" ]
result $? "--regex"
for options in "--not 夜校" "--exact-width" "--from 1980 --to 1984" "--title ntzb" "--kind article"; do
	# shellcheck disable=SC2086 # options
	[ "$(nbarc stat $options -w 校 -f jsonl a.nbarc | total)" = \
		"$(nbarc grep $options -c a.nbarc 校)" ]
	result $? "as many hits as grep finds: $options"
done
nbarc stat -w 校 -f tsv a.nbarc ntzb-1980 | tail -n +2 | cut -f1,3 >got
printf '1980\t%s\n' "$(nbarc grep -c a.nbarc 校 ntzb-1980)" | diff - got >.err
result $? "a prefix"
if nbarc grep -q --variants a.nbarc 电车; then
	[ "$(nbarc stat -w 电车 --variants --title dgrb -f jsonl a.nbarc | total)" = \
		"$(nbarc grep -c --variants a.nbarc 电车 dgrb)" ]
	result $? "--variants"
	nbarc stat -k --variants --title dgrb --least 1 -f jsonl a.nbarc | grep -q '"电车"'
	result $? "units are simplified"
else
	skip "--variants" "OpenCC"
fi
for mode in "-w 电视 -w 夜校" "-c -w 电视" "-k --title ntzb"; do
	# shellcheck disable=SC2086 # options
	nbarc stat -j 1 -f csv $mode a.nbarc >one && nbarc stat -j 2 -f csv $mode a.nbarc >two
	check "$mode: the threads do not matter" cmp one two
done

# ---- printing
nbarc stat -w 电视 -w 夜校 a.nbarc | head -n 1 >got
[ "$(tr -s ' ' <got)" = "year word hits found items characters per_10000" ]
result $? "the table has names"
nbarc stat -k --title ntzb -n 3 a.nbarc | head -n 1 >got
[ "$(tr -s ' ' <got)" = "unit studied compared log_likelihood log_ratio" ]
result $? "and leaves out what is always the same"
nbarc stat -w 电视 -s hits -n 1 -f tsv a.nbarc | tail -n 1 | cut -f1 >got
[ "$(cat got)" = 1984 ]
result $? "--sort hits, --limit"
nbarc stat -k --title ntzb -s log_ratio -f tsv a.nbarc | tail -n +2 | cut -f7 >ratios
check "--sort log_ratio" sort -c -rn ratios
nbarc stat -w 电视 -w 夜校 -w '<&>' --svg lines.svg a.nbarc >/dev/null
check "--svg: lines" xmllint --noout lines.svg
[ "$(grep -c '<path fill="none"' lines.svg)" -eq 3 ]
result $? "one for each word"
# 1979 to 1988 without a gap, and then years that are apart.
grep '<path fill="none"' lines.svg | head -n 1 | grep -q ' d="M[0-9.]* [0-9.]*M.*\(L[0-9.]* [0-9.]*\)\{9\}M'
result $? "years without an issue interrupt a line"
nbarc stat -w 电视 -b month --svg months.svg a.nbarc >/dev/null
check "--svg: months" xmllint --noout months.svg
nbarc stat -k --title ntzb -n 7 --svg bars.svg a.nbarc >/dev/null
check "--svg: bars" xmllint --noout bars.svg
[ "$(grep -c '<rect ' bars.svg)" -eq 7 ]
result $? "as many as lines"
nbarc stat -w 电视 -w 夜校 -b title,year --svg pairs.svg a.nbarc >/dev/null
check "--svg: two keys" xmllint --noout pairs.svg

# ---- what cannot be
exits 1 "--collocates without a word" nbarc stat -c a.nbarc
exits 1 "--keywords of everything" nbarc stat -k a.nbarc
exits 1 "--keywords of a word" nbarc stat -k -w 电视 --title ntzb a.nbarc
exits 1 "both" nbarc stat -k -c -w 电视 --title ntzb a.nbarc
exits 1 "--keywords of a prefix" nbarc stat -k --title ntzb a.nbarc ntzb
exits 1 "--against without a value" nbarc stat -k --title ntzb --against title a.nbarc
exits 1 "--against nothing that is known" nbarc stat -k --title ntzb --against colour=red a.nbarc
exits 1 "--against without --keywords" nbarc stat --against title=ntzb a.nbarc
exits 1 "--window without --collocates" nbarc stat --window 3 a.nbarc
exits 1 "--least without units" nbarc stat --least 3 a.nbarc
exits 1 "units of four" nbarc stat -c -w 电视 --unit 4 a.nbarc
exits 1 "--by of units" nbarc stat -b year -c -w 电视 a.nbarc
exits 1 "--regex without a word" nbarc stat -E a.nbarc
exits 1 "no expression" nbarc stat -E -w '(' a.nbarc
exits 1 "an empty word" nbarc stat -w '' a.nbarc
exits 1 "bars of no column" nbarc stat -w 电视 --bars studied a.nbarc
[ -z "$(nbarc stat -c -w 没有这个词 a.nbarc | tail -n +2)" ]
result $? "a word that is nowhere has nothing around it"
cp a.nbarc damaged.nbarc
# The middle of the first page frame.
printf 'damage' | dd of=damaged.nbarc bs=1 seek=2000 conv=notrunc status=none
for mode in "-w 电视" "-c -w 电视" "-k --title ntzb"; do
	# shellcheck disable=SC2086 # options
	exits 2 "$mode: damage" nbarc stat $mode damaged.nbarc
	[ ! -s .out ]
	result $? "$mode: nothing is printed then"
done
finish
