#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# nbarc and the reader written from the specification give the answers of the test
# vectors (section 20 of the specification).
# shellcheck source=tests/tap.sh
. "$(dirname "$0")/../tap.sh"
needs_parity "test vectors"
mkdir vectors
check "the vectors are made" "$root/tests/vectors/make" vectors
check "and put together" tar -tf vectors/nbarc-vectors.tar
ask() { # READER...
	python3 "$root/tests/vectors/answers.py" check vectors/nbarc-vectors \
		"$@" >answers
	while read -r line; do
		[ "${line#ok}" != "$line" ]
		result $? "$1: ${line#*- }"
	done <answers
	exits 0 "$1: it was asked" test -s answers
}
ask nbarc
# The leaf of section 7.2 is that of this archive.
mkdir leaf
printf '春耕\n' >leaf/jdrb-20190304-a01.txt
printf '夜校\n' >leaf/jdrb-20190304-a02.txt
nbarc ingest -q -o leaf.nbarc leaf
printf '秋收\n' >leaf/jdrb-20190304-a01.txt
nbarc ingest -q -o leaf.nbarc leaf
nbarc compact -q --purge -o purged.nbarc leaf.nbarc
check "the leaf of section 7.2 is one that nbarc writes" \
	python3 - "$root/format-spec" <<'P'
import re
import sys
sys.path.insert(0, sys.argv[1])
import reader
text = open(sys.argv[1] + "/nbarc-format.md", encoding="utf-8").read()
text = text[text.index("**Example.** An archive got"):]
shown = [bytes.fromhex("".join(re.findall(r"^ {0,3}((?:[0-9a-f]{2} ?)+)(?: |$)", block, re.M)))
         for block in re.findall(r"```\n(.*?)```", text, re.S)[:2]]
archive = reader.Archive("purged.nbarc")
at, size = archive.commit["trees"][0][:2]
record = archive.record(at, size, "L", 1 << 24)
keys, keys_content, rest_content = reader.fields("III", record, 20)
assert shown == [reader.unzstd(record[64:64 + keys], keys_content, at),
                 reader.unzstd(record[72 + keys:-8], rest_content, at)], shown
P
ask reader.py
finish
