#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# How pages get their ids, and what get and list do with them.
# shellcheck source=tests/tap.sh
. "$(dirname "$0")/../tap.sh"
page=$root/fixtures/pages/jdrb-20190304-a01.txt
mkdir -p data/jdrb/2019-03-04 data/jdrb/2019-03-05
cp "$page" data/jdrb/2019-03-04/A1.txt
cp "$page" data/jdrb/2019-03-05/12.txt
echo note >data/jdrb/README
exits 0 "a path template" nbarc ingest -o a.nbarc \
	--path-template '{title}/{date}/{page}.txt' data
says "1 file that is no page" "other files are counted"
check "A1 is a01" nbarc get a.nbarc jdrb-20190304-a01
check "12 is 12" nbarc get a.nbarc jdrb-20190305-12
exits 2 "a path that the template does not match" nbarc ingest -o b.nbarc \
	--path-template '{title}_{date}_{page}.txt' data
says "template" "is reported as such"
exits 0 "a single file" nbarc ingest -q -o c.nbarc --title-code jdrb \
	--date 20190304 --page a03 "$page"
check "has the id given" nbarc get c.nbarc jdrb-20190304-a03-01
exits 0 "from standard input" sh -c "nbarc ingest -q -o d.nbarc \
	--title-code jdrb --date 20190304b --page a03 - <$page"
check "with an edition letter" nbarc get d.nbarc jdrb-20190304b-a03
exits 1 "--date without --title-code" nbarc ingest -o e.nbarc --date 2 "$page"
mkdir twins
cp "$page" jdrb-20190304-a01.txt
cp "$root/fixtures/pages/jdrb-20190304-a02.txt" twins/jdrb-20190304-a01.txt
exits 2 "two files of one id" nbarc ingest -q -o f.nbarc \
	jdrb-20190304-a01.txt twins
says "is also the id of" "are reported with both names"

nbarc ingest -q -o all.nbarc "$root/fixtures/pages"
nbarc get all.nbarc jdrb-20190304 >issue
nbarc get all.nbarc jdrb-20190304-a01 jdrb-20190304-a02 >pages
check "an issue is its pages" cmp issue pages
nbarc get all.nbarc hxwb-20181112-b0 >prefix
nbarc get all.nbarc hxwb-20181112-b03 hxwb-20181112-b04 >pages
check "a prefix is the pages below it" cmp prefix pages
nbarc list all.nbarc >everything
check "list has a line an item" sh -c \
	'[ "$(wc -l <everything)" -eq "$(nbarc list --json all.nbarc | wc -l)" ]'
nbarc list --json all.nbarc >json
check "list --json is JSON Lines" python3 -c \
	'import json; [json.loads(l) for l in open("json", encoding="utf-8")]'
nbarc list all.nbarc jdrb-20190304-a01-02 >item
check "list of an item is one line" sh -c '[ "$(wc -l <item)" -eq 1 ]'
sed 's/1.2/1.3/' "$page" >jdrb-20190304-a01.txt
nbarc ingest -q -o all.nbarc jdrb-20190304-a01.txt
nbarc get --format source all.nbarc jdrb-20190304-a01@1 >one
nbarc get --format source all.nbarc jdrb-20190304-a01 >two
check "an old revision stays" cmp one "$page"
check "the newest one comes without a number" cmp two jdrb-20190304-a01.txt
check "and the archive is good" nbarc verify all.nbarc
nbarc get -o out.xml all.nbarc jdrb-20190304-a02
nbarc get all.nbarc jdrb-20190304-a02 >std.xml
check "--output is standard output in a file" cmp out.xml std.xml
nbarc ingest -q --no-sources -o thin.nbarc "$page"
# A file's name is any bytes, a string of the catalogue is UTF-8.
mkdir odd
cp "$page" "$(printf 'odd/\377\345\216\n\345\216\237.txt')"
nbarc ingest -q --title-code jdrb --date 20190304 --page a01 -o odd.nbarc odd/*
check "a name that is not UTF-8" python3 -c 'import sys
sys.path.insert(0, sys.argv[1])
import reader
entry = reader.Archive("odd.nbarc").catalogue()[0]
assert entry["name"] == "\\xff\\xe5\\x8e\n原.txt", ascii(entry["name"])' \
	"$root/format-spec"
exits 4 "without sources there is no source" \
	nbarc get --format source thin.nbarc jdrb-20190304-a01
check "and the rest is there" nbarc verify thin.nbarc
finish
