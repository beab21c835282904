#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The same input gives the same archive: twice, on any day, in any locale, with
# any number of threads, in any order of the arguments.
# shellcheck source=tests/tap.sh
. "$(dirname "$0")/../tap.sh"
cp -R "$root/fixtures/pages" pages
touch -d '2020-03-09T00:00:00Z' pages/*
unset SOURCE_DATE_EPOCH
nbarc ingest -q -j 1 --frame-size 4 -o one.nbarc pages
nbarc ingest -q -j 2 --frame-size 4 -o two.nbarc pages
check "one thread and two" cmp one.nbarc two.nbarc
sleep 1
LC_ALL=zh_CN.GB18030 TZ=Asia/Shanghai LANG=tr_TR.UTF-8 \
	nbarc ingest -q --frame-size 4 -o three.nbarc pages
check "another time, locale and time zone" cmp one.nbarc three.nbarc
# shellcheck disable=SC2046 # the names have no blanks
nbarc ingest -q --frame-size 4 -o four.nbarc $(ls -r pages/*.txt)
check "another order of the arguments" cmp one.nbarc four.nbarc
nbarc info one.nbarc >info
check "the time is that of the newest file" grep -q 2020-03-09T00:00:00Z info
touch -d '2021-01-01T00:00:00Z' pages/*
SOURCE_DATE_EPOCH=1583712000 nbarc ingest -q --frame-size 4 -o five.nbarc pages
check "SOURCE_DATE_EPOCH wins over the files' times" cmp one.nbarc five.nbarc
nbarc ingest -q --frame-size 64 --level 3 -o six.nbarc pages
check "the Merkle root does not depend on the compression" \
	sh -c 'nbarc info one.nbarc | grep Merkle >a; nbarc info six.nbarc |
	grep Merkle | cmp - a'

# A catalogue of many leaves, of which some are compressed while frames are: three
# and a half texts records of half a mebibyte.
cat >make.py <<'P'
import random, re, sys
rng = random.Random(7)
doc = open(sys.argv[1]).read()
for n in range(120):
    title = "".join(chr(rng.randrange(0x4e00, 0x9fa5)) for _ in range(2600))
    page = doc.replace("jdrb-20190304-a02", f"manyx-{1950 + n // 12}0310-{n % 12 + 1:02}")
    page = page.replace("2019-03-04", f"{1950 + n // 12}-03-10")
    print(re.sub('(<head type="main">)[^<]*<', r"\g<1>" + title + "<", page), end="")
P
python3 make.py "$root"/fixtures/expected/jdrb-20190304-a02.xml >many.xml
SOURCE_DATE_EPOCH=1583712000
export SOURCE_DATE_EPOCH
for jobs in 1 2 5; do
	nbarc ingest -q --tei --level 3 --frame-size 16 -j $jobs -o many$jobs.nbarc \
		many.xml
	nbarc ingest -q --level 3 -j $jobs -o many$jobs.nbarc pages
done
check "a catalogue of many leaves: one thread and two" cmp many1.nbarc many2.nbarc
check "and five" cmp many1.nbarc many5.nbarc
check "it is whole" nbarc verify -q --deep many5.nbarc
[ "$(nbarc list many5.nbarc manyx | cut -f 4 | LC_ALL=C wc -c)" -gt 1500000 ]
result $? "and has all the titles"
finish
