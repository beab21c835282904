#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The file that the desk of nbnorm saves: each decision names its place by the
# characters that are around it in the order of reading that was decided, so
# that ingest finds it. The desk is driven without a browser; desk.py has one.
# shellcheck source=tests/tap.sh
. "$(dirname "$0")/../tap.sh"
page=jdrb-20240109-02
cat >$page.txt <<'END'
江东新闻

柳湾镇修好两座老桥 村民赶集不绕路

本报讯（记者 许晚）1月8日，柳湾镇的两座石桥重新通行。村民周长林说，过去赶集要绕五里路，现在一刻钟就到。

（何苗 摄）

新华社江东1月8日电 今年冬天雨水偏少，各地水库蓄水比去年少一成。水务部门提醒节约用水。

果园冬剪正当时

双渡果园的工人给梨树剪枝，清理落叶。技术员王铁山说，今年剪得比去年早。

剪枝之后还要施肥，一亩地要用两个工。

告示

本报自2月1日起改在每周三、六出版，订户不用另外付款。

江东日报社
END
if ! command -v node >/dev/null; then
	skip "node is not installed" "what the desk saves"
	finish
	exit
fi
cat >drive.js <<'END'
const fs = require("fs");
const html = fs.readFileSync(process.argv[2], "utf8");
const json = (mark) => [...html.matchAll(new RegExp(`<script[^>]*${mark}>([^]*?)</script>`, "g"))]
	.map((m) => JSON.parse(m[1]));
const state = html.match(/<script>([^]*?)<\/script>/)[1];
const desk = eval(state + "; new Desk(json('id=\"job\"')[0], json('class=\"page\"'))");
const at = (text) => desk.pages[0].lines.findIndex((_, i) => desk.text(0, i).startsWith(text));
const move = (from, item, to, before) => desk.move(0, desk.linesOf(0, at(from), item), at(to), before);
const decide = (text, aspect, what) => desk.decide(0, at(text), aspect, what);
const correct = (text, old, reading) =>
	decide(text, "text", desk.text(0, at(text)).replace(old, reading));
eval(fs.readFileSync(0, "utf8"));
process.stdout.write(desk.file("王平"));
END
# desk PAGE FILE <STEPS: save into FILE what is decided at the desk in some steps.
desk() {
	node drive.js "$1" >"$2" 2>.err
	result $? "the desk saves $2"
}
# block ARCHIVE ROLE TEXT: is the block that begins with the text one of this role?
block() {
	nbarc edit --print "$1" $page | grep -q "^$2	$3"
}
nbnorm --report html -o desk.html $page.txt 2>.err

desk desk.html d.tsv <<'END'
move("告示", true, "果园冬剪");
decide("果园冬剪", "role", "kicker");
END
check "a decision about a head after which an item was moved" nbarc ingest -q -o a.nbarc --decisions d.tsv $page.txt
block a.nbarc kicker 果园冬剪正当时
result $? "applies"
nbarc edit --print a.nbarc $page | grep -A2 果园冬剪正当时 | grep -q 告示
result $? "and the item is there"

desk desk.html d.tsv <<'END'
move("告示", true, "果园冬剪", true);
decide("新华社", "item", "article");
correct("新华社", "节约用水。", "节约用电。");
decide("告示", "role", "main");
desk.settle(0);
END
check "all decisions about a page of which an item was moved" nbarc ingest -q -o b.nbarc --decisions d.tsv $page.txt
nbarc get b.nbarc $page | grep -q '<sic>水</sic><corr[^>]*>电<'
result $? "a correction at the new seam, too"

desk desk.html d.tsv <<'END'
move("柳湾镇", false, "江东新闻", true);
move("告示", false, "柳湾镇", true);
desk.settle(0);
END
check "other blocks become the first and the second one" nbarc ingest -q -o c.nbarc --decisions d.tsv $page.txt
nbarc edit --print c.nbarc $page | grep '	' | sed -n 's/^[a-z]*	\(..\).*/\1/p' | head -n 3 | tr '\n' ' ' >first
grep -q '^告示 柳湾 江东' first
result $? "in their order"

# ---- decisions of an earlier sitting
desk desk.html former.tsv <<'END'
decide("果园冬剪", "role", "kicker");
correct("新华社", "节约用水。", "节约用电。");
decide("柳湾镇", "role", "main");
END
nbnorm --report html --decisions former.tsv -o former.html $page.txt 2>.err
desk former.html same.tsv </dev/null
check "they stay as they are while nothing is moved" cmp former.tsv same.tsv
desk former.html d.tsv <<'END'
move("告示", true, "果园冬剪");
move("本报讯", false, "果园冬剪", true);
END
check "they are found again where lines were moved later" nbarc ingest -q -o d.nbarc --decisions d.tsv $page.txt
block d.nbarc kicker 果园冬剪正当时
result $? "what a block is"
nbarc get d.nbarc $page | grep -q '<sic>水</sic><corr[^>]*>电<'
result $? "and what a text is"
grep '^main' former.tsv >main
grep -qxFf main d.tsv
result $? "a place that has kept its neighbours is named as before"
nbnorm --report html --decisions d.tsv -o again.html $page.txt 2>.err
desk again.html same.tsv </dev/null
# Marks have one width in a key that was read.
sed 's/，/,/g; s/（/(/g; s/）/)/g' d.tsv | cmp - same.tsv
result $? "a third sitting keeps all of them"
desk again.html d.tsv <<'END'
move("江东日报社", false, "果园冬剪");
END
check "and another move in it, too" nbarc ingest -q -o e.nbarc --decisions d.tsv $page.txt
block e.nbarc kicker 果园冬剪正当时
result $? "where each of them applies"
finish
