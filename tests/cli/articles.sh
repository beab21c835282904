#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Pages that come as a file for each article: a manifest or the paths say which
# articles a page has, and what their heads and authors are.
# shellcheck source=tests/tap.sh
. "$(dirname "$0")/../tap.sh"
page=jdrb-20190304-a03
gb() { nbconv -q -f UTF-8 -t GB18030; }
mkdir -p in/a in/b
printf '春耕时节到田头\n\n　　本报讯　三月四日，江东县的秧苗送到村民手里。\n\n　　她说：“今天就去。”\n' >in/a/1.txt
printf '　　本报记者　顾青\n　　连日来，各乡镇抓紧修渠。水利站说，月底完工。\n' | gb >in/b/1.txt
printf '图为学生在植树。\n' | gb >in/3.txt
printf '　　修渠的工程队有三支，都是本县的。\n' | gb >in/4.txt
cat >m.csv <<'CSV'
path,title,date,page,article,order,kicker,head,subhead,author,type,pages
in/a/1.txt,jdrb,2019-03-04,A3,7,20,江东县,春耕时节到田头,,陆小禾；顾青,,1
in/b/1.txt,jdrb,2019-03-04,A3,3,10,,"修渠忙,各地动",——水利站的一天,顾青,,1
in/4.txt,jdrb,2019-03-04,A3,3,40,,,,,,1
in/3.txt,jdrb,2019-03-04,A3,9,30,,,,,图片,1
CSV
exits 0 "files of articles go in" nbarc ingest -o a.nbarc --manifest m.csv --json
says "m.csv: these columns are not used: pages" "other columns are named"
grep -q '"files":4,"added":1,.*"gathered":1' .out
result $? "as one page, which is counted"
nbarc get a.nbarc $page >page.xml
cat >want <<'XML'
<div type="article" xml:id="jdrb-20190304-a03-03" n="3">
<head type="main">修渠忙，各地动</head>
<head type="sub">——水利站的一天</head>
<byline><roleName>本报记者</roleName>　<docAuthor>顾青</docAuthor></byline>
<p>连日来，各乡镇抓紧修渠。水利站说，月底完工。</p>
<p>修渠的工程队有三支，都是本县的。</p>
</div>
<div type="article" xml:id="jdrb-20190304-a03-07" n="7">
<head type="kicker">江东县</head>
<head type="main">春耕时节到田头</head>
<p><seg type="dateline">本报讯</seg>　三月四日，江东县的秧苗送到村民手里。</p>
<p>她说：“今天就去。”</p>
<byline><docAuthor>陆小禾</docAuthor> <docAuthor>顾青</docAuthor></byline>
</div>
<div type="photo" xml:id="jdrb-20190304-a03-09" n="9">
<figure>
<gap reason="image" unit="graphic" quantity="1"/>
<p>图为学生在植树。</p>
</figure>
</div>
XML
sed '1,/<pb /d; /<\/body>/,$d' page.xml | cmp - want
result $? "in the order of the manifest, with its numbers, heads and authors"
grep -q 'Items and heads are those of the source' page.xml
result $? "and the header says who divided it"
check "the document is valid" nbtei --validate page.xml
check "verify --deep finds nothing" nbarc verify --deep a.nbarc
check "nor does the other reader" python3 "$root/format-spec/reader.py" \
	verify a.nbarc

# The source is the bytes of all files, and a table of them.
nbarc get --format source a.nbarc $page >$page.tar
mkdir out
(cd out && tar xf ../$page.tar)
cat >want <<'CSV'
path,title,date,page,article,order,type,kicker,head,subhead,author,charset
1.txt,jdrb,20190304,a03,3,1,,,"修渠忙,各地动",——水利站的一天,顾青,GB18030
4.txt,jdrb,20190304,a03,3,2,,,,,,GB18030
00003-1.txt,jdrb,20190304,a03,7,3,,江东县,春耕时节到田头,,陆小禾；顾青,UTF-8
3.txt,jdrb,20190304,a03,9,4,图片,,,,,GB18030
CSV
cmp want out/manifest.csv
result $? "its source is a tar archive with a table"
cmp in/b/1.txt out/1.txt && cmp in/4.txt out/4.txt && cmp in/3.txt out/3.txt &&
	cmp in/a/1.txt out/00003-1.txt
result $? "and with the exact bytes of each file"
nbtei --id $page $page.tar | cmp - page.xml
result $? "nbtei makes the same document of it"
nbnorm -j journal -o text $page.tar 2>.err
nbtei --id $page -j journal -l $page.tar text | cmp - page.xml
result $? "and nbnorm | nbtei with it as the layout"
nbarc get --format journal a.nbarc $page | cmp - journal
result $? "the archive has the same journal"
python3 "$root/format-spec/reader.py" get a.nbarc $page --format journal |
	cmp - journal
result $? "the other reader, too"
mkdir again
cp $page.tar again
tar cf again/other.tar m.csv
exits 0 "the source can be ingested" nbarc ingest -o b.nbarc again
says "1 file that is no page was passed over" "and another tar archive is no page"
nbarc get b.nbarc $page | cmp - page.xml
result $? "and gives the page"
exits 0 "so can its files, by its table" \
	nbarc ingest -o c.nbarc --manifest out/manifest.csv
nbarc get c.nbarc $page | sed '1,/<pb /d' >items
sed '1,/<pb /d' page.xml | cmp - items
result $? "with the same items"
exits 0 "a second ingest changes nothing" nbarc ingest -o a.nbarc --manifest m.csv
says "1 unchanged" "as it says"
exits 0 "nor does one that continues" \
	nbarc ingest -o a.nbarc --continue --manifest m.csv
says "1 unchanged" "as it says, too"
printf '　　她说：“明天也去。”\n' >>in/a/1.txt
exits 0 "another text is a new revision" nbarc ingest -o a.nbarc --manifest m.csv
says "1 new revision" "of the page"
check "in which the items keep their numbers" nbarc get a.nbarc $page-07

# The layout of folders instead of a manifest.
mkdir -p paths/jdrb/2019/03/05/A01
printf '　　第十篇的正文在这里，有一句话。\n' >paths/jdrb/2019/03/05/A01/010.txt
printf '　　第二篇的正文在这里，有一句话。\n' >paths/jdrb/2019/03/05/A01/002.txt
exits 0 "paths can say which article a file is" nbarc ingest -o p.nbarc \
	--path-template '{title}/{date}/{page}/{article}.txt' paths
nbarc list p.nbarc | cut -d ' ' -f 1 >list
printf '%s\n' jdrb-20190305-a01-02 jdrb-20190305-a01-10 | cmp - list
result $? "and the articles have its numbers"
exits 1 "an unknown field is refused" nbarc ingest -o p.nbarc \
	--path-template '{title}/{date}/{page}/{item}.txt' paths
says "{article}" "and the message has the known ones"

# What is wrong is said of the file.
printf 'path,title,date,page,article\nin/3.txt,jdrb,20190304,1,x\n' >bad.csv
exits 2 "a number that is none is refused" nbarc ingest -o x.nbarc --manifest bad.csv
says "in/3.txt: line 2 of the manifest: 'x' is no number of an article" "by name"
printf '<alto/>' >in/5.txt
printf 'path,title,date,page,article\nin/3.txt,jdrb,20190304,1,1\nin/5.txt,jdrb,20190304,1,2\n' >bad.csv
exits 2 "so is markup" nbarc ingest -o x.nbarc --manifest bad.csv
says "in/5.txt: the file of an article is a text" "by name, too"
printf 'path,title,date,page,article,head\nin/1.txt,jdrb,20190304,1,1,头条⟦一⟧\nin/2.txt,jdrb,20190304,1,2,\n' >bytes.csv
printf '　　这里有一个坏的\377字节。\n' >in/2.txt
printf '　　这里没有坏的字节，有⟦括号⟧。\n' >in/1.txt
exits 2 "a damaged byte is refused" nbarc ingest -o x.nbarc --manifest bytes.csv
says "in/2.txt: offset 27: byte FF" "with its offset in the file"
exits 0 "or kept" nbarc ingest -o d.nbarc --damaged keep --manifest bytes.csv
nbarc get d.nbarc jdrb-20190304-01 >page.xml
check "in the document" grep -q '坏的<gap reason="damage" unit="byte" quantity="1" n="FF"/>字节' page.xml
check "brackets of other files stay" grep -q '有⟦括号⟧。' page.xml
check "and those of heads" grep -q '<head type="main">头条⟦一⟧</head>' page.xml
check "which is valid" nbtei --validate page.xml
check "and verified" nbarc verify --deep d.nbarc
nbarc get --format source d.nbarc jdrb-20190304-01 >d.tar
tar xOf d.tar 2.txt | cmp - in/2.txt
result $? "the source is exact"
head -c 1200 d.tar >cut.tar
exits 2 "a bundle that is cut off is refused" nbtei --id jdrb-20190304-01 cut.tar
says "the archive is cut off" "as what it is"

# One page of each kind.
printf 'path,title,date,page,article\nin/1.txt,jdrb,20190304,1,1\nin/3.txt,jdrb,20190304,1,\n' >twin.csv
exits 2 "articles and a page cannot both be the page" \
	nbarc ingest -o t.nbarc --manifest twin.csv
says "jdrb-20190304-01 is also the id of" "which is said"
printf 'path,title,date,page,article,type\nin/1.txt,jdrb,20190304,1,1,Photo\nin/3.txt,jdrb,20190304,1,2,啟事\n' >type.csv
exits 0 "types in capitals and in traditional characters" \
	nbarc ingest -q -o y.nbarc --manifest type.csv
[ "$(nbarc list y.nbarc | awk '{ printf "%s ", $2 }')" = "photo notice " ]
result $? "are those types"
printf '春耕（上）：好种子\n　　本报讯　秧苗送到村民手里。\n' >in/w.txt
printf 'path,title,date,page,article,head\nin/w.txt,jdrb,20190304,1,1,春耕(上):好种子\n' >wide.csv
nbarc ingest -q -o z.nbarc --manifest wide.csv
nbarc get z.nbarc jdrb-20190304-01 | grep -c '好种子' >.out
grep -qx 1 .out
result $? "a head with marks of half width is that of the text"
exits 0 "a dry run shows the page" nbarc ingest -o x.nbarc --dry-run --manifest m.csv
grep -q "new  *$page  *tar" .out
result $? "and its form"
finish
