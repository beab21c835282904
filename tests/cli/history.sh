#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Archives with a history, good and bad: nbarc and the reader written from the
# specification answer every question of fixtures/archives/QUESTIONS as it says.
# shellcheck source=tests/tap.sh
. "$(dirname "$0")/../tap.sh"
reader=$root/format-spec/reader.py
page=jdrb-20190304-a01
cp -R "$root/fixtures/pages" pages
mv pages/xwgb-20211203-01.txt .
ingest() { # ARCHIVE
	nbarc ingest -q -o "$1" pages
}
revise() { # PAGE SED-SCRIPT
	sed "$2" "pages/$1.txt" >x && mv x "pages/$1.txt"
}
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
check "the fixture archives are made" python3 "$root/tests/archives.py" \
	"$root/fixtures/archives/HISTORY" made history=history compact=compact \
	purged=purged later=later merged=merged scans=scans.nbarc

tab=$(printf '\t')
while IFS="$tab" read -r name _ _ ends why; do
	case $name in '' | '#'*) continue ;; esac
	exits "$ends" "$name: verify ends with $ends ($why)" \
		nbarc verify -q "made/$name"
	exits "$ends" "$name: so does the other reader's" \
		python3 "$reader" verify "made/$name"
	case $name in
	good-*) check "$name: zstd reads it" zstd -tq "made/$name" ;;
	esac
done <"$root/fixtures/archives/HISTORY"

answer() { # CODE HAS LACKS COMMAND...
	wanted=$1
	has=$2
	lacks=$3
	shift 3
	"$@" >answer 2>.err
	[ $? -eq "$wanted" ] || return 1
	[ "$wanted" -ne 4 ] || [ ! -s answer ] || return 1
	[ "$has" = - ] || grep -qF -- "$has" answer || return 1
	[ "$lacks" = - ] || ! grep -qF -- "$lacks" answer
}
while IFS="$tab" read -r name question ends has lacks; do
	case $name in '' | '#'*) continue ;; esac
	rest=${question#* }
	[ "$rest" = "$question" ] && rest=
	# shellcheck disable=SC2086 # the rest of a question has several words
	answer "$ends" "$has" "$lacks" nbarc "${question%% *}" "made/$name" $rest
	result $? "$name: $question: exit $ends"
done <"$root/fixtures/archives/QUESTIONS"
python3 "$root/tests/questions.py" "$reader" \
	"$root/fixtures/archives/QUESTIONS" made >answers
while read -r line; do
	[ "${line#ok}" != "$line" ]
	result $? "${line#*- }"
done <answers
[ "$(wc -l <answers)" -eq "$(grep -c '^[a-z]' \
	"$root/fixtures/archives/QUESTIONS")" ]
result $? "the other reader was asked everything"
finish
