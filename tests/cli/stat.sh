#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# nbarc stat, compared with what a script counts in the output of nbarc list.
# shellcheck source=tests/tap.sh
. "$(dirname "$0")/../tap.sh"
mkdir pages
cp "$root"/fixtures/pages/*.txt pages
cp "$root/fixtures/pages/jdrb-20190304-a01.txt" pages/jdrb-00000000-01.txt
printf '逗号，<引号>\n\n本报记者 甲,"乙\n\n正文。正文。正文。\n' >pages/jdrb-20200100-02.txt
nbarc ingest -q -o a.nbarc pages
nbarc withdraw -q --reason 权利 a.nbarc hxwb-20200108-a01-01

cat >count.py <<'END'
import collections, csv, json, subprocess, sys
by, options = sys.argv[1], sys.argv[2:]
run = lambda *a: subprocess.run(a, check=True, stdout=subprocess.PIPE).stdout.decode()
records = [json.loads(l) for l in run("nbarc", "list", "-f", "jsonl",
    "-c", "date,title_code,page,kind,authors,place,characters", *options, "a.nbarc").splitlines()]
def keys(name, r):
    date = "" if r["date"].startswith("0000") else r["date"]
    one = {"year": date[:4], "month": date[:7], "title": r["title_code"], "page": r["page"], "kind": r["kind"],
           "place": r["place"]}
    return (r["authors"] or [""]) if name == "author" else [one[name]]
items, characters = collections.Counter(), collections.Counter()
for r in records:
    pairs = [()]
    for name in by.split(","):
        pairs = [p + (k,) for p in pairs for k in keys(name, r)]
    for p in pairs:
        items[p] += 1
        characters[p] += r["characters"]
few = by.split(",")[-1] not in ("author", "place")
order = sorted(items, key=lambda k: tuple(s.encode() for s in k) if few else (-items[k], tuple(s.encode() for s in k)))
wanted = [dict(zip(by.split(","), k), items=items[k], characters=characters[k]) for k in order]
assert len(wanted) > 1
assert [json.loads(l) for l in run("nbarc", "stat", "-f", "jsonl", "-b", by, *options, "a.nbarc").splitlines()] == wanted
strings = [{k: str(v) for k, v in w.items()} for w in wanted]
text = run("nbarc", "stat", "-f", "csv", "-b", by, *options, "a.nbarc")
assert list(csv.DictReader(text.splitlines())) == strings, text
lines = [l.split("\t") for l in run("nbarc", "stat", "-f", "tsv", "-b", by, *options, "a.nbarc").splitlines()]
assert [dict(zip(lines[0], l)) for l in lines[1:]] == strings
table = [l.split() for l in run("nbarc", "stat", "-b", by, *options, "a.nbarc").splitlines()]
assert [t[-2:] for t in table] == [[s["items"], s["characters"]] for s in strings]
END
for by in year month title page kind author place year,kind title,author; do
	check "by $by: as a script counts" python3 count.py $by
done
check "with filters" python3 count.py author --title jdrb --from 2019
[ "$(nbarc stat -f csv a.nbarc)" = "$(nbarc stat -f csv -b year a.nbarc)" ]
result $? "by year, if nothing is said"
nbarc stat -f tsv -b title -s characters a.nbarc | tail -n +2 | cut -f3 >sizes
check "--sort characters: the most first" sort -c -rn sizes
nbarc stat -f tsv -b title -s characters -r -n 2 a.nbarc | tail -n +2 | cut -f3 >two
sort -n sizes | head -n 2 >wanted
check "--reverse, --limit" cmp two wanted
nbarc stat a.nbarc jdrb-2019 | grep -q '^2019 ' && ! nbarc stat a.nbarc jdrb-2019 | grep -q '^1'
result $? "a prefix"
exits 4 "a prefix that nothing has" nbarc stat a.nbarc jdrb-20190304-a0x
says "jdrb-20190304-a0x: not in the archive; did you mean" "asks for the nearest"
exits 4 "around a word" nbarc stat -c -w 春耕 a.nbarc nosuch
exits 0 "a prefix of which the options choose nothing" nbarc stat --from 2030 a.nbarc jdrb
[ "$(nbarc stat -f jsonl --title zz a.nbarc 2>/dev/null)" = "" ]
result $? "nothing chosen: no line"

nbarc stat -b author --svg chart.svg a.nbarc >/dev/null
check "--svg: a drawing" xmllint --noout chart.svg
[ "$(grep -c '<rect ' chart.svg)" -eq "$(nbarc stat -f jsonl -b author a.nbarc | wc -l)" ]
result $? "with a bar a line"
cp chart.svg first.svg
nbarc stat -b author --svg chart.svg a.nbarc >/dev/null
check "the same bytes each time" cmp first.svg chart.svg
cat >terminal.py <<'END'
import os, pty, struct, fcntl, termios, sys
pid, fd = pty.fork()
if pid == 0:
    fcntl.ioctl(1, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    os.execvp("nbarc", ["nbarc", "stat", "-b", "title", "a.nbarc"])
out = b""
try:
    while data := os.read(fd, 65536):
        out += data
except OSError:
    pass
lines = out.decode().replace("\r", "").strip("\n").split("\n")
assert lines[0].split() == ["title", "items", "characters"]
assert all("█" in l or "▏" <= l[-1] or l[-1] in "▏▎▍▌▋▊▉" for l in lines[1:]), lines
assert all(len(l) <= 80 for l in lines) and max(len(l) for l in lines) > 70
END
check "a terminal: names of columns, and bars that fit" python3 terminal.py

exits 1 "nothing to count by" nbarc stat -b colour a.nbarc
exits 1 "three things" nbarc stat -b year,month,kind a.nbarc
exits 1 "author stands last" nbarc stat -b author,year a.nbarc
exits 1 "no such order" nbarc stat -s size a.nbarc
exits 1 "no such format" nbarc stat -f xml a.nbarc
exits 1 "bars of something else" nbarc stat --bars pages a.nbarc
exits 1 "no such archive" nbarc stat none.nbarc
exits 4 "no such commit" nbarc stat --at 9 a.nbarc
finish
