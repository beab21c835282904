#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# What is withdrawn answers with the reason, in every revision and form; the proof
# stays, the commit before shows it, and it can be put back. The reader written
# from the specification answers the same.
# shellcheck source=tests/tap.sh
. "$(dirname "$0")/../tap.sh"
reader=$root/format-spec/reader.py
page=jdrb-20190304-a01
cp -R "$root/fixtures/pages" pages
nbarc ingest -q -o a.nbarc pages
sed 's/春耕/秋收/' pages/$page.txt >x && mv x pages/$page.txt
nbarc ingest -q -o a.nbarc pages
nbarc get a.nbarc $page >page.xml
nbarc get --format slices a.nbarc $page-02 >item.xml
nbarc get --format slices a.nbarc $page-01 >other.xml
nbarc list a.nbarc $page >list
same() { # DESCRIPTION EXIT ARGUMENT...: both readers end so, with the same output
	description=$1
	code=$2
	shift 2
	nbarc get --format slices a.nbarc "$@" >ours 2>.err
	ours=$?
	python3 "$reader" get a.nbarc "$@" >theirs 2>/dev/null
	theirs=$?
	[ "$ours" -eq "$code" ] && [ "$theirs" -eq "$code" ] && cmp -s ours theirs
	result $? "$description"
}

# ---- an article
check "withdraw an article" nbarc withdraw --reason '应作者要求撤下' a.nbarc \
	$page-02
says "1 withdrawn" "says so"
same "get of it is exit 4" 4 $page-02
says "withdrawn: 应作者要求撤下" "and the reason"
same "get of its old revision" 4 $page-02@1
says "withdrawn: 应作者要求撤下" "has the reason too"
same "another article of the page is there" 0 $page-01
check "as it was" cmp ours other.xml
same "the page is there" 0 $page
! grep -q 夜校 ours && grep -q "subtype=\"withdrawn\" xml:id=\"$page-02\"" ours
result $? "without its text, with an empty element"
check "and valid" nbtei --validate ours
same "so is the old revision of the page" 0 $page@1
! grep -q 夜校 ours
result $? "without the text"
same "the source is withheld" 4 $page --format source
same "the old source too" 4 $page@1 --format source
check "get of the issue" sh -c "nbarc get a.nbarc jdrb-20190304 >issue"
! grep -q 夜校 issue
result $? "has no text of it"
nbarc get --format text a.nbarc $page >text
! grep -q 夜校 text && grep -q 秧盘 text
result $? "nor the text of the page"
nbarc list a.nbarc $page >shown
grep -v -- '-02 ' list >wanted
check "list hides it" cmp shown wanted
nbarc list --all a.nbarc $page >shown
check "list --all shows it" \
	grep -q -- "-02 .*\[withdrawn: 应作者要求撤下\]" shown
nbarc list --all --json a.nbarc $page-02 >shown
check "as JSON too" grep -q '"state":"withdrawn","reason":"应作者要求撤下"' shown
exits 4 "diff of it" nbarc diff a.nbarc $page-02@1 $page-02@2
check "diff of the page" nbarc diff a.nbarc $page@1 $page@2
! grep -q 夜校 .out
result $? "has nothing of it"
check "verify" nbarc verify -q a.nbarc
check "the other reader's verify" python3 "$reader" verify a.nbarc
check "get --at the commit before" sh -c "nbarc get -f slices --at 2 a.nbarc $page-02 |
	cmp - item.xml"
nbarc log --json a.nbarc $page-02 >log
head -n 1 log | grep -q '"state":"withdrawn".*"changes":\["state"\].*应作者'
result $? "log says it"
hash=$(sha256sum <page.xml | cut -c 1-64)
nbarc log --json a.nbarc $page | head -n 1 >log
check "the hash of the page is what it was" grep -q "\"sha256\":\"$hash\"" log
cp a.nbarc before
check "withdraw it again" nbarc withdraw --reason '应作者要求撤下' a.nbarc $page-02
says "withdrawn already" "says so"
check "and writes nothing" cmp a.nbarc before
nbarc ingest -o a.nbarc pages 2>.err
says "11 unchanged" "the same pages again are no revisions"
check "and write nothing" cmp a.nbarc before

# The page comes again with other text, and the article as well.
sed 's/秧盘/秧苗/; s/柳湾镇文化站/镇文化站/' pages/$page.txt >x &&
	mv x pages/$page.txt
nbarc ingest -q -o a.nbarc pages
same "it stays withdrawn when the page comes again" 4 $page-02
says "withdrawn: 应作者要求撤下" "with the reason"
same "the new page is there" 0 $page
! grep -q 夜校 ours && grep -q 秧苗 ours
result $? "without it"
check "put it back" nbarc withdraw --undo a.nbarc $page-02
same "get of it" 0 $page-02
check "has the new text" grep -q 听农机合作社 ours
same "the old text is there too" 0 $page-02@1
same "and the source" 0 $page --format source
check "as received" cmp ours pages/$page.txt
check "put back what is not withdrawn" nbarc withdraw --undo a.nbarc $page-02
says "is not withdrawn" "says so"

# ---- a page
check "withdraw a page" nbarc withdraw -q -r "wrong date" a.nbarc $page
for id in $page $page@1 $page-01 $page-03@2; do
	same "get $id" 4 "$id"
	says "withdrawn: wrong date" "has the reason"
done
exits 4 "get of all that there is" nbarc get a.nbarc ""
says "$page: withdrawn: wrong date" "names the page, not what was asked for"
same "its source" 4 $page --format source
exits 4 "list of it" nbarc list a.nbarc $page
exits 4 "nor is it among the pages" nbarc list --pages a.nbarc $page
nbarc list --pages --all a.nbarc >shown
check "the list of all pages has it, with the reason" \
	grep -q "^$page  \[withdrawn: ..*\]$" shown
nbarc list --pages a.nbarc >pages.shown
sed '/withdrawn/d' shown | cmp -s - pages.shown
result $? "and nothing else that the list of pages has not"
nbarc list a.nbarc | sed 's/-[0-9]* .*//' | uniq | cmp -s - pages.shown
result $? "which has the pages whose items are listed"
nbarc list --pages --json --all a.nbarc $page >shown
check "as JSON" grep -q \
	"^{\"id\":\"$page\",.*,\"revision\":[0-9]*,\"state\":\"withdrawn\",\"reason\":\"..*\"}$" shown
check "an item chooses its page" test \
	"$(nbarc list -p a.nbarc jdrb-20190304-a02-01)" = jdrb-20190304-a02
nbarc list --all a.nbarc $page >shown
[ "$(grep -c '\[withdrawn: wrong date\]$' shown)" -eq 3 ]
result $? "list --all has its articles"
nbarc get a.nbarc jdrb-20190304 >issue 2>.err
[ $? -eq 4 ] && grep -q jdrb-20190304-a02 issue && ! grep -q "$page" issue
result $? "the issue is got without it, and exit 4"
check "verify" nbarc verify -q a.nbarc
check "the other reader's verify" python3 "$reader" verify a.nbarc
exits 4 "an article of it cannot be withdrawn" nbarc withdraw -r x a.nbarc \
	$page-01
cp a.nbarc before
nbarc ingest -o a.nbarc pages 2>.err
says "1 page was left withdrawn" "ingest leaves it alone and says so"
check "nothing is written" cmp a.nbarc before
nbarc ingest -q --reinstate -o a.nbarc pages
same "unless it is to be reinstated" 0 $page
check "verify" nbarc verify -q a.nbarc
check "withdraw two" nbarc withdraw -q -r x a.nbarc $page jdrb-20190304-a02
check "put both back" nbarc withdraw --undo a.nbarc $page jdrb-20190304-a02
says "2 put back" "says so"
same "one is there" 0 $page
same "so is the other" 0 jdrb-20190304-a02

printf 'half an append' >>a.nbarc
check "after an unfinished append" nbarc withdraw -r x a.nbarc $page
says "14 bytes of an unfinished append were cut off" "says what it cut off"
if has_parity; then
	printf 'half an append' >>a.nbarc
	check "so does protect" nbarc protect -q a.nbarc
	says "14 bytes of an unfinished append were cut off" "in the same words"
else
	skip "no parity in this build" "so does protect"
fi
printf 'half an append' >>a.nbarc
openssl genpkey -algorithm ed25519 -out key 2>/dev/null
check "and sign" nbarc sign -k key a.nbarc
says "14 bytes of an unfinished append were cut off" "as well"
check "and it is sound" nbarc verify -q a.nbarc
nbarc withdraw -q --undo a.nbarc $page

# ---- damage
cp "$root/fixtures/pages/$page.txt" .
nbarc ingest -q -o whole $page.txt
sed 's/春耕/秋收/' $page.txt >x && mv x $page.txt
nbarc ingest -q -o whole $page.txt
nbarc withdraw -q -r x whole $page-02
printf 'hurt\twhole\tframe 0 20;frame 1 20\n' >manifest
python3 "$root/tests/archives.py" manifest . whole=whole
for id in $page-01 $page-02 $page-02@1 $page-99 $page-9 $page; do
	exits 2 "get $id of a damaged page" nbarc get hurt "$id"
	says "$page: page frame" "reports the damage"
done
exits 4 "diff of a withdrawn article of a damaged page" nbarc diff hurt $page-02
says "$page-02: withdrawn: x" "reports the withdrawal"
exits 2 "diff of another" nbarc diff hurt $page-01
nbarc withdraw -q -r x whole $page
exits 4 "what begins with the identifier of a withdrawn page" nbarc get whole \
	$page-0
says "$page: withdrawn: x" "reports the withdrawal"

# ---- a page that was put back, and then purged of its earlier revisions
nbarc withdraw -q --undo whole $page
nbarc compact -q --purge whole
for id in $page-02@4 $page-03@4 $page@4; do
	exits 4 "get $id, which was withdrawn and is purged" nbarc get whole "$id"
	says "$page@4: purged: superseded by revision" "says why"
done

# ---- a torn append
printf 'half an append' >>whole
nbarc list whole >/dev/null 2>.err && [ ! -s .err ]
result $? "list reports no error that it has got over"

# ---- refusals
cp a.nbarc before
exits 4 "one of two is not there" nbarc withdraw -r x a.nbarc $page \
	jdrb-18000101-a01
check "then none is withdrawn" cmp a.nbarc before
exits 4 "an article that is not there" nbarc withdraw -r x a.nbarc $page-77
exits 4 "an issue" nbarc withdraw -r x a.nbarc jdrb-20190304
exits 1 "without a reason" nbarc withdraw a.nbarc $page
exits 1 "with an empty one" nbarc withdraw -r '' a.nbarc $page
exits 1 "with one that is not UTF-8" \
	nbarc withdraw -r "$(printf 'a\377')" a.nbarc $page
says "the reason is not UTF-8" "and says so"
long=$(python3 -c 'print("理" * 400)')
nbarc withdraw -q -r "$long" a.nbarc $page
exits 4 "a long reason" nbarc get a.nbarc $page
check "is cut off between characters" iconv -f UTF-8 -t UTF-8 .err
nbarc withdraw -q --undo a.nbarc $page
exits 1 "with a reason to put it back" nbarc withdraw --undo -r x a.nbarc $page
exits 1 "an archive that is not there" nbarc withdraw -r x b.nbarc $page
[ ! -e b.nbarc ]
result $? "is not made"
# ---- what is not there: one order and one wording, in every command
mkdir newspaper
cp "$root"/fixtures/pages/jdrb-*.txt newspaper
other=jdrb-20190304-a02 back=jdrb-20190306-a04 changed=jdrb-20190305-a03
nbarc ingest -q -o n.nbarc newspaper
echo "村里又修了一条路。" >>newspaper/$changed.txt
nbarc ingest -q -o n.nbarc newspaper
nbarc withdraw -q -r rights n.nbarc $page
nbarc withdraw -q -r "by request" n.nbarc $other-02
nbarc withdraw -q -r mistake n.nbarc $back
nbarc withdraw -q --undo n.nbarc $back
cp n.nbarc purged.nbarc
nbarc compact -q --purge purged.nbarc
absent() { # TEXT ARCHIVE ID COMMAND...: each command, after nbarc, says TEXT
	text=$1 archive=$2 id=$3
	shift 3
	for command in "$@"; do
		# shellcheck disable=SC2086 # words
		exits 4 "$command $id of $archive" nbarc $command $archive $id
		says "$archive: $text" "$command $id of $archive: why"
	done
}
for id in $page $page@1 $page-01 $page-01@1 $page-77; do
	absent "$page: withdrawn: rights" n.nbarc "$id" get list "list -p"
	absent "$page: purged: rights" purged.nbarc "$id" get list "list -p"
done
for id in $page@2 $page-01@2; do
	absent "$page: withdrawn: rights" n.nbarc "$id" diff
	absent "$page: purged: rights" purged.nbarc "$id" diff
done
for id in $other-02 $other-02@2; do
	absent "$other-02: withdrawn: by request" n.nbarc "$id" get list diff
done
absent "$other-02: withdrawn: by request" purged.nbarc $other-02 get list
for id in $other $other@1; do
	absent "$other: its source contains the text of -02, withdrawn: by request" \
		n.nbarc "$id" "get --format source" "get --format journal"
done
for id in $changed@1 $changed-01@1 $changed-77@1; do
	absent "$changed@1: purged: superseded by revision 2" purged.nbarc "$id" get list
done
for id in $back@2 $back-01@2; do
	absent "$back@2: purged: superseded by revision 3" purged.nbarc "$id" get list
	check "get $id, which was put back" nbarc get n.nbarc "$id"
	check "list $id, which was put back" nbarc list n.nbarc "$id"
done
for id in $changed-77 $changed-77@1 $changed@9 jdrb-20190304-a77 jdrb-20190304-a77-01; do
	absent "$id: not in the archive" n.nbarc "$id" get list prove
done
absent "$changed-77: not in the archive" n.nbarc $changed-77 log
for id in jdrb-20190399 jdrb-20190399a zz jdrb-20190304-a7; do
	absent "$id: not in the archive" n.nbarc "$id" get list
done
check "log tells that a page is withdrawn" sh -c \
	"nbarc log n.nbarc $page | grep -q 'withdrawn.*: rights'"
finish
