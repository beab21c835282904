#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# An archive of the last draft of the format: every command refuses it and names
# nbarc rescue, which brings all of it over.
# shellcheck source=tests/tap.sh
. "$(dirname "$0")/../tap.sh"
fixtures=$root/fixtures/draft
page=jdrb-20190304-a02
cp "$fixtures/draft.nbarc" .
nbarc ingest -q -o other.nbarc "$root/fixtures/pages/xwgb-20211203-01.txt"
openssl genpkey -algorithm ed25519 -out key 2>/dev/null
mkdir parts

refused() { # COMMAND...
	exits 2 "$1: refuses the draft" nbarc "$@"
	says "nbarc rescue" "$1: names nbarc rescue"
}
refused get draft.nbarc $page
refused get --format source draft.nbarc $page
refused list draft.nbarc
refused info draft.nbarc
refused log draft.nbarc
refused log draft.nbarc $page
refused diff draft.nbarc $page@1 $page@2
refused manifest draft.nbarc
refused prove draft.nbarc $page
refused verify draft.nbarc
refused withdraw -r x draft.nbarc $page
refused compact -o out.nbarc draft.nbarc
refused compact draft.nbarc
refused merge -o out.nbarc other.nbarc draft.nbarc
refused split --by title -o parts draft.nbarc
refused ingest -o draft.nbarc "$root/fixtures/pages/$page.txt"
if has_parity; then
	refused protect draft.nbarc
	refused repair -o out.nbarc draft.nbarc
else
	skip "no parity in this build" "protect and repair of a draft"
fi
refused sign -k key draft.nbarc
check "the draft is as it was" cmp draft.nbarc "$fixtures/draft.nbarc"
[ ! -e out.nbarc ]
result $? "and nothing was made of it"
exits 2 "the other reader refuses it" \
	python3 "$root/format-spec/reader.py" list draft.nbarc
says "draft" "and says why"

# The text of each document in the file, whatever it says of it.
documents() { # ARCHIVE
	zstd -dcq "$1" >all
	python3 - all <<-'P'
		import hashlib, sys
		data = open(sys.argv[1], "rb").read()
		for part in sorted(data.split(b"<?xml")[1:]):
		    print(hashlib.sha256(part).hexdigest())
	P
}
check "rescue" nbarc rescue -o rescued.nbarc draft.nbarc
grep -qF "19 pages rescued, 0 lost, 0 without their source" .out
result $? "brings over every page"
check "the result is sound" nbarc verify -q rescued.nbarc
check "for the other reader as well" \
	python3 "$root/format-spec/reader.py" verify rescued.nbarc
sh "$fixtures/answers.sh" rescued.nbarc >answers
check "it says what the draft said" cmp answers "$fixtures/answers"
documents draft.nbarc >before
documents rescued.nbarc >after
check "and has the same documents" cmp before after

# The header is not all that shows a draft.
cp draft.nbarc damaged.nbarc
printf 'x' | dd of=damaged.nbarc bs=1 seek=60 conv=notrunc 2>/dev/null
check "rescue of a draft whose header is damaged" \
	sh -c 'nbarc rescue -q -o again.nbarc damaged.nbarc; [ $? -eq 2 ]'
sh "$fixtures/answers.sh" again.nbarc >answers
check "brings over the same" cmp answers "$fixtures/answers"
finish
