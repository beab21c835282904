#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Bad input: one clear message, the documented exit code, nothing harmed.
# shellcheck source=tests/tap.sh
. "$(dirname "$0")/../tap.sh"
page=$root/fixtures/pages/jdrb-20190304-a01.txt
id=jdrb-20190304-a01

one_line() { # the messages are one line
	[ "$(wc -l <.err)" -eq 1 ]
	result $? "$1"
}

: >empty.txt
printf ' \n\t\n\343\200\200\n' >blank.txt
printf '\344\270\200\377\344\270\200\n' >invalid.txt
printf '\262\342\312\324\262' >cut.txt
for bad in invalid cut; do
	exits 2 "nbnorm: $bad" nbnorm $bad.txt
	one_line "nbnorm: $bad: one message"
	exits 2 "nbtei: $bad" nbtei --id $id $bad.txt
	one_line "nbtei: $bad: one message"
	cp $bad.txt $id.txt
	exits 2 "ingest: $bad" nbarc ingest -q -o none.nbarc $id.txt
	check "ingest: $bad: no archive is made" test ! -e none.nbarc
done
exits 2 "nbconv: invalid UTF-8" nbconv -f UTF-8 invalid.txt
says "offset 3: line 1: byte FF" "nbconv names the offset and the byte"
exits 2 "nbconv: truncated GB18030" nbconv -f GB18030 cut.txt
says "offset 4" "nbconv names the offset of the truncated character"
exits 0 "nbconv: an empty file is an empty file" nbconv empty.txt

printf 'a\000b\n\nc\000\n' >nul.txt
exits 0 "nbnorm: NUL bytes are text" nbnorm --journal j nul.txt
cp .out nul.norm
nbnorm --undo j nul.norm >back.txt
check "nbnorm: NUL bytes come back" cmp back.txt nul.txt
exits 0 "nbtei: NUL bytes have a form in XML" nbtei --id $id nul.txt
cp .out nul.xml
check "nbtei: and it is valid" nbtei --validate nul.xml
cp nul.txt $id.txt
exits 0 "ingest: NUL bytes" nbarc ingest -q -o nul.nbarc $id.txt
nbarc get --format source nul.nbarc $id >back.txt
check "ingest: NUL bytes come back" cmp back.txt nul.txt
nbarc get --format text nul.nbarc $id >back.txt
check "ingest: NUL bytes are in the text" cmp back.txt nul.norm

head -c 100000000 /dev/zero | tr '\000' x >long.txt
exits 2 "nbnorm: a line of 100 MB" nbnorm long.txt
says "16777216" "nbnorm names the limit"
exits 0 "nbconv: a line of 100 MB is converted" nbconv -t GB18030 -o out long.txt
check "nbconv: and is all there" cmp out long.txt
cp long.txt $id.txt
exits 2 "ingest: a line of 100 MB" nbarc ingest -q -o none.nbarc $id.txt
rm -f long.txt out $id.txt

mkdir nothing
exits 2 "ingest: a directory without pages" nbarc ingest -o none.nbarc nothing
one_line "ingest: a directory without pages: one message"
check "ingest: and no archive is made" test ! -e none.nbarc
exits 1 "ingest: an output that cannot be written" \
	nbarc ingest -q -o /nonexistent/a.nbarc "$page"
exits 1 "nbnorm: an output that cannot be written" \
	nbnorm -o /nonexistent/out "$page"
mkfifo pipe
cat pipe >through &
nbnorm -o pipe "$page"
wait
[ -p pipe ]
result $? "nbnorm: an output that is no file stays what it is"
nbnorm "$page" >text
check "nbnorm: and gets the text" cmp through text
echo old >kept
chmod 640 kept
ln -s kept link
nbnorm -o link "$page"
[ -L link ] && cmp -s kept text && [ "$(stat -c %a kept)" = 640 ]
result $? "nbnorm: what it replaces keeps its mode, and a link to it stays"
exits 1 "nbnorm: an output that is a directory" nbnorm -o . "$page"
exits 2 "ingest: a path that is not there" nbarc ingest -o none.nbarc missing
cp "$page" misnamed.txt
exits 2 "ingest: a file without an id" nbarc ingest -o none.nbarc misnamed.txt
says "--path-template" "ingest says what to do about it"

# The rest goes in, and what is there stays as it was.
cp "$page" .
exits 2 "ingest: one bad file among good ones" \
	nbarc ingest -q -o c.nbarc $id.txt misnamed.txt missing
check "ingest: the good one went in" nbarc get c.nbarc $id
cp c.nbarc before.nbarc
exits 0 "ingest: the same page again" nbarc ingest -q -o c.nbarc $id.txt
check "ingest: changes nothing" cmp c.nbarc before.nbarc
cp invalid.txt jdrb-20190304-a09.txt
exits 2 "ingest: a bad page into an archive" \
	nbarc ingest -q -o c.nbarc jdrb-20190304-a09.txt
check "ingest: leaves it as it was" cmp c.nbarc before.nbarc
exits 2 "ingest: into a file that is no archive" \
	nbarc ingest -q -o misnamed.txt $id.txt
check "ingest: leaves that as it was" cmp misnamed.txt "$page"

exits 4 "get: an unknown id" nbarc get c.nbarc jdrb-18000101-a01
one_line "get: an unknown id: one message"
exits 4 "get: an unknown item" nbarc get c.nbarc $id-77
exits 4 "get: an unknown revision" nbarc get c.nbarc $id@7
exits 4 "get: not an id" nbarc get c.nbarc 'No Such'
exits 4 "list: an unknown prefix" nbarc list c.nbarc zz
# A control character, wherever in a title it stands, and what looks like one.
for before in 春 春耕时节农技 春耕时节农技员走村入户送; do
	mkdir control
	printf '%s\302\233·2J\n\n　　本报讯，昨日下午柳湾镇举行春耕动员会。\n' "$before" \
		>control/jdrb-20190304-a01.txt
	nbarc ingest -q -o control.nbarc control
	nbarc list control.nbarc >shown
	check "list: masks a control character after $before" \
		grep -q "  $before  ·2J\$" shown
	rm -r control control.nbarc
done
# Controls of direction and characters without width, of two and three bytes.
mkdir hidden
printf '春耕\330\234\342\200\213\342\200\256时节\342\201\240\342\201\246\357\273\277农技\302\206员\n\n　　本报讯，昨日下午柳湾镇举行春耕动员会。\n' \
	>hidden/jdrb-20190304-a01.txt
nbarc ingest -q -o hidden.nbarc hidden
nbarc list hidden.nbarc >shown
check "list: masks what nobody sees" \
	grep -q '春耕 \{8\}时节 \{9\}农技  员$' shown
nbarc list --json -c id,page_id,revision,kind,characters,title,kicker,byline \
	hidden.nbarc >shown
check "list: JSON escapes C1, and keeps the rest" env LC_ALL=C grep -qF \
	"$(printf '\330\234\342\200\213\342\200\256时节\342\201\240\342\201\246\357\273\277农技\\u0086员')" shown
python3 "$root/format-spec/reader.py" list hidden.nbarc >other
check "list: reader.py prints the same" cmp shown other
# Each alone in a long title, which is looked at sixteen bytes at a time.
mkdir each
page_number=10
for hidden in '\330\234' '\342\200\213' '\342\200\217' '\342\200\252' \
	'\342\200\256' '\342\201\240' '\342\201\246' '\342\201\251' \
	'\357\273\277' '\302\200' '\302\237'; do
	# shellcheck disable=SC2059,SC1111 # the format has the character
	printf "春耕时节“农技员”走村${hidden}入户，送技术……\n\n　　本报讯，昨日下午柳湾镇举行春耕动员会。\n" \
		>each/jdrb-20190304-$page_number.txt
	page_number=$((page_number + 1))
done
nbarc ingest -q -o each.nbarc each
nbarc list each.nbarc >shown
[ "$(grep -c '走村 \{2,3\}入户' shown)" -eq 11 ]
result $? "list: masks each of them in a long title"
exits 4 "messages: mask them too" nbarc get hidden.nbarc \
	"$(printf 'a\342\200\256b\302\205')"
says 'a\u202eb\x85: not in the archive' "messages: by their numbers"

# What a terminal is sent, by commands that print texts.
shown_on_terminal() {
	python3 - "$@" <<'EOF'
import os, pty, subprocess, sys
ours, theirs = pty.openpty()
process = subprocess.Popen(sys.argv[1:], stdout=theirs)
os.close(theirs)
sent = b""
try:
    while piece := os.read(ours, 65536):
        sent += piece
except OSError:
    pass
sys.stdout.buffer.write(sent)
sys.exit(process.wait())
EOF
}
for format in text tei source; do
	shown_on_terminal nbarc get -f $format hidden.nbarc \
		jdrb-20190304-a01 >shown
	grep -q '农技.*员' shown && grep -qF '\u202e' shown &&
		! LC_ALL=C grep -q "$(printf '\342\200\256')" shown
	result $? "get -f $format: a terminal gets no character that nobody sees"
done
grep -qF '\x86' shown
result $? "get: and no C1 control"
[ "$(tr -d '\r' <shown | wc -l)" -eq "$(wc -l <hidden/jdrb-20190304-a01.txt)" ]
result $? "get: but the ends of lines"
nbarc get -f source hidden.nbarc jdrb-20190304-a01 >shown
check "get: a file gets all of it" cmp shown hidden/jdrb-20190304-a01.txt

# A FIFO or a device would let an archive's reader wait for ever. The time limits
# here only end such a wait; no sound program on a slow machine reaches them.
mkfifo wait.nbarc
for command in 'get wait.nbarc x' 'list wait.nbarc' 'verify wait.nbarc' \
	'withdraw --reason r wait.nbarc x' 'compact wait.nbarc' \
	'rescue -o none.nbarc wait.nbarc' 'repair wait.nbarc' 'protect wait.nbarc' \
	"ingest -q -o wait.nbarc $page" 'list /dev/zero'; do
	case $command in protect* | repair*)
		if ! has_parity; then
			skip "no parity in this build" "${command%% *}: a FIFO"
			continue
		fi
		;;
	esac
	# shellcheck disable=SC2086 # words
	exits 2 "${command%% *}: a FIFO or a device" timeout 600 nbarc $command
	says "not a regular file" "${command%% *}: is refused at once"
done
exits 2 "reader.py: a FIFO" timeout 600 python3 "$root/format-spec/reader.py" \
	list wait.nbarc
says "not a regular file" "reader.py: is refused at once"
mkdir special
cp "$page" special
mkfifo special/jdrb-20190304-a07.txt
ln -s ../wait.nbarc special/link.xml
exits 0 "ingest: skips a FIFO in a folder" \
	timeout 600 nbarc ingest -o special.nbarc special
says "special/jdrb-20190304-a07.txt: not a regular file; skipped" "ingest: names it"
says "special/link.xml: not a regular file; skipped" "ingest: and a link to one"
says "2 files that are no pages were passed over" "ingest: and counts them"

# 0 is a date.
time_of() {
	nbarc info "$1" | grep 'newest commit'
}
dated() { # DESCRIPTION ARCHIVE
	time_of "$2" | grep -q 'newest commit  1970-01-01T00:00:00Z'
	result $? "SOURCE_DATE_EPOCH=0: $1"
}
zero() {
	SOURCE_DATE_EPOCH=0 "$@"
}
zero nbarc ingest -q -o zero.nbarc "$page"
dated ingest zero.nbarc
cp zero.nbarc later.nbarc
nbarc withdraw -q --reason r later.nbarc $id
zero nbarc rescue -q -o rescued.nbarc later.nbarc
dated rescue rescued.nbarc
zero nbarc merge -q -o merged.nbarc zero.nbarc
dated merge merged.nbarc
zero nbarc withdraw -q --reason r zero.nbarc $id
dated withdraw zero.nbarc
zero nbarc compact -q --purge later.nbarc
dated "compact --purge" later.nbarc
env -u SOURCE_DATE_EPOCH nbarc ingest -q -o now.nbarc "$page"
time_of now.nbarc | grep -q 1970
[ $? -eq 1 ]
result $? "without SOURCE_DATE_EPOCH: the time of the file"

exits 1 "get: no such archive" nbarc get missing.nbarc $id
exits 2 "get: not an archive" nbarc get misnamed.txt $id
exits 1 "get: no id" nbarc get c.nbarc
exits 1 "get: a wrong option" nbarc get --no-such c.nbarc
says "try 'nbarc get --help'" "get: says where help is"
exits 1 "nbarc: a wrong command" nbarc frobnicate
exits 4 "get: a good and an unknown id" nbarc get c.nbarc $id jdrb-1
cp .out printed
nbarc get c.nbarc $id >one.xml
check "get: the good one was printed" cmp printed one.xml
if [ -c /dev/full ]; then
	sh -c "nbarc get c.nbarc $id >/dev/full" 2>.err
	[ $? -eq 1 ]
	result $? "get: a full disk is exit 1"
	sh -c "nbarc list c.nbarc >/dev/full" 2>.err
	[ $? -eq 1 ]
	result $? "list: a full disk is exit 1"
fi
# A limit on files is like a full disk: a message, and nothing left behind.
mkdir limited
limit() { # BLOCKS COMMAND...: blocks of 512 bytes
	# shellcheck disable=SC2016 # expanded there
	sh -c 'ulimit -f $1; shift; exec "$@"' - "$@"
}
exits 1 "ingest: a file that may not grow" \
	limit 2 nbarc ingest -o limited/new.nbarc "$root/fixtures/pages"
says "limited/new.nbarc: write: File too large" "ingest: says so"
says "0 pages were committed before, nothing else" "ingest: says what went in"
nbarc ingest -q -o limited/c.nbarc $id.txt
cp limited/c.nbarc before.nbarc
exits 1 "ingest: an archive that may not grow" \
	limit 8 nbarc ingest -o limited/c.nbarc "$root/fixtures/pages"
check "ingest: it is as it was" cmp limited/c.nbarc before.nbarc
exits 1 "withdraw: neither" limit 8 nbarc withdraw -q -r x limited/c.nbarc $id
check "withdraw: it is as it was" cmp limited/c.nbarc before.nbarc
exits 1 "compact: neither" limit 2 nbarc compact -q limited/c.nbarc
exits 1 "nbnorm: neither" limit 1 nbnorm -o limited/text "$page"
exits 1 "nbtei: neither" limit 1 nbtei --id $id -o limited/tei "$page"
exits 1 "nbconv: neither" limit 1 nbconv -t GB18030 -o limited/gb "$page"
[ "$(ls -A limited)" = c.nbarc ]
result $? "and no temporary file is left"
exits 2 "nbtei --validate: not XML" nbtei --validate misnamed.txt
printf '<TEI xmlns="http://www.tei-c.org/ns/1.0"/>' >bad.xml
exits 2 "nbtei --validate: not our schema" nbtei --validate bad.xml
says "bad.xml: line 1" "nbtei --validate names file and line"
sed 's/resp="nbarc:nbnorm/resp="nbarc:nobody/' "$root/fixtures/expected/$id.xml" >dangling.xml
exits 2 "nbtei --validate: a reference to nothing" nbtei --validate dangling.xml
says "xml:id" "nbtei --validate says so"
# A DTD is refused before it is read: entities can name files, grow, and loop.
tei=$root/fixtures/expected/$id.xml
sed "1a <!DOCTYPE TEI [<!ENTITY a SYSTEM \"file:///etc/passwd\">]>
	s/<.title>/\&a;&/" "$tei" >entity.xml
sed "1a <!DOCTYPE TEI [<!ENTITY a \"xxxxxxxxxxxx\"><!ENTITY b \"\&a;\&a;\&a;\&a;\">
	s/<.title>/\&b;&/" "$tei" >unfinished.xml
sed '1a <!DOCTYPE TEI SYSTEM "tei.dtd">' "$tei" >external.xml
for bad in entity unfinished external; do
	exits 2 "nbtei --validate: a DTD: $bad" timeout 600 nbtei --validate $bad.xml
	says "$bad.xml: line 2: a document type declaration (DTD) is not allowed" \
		"nbtei --validate names it"
	exits 2 "ingest --tei: a DTD: $bad" timeout 600 nbarc ingest -q --tei \
		-o none.nbarc $bad.xml
	says "$bad.xml: line 1: a document type declaration (DTD) is not allowed" \
		"ingest --tei names it"
done
sed 's/<.title>/\&a;&/' "$tei" >undeclared.xml
exits 2 "nbtei --validate: an entity that nothing declares" \
	nbtei --validate undeclared.xml
# The time that libxml2 takes for the attributes of an element grows with the square
# of their number: 256 are accepted, and a document with more is refused before it is
# parsed. What looks like attributes in comments and quotes is not counted.
python3 - "$tei" <<'P'
import sys
text = open(sys.argv[1], encoding="utf-8").read()
def write(name, insert):
    with open(name, "w", encoding="utf-8") as out:
        out.write(text.replace("<body>", insert, 1))
many = " ".join(f'a{i}="="' for i in range(256))
write("full.xml", f"<body {many}>")
write("over.xml", f"<body {many}\n b=''>")
write("huge.xml", "<body " + " ".join(f"a{i}=''" for i in range(100000)) + ">")
write("comment.xml", f"<!-- <{many} a=b> --><?p {many} a=b?><body>")
P
exits 2 "256 attributes are read, and the schema refuses them" nbtei --validate full.xml
says "full.xml: line" "nbtei says where"
if grep -q "more than 256 attributes" .err; then false; fi
result $? "and not because of their number"
for bad in over huge; do
	exits 2 "more than 256 attributes: $bad" timeout 600 nbtei --validate $bad.xml
	says "an element has more than 256 attributes" "nbtei says so: $bad"
done
check "comments and processing instructions are not counted" \
	nbtei --validate comment.xml
# So does the time for the elements inside of one.
python3 - "$tei" <<'P'
import sys
text = open(sys.argv[1], encoding="utf-8").read()
with open("children.xml", "w", encoding="utf-8") as out:
    out.write(text.replace("<body>", "<body>" + "<pb n='a01'/>" * 70000, 1))
P
exits 2 "too many elements inside of one" timeout 600 nbtei --validate children.xml
says "element body has more than 69631 elements in it" "nbtei says so"
nbnorm --journal j -o text "$page"
sed 's/a/b/;2,3d' text >other
exits 2 "nbtei: a journal of another text" nbtei --id $id --journal j \
	"$root/fixtures/expected/hxwb-20200108-a01.txt"
finish
