# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=sh
# shellcheck disable=SC2154 # root is that of the script that sources this
# The archives that those of fixtures/archives are made of (tests/archives.py).
# Sourced by the tests that make them; $root is the project, and nbarc is in PATH.
# Everything is made in the current directory.

ingest() { # ARCHIVE
	nbarc ingest -q -o "$1" pages
}

revise() { # PAGE SED-SCRIPT
	sed "$2" "pages/$1.txt" >x && mv x "pages/$1.txt"
}

# Make the fixture archives of MANIFEST in the folder OUT.
make_pages() { # OUT
	nbarc ingest -q -o one "$root/fixtures/pages"
	mkdir half
	half=$(($(find "$root/fixtures/pages" -name '*.txt' | wc -l) / 2))
	for page in "$root"/fixtures/pages/*.txt; do
		[ "$half" -gt 0 ] && cp "$page" half
		half=$((half - 1))
	done
	nbarc ingest -q -o two half
	nbarc ingest -q -o two "$root/fixtures/pages"
	cp two protected
	nbarc protect -q -r 20% protected
	cp two signed
	openssl genpkey -algorithm ed25519 -out key 2>/dev/null
	nbarc sign -q -k key signed
	nbarc ingest -q --independent-sources -o independent \
		"$root/fixtures/pages"
	nbarc ingest -q --shared-text -o shared "$root/fixtures/pages"
	python3 "$root/tests/archives.py" "$root/fixtures/archives/MANIFEST" \
		"$1" one=one two=two protected=protected signed=signed \
		independent=independent shared=shared
}

# Pages with decisions: one with its source, one without, one that came again as
# a document, and one with a withdrawn article.
decide() {
	printf 'main\t\t柳湾镇办起春耕\t\t%s\t王平\t2026-03-31\n' \
		jdrb-20190401-a01 jdrb-20190401-a02 jdrb-20190401-a03 \
		jdrb-20190401-a04 >decisions
	mkdir decided-pages
	for one in 01 02 03 04; do
		printf '柳湾镇办起春耕夜校\n\n白天下田，晚上上课，第%s班。\n' $one \
			>decided-pages/jdrb-20190401-a$one.txt
	done
	nbarc ingest -q --decisions decisions -o decided \
		decided-pages/jdrb-20190401-a0[134].txt
	nbarc ingest -q --no-sources --decisions decisions -o decided \
		decided-pages/jdrb-20190401-a02.txt
	nbarc get -f slices decided jdrb-20190401-a03 |
		sed 's/下田/耕田/' >decided.xml
	nbarc ingest -q --tei -o decided decided.xml
	nbarc withdraw -q -r 'x' decided jdrb-20190401-a04-01
}

# Make those of HISTORY in the folder OUT.
make_history() { # OUT
	page=jdrb-20190304-a01
	cp -R "$root/fixtures/pages" pages
	mv pages/xwgb-20211203-01.txt .
	ingest history
	cp -R pages first
	revise $page 's/春耕/秋收/; s/双渡村/旧渡村/'
	ingest history
	nbarc withdraw -q -r '作者要求' history $page-02
	nbarc withdraw -q -r '版权' history qsxb-19890516-01
	# A page loses its first article, and gets it back as a new one.
	revise hxwb-20181112-b03 '1,/^图书馆/{ /^图书馆/!d; }'
	ingest history
	cp first/hxwb-20181112-b03.txt pages
	ingest history
	nbarc withdraw -q -r 'x' history jdrb-20190305-a03
	nbarc withdraw -q --undo history jdrb-20190305-a03
	cp xwgb-20211203-01.txt pages
	ingest history
	nbarc compact -q -o compact history
	nbarc compact -q --purge -o purged history
	cp compact later
	revise $page 's/秋收/又一稿/'
	ingest later
	nbarc ingest -q -o one first/jdrb-*.txt
	nbarc ingest -q -o two first/[!j]*.txt
	revise $page 's/又一稿/第二稿/'
	nbarc ingest -q -o three pages/$page.txt
	nbarc merge -q --revisions -o merged one two three
	mkdir scans
	cp "$root/fixtures/ocr/hyrb-20230512-a02.alto.xml" scans
	cp "$root/fixtures/ocr/hyrb-20230512-a02.hocr" scans/hyrb-20230513-a02.hocr
	nbarc ingest -q -o scans.nbarc scans
	decide
	python3 "$root/tests/archives.py" "$root/fixtures/archives/HISTORY" \
		"$1" history=history compact=compact purged=purged \
		later=later merged=merged scans=scans.nbarc decided=decided
}
