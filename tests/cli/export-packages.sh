#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# nbarc export for repositories and corpora: BagIt, a TEI corpus, METS with PREMIS. Each
# is read back by the rules of its format.
# shellcheck source=tests/tap.sh
. "$(dirname "$0")/../tap.sh"
nbarc ingest -q -o a.nbarc --titles "$root/fixtures/titles.tsv" "$root/fixtures/pages"
mkdir more
sed 's/春/夏/' "$root/fixtures/pages/jdrb-20190304-a01.txt" >more/jdrb-20190304-a01.txt
cp "$root/fixtures/pages/jdrb-20190306-a04.txt" more/jdrb-20190300-a04.txt
nbarc ingest -q -o a.nbarc more
sed 's/jdrb-20190304-a01/Brief/g' "$root/fixtures/expected/jdrb-20190304-a01.xml" >Brief.xml
nbarc ingest -q --tei -o a.nbarc Brief.xml
nbarc withdraw -q --reason 权利 a.nbarc hxwb-20200108-a01-01
nbarc withdraw -q --reason 权利 a.nbarc mgrb-19350711-03
openssl genpkey -algorithm ed25519 -out key 2>/dev/null
nbarc sign -q -k key a.nbarc

same() { # FORM: twice the same bytes
	nbarc export -q -f "$1" -o "$1.again" a.nbarc
	check "$1: twice the same" diff -r "$1" "$1.again"
}

# ---- BagIt
check "a bag" nbarc export -f bagit -o bagit a.nbarc
check "it is valid by RFC 8493, and its log leads to the root" python3 "$root/tests/bag.py" bagit
check "sha256sum agrees" sh -c 'cd bagit && sha256sum --strict -c manifest-sha256.txt tagmanifest-sha256.txt'
same bagit
check "a bag of no page" nbarc export -f bagit -o none --from 2100 a.nbarc
check "has a folder for its payload" test -d none/data
nbarc get -o want a.nbarc jdrb-20190304-a01
check "documents are those that nbarc get prints" cmp want bagit/data/documents/jdrb/2019/jdrb-20190304-a01.xml
check "and sources those that were received" \
	cmp more/jdrb-20190300-a04.txt bagit/data/sources/jdrb/2019/jdrb-20190300-a04.source
check "a page that is not called as that of a newspaper stands above the folders" \
	cmp Brief.xml bagit/data/documents/Brief.xml
! ls bagit/data/*/mgrb >/dev/null 2>&1
result $? "what is withdrawn is not in it"
grep -q '^[0-9]*	mgrb-19350711-03	2	1	' bagit/proof/log.tsv
result $? "but for its line in the log"
head -n 1 bagit/proof/note >origin
[ "$(cat origin)" = a ]
result $? "the signature is with it"
printf X >>bagit.again/data/documents/Brief.xml
rm bagit.again/proof/note
exits 1 "a bag that was changed is not valid" python3 "$root/tests/bag.py" bagit.again
for wrong in "Brief.xml: another hash" "beside data" "Payload-Oxum"; do
	grep -q "$wrong" .out
	result $? "$wrong: is noticed"
done
exits 1 "a bag is a new folder" nbarc export -f bagit -o bagit a.nbarc
nbarc export -q -o jdrb.bag a.nbarc jdrb-2019
check "a bag of a part is valid, too" python3 "$root/tests/bag.py" jdrb.bag
nbarc export -q --revisions -o all.bag/ a.nbarc
check "and one of all revisions" python3 "$root/tests/bag.py" all.bag
[ -s all.bag/data/documents/jdrb/2019/jdrb-20190304-a01@1.xml ]
result $? "it has the first one"
nbarc export -q --kind photo -o photos.bag a.nbarc
[ "$(find photos.bag/data/documents -name '*.xml' | wc -l)" -eq \
	"$(nbarc list -f tsv -c page_id --kind photo a.nbarc | tail -n +2 | sort -u | wc -l)" ]
result $? "filters choose the pages that have such items"

# ---- a TEI corpus
check "a TEI corpus" nbarc export -f teicorpus -o teicorpus a.nbarc
same teicorpus
check "XInclude puts it together" xmllint --noout --xinclude teicorpus/corpus.xml
xmllint --xinclude teicorpus/corpus.xml >whole.xml 2>.err
[ "$(grep -c '<TEI ' whole.xml)" -eq "$(nbarc list --pages -f tsv a.nbarc | tail -n +2 | wc -l)" ]
result $? "all pages are in it"
grep -q 'unit="article" quantity="'"$(nbarc list --kind article,notice --count a.nbarc)"'"' teicorpus/corpus.xml
result $? "the header counts the articles"
grep -q 'from="2019-03" to="2019-03-06"' teicorpus/corpus.xml
result $? "and has the days, as far as they are known"
tei_all=$root/../shared/schema/tei_all.rng
if ! command -v jing >/dev/null; then
	skip "jing is not installed" "jing: the corpus is valid"
elif [ ! -f "$tei_all" ]; then
	skip "../shared is absent" "jing: the corpus is valid"
else
	check "jing: the corpus is valid" jing "$tei_all" whole.xml
fi

# ---- METS
check "METS" nbarc export -f mets -o mets a.nbarc
same mets
find mets -name '*.mets.xml' >files
[ "$(wc -l <files)" -eq "$(nbarc list --pages -f tsv -c id a.nbarc | tail -n +2 | sed 's/\(-[0-9]*\)-.*/\1/' | sort -u | wc -l)" ]
result $? "a file for each issue"
check "all are valid" xargs python3 "$root/tests/mets.py" <files
check "all are XML" xargs xmllint --noout <files
mets=mets/jdrb/2019/jdrb-20190304.mets.xml
[ "$(grep -c '<premis:eventType>modification<' $mets)" -eq 1 ] && [ "$(grep -c '<premis:eventType>ingestion<' $mets)" -eq 2 ]
result $? "its events are those that nbarc log lists"
grep -q 'repairs of line breaks' $mets && grep -q '<premis:eventOutcome>pass<' $mets
result $? "the repairs and the checks are among them"
grep -q '<mods:title>江东日报</mods:title>' $mets && grep -q '<mods:dateIssued encoding="w3cdtf">2019-03-04<' $mets
result $? "it says which newspaper it is, and of which day"
cp -r mets changed
sed -i 's/ID="jdrb-20190304-a01.amd"/ID="other"/; s/<premis:eventType>normalization/<premis:eventType>magic/' changed/jdrb/2019/*.mets.xml
printf ' ' >>changed/jdrb/2019/jdrb-20190304-a01.source
exits 1 "one that was changed is not valid" python3 "$root/tests/mets.py" changed/jdrb/2019/jdrb-20190304.mets.xml
exits 1 "METS on standard output" nbarc export -f mets a.nbarc
exits 1 "a bag on standard output" nbarc export -f bagit a.nbarc
exits 1 "a TEI corpus on standard output" nbarc export -f teicorpus a.nbarc
says "-o DIR" "says what to do"
exits 1 "columns of pages" nbarc export -f bagit -c id -o none a.nbarc
exits 1 "shards of a folder" nbarc export -f bagit --shard 1M -o none a.nbarc
cp a.nbarc damaged.nbarc
printf X | dd of=damaged.nbarc bs=1 seek=3000 conv=notrunc 2>/dev/null
exits 2 "a damaged archive" nbarc export -o half.bag damaged.nbarc
[ ! -e half.bag/bagit.txt ]
result $? "leaves no bag behind"
exits 2 "a damaged archive" nbarc export -o half.teicorpus damaged.nbarc
[ ! -e half.teicorpus/corpus.xml ]
result $? "and no corpus"
finish
