#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# A noun agrees with its number: nothing says "1 pages". The commands run on an archive
# of one page with one article of one Han character, and on what becomes of it.
# shellcheck source=tests/tap.sh
. "$(dirname "$0")/../tap.sh"
page=jdrb-20190304-a01
disagreeing() { # what follows a one, and is no verb, in text or markup
	sed -E 's,</?(b|code|em|output|span|strong)( [^>]*)?>,,g; s/<[^>]*>/|/g' "$@" |
		grep -oE '(^|[^0-9.,:-])1 (Han |page )?[A-Za-z]+s( (are|were))?\>' |
		grep -vE '1 (is|was|has|as|its|this)$'
}
agrees() { # COMMAND: also if it finds damage, or nothing, but its usage is right
	sh -c "$1" >.out 2>said
	code=$?
	disagreeing .out said >.err
	[ "$code" -ne 1 ] && [ ! -s .err ]
	result $? "$1"
}
echo 'found 1 pages, <b>1</b> Han characters<dt>1 entries were' >sentence
[ "$(disagreeing sentence | wc -l)" -eq 3 ]
result $? "this test would find one"

mkdir one
echo 春 >one/$page.txt
printf '春\n\n耕' >$page.txt
while read -r command; do
	agrees "$command"
done <<END
nbconv --report json one/$page.txt
nbconv --detect one/$page.txt
nbnorm --review $page.txt
nbnorm --explain 3 $page.txt
nbnorm --suspects $page.txt
nbnorm --report html $page.txt
nbtei --id $page one/$page.txt
nbtei --review --id $page one/$page.txt
nbarc ingest --dry-run -o a.nbarc --report new.html one
cat new.html
nbarc ingest -o a.nbarc --report new.json one
cat new.json
nbarc ingest -o a.nbarc one
nbarc info a.nbarc
nbarc list a.nbarc
nbarc list --pages a.nbarc
nbarc log a.nbarc
nbarc log a.nbarc $page
nbarc log a.nbarc $page-01
nbarc get a.nbarc $page
nbarc get a.nbarc $page-01
nbarc get -f html a.nbarc $page-01
nbarc grep -c a.nbarc 春
nbarc grep a.nbarc 耕
nbarc stat a.nbarc
nbarc stat -w 春 a.nbarc
nbarc cite a.nbarc $page-01
nbarc decisions a.nbarc
nbarc manifest a.nbarc
nbarc index a.nbarc
nbarc index --check a.nbarc
nbarc grep --explain a.nbarc 春
nbarc index --small --anew a.nbarc
nbarc grep --explain a.nbarc 春
nbarc verify a.nbarc
nbarc verify --deep a.nbarc
nbarc export -o a.mets a.nbarc
nbarc export -f jsonl a.nbarc
nbarc split --by title -o parts a.nbarc
nbarc merge -o merged.nbarc a.nbarc
nbarc compact -o compact.nbarc a.nbarc
nbarc rescue -o rescued.nbarc a.nbarc
nbarc collect -o a.nbarcs a.nbarc
nbarc info a.nbarcs
nbarc verify a.nbarcs
nbarc publish a.nbarc site
cp a.nbarc torn.nbarc && printf x >>torn.nbarc
nbarc info torn.nbarc
nbarc verify torn.nbarc
nbarc ingest -o torn.nbarc $page.txt
nbarc prove -o proof a.nbarc $page-01
nbarc check-proof proof
nbarc protect -r 50% a.nbarc
nbarc info a.nbarc
nbarc verify a.nbarc
printf x | dd of=a.nbarc bs=1 seek=100 conv=notrunc
nbarc verify a.nbarc
nbarc repair a.nbarc
nbarc rename a.nbarc $page jdrb-20190305-a01
nbarc withdraw -r rights a.nbarc jdrb-20190305-a01
nbarc log a.nbarc
nbarc verify a.nbarc
mkdir alone && cp a.nbarcs alone
nbarc list alone/a.nbarcs
nbarc verify alone/a.nbarcs
END

# ---- the reading room, in English
nbarc ingest -q -o room.nbarc one
PYTHONPATH=$root/tests/room python3 - >pages.html 2>.err <<END
import room
with room.Room("room.nbarc") as served:
    for path in ("/", "/title/jdrb/2019", "/jdrb-20190304", "/$page", "/$page-01", "/search?q=%E6%98%A5&counts=1", "/about"):
        answer = served.ask(path, Accept_Language="en")
        assert answer.status == 200, (path, answer.status)
        print(answer.text)
END
result $? "the reading room is asked"
agrees "cat pages.html"
grep -q '1 hit in 1 article<' pages.html
result $? "which says: 1 hit in 1 article"

# ---- the headers of documents
nbarc get room.nbarc $page | grep -q '>1 Han character<' &&
	nbarc get room.nbarc $page-01 | grep -q '>1 Han character<'
result $? "a page and an article of one Han character say so"
finish
