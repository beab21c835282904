#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# nbarc info counts by newspaper and year what a script counts of nbarc list, at
# every commit, and says what the commit record says of damaged archives, too.
# shellcheck source=tests/tap.sh
. "$(dirname "$0")/../tap.sh"
cp -R "$root/fixtures/pages" pages
cp pages/jdrb-20190304-a01.txt pages/jdrb-20210000-a01.txt
cp pages/jdrb-20190304-a01.txt pages/jdrb-00000000-a01.txt
cp pages/jdrb-20190304-a01.txt pages/aa-00000000-a01.txt
nbarc ingest -q -o a.nbarc pages 2>.err
nbarc get a.nbarc jdrb-20190304-a02 | sed 's/jdrb-20190304-a02/人民日报.2/g' >other.xml
nbarc ingest -q -o a.nbarc --tei other.xml 2>.err
result $? "a page that is not of a newspaper"
nbarc withdraw -q -r rights a.nbarc jdrb-20190304-a02-01
nbarc withdraw -q -r rights a.nbarc hxwb-20181112-b03
cat >count.py <<'P'
import json
import subprocess
import sys


def nbarc(*words):
    return subprocess.run(["nbarc", *words], capture_output=True, check=True).stdout.decode()


at = ["--at", sys.argv[1]]
items = [json.loads(line) for line in nbarc("list", "--json", *at, "a.nbarc").splitlines()]
pages = [json.loads(line) for line in nbarc("list", "--pages", "--json", *at, "a.nbarc").splitlines()]


def count(chosen):
    of = [i for i in items if chosen(i)]
    dates = sorted(p["date"] for p in pages if chosen(p))
    first = min((d for d in dates if not d.startswith("0000")), default=dates[0])
    return {"first": first, "last": dates[-1], "pages": len(dates), "items": len(of),
            "characters": sum(i["characters"] for i in of)}


wanted = []
for code in sorted({p["title_code"] for p in pages}, key=lambda c: (not c, c)):
    years = sorted({p["date"][:4] for p in pages if code and p["title_code"] == code})
    wanted.append({"title_code": code, **count(lambda r: r["title_code"] == code), "years": [
        {"year": y, **count(lambda r: r["title_code"] == code and r["date"][:4] == y)} for y in years]})
info = json.loads(nbarc("info", "--json", *at, "a.nbarc"))
assert info["titles"] == wanted, (info["titles"], wanted)
assert info["pages"] == len(pages) and info["items"] == len(items)
rows = [line.split() for line in nbarc("info", *at, "a.nbarc").split("\n\n")[1].splitlines()[1:]]
flat = []
for title in wanted:
    for name, row in [(title["title_code"] or "(other)", title)] + [
            (y["year"], y) for y in title["years"] if len(title["years"]) > 1]:
        flat.append([name] + [str(row[k]) for k in ("first", "last", "pages", "items", "characters") if row[k] != ""])
assert rows == flat, (rows, flat)
brief = json.loads(nbarc("info", "--brief", "--json", *at, "a.nbarc"))
assert "titles" not in brief and brief == {k: v for k, v in info.items() if k != "titles"}
P
for commit in 1 2 3 4; do
	check "commit $commit" python3 count.py $commit
done
nbarc info --brief a.nbarc >brief
nbarc info a.nbarc | sed '/^$/,$d' | cmp - brief
result $? "--brief leaves out the table alone"

# Damage of a leaf does not hide the commit record.
python3 - <<'P'
data = bytearray(open("a.nbarc", "rb").read())
at = 0
while (at := data.find(b"nbarcL", at + 1)) >= 0:
    data[at + 80] ^= 0xff
open("hurt.nbarc", "wb").write(data)
P
exits 2 "a damaged catalogue" nbarc info hurt.nbarc
cmp brief .out
result $? "what the commit record says is printed"
exits 0 "which --brief does without the catalogue" nbarc info --brief hurt.nbarc
finish
