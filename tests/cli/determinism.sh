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
finish
