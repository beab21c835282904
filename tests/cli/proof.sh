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
	sed 's/<title/ <title/' article >other
	exits 2 "$id: another header" nbarc check-proof proof other
	nbarc get --format slices a.nbarc $id >article
	check "$id: its slices" nbarc check-proof -r "$merkle" proof article
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

# What the proof does not show is refused, and numbers that the root does not vouch
# for are not printed.
checkers() {
	code=$1 what=$2
	shift 2
	exits "$code" "$what" nbarc check-proof "$@"
	exits "$code" "$what, for the other reader" python3 "$reader" check-proof "$@"
}
without_text() {
	sed "/^text/q;s/^subject .*/subject $1/" proof | sed 's/^text .*/text 0/'
}
without_text jdrb-20190304-a01-99 >other
checkers 2 "an article that never existed" other
without_text jdrb-20190304-a01-02 >real
checkers 2 "no text shows that there is the article" real
nbarc get a.nbarc jdrb-20190304-a01 >page
checkers 0 "the page's document shows it" real page
checkers 2 "and shows that the other one never existed" other page
sed 's/^subject .*/subject jdrb-20190304-a01-99/' proof >other
checkers 2 "the text does not have that article" other
without_text jdrb-20190304-a01 >other
checkers 0 "without the text of a page" other
nbarc prove a.nbarc dgrb-19620318-02 >proof
sed 's/^leaves .*/leaves 12/' proof >other
checkers 0 "the number of leaves may be wrong" other
nbarc check-proof other >result
[ "$(cat result)" = "dgrb-19620318-02 revision 1: belongs to the corpus with \
Merkle root $merkle" ]
result $? "and is not printed"
cp a.nbarc w.nbarc
nbarc withdraw -q -r "mistake" w.nbarc jdrb-20190304-a01-02
nbarc prove w.nbarc jdrb-20190304-a01-02 >proof
checkers 0 "the leaf shows an article that was withdrawn" proof
nbarc check-proof proof | grep -q 'belongs, withdrawn, to the corpus'
result $? "and check-proof says so"
nbarc prove w.nbarc jdrb-20190304-a01-03 >proof
checkers 2 "but not one beside it" proof

# The same proof whatever the archive looks like; another one when it grows.
nbarc prove a.nbarc jdrb-20190304-a01-02 >proof
nbarc ingest -q --level 1 -o b.nbarc "$root/fixtures/pages"
nbarc prove b.nbarc jdrb-20190304-a01-02 >other
check "the proof is of the corpus, not of the file" cmp proof other
finish
