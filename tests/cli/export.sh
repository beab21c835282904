#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# nbarc export: each form is read back by what reads it, and compared with what
# nbarc list and nbarc get print.
# shellcheck source=tests/tap.sh
. "$(dirname "$0")/../tap.sh"
printf '引号"逗号,\t制表\n\n<text> & \\ 反斜 4.5%% 他说：“好！”然后走了。Hello  World again……完\n' \
	>odd.txt
mkdir pages
cp "$root"/fixtures/pages/*.txt pages
cp odd.txt pages/jdrb-20190309-a01.txt
nbarc ingest -q -o a.nbarc --titles "$root/fixtures/titles.tsv" pages
nbarc withdraw -q --reason 权利 a.nbarc hxwb-20200108-a01-01

for name in a.jsonl a.csv a.tsv a.sqlite a.bulk a.vrt a.conllu a.parquet; do
	check "$name: by its ending" nbarc export -o $name a.nbarc
	mv $name first
	nbarc export -q -o $name a.nbarc
	check "$name: twice the same bytes" cmp first $name
done
nbarc export -f text -o texts a.nbarc
result $? "texts"
nbarc export a.nbarc >plain.jsonl
check "JSON Lines go to standard output by themselves" cmp plain.jsonl a.jsonl
nbarc export --bom -o bom.csv a.nbarc
[ "$(head -c 3 bom.csv | od -An -tx1 | tr -d ' ')" = efbbbf ]
result $? "a byte order mark on request"

cat >read.py <<'END'
import csv, json, os, re, sqlite3, subprocess, sys
run = lambda *a: subprocess.run(a, check=True, stdout=subprocess.PIPE).stdout
which = sys.argv[1]
fields = [l.split("\t")[0] for l in open("a.tsv", encoding="utf-8", newline="").readline().rstrip("\n").split("\t")]
wanted = [json.loads(l) for l in run("nbarc", "list", "-f", "jsonl", "-c", ",".join(fields), "a.nbarc").splitlines()]
assert len(wanted) > 18 and "text" in fields and len(fields) > 20
join = lambda v: ";".join(v) if isinstance(v, list) else str(v) if v != "" else ""
flat = [{k: join(v) for k, v in w.items()} for w in wanted]
squeeze = lambda s: re.sub(r"\s+", "", s)
if which == "jsonl":
    assert [json.loads(l) for l in open("a.jsonl", encoding="utf-8")] == wanted
elif which == "csv":
    rows = list(csv.DictReader(open("a.csv", encoding="utf-8", newline="")))
    assert rows == flat
elif which == "tsv":
    undo = lambda s: re.sub(r"\\(.)", lambda m: {"t": "\t", "n": "\n", "r": "\r", "\\": "\\"}[m[1]], s)
    lines = open("a.tsv", encoding="utf-8", newline="\n").read().split("\n")[1:-1]
    assert [dict(zip(fields, map(undo, l.split("\t")))) for l in lines] == flat
elif which == "sqlite":
    db = sqlite3.connect("a.sqlite")
    db.row_factory = sqlite3.Row
    assert db.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
    assert not db.execute("PRAGMA foreign_key_check").fetchall()
    rows = []
    for row in db.execute("SELECT * FROM items ORDER BY rowid"):
        r = {k: row[k] if row[k] is not None else "" for k in row.keys()}
        for many in "authors", "subheads":
            r[many] = [v for (v,) in map(tuple, db.execute(
                f"SELECT value FROM {many} WHERE item = ? ORDER BY position", (r["id"],)))]
        rows.append(r)
    assert [{k: r[k] for k in w} for r, w in zip(rows, wanted)] == wanted and len(rows) == len(wanted)
    root = dict(map(tuple, db.execute("SELECT name, value FROM archive")))["root"]
    assert root in run("nbarc", "info", "a.nbarc").decode()
elif which == "parquet":
    lines = run(sys.executable, sys.argv[2], "a.parquet").decode().splitlines()
    rows = [{k: "" if v is None else v for k, v in json.loads(l).items()} for l in lines]
    assert rows == wanted
    facts = json.loads(run(sys.executable, sys.argv[2], "--facts", "a.parquet"))
    assert facts["pairs"]["nbarc.root"] in run("nbarc", "info", "a.nbarc").decode()
    assert {"title_code", "date", "kind"} <= set(facts["dictionaries"]) and "text" not in facts["dictionaries"]
elif which == "bulk":
    lines = open("a.bulk", encoding="utf-8").read().split("\n")
    assert lines.pop() == ""
    for action, source, w in zip(lines[::2], lines[1::2], wanted, strict=True):
        assert json.loads(action) == {"index": {"_id": w["id"]}} and json.loads(source) == w
elif which == "vertical":
    texts = re.findall(r"<text ([^\n]*)>\n(.*?)</text>\n", open("a.vrt", encoding="utf-8").read(), re.S)
    entity = lambda s: s.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", '"').replace("&amp;", "&")
    for (head, body), w in zip(texts, wanted, strict=True):
        attributes = {k: entity(v) for k, v in re.findall(r'(\w+)="([^"]*)"', head)}
        assert attributes["id"] == w["id"] and attributes["title"] == w["title"]
        assert attributes["authors"] == "|" + "".join(a + "|" for a in w["authors"])
        lines = body.split("\n")[:-1]
        tokens = [entity(l) for l in lines if l not in ("<p>", "</p>")]
        assert all(t and not re.search(r"\s", t) for t in tokens)
        assert "".join(tokens) == squeeze(w["text"]), ("".join(tokens), squeeze(w["text"]))
        assert lines.count("<p>") == len([l for l in w["text"].split("\n") if l.strip()])
    registry = open("a.vrt.registry", encoding="utf-8").read()
    assert "\nID a\n" in registry and "STRUCTURE text_id\n" in registry
elif which == "conllu":
    documents = open("a.conllu", encoding="utf-8").read().split("# newdoc id = ")[1:]
    for document, w in zip(documents, wanted, strict=True):
        identifier, rest = document.split("\n", 1)
        assert identifier == w["id"] and rest.count("# newpar\n") == len([l for l in w["text"].split("\n") if l.strip()])
        whole = ""
        for number, block in enumerate(rest.strip("\n").split("\n\n")):
            comments = dict(l[2:].split(" = ", 1) for l in block.split("\n") if l.startswith("# ") and " = " in l)
            assert comments["sent_id"] == f"{identifier}.{number + 1}"
            rows = [l.split("\t") for l in block.split("\n") if not l.startswith("#")]
            assert [r[0] for r in rows] == [str(i + 1) for i in range(len(rows))] and all(len(r) == 10 for r in rows)
            text = "".join(r[1] + ("" if r[9] == "SpaceAfter=No" else " ") for r in rows)
            assert text.split() == comments["text"].split(), (text, comments["text"])
            whole += squeeze(comments["text"])
        assert whole == squeeze(w["text"])
    odd = next(d for d in documents if d.startswith("jdrb-20190309-a01"))
    assert "\tHello\t" in odd and "# text = " in odd
elif which == "texts":
    files = sorted(os.path.join(d, f) for d, _, fs in os.walk("texts") for f in fs)
    assert files == sorted(f"texts/{w['title_code']}/{w['date'][:4]}/{w['id']}.txt" for w in wanted)
    for w in wanted:
        path = f"texts/{w['title_code']}/{w['date'][:4]}/{w['id']}.txt"
        assert open(path, "rb").read() == run("nbarc", "get", "-f", "text", "a.nbarc", w["id"])
END
for form in jsonl csv tsv sqlite bulk vertical conllu texts parquet; do
	check "$form: read back, it is what nbarc list prints" \
		python3 read.py $form "$root/tests/parquet.py"
done

# ---- compressed, in shards, in part
nbarc export -o a.jsonl.zst a.nbarc
zstd -dqc a.jsonl.zst >got 2>.err
check "compressed: the same lines" cmp got a.jsonl
nbarc export --shard 4K -o s.tsv a.nbarc
set -- s-*.tsv
[ $# -gt 3 ]
result $? "--shard: several files"
head -n 1 a.tsv >joined
for shard in s-*.tsv; do
	head -n 1 "$shard" | cmp -s - joined.head 2>/dev/null || head -n 1 "$shard" >joined.head
	tail -n +2 "$shard"
done >rest
cat joined rest >joined.tsv
check "one after the other, they are the same lines" cmp joined.tsv a.tsv
large=0
for shard in s-*.tsv; do
	[ "$(wc -c <"$shard")" -le 4096 ] ||
		[ "$(wc -l <"$shard")" -eq 2 ] || large=1
done
[ $large -eq 0 ]
result $? "no file is larger, unless it has one item"
nbarc export --shard 4K -o z.bulk.zst a.nbarc
zstd -dqc z-*.bulk.zst >got 2>.err
check "shards can be compressed" cmp got a.bulk
nbarc export --shard 4K -o z.parquet a.nbarc
set -- z-*.parquet
[ $# -gt 3 ]
result $? "shards of Parquet are several files"
python3 "$root/tests/parquet.py" a.parquet >whole
python3 "$root/tests/parquet.py" z-*.parquet >rest
check "one after the other, they are the same rows" cmp whole rest
nbarc export -f parquet -c id,date a.nbarc >small.parquet
python3 "$root/tests/parquet.py" small.parquet | sed -n 1p >got
echo '{"id": "dgrb-19620318-02-01", "date": "1962-03-18"}' >want
check "Parquet on standard output, with some columns" cmp got want
nbarc export -o none.parquet --author 没有人 a.nbarc
check "nothing chosen: a file without rows" \
	python3 "$root/tests/parquet.py" none.parquet
[ ! -s .out ]
result $? "has none"
mkdir undated
cp "$root/fixtures/pages/jdrb-20190306-a04.txt" undated/jdrb-20190300-a04.txt
cp "$root/fixtures/pages/jdrb-20190306-a04.txt" undated/jdrb-16000229-a04.txt
nbarc ingest -q -o undated.nbarc undated
nbarc export -o undated.parquet -c date undated.nbarc
python3 "$root/tests/parquet.py" undated.parquet | sort -u | tr '\n' ' ' >got
printf '{"date": "1600-02-29"} {"date": null} ' >want
check "a day of long ago, and one that is not known" cmp got want
nbarc export --from 2019 --title jdrb --kind article -c id,text a.nbarc >part
nbarc list -f jsonl --from 2019 --title jdrb --kind article -c id,text a.nbarc >list
check "filters and columns, as those of nbarc list" cmp part list
nbarc export a.nbarc jdrb-2019030 >part
nbarc list -f jsonl -c "$(head -n 1 a.tsv | tr '\t' ,)" a.nbarc jdrb-2019030 >list
check "a prefix" cmp part list
nbarc export --all -c id,state a.nbarc | grep -q '"hxwb-20200108-a01-01","state":"withdrawn"'
result $? "--all: what was withdrawn is named"
nbarc export --all -c text,title a.nbarc hxwb-20200108-a01 >gone
[ "$(head -n 1 gone)" = '{"text":"","title":""}' ]
result $? "but has no text"
nbarc export -o none.csv --author 没有人 a.nbarc
[ "$(wc -l <none.csv)" -eq 1 ]
result $? "nothing chosen: a file with names of columns"
nbarc export --at 1 -c id a.nbarc | grep -q hxwb-20200108-a01-01
result $? "--at: an earlier state"

# ---- what fails
exits 1 "no such form" nbarc export -f word a.nbarc
exits 1 "no form has this ending" nbarc export -o a.docx a.nbarc
exits 1 "a database on standard output" nbarc export -f sqlite a.nbarc
says "-o FILE" "says what to do"
exits 1 "texts on standard output" nbarc export -f text a.nbarc
exits 1 "a database is not compressed" nbarc export -f sqlite -o a.zst a.nbarc
exits 1 "Parquet is compressed in itself" nbarc export -f parquet -o a.zst a.nbarc
exits 1 "a column of Parquet comes once" nbarc export -c id,id -o b.parquet a.nbarc
exits 1 "a byte order mark of JSON" nbarc export --bom -f jsonl a.nbarc
says "--bom is about csv and tsv" "says so"
exits 1 "a size" nbarc export --shard 3X -o s.csv a.nbarc
exits 1 "a database needs identifiers" nbarc export -c title -o b.sqlite a.nbarc
exits 1 "a folder that is not there" nbarc export -o no/a.csv a.nbarc
exits 1 "and of a database" nbarc export -o no/a.sqlite a.nbarc
exits 1 "no such archive" nbarc export -o b.csv none.nbarc
exits 1 "no such column" nbarc export -c nothing a.nbarc
[ ! -e b.csv ] && [ ! -e b.sqlite ] && [ ! -e b.sqlite.new ]
result $? "nothing is left of them"
if [ -e /dev/full ]; then
	exits 1 "a full disk" sh -c 'nbarc export a.nbarc >/dev/full'
fi
cp a.nbarc damaged.nbarc
printf X | dd of=damaged.nbarc bs=1 seek=3000 conv=notrunc 2>/dev/null
cp a.sqlite kept.sqlite
cp a.jsonl kept.jsonl
exits 2 "a damaged archive" nbarc export -o a.sqlite damaged.nbarc
exits 2 "a damaged archive" nbarc export -o a.jsonl damaged.nbarc
check "the database of before stays" cmp a.sqlite kept.sqlite
check "and the file" cmp a.jsonl kept.jsonl
[ ! -e a.sqlite.new ]
result $? "nothing else is left"
finish
