#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# nbarc grep finds what a naive search of the printed text finds (naive_grep.py), in
# archives that grew, were merged, renamed and damaged; its forms, its order, and
# how it ends.
# shellcheck source=tests/tap.sh
. "$(dirname "$0")/../tap.sh"
: "${GREP_QUERIES:=60}"
naive() { # DESCRIPTION ARGUMENT...
	description=$1
	shift
	check "$description" python3 "$root/tests/naive_grep.py" \
		--queries "$GREP_QUERIES" "$@"
	sed 's/^/# /' .out
}
page=jdrb-20190304-a01
cp -R "$root/fixtures/pages" pages
cp -R "$root/fixtures/ocr" ocr

# ---- hits are those of a naive search
nbarc ingest -q -o a.nbarc pages
naive "an archive of one commit" a.nbarc
sed 's/春耕/秋收/' pages/$page.txt >x && mv x pages/$page.txt
nbarc ingest -q --frame-size 4 -o a.nbarc pages
cp "$root/fixtures/pages/$page.txt" pages/jdrb-20190101-a01.txt
cp "$root/fixtures/pages/$page.txt" pages/jdrb-20190306-a01.txt
nbarc ingest -q --frame-size 4 -o a.nbarc pages
nbarc withdraw -q --reason x a.nbarc $page-02 hxwb-20181112-b03 2>.err
nbarc rename -q a.nbarc qsxb-19890516-01 qsxb-19890517-01 2>.err
naive "after appends, withdrawals and a rename" --seed 2 a.nbarc
naive "one title" --seed 3 a.nbarc --prefix jdrb
naive "an earlier commit" --seed 4 --at 1 a.nbarc
nbarc ingest -q --shared-text 16K -o s.nbarc pages 2>.err ||
	nbarc ingest -q --shared-text -o s.nbarc pages
naive "an archive with a shared text" --seed 5 s.nbarc
mkdir even odd
for number in 1 2 3 4 5 6 7 8 9; do
	case $number in [2468]) half=even ;; *) half=odd ;; esac
	sed "s/春/第$number/g" "$root/fixtures/pages/$page.txt" \
		>$half/jdrb-2019040$number-01.txt
done
nbarc ingest -q -o even.nbarc even
nbarc ingest -q -o odd.nbarc odd
nbarc merge -q -o merged.nbarc even.nbarc odd.nbarc
naive "pages of two frames by turns" --seed 6 merged.nbarc
# Fifty appends, in another order than that of the dates, some of pages that are
# there, and a withdrawal now and then.
mkdir one
number=0
while [ "$number" -lt 50 ]; do
	number=$((number + 1))
	id=jdrb-2020$(printf '%02d%02d' $((number * 7 % 12 + 1)) $((number % 5 + 1)))-01
	sed "s/春/第$number/g; s/[0-9]月/${number}月/" \
		"$root/fixtures/pages/jdrb-2019030$((number % 3 + 4))"*.txt >"one/$id.txt"
	nbarc ingest -q -o fifty.nbarc one 2>.err
	[ $((number % 9)) -ne 0 ] ||
		nbarc withdraw -q --reason x fifty.nbarc "$id-01" 2>.err
	rm "one/$id.txt"
done
naive "after 50 appends and withdrawals" --seed 8 fifty.nbarc
naive "at the 30th commit" --seed 9 --at 30 fifty.nbarc
nbarc merge -q -o fifty-merged.nbarc fifty.nbarc merged.nbarc
naive "and after a merge" --seed 10 fifty-merged.nbarc
nbarc grep -l merged.nbarc 第 | sort -c 2>.err
result $? "hits come in the order of identifiers"

# ---- withdrawn, old and renamed text
exits 4 "what was withdrawn is not found" nbarc grep a.nbarc 长条凳 $page
exits 0 "before it was, it is" nbarc grep -q --at 1 a.nbarc 长条凳 $page
nbarc grep -l a.nbarc 春耕时节 $page >.out 2>.err
[ $? -eq 4 ] && [ ! -s .out ]
result $? "the newest revision has another text"
nbarc grep -l --all-revisions a.nbarc 春耕时节 $page >got
echo $page-01@1 | cmp - got
result $? "older revisions are searched on request"
nbarc grep -l a.nbarc 春耕时节 $page@1 >got
echo $page-01@1 | cmp - got
result $? "and one that is named"
exits 4 "no revision of what was withdrawn is" nbarc grep --all-revisions \
	a.nbarc 长条凳 $page
nbarc grep -l a.nbarc 镇志 >got
echo qsxb-19890517-01-01 | cmp - got
result $? "a renamed page is found by its new identifier"

# ---- filters
nbarc grep -l --from 2019-03-05 --to 2019-03-06 a.nbarc 的 >got
nbarc list --from 2019-03-05 --to 2019-03-06 a.nbarc | cut -d' ' -f1 >wanted
[ -s got ] && [ -z "$(comm -13 wanted got)" ]
result $? "--from and --to"
nbarc grep -l --title mgrb a.nbarc 米價 | grep -qx mgrb-19350711-03-02
result $? "--title"
filtered() { # OPTION...: what is found is what nbarc list has, and no more
	nbarc grep -l -E "$@" a.nbarc '[^ ]' >got 2>.err
	nbarc list "$@" a.nbarc | cut -d' ' -f1 >wanted
	[ -s got ] && cmp got wanted
	result $? "$*"
}
filtered --page 1
filtered --page a01 --from 2019-03-05
filtered --kind photo
filtered --kind article,notice --to 2018
filtered --author 何苗
filtered --author 没有人 --author 何苗
filtered --title mgrb --title jdrb,hxwb --from 1935
filtered --head 春
exits 4 "options that leave nothing" nbarc grep --title jdrb --page b99 a.nbarc 的
says "b99" "are named"
nbarc list --kind photo a.nbarc | nbarc grep -l -E a.nbarc . - >got
nbarc list --kind photo a.nbarc | cut -d' ' -f1 | cmp - got
result $? "identifiers of standard input"
nbarc grep -l a.nbarc 。 jdrb-20190305 hxwb-20200108-a01-01 >got
printf '%s\n' jdrb-20190305-a03-01 hxwb-20200108-a01-01 | cmp - got
result $? "several identifiers, in their order"
exits 4 "an identifier that is not there" nbarc grep a.nbarc 的 xxxx
says "xxxx: not in the archive" "is named"
exits 4 "one beside another" nbarc grep -l a.nbarc 。 jdrb-20190305-b03 jdrb-20190305-a03
says "a.nbarc: jdrb-20190305-b03: not in the archive; did you mean 'jdrb-20190305-a03'?" "and what was meant"
nbarc grep -l a.nbarc 。 jdrb-20190305-b03 jdrb-20190305-a03 2>.err | grep -q '^jdrb-20190305-a03-01$'
result $? "the other is searched"
exits 4 "an item that its page has not" nbarc grep a.nbarc 。 jdrb-20190305-a03-77
says "a.nbarc: jdrb-20190305-a03-77: not in the archive" "is said"
cp a.nbarc hidden.nbarc
nbarc withdraw -q -r rights hidden.nbarc jdrb-20190305-a03-01
exits 4 "an item that was withdrawn" nbarc grep hidden.nbarc 。 jdrb-20190305-a03-01
says "jdrb-20190305-a03-01: withdrawn: rights" "is said"

# ---- simplified and traditional
nbarc grep -l --variants a.nbarc 电车 >got
echo dgrb-19620318-02-02 | cmp - got
result $? "--variants finds traditional text"
nbarc grep --variants -E --format jsonl a.nbarc '电.公司' |
	grep -q '"hit":"電車公司"'
result $? "--variants with an expression"
exits 4 "without, it does not" nbarc grep a.nbarc 电车

# ---- forms
nbarc grep --format tsv -C 3 a.nbarc '(记者' >got
printf 'id\tdate\ttitle\tpart\tposition\tleft\thit\tright\n' >wanted
head -n 1 got | cmp - wanted
result $? "TSV has a heading"
awk -F'\t' 'NF != 8 { exit 1 }' got
result $? "and eight columns"
nbarc grep --format jsonl a.nbarc '（记者' | python3 -c '
import json, sys
names = ["id", "date", "title", "part", "position", "left", "hit", "right"]
hits = [json.loads(line) for line in sys.stdin]
assert hits and all(list(hit) == names for hit in hits)'
result $? "JSON Lines has the same fields"
nbarc grep -C 2 a.nbarc 春耕 >got
python3 - got <<'P'
import sys, unicodedata
rows = open(sys.argv[1], encoding="utf-8").read().splitlines()
at = {sum(1 + (unicodedata.east_asian_width(c) in "WF") for c in row[:row.index("春耕")]) for row in rows}
sys.exit(len(rows) < 2 or len(at) != 1)
P
result $? "hits stand under each other"
printf '甲\033[31m乙\342\200\256丙\t丁\n' >escape.txt
mkdir e && mv escape.txt e/jdrb-20200101-01.txt
nbarc ingest -q --from-code UTF-8 -o e.nbarc e 2>.err
nbarc grep e.nbarc 乙 >got
if LC_ALL=C grep -q -e "$(printf '\033')" -e "$(printf '\342\200\256')" got; then
	false
else
	grep -q 乙 got
fi
result $? "controls and bidi are masked"
nbarc grep --format tsv -C 9 e.nbarc 丙 | awk -F'\t' 'NF != 8 { exit 1 }'
result $? "a tab in a text does not part a column"
python3 - "$B/nbarc" <<'P'
import os, pty, sys
read = b""
pid, fd = pty.fork()
if pid == 0:
    os.environ.update(TERM="xterm")
    os.environ.pop("NO_COLOR", None)
    os.execv(sys.argv[1], ["nbarc", "grep", "a.nbarc", "镇志"])
while True:
    try:
        piece = os.read(fd, 4096)
    except OSError:
        break
    if not piece:
        break
    read += piece
os.waitpid(pid, 0)
sys.exit("\033[1;31m镇志\033[0m".encode() not in read)
P
result $? "hits have a colour on a terminal"
nbarc grep a.nbarc 镇志 >got
if LC_ALL=C grep -q "$(printf '\033')" got; then false; else grep -q 镇志 got; fi
result $? "and none elsewhere"

# ---- order, limits, counts
for key in left right date; do
	nbarc grep --sort $key --format jsonl merged.nbarc 的 >got
	nbarc grep --format jsonl merged.nbarc 的 >unsorted
	python3 - $key <<'P'
import json, sys
def rows(name):
    return [json.loads(line) for line in open(name, encoding="utf-8")]
key = {"left": lambda h: h["left"][::-1], "right": lambda h: h["right"], "date": lambda h: h["date"]}[sys.argv[1]]
sys.exit(rows("got") != sorted(rows("unsorted"), key=key) or len(rows("got")) < 9)
P
	result $? "--sort $key"
	nbarc grep --sort $key -n 3 --format jsonl merged.nbarc 的 >few
	head -n 3 got | cmp - few
	result $? "--sort $key --limit"
done
nbarc grep -n 2 --format jsonl merged.nbarc 的 >few
head -n 2 unsorted | cmp - few
result $? "--limit"
[ "$(nbarc grep -c merged.nbarc 的)" -eq "$(wc -l <unsorted)" ]
result $? "--count"
for key in year month title page; do
	nbarc grep --count-by $key --format jsonl a.nbarc 的 >got
	nbarc grep --format jsonl a.nbarc 的 >hits
	python3 - $key <<'P'
import json, sys
key, counts = sys.argv[1], {}
for line in open("hits", encoding="utf-8"):
    hit = json.loads(line)
    title, date, page, number = hit["id"].split("-")
    name = {"year": date[:4], "month": f"{date[:4]}-{date[4:6]}", "title": title, "page": page}[key]
    one = counts.setdefault(name, [0, set()])
    one[0] += 1
    one[1].add(hit["id"])
wanted = [{key: k, "hits": n, "items": len(ids)} for k, (n, ids) in sorted(counts.items())]
sys.exit([json.loads(line) for line in open("got", encoding="utf-8")] != wanted)
P
	result $? "--count-by $key"
done
nbarc grep -j 1 --format jsonl merged.nbarc 的 | cmp - unsorted
result $? "one thread prints the same"
printf '\357\273\277镇志\r\n\n米價\n' | nbarc grep -l -f - a.nbarc >got
printf '%s\n' mgrb-19350711-03-02 qsxb-19890517-01-01 | cmp - got
result $? "patterns of standard input"
nbarc grep -l -e 镇志 -e 米價 a.nbarc | cmp - got
result $? "several patterns"
nbarc grep -l a.nbarc '镇志
米價' | cmp - got
result $? "lines of a pattern"

# ---- usage
for options in "--in foot" "--sort size" "--count-by day" "--format xml" \
	"--from 2023-13" "-c --count-by year" "-l --sort left" "-c -n 3"; do
	# shellcheck disable=SC2086
	exits 1 "$options" nbarc grep $options a.nbarc 的
done
exits 1 "no pattern" nbarc grep a.nbarc
exits 1 "an empty pattern" nbarc grep a.nbarc ''
says "nothing to look for is given" "says so"
exits 1 "an empty text within which hits do not count" nbarc grep --not '' a.nbarc 的
says "a text within which hits do not count is empty" "is told from a pattern"
exits 1 "no expression" nbarc grep -E a.nbarc '的('
says "not valid at byte 4: missing closing parenthesis" "says where"
exits 1 "a pattern that is not UTF-8" nbarc grep a.nbarc "$(printf '\344')"
exits 1 "a file of patterns that is not there" nbarc grep -f none a.nbarc
exits 1 "no archive" nbarc grep none.nbarc 的
exits 0 "-q finds" nbarc grep -q a.nbarc 的
[ ! -s .out ] && [ ! -s .err ]
result $? "and prints nothing"
exits 4 "-q does not find" nbarc grep -q a.nbarc 飞碟
[ ! -s .out ] && [ ! -s .err ]
result $? "and prints nothing"

# ---- expressions that do not come to an end
for pattern in '(.+)+[XY]' '(.*)*[XY]' '(.|.)*[XY]' '([^X]+)*[XY]$' \
	'(?:(?:.+)+)+[XY]' '(?=(.+)+[XY]).'; do
	exits 1 "$pattern is stopped" timeout 20 nbarc grep -E a.nbarc "$pattern"
	says "the regular expression takes too many steps" "says so"
done
exits 1 "an expression that grows" nbarc grep -E a.nbarc '((((.{999}){999}){999}){999})'
exits 1 "an expression too long" nbarc grep -E a.nbarc \
	"$(awk 'BEGIN { for (i = 0; i < 70000; i++) printf "a" }')"
exits 1 "brackets too deep" nbarc grep -E a.nbarc \
	"$(awk 'BEGIN { for (i = 0; i < 999; i++) printf "("; for (i = 0; i < 999; i++) printf ")" }')"

# ---- pipes and signals
awk 'BEGIN { for (i = 0; i < 900; i++) { for (k = 0; k < 60; k++) printf "的"; printf "%d。\n\n", i } }' \
	>long.txt
mkdir l && mv long.txt l/jdrb-20200101-01.txt
nbarc ingest -q -o l.nbarc l
{ nbarc grep l.nbarc 的 2>messages; echo $? >code; } | head -n 1 >got
[ -s got ] && [ ! -s messages ] && grep -qx 141 code
result $? "a reader that goes away ends it without a message"
python3 - <<'P'
import os, signal, subprocess, sys
# A script in the background of a shell ignores it, and so would the command.
signal.signal(signal.SIGINT, signal.SIG_DFL)
read, write = os.pipe()
child = subprocess.Popen(["nbarc", "grep", "l.nbarc", "的"], stdout=write, stderr=subprocess.PIPE)
os.close(write)
os.read(read, 1)
child.send_signal(signal.SIGINT)
messages = child.communicate()[1]
sys.exit(child.returncode != -signal.SIGINT or messages != b"")
P
result $? "Ctrl-C ends it at once"
if [ -e /dev/full ]; then
	sh -c 'nbarc grep a.nbarc 的 >/dev/full' 2>.err
	[ $? -eq 1 ]
	result $? "a full disk is exit 1"
	says "write" "and is said"
fi

# ---- around damage
PYTHONPATH=$root/tests python3 - a.nbarc <<'P' >.out 2>.err
import random
import subprocess
import sys

import naive_grep as naive

whole = open(sys.argv[1], "rb").read()
draw = random.Random(11)
lost = 0
for turn in range(60):
    data = bytearray(whole)
    for _ in range(draw.choice([1, 1, 4])):
        at = draw.randrange(16, len(data))
        data[at] ^= draw.randrange(1, 256)
    with open("bad.nbarc", "wb") as out:
        out.write(data)
    where = ["--", "bad.nbarc"]
    listed = subprocess.run(["nbarc", "list", *where], capture_output=True)
    if listed.returncode not in (0, 2):
        sys.exit(f"list: {listed}")
    items = naive.texts(where, codes=(0, 2))
    for word in "的", "镇志", "米價日", "农技员":
        q = {"regex": False, "folded": [word], "exact": False, "parts": [], "not": []}
        wanted = [f"{name}\t{position}" for name, _, position, _ in naive.naive(items, q)]
        got = subprocess.run(["nbarc", "grep", "--format", "tsv", *where, word], capture_output=True)
        rows = [line.split("\t") for line in got.stdout.decode().splitlines()[1:]]
        if [f"{row[0]}\t{row[4]}" for row in rows] != wanted:
            sys.exit(f"{turn} {word}: {len(rows)} hits, not {len(wanted)}: {got.stderr}")
        count = len(listed.stdout.splitlines())
        if got.returncode not in ((0, 2) if wanted else (2, 4)):
            sys.exit(f"{turn} {word}: exit {got.returncode}")
        if len(items) < count:
            lost += 1
            if got.returncode != 2 or not got.stderr:
                sys.exit(f"{turn} {word}: {count - len(items)} items lost without a word")
print(lost, "searches of archives in which text was lost")
sys.exit(lost < 20)
P
result $? "60 damages: what can be read is searched, and the rest is said"
sed 's/^/# /' .out
finish
