#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# What a person changes in a TEI document becomes decisions: with CR LF, indented,
# with comments and single quotes. A document that says more is kept as it is.
# shellcheck source=tests/tap.sh
. "$(dirname "$0")/../tap.sh"
page=jdrb-20190304-a01
NBARC_WHO=王平
export NBARC_WHO
mkdir pages
cp "$root/fixtures/pages/$page.txt" pages
nbarc ingest -q -o plain.nbarc pages
nbarc get plain.nbarc $page >old.xml

# Change old.xml by a function of Python, `change(text)`, and ingest the result
# into a fresh a.nbarc.
edited() { # EXIT DESCRIPTION; the body of the function is standard input
	{
		echo 'def change(s):'
		sed 's/^/    /'
		echo '    return s'
		echo 'old = open("old.xml", encoding="utf-8").read()'
		echo 'open("new.xml", "w", encoding="utf-8", newline="").write(change(old))'
	} >change.py
	python3 change.py
	cp plain.nbarc a.nbarc
	exits "$1" "$2" nbarc ingest --tei -o a.nbarc new.xml
}

# The page is one of its source: a later ingest of this changes nothing.
lasts() { # DESCRIPTION
	nbarc get a.nbarc $page >now.xml
	nbarc ingest -o a.nbarc pages >out 2>&1
	grep -q '0 new revisions, 1 unchanged' out && nbarc get a.nbarc $page | cmp - now.xml &&
		nbtei --validate now.xml && nbarc verify -q a.nbarc
	result $? "$1"
}

edited 0 "a reading" <<'END'
s = s.replace("办起春耕", "办起了春耕").replace("第二十一个村", "第二十二个村")
END
says "1 new revision" "is a new revision"
[ "$(nbarc decisions a.nbarc | grep -c '^text.*	王平	2020-03-09	')" -eq 2 ]
result $? "by two decisions, with who and when"
nbarc get --format text a.nbarc $page | grep -q 办起了春耕
result $? "and is read"
nbarc get --format source a.nbarc $page | cmp - pages/$page.txt
result $? "the source is there"
lasts "and the correction lasts"
check "the same document again" nbarc ingest --tei -o a.nbarc new.xml
says "0 new revisions, 1 unchanged" "changes nothing"
sed 's/办起春耕/办好春耕/' old.xml >new.xml
check "a document of the revision before" nbarc ingest --tei -o a.nbarc new.xml
says "it was made of revision 1, and the page is at 2" "is no decision against the later one"
says "the document is kept as it is" "but is kept"

edited 0 "references by number, and nothing else that nbtei would not write" <<'END'
s = s.replace("办起春耕", "办起&#20102;春&#x8015;")
END
says "1 new revision" "are characters"
[ "$(nbarc decisions a.nbarc | grep -c '^text.*了')" -eq 1 ]
result $? "by a decision"
lasts "which lasts"

edited 0 "kinds, roles, breaks, and how an item goes on" <<'END'
s = s.replace('<div type="photo"', '<div type="advertisement"')
s = s.replace('xml:id="jdrb-20190304-a01-02" n="2"', 'xml:id="jdrb-20190304-a01-02" n="2" next="nbarc:jdrb-20190305-a02-03"')
s = s.replace('type="kicker">柳湾镇', 'type="main">柳湾镇').replace('type="main">白天', 'type="sub">白天')
END
says "1 new revision" "are a new revision"
nbarc decisions a.nbarc | cut -f 1 | sort | tr '\n' ' ' >words
[ "$(cat words)" = "advertisement main next sub " ]
result $? "by these decisions and no others"
lasts "and last"

edited 0 "a document with other white space, quotes and comments" <<'END'
s = s.replace("办起春耕", "办起了春耕").replace("\n<p>", "\n      <p>\n").replace("<byline>", "<!-- looked at -->\n<byline>", 1)
s = s.replace('<pb n="a01"/>', "<pb   n='a01' />").replace("\n", "\r\n")
s = "\ufeff" + s.replace("<TEI ", "<?oxygen RNGSchema='x.rng'?>\r\n<TEI ", 1).replace("沈一帆", "&#x6c88;<![CDATA[一]]>帆")
END
says "its comments are not kept" "loses its comments, with a word"
cp plain.nbarc b.nbarc
nbarc ingest -q --tei --report b.json -o b.nbarc new.xml 2>.err
grep -q '"decision":0,"followed":0,"given_up":0,"edit":1' b.json
result $? "which the report counts as one about an edit"
[ "$(nbarc decisions a.nbarc | grep -c .)" -eq 1 ]
result $? "and nothing else was changed by it"
lasts "it lasts"

edited 0 "nothing but white space" <<'END'
s = s.replace("\n<p>", "\n   <p>")
END
says "0 new revisions, 1 unchanged" "is no change"
check "and the archive is as it was" cmp a.nbarc plain.nbarc

edited 0 "a choice that a person wrote" <<'END'
s = s.replace("办起春耕", '<choice><sic>办起</sic><corr>办好</corr></choice>春耕')
END
nbarc decisions a.nbarc | grep -q '	起	好$'
result $? "is a decision, too"
lasts "and lasts"

# What no decision can say.
kept() { # DESCRIPTION MESSAGE
	says "$2" "$1: says where"
	says "the document is kept as it is" "and what is done"
	nbarc get a.nbarc $page | cmp - new.xml
	result $? "it is kept byte for byte"
	[ -z "$(nbarc decisions a.nbarc)" ]
	result $? "and nothing is decided"
	nbarc ingest -o a.nbarc pages >out 2>&1
	grep -q '1 page came in as a document and was left' out
	result $? "a later ingest leaves it"
}
n=$(grep -n 陆小禾蹲 old.xml | cut -d: -f1)
edited 0 "a person who is marked" <<'END'
s = s.replace("办起春耕", "办起了春耕").replace("陆小禾蹲", '<persName ref="https://www.wikidata.org/entity/Q1">陆小禾</persName>蹲')
END
kept "a person" "line $n: elements in the text were changed"
edited 0 "a header that was changed" <<'END'
s = s.replace("<authority>", "<authority>江东图书馆")
END
kept "a header" "the header was changed"
edited 0 "a block that is gone" <<'END'
import re
s = re.sub("<head type=\"crosshead\">技术员成了常客</head>\n", "<head type=\"crosshead\"/>\n", s)
END
kept "a block" "takes all of it away"
edited 0 "a reading that nobody received" <<'END'
s = s.replace("办起春耕", '<choice><sic>力起</sic><corr>办好</corr></choice>春耕')
END
kept "a sic" "what stands in a sic is not what was received"
edited 2 "a document that is not valid" <<'END'
s = s.replace('<head type="crosshead">', "<!-- x -->\r\n<head type='no'>", 1)
END
says "new.xml: line" "names its line"
check "and changes nothing" cmp a.nbarc plain.nbarc

# A document of a page that the archive does not have, or has without a source.
check "a page that is new" nbarc ingest -q --tei -o b.nbarc old.xml
nbarc get b.nbarc $page | cmp - old.xml
result $? "is kept as it is"
sed 's/办起春耕/办起了春耕/' old.xml >new.xml
check "one without a source" nbarc ingest -q --tei -o b.nbarc new.xml
nbarc get b.nbarc $page | cmp - new.xml
result $? "is kept, too"
cp plain.nbarc a.nbarc
check "--verbatim" nbarc ingest -q --tei --verbatim -o a.nbarc new.xml
nbarc get a.nbarc $page | cmp - new.xml
result $? "keeps the document byte for byte"
exits 1 "--verbatim with page texts" nbarc ingest --verbatim -o a.nbarc pages
finish
