#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# nbarc sign and nbarc verify --pubkey, --expect-root: what was changed, cut off,
# taken back or signed by another does not pass.
# shellcheck source=tests/tap.sh
. "$(dirname "$0")/../tap.sh"
root_of() {
	nbarc info "$1" | sed -n 's/^Merkle root *//p'
}
reader=$root/format-spec/reader.py
# What nbarc says of an archive and a key, the other reader says, too.
good() { # DESCRIPTION KEY [--at COMMIT] ARCHIVE
	description=$1
	key=$2
	shift 2
	check "$description" nbarc verify -q -k "$key" "$@"
	check "$description: the other reader" python3 "$reader" verify "$@" \
		--pubkey "$key"
}
bad() { # DESCRIPTION KEY ARCHIVE
	exits 2 "$1: the other reader" python3 "$reader" verify "$3" --pubkey "$2"
	exits 2 "$1" nbarc verify -k "$2" "$3"
}

# Its Ed25519, with the vectors of RFC 8032, section 7.1.
cat >vectors.py <<'P'
import sys
sys.dont_write_bytecode = True
sys.path.insert(0, sys.argv[1])
import reader
vectors = (
    ("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
     "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
     "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"),
    ("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
     "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
     "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"),
    ("fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82",
     "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
     "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"))
for vector in vectors:
    key, message, signature = map(bytes.fromhex, vector)
    assert reader.good_signature(key, message, signature)
    assert not reader.good_signature(key, message + b"x", signature)
    for at in range(0, 64, 9):
        other = bytearray(signature)
        other[at] ^= 1
        assert not reader.good_signature(key, message, bytes(other))
    # S beyond the order of the group is no signature.
    high = int.from_bytes(signature[32:], "little") + reader.ORDER
    assert not reader.good_signature(key, message, signature[:32] + high.to_bytes(32, "little"))
# No point has this y.
assert reader.point_of(b"\2" + bytes(31)) is None
P
check "test vectors of Ed25519" python3 vectors.py "$root/format-spec"
for name in one two; do
	openssl genpkey -algorithm ed25519 -out $name.key 2>/dev/null
	openssl pkey -in $name.key -pubout -out $name.pub
done
mkdir first
cp "$root"/fixtures/pages/jdrb-*.txt first
nbarc ingest -q -o a.nbarc first
cp a.nbarc unsigned.nbarc
bad "no signature" one.pub a.nbarc
says "not signed by this key" "is said"
for kind in RSA X25519; do
	openssl genpkey -quiet -algorithm $kind -out other.key 2>.err
	openssl pkey -in other.key -pubout -out other.pub
	exits 2 "a public key of $kind" nbarc verify -q -k other.pub a.nbarc
	says "no Ed25519 key" "is called none"
	exits 2 "a private key of $kind" nbarc sign -q -k other.key --origin example.org/a a.nbarc
	says "no Ed25519 key" "is called none"
done
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
bad "another key" two.pub a.nbarc
check "a second key" nbarc sign -q -k two.key a.nbarc
good "the first is good" one.pub a.nbarc
good "the second is good" two.pub a.nbarc

# The same corpus in another archive: the record is as good there.
nbarc ingest -q --level 1 -o b.nbarc first
nbarc sign -q -k one.key b.nbarc
check "packed otherwise, the same root" nbarc verify -q -k one.pub \
	-r "$(root_of signed.nbarc)" b.nbarc

# Changed, cut, grown, taken back.
cat >change.py <<'P'
import hashlib
import struct
import sys
data = bytearray(open("signed.nbarc", "rb").read())
at = data.rindex(b"nbarcG\1\0") - 8
end = at + struct.unpack_from("<I", data, at + 4)[0]
data[end - 20] = ord("A") if data[end - 20] != ord("A") else ord("B")
if sys.argv[1:]:
    data[end:end + 8] = hashlib.sha256(data[at:end]).digest()[:8]
open("bit.nbarc", "wb").write(data)
P
python3 change.py
bad "a changed signature" one.pub bit.nbarc
python3 change.py sealed
bad "with the checksum made right" one.pub bit.nbarc
says "the signature by this key is wrong" "is said"
check "the archive without it is sound" nbarc verify -q bit.nbarc
dd if=/dev/zero of=bit.nbarc bs=1 seek=500 count=1 conv=notrunc 2>/dev/null
bad "a changed page" one.pub bit.nbarc
head -c -1 signed.nbarc >cut.nbarc
bad "cut off by a byte" one.pub cut.nbarc
bad "cut off at the commit before" one.pub unsigned.nbarc
cp signed.nbarc grown.nbarc
nbarc ingest -q -o grown.nbarc "$root/fixtures/pages"
bad "grown since" one.pub grown.nbarc
says "signed up to commit 2 (size 4); 7 revisions were added since" "is said"
good "up to there it is signed" one.pub --at 2 grown.nbarc
good "under any number of the same corpus" one.pub --at 1 grown.nbarc
nbarc sign -q -k one.key grown.nbarc
good "signed again" one.pub grown.nbarc
good "taken back it is signed" one.pub signed.nbarc
exits 2 "but not of the root expected" nbarc verify -k one.pub \
	-r "$(root_of grown.nbarc)" signed.nbarc
says "the Merkle root is not the one expected" "as it says"

# Parity after a signature, and a signature after parity.
if has_parity; then
	check "protect" nbarc protect -q signed.nbarc
	good "keeps the signature" one.pub signed.nbarc
else
	skip "no parity in this build" "protect keeps the signature"
fi

openssl genpkey -algorithm rsa -out rsa.key 2>/dev/null
exits 2 "a key of another kind" nbarc sign -k rsa.key a.nbarc
exits 2 "no key" nbarc sign -k change.py a.nbarc
exits 1 "a key that is not there" nbarc sign -k none a.nbarc
exits 1 "an archive that is not there" nbarc sign -k one.key none.nbarc
exits 1 "no root" nbarc verify -r 123 a.nbarc
finish
