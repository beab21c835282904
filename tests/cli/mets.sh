#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# METS files: the items of an issue are those that its METS file states.
# shellcheck source=tests/tap.sh
. "$(dirname "$0")/../tap.sh"
issue=$root/fixtures/issue
first=jdrb-20190304-a01
second=jdrb-20190304-a02

# An item's kind and its text, in the order of the numbers.
items() { # ARCHIVE
	nbarc list --json "$1" | python3 -c 'import json, sys
for line in sys.stdin:
	i = json.loads(line)
	print(i["id"], i["kind"], i["title"])'
}
has() { # TEXT DESCRIPTION: the document in doc.xml has the text
	grep -qF "$1" doc.xml
	result $? "$2"
}

exits 0 "an issue" nbarc ingest -o a.nbarc "$issue"
says "1 METS file; 2 pages were divided as stated there" "is divided by METS"
cat >expected <<'END'
jdrb-20190304-a01-01 notice 江东日报 二〇一九年三月四日
jdrb-20190304-a01-02 article 河堤今日合龙
jdrb-20190304-a01-03 article 新茶上市
jdrb-20190304-a01-04 notice 新到花布，欢迎选购
jdrb-20190304-a02-01 article 河堤合龙（续）
jdrb-20190304-a02-02 article 小学开学
END
items a.nbarc >got
check "into its items" diff expected got
nbarc get a.nbarc $first >doc.xml
has "$(sha256sum <"$issue/issue.mets.xml" | cut -c1-64)</idno>" \
	"the document names the METS file"
has 'n="2" next="nbarc:jdrb-20190304-a02-01"' "an article goes on"
has '>茶水和干粮' "its blocks are gathered"
has '<num type="lines">1-5 9 6-8 10-11</num>' "which is recorded"
check "the document is valid" nbtei --validate doc.xml
nbarc get a.nbarc $second >doc.xml
has 'n="1" prev="nbarc:jdrb-20190304-a01-02"' "on another page"
has '<head type="crosshead">河堤合龙（续）</head>' "under a crosshead"
has '<byline>' "a byline"
check "valid, too" nbtei --validate doc.xml
exits 0 "the sources hold the documents" nbarc verify --deep a.nbarc
for page in $first $second; do
	nbarc get --format source a.nbarc "$page" | cmp - "$issue/alto/$page.xml"
	result $? "$page: the source is the ALTO file"
	nbarc get --format journal a.nbarc "$page" >journal
	nbarc get --format text a.nbarc "$page" >text
	check "$page: the journal is undone" nbnorm --undo journal text
done
check "the other reader agrees" python3 "$root/format-spec/reader.py" verify \
	a.nbarc
exits 0 "again" nbarc ingest -o a.nbarc "$issue"
says "0 new revisions, 3 unchanged" "nothing changes"

# The archive keeps the METS file itself.
own=jdrb-20190304-00
nbarc list --pages a.nbarc | head -n 1 | grep -qx $own
result $? "the METS file is page 00"
nbarc get --format source a.nbarc $own | cmp - "$issue/issue.mets.xml"
result $? "it comes back as it was"
nbarc get a.nbarc $own >doc.xml
has '; METS</note>' "its document says what it is"
check "and is valid" nbtei --validate doc.xml
exits 0 "it is listed by a dry run" nbarc ingest --dry-run -o new.nbarc "$issue"
grep -q "^new *$own *METS *UTF-8 *0 items *$issue/issue.mets.xml" .out
result $? "as what it is"
cp -R "$issue" other
sed 's/LABEL="江东日报"/LABEL="江东晚报"/' "$issue/issue.mets.xml" >other/issue.mets.xml
cp a.nbarc e.nbarc
exits 0 "resumed with another METS file" nbarc ingest --continue -o e.nbarc other
says "3 new revisions" "its pages are converted again"
exits 0 "and resumed again" nbarc ingest --continue -o e.nbarc other
says "0 new revisions, 3 unchanged" "nothing changes then"
nbarc get --format source e.nbarc $own@1 | cmp - "$issue/issue.mets.xml"
result $? "the archive has both"
mkdir -p zero/alto
cp "$issue/alto/$first.xml" zero/alto/$own.xml
sed "s#$first.xml#$own.xml#" "$issue/issue.mets.xml" >zero/issue.mets.xml
exits 0 "a page without a number, and its METS file" nbarc ingest -o z.nbarc zero
says "does not keep the METS file" "the page goes before"
says "1 new page" "and goes in"

# The METS file stands for its pages.
exits 0 "the METS file by name" nbarc ingest -o b.nbarc "$issue/issue.mets.xml"
check "gives the same archive" cmp a.nbarc b.nbarc
(cd "$issue" && nbarc ingest -q -o "$work/c.nbarc" issue.mets.xml)
check "also from its folder" cmp a.nbarc c.nbarc
exits 0 "a page alone" nbarc ingest -o d.nbarc "$issue/alto/$first.xml"
nbarc get d.nbarc $first | grep -q "METS file"
check "has no METS file" test $? -ne 0

# A corrected METS file is a new revision.
cp -R "$issue" mine
sed 's/"ADVERTISEMENT"/"Family_Notice"/; s/"SECTION"/"Rubrik"/' \
	"$issue/issue.mets.xml" >mine/issue.mets.xml
exits 0 "other types" nbarc ingest -o a.nbarc mine
says "3 new revisions" "are another METS file, and so a revision"
items a.nbarc >got
check "and are understood" diff expected got

# What METS files must not do.
mkdir -p bad/alto out
cp "$issue/alto/$first.xml" out/
ln -s "$work/out" bad/link
for href in "../out/$first.xml" "$work/out/$first.xml" "link/$first.xml"; do
	sed "s#file://./alto/$first.xml#$href#" "$issue/issue.mets.xml" \
		>bad/x.mets.xml
	cp "$issue/alto/$second.xml" bad/alto/
	exits 2 "a page at $href" nbarc ingest -q -o x.nbarc bad/x.mets.xml
	says "its page 1 is not in its folder" "is refused"
	rm -f x.nbarc
done
sed "s#file://./alto/$first.xml#../out/$first.xml#" "$issue/issue.mets.xml" \
	>bad/x.mets.xml
exits 0 "such a METS file in a directory" nbarc ingest -o x.nbarc bad
says "1 of its 2 pages is not in its folder" "is named"
rm -f x.nbarc
# Pages that have moved since: what the METS file says ends as their paths do.
mkdir -p moved/20190304/mets moved/20190304/alto
cp "$issue"/alto/*.xml moved/20190304/alto
sed 's#file://./alto/#../alto/#' "$issue/issue.mets.xml" >moved/20190304/mets/issue.mets
exits 0 "a folder of METS files beside one of pages" nbarc ingest -o m.nbarc moved
says "1 METS file; 2 pages were divided as stated there" "is one issue"
check "with the same items" test "$(items m.nbarc)" = "$(items b.nbarc)"
exits 2 "but not if only the METS file is named" \
	nbarc ingest -q -o n.nbarc moved/20190304/mets/issue.mets
says "its page 1 is not in its folder" "whose folder is another one"
sed 's#file://./#https://example.org/scans/#' "$issue/issue.mets.xml" \
	>moved/20190304/issue.xml
rm -r moved/20190304/mets
exits 0 "pages at a URL" nbarc ingest -o o.nbarc moved/20190304/issue.xml
says "1 METS file; 2 pages were divided as stated there" "are those in the folder"
sed 's/ BEGIN="[^"]*"//g' "$issue/issue.mets.xml" >moved/20190304/issue.xml
exits 0 "a METS file without blocks" nbarc ingest -o p.nbarc moved
says "it names no block of any page, so that it divides none" "is said to be one"
printf '<!DOCTYPE mets [<!ENTITY a "bc">]><mets>&a;</mets>' >bad/x.mets.xml
exits 2 "entities" nbarc ingest -o x.nbarc bad
says "x.mets.xml: the file declares entities" "are refused"
says "1 new page" "and the page goes in without it"
sed 's/BEGIN="P/BEGIN="Q/' "$issue/issue.mets.xml" >mine/issue.mets.xml
exits 0 "other blocks" nbarc ingest -o y.nbarc mine
says "mine/issue.mets.xml names blocks that the file does not have" "are named"

# Areas that are outlined, and not named.
outlined() { # FILE [IMAGE]: the METS file with the places of the blocks; also those of an image
	python3 - "$issue" "$@" <<-'END'
		import re
		import sys
		issue, image = sys.argv[1], sys.argv[3:]
		places = {}
		for page in 1, 2:
		    with open(f"{issue}/alto/jdrb-20190304-a0{page}.xml", encoding="utf-8") as f:
		        for block in re.findall("<TextBlock [^>]*>", f.read()):
		            a = dict(re.findall('([A-Z]+)="([^"]*)"', block))
		            x, y, w, h = (int(a[n]) for n in ("HPOS", "VPOS", "WIDTH", "HEIGHT"))
		            places[a["ID"]] = f"{x - 5},{y - 5},{x + w + 5},{y + h + 5}"
		with open(f"{issue}/issue.mets.xml", encoding="utf-8") as f:
		    mets = f.read()
		mets = re.sub('BETYPE="IDREF" BEGIN="([^"]*)"',
		              lambda m: f'SHAPE="RECT" COORDS="{places[m[1]]}"', mets)
		if image:
		    mets = mets.replace('<file ID="ALTO00001"', '<file ID="ALTO00001" GROUPID="one"')
		    mets = mets.replace('<file ID="IMG00001"', '<file ID="IMG00001" GROUPID="one"')
		    mets = mets.replace('FILEID="ALTO00001" SHAPE', 'FILEID="IMG00001" SHAPE')
		with open(sys.argv[2], "w", encoding="utf-8") as f:
		    f.write(mets)
	END
}
cp -R "$issue" outlined
outlined outlined/issue.mets.xml
exits 0 "areas with COORDS alone" nbarc ingest -o outlined.nbarc outlined
says "2 pages were divided as stated there" "divide pages"
items outlined.nbarc >got
check "into the same items" diff expected got
nbarc get outlined.nbarc $first >doc.xml
has '<num type="lines">1-5 9 6-8 10-11</num>' "whose blocks are gathered"
outlined outlined/issue.mets.xml image
exits 0 "COORDS of an image" nbarc ingest -o image.nbarc outlined
items image.nbarc >got
check "are those of the page with its GROUPID" diff expected got
sed 's#<Layout>#<Description><MeasurementUnit>mm10</MeasurementUnit></Description>&#' \
	"$issue/alto/$first.xml" >outlined/alto/$first.xml
exits 0 "a page in another unit than its image" nbarc ingest -o unit.nbarc outlined
says "names blocks that the file does not have" "is divided without them, and named"

# The areas of page 1 in a METS file, and the items that it gives.
areas() { # DIVISIONS
	cat >outlined/issue.mets.xml <<-END
		<mets><fileSec><fileGrp USE="ALTO"><file ID="a"><FLocat href="alto/$first.xml"/></file></fileGrp></fileSec><structMap TYPE="LOGICAL"><div TYPE="issue">$1</div></structMap></mets>
	END
	rm -f areas.nbarc outlined/alto/$second.xml
	nbarc ingest -q -o areas.nbarc outlined 2>/dev/null
	items areas.nbarc | cut -d' ' -f2-
}
rect() { # TYPE COORDS [INNER]
	printf '<div TYPE="%s">%s<fptr><area FILEID="a" COORDS="%s"/></fptr></div>' "$1" "$3" "$2"
}
cp "$issue/alto/$first.xml" outlined/alto/$first.xml
areas "$(rect article '90,190,1000,460 1010,460 1010,190' "$(rect title '90,190,1010,300' '')")" >got
grep -qx 'article 河堤今日合龙' got
result $? "the title inside of an article is its head"
nbarc get areas.nbarc $first | grep -q '<head type="main">河堤今日合龙</head>'
result $? "and no part of its text"
python3 - "$issue/alto/$first.xml" outlined/alto/$first.xml <<-'END'
	import re
	import sys
	with open(sys.argv[1], encoding="utf-8") as f:
	    alto = f.read()
	blocks = re.findall(r"<TextBlock.*?</TextBlock>", alto, re.S)[3:5]
	one = '<TextBlock ID="both" HPOS="100" VPOS="700" WIDTH="900" HEIGHT="210">' + "".join(
	    line for b in blocks for line in re.findall(r"<TextLine.*?</TextLine>", b, re.S)) + "</TextBlock>"
	alto = alto.replace(blocks[0], one).replace(blocks[1], "")
	with open(sys.argv[2], "w", encoding="utf-8") as f:
	    f.write(alto)
END
areas "$(rect advertisement 90,690,1010,800 '')$(rect article 90,800,1010,920 '')" >got
grep -qx 'notice 新茶上市' got && grep -q '^article 山里的新茶' got
result $? "a block over two areas is divided by its lines"

# A page on which an article continues that cannot be read: the link is missing, and that is
# said; a page that is not there is none.
cp -r "$issue" torn
head -c 700 "$issue/alto/$second.xml" >torn/alto/$second.xml
nbarc ingest -q -o torn.nbarc torn 2>.err
[ $? -eq 2 ] && grep -q "alto/$second.xml: line [0-9]*: .*; articles that continue on page $second are not linked to it" .err
result $? "an article is not linked to a page that cannot be read, which is reported"
[ "$(wc -l <.err)" -eq 2 ]
result $? "and so is the page"
cp a.nbarc again.nbarc
nbarc ingest -q -o again.nbarc torn 2>.err
[ $? -eq 2 ] && [ "$(wc -l <.err)" -eq 1 ] && nbarc get again.nbarc $first | grep -qF 'next="nbarc:'$second'-01"'
result $? "but to that page as the archive has it"
rm torn/alto/$second.xml
exits 0 "a page that is not there" nbarc ingest -q -o gone.nbarc torn
nbarc get gone.nbarc $first >doc.xml
! grep -q ' next=' doc.xml
result $? "is not linked to"

# Bytes that are no characters: the message has them, and libxml2 prints nothing itself.
mkdir undecodable
printf '<?xml version="1.0" encoding="GBK"?><mets>\377\377</mets>' >undecodable/issue.mets.xml
nbarc ingest -q -o undecodable.nbarc undecodable 2>.err
echo 'nbarc ingest: undecodable/issue.mets.xml: not well-formed: input conversion failed due to input error, bytes 0xFF 0xFF 0x3C 0x2F' | cmp - .err
result $? "a METS file that cannot be decoded is refused in one line"

# PAGE XML: the pipe states what the file does, if it is given the file.
cat >page.xml <<'END'
<PcGts><Page><ReadingOrder><OrderedGroup id="g"><OrderedGroup id="a">
<RegionRef regionRef="r2"/><RegionRef regionRef="r1"/></OrderedGroup>
</OrderedGroup></ReadingOrder><TextRegion id="r1" type="paragraph"><TextLine>
<TextEquiv><Unicode>三月的江东，到处都是忙碌的人们，田里</Unicode></TextEquiv></TextLine>
<TextLine><TextEquiv><Unicode>的水也已经放满了。</Unicode></TextEquiv></TextLine>
</TextRegion><TextRegion id="r2" type="heading"><TextLine><TextEquiv>
<Unicode>春耕</Unicode></TextEquiv></TextLine></TextRegion></Page></PcGts>
END
nbtei -i $first page.xml >doc.xml
has 'Items and heads are those of the source' "PAGE XML states items"
has '<head type="main">春耕</head>' "and heads"
nbnorm -j journal page.xml >text
nbtei -i $first -j journal -l page.xml text | cmp - doc.xml
result $? "the pipe gives the same document"
nbnorm -l page.xml text | cmp - text
result $? "a repaired text stays as it is"
finish
