#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# nbarc sign and nbarc verify --pubkey, --expect-root: what was changed, cut off,
# taken back or signed by another does not pass.
# shellcheck source=tests/tap.sh
. "$(dirname "$0")/../tap.sh"
root_of() {
	nbarc info "$1" | sed -n 's/^Merkle root *//p'
}
for name in one two; do
	openssl genpkey -algorithm ed25519 -out $name.key 2>/dev/null
	openssl pkey -in $name.key -pubout -out $name.pub
done
mkdir first
cp "$root"/fixtures/pages/jdrb-*.txt first
nbarc ingest -q -o a.nbarc first
cp a.nbarc unsigned.nbarc
exits 2 "no signature" nbarc verify -k one.pub a.nbarc
says "no signature of the corpus" "is said"
check "sign" nbarc sign -k one.key a.nbarc
check "verify" nbarc verify -q -k one.pub -r "$(root_of a.nbarc)" a.nbarc
head -c "$(wc -c <unsigned.nbarc)" a.nbarc | cmp -s - unsigned.nbarc
result $? "it was appended only"
zstd -tq a.nbarc
result $? "zstd reads it"
check "and the other reader" python3 "$root/format-spec/reader.py" verify a.nbarc
cp a.nbarc signed.nbarc
check "sign again" nbarc sign -k one.key a.nbarc
check "is nothing" cmp a.nbarc signed.nbarc
exits 2 "another key" nbarc verify -k two.pub a.nbarc
check "a second key" nbarc sign -q -k two.key a.nbarc
check "and both are good" sh -c 'nbarc verify -q -k one.pub a.nbarc &&
	nbarc verify -q -k two.pub a.nbarc'

# A stranger checks it with section 18 and openssl.
python3 - <<'P'
data = open("signed.nbarc", "rb").read()
at = data.rindex(b"nbarcG\1\0") - 8
record = data[at:at + 168]
open("message", "wb").write(b"nbarc signature 1" + bytes(7) + record[24:64])
open("signature", "wb").write(record[96:160])
P
check "openssl agrees" openssl pkeyutl -verify -pubin -inkey one.pub -rawin \
	-in message -sigfile signature

# The same corpus in another archive: the record is as good there.
nbarc ingest -q --level 1 -o b.nbarc first
nbarc sign -q -k one.key b.nbarc
check "packed otherwise, the same root" nbarc verify -q -k one.pub \
	-r "$(root_of signed.nbarc)" b.nbarc

# Changed, cut, grown, taken back.
python3 - <<'P'
data = bytearray(open("signed.nbarc", "rb").read())
at = data.rindex(b"nbarcG\1\0") - 8
data[at + 100] ^= 1
open("bit.nbarc", "wb").write(data)
P
exits 2 "a changed signature" nbarc verify -k one.pub bit.nbarc
python3 - <<'P'
import hashlib
data = bytearray(open("signed.nbarc", "rb").read())
at = data.rindex(b"nbarcG\1\0") - 8
data[at + 100] ^= 1
data[at + 160:at + 168] = hashlib.sha256(data[at:at + 160]).digest()[:8]
open("bit.nbarc", "wb").write(data)
P
exits 2 "with the checksum made right" nbarc verify -k one.pub bit.nbarc
check "the archive without it is sound" nbarc verify -q bit.nbarc
dd if=/dev/zero of=bit.nbarc bs=1 seek=500 count=1 conv=notrunc 2>/dev/null
exits 2 "a changed page" nbarc verify -k one.pub bit.nbarc
head -c -1 signed.nbarc >cut.nbarc
exits 2 "cut off by a byte" nbarc verify -k one.pub cut.nbarc
exits 2 "cut off at the commit before" nbarc verify -k one.pub unsigned.nbarc
cp signed.nbarc grown.nbarc
nbarc ingest -q -o grown.nbarc "$root/fixtures/pages"
exits 2 "grown since" nbarc verify -k one.pub grown.nbarc
nbarc sign -q -k one.key grown.nbarc
check "signed again" nbarc verify -q -k one.pub grown.nbarc
check "taken back it is signed" nbarc verify -q -k one.pub signed.nbarc
exits 2 "but not of the root expected" nbarc verify -k one.pub \
	-r "$(root_of grown.nbarc)" signed.nbarc
says "the Merkle root is not the one expected" "as it says"

# Parity behind a signature, and a signature behind parity.
check "protect" nbarc protect -q signed.nbarc
check "keeps the signature" nbarc verify -q -k one.pub signed.nbarc

openssl genpkey -algorithm rsa -out rsa.key 2>/dev/null
exits 2 "a key of another kind" nbarc sign -k rsa.key a.nbarc
exits 2 "no key" nbarc sign -k message a.nbarc
exits 1 "a key that is not there" nbarc sign -k none a.nbarc
exits 1 "an archive that is not there" nbarc sign -k one.key none.nbarc
exits 1 "no root" nbarc verify -r 123 a.nbarc
finish
