#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Paragraphs that a caption or a crosshead was set into.
# shellcheck source=tests/tap.sh
. "$(dirname "$0")/../tap.sh"
id=jdrb-20190308-a02

# The text of the page, with $1 between the halves of a word.
page() {
	cat <<-EOP
		柳湾镇办起春耕夜校

		白天下田 晚上上课

		三月的柳湾镇，田埂上的积水刚刚退去，夜校的灯就亮了起来。来听课的大多是附近几个村子的种植户，讲课的是县里派来的农技员，讲的是怎样选种、怎样育秧，还有怎样防治病

		$1

		虫害。双渡村种植户周长林说，以前靠老经验，现在要靠新技术，他家的三十亩水田今年全部换上了新品种，预计每亩能多收一百多斤。

		镇里的干部算了一笔账，夜校开办以来，已经有四百多人次来听过课，带动全镇推广新品种两千多亩。

		·陆小禾 顾青·
	EOP
}

# What every document with the two halves must be.
sound() { # DESCRIPTION RAW PARTS
	nbtei --id $id "$2" >page.xml
	check "$1: the document is valid" nbtei --validate page.xml
	[ "$(grep -c 'part="[IMF]"' page.xml)" -eq "$3" ]
	result $? "$1: the paragraph has $3 parts"
	nbnorm --journal journal "$2" >text
	nbtei --id $id --journal journal text >piped.xml
	check "$1: the pipe gives the same document" cmp piped.xml page.xml
	nbnorm text >twice
	check "$1: repairing twice changes nothing" cmp twice text
	nbnorm --undo journal text >undone
	check "$1: the journal undoes the repair" cmp undone "$2"
	rm -f in.nbarc
	mkdir -p in && cp "$2" in/$id.txt
	nbarc ingest -q -o in.nbarc in
	check "$1: its text is that of its source" nbarc verify --deep in.nbarc
	nbarc get --format text in.nbarc $id >reading
	nbarc get --format source in.nbarc $id >source
	check "$1: the source comes back" cmp source "$2"
	python3 "$root/format-spec/reader.py" verify in.nbarc >.out 2>&1
	result $? "$1: the other reader takes it"
	schema=$root/../shared/schema/tei_all.rng
	if [ -f "$schema" ]; then
		check "$1: valid TEI" xmllint --noout --relaxng "$schema" page.xml
	else
		skip "../shared is absent" "$1: valid TEI"
	fi
}

low='<p part="F"><lb break="no" type="joined" resp="nbarc:nbtei" cert="low"/>虫害。'

page '▲3月3日，双渡村的农户在大棚里摆放秧盘。

沈一帆 摄' >photo
sound "a caption and its credit" photo 2
grep -qF "$low" page.xml && grep -qF '<div type="article"' page.xml &&
	[ "$(grep -c 'type="photo"' page.xml)" -eq 0 ]
result $? "the halves and the photograph are in one article"
grep -qF '怎样防治病虫害。' reading &&
	sed -n '/虫害。/,$p' reading | grep -qF '▲3月3日'
result $? "as text the paragraph is whole, and the caption comes after it"
grep -qF 'set into them: <num value="1">1</num>' page.xml
result $? "the header counts it"

page 讲课讲到田间地头 >crosshead
sound "a crosshead" crosshead 2
grep -qF "$low" page.xml &&
	grep -qF '<head type="crosshead">讲课讲到田间地头</head>' page.xml
result $? "the crosshead stays one"
grep -qF '怎样防治病虫害。' reading && grep -qxF 讲课讲到田间地头 reading
result $? "as text the paragraph is whole, and the crosshead by itself"

# Two captions in one paragraph.
page '▲3月3日，双渡村的农户在大棚里摆放秧盘。

沈一帆 摄' | sed 's/今年全部换上了新品种/今年全部换上了新品\n\n▲农技员在田头讲课。\n\n顾青 摄\n\n种/' >twice-set
sound "two captions" twice-set 3
grep -qF '怎样防治病虫害。' reading && grep -qF '新品种，' reading
result $? "as text it is whole again"

# Nothing goes on after these.
page '▲3月3日，双渡村的农户在大棚里摆放秧盘。

沈一帆 摄' | sed 's/防治病$/防治病虫害。/; s/^虫害。//' >between
sound "a caption between paragraphs" between 0
page '秧苗送到家门口' | sed 's/防治病$/防治病虫害。/; s/^虫害。//' >usual
sound "a crosshead between paragraphs" usual 0
finish
