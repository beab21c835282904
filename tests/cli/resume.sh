#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# What a second ingest leaves alone: texts that the archive has (--continue), and
# pages that a person corrected.
# shellcheck source=tests/tap.sh
. "$(dirname "$0")/../tap.sh"
unset SOURCE_DATE_EPOCH
pages=$root/fixtures/pages
mkdir p
cp "$pages"/jdrb-20190304-a01.txt "$pages"/jdrb-20190304-a02.txt p
touch -d '2020-01-01 00:00:00' p/*
one=p/jdrb-20190304-a01.txt two=p/jdrb-20190304-a02.txt

# counts KEY=N... OPTION...: what an ingest of all texts says in JSON
counts() {
	expected=$1
	shift
	nbarc ingest -q --json -o a.nbarc "$@" p >json
	code=$?
	for pair in $expected; do
		grep -q "\"${pair%=*}\":${pair#*=}[,}]" json || return 1
	done
	[ "$code" -eq "${want:-0}" ]
}

check "two pages" counts "added=2"
cp a.nbarc first.nbarc
check "--continue leaves both out" counts "added=0 revised=0 unchanged=2" --continue
check "and the archive as it is" cmp a.nbarc first.nbarc
cp "$pages/jdrb-20190305-a03.txt" p
touch -d '2020-01-02 00:00:00' p/jdrb-20190305-a03.txt
check "a new file goes in" counts "added=1 revised=0 unchanged=2" --continue

# The same number of bytes: only the time, or reading it, shows the change.
sed 's/育秧/秧育/' $one >changed
[ "$(wc -c <changed)" -eq "$(wc -c <$one)" ] && ! cmp -s changed $one
result $? "a text of the same length"
cp $one sound
cp changed $one
touch -d '2019-12-31 00:00:00' $one
check "an older file of the same length is taken for the source" \
	counts "revised=0 unchanged=3" --continue
touch -d '2020-02-01 00:00:00' $one
check "a newer one is read" counts "revised=1 unchanged=2" --continue
touch -d '2020-03-01 00:00:00' $one
check "and is the same in spite of its time" counts "revised=0 unchanged=3" --continue
cp sound $one
touch -d '2019-12-31 00:00:00' $one
SOURCE_DATE_EPOCH=4000000000
export SOURCE_DATE_EPOCH
check "with the time of a build, files are read" counts "revised=1 unchanged=2" --continue
unset SOURCE_DATE_EPOCH
printf 'x\n' >>$two
touch -d '2019-12-31 00:00:00' $two
check "another length is another text" counts "revised=1 unchanged=2" --continue

# A person's correction.
id=jdrb-20190304-a01
nbarc get a.nbarc $id | sed 's/春耕时节/春耕之时/' >$id.xml
check "a corrected document" nbarc ingest -q --tei --verbatim -o a.nbarc $id.xml
check "its text does not undo it" counts "added=0 revised=0 corrected=1 unchanged=2"
check "nor with --continue" counts "revised=0 corrected=1 unchanged=2" --continue
nbarc get a.nbarc $id | cmp -s - $id.xml
result $? "the correction stands"
nbarc ingest -o a.nbarc p 2>said
check "and the summary names the option" grep -q -- '--replace-documents' said
nbarc get --format source a.nbarc $id | cmp - $one
result $? "its source is that of the revision it was made from"
exits 4 "it has no journal" nbarc get --format journal a.nbarc $id
cp changed $one
want=2 check "another text is refused" counts "revised=0 failed=1 unchanged=2"
nbarc ingest -o a.nbarc p 2>said
check "with a reason" grep -q 'came in as a document.*another text.*--replace-documents' said
check "unless documents are to be replaced" counts "revised=1 corrected=0 failed=0" --replace-documents
nbarc get --format text a.nbarc $id | grep -q 春耕时节
result $? "then the text stands"
nbarc get --format source a.nbarc $id | cmp - $one
result $? "with its own source"
nbarc ingest -q --tei -o a.nbarc $id.xml
nbarc withdraw --reason test a.nbarc $id
exits 4 "a withdrawn page gives no source of any revision" \
	nbarc get --format source a.nbarc $id
exits 1 "--continue is for texts" nbarc ingest --tei --continue -o a.nbarc $id.xml
finish
