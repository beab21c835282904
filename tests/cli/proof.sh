#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# nbarc manifest, prove and check-proof.
# shellcheck source=tests/tap.sh
. "$(dirname "$0")/../tap.sh"
reader=$root/format-spec/reader.py
nbarc ingest -q --frame-size 4 -o a.nbarc "$root/fixtures/pages"
merkle=$(nbarc info a.nbarc | sed -n 's/^Merkle root *//p')

mkdir export
for page in "$root"/fixtures/pages/*.txt; do
	id=$(basename "$page" .txt)
	nbarc get a.nbarc "$id" >"export/$id.xml"
	nbarc get --format source a.nbarc "$id" >"export/$id.txt"
done
nbarc manifest -d -s a.nbarc >manifest
[ "$(wc -l <manifest)" -eq 22 ]
result $? "a line for each document and source"
check "sha256sum agrees" sh -c 'cd export && sha256sum --strict -c ../manifest'
nbarc manifest -s a.nbarc >manifest
check "with the files that were ingested" \
	sh -c "cd '$root/fixtures/pages' && sha256sum --strict -c '$work/manifest'"
nbarc manifest a.nbarc jdrb-20190304 >manifest
check "a prefix" grep -c 'jdrb-20190304-a0[12].xml' manifest
exits 4 "a prefix that is not there" nbarc manifest a.nbarc zz

for id in jdrb-20190304-a01-02 jdrb-20190304-a01 qsxb-19890516-01-01 xwgb-20211203-01; do
	nbarc prove -o proof a.nbarc $id
	nbarc get a.nbarc $id >article
	check "$id: proved" nbarc check-proof -r "$merkle" proof article
	check "$id: without the article" nbarc check-proof -q proof
	check "$id: for the other reader" python3 "$reader" check-proof proof article
	tr 0 1 <article >other
	exits 2 "$id: another text" nbarc check-proof proof other
	exits 2 "$id: for the other reader" python3 "$reader" check-proof proof other
	sha=$(sed -n 's/^document //p;/^text/q' proof)
	grep -aq "^$sha  " <<-X
		$(sed '1,/^$/d' proof | sha256sum)
	X
	result $? "$id: sha256sum of the text is the document's"
done
exits 2 "another root" nbarc check-proof -r "$(echo "$merkle" | tr 0-9 9876543210)" \
	proof
exits 1 "no root" nbarc check-proof -r 12 proof
exits 4 "an article that is not there" nbarc prove a.nbarc jdrb-20190304-a01-99
exits 4 "no id" nbarc prove a.nbarc jdrb
nbarc prove a.nbarc jdrb-20190304-a01-02 >proof
sed 's/^subject .*/subject jdrb-20190304-a01-03/' proof >other
nbarc get a.nbarc jdrb-20190304-a01-02 >article
exits 2 "the subject is another article" nbarc check-proof other article
grep -av '^path' proof >other
exits 2 "without its path" nbarc check-proof other
head -c 2000 proof >other
exits 2 "cut off" nbarc check-proof other
exits 2 "what is no proof" nbarc check-proof manifest

# The same proof whatever the archive looks like; another one when it grows.
nbarc ingest -q --level 1 -o b.nbarc "$root/fixtures/pages"
nbarc prove b.nbarc jdrb-20190304-a01-02 >other
check "the proof is of the corpus, not of the file" cmp proof other
finish
