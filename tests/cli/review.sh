#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# What a person sees and decides: --review, --decisions, --explain, --dry-run,
# --suspects and the review page, in a browser where there is one.
# shellcheck source=tests/tap.sh
. "$(dirname "$0")/../tap.sh"
id=jdrb-20190304-a01
cp "$root/fixtures/pages/$id.txt" .

# A profile that has every break for review, so that no test hangs on the model.
sed 's/^review = .*/review = 0 1/; s/^name = .*/name = all/' \
	"$root/share/profiles/modern.profile" >all.profile

# ---- review
nbnorm --review --profile ./all.profile $id.txt >review
nbnorm --review --json --profile ./all.profile $id.txt >review.json
check "--review: as many for people as for machines" \
	[ "$(grep -c '^join\|^keep' review)" -eq "$(wc -l <review.json)" ]
cat >order.py <<'END'
import json
rows = [json.loads(line) for line in open("review.json", encoding="utf-8")]
away = [abs(r["probability"] - .5) for r in rows]
assert len(rows) > 5 and away == sorted(away)
page = open("jdrb-20190304-a01.txt", "rb").read()
squeeze = lambda b: "".join(b.decode().split())
for r in rows:
    left, right = page[:r["offset"]], page[r["offset"] + r["length"]:]
    assert squeeze(left).endswith(r["left"]) and squeeze(right).startswith(r["right"])
    assert 1 <= len(r["left"]) <= 12 and page[r["offset"]:r["offset"] + r["length"]].isspace()
END
check "--review --json: the most doubtful first, with what stands around them" \
	python3 order.py
nbnorm --review $id.txt | grep -c '^join\|^keep' >few
check "--review: without it only the doubtful ones" \
	[ "$(cat few)" -lt "$(wc -l <review.json)" ]
nbnorm $id.txt >text
nbnorm --decisions review $id.txt >same
check "what --review prints is a file of decisions that changes nothing" \
	cmp same text
cat >colour.py <<'END'
import os, pty, sys
out = open("terminal", "wb")
def keep(fd):
    data = os.read(fd, 65536)
    out.write(data)
    return b""
os.environ["TERM"] = "xterm"
pty.spawn(sys.argv[1:], keep)
END
printf '一句话\n\n没有,完\033[31m。\n' >escape.txt
for face in --review --dry-run; do
	python3 colour.py nbnorm $face --profile ./all.profile escape.txt
	[ "$(grep -c "$(printf '\033\[[0-9]*m')" terminal)" -gt 0 ] &&
		grep -q 'x1b\[31m' terminal
	result $? "$face: colours on a terminal, none of the page's own"
	NO_COLOR=1 python3 colour.py nbnorm $face $id.txt
	! grep -q "$(printf '\033')" terminal
	result $? "$face: none with NO_COLOR"
	nbnorm $face $id.txt >out
	! grep -q "$(printf '\033')" out
	result $? "$face: none in a file"
done

# ---- decisions
sed -n 's/^keep\t/join\t/p' review >turned
sed -n 's/^join\t/keep\t/p' review >>turned
nbnorm --decisions turned --journal j $id.txt >other
grep '"rule":"join"' j | grep -v '"by":"person","probability":1.000' >.err
[ "$(grep -c '"by":"person"' j)" -gt 5 ] && [ ! -s .err ]
result $? "--decisions: every break turned, by a person"
[ "$(grep -c '"rule":"keep","by":"person","probability":0.000' j)" -eq \
	"$(grep -c '^keep' turned)" ]
result $? "what a person kept is on record too"
nbnorm --undo j other >back
check "and undone byte for byte" cmp back $id.txt
nbnorm --decisions turned other >again 2>.err
check "repairing twice with them changes nothing" cmp again other
nbtei --id $id --decisions turned $id.txt >direct.xml
nbnorm --decisions turned --journal j $id.txt |
	nbtei --id $id --journal j >pipe.xml
check "nbtei: the same document, direct and by the pipe" cmp direct.xml pipe.xml
check "nbtei: it is valid" nbtei --validate direct.xml
grep -q '<lb break="no" type="joined" resp="nbarc:reviewer"/>' direct.xml &&
	grep -q 'ref="nbarc:reviewer"' direct.xml && grep -q 'By a reviewer: <num' direct.xml
result $? "nbtei: a person's joins are marked and counted"
schema=$root/../shared/schema/tei_all.rng
if [ -f "$schema" ]; then
	check "nbtei: it is valid TEI" xmllint --noout --relaxng "$schema" direct.xml
else
	skip "../shared is absent" "nbtei: it is valid TEI"
fi
check "ingest takes them" nbarc ingest -q -o a.nbarc --decisions turned $id.txt
nbarc get a.nbarc $id >got.xml
check "ingest: the same document" cmp got.xml direct.xml
grep -q 'Breaks that a reviewer kept: <num' direct.xml
result $? "nbtei: what a person kept is counted"
python3 "$root/format-spec/reader.py" get a.nbarc $id --format journal >theirs
check "the other reader prints a person's journal" cmp theirs j
nbnorm --decisions review text >same 2>.err
nbnorm --decisions review --dry-run text >changes 2>.err
[ ! -s changes ]
result $? "--dry-run: what was kept is no change"
nbarc get --format journal a.nbarc $id >kept
check "ingest: the journal says that it was a person" cmp kept j

# They hold when other parts of the page change, and its marks.
{
	printf '新的头条\n\n'
	sed 's/,/，/g' $id.txt
	printf '\n\n补遗\n'
} >edited.txt
check "decisions survive edits elsewhere" nbnorm --decisions turned edited.txt
sed 's/把课堂搬到/把课本搬到/' $id.txt >edited.txt
exits 4 "one that has no place is reported" \
	nbnorm --decisions turned edited.txt
cp .out applied
says "not applied: no such place" "with its line"
check "and the others are applied" [ -s applied ]
# Two places with the same words before them, and a decision about each.
printf '柳湾镇的农户今天都说\n新的课堂很好。\n\n柳湾镇的农户今天都说\n旧的课堂太远。\n' >two.txt
printf 'keep\t农户今天都说\t新的课堂\t1\njoin\t农户今天都说\t旧的课堂\t1\n' >both
nbnorm --decisions both two.txt >norm
printf '柳湾镇的农户今天都说\n\n新的课堂很好。\n\n柳湾镇的农户今天都说旧的课堂太远。\n' >wanted
check "the words after a place count, too" cmp norm wanted
sed 's/^keep/x/; s/^join/keep/; s/^x/join/' both >turned2
nbnorm --decisions turned2 two.txt >norm
printf '柳湾镇的农户今天都说新的课堂很好。\n\n柳湾镇的农户今天都说\n\n旧的课堂太远。\n' >wanted
check "and the other way round" cmp norm wanted
printf 'join\t没有\t这里\t1\tjdrb-20190304-a02\n' >elsewhere
check "one for another page is not" nbnorm --decisions elsewhere $id.txt
cp $id.txt other-name.txt
exits 4 "where the page is not known it is" \
	nbnorm --decisions elsewhere other-name.txt
exits 4 "nbtei reports too" nbtei --id jdrb-20190304-a02 --decisions elsewhere \
	$id.txt
exits 4 "ingest reports too" nbarc ingest -o b.nbarc --decisions turned \
	"$root/fixtures/pages/hxwb-20200108-a01.txt"
says "turned: line 1: not applied" "with its line"
check "but the pages are in" nbarc get b.nbarc hxwb-20200108-a01
check "ingest: one for a page that is not among these" \
	nbarc ingest -o c.nbarc --decisions elsewhere $id.txt
says "1 decision is for pages that are not among these" "is counted"
printf 'perhaps\ta\tb\n' >bad
exits 2 "a bad file of decisions" nbnorm --decisions bad $id.txt
says "bad: line 1: the decision is neither join nor keep" "names file and line"

# ---- items and blocks
tab=$(printf '\t')
cat >blocks <<END
main$tab${tab}春耕时节
sub${tab}走村入户${tab}把课堂搬
item${tab}第二十一个村。${tab}技术员成了常客$tab$tab$id${tab}周明${tab}2026-03-31${tab}版面上另起一栏
main${tab}第二十一个村。${tab}技术员成了常客
notice$tab${tab}春耕时节
END
nbtei --id $id --decisions blocks $id.txt >blocks.xml
result $? "decisions about items and blocks are applied"
check "the document with them is valid" nbtei --validate blocks.xml
for part in '<head type="sub">把课堂搬' '<head type="main">技术员成了常客' \
	'<div type="notice" xml:id="'$id'-01"' \
	'<div type="article" xml:id="'$id'-02"'; do
	check "it has $part" grep -qF "$part" blocks.xml
done
nbnorm --decisions blocks --journal j $id.txt >text
result $? "nbnorm keeps the breaks before the blocks"
nbtei --id $id --journal j --decisions blocks text >piped.xml
check "the header says of how many blocks" \
	grep -qF '>Decided about items and blocks: 3.</change>' blocks.xml
check "the pipe makes the same document" cmp piped.xml blocks.xml
check "and ingest, too" nbarc ingest -q -o blocks.nbarc --decisions blocks $id.txt
nbarc get blocks.nbarc $id >got.xml
check "the archive has the same document" cmp got.xml blocks.xml
nbtei --id $id --review $id.txt >stands
result $? "nbtei --review"
check "it has a line about each block twice" \
	[ "$(grep -c '^inside\|^article\|^photo\|^notice' stands)" -eq \
	"$(grep -c '^kicker\|^main\|^sub\|^cross\|^par\|^by\|^cap\|^cred\|^col' stands)" ]
nbtei --id $id $id.txt >direct.xml
nbtei --id $id --decisions stands $id.txt >stated.xml
result $? "all of it can be applied"
sed '1,/<body>/d' direct.xml >direct.body
sed '1,/<body>/d' stated.xml >stated.body
check "and it changes nothing" cmp direct.body stated.body
sed '0,/^crosshead/s//main/; 0,/^inside\(.*技术员成\)/s//article\1/' stands >turned
nbtei --id $id --decisions turned $id.txt >turned.xml
result $? "with other words it can be applied, too"
check "and changes the page" \
	grep -qF '<head type="main">技术员成了常客</head>' turned.xml
exits 1 "--review writes no document" nbtei --id $id --review --plain $id.txt
printf 'byline\t上午,\t江东\nitem\t没有\t这里\n' >nowhere
exits 4 "a block that does not begin there" \
	nbtei --id $id --decisions nowhere $id.txt
says 'line 1: not applied: no block begins at this place' "the first is named"
says 'line 2: not applied: no such place' "and the second"
exits 4 "of a text with a journal" \
	nbtei --id $id --journal j --decisions nowhere text

# ---- low confidence
sed 's/^threshold = .*/threshold = .001/; s/^name = .*/name = low/' \
	"$root/share/profiles/modern.profile" >low.profile
nbtei --id $id --profile ./low.profile $id.txt >low.xml
grep -q 'resp="nbarc:nbnorm" cert="low"/>' low.xml &&
	grep -q 'With low confidence: <num' low.xml
result $? "nbtei: joins that are for review are marked and counted"
check "nbtei: and valid" nbtei --validate low.xml

# ---- why
nbnorm --explain 0 --json $id.txt >why
cat >why.py <<'END'
import json, math
why = json.load(open("why"))
assert why["by"] and why["threshold"] == .8 and why["review"] == [.2, .8]
for source in "text", "setting":
    weights = [abs(f["adds"]) for f in why["features"] if f["from"] == source]
    assert weights == sorted(weights, reverse=True) and len(weights) > 7
assert all(f["feature"] for f in why["features"]) and "layout" not in why
assert abs(sum(f["adds"] for f in why["features"]) - why["logit"]) < 1e-4
assert abs(1 / (1 + math.exp(-why["logit"])) - why["model"]) <= 5.1e-4
END
check "--explain --json: thresholds, and features that add up to the logit" python3 why.py
offset=$(sed -n '1s/.*"offset":\([0-9]*\).*/\1/p' review.json)
nbnorm --explain "$offset" $id.txt >why
grep -q "^offset $offset, length" why && grep -q '^decided by: ' why &&
	grep -q '^  [+-][0-9]' why
result $? "--explain: the break at that offset"
awk '/^  [+-]/ { sum += $1 } /: logit/ { sub(/.*logit /, ""); logit = $1 + 0 }
	END { exit !(sum - logit < .15 && logit - sum < .15) }' why
result $? "and what is shown adds up to the logit, but for rounding"
nbnorm --decisions turned --explain "$offset" $id.txt >why
grep -q 'decided by: person, in pass 1; .*the model says' why
result $? "--explain: a person decided, and what the model says"
printf '一句话。\n' >one.txt
exits 4 "--explain: a page without breaks" nbnorm --explain 0 one.txt
exits 1 "--explain: not an offset" nbnorm --explain here $id.txt

# ---- dry run
for page in "$root"/fixtures/pages/*.txt; do
	name=$(basename "$page" .txt)
	# The diff is of the text: a byte order mark is none of it.
	nbconv "$page" | sed "1s/^$(printf '\357\273\277')//" >utf8
	nbnorm utf8 >text
	nbnorm --dry-run utf8 >changes
	if ! command -v patch >/dev/null 2>&1; then
		skip "there is no patch" "$name: --dry-run"
		continue
	fi
	patch --binary -s -o patched utf8 changes >.err 2>&1
	check "$name: patch makes of --dry-run what nbnorm makes" cmp patched text
done
check "--dry-run: nothing to do" sh -c 'nbnorm --dry-run text | cmp - /dev/null'
exits 1 "one face at a time" nbnorm --dry-run --review $id.txt
exits 1 "--json with what has it" nbnorm --dry-run --json $id.txt

# ---- suspects
printf '工\357\277\275作，前锟斤拷后，2O19年，人\356\200\200民\n' >odd.txt
nbnorm --suspects odd.txt >suspects
[ "$(cut -f1-3 suspects | tr '\t\n' ' ;')" = \
	"3 U+FFFD replacement;15 U+951F mojibake;31 U+004F digit;43 U+E000 private;" ]
result $? "--suspects: offset, code point and reason"
nbnorm --suspects --json odd.txt | python3 -c '
import json, sys
rows = [json.loads(line) for line in sys.stdin]
assert [r["why"] for r in rows] == ["replacement", "mojibake", "digit", "private"]
assert rows[1]["text"] == "锟斤拷" and rows[1]["before"].endswith("前")
' 2>.err
result $? "--suspects --json: the same"
nbnorm odd.txt | grep -q '锟斤拷'
result $? "and nothing of it is corrected"
nbnorm --suspects "$root/fixtures/expected/$id.txt" >suspects
[ ! -s suspects ]
result $? "--suspects: a clean page has none"

# ---- the desk
{
	printf '再<b>把课堂</b>搬到\n\n<script>window.hurt=1</script>&amp;\n\n'
	printf '一\000二\033三</script>四\n\n'
	cat $id.txt
} >hurt.txt
: >jdrb-20190305-a09.txt
nbnorm --profile ./all.profile --report html -o desk.html hurt.txt $id.txt \
	jdrb-20190305-a09.txt 2>.err
cat >page.py <<'END'
import base64, hashlib, html.parser, json, re
text = open("desk.html", encoding="utf-8", newline="").read()
policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', text).group(1)
assert policy.startswith("default-src 'none';") and "unsafe" not in policy
directives = dict(d.strip().split(" ", 1) for d in policy.split(";"))
for element, count in ("script", 3), ("style", 1):
    bodies = re.findall(rf"<{element}>(.*?)</{element}>", text, re.S)
    assert len(bodies) == count == len(directives[f"{element}-src"].split())
    for body in bodies:
        digest = base64.b64encode(hashlib.sha256(body.encode()).digest()).decode()
        assert f"'sha256-{digest}'" in directives[f"{element}-src"], element
tags, stack = set(), []
class Parser(html.parser.HTMLParser):
    def handle_starttag(self, tag, attributes):
        tags.add(tag)
        for name, value in attributes:
            assert name not in ("src", "href", "srcset", "action", "style") and not name.startswith("on"), name
        if tag not in ("meta", "br", "input"):
            stack.append(tag)
    def handle_endtag(self, tag):
        assert stack.pop() == tag, tag
parser = Parser()
parser.feed(text)
assert not stack and "b" not in tags, tags
assert "\0" not in text and "\x1b" not in text
assert "://" not in re.sub(r"<script>.*?</script>", "", text, flags=re.S).replace("http-equiv", "")
pages = [json.loads(p) for p in re.findall(r'class="page">(.*?)</script>', text, re.S)]
assert [p["id"] for p in pages] == ["", "jdrb-20190304-a01", "jdrb-20190305-a09"]
assert pages[2]["lines"] == pages[2]["breaks"] == pages[2]["blocks"] == []
for p in pages[:2]:
    assert len(p["lines"]) == len(p["breaks"]) + 1
    assert [b[0] for b in p["blocks"]][1:] == [i + 1 for i, b in enumerate(p["breaks"]) if not b[3]]
END
check "--report html: one file, a strict policy, everything escaped" python3 page.py
exits 1 "--report: another format" nbnorm --report pdf $id.txt
exits 1 "several pages, and no report" nbnorm hurt.txt $id.txt
exits 1 "--report: a page that is not there" \
	nbnorm --report html -o some.html no.txt $id.txt
says "no.txt: " "is named"
check "and the others are in the report" grep -q '"id":"'$id'"' some.html
: >empty.txt
nbnorm --report html -o empty.html empty.txt
result $? "--report: a blank page"
nbnorm --report html --decisions blocks -o former.html $id.txt
grep -q 'item\\t第二十一个村。\\t技术员成了常客\\t\\t'$id'\\t周明\\t2026-03-31\\t版面上另起一栏' former.html
result $? "--report: former decisions are kept as they are"
if command -v chromium >/dev/null 2>&1 && command -v chromedriver >/dev/null 2>&1; then
	mkdir saved
	python3 "$root/tests/browser/desk.py" desk.html saved >browser 2>&1
	sed -n 's/^\(not \)\{0,1\}ok [0-9]* - /\1/p' browser >lines
	while read -r line; do
		case $line in
		"not "*) result 1 "in Chromium: ${line#not }" ;;
		*) result 0 "in Chromium: $line" ;;
		esac
	done <lines
	grep -q '^1\.\.' browser || cat browser >.err
	grep -q '^1\.\.' browser
	result $? "in Chromium: to the end"
	check "ingest takes the file that the desk saved" \
		nbarc ingest -q --decisions saved/hurt.txt.decisions.tsv \
		-o desk.nbarc $id.txt
	nbarc get desk.nbarc $id >desk.xml
	cat >wanted.py <<'END'
import re
import xml.etree.ElementTree as ET
rows = [line.rstrip("\n").split("\t") for line in open("saved/wanted.txt", encoding="utf-8")]
tei = "{http://www.tei-c.org/ns/1.0}"
items = [d for d in ET.parse("desk.xml").getroot().iter(tei + "div") if d.get("type") in ("article", "photo", "notice", "advertisement", "furniture")]
assert [d.get("type") for d in items] == [r[0] for r in rows if r[0] != "-"]
for choice in ET.parse("desk.xml").getroot().iter(tei + "sic"):
    assert choice.text is None or len(choice.text) == 1
root = ET.parse("desk.xml").getroot()
for sic in root.iter(tei + "sic"):
    sic.text = None
items = [d for d in root.iter(tei + "div") if d.get("type") != "subsection"]
squeeze = lambda e: re.sub(r"\s", "", "".join(e.itertext()))
assert items[0].get("next") == "nbarc:jdrb-20190305-a02-03"
item = -1
for kind, role, text in rows:
    item += kind != "-"
    assert re.sub(r"\s", "", text) in squeeze(items[item]), text
# What a person decided is there.
crosshead = [r[2] for r in rows if r[1] == "crosshead"]
heads = [squeeze(e) for e in ET.parse("desk.xml").getroot().iter(tei + "head")]
assert any(re.sub(r"\s", "", c) in heads for c in crosshead)
END
	check "and the archive has the page as it stood on the desk" python3 wanted.py
	check "the document is valid" nbtei --validate desk.xml
	grep -q '张编辑' saved/hurt.txt.decisions.tsv
	result $? "the file says who decided"
else
	skip "Chromium is absent (make check-browser)" "the desk in a browser"
fi
finish
