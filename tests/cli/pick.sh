#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# nbarc get by filters, lists and folders gives what a loop over nbarc get with
# single identifiers gives, in every format.
# shellcheck source=tests/tap.sh
. "$(dirname "$0")/../tap.sh"
cp -R "$root/fixtures/pages" pages
nbarc ingest -q --frame-size 16 --titles "$root/fixtures/titles.tsv" -o a.nbarc \
	pages 2>.err
nbarc withdraw -q -r rights a.nbarc jdrb-20190304-a01-02
nbarc list -f tsv -c id a.nbarc | sed 1d >items
nbarc list --pages a.nbarc >pages.list
[ "$(wc -l <items)" -gt 15 ]
result $? "there are items"

# each FORMAT FILE: what get prints of each line, with an empty line between texts
each()
{
	: >wanted
	while read -r id; do
		nbarc get -f "$1" a.nbarc "$id" >one 2>/dev/null
		if [ "$1" = text ] && [ -s one ] && [ -s wanted ]; then
			echo >>wanted
		fi
		cat one >>wanted
	done <"$2"
}

# ---- filters
for format in tei slices text json; do
	grep '^jdrb' items >some
	each $format some
	check "$format --title --items" nbarc get -f $format --items --title jdrb a.nbarc
	cmp wanted .out
	result $? "it is each item"
done
for format in tei text source journal; do
	nbarc get -f $format --from 2019 --to 2019 a.nbarc hxwb jdrb-20190304-a02 \
		jdrb-20190305 jdrb-20190306 qsxb >got 2>.err
	nbarc list --pages --from 2019 --to 2019 a.nbarc hxwb jdrb-20190304-a02 \
		jdrb-20190305 jdrb-20190306 qsxb 2>/dev/null >some
	each $format some
	cmp wanted got
	result $? "$format of pages by dates, together with prefixes"
done
nbarc list -f tsv -c id --kind photo a.nbarc | sed 1d >some
each text some
nbarc get -f text --kind photo a.nbarc | cmp - wanted
result $? "photographs"
[ -s wanted ]
result $? "there are some"
exits 4 "what nobody wrote" nbarc get --author 无名氏 a.nbarc
says "no author is called 无名氏" "says so"
exits 4 "an identifier that is mistyped" nbarc get a.nbarc jdrb-20190304-a20
says "did you mean 'jdrb-20190304-a02'?" "asks for the nearest"

# ---- lists
awk '{ printf "%05d %s\n", NR * 7919 % 10007, $1 }' items | sort | cut -d' ' -f2 >mixed
for format in tei text json; do
	each $format mixed
	nbarc get -f $format a.nbarc - <mixed | cmp - wanted
	result $? "$format of a list on standard input"
done
nbarc get -f text a.nbarc hxwb - jdrb-20190304-a02-01 <mixed >got
{
	nbarc get -f text a.nbarc hxwb
	echo

	each text mixed
	cat wanted
	echo
	nbarc get -f text a.nbarc jdrb-20190304-a02-01
} | cmp - got
result $? "beside other identifiers"
nbarc list a.nbarc jdrb-20190304-a02 | nbarc get -f text a.nbarc - >got
nbarc get -f text --items a.nbarc jdrb-20190304-a02 | cmp - got
result $? "a table of nbarc list"
{
	printf '\357\273\277'
	nbarc list a.nbarc jdrb-20190304-a02
} | nbarc get -f text a.nbarc - | cmp - got
result $? "with a byte order mark"
nbarc get a.nbarc - </dev/null >got && [ ! -s got ]
result $? "an empty list"

# ---- separators and headings
nbarc get -f text -s '\n----\t\\\n' a.nbarc - <mixed >got
python3 - <<'P'
import subprocess
ids = open("mixed").read().split()
texts = [subprocess.run(["nbarc", "get", "-f", "text", "a.nbarc", i], capture_output=True, check=True).stdout for i in ids]
assert open("got", "rb").read() == b"\n----\t\\\n".join(texts)
P
result $? "a separator, with escapes"
nbarc get -f text --headings a.nbarc - <mixed >got
python3 - <<'P'
import subprocess
ids = open("mixed").read().split()
texts = [i.encode() + b"\n" + subprocess.run(
    ["nbarc", "get", "-f", "text", "a.nbarc", i], capture_output=True, check=True).stdout for i in ids]
assert open("got", "rb").read() == b"\n".join(texts)
P
result $? "headings"

# ---- files
for format in tei:xml text:txt json:json html:html slices:xml; do
	rm -rf files
	check "a folder of ${format%:*}" nbarc get -f "${format%:*}" -d files a.nbarc - <mixed
	[ ! -s .out ] && find files -type f | sed 's,files/,,' | sort >names
	sed "s/$/.${format#*:}/" items | sort | cmp - names
	result $? "names are the identifiers"
	while read -r id; do
		nbarc get -f "${format%:*}" a.nbarc "$id" | cmp - "files/$id.${format#*:}" || echo no
	done <items >differ 2>&1
	[ ! -s differ ]
	result $? "each has what get prints"
done
for format in source:source journal:jsonl; do
	rm -rf files
	nbarc get -f "${format%:*}" -d files --title hxwb a.nbarc
	grep hxwb pages.list | while read -r id; do
		nbarc get -f "${format%:*}" a.nbarc "$id" | cmp - "files/$id.${format#*:}"
	done
	result $? "files of each ${format%:*}"
done
rm -rf files
cp a.nbarc revised.nbarc
mkdir revised
sed 's/螺丝/弹簧/' "$root/fixtures/pages/jdrb-20190304-a02.txt" >revised/jdrb-20190304-a02.txt
nbarc ingest -q -o revised.nbarc revised
for id in jdrb-20190304-a02@1 jdrb-20190304-a02@2 jdrb-20190304-a02-01@1; do
	echo $id
	nbarc get -f text revised.nbarc $id
	echo
done | sed '$d' >wanted
sed -n '/@/p' wanted >ids
nbarc get -f text -d files revised.nbarc - <ids
while read -r id; do
	nbarc get -f text revised.nbarc "$id" | cmp - "files/$id.txt" || echo no
done <ids >differ
[ ! -s differ ] && ! cmp -s files/jdrb-20190304-a02@1.txt files/jdrb-20190304-a02@2.txt
result $? "revisions have files of their own"
nbarc get -f text --headings revised.nbarc - <ids | cmp - wanted
result $? "and headings"
: >plain
exits 1 "a folder that is a file" nbarc get -d plain --all a.nbarc
exits 0 "a new folder with a slash" nbarc get -d slash/ --all a.nbarc
[ "$(find slash -type f | wc -l)" -gt 1 ]
result $? "has the files"
chmod 500 files
if [ -w files ]; then
	skip "everything can be written" "a folder that cannot be written"
else
	exits 1 "a folder that cannot be written" nbarc get -d files --all a.nbarc
fi
chmod 700 files

# ---- JSON and HTML
nbarc get -f json --all a.nbarc >got
nbarc list --json -c all,text a.nbarc | cmp - got
result $? "JSON is what nbarc list prints of all items"
nbarc get -f html --all a.nbarc >page.html
cat >look.py <<'P'
import json
from html.parser import HTMLParser


class Page(HTMLParser):
    def __init__(self):
        super().__init__()
        self.articles, self.open, self.skip = {}, [], False

    def handle_starttag(self, tag, attributes):
        at = dict(attributes)
        assert not {"src", "href"} & set(at) and tag not in ("script", "link", "img"), tag
        if tag == "article":
            self.now = self.articles.setdefault(at["id"], [])
        elif tag in ("p", "h1"):
            self.now.append((tag, at.get("class"), ""))
        if tag not in ("meta",):
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if self.open and self.open[-1] in ("p", "h1"):
            tag, kind, text = self.now[-1]
            self.now[-1] = (tag, kind, text + data)


page = Page()
page.feed(open("page.html", encoding="utf-8").read())
items = [json.loads(line) for line in open("got", encoding="utf-8")]
assert not page.open and list(page.articles) == [i["id"] for i in items]
for item in items:
    blocks = page.articles[item["id"]]
    texts = [text for _, kind, text in blocks if kind != "where"]
    wanted = [line for line in item["text"].split("\n") if line]
    assert [t.replace("\ufffd", "") for t in texts] == [
        "".join(c for c in w if ord(c) >= 32 and c not in "\ufffe\uffff") for w in wanted], item["id"]
    assert sum(tag == "h1" for tag, _, _ in blocks) == (item["title"] in wanted)
    assert item["id"] in blocks[-1][2] and item["date"] in blocks[-1][2]
P
check "HTML has all text, marked, and nothing from elsewhere" python3 look.py

# ---- usage
for options in "--all -f xml" "--all -d x -o y" "--all -d x -s y" "--all -f json --headings" \
	"--ids pages.list -f json" "--ids pages.list --from 2019 --follow" "--kind poem" \
	"--all --plain -f text"; do
	# shellcheck disable=SC2086
	exits 1 "get $options" nbarc get $options a.nbarc
done

# An archive is never replaced by what is read out of it, whatever it is called.
cp a.nbarc same.nbarc
ln -s same.nbarc link.nbarc
for command in "get --all -o same.nbarc link.nbarc" "get -o ./link.nbarc same.nbarc --all" \
	"export -f json -o same.nbarc same.nbarc" "cite -o same.nbarc same.nbarc x-20190304-01" \
	"prove -o same.nbarc same.nbarc x-20190304-01" "stat -w x --svg same.nbarc same.nbarc"; do
	# shellcheck disable=SC2086 # words of a command
	exits 1 "${command%% *} refuses to replace the archive" nbarc $command
	says "the archive itself would be replaced" "and says so"
done
check "the archive is as it was" cmp same.nbarc a.nbarc
finish
