#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# A table says which page each file is.
# shellcheck source=tests/tap.sh
. "$(dirname "$0")/../tap.sh"
page=$root/fixtures/pages/jdrb-20190304-a01.txt
other=$root/fixtures/pages/jdrb-20190304-a02.txt
mkdir -p in/scans/a in/scans/b
cp "$page" in/scans/a/0001.txt
cp "$other" "in/scans/b/page, two.txt"

ids() { # the pages of an archive, a line each
	nbarc list -p --json "$1" | sed 's/.*"id":"\([^"]*\)".*/\1/' >ids
}

cat >in/m.csv <<'EOF'
path,title,date,page,edition,rights,image
scans/a/0001.txt,jdrb,2019-3-4,A1,,© 江东日报社 <all>,https://example.org/i?a=1&b=2 3
"scans/b/page, two.txt",JDRB,2019年3月4日,第2版,B,,
EOF
exits 0 "a manifest alone is the input" \
	nbarc ingest -q -o a.nbarc --manifest in/m.csv
ids a.nbarc
printf 'jdrb-20190304-a01\njdrb-20190304b-02\n' >wanted
check "and gives both pages" cmp ids wanted
nbarc get a.nbarc jdrb-20190304-a01 >page.xml
check "the rights are in the header" \
	grep -q '<p>© 江东日报社 &lt;all&gt;</p></availability>' page.xml
check "the image is in the pb" \
	grep -q '<pb n="a01" facs="https://example.org/i?a=1&amp;b=2%203"/>' page.xml
check "and the document is valid" nbtei --validate page.xml
nbarc get a.nbarc jdrb-20190304b-02 >page.xml
check "without them it is as ever" \
	grep -q 'Rights not determined.' page.xml
exits 0 "a second run changes nothing" \
	nbarc ingest -o a.nbarc --manifest in/m.csv
says "0 new pages, 0 new revisions, 2 unchanged" "and says so"

exits 0 "paths relative to the folder of the manifest" \
	nbarc ingest -q -o b.nbarc --manifest in/m.csv in/scans
ids b.nbarc
check "give the same pages" cmp ids wanted
cp in/m.csv elsewhere.csv
exits 0 "paths relative to the directory that is given" \
	nbarc ingest -q -o c.nbarc --manifest elsewhere.csv in
ids c.nbarc
check "give the same pages" cmp ids wanted
(cd in/scans && nbarc ingest -q -o ../../d.nbarc --manifest ../m.csv "$work/in")
ids d.nbarc
check "one path absolute, the other not" cmp ids wanted

mkdir here && ln -s ../in/scans/a/0001.txt here/linked.txt
printf 'path,title,date,page\nlinked.txt,jdrb,2019-03-04,1\n' >here/m.csv
(cd here && nbarc ingest -q -o ../k.nbarc --manifest m.csv .)
ids k.nbarc
echo jdrb-20190304-01 >one
check "a link in the working directory has the name of the link" cmp ids one

# What spreadsheets write.
iconv -t GB18030 >in/gb.csv <<'EOF'
版次,文件,日期,备注,报纸
3,scans\a\0001.txt,2019/3/4,旧,jdrb
EOF
exits 0 "GB18030, Chinese columns in any order, backslashes" \
	nbarc ingest -q -o e.nbarc --manifest in/gb.csv
says "these columns are not used: 备注" "a column of no use is named"
ids e.nbarc
echo jdrb-20190304-03 >wanted
check "and the page is right" cmp ids wanted
printf '\357\273\277Path;Title;Date;Page\r\n"scans/a/0001.txt";jdrb;20190304;3\r\n\r\n' \
	>in/bom.csv
exits 0 "a mark, semicolons, CR LF and an empty row" \
	nbarc ingest -q -o f.nbarc --manifest in/bom.csv
ids f.nbarc
check "give the page" cmp ids wanted
iconv -f UTF-8 -t UTF-16 in/bom.csv >in/u16.csv
sed 's/^\xef\xbb\xbf//; s/;/\t/g' in/bom.csv | iconv -t UTF-16 >in/u16.csv
exits 0 "UTF-16 and tabs" nbarc ingest -q -o g.nbarc --manifest in/u16.csv
ids g.nbarc
check "give the page" cmp ids wanted

# Parts that the table does not have come from the path or from options.
printf 'path,page\nscans/a/0001.txt,7\n' >in/part.csv
exits 0 "a cell wins over the template" nbarc ingest -q -o h.nbarc \
	--manifest in/part.csv --title-code jdrb --date 20190304 \
	--path-template '{any}/{page}.txt'
ids h.nbarc
echo jdrb-20190304-07 >wanted
check "and options fill in the rest" cmp ids wanted

# What does not fit.
cat >in/bad.csv <<'EOF'
path,title,date,page
scans/a/0001.txt,jdrb,20190304,1
scans/a/gone.txt,jdrb,20190304,2
scans,jdrb,20190304,3
./scans/a/0001.txt,jdrb,20190304,4
EOF
exits 2 "rows that do not fit" nbarc ingest -q -o i.nbarc --manifest in/bad.csv
says "in/bad.csv: line 3: there is no such file: scans/a/gone.txt" "a missing file"
says "in/bad.csv: line 4: this is a directory: scans" "a directory"
says "the manifest has the file twice, in lines 2 and 5" "a path twice"
check "nothing went in" test ! -e i.nbarc
printf 'path,title,date,page\nscans/a/gone.txt,jdrb,20190304,1\n' >in/gone.csv
cp "$page" in/scans/jdrb-20190304-a09.txt
exits 2 "a row whose file is not among the input" \
	nbarc ingest -q -o j.nbarc --manifest in/gone.csv \
	in/scans/jdrb-20190304-a09.txt
says "line 2: the file is not among the input: scans/a/gone.txt" "is named"
says "the manifest does not have the file, which is named by its path" \
	"and so is a file without a row"
ids j.nbarc
echo jdrb-20190304-a09 >wanted
check "which went in" cmp ids wanted
printf 'path,title,date,page\nscans/a/0001.txt,jdrb,2019/3/4 0:00,6.0\n' >in/sheet.csv
exits 0 "midnight and .0, as spreadsheets write them" \
	nbarc ingest -q -o s.nbarc --manifest in/sheet.csv
nbarc list -p s.nbarc | grep -qx jdrb-20190304-06
result $? "say nothing"
printf 'path,title,date,page\nscans/a/0001.txt,jdrb,20190304.0,6.0\n' >in/sheet.csv
exits 0 "also .0 after a date" \
	nbarc ingest -q -o t.nbarc --manifest in/sheet.csv
nbarc list -p t.nbarc | grep -qx jdrb-20190304-06
result $? "says nothing"
printf 'sep=;\r\n檔名;報紙代碼;日期;版號;註\r\nscans/a/0001.txt;jdrb;2019/3/4;第2頁;a,b,c\r\n' \
	>in/sheet.csv
exits 0 "a separator by name, traditional characters" \
	nbarc ingest -q -o u.nbarc --manifest in/sheet.csv
nbarc list -p u.nbarc | grep -qx jdrb-20190304-02
result $? "give the page"
printf '\n\npath;title;date;page\nscans/a/0001.txt;jdrb;20190304;7\n' >in/sheet.csv
exits 0 "empty lines before the names" \
	nbarc ingest -q -o v.nbarc --manifest in/sheet.csv
printf 'sep=,x\npath,title\n' >in/sheet.csv
exits 2 "a first line that only begins so" \
	nbarc ingest -q -o w.nbarc --manifest in/sheet.csv
says "no column is called path" "names the columns"
printf 'path,title,date,page\nscans/a/0001.txt,jdrb,2019/3/4 8:00,6\n' >in/sheet.csv
exits 2 "another time of day" nbarc ingest -q -o s.nbarc --manifest in/sheet.csv
says "'2019/3/4 8:00' is not a date" "is refused"
printf 'path,title,date,page\nscans/a/0001.txt,jdrb,20190230,1\n' >in/date.csv
exits 2 "a day that does not exist" \
	nbarc ingest -q -o k.nbarc --manifest in/date.csv
says "the calendar has no 30 February 2019" "is refused"

refuses() { # TEXT CONTENT: the manifest is refused as a whole
	printf '%b' "$2" >in/no.csv
	exits 2 "refused: $1" nbarc ingest -q -o no.nbarc --manifest in/no.csv
	says "$1" "$1"
}
refuses "no column is called path" 'file name,title\na,b\n'
refuses "two columns are the date" 'path,date,日期\na,1,2\n'
refuses "line 2: more fields" 'path,date\na,1,2\n'
refuses "line 3: the path is missing" 'path,date\na,1\n,2\n'
refuses "line 2: a field in quotes is not closed" 'path,date\n"a,1\n'
refuses "line 2: something follows a field in quotes" 'path,date\n"a"b,1\n'
refuses "line 2: a NUL byte" 'path,date\na\0000b,1\n'
refuses "the manifest is empty" '\n\n'
exits 1 "a manifest that is not there" \
	nbarc ingest -q -o no.nbarc --manifest nowhere.csv
exits 1 "neither paths nor a manifest" nbarc ingest -q -o no.nbarc
check "no archive was made" test ! -e no.nbarc
finish
