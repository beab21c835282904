#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Collections: archives that are read as one give the answers of a single
# archive, in its order; one that is missing, damaged or changed is named, and
# the others answer.
# shellcheck source=tests/tap.sh
. "$(dirname "$0")/../tap.sh"
pages=$root/fixtures/pages
ingest() { # OPTION...
	nbarc ingest -q --titles "$root/fixtures/titles.tsv" "$@"
}
ingest -o all.nbarc "$pages"
mkdir parts years
for i in 1 2 3 4; do
	ingest --shard $i/4 -o parts/$i.nbarc "$pages"
done
check "collect" nbarc collect -o parts.nbarcs parts/*.nbarc
check "collect to standard output" nbarc collect parts/*.nbarc
[ "$(grep -c '^parts/[1-4].nbarc	' .out)" -eq 4 ]
result $? "names them as the command line does"
# By year, titles are in several archives, and archives have several titles.
nbarc split -q --by year -o years all.nbarc
nbarc collect -o years.nbarcs years/*.nbarc

same() { # DESCRIPTION COMMAND...: A stands for the archive
	description=$1
	shift
	for a in all.nbarc parts.nbarcs years.nbarcs; do
		echo "$@" | sed "s/\\<A\\>/$a/" >run.sh
		sh run.sh >$a.out 2>$a.err
		echo $? >$a.code
		sed "s/$a//; s/[a-z0-9/]*\.nbarc//" $a.err >$a.said
	done
	for a in parts.nbarcs years.nbarcs; do
		cmp all.nbarc.out $a.out && cmp all.nbarc.code $a.code
		result $? "$description: $a"
	done >.result
	cat .result
}
same "list" nbarc list A
same "list of pages" nbarc list -p A
same "list as CSV, sorted" nbarc list -f csv -s characters -r A
same "list with a limit" nbarc list -n 4 -f jsonl -c id,title A
same "list of identifiers" nbarc list A qsxb jdrb-20190304 dg hxwb-2020
same "list by date" nbarc list --from 1980 --to 2019-03-05 A
same "count" nbarc list --count A
same "list of what is not there" nbarc list A jdrb-20190304-a77
same "list of a title that is not there" nbarc list A zzzz-20190101
same "list of nothing" nbarc list --title zzzz A
same "get everything" nbarc get --all A
same "get texts" nbarc get --format text A jdrb-20190306 hxwb dgrb
same "get an article" nbarc get A jdrb-20190304-a01-02
same "get in another order" nbarc get --format text A xwgb jdrb-2019 dgrb
same "get sources" nbarc get --format source A jdrb-20190304-a01
same "get as a page for browsers" nbarc get --format html A jdrb
same "get chosen items" nbarc get --format text --kind photo A
same "get what options do not leave" nbarc get --format text --title zzzz A
same "get what is not there" nbarc get A jdrb-20190304-a77 jdrb-20190304-a01-01
same "grep" nbarc grep A 农
same "grep, sorted" nbarc grep -s left -C 4 A 农
same "grep, limited" nbarc grep -n 3 A 农
same "grep, counted" nbarc grep --count A 农
same "grep, counted by year" nbarc grep --count-by year,title A 农
same "grep as TSV" nbarc grep --format tsv A 农
same "grep of identifiers" nbarc grep -l A 农 jdrb
same "grep of nothing" nbarc grep A 鲸鲸鲸
same "grep by expression" nbarc grep -E A "'春耕|夜校'"
same "stat" nbarc stat A
same "stat of words" nbarc stat -w 农户 -w 春耕 A
same "stat by author" nbarc stat --by author A
same "collocates" nbarc stat --collocates -w 夜校 --least 2 A
same "keywords" nbarc stat --keywords --title hxwb --limit 10 A
same "stat of a prefix" nbarc stat --by page A jdrb-2019

# ---- what is of an archive
nbarc info parts.nbarcs >info
nbarc info all.nbarc >wanted
for line in pages items TEI sources; do
	grep "^$line " wanted >one
	grep "^$line " info | cmp -s - one
	result $? "info: $line"
done
sed -n '/^newspaper/,$p' wanted >wanted.table
sed -n '/^newspaper/,$p' info | cmp - wanted.table
result $? "info: newspapers and years"
! grep -q Merkle info && grep -q '^archives  *4$' info
result $? "a collection has archives and no root"
check "info as JSON" sh -c 'nbarc info -j parts.nbarcs | python3 -m json.tool'
nbarc cite -f bibtex parts.nbarcs jdrb-20190304-a01-01 qsxb-19890516-01-01 >cited
[ "$(grep -c '^@' cited)" -eq 2 ]
result $? "citations"
id=jdrb-20190304-a01-01
nbarc cite parts.nbarcs $id >citation
nbarc get --format text all.nbarc $id >text
nbarc get --format text --cite - parts.nbarcs <citation | cmp - text
result $? "a citation is found again in the archive that had the root"
sed 's/root=...../root=12345/' citation >other
exits 4 "one of another root is not" nbarc get --cite "$(cat other)" parts.nbarcs
check "verify" nbarc verify parts.nbarcs
[ "$(grep -c '^parts/[1-4].nbarc: good: ' .out)" -eq 4 ]
result $? "all four are good"
check "merge" nbarc merge -q -o merged.nbarc years.nbarcs
[ "$(nbarc info merged.nbarc | grep root)" = "$(grep root wanted)" ]
result $? "to the root of a single ingest"
exits 1 "--at is of one archive" nbarc list --at 1 parts.nbarcs
exits 1 "--expect-root is, too" nbarc verify --expect-root \
	"$(printf %064d 1)" parts.nbarcs

# ---- only what can have it is opened
sed 's/^parts\/[234]/gone\/&/' parts.nbarcs >few.nbarcs
first=$(nbarc list parts/1.nbarc | head -n 1 | cut -d ' ' -f 1)
check "an identifier of an archive that is there" nbarc get few.nbarcs "$first"
[ ! -s .err ]
result $? "does not need the others"

# ---- archives that are missing, damaged or changed
exits 2 "list without three archives" nbarc list few.nbarcs
nbarc list parts/1.nbarc | cmp - .out
result $? "lists the one that is there"
says "3 of 4 archives could not be read; the answer is incomplete" "and says so"
says "gone/parts/3.nbarc" "and names what is missing"
exits 2 "grep does so" nbarc grep few.nbarcs 的
exits 2 "stat does so" nbarc stat few.nbarcs
exits 2 "info does so" nbarc info few.nbarcs
exits 2 "verify does so" nbarc verify few.nbarcs
says "3 of 4 archives are missing or not good" "and counts"
mkdir damaged
cp parts/*.nbarc damaged
printf xxxxxxxx | dd of=damaged/2.nbarc bs=1 seek=300 conv=notrunc status=none
sed 's/^parts/damaged/' parts.nbarcs >damaged.nbarcs
exits 2 "verify finds damage" nbarc verify damaged.nbarcs
[ "$(grep -c good: .out)" -eq 3 ]
result $? "in one archive only"
cp parts/*.nbarc damaged
nbarc withdraw -q -r '版权' damaged/1.nbarc "$first"
exits 2 "an archive that was changed" nbarc list damaged.nbarcs
says "damaged/1.nbarc: the Merkle root is not the one in line 2" "is named"
[ "$(wc -l <.out)" -eq $(($(nbarc list all.nbarc | wc -l) - 1)) ]
result $? "and read"
exits 2 "verify says so, too" nbarc verify damaged.nbarcs

# ---- an archive that has grown, by a title that the collection does not state
mkdir grown more
cp parts/*.nbarc grown
sed 's/^parts/grown/' parts.nbarcs >grown.nbarcs
sed 's/^grown.[234]/gone\/&/' grown.nbarcs >grown-few.nbarcs
sed '/^#/!s/\t.*//' grown.nbarcs >paths.nbarcs
cp "$pages/jdrb-20190304-a01.txt" more/zzrb-20220101-a01.txt
cp "$pages/jdrb-20190304-a01.txt" more/jdrb-20220101-a01.txt
nbarc ingest -q -o grown/1.nbarc more
exits 2 "a page that was added" nbarc list -p grown.nbarcs zzrb-20220101-a01
grep -q '^zzrb-20220101-a01' .out
result $? "is found"
says "grown/1.nbarc: the Merkle root is not the one in line 2" \
	"and the archive is named"
! grep -q 'no archive of the collection' .err
result $? "and nothing is said that is not true"
exits 2 "one of a title that another archive has" nbarc get --format text \
	grown.nbarcs jdrb-20220101-a01-01
[ -s .out ]
result $? "has its text"
exits 2 "an issue of it" nbarc list grown.nbarcs jdrb-20220101
exits 2 "the beginning of a title" nbarc list -p grown.nbarcs zz
for command in "list" "list -p" "grep -l 农" "stat" "get --format text --all"; do
	case $command in
	grep*) nbarc grep -l paths.nbarcs 农 >wanted && nbarc grep -l grown.nbarcs 农 ;;
	*) # shellcheck disable=SC2086
		nbarc $command paths.nbarcs >wanted && nbarc $command grown.nbarcs ;;
	esac >.out 2>.err
	code=$?
	sort wanted >wanted.sorted
	sort .out | cmp - wanted.sorted && [ $code -eq 2 ]
	result $? "nothing is left out: $command"
done
exits 4 "what is in none" nbarc list parts.nbarcs zzrb-20220101-a01
says "no archive of the collection has its title and date" "is still not there"
exits 2 "where archives are missing" nbarc list grown-few.nbarcs zzrb-20220101-a01
says "3 of 4 archives could not be read; the answer is incomplete" "that is said"

# ---- files that people write
bad() { # DESCRIPTION MESSAGE LINE...
	description=$1 message=$2
	shift 2
	printf '%b\n' "$@" >bad.nbarcs
	exits 2 "$description" nbarc list bad.nbarcs
	says "$message" "and says so"
}
bad "a file that is no collection" "line 1" parts/1.nbarc
bad "an empty one" "has no archives" '#nbarcs 1'
bad "another version" "line 1" '#nbarcs 2' parts/1.nbarc
bad "a version that begins like it" "line 1" '#nbarcs 10' parts/1.nbarc
bad "a word after it" "line 1" '#nbarcs 1x' parts/1.nbarc
bad "a NUL in a path" "line 3: it has a NUL" '#nbarcs 1' parts/1.nbarc \
	'parts/2.nbarc\0000junk'
bad "a NUL at the end" "line 2: it has a NUL" '#nbarcs 1' 'parts/1.nbarc\0000'
bad "a root that is none" "line 3" '#nbarcs 1' parts/1.nbarc 'parts/2.nbarc\tabc'
bad "dates that are none" "line 2" '#nbarcs 1' 'parts/1.nbarc\t-\tjdrb:2019:2020'
bad "dates that fall" "line 2" '#nbarcs 1' \
	'parts/1.nbarc\t-\tjdrb:20200101:20190101'
bad "a title that is none" "line 2" '#nbarcs 1' \
	'parts/1.nbarc\t-\tJDRB:20190101:20190101'
bad "an address of another kind" "line 2: an address is one of http, https or s3" \
	'#nbarcs 1' ftp://example.org/corpus.nbarc
printf '#nbarcs 1\tcolumns\nparts/1.nbarc\n' >tab.nbarcs
check "a tab after the version" nbarc list tab.nbarcs
printf '#nbarcs 1\r\n# years\r\n\r\nparts/1.nbarc\r\nparts/2.nbarc\t-\r\n' \
	>hand.nbarcs
printf "%s/parts/3.nbarc\t-\t*\nparts/4.nbarc" "$PWD" >>hand.nbarcs
check "a file written by hand" nbarc list hand.nbarcs
nbarc list all.nbarc | cmp - .out
result $? "of paths alone"
check "an identifier in it" nbarc get hand.nbarcs "$first"
exits 4 "one that is not there" nbarc get hand.nbarcs jdrb-20190304-a77
mkdir away
check "a collection in another folder" nbarc collect -o away/c.nbarcs parts/1.nbarc
check "finds its archives" nbarc list away/c.nbarcs
nbarc collect -o parts/c.nbarcs parts/1.nbarc
cut -f1 parts/c.nbarcs | tail -n 1 | grep -qx 1.nbarc
result $? "paths are relative to the folder of the collection"
exits 1 "an archive that is not there" nbarc collect parts/9.nbarc
exits 1 "export of a collection" nbarc export any.nbarcs
says "any.nbarcs: a collection is not exported; export its archives" "says what to do"
finish
