#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# A page that was renamed is there under its new identifier with text, source,
# journal and states; the old one answers with where it went, also for its items.
# Nothing else is taken for a renaming.
# shellcheck source=tests/tap.sh
. "$(dirname "$0")/../tap.sh"
reader=$root/format-spec/reader.py
old=jdrb-20190304-a01
new=jdrb-20190306-a07
nbarc ingest -q -o a.nbarc "$root/fixtures/pages"
cp a.nbarc first.nbarc
for format in tei text source journal; do
	nbarc get -f $format a.nbarc $old >was.$format
done
nbarc get -f text a.nbarc $old-02 >item.text

# ---- one page
check "rename a page" nbarc rename a.nbarc $old $new
says "1 renamed" "says so"
check "verify" nbarc verify -q a.nbarc
check "the other reader's verify" python3 "$reader" verify a.nbarc
for format in text source journal; do
	nbarc get -f $format a.nbarc $new | cmp - was.$format
	result $? "the same $format under the new identifier"
done
sed -e "s/\"$old/\"$new/" -e "s/>$old<\\/idno>/>$new<\\/idno><idno type=\"previous\">$old<\\/idno>/" \
	-e 's/2019年3月4日　第a01版/2019年3月6日　第a07版/' -e 's/2019-03-04/2019-03-06/g' \
	-e 's/n="a01"/n="a07"/' was.tei >wanted
check "get of the new identifier" nbarc get -o new.xml a.nbarc $new
check "is the old document, with a header that names both" cmp new.xml wanted
check "it is valid" nbtei --validate new.xml
nbarc get a.nbarc $new-02 >alone.xml
check "so is the document of an item" nbtei --validate alone.xml
check "which names the item's old identifier" \
	grep -qF "<idno type=\"nbarc\">$new-02</idno><idno type=\"previous\">$old-02</idno>" alone.xml
nbarc get -f text a.nbarc $new-02 | cmp - item.text
result $? "and has its text"

# ---- the old identifier
for id in $old $old-02; do
	exits 4 "get $id" nbarc get a.nbarc "$id"
	says "$id: renamed to $new${id#"$old"}" "says where it went"
	[ ! -s .out ]
	result $? "and prints nothing"
	check "get --follow $id" nbarc get --follow -f text a.nbarc "$id"
	says "$id: renamed to $new${id#"$old"}" "says so, too"
	nbarc get -f text a.nbarc "$new${id#"$old"}" | cmp - .out
	result $? "and prints the text"
	exits 4 "list $id" nbarc list a.nbarc "$id"
	says "$id: renamed to $new" "says where it went"
done
exits 4 "an item that the page never had" nbarc get a.nbarc $old-77
says "$old: renamed to $new" "is answered for the page"
exits 4 "get of its first revision" nbarc get a.nbarc $old@1
says "renamed to $new" "says where it went"
exits 4 "which --follow does not follow" nbarc get --follow a.nbarc $old@1
check "the commit before has it" nbarc get -o before.xml --at 1 a.nbarc $old
check "as it was" cmp before.xml was.tei
exits 4 "diff of it" nbarc diff a.nbarc $old-02@1 $old-02@2
says "renamed to $new" "says where it went"
exits 4 "prove of an item" nbarc prove a.nbarc $old-02
says "renamed to $new-02" "says where it went"
check "prove the old page" sh -c "nbarc prove a.nbarc $old >proof"
check "which holds" nbarc check-proof proof
check "prove the new one" sh -c "nbarc prove a.nbarc $new >proof"
check "its proof shows the old identifier" grep -qF "<idno type=\"previous\">$old<" proof
check "and holds" nbarc check-proof proof
python3 "$reader" get a.nbarc $old >.out 2>.err
[ $? -eq 4 ]
result $? "a reader that does not know of renaming"
says "withdrawn: renamed to $new" "sees a withdrawn page whose reason names the new one"
nbarc log a.nbarc $old | head -n 1 | grep -q "withdrawn .*renamed to $new"
result $? "log of the old page"
nbarc log a.nbarc $new | grep -q "new, renamed from $old"
result $? "log of the new page"
nbarc log --json a.nbarc $new | grep -q "\"previous\":\"$old\""
result $? "as JSON"
nbarc list --all a.nbarc $old | grep -q "renamed to $new"
result $? "list --all"
check "the archive has only grown" sh -c "nbarc prove --since 1 a.nbarc >proof"
check "as the proof shows" nbarc check-proof proof

# ---- what ingest makes of it
cp -R "$root/fixtures/pages" pages
cp a.nbarc b.nbarc
check "ingest the same files again" nbarc ingest -q -o b.nbarc pages
exits 4 "the page stays renamed" nbarc get b.nbarc $old
mv pages/$old.txt pages/$new.txt
check "the file with its new name" nbarc ingest -o b.nbarc pages/$new.txt
check "changes nothing" cmp a.nbarc b.nbarc
sed 's/春耕/秋收/' pages/$new.txt >x && mv x pages/$new.txt
check "another text of it" nbarc ingest -q -o b.nbarc pages/$new.txt
exits 4 "get of the old identifier" nbarc get b.nbarc $old-01
says "renamed to $new-01" "still says where it went"
check "a document with an old identifier is taken" nbarc ingest -q --tei -o c.nbarc new.xml

# ---- refusals
cp a.nbarc before
exits 1 "an identifier that is there" nbarc rename a.nbarc jdrb-20190304-a02 $new
exits 1 "one that was" nbarc rename a.nbarc jdrb-20190304-a02 $old
says "has a page with this identifier, or had it" "says why"
exits 4 "a page that was renamed" nbarc rename a.nbarc $old jdrb-20190309-a01
says "renamed to $new" "says where it went"
exits 4 "a page that is not there" nbarc rename a.nbarc jdrb-18000101-a01 $new-x
exits 1 "no identifier" nbarc rename a.nbarc $new "a b"
exits 1 "the same" nbarc rename a.nbarc $new $new
exits 2 "no day" nbarc rename a.nbarc $new jdrb-20190231-a01
exits 1 "called as an item" nbarc rename a.nbarc $new jdrb-20190304-a02-01
exits 4 "put back" nbarc withdraw --undo a.nbarc $old
says "renamed to $new" "is refused: the page would be there twice"
exits 4 "withdraw the old identifier" nbarc withdraw -r x a.nbarc $old-02
exits 1 "too few operands" nbarc rename a.nbarc $old
check "nothing was written" cmp a.nbarc before

# ---- back, twice renamed, purged, merged
cp a.nbarc b.nbarc
check "rename it back" nbarc rename -q b.nbarc $new $old
nbarc get -f text b.nbarc $old | cmp - was.text
result $? "the page is there again"
exits 4 "get of the other" nbarc get b.nbarc $new-01
says "renamed to $old-01" "leads back"
check "and again" nbarc rename -q b.nbarc $old $new
exits 4 "get of the old one" nbarc get b.nbarc $old
says "renamed to $new" "leads to the new one"
check "verify" nbarc verify -q b.nbarc
cp a.nbarc b.nbarc
check "rename it to a third" nbarc rename -q b.nbarc $new jdrb-20190307-a01
exits 4 "the first identifier" nbarc get b.nbarc $old-02
says "$old-02: renamed to jdrb-20190307-a01-02" "leads to the last"
check "purge" nbarc compact -q --purge b.nbarc
exits 4 "get after a purge" nbarc get b.nbarc $new
says "renamed to jdrb-20190307-a01" "leads to it, too"
check "merge" nbarc merge -q -o m.nbarc b.nbarc
exits 4 "get after a merge" nbarc get m.nbarc $new
says "renamed to jdrb-20190307-a01" "leads to it, too"
check "withdraw the new page" nbarc withdraw -q -r rights b.nbarc jdrb-20190307-a01
exits 4 "get of the first identifier" nbarc get b.nbarc $old
says "renamed to jdrb-20190307-a01" "leads to it"
exits 4 "with --follow" nbarc get --follow b.nbarc $old
says "withdrawn: rights" "and there is the reason"

# ---- states of items go with the page
cp first.nbarc b.nbarc
nbarc withdraw -q -r '应作者要求撤下' b.nbarc $old-02
check "a page with a withdrawn item" nbarc rename -q b.nbarc $old $new
exits 4 "the item" nbarc get b.nbarc $new-02
says "$new-02: withdrawn: 应作者要求撤下" "stays withdrawn"
exits 4 "the source" nbarc get -f source b.nbarc $new
nbarc get b.nbarc $new | grep -q 夜校
[ $? -eq 1 ]
result $? "and its text is not shown"
check "verify" nbarc verify -q b.nbarc

# ---- a reason is no renaming
cp first.nbarc b.nbarc
for reason in "renamed to jdrb-20190304-a02" "renamed to $new" "renamed: x"; do
	nbarc withdraw -q -r "$reason" b.nbarc $old
	exits 4 "withdrawn for the reason '$reason'" nbarc get --follow b.nbarc $old
	says "$old: withdrawn: $reason" "is withdrawn, and leads nowhere"
	check "and is put back" nbarc withdraw -q --undo b.nbarc $old
done
cp a.nbarc b.nbarc
nbarc rename -q b.nbarc $new $old
nbarc withdraw -q -r "a mistake" b.nbarc $old
exits 4 "a page that was renamed back and withdrawn" nbarc get b.nbarc $old
says "$old: withdrawn: a mistake" "has its own reason"

# ---- many at once
cp first.nbarc b.nbarc
check "a prefix" nbarc rename --prefix b.nbarc jdrb- jdrbx-
nbarc list --pages b.nbarc | grep -c '^jdrbx-' >n
nbarc list --pages first.nbarc | grep -c '^jdrb-' | cmp - n
result $? "all pages that begin with it"
exits 4 "an item of one" nbarc get b.nbarc jdrb-20190305-a03-01
says "renamed to jdrbx-20190305-a03-01" "says where it went"
[ "$(nbarc log b.nbarc | wc -l)" -eq 2 ]
result $? "in one commit"
check "verify" nbarc verify -q b.nbarc
exits 4 "once more" nbarc rename --prefix b.nbarc jdrb- jdrby-
says "no page begins with it" "finds none"
cp first.nbarc b.nbarc
printf '# a comment\n%s\t%s\r\n\n%s\t%s\n' jdrb-20190305-a03 jdrb-20190305-a13 $old $new >table
check "a table" nbarc rename --from table b.nbarc
says "2 renamed" "of two pages"
[ "$(nbarc log b.nbarc | wc -l)" -eq 2 ]
result $? "in one commit"
cp b.nbarc before
printf '%s\t%s\n%s\n' $new $old jdrb >table
exits 2 "a line that is none" nbarc rename --from table b.nbarc
says "line 2" "is named"
printf '%s\t%s\n%s\t%s\n' $new $old jdrb-20190399-a01 x >table
exits 4 "a page of the table that is not there" nbarc rename --from table b.nbarc
check "then none is renamed" cmp b.nbarc before
printf '%s\tx1\n%s\tx2\n' $new $new >table
exits 1 "a page that is there twice" nbarc rename --from table b.nbarc
check "changes nothing" cmp b.nbarc before

# ---- sources that an older revision keeps
cp first.nbarc b.nbarc
nbarc get b.nbarc $old | sed 's/春耕/秋收/' >doc.xml
check "a corrected document" nbarc ingest -q --tei -o b.nbarc doc.xml
nbarc get -f source b.nbarc $old >source
check "renamed" nbarc rename -q b.nbarc $old $new
nbarc get -f source b.nbarc $new | cmp - source
result $? "still has its source"
finish
