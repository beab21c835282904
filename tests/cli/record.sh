#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The journal: every item that it must have, and undoing it byte for byte, from
# a file and from an archive.
# shellcheck source=tests/tap.sh
. "$(dirname "$0")/../tap.sh"
id=jdrb-20190304-a01
page=$root/fixtures/pages/$id.txt

nbnorm --journal journal "$page" >text
cat >items.py <<'EOF'
import hashlib, json, sys
page = open(sys.argv[1], "rb").read()
text = open("text", "rb").read()
first, *repairs = map(json.loads, open("journal", encoding="utf-8"))
assert first["nbarc-journal"] == 1
assert first["source"]["sha256"] == hashlib.sha256(page).hexdigest()
assert first["source"]["bytes"] == len(page)
assert first["text"]["bytes"] == len(text) and first["model"]
assert repairs
for r in repairs:
    before, after = r["before"].encode(), r["after"].encode()
    assert r["length"] == len(before)
    assert page[r["offset"]:r["offset"] + r["length"]] == before
    assert text[r["at"]:r["at"] + len(after)] == after
    assert r["rule"] in ("join", "punctuation", "space")
    assert r["by"] and 0 <= r["probability"] <= 1
    assert r["rule"] != "join" or r["probability"] >= .8
EOF
check "the journal names each repair: place, before, after, who, probability" \
	python3 items.py "$page"

# What pages can be like: line ends, byte order marks, charsets, odd bytes.
python3 - "$page" <<'EOF'
import sys
text = open(sys.argv[1], encoding="utf-8").read()
forms = {
    "crlf": text.replace("\n", "\r\n").encode(),
    "cr": text.replace("\n", "\r").encode(),
    "mixed": text.replace("\n", "\r\n", 7).encode(),
    "bom": b"\xef\xbb\xbf" + text.encode(),
    "no-newline": text.rstrip("\n").encode(),
    "spaces": ("\n\n　" + text.replace("\n", " \t\n") + "\n\n\n　").encode(),
    "nul": text.replace("，", "\0").encode() + b"\0\n\0",
    "gb18030": text.encode("gb18030"),
    "gb18030-bom": b"\x84\x31\x95\x33" + text.replace("\n", "\r\n").encode("gb18030"),
    "gb18030-four": ("𠮷" + text + "\U0010ffff").encode("gb18030"),
}
for name, data in forms.items():
    open(f"form-{name}", "wb").write(data)
EOF
mkdir pages
number=0
for form in form-*; do
	number=$((number + 1))
	nbnorm --journal j "$form" >n
	nbnorm --undo j n >back
	check "${form#form-}: undone byte for byte" cmp back "$form"
	cp "$form" "pages/$(printf 'jdrb-20190304-b%02d' $number).txt"
done
nbarc ingest -q --titles "$root/fixtures/titles.tsv" -o corpus.nbarc pages
for one in pages/*; do
	name=$(basename "$one" .txt)
	nbnorm --journal j "$one" >n
	nbarc get --format journal corpus.nbarc "$name" >kept
	check "$name: the archive keeps the journal that nbnorm writes" cmp kept j
	nbnorm --undo kept n >back
	check "$name: and it undoes the repair" cmp back "$one"
	python3 "$root/format-spec/reader.py" get corpus.nbarc "$name" \
		--format journal >theirs
	check "$name: the other reader prints the same" cmp theirs kept
done
iconv -f UTF-8 -t BIG5-HKSCS "$root/fixtures/pages/mgrb-19350711-03.txt" \
	>mgrb-19350711-03.txt
nbnorm -f BIG5-HKSCS --journal j mgrb-19350711-03.txt >n
nbarc ingest -q -f BIG5-HKSCS -o big5.nbarc mgrb-19350711-03.txt
nbarc get --format journal big5.nbarc mgrb-19350711-03 >kept
check "Big5: the archive keeps the journal" cmp kept j
nbnorm --undo kept n >back
check "Big5: undone byte for byte" cmp back mgrb-19350711-03.txt
check "the archive is sound" nbarc verify corpus.nbarc

# Archives that are made from archives keep it too.
cp corpus.nbarc small.nbarc
nbarc ingest -q -o small.nbarc "$root/fixtures/pages/hxwb-20200108-a01.txt"
nbarc compact -q -o compact.nbarc --frame-size 64 small.nbarc
nbarc merge -q -o merged.nbarc corpus.nbarc big5.nbarc
for archive in compact merged; do
	nbarc get --format journal corpus.nbarc jdrb-20190304-b03 >before
	nbarc get --format journal $archive.nbarc jdrb-20190304-b03 >after
	check "$archive: the journal is kept" cmp before after
	check "$archive: and sound" nbarc verify $archive.nbarc
done

nbarc ingest -q --no-sources -o bare.nbarc pages/jdrb-20190304-b01.txt
exits 4 "without the source there is no journal" \
	nbarc get --format journal bare.nbarc jdrb-20190304-b01
says "keeps no source" "and get says why"
exits 2 "a journal of another text" nbnorm --undo journal n
exits 1 "--undo goes alone" nbnorm --undo journal --review text

finish
