#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# METS files with outlines and links: which blocks of which page they state.
# shellcheck source=tests/tap.sh
. "$(dirname "$0")/../tap.sh"
issue=$root/fixtures/issue
first=jdrb-20190304-a01
second=jdrb-20190304-a02

# Parts of METS files.
file() { # ID ADDRESS [GROUPID]
	printf '<file ID="%s"%s><FLocat xlink:href="%s"/></file>' \
		"$1" "${3:+ GROUPID=\"$3\"}" "$2"
}
item() { # TYPE AREAS
	printf '<div TYPE="%s"><fptr>%s</fptr></div>' "$1" "$2"
}
outline() { # FILE COORDS
	printf '<area FILEID="%s" COORDS="%s"/>' "$1" "$2"
}
block() { # BLOCK
	printf '<area FILEID="alto1" BEGIN="%s"/>' "$1"
}
page() { # CONTENT: a page in the physical map
	printf '<div TYPE="PAGE">%s</div>' "$1"
}

# Take in the issue with a METS file; the items of both pages go to "got".
divide() { # DESCRIPTION FILES PHYSICAL LOGICAL [LINKS]
	cat >issue/issue.mets.xml <<-END
		<mets xmlns:xlink="http://www.w3.org/1999/xlink"><fileSec><fileGrp>$2
		</fileGrp></fileSec><structMap TYPE="PHYSICAL"><div TYPE="issue">$3</div>
		</structMap><structMap TYPE="LOGICAL"><div TYPE="issue">$4</div>
		</structMap>${5-}</mets>
	END
	rm -f a.nbarc
	exits 0 "$1" nbarc ingest -o a.nbarc issue
	nbarc list --json a.nbarc | python3 -c 'import json, sys
for line in sys.stdin:
	i = json.loads(line)
	print(i["id"][14:], i["kind"], i["title"])' >got
}
gives() { # DESCRIPTION: the items are those on standard input
	diff - got >.err
	result $? "$1"
}

cp -R "$issue" issue
head=90,190,1010,460
notice=1090,490,2100,700
pages="$(file alto1 alto/$first.xml)$(file alto2 alto/$second.xml)"
images="$(file img1 img/1.tif)$(file img2 img/2.tif)"

# What an outline of the first article gives on page 1.
cat >article <<'END'
a01-01 article 江东日报 二〇一九年三月四日
a01-02 article 河堤今日合龙
a01-03 article 新茶上市
a01-04 article 新到花布，欢迎选购
END
# ... and with one of the advertisement.
cat >both <<'END'
a01-01 article 江东日报 二〇一九年三月四日
a01-02 article 河堤今日合龙
a01-03 article 新茶上市
a01-04 notice 新到花布，欢迎选购
END

# Two pages, whose images the areas name.
map="$(page '<fptr FILEID="img1"/><fptr FILEID="alto1"/>')$(
	page '<fptr FILEID="img2"/><fptr FILEID="alto2"/>')"
areas="$(item article "$(outline img1 $head)")$(
	item advertisement "$(outline img2 90,90,1010,800)")"
divide "images in the divisions of their pages" "$images$pages" "$map" "$areas"
cp got expected
grep -q '^a02-01 notice 河堤合龙（续）' got
result $? "divide both pages"
divide "the same with one GROUPID for the issue" "$(file img1 img/1.tif one)$(
	file img2 img/2.tif one)$(file alto1 alto/$first.xml one)$(
	file alto2 alto/$second.xml one)" "$map" "$areas"
gives "divides them likewise" <expected
divide "and without such divisions" "$(file img1 img/1.tif one)$(
	file alto1 alto/$first.xml one)$(file alto2 alto/$second.xml one)" "" "$areas"
says "it names no block of any page" "divides none"

# One page.
rm issue/alto/$second.xml
pages=$(file alto1 alto/$first.xml)
article=$(item article "$(outline img1 $head)")
divide "metadata of an image before the page" "$(file img1 img/1.tif one)$(
	file mix1 mix/1.xml one)</fileGrp><fileGrp USE=\"ALTO\">$(
	file alto1 alto/$first.xml one)" "" "$article"
gives "are not the page" <article
divide "a division inside of that of a page" "$images$pages" \
	"$(page '<fptr FILEID="img1"/><div TYPE="x"/><div TYPE="y"><fptr FILEID="img2"/></div><fptr FILEID="alto1"/>')" \
	"$article$(item advertisement "$(outline img1 $notice)")"
gives "does not part its files" <both
divide "an area with attributes that are empty" "$pages" "" "$(item article \
	"<area FILEID=\"alto1\" BEGIN=\"\" END=\"\" COORDS=\"$head\"/>")"
gives "has what its outline has" <article
# The last line of the second block is in the outline.
divide "an outline over a block that is named" "$pages" "" \
	"$(item article "$(block P1_TB00002)$(block P1_TB00003)")$(
		item advertisement "$(outline alto1 90,400,1010,700)")"
gives "takes no line out of it" <article

# Links count unless the logical map refers to a page.
map="<div ID=\"P1\"><div ID=\"P0\"/><fptr>$(block P1_TB00002)</fptr><fptr>$(
	block P1_TB00003)</fptr></div><div ID=\"P2\"><fptr>$(
	outline img1 $notice)</fptr></div>$(
	page '<fptr FILEID="img1"/><fptr FILEID="alto1"/>')"
logical='<div TYPE="article" ID="L1"/><div TYPE="advertisement" ID="L2"/>'
links='<structLink><smLink xlink:from="#L1" xlink:to="#P1"/><smLink xlink:from="#L2" xlink:to="#P2"/></structLink>'
divide "links to blocks and to an outline" "$images$pages" "$map" \
	"$logical" "$links"
gives "divide the page" <both
divide "a picture of an image without a page" "$images$pages" "$map" \
	"$logical$(item picture "$(outline img2 1,1,20,20)")" "$links"
gives "does not undo them" <both
divide "an article that is outlined on the page" "$images$pages" "$map" \
	"$logical$article" "$links"
gives "does: the links are passed over" <article

# So many corners and lines that a second would not do: 4090 outlines of 128
# corners, and 251 areas.
python3 - issue $first <<-'END'
	import sys
	issue, page = sys.argv[1:]
	box = 'HPOS="100" VPOS="%d" WIDTH="1000" HEIGHT="8"'
	with open(f"{issue}/alto/{page}.xml", "w", encoding="utf-8") as f:
	    f.write('<alto><Layout><Page><PrintSpace><TextBlock ID="b">')
	    for i in range(250):
	        place = box % (100 + 10 * i)
	        f.write(f'<TextLine ID="l{i}" {place}><String {place} CONTENT="春耕"/></TextLine>')
	    f.write("</TextBlock></PrintSpace></Page></Layout></alto>")
	# All of the page, with teeth below.
	corners = "0,0 3000,0 " + " ".join(f"{3000 - 24 * i},{4000 + i % 2}" for i in range(126))
	with open("many", "w", encoding="utf-8") as f:
	    f.write(f'<div TYPE="article"><fptr><area FILEID="alto1" COORDS="{corners}"/></fptr></div>' * 4090)
END
divide "outlines with half a million corners" "$pages" "" "$(cat many)"
says "names blocks that the file does not have" "are not looked at"
finish
