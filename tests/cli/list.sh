#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# nbarc list beside a list that a script makes of the documents that nbarc get
# prints: every field, every filter, every format and order; and what it looks like
# on a terminal.
# shellcheck source=tests/tap.sh
. "$(dirname "$0")/../tap.sh"
cp -R "$root/fixtures/pages" pages
cat >pages/jdrb-20190309-b01.txt <<'P'
春江渡口添新船

——白天摆渡 夜里修船

本报记者 陆小禾 顾青

　　本报江城3月8日电（记者 许晚）渡口的新船昨天下水，来往两岸的乡亲不用再绕远路。船工说，旧船修好以后留作备用。

▲新船下水。 田野 摄
P
nbarc ingest -q --titles "$root/fixtures/titles.tsv" -o a.nbarc pages 2>.err
nbarc get --all a.nbarc >all.xml
cp "$root"/tests/naive.py .

# ---- fields
cat >fields.py <<'P'
from naive import items, listed

wanted, got = items("all.xml"), listed("a.nbarc", "--columns", "all")
assert [i["id"] for i in wanted] == [i["id"] for i in got] and len(got) > 15
assert any(i["authors"] for i in got) and any(i["place"] for i in got)
assert any(i["subheads"] for i in got) and any(i["kicker"] for i in got)
for item, record in zip(wanted, got):
    if not item.pop("has_head"):
        assert item.pop("title").startswith(record["title"]) and record["title"]
    assert item == {name: record[name] for name in item}, (item, record)
    assert record["state"] == "present" and record["reason"] == "" and record["revision"] == 1
default = listed("a.nbarc")
for record, whole in zip(default, got):
    assert record == {name: whole[name] for name in record}
    assert not {"sha256", "text", "state"} & set(record)
assert set(listed("a.nbarc", "--all")[0]) == set(default[0]) | {"state", "reason"}
P
check "every field is what the documents say" python3 fields.py
nbarc list -c id,text --json a.nbarc >texts
cat >texts.py <<'P'
import json
import subprocess

for line in open("texts", encoding="utf-8"):
    item = json.loads(line)
    text = subprocess.run(["nbarc", "get", "-f", "text", "a.nbarc", item["id"]], capture_output=True, check=True).stdout
    assert item["text"] == text.decode(), item["id"]
P
check "the text is that of nbarc get" python3 texts.py
nbarc manifest a.nbarc | awk '{ print $1 }' >hashes
nbarc list --pages -f tsv -c sha256 a.nbarc | sed 1d | cmp - hashes
result $? "the hashes are those of the manifest"

# ---- filters
cat >filters.py <<'P'
import itertools

from naive import items, listed

every = items("all.xml")
authors = sorted({a for i in every for a in i["authors"]})
OPTIONS = {
    "--from": [("2019-03-05", lambda i: i["date"] >= "2019-03-05"), ("2020", lambda i: i["date"] >= "2020")],
    "--to": [("2019", lambda i: i["date"] < "2020"), ("2018-11", lambda i: i["date"] < "2018-12")],
    "--title": [("jdrb", lambda i: i["title_code"] == "jdrb"),
                ("mgrb,jdrb,aaaa", lambda i: i["title_code"] in ("jdrb", "mgrb"))],
    "--page": [("a1", lambda i: i["page"] == "a01"), ("2", lambda i: i["page"] == "02"),
               ("03,a2", lambda i: i["page"] in ("03", "a02"))],
    "--kind": [("photo", lambda i: i["kind"] == "photo"),
               ("photo,notice", lambda i: i["kind"] in ("photo", "notice"))],
    "--author": [(a, lambda i, a=a: a in i["authors"]) for a in authors[:3]] + [("张", lambda i: False)],
    "--head": [(t, lambda i, t=t: t in i["title"] + "\n" + i["kicker"]) for t in ("春", "的", "场")],
}
titles = {i["id"]: i["title"] for i in listed("a.nbarc")}
for item in every:
    item["title"] = titles[item["id"]]
for names in itertools.combinations(authors, 2):
    chosen = [i["id"] for i in every if set(names) & set(i["authors"])]
    assert chosen == [i["id"] for i in listed("a.nbarc", "--author", names[0], "--author", names[1])], names
tried = some = 0
for count in (1, 2, 3):
    for names in itertools.combinations(OPTIONS, count):
        for values in itertools.product(*(OPTIONS[n] for n in names)):
            chosen = [i["id"] for i in every if all(test(i) for _, test in values)]
            options = [word for n, (value, _) in zip(names, values) for word in (n, value)]
            assert chosen == [i["id"] for i in listed("a.nbarc", *options)], options
            pages = list(dict.fromkeys(i["page_id"] for i in every if i["id"] in chosen))
            if count == 1:
                assert pages == [i["id"] for i in listed("a.nbarc", "--pages", *options)], options
            tried += 1
            some += bool(chosen)
assert tried > 100 and some > 40, (tried, some)
P
check "filters choose what the same conditions choose of the documents" \
	python3 filters.py

# ---- identifiers
nbarc list a.nbarc jdrb-20190304-a02 hx jdrb-20190304-a01-02 >several
for id in jdrb-20190304-a02 hx jdrb-20190304-a01-02; do
	nbarc list a.nbarc $id
done | cmp - several
result $? "several identifiers and prefixes, in their order"
printf '# comment\n\njdrb-20190304-a02\r\n  hx\tmore words\n' |
	nbarc list a.nbarc - jdrb-20190304-a01-02 | cmp - several
result $? "some of them on standard input"
nbarc list a.nbarc - </dev/null >none && [ ! -s none ]
result $? "no identifiers on standard input are no list"
exits 4 "one that is not there" nbarc list a.nbarc hx jdrb-20990101
nbarc list a.nbarc hx | cmp - .out
result $? "the others are listed"

# ---- formats and order
cat >formats.py <<'P'
import csv
import io
import re
import subprocess

from naive import listed


def output(*options):
    return subprocess.run(["nbarc", "list", *options, "a.nbarc"], capture_output=True, check=True).stdout


def flat(record):
    return {k: ";".join(v) if isinstance(v, list) else str(v) for k, v in record.items()}


got = listed("a.nbarc", "-c", "all")
rows = list(csv.DictReader(io.StringIO(output("-f", "csv", "-c", "all").decode(), newline="")))
assert rows == [flat(r) for r in got]
texts = listed("a.nbarc", "-c", "id,text")
rows = list(csv.DictReader(io.StringIO(output("-f", "csv", "-c", "id,text").decode(), newline="")))
assert rows == texts and any("\n" in r["text"] for r in rows)
assert output("-f", "csv", "--bom") == b"\xef\xbb\xbf" + output("-f", "csv")
UNESCAPED = {"\\n": "\n", "\\t": "\t", "\\\\": "\\", "\\r": "\r"}
lines = output("-f", "tsv", "-c", "id,text").decode().split("\n")[1:-1]
values = [[re.sub(r"\\.", lambda m: UNESCAPED[m.group()], v) for v in line.split("\t")] for line in lines]
assert [dict(zip(("id", "text"), v)) for v in values] == texts
KEYS = {"characters": lambda r: r["characters"], "title": lambda r: r["title"].encode(),
        "date": lambda r: r["date"], "authors": lambda r: (r["authors"] or [""])[0].encode(),
        "number": lambda r: r["number"]}
for field, key in KEYS.items():
    ids = [r["id"] for r in sorted(got, key=key)]
    for extra, wanted in (((), ids), (("-r",), ids[::-1]), (("-n", "4"), ids[:4]), (("-r", "-n", "3"), ids[::-1][:3])):
        assert [r["id"] for r in listed("a.nbarc", "-s", field, *extra)] == wanted, (field, extra)
assert [r["id"] for r in listed("a.nbarc", "-r")] == [r["id"] for r in got][::-1]
assert [r["id"] for r in listed("a.nbarc", "-n", "7")] == [r["id"] for r in got][:7]
for options in ((), ("--kind", "photo"), ("-n", "2"), ("--pages",), ("--author", "none"), ("-s", "title")):
    run = subprocess.run(["nbarc", "list", "--count", *options, "a.nbarc"], capture_output=True, check=False)
    assert int(run.stdout) == len(listed("a.nbarc", *options)), options
P
check "TSV, CSV, JSON Lines, sorting, limits and counts" python3 formats.py

# ---- damage of documents
nbarc ingest -q --frame-size 16 -o b.nbarc pages 2>.err
cat >hurt.py <<'P'
import struct

data = bytearray(open("b.nbarc", "rb").read())
at = data.find(b"nbarcD") - 8
end = at + 8 + struct.unpack_from("<I", data, at + 4)[0]
size, = struct.unpack_from("<Q", data, at + 16)
data[end + size // 2:end + size] = bytes(size - size // 2)
open("hurt.nbarc", "wb").write(data)
P
python3 hurt.py
nbarc list --json -c id,authors,place b.nbarc >whole
exits 2 "fields of documents, one of which is damaged" \
	nbarc list --json -c id,authors,place hurt.nbarc
[ "$(wc -l <.out)" -eq "$(wc -l <whole)" ] && grep -q . .err && ! cmp -s .out whole
result $? "every item is listed, and the damage reported"
nbarc list --json b.nbarc >whole
nbarc list --json hurt.nbarc | cmp - whole
result $? "what the catalogue has does not need the documents"

# ---- on a terminal
cat >terminal.py <<'P'
import os
import pty
import re
import subprocess
import unicodedata


def shown(columns, pager, *options, stderr=False, **more):
    env = dict(os.environ, COLUMNS=str(columns), NBARC_PAGER=pager, TERM="xterm", **more)
    master, slave = pty.openpty()
    child = subprocess.Popen(["nbarc", "list", *options, "a.nbarc"], stdout=slave,
                             stderr=slave if stderr else subprocess.DEVNULL, env=env)
    os.close(slave)
    data = b""
    while True:
        try:
            piece = os.read(master, 65536)
        except OSError:  # the other end is closed
            break
        if not piece:
            break
        data += piece
    child.wait()
    os.close(master)
    return data.decode(errors="replace").replace("\r\n", "\n")


def width(line):
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in line)


plain = subprocess.run(["nbarc", "list", "a.nbarc"], capture_output=True, check=True).stdout.decode()
assert "\033" not in plain and not plain.startswith("id")
for columns in (30, 50, 61, 62, 80):
    coloured = shown(columns, "")
    assert "\033[" in coloured
    bare = re.sub("\033\\[[0-9]*m", "", coloured)
    assert bare == shown(columns, "cat", NO_COLOR="1")
    head, *lines = bare.split("\n")[:-1]
    assert head.startswith("id  ") and len(lines) == plain.count("\n")
    for line, whole in zip(lines, plain.split("\n")):
        assert width(line) <= columns
        if line.endswith("…"):
            assert whole.startswith(line[:-1]) and width(line) >= columns - 1 and width(whole) > columns
        else:
            assert line == whole
assert shown(1000, "", NO_COLOR="1").split("\n", 1)[1] == plain
paged = shown(1000, "sed s/^/P:/", NO_COLOR="1")
assert paged.split("\n", 1)[1] == "".join("P:" + line for line in plain.splitlines(True))
for pager in ("/no/such/pager", "no-such-pager -R", "false", "exit 3", "kill -9 $$", "head -c 100; exit 1"):
    got = shown(1000, pager, NO_COLOR="1")
    assert got.endswith(shown(1000, "", NO_COLOR="1")), (pager, got[:300])
assert shown(1000, "head -n 2", NO_COLOR="1").split("\n", 1)[1] == plain.split("\n")[0] + "\n"
assert "the pager 'false' failed with exit status 1" in shown(80, "false", stderr=True)
assert "the pager 'no-such' failed with exit status 127" in shown(80, "no-such", stderr=True)
assert "\033" not in shown(80, "", "--json")
assert shown(80, "sed s/^/P:/", "--count").strip() == str(plain.count("\n"))
lines = shown(1000, "", "-c", "title,kind", NO_COLOR="1").split("\n")[1:-1]
cells = [re.fullmatch(r"(.*?)  +([a-z]+)", line) for line in lines]
starts = {width(c.string[:c.start(2)]) for c in cells if width(c.group(1)) <= 44}
assert starts == {46} and len(cells) == len(lines), starts
P
check "a terminal: widths, colours, the pager" python3 terminal.py
finish
