#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# nbarc and the reader written from the specification give the answers of the test
# vectors (section 20 of the specification).
# shellcheck source=tests/tap.sh
. "$(dirname "$0")/../tap.sh"
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
ask python3 "$root/format-spec/reader.py"
finish
