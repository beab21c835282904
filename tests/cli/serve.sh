#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# nbarc serve: its pages, what HTTP says around them, what it refuses, and archives
# that change while they are shown (tests/room/pages.py). Only 127.0.0.1 is used.
# shellcheck source=tests/tap.sh
. "$(dirname "$0")/../tap.sh"
cp -R "$root/fixtures/pages" pages
nbarc ingest -q -o corpus.nbarc --titles "$root/fixtures/titles.tsv" pages
cp corpus.nbarc changed.nbarc
sed 's/长条凳/条凳/' pages/jdrb-20190304-a01.txt >jdrb-20190304-a01.txt
nbarc ingest -q -o changed.nbarc --titles "$root/fixtures/titles.tsv" jdrb-20190304-a01.txt
nbarc withdraw -q --reason 权利 changed.nbarc hxwb-20200108-a01-01
nbarc rename -q changed.nbarc jdrb-20190304-a02 jdrb-20190304-b02
printf '物理学报\n\n物理与生活\n\n水在零度时结冰，这是物理。\n' >wlxb-20200101-01.txt
nbarc ingest -q -o other.nbarc wlxb-20200101-01.txt
printf '引题一则\n\n标题<script>alert(1)</script>\n\n"><img src=x onerror=alert(2)>&amp;<b>\n\n本报记者 <i>甲</i>\n\n正文。alert(3)</article><script>\n' \
	>evil-20200101-01.txt
nbarc ingest -q -o evil.nbarc evil-20200101-01.txt
nbarc ingest -q -o image.nbarc --image-template 'https://img.example/scans/{id}.jpg' \
	"$root/fixtures/ocr/hyrb-20230512-a02.alto.xml"
cp "$root/fixtures/ocr/hyrb-20230512-a02.alto.xml" hyrb-20230513-a02.xml
nbarc ingest -q -o image.nbarc --image-template 'a b/{id}/info.json' hyrb-20230513-a02.xml

python3 -c 'print("长文\n\n" + "\n\n".join("农户在大棚里摆放秧盘" * 20 + f"{i}。" for i in range(6000)))' \
	>slow-20200101-01.txt
nbarc ingest -q -o slow.nbarc slow-20200101-01.txt

exits 1 "an archive is needed" nbarc serve
exits 1 "an archive that is not there" nbarc serve --listen 127.0.0.1:0 nothing.nbarc
exits 2 "a file that is no archive" nbarc serve --listen 127.0.0.1:0 evil-20200101-01.txt
for address in 127.0.0.1 :80 127.0.0.1:x 127.0.0.1:99999 example.org:80; do
	exits 1 "--listen $address" nbarc serve --listen "$address" corpus.nbarc
done
exits 1 "--images that is no address" nbarc serve --images ftp://x --listen 127.0.0.1:0 corpus.nbarc
exits 1 "a user that is not there" nbarc serve --user no-such-user --listen 127.0.0.1:0 corpus.nbarc
mkdir twin
cp corpus.nbarc twin
exits 1 "two archives of one name" nbarc serve --listen 127.0.0.1:0 corpus.nbarc twin/corpus.nbarc

python3 "$root/tests/room/pages.py" >lines 2>.err
result $? "all pages were asked for"
while IFS='	' read -r code description; do
	result "$code" "$description"
done <lines
finish
