#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The reader written from the specification agrees with nbarc: on good archives,
# on every fixture archive, and on a small one that is cut and flipped.
# shellcheck source=tests/tap.sh
. "$(dirname "$0")/../tap.sh"
# As a module, it is compiled once and not each time.
export PYTHONPATH="$root/format-spec"
mkdir first
cp "$root"/fixtures/pages/jdrb-*.txt first
nbarc ingest -q --frame-size 4 -o two.nbarc first
sed 's/1/2/' first/jdrb-20190304-a01.txt >x && mv x first/jdrb-20190304-a01.txt
nbarc ingest -q --frame-size 4 -o two.nbarc first "$root"/fixtures/pages/[!j]*.txt
nbarc ingest -q -o one.nbarc "$root/fixtures/pages"

for archive in one two; do
	results python3 "$root/tests/readers.py" sources $archive.nbarc \
		"$root"/fixtures/pages/*.txt
	nbarc get $archive.nbarc jd hx qs dg mg xw >ours
	: >theirs
	for prefix in jd hx qs dg mg xw; do
		python3 -m reader get $archive.nbarc $prefix >>theirs
	done
	check "$archive: all pages" cmp ours theirs
	item=jdrb-20190304-a01-02
	nbarc get --format slices $archive.nbarc $item >ours
	python3 -m reader get $archive.nbarc $item >theirs
	check "$archive: an item" cmp ours theirs
done
nbarc get two.nbarc jdrb-20190304-a01@1 >ours
python3 -m reader get two.nbarc jdrb-20190304-a01@1 >theirs
check "two: an old revision" cmp ours theirs
exits 4 "an absent id" python3 -m reader get one.nbarc zzzz-20000101-01
printf '%s' "$(nbarc info one.nbarc | sed -n 's/^Merkle root *//p')" >ours
python3 -m reader info one.nbarc | sed 's/.*"root": "\([0-9a-f]*\)".*/\1/' |
	tr -d '\n' >theirs
check "the Merkle root is the same" cmp ours theirs

# The archive of section 16 is a test vector, and the specification shows it.
spec=$root/format-spec
"$spec/hexdump.py" "$spec/example.nbarc" >dump
sed -n '/^## 16 /,$p' "$spec/nbarc-format.md" | sed '1,/^```$/d; /^```$/,$d' >shown
check "section 16 is a dump of example.nbarc" cmp dump shown
check "example.nbarc is sound" nbarc verify -q "$spec/example.nbarc"
check "and for the other reader" python3 -m reader verify "$spec/example.nbarc"
nbarc get --format text "$spec/example.nbarc" jdrb-20190304-a01 >ours
check "its text" sh -c "printf '好。\n' | cmp - ours"

cp one.nbarc base-one
nbarc ingest -q -o base-two "$root"/fixtures/pages/jdrb-*.txt
nbarc ingest -q -o base-two "$root/fixtures/pages"
cp base-two base-protected
manifest=$root/fixtures/archives/MANIFEST
if has_parity; then
	nbarc protect -q -r 20% base-protected
else
	awk -F'\t' '$2 != "protected"' "$manifest" >manifest
	manifest=$work/manifest
fi
cp base-two base-signed
openssl genpkey -algorithm ed25519 -out key 2>/dev/null
nbarc sign -q -k key base-signed
nbarc ingest -q --independent-sources -o base-independent "$root/fixtures/pages"
nbarc ingest -q --shared-text -o base-shared "$root/fixtures/pages"
python3 "$root/tests/archives.py" "$manifest" made \
	one=base-one two=base-two protected=base-protected signed=base-signed \
	independent=base-independent shared=base-shared
result $? "the fixture archives are made"
# Parity that nbarc made is enough for the other reader to repair.
repairs() {
	python3 - <<'P'
data = bytearray(open("base-protected", "rb").read())
data[300:1500] = bytes(1200)
data[-500] ^= 1
open("hit", "wb").write(data)
open("cut", "wb").write(data[:-2000])
P
	check "repair" python3 -m reader repair hit healed
	check "heals every byte" cmp healed base-protected
	check "repair of what is cut off, too" python3 -m reader repair cut healed
	check "heals every byte" cmp healed base-protected
}
if has_parity; then
	repairs
else
	skip "no parity in this build" "repair by the other reader"
fi
results python3 "$root/tests/readers.py" archives made/*
finish
