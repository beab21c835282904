#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Collections whose archives are far away, and searches of several archives at once: the
# answers are those of the files, in their order, and what is missing is named.
# shellcheck source=tests/tap.sh
. "$(dirname "$0")/../tap.sh"
pids=
# shellcheck disable=SC2154,SC2086 # the shell splits the list
trap 'for p in $pids; do kill $p 2>/dev/null; done; wait; rm -rf "$work"' EXIT
unset http_proxy https_proxy all_proxy HTTP_PROXY HTTPS_PROXY ALL_PROXY
XDG_CACHE_HOME=$work/cache NBARC_TIMEOUT=5
export XDG_CACHE_HOME NBARC_TIMEOUT
pages=$root/fixtures/pages
mkdir www parts cache
for i in 1 2 3 4 5; do
	nbarc ingest -q --titles "$root/fixtures/titles.tsv" --shard $i/5 \
		-o parts/$i.nbarc "$pages"
	nbarc index -q parts/$i.nbarc
	ln parts/$i.nbarc parts/$i.nbarc.idx www
done
nbarc collect -o parts.nbarcs parts/*.nbarc
sed 's/^parts.//' parts.nbarcs >www/parts.nbarcs
python3 "$root/tests/far_server.py" "$work/www" port requests 2>trace &
pids=$!
n=0
while [ ! -s port ] && [ $n -lt 100 ]; do
	sleep 0.1
	n=$((n + 1))
done
server=http://127.0.0.1:$(cat port)
base=$server/good
sed "s#^parts#$base#" parts.nbarcs >far.nbarcs
sed "s#^parts.\\([24]\\)#$base/\\1#" parts.nbarcs >mixed.nbarcs

# same DESCRIPTION COMMAND...: A stands for the collection
same() {
	description=$1
	shift
	for a in parts.nbarcs far.nbarcs mixed.nbarcs "$base/parts.nbarcs"; do
		echo "$@" | sed "s#\\<A\\>#$a#" >run.sh
		sh run.sh >out 2>err
		echo "$?" >>out
		case $a in
		parts.nbarcs) mv out wanted && [ "$(wc -l <wanted)" -gt 1 ] ;;
		*) cmp wanted out && [ ! -s err ] ;;
		esac
		result $? "$description: ${a#"$server"}"
	done
}
same "list" nbarc list A
same "list of a title" nbarc list -p A jdrb
same "get of a page" nbarc get --format text A jdrb-20190304-a01
same "get of everything" nbarc get --all A
same "grep" nbarc grep A 农
same "grep without an index" nbarc grep --no-index A 农
same "grep, sorted" nbarc grep -s right A 农
same "grep, counted" nbarc grep --count A 农
same "grep, counted by author" nbarc grep --count-by author A 农
same "grep, identifiers" nbarc grep -l A 农
same "grep, limited" nbarc grep -n 3 A 农
same "stat" nbarc stat -w 农户 A
same "info" nbarc info A
same "cite" nbarc cite -f bibtex A jdrb-20190304-a01-01
: >requests
nbarc get far.nbarcs jdrb-20190304-a01-01 >/dev/null
nbarc cite parts.nbarcs jdrb-20190304-a01-01 >citation
nbarc get --format text parts.nbarcs jdrb-20190304-a01-01 >wanted
nbarc get --format text --cite - far.nbarcs <citation | cmp - wanted
result $? "a citation is found again"
check "verify" nbarc verify far.nbarcs
[ "$(grep -c "^$base/[1-5].nbarc: good: " .out)" -eq 5 ]
result $? "all five are good"

# ---- what is missing
{
	sed "s#^parts.2#$base/none#; s#^parts.4#http://user:secret@127.0.0.1:9/4#" parts.nbarcs
	printf 'gone/6.nbarc\n'
} >few.nbarcs
grep -v "^parts.[24]" parts.nbarcs >rest.nbarcs
NBARC_TIMEOUT=1
for command in "list A" "grep A 农" "grep -c A 农" "stat A" "info A" "verify -q A" \
	"get --format text --all A"; do
	# shellcheck disable=SC2086
	nbarc ${command%%A*} rest.nbarcs ${command#*A} >wanted 2>/dev/null
	# shellcheck disable=SC2086
	nbarc ${command%%A*} few.nbarcs ${command#*A} >out 2>.err
	[ $? -eq 2 ] && { [ "$command" = "info A" ] || cmp wanted out; }
	result $? "$command answers of the others, and ends with 2"
	grep -qF "$base/none.nbarc: " .err &&
		grep -q "127.0.0.1:9/4.nbarc: " .err && ! grep -q secret .err
	result $? "names what is missing, without a password"
	says "3 of 6 archives" "and counts it"
done
printf '#nbarcs 1\nhttp://user:secret@%s/good/1.nbarc\n' "${server#http://}" >user.nbarcs
check "verify of an archive behind a password" nbarc verify user.nbarcs
! grep -q secret .out .err && grep -q "/good/1.nbarc: good" .out
result $? "does not print it"
check "and of its URL" nbarc verify "http://user:secret@${server#http://}/good/1.nbarc"
! grep -q secret .out .err
result $? "neither"
# Eight are opened at once, with four attempts of two requests each; then the host is
# known to fail.
{
	echo '#nbarcs 1'
	seq 40 | sed "s#.*#$server/500/1.nbarc?&#"
	echo parts/1.nbarc
} >down.nbarcs
: >requests
exits 2 "a collection of archives at a server that fails" nbarc list down.nbarcs
n=$(grep -c '^500 ' requests)
[ "$n" -ge 80 ] && [ "$n" -le 160 ]
result $? "makes one attempt for each of the later ones: $n requests for 40 archives"
exits 1 "a collection that is not there" nbarc list "$base/none.nbarcs"
says "does not have the file (404)" "is named"
printf '#nbarcs 1\nfile:///etc/passwd\n' >www/bad.nbarcs
exits 2 "an address of a file" nbarc list "$base/bad.nbarcs"
says "$base/bad.nbarcs: line 2: an address is one of http, https or s3" "is refused"
printf '#nbarcs 1\n/etc/passwd\n../good/2.nbarc\n/good/3.nbarc\n' >www/root.nbarcs
exits 2 "a collection far away" nbarc list -p "$base/root.nbarcs"
says "$server/etc/passwd" "names no files"
cut -d' ' -f1 .out >out
{ nbarc list -p parts/2.nbarc && nbarc list -p parts/3.nbarc; } | cut -d' ' -f1 | cmp - out
result $? "but what is at its own address"
exits 2 "merge" nbarc merge -o merged.nbarc far.nbarcs
says "names an archive at a URL, which can only be read" "needs files"
cp www/bad.nbarcs www/x.nbarcs
exits 1 "a page in place of a collection" nbarc list "$server/html/x.nbarcs"

# ---- the reading room
room() { # NAME OPERAND...: opens one, whose address is in NAME
	name=$1
	shift
	rm -f "$name"
	nbarc serve --listen 127.0.0.1:0 "$@" >"$name" 2>"$name.err" &
	pids="$pids $!"
	opened=$!
	n=0
	while [ ! -s "$name" ] && kill -0 $opened 2>/dev/null && [ $n -lt 100 ]; do
		sleep 0.1
		n=$((n + 1))
	done
	[ -s "$name" ]
}
ask() { # NAME PATH: the page, without what is of its own address and of one search
	python3 -c '
import re, sys, urllib.request
base = open(sys.argv[1]).read().strip()
page = urllib.request.urlopen(base + sys.argv[2]).read().decode()
print(re.sub("[0-9.]+ ms", "", re.sub(base.split(":")[2][:-1] + "\\b", "PORT", page)))' "$1" "$2"
}
room here parts/*.nbarc
result $? "a reading room of files"
for of in parts.nbarcs far.nbarcs mixed.nbarcs; do
	room there $of
	result $? "a reading room of $of"
	for path in '' title/jdrb jdrb-20190304-a01-01 'search?q=%E5%86%9C' jdrb-20190304-a01/source \
		'search?q=%E7%9A%84&in=2' jdrb-20190304-a01-01/proof; do
		ask here "$path" >wanted && ask there "$path" >out && cmp wanted out
		result $? "has /$path as that of files"
	done
	kill $opened
	wait $opened
done
room there "$base/1.nbarc?x=1" parts/2.nbarc
result $? "a reading room of a URL and a file"
ask there 'search?q=%E7%9A%84&in=1' >out && ask here 'search?q=%E7%9A%84&in=1' >wanted &&
	grep -q '<mark' out && [ "$(grep -c '<mark' out)" -eq "$(grep -c '<mark' wanted)" ]
result $? "finds what is in the one far away"
kill $opened
wait $opened
room there few.nbarcs
result $? "one where archives are missing"
grep -qF "$base/none.nbarc: " there.err && grep -q "127.0.0.1:9/4.nbarc: " there.err &&
	grep -q "gone/6.nbarc: " there.err && ! grep -q secret there.err
result $? "names them"
[ "$(grep -c 'opened without this archive' there.err)" -eq 3 ]
result $? "and is opened without them"
ask there jdrb-20190304-a01-01 >out && grep -q '<h1' out
result $? "with the others"
kill $opened
wait $opened
printf '#nbarcs 1\ngone/1.nbarc\n' >gone.nbarcs
exits 1 "one whose archives are all missing" nbarc serve --listen 127.0.0.1:0 gone.nbarcs
says "no archive could be opened" "is not opened"

# ---- the order of what comes from several threads
# More than a step keeps before its turn, and in the last archive the least.
python3 -c '
import os
for part, many in (1, 9), (2, 30), (3, 1), (4, 20), (5, 1):
    os.makedirs(f"many/{part}")
    for n in range(1, many + 1):
        with open(f"many/{part}/jdrb-201{part}0401-a{n:02}.txt", "w", encoding="utf-8") as page:
            for k in range(200):
                word = "春耕" * (99 if part == 3 and k == 9 else 8 if k % 3 else 0)
                page.write(f"第{part}卷第{n}版第{k}段，{word}在田里。\n\n")'
mkdir big
for i in 1 2 3 4 5; do
	nbarc ingest -q --level 1 -o big/$i.nbarc many/$i
done
nbarc collect -o big.nbarcs big/*.nbarc
ordered() { # DESCRIPTION CODE COLLECTION OPTION...
	description=$1 code=$2 of=$3
	shift 3
	nbarc grep -j 1 "$@" "$of" 春耕 >wanted 2>wanted.err
	[ $? -eq "$code" ] && [ -s wanted ]
	result $? "$description: one after the other"
	for j in 2 8; do
		nbarc grep -j $j "$@" "$of" 春耕 >out 2>.err
		[ $? -eq "$code" ] && cmp wanted out && cmp wanted.err .err
		result $? "$description: by $j threads"
	done
}
ordered "hits" 0 big.nbarcs
[ "$(wc -c <wanted)" -gt 2500000 ]
result $? "of more bytes than are kept"
for option in "-l" "-c" "-c -l" "-s left" "-s date" "-n 9" "--format tsv" "--count-by month" \
	"--count-by year,author" "-n 5 -s right"; do
	# shellcheck disable=SC2086
	ordered "grep $option" 0 big.nbarcs $option
done
sed 's/^big.[25]/gone\/&/' big.nbarcs >holes.nbarcs
ordered "with two archives missing" 2 holes.nbarcs
[ "$(grep -c gone/ .err)" -eq 2 ]
result $? "both are named"
sed '/^#/!s/\t.*//; s/^big.[25]/gone\/&/' big.nbarcs >paths.nbarcs
ordered "of paths alone" 2 paths.nbarcs
# Archives of several titles, of which one has lost its end: a step for each title.
for i in 1 2 3; do
	for title in jdrb hxwb gmrb; do
		mkdir -p titles/$i
		printf '第%s卷，春耕在田里。\n' $i >titles/$i/$title-201${i}0401-a01.txt
	done
	nbarc ingest -q -o titles/$i.nbarc titles/$i
done
nbarc collect -o whole.nbarcs titles/?.nbarc
awk -F'\t' -v OFS='\t' '!/^#/ { $2 = "-" } 1' whole.nbarcs >titles.nbarcs
ordered "archives of several titles" 0 titles.nbarcs
size=$(wc -c <titles/2.nbarc)
printf xxxxxxxx | dd of=titles/2.nbarc bs=1 seek=$((size - 40)) conv=notrunc status=none
ordered "with one that has lost its end" 2 titles.nbarcs
[ "$(wc -l <.err)" -eq 1 ]
result $? "which is said once"
for at in 500 2000 2900; do
	printf xxxxxxxx | dd of=big/2.nbarc bs=1 seek=$at conv=notrunc status=none
done
printf xxxxxxxx | dd of=big/4.nbarc bs=1 seek=300 conv=notrunc status=none
ordered "around damage" 2 big.nbarcs
[ "$(wc -l <.err)" -ge 2 ]
result $? "which is named"
nbarc grep -j 1 -E big.nbarcs '(春|耕|春耕)+[A-Z]|第3' >wanted 2>wanted.err
[ $? -eq 1 ] && grep -q 'big/3.nbarc' wanted.err
result $? "an expression that takes too many steps"
nbarc grep -j 8 -E big.nbarcs '(春|耕|春耕)+[A-Z]|第3' >out 2>.err
[ $? -eq 1 ] && cmp wanted out && cmp wanted.err .err
result $? "ends the search where it ends without threads"
if [ -e /dev/full ]; then
	nbarc grep -j 4 parts.nbarcs 的 >/dev/full 2>.err
	[ $? -eq 1 ] && [ "$(wc -l <.err)" -eq 1 ]
	result $? "an output that is full ends it once"
fi

# ---- more archives than a process may have descriptors
for n in $(seq 1001 1060); do
	printf '第%d次会议\n\n　　春耕工作已经全面展开，农技人员到了田间。\n' "$n" >hxwb-"$n"0105-a01.txt
	nbarc ingest -q --level 3 -o www/year-"$n".nbarc hxwb-"$n"0105-a01.txt
	nbarc index -q www/year-"$n".nbarc
done
nbarc collect -o years.nbarcs www/year-*.nbarc
sed "s#^www#$base#" years.nbarcs >far-years.nbarcs
limited() { # DESCRIPTION LIMIT COMMAND...: A stands for the collection
	description=$1 limit=$2
	shift 2
	echo "$@" | sed 's#\<A\>#years.nbarcs#' >here.sh
	echo "$@" | sed 's#\<A\>#far-years.nbarcs#' >there.sh
	sh here.sh >wanted
	# shellcheck disable=SC3045 # dash and bash have it
	(ulimit -n "$limit" && exec sh there.sh) >out 2>.err &&
		[ -s wanted ] && cmp wanted out >>.err && [ ! -s .err ]
	result $? "$description of 60 archives far away with $limit descriptors"
}
limited "list" 100 nbarc list A
limited "grep" 100 nbarc grep A 春耕
limited "get" 100 nbarc get --all A
limited "grep" 64 nbarc grep -l A 春耕
finish
