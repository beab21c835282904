#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# A build without libisal (make PARITY=): protect and repair say so, and everything
# else does what it does elsewhere, also with archives that have parity.
# shellcheck source=tests/tap.sh
. "$(dirname "$0")/../tap.sh"
case $B in
*asan* | *tsan* | *coverage* | *valgrind*)
	skip "this build needs its own flags" "make PARITY="
	finish
	exit 0
	;;
esac
# What is compiled is the same, but for one file: only the programs are linked anew.
with=$B without=$B
if has_parity; then
	without=$work/tree
	mkdir "$without"
	for folder in lib tools share format-spec; do
		cp -Rp "$B/$folder" "$without"
	done
	check "make PARITY=" make -s -C "$root" B="$without" PARITY= \
		"$without/nbarc" "$without/nbarc-protect" "$without/nbarc-repair" \
		"$without/nbarc-verify" "$without/nbarc-rescue" \
		"$without/nbarc-ingest" "$without/nbarc-grep"
	ls "$without" >files
	! grep parity files >.err
	result $? "no library of parity is made"
	! ldd "$without/nbarc-protect" 2>&1 | grep isal >.err
	result $? "and none of isa-l needed"
fi
PATH=$without:$PATH
nbarc ingest -q -o plain.nbarc "$root/fixtures/pages"
cp plain.nbarc a.nbarc
for command in protect repair; do
	exits 1 "$command" nbarc $command a.nbarc
	[ "$(cat .err)" = "nbarc $command: this build of nbarc has no parity: \
it was made without libisal" ]
	result $? "says in one line why not"
	[ ! -s .out ] && cmp -s a.nbarc plain.nbarc
	result $? "and does nothing"
	check "nbarc help $command" nbarc help $command
done
exits 1 "repair to a file" nbarc repair -o new.nbarc a.nbarc
[ ! -e new.nbarc ]
result $? "does not make it"
if [ "$with" = "$without" ]; then
	skip "no parity in this build" "archives that have parity"
	finish
	exit 0
fi

# ---- an archive that has parity
"$with/nbarc" protect -q -r 30% a.nbarc
check "verify" nbarc verify -q a.nbarc
page=jdrb-20190304-a01
nbarc get --all plain.nbarc >pages
nbarc get --all a.nbarc | cmp - pages >.err
result $? "get prints its pages"
nbarc grep a.nbarc 春耕夜校 >hits 2>.err
nbarc grep plain.nbarc 春耕夜校 | cmp - hits >>.err && [ -s hits ]
result $? "grep finds what is in it"
check "compact" nbarc compact -q -o compact.nbarc a.nbarc
nbarc get --all compact.nbarc | cmp - pages >.err
result $? "keeps the pages"
exits 4 "and leaves the parity behind" "$with/nbarc" repair compact.nbarc
cp a.nbarc more.nbarc
sed 's/长条凳/条凳/' "$root/fixtures/pages/$page.txt" >$page.txt
check "an append after it" nbarc ingest -q -o more.nbarc $page.txt
check "is sound" nbarc verify -q more.nbarc
"$with/nbarc" protect -q more.nbarc
check "and is protected by a build that can" "$with/nbarc" verify -q more.nbarc

# The parity itself: a row, a table of checks, and a head that says another place.
# hit OFFSET-IN-RECORD KIND: turn a byte in the first record of that kind.
hit() {
	cp a.nbarc hit.nbarc
	python3 - "$1" "$2" <<'P'
import sys
data = bytearray(open("hit.nbarc", "rb").read())
at = next(at for at in range(len(data) - 16)
          if data[at:at + 4] == b"[*M\x18" and data[at + 13:at + 14] == sys.argv[2].encode())
data[at + int(sys.argv[1])] ^= 1
open("hit.nbarc", "wb").write(data)
P
}
for where in "100 P" "90 B" "24 P"; do
	# shellcheck disable=SC2086 # an offset and a kind
	hit $where
	exits 2 "verify: byte ${where% *} of a record ${where#* } is damaged" \
		nbarc verify hit.nbarc
	cp .out ours
	"$with/nbarc" verify hit.nbarc >theirs 2>.err
	cmp ours theirs 2>>.err
	result $? "it says what a build with parity says"
	nbarc get --all hit.nbarc 2>.err | cmp - pages >>.err
	result $? "and the pages are read"
done
cp a.nbarc hit.nbarc
dd if=/dev/zero of=hit.nbarc bs=1 seek=200 count=1500 conv=notrunc 2>/dev/null
exits 2 "rescue of a damaged archive" nbarc rescue -q -o rescued.nbarc hit.nbarc
check "makes one that is sound" nbarc verify -q rescued.nbarc
check "which a build with parity heals" "$with/nbarc" repair -q hit.nbarc
check "completely" cmp hit.nbarc a.nbarc
finish
