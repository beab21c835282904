#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# list --from, --to and --title choose what a look at each identifier would
# choose, alone and together, with a prefix, of several titles and of identifiers
# outside the grammar of newspapers. Whatever leaves nothing is said, with what
# comes nearest.
# shellcheck source=tests/tap.sh
. "$(dirname "$0")/../tap.sh"
mkdir pages
for title in aa aab jdrb; do
	for date in 20211231 20220101 20220131 20220201 20220228 20230000 \
		20230115 20240229; do
		for page in 01 02; do
			printf '修桥\n\n　　桥修好了。\n' >pages/$title-$date-$page.txt
		done
	done
done
nbarc ingest -q -o a.nbarc pages
check "verify" nbarc verify -q a.nbarc
nbarc list --pages a.nbarc >pages.list
nbarc list --pages a.nbarc | wc -l | grep -qx ' *48'
result $? "all pages are there"

# chosen TITLE FROM TO OPTION...: the pages are those that awk chooses.
chosen()
{
	awk -F- -v t="$1" -v a="$2" -v b="$3" \
		'(t == "" || $1 == t) && $2 >= a && $2 <= b' pages.list >wanted
	shift 3
	nbarc list --pages "$@" a.nbarc >got 2>.err
	[ -s wanted ] && cmp got wanted
	result $? "list $*"
}
chosen '' 20220000 99999999 --from 2022
chosen '' 00000000 20229999 --to 2022
chosen '' 20220100 20220199 --from 2022-01 --to 2022-01
chosen '' 20220100 20220199 --from 202201 --to 202201
chosen '' 20220131 20220201 --from 2022-01-31 --to 20220201
chosen '' 20230000 20239999 --from 2023 --to 2023
chosen aab 00000000 99999999 --title aab
chosen aa 20220228 99999999 --title aa --from 2022-02-28
chosen jdrb 20220000 20229999 --title jdrb --from 2022 --to 2022
nbarc list --from 2022-02 --to 2022-02 a.nbarc | awk '{print $1}' >got
nbarc list a.nbarc | awk '{print $1}' | grep -- '-202202' | cmp - got
result $? "articles as well as pages"
nbarc list --pages --from 2022-02 a.nbarc jdrb-2022 >got
grep '^jdrb-202202' pages.list | cmp - got
result $? "together with a prefix"
nbarc list --pages --to 2022 a.nbarc jdrb-20220101-01 | grep -qx jdrb-20220101-01
result $? "together with a page"

# ---- several values of an option
for titles in "--title aa --title jdrb" "--title jdrb,aa" "--title aa,jdrb --title aa"; do
	awk -F- '$1 != "aab" && $2 >= 20220200 && $2 <= 20239999' pages.list >wanted
	# shellcheck disable=SC2086
	nbarc list --pages $titles --from 2022-02 --to 2023 a.nbarc >got
	[ -s wanted ] && cmp got wanted
	result $? "list $titles"
	# shellcheck disable=SC2086
	nbarc get -f text --ids wanted a.nbarc >texts
	# shellcheck disable=SC2086
	nbarc get -f text $titles --from 2022-02 --to 2023 a.nbarc | cmp - texts
	result $? "get $titles"
	# shellcheck disable=SC2086
	nbarc grep -l $titles --from 2022-02 --to 2023 a.nbarc 桥 | cut -c1-16 |
		sed 's/-$//; s/-0[12]-.*//' >got
	[ "$(wc -l <got)" -eq "$(wc -l <wanted)" ] && ! grep -q aab got
	result $? "grep $titles"
	# shellcheck disable=SC2086
	nbarc stat -f tsv --by title $titles a.nbarc | tail -n +2 | cut -f1 |
		tr '\n' ' ' | grep -qx 'aa jdrb '
	result $? "stat $titles"
	# shellcheck disable=SC2086
	nbarc export $titles -c title_code a.nbarc | sort -u | tr -d '{}"\n' |
		grep -qx 'title_code:aatitle_code:jdrb'
	result $? "export $titles"
done
for pages in "--page 1 --page 02" "--page 01,2" "--page 2 --page 3,4,1"; do
	# shellcheck disable=SC2086
	nbarc list --pages $pages a.nbarc | cmp - pages.list
	result $? "list $pages"
done
nbarc list --kind article --kind photo,notice a.nbarc >got
nbarc list --kind article,photo,notice a.nbarc | cmp - got && [ -s got ]
result $? "--kind twice is both"
for options in "--from 2022 --from 2023" "--to 2022 --to 2022" \
	"--head 桥 --head 修"; do
	# shellcheck disable=SC2086
	exits 1 "$options" nbarc list $options a.nbarc
	says "is given twice" "says so"
done
exits 1 "--against from= twice" nbarc stat -k --title aa --against from=2022 \
	--against from=2023 a.nbarc
says "is given twice" "says so"
exits 1 "65 newspapers" nbarc list --title "$(seq -f a%g -s, 65)" a.nbarc
says "more than 64 newspapers" "says so"
exits 1 "a code among others" nbarc list --title aa,J,jdrb a.nbarc
says "J: not the code" "names it"
exits 1 "no code among others" nbarc list --title aa, a.nbarc

# ---- nothing is left
nothing()
{
	text=$1
	shift
	exits 4 "list $*" nbarc list "$@" a.nbarc
	says "$text" "says so"
}
nothing "nothing of these dates; there is 2021-12-31 to 2024-02-29" --from 2025
nothing "nothing of these dates; there is 2021-12-31 to 2024-02-29" --to 2020
nothing "nothing of these dates; --from 2023 is after --to 2022-12" --from 2023 --to 2022-12
nothing "nothing of these dates; --from 2023-02 is after --to 2023-01-15" \
	--from 2023-02 --to 2023-01-15
nothing "no newspaper with the code zz" --title zz
cp a.nbarc less.nbarc
# shellcheck disable=SC2046 # identifiers, one a word
nbarc withdraw -q --reason rights less.nbarc $(grep -E -- '-202[14]' pages.list)
exits 4 "what was withdrawn" nbarc list --from 2025 less.nbarc
says "nothing of these dates; there is 2022-01-01 to 2023-01-15" "is not what there is"
nothing "no newspaper with the code jrdb; did you mean 'jdrb'?" --title jrdb
nothing "no page 03" --title aa --page 03
nothing "no newspaper with the code yy,jrdb; did you mean 'jdrb'?" --title yy,jrdb
nothing "no page 03,04" --page 03 --page 04
nothing "nothing of the kind notice" --kind notice --from 2022
nothing "no title or kicker has 修路" --head 修路
nothing "no author is called 张三" --author 张三
nothing "no author is called 张三,李四" --author 张三 --author 李四
exits 4 "a page of another date" nbarc list --from 2024 a.nbarc jdrb-20220101-01
says "nothing is all of this" "says so"

# ---- an identifier that is mistyped
meant()
{
	exits 4 "list $1" nbarc list a.nbarc "$1"
	says "$1: not in the archive; did you mean '$2'?" "asks for $2"
}
meant jdrb-20220110-01 jdrb-20220101-01
meant jdrb-20220101-02-10 jdrb-20220101-02-01
meant jdrb-20220132 jdrb-20220131
meant jrdb-20240229-01 jdrb-20240229-01
meant jdrb-20220101-02-1 jdrb-20220101-02-01
meant jdrb-20220101-02-001 jdrb-20220101-02-01
meant jdrb-20220101-2-01 jdrb-20220101-02-01
for command in "log a.nbarc" "diff a.nbarc" "prove a.nbarc" "manifest a.nbarc"; do
	for id in jrdb-20240229-01 jdrb-20220101-2-01; do
		# shellcheck disable=SC2086
		exits 4 "$command $id" nbarc $command $id
		says "$id: not in the archive; did you mean '" "asks for another"
	done
done
for id in jdrb-20220101-02-00 jdrb-20220101-02-01x jdrb-20220101-02-01-01; do
	exits 4 "list $id" nbarc list a.nbarc $id
	! grep -q "did you mean '$id'" .err
	result $? "it is not what was meant"
done
for id in 1 001; do
	exits 4 "get item $id" nbarc get a.nbarc jdrb-20220101-02-$id
	says "did you mean 'jdrb-20220101-02-01'?" "asks for what it is called"
done
exits 4 "another word" nbarc list a.nbarc xylophone
! grep -q "did you mean" .err
result $? "guesses nothing"

# ---- what is no date and no code
for date in 202 2023- 2023-13 2023-02-30 20230 2023-0115 2023--01 x ''; do
	exits 1 "--from '$date'" nbarc list --from "$date" a.nbarc
	says "not a date" "says so"
done
for code in J j 1ab j-1 a1234567890123; do
	exits 1 "--title $code" nbarc list --title $code a.nbarc
	says "not the code of a newspaper" "says so"
done

for options in "--page A" "--page 0001" "--kind poem" "--author=" "--sort titel" \
	"--columns id,x" "--format xml" "--bom" "--limit 0"; do
	# shellcheck disable=SC2086
	exits 1 "$options" nbarc list $options a.nbarc
done

# ---- around damage
cat >damages.py <<'P'
import random
import subprocess
import sys

whole = open(sys.argv[1], "rb").read()
draw = random.Random(4)
around = 0
for _ in range(60):
    data = bytearray(whole)
    at = draw.randrange(16, len(data))
    for i in range(at, min(at + draw.choice((1, 40, 400)), len(data))):
        data[i] ^= 0x5A
    open("hurt.nbarc", "wb").write(data)
    every = subprocess.run(["nbarc", "list", "hurt.nbarc"], capture_output=True)
    some = subprocess.run(["nbarc", "list", "--from", "2019", "--to", "2019", "hurt.nbarc"], capture_output=True)
    expected = [line for line in every.stdout.splitlines() if b"-2019" in line.split()[0]]
    assert some.stdout.splitlines() == expected, (at, some.stderr)
    assert some.returncode in (every.returncode, 0, 4), (at, every.returncode, some.returncode)
    around += every.returncode == 2
assert around > 2, around
P
nbarc ingest -q -o pages.nbarc "$root/fixtures/pages" 2>.err
check "a filter lists what a list without it does, of damaged archives too" \
	python3 damages.py pages.nbarc
finish
