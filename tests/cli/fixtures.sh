#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Every fixture page on every road: the answers are in fixtures/expected.
# shellcheck source=tests/tap.sh
. "$(dirname "$0")/../tap.sh"
pages=$root/fixtures/pages
expected=$root/fixtures/expected
titles=$root/fixtures/titles.tsv

for text in "$pages"/*.utf8 "$root"/fixtures/tutorial/text/*/*.utf8; do
	page=${text%.utf8}.txt
	python3 "$root/fixtures/make-gb18030.py" "$text" >made
	check "$(basename "$page"): is what its generator makes" cmp made "$page"
done

nbarc ingest -q --titles "$titles" -o corpus.nbarc "$pages"
result $? "all pages go into an archive"
check "the archive is good" nbarc verify corpus.nbarc
check "zstd takes the archive" zstd -tq corpus.nbarc
zstd -dcq corpus.nbarc >all.xml
: >each.xml

for page in "$pages"/*.txt; do
	id=$(basename "$page" .txt)
	nbnorm --journal journal "$page" >text
	check "$id: text is the one expected" cmp text "$expected/$id.txt"
	nbtei --titles "$titles" --id "$id" "$page" >raw.xml
	check "$id: document is the one expected" cmp raw.xml "$expected/$id.xml"
	check "$id: document is valid" nbtei --validate raw.xml
	nbconv "$page" | nbnorm --source "$page" --journal piped |
		nbtei --titles "$titles" --id "$id" --journal piped >piped.xml
	check "$id: the pipe gives the same document" cmp piped.xml raw.xml
	nbarc get corpus.nbarc "$id" >got.xml
	check "$id: the archive gives the same document" cmp got.xml raw.xml
	cat got.xml >>each.xml
	nbarc get --format source corpus.nbarc "$id" >source
	check "$id: the source comes back" cmp source "$page"
	nbarc get --format text corpus.nbarc "$id" >from-archive
	tr -d '\n' <from-archive >a
	tr -d '\n' <text >b
	check "$id: its text comes back" cmp a b
	nbnorm text >twice
	check "$id: repairing twice changes nothing" cmp twice text
	nbnorm --undo journal text >undone
	check "$id: the journal undoes the repair" cmp undone "$page"
	tr -d '\r' <"$page" >lf
	case $id in
	qsxb*) ;;
	*)
		nbnorm lf >lf.text
		check "$id: line ends change nothing" cmp lf.text text
		;;
	esac
	for item in $(nbarc list corpus.nbarc "$id" | awk '{ print $1 }'); do
		nbarc get corpus.nbarc "$item" >"$item.xml"
	done
done
check "zstd -dc prints every page" cmp all.xml each.xml
check "every item is a valid document" nbtei --validate ./*-*-*-*.xml
schema=$root/../shared/schema/tei_all.rng
if [ -f "$schema" ]; then
	check "every item and page is valid TEI" \
		xmllint --noout --relaxng "$schema" "$expected"/*.xml ./*-*-*-*.xml
else
	skip "../shared is absent" "every item and page is valid TEI"
fi
finish
