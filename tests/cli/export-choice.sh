#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# What nbarc export is of: identifiers, prefixes, standard input, filters, revisions.
# shellcheck source=tests/tap.sh
. "$(dirname "$0")/../tap.sh"
nbarc ingest -q -o a.nbarc --titles "$root/fixtures/titles.tsv" "$root/fixtures/pages"
mkdir changed
sed 's/春/夏/' "$root/fixtures/pages/jdrb-20190304-a01.txt" >changed/jdrb-20190304-a01.txt
nbarc ingest -q -o a.nbarc changed
nbarc withdraw -q --reason 权利 a.nbarc hxwb-20200108-a01-01
item=jdrb-20190305-a03-01
ids() { # FILE: the identifiers of JSON Lines
	sed 's/.*"id":"\([^"]*\)".*/\1/' "$1"
}

nbarc export -c id a.nbarc >all
nbarc list -f jsonl -c id a.nbarc >list
check "without identifiers, all that nbarc list lists" cmp all list
nbarc export -c id,text a.nbarc jdrb mgrb $item hxwb-2018 >got
nbarc list -f jsonl -c id,text a.nbarc hxwb-2018 jdrb mgrb >list
check "several prefixes, in the order of identifiers, each item once" cmp got list
ids all | sort -R --random-source="$root/NEWS" >shuffled
cat shuffled shuffled | nbarc export -c id a.nbarc - >got
check "identifiers on standard input, in any order, twice" cmp got all
nbarc export -c id a.nbarc - </dev/null >got
[ ! -s got ]
result $? "none on standard input: nothing"
nbarc export -c id --kind photo --title jdrb a.nbarc - <shuffled >got
nbarc list -f jsonl -c id --kind photo --title jdrb a.nbarc >list
[ -s got ]
result $? "identifiers and filters together"
check "choose what both choose" cmp got list
nbarc export -c id,author a.nbarc 2>.err
says "did you mean 'authors'" "a mistyped column is answered with the nearest"
exits 4 "an identifier that is not there" nbarc export -c id -o some.jsonl a.nbarc jdrb-20190305-a03-11 $item
says "did you mean" "the nearest one is named"
[ "$(ids some.jsonl)" = $item ]
result $? "the others are exported"
exits 4 "one alone that is not there" nbarc export -c id a.nbarc qqqq-2019
exits 4 "what is withdrawn" nbarc export -c id a.nbarc hxwb-20200108-a01-01 $item
says "withdrawn: 权利" "its reason is told"
nbarc export -a -c id,state a.nbarc hxwb-20200108-a01-01 $item >got
grep -q '"withdrawn"' got && [ "$(wc -l <got)" -eq 2 ]
result $? "--all: it is named among others"

# ---- revisions
page=jdrb-20190304-a01
nbarc export -c id,revision a.nbarc $page@1 >got
nbarc list -f jsonl -c id,revision a.nbarc $page@1 >list
check "ID@1: the first revision" cmp got list
[ -s got ] && ! grep -qv '"revision":1' got
result $? "of each item"
nbarc export --revisions -c id,revision,text a.nbarc $page >got
{
	nbarc list -f jsonl -c id,revision,text a.nbarc $page@2
	nbarc list -f jsonl -c id,revision,text a.nbarc $page@1
} >list
check "--revisions: every one of a page, the newest first" cmp got list
nbarc export --revisions -c id,revision a.nbarc >got
for id in $(nbarc list --pages -f tsv -c id a.nbarc | tail -n +2); do
	nbarc list -f jsonl -c id,revision a.nbarc "$id@1" "$id@2" 2>/dev/null
done | sort >list
sort got | cmp -s - list
result $? "of all pages"
nbarc export --revisions -c id,revision a.nbarc $page-02 $item >got
printf '%s\n' "{\"id\":\"$page-02\",\"revision\":2}" "{\"id\":\"$page-02\",\"revision\":1}" \
	"{\"id\":\"$item\",\"revision\":1}" >want
check "of several items" cmp got want
nbarc export -c id,revision a.nbarc $page-02@2 $page-02 $page-02@1 >got
head -n 2 want | cmp -s - got
result $? "the newest one is named by its number and without, and comes once"
nbarc export --revisions -o r.sqlite a.nbarc
[ "$(sqlite3 r.sqlite "SELECT count(*) FROM items WHERE id = '$page-02'; PRAGMA foreign_key_check")" = 2 ]
result $? "a database has both"
[ "$(sqlite3 r.sqlite 'SELECT count(*) FROM authors WHERE revision = 1')" -gt 0 ]
result $? "and the authors of each"
exits 1 "a database of revisions needs them" nbarc export --revisions -c id,title -o b.sqlite a.nbarc
nbarc export --revisions -o texts/ a.nbarc $page
[ -s texts/jdrb/2019/$page-02@1.txt ] && [ -s texts/jdrb/2019/$page-02@2.txt ]
result $? "texts have files of their own"
nbarc export --revisions -o r.bulk a.nbarc $page
grep -q "\"_id\":\"$page-02@1\"" r.bulk
result $? "documents of a search engine their names"
nbarc export --revisions -o r.conllu a.nbarc $page
grep -q "newdoc id = $page-02@1" r.conllu
result $? "and those of a treebank"
exits 1 "a TEI corpus has one revision" nbarc export --revisions -f teicorpus -o c a.nbarc
exits 1 "METS as well" nbarc export -f mets -o c a.nbarc $page@1
[ ! -e c ]
result $? "nothing is made of them"
finish
