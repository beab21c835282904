#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Revisions: the archive as it was at each commit, and the history of a page. The
# reader written from the specification answers the same.
# shellcheck source=tests/tap.sh
. "$(dirname "$0")/../tap.sh"
reader=$root/format-spec/reader.py
page=jdrb-20190304-a01
cp -R "$root/fixtures/pages" pages
ingest() { # TIME
	SOURCE_DATE_EPOCH=$1 nbarc ingest -o a.nbarc pages
}
root_of() {
	nbarc info a.nbarc | sed -n 's/^Merkle root *//p'
}
gives() { # FILE DESCRIPTION COMMAND...: it succeeds and prints what FILE has
	wanted=$1
	description=$2
	shift 2
	"$@" >.out 2>.err && cmp "$wanted" .out >>.err 2>&1
	result $? "$description"
}

# Three commits; what each gave when it was the newest is kept.
for commit in 1 2 3; do
	check "commit $commit" ingest $((1583712000 + commit * 86400))
	nbarc list --json a.nbarc >list.$commit
	nbarc get a.nbarc jd hx qs >tei.$commit
	nbarc get --format source a.nbarc $page >source.$commit
	root_of >root.$commit
	nbarc info a.nbarc | grep -v '^file' >info.$commit
	cp a.nbarc after.$commit
	[ $commit -eq 3 ] ||
		sed -i.old "s/双渡村/第${commit}村/; s/第1村/第${commit}村/" \
			pages/$page.txt
done
check "the same pages again" ingest 1600000000
says "0 new pages, 0 new revisions, 11 unchanged" "and it says so"
check "nothing was written" cmp a.nbarc after.3

for commit in 1 2 3; do
	cut=$(cut -c 1-8 root.$commit)
	for at in $commit "$cut" "$(cat root.$commit)"; do
		gives list.$commit "list --at $at gives what it gave" \
			nbarc list --json --at "$at" a.nbarc
	done
	gives tei.$commit "get --at $commit gives what it gave" \
		nbarc get --at $commit a.nbarc jd hx qs
	gives source.$commit "and the source" \
		nbarc get --format source --at "$cut" a.nbarc $page
	nbarc info --at $commit a.nbarc | grep -v '^file' >info
	check "info --at $commit gives what it gave" cmp info info.$commit
	nbarc verify --at $commit a.nbarc >verified
	check "verify --at $commit names its root" \
		grep -q "$(cat root.$commit)" verified
	nbarc get a.nbarc $page@$commit >ours
	gives ours "@$commit is what commit $commit brought" \
		nbarc get --at $commit a.nbarc $page
	gives ours "the other reader agrees: get --at $commit" \
		python3 "$reader" get a.nbarc $page --at $commit
	check "and verify --at $commit" python3 "$reader" verify a.nbarc --at \
		"$cut"
done
head -c "$(($(wc -c <after.2) + 700))" a.nbarc >torn.nbarc
exits 2 "a torn append" nbarc verify -q torn.nbarc
check "does not hurt an earlier commit" nbarc verify -q --at 1 torn.nbarc
exits 4 "no such commit" nbarc list --at 4 a.nbarc
says "4: no such commit" "is named"
exits 4 "no such root" nbarc get --at 000000 a.nbarc $page
exits 1 "what is not a commit" nbarc info --at last a.nbarc
exits 1 "a root of five digits" nbarc info --at abcde a.nbarc
exits 4 "no such revision" nbarc get a.nbarc $page@4
nbarc get a.nbarc $page@2 >ours
gives ours "leading zeros of a revision mean nothing" nbarc get a.nbarc $page@002
exits 4 "@0 is no revision" nbarc get a.nbarc $page@0

# ---- a revision of what begins with an identifier, when hashes are lost
printf 'hurt\ta\tflip X 0 40;flip X 1 40;flip X 2 40\n' >manifest
python3 "$root/tests/archives.py" manifest . a=a.nbarc
for id in $page $page-; do
	nbarc get a.nbarc "$id@1" >ours
	nbarc get hurt "$id@1" 2>/dev/null | cmp -s - ours
	result $? "get $id@1 gives that revision"
done
exits 4 "the other reader: no such commit" python3 "$reader" list a.nbarc \
	--at 4

# ---- log
nbarc log a.nbarc $page >log
awk '{ print $1, $3, $4, $5 }' log >shown
cat >wanted <<E
$page@3 3 2020-03-12T00:00:00Z present
$page@2 2 2020-03-11T00:00:00Z present
$page@1 1 2020-03-10T00:00:00Z present
E
check "log: revisions, commits, times, states" cmp shown wanted
nbarc log --at 2 a.nbarc $page >shown
check "log --at 2 has the last two lines" sh -c 'tail -n 2 log | cut -c 1-60 >x
	cut -c 1-60 shown | cmp - x'
cat >changes.py <<'P'
import json, sys
for line in sys.stdin:
    row = json.loads(line)
    print(row["revision"], *row["changes"])
P
nbarc log --json a.nbarc $page-03 | python3 changes.py >shown
printf '3 text source\n2 text source\n1 new\n' >wanted
check "log of an item: its text changed" cmp shown wanted
nbarc log --json a.nbarc $page-02 | python3 changes.py >shown
printf '3 source\n2 source\n1 new\n' >wanted
check "log of another item: only the source did" cmp shown wanted
nbarc log --json a.nbarc $page-02 | sed 's/.*"sha256":"\([0-9a-f]*\)".*/\1/' |
	sort -u >shown
[ "$(wc -l <shown)" -eq 1 ]
result $? "and its hash is the same in all"
nbarc log --json a.nbarc $page >ours
python3 "$reader" log a.nbarc $page >theirs
cat >agree.py <<'P'
import json
ours, theirs = ([json.loads(line) for line in open(name, encoding="utf-8")] for name in ("ours", "theirs"))
assert len(ours) == 3 and [{k: row[k] for k in other} for row, other in zip(ours, theirs)] == theirs
P
check "the other reader has the same history" python3 agree.py
nbarc get a.nbarc $page | sha256sum | cut -c 1-64 >digest
check "the hash in the log is the document's" \
	grep -q "\"sha256\":\"$(cat digest)\"" ours
nbarc log a.nbarc | awk '{ print $2, $NF }' >shown
for commit in 3 2 1; do
	echo "$commit $(cat root.$commit)"
done >wanted
check "log without an identifier: the commits and their roots" cmp shown wanted
nbarc log --json a.nbarc | python3 -c 'import json, sys
for line in sys.stdin:
    row = json.loads(line)
    print(row["commit"], row["root"], row["pages"], row["revisions"])' >ours
python3 "$reader" log a.nbarc | python3 -c 'import json, sys
for line in sys.stdin:
    row = json.loads(line)
    print(row["commit"], row["root"], row["pages"], row["revisions"])' >theirs
check "the other reader has the same" cmp ours theirs
exits 4 "log of a page that is not there" nbarc log a.nbarc jdrb-18000101-a01
exits 4 "log of an item that is not there" nbarc log a.nbarc $page-99
exits 4 "log of an issue" nbarc log a.nbarc jdrb-20190304
exits 1 "log of a revision" nbarc log a.nbarc $page@1

# ---- item numbers stay with their texts
items() {
	nbarc list b.nbarc $page | awk '{ print $1, $2, $3 }'
}
mkdir b
paragraphs() { # FIRST LAST: these blocks of the page
	awk -v RS= -v first="$1" -v last="$2" \
		'NR >= first && NR <= last { print $0 "\n" }' \
		"$root/fixtures/pages/$page.txt"
}
cp "$root/fixtures/pages/$page.txt" b
nbarc ingest -q -o b.nbarc b
items >first.items
awk -v RS= '{ n++ } /^柳湾镇办起春耕夜校/ { print n }' \
	"$root/fixtures/pages/$page.txt" >second.begins
begins=$(cat second.begins)
# The page comes without its first article.
paragraphs "$begins" 99 >b/$page.txt
nbarc ingest -q -o b.nbarc b
items >shown
sed 1d first.items >wanted
check "the first article is gone, the others keep their numbers" \
	cmp shown wanted
exits 4 "get of its number" nbarc get b.nbarc $page-01
says "its text is no longer on the page" "says that it is gone"
exits 4 "the other reader says so too" python3 "$reader" get b.nbarc $page-01
check "and @1 still has it" nbarc get b.nbarc $page-01@1
# It comes back, in front of the others.
cp "$root/fixtures/pages/$page.txt" b
nbarc ingest -q -o b.nbarc b
nbarc list b.nbarc $page | awk '{ print $1 }' >shown
sed "s/ .*//; s/-01$/-04/" first.items | sort >wanted
check "it comes back as the next free number" cmp shown wanted
nbarc get b.nbarc $page >page.xml
sed -n 's/.*xml:id="\('$page'-[0-9]*\)".*/\1/p' page.xml >shown
printf '%s\n' $page-04 $page-02 $page-03 >wanted
check "xml:id has the same numbers, in the order of the page" cmp shown wanted
check "the document is valid" nbtei --validate page.xml
nbarc get b.nbarc $page-04 >item.xml
check "the item is valid" nbtei --validate item.xml
nbarc get --format slices b.nbarc $page-04 >item.xml
python3 "$reader" get b.nbarc $page-04 >theirs
check "the other reader gives the same" cmp item.xml theirs
check "verify" nbarc verify -q b.nbarc
check "and the other reader's" python3 "$reader" verify b.nbarc
nbarc ingest -o b.nbarc b 2>.err
says "1 unchanged" "the same again is no revision, whatever the numbers"
finish
