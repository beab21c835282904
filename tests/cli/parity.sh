#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# nbarc protect and nbarc repair at the command line; tests/unit/parity_test.c
# has the matrix of damage.
# shellcheck source=tests/tap.sh
. "$(dirname "$0")/../tap.sh"
needs_parity "protect and repair"
nbarc ingest -q -o a.nbarc "$root/fixtures/pages"
zstd -dcq a.nbarc >tei
size=$(wc -c <a.nbarc)
cp a.nbarc before.nbarc
check "protect" nbarc protect -r 20% a.nbarc
head -c "$size" a.nbarc | cmp -s - before.nbarc
result $? "appends only"
check "the archive is sound" nbarc verify -q a.nbarc
check "and for the other reader" python3 "$root/format-spec/reader.py" verify \
	a.nbarc
zstd -dcq a.nbarc | cmp -s - tei
result $? "zstd prints the same"
cp a.nbarc whole.nbarc
check "protect again" nbarc protect a.nbarc
check "is nothing" cmp a.nbarc whole.nbarc
check "repair of what is whole" nbarc repair a.nbarc
check "is nothing" cmp a.nbarc whole.nbarc
cp before.nbarc again.nbarc
nbarc protect -q -r 20 again.nbarc
check "the same parity on every run" cmp again.nbarc whole.nbarc

chmod 640 a.nbarc
dd if=/dev/zero of=a.nbarc bs=1 seek=200 count=1500 conv=notrunc 2>/dev/null
printf 'x' | dd of=a.nbarc bs=1 seek=$((size + 200)) conv=notrunc 2>/dev/null
exits 2 "it is damaged" nbarc verify a.nbarc
check "repair to another file" nbarc repair -o b.nbarc a.nbarc
check "heals every byte" cmp b.nbarc whole.nbarc
exits 2 "and leaves the archive" nbarc verify a.nbarc
exits 1 "a file that is there is not replaced" nbarc repair -o b.nbarc a.nbarc
check "repair in place" nbarc repair a.nbarc
check "heals every byte" cmp a.nbarc whole.nbarc
[ -n "$(find a.nbarc -perm 640)" ]
result $? "and keeps the mode"

# A byte before everything moves every block, and one at the end hardly any.
{ head -c 64 whole.nbarc && printf x && tail -c +65 whole.nbarc; } >moved.nbarc
nbarc repair -o all.nbarc moved.nbarc >.out 2>.err
cmp all.nbarc whole.nbarc
result $? "a byte that was inserted is taken out again"
all=$(sed -n 's/^\([0-9]*\) blocks were put back.*\|^\([0-9]*\) blocks put back.*/\1\2/p' .out)
check "and nearly all blocks are counted" [ "${all:-0}" -gt 5 ]

head -c -1500 whole.nbarc >cut.nbarc
check "an archive that is cut off" nbarc repair -q cut.nbarc
check "is whole again" cmp cut.nbarc whole.nbarc
dd if=/dev/zero of=a.nbarc bs=1 seek=200 count=9000 conv=notrunc 2>/dev/null
exits 2 "too much damage" nbarc repair a.nbarc
says "more is damaged than the parity can heal" "is said"
exits 4 "no parity" nbarc repair before.nbarc
exits 1 "a redundancy of nothing" nbarc protect -r 0 before.nbarc
exits 1 "a file that is not there" nbarc protect none.nbarc
[ ! -e none.nbarc ]
result $? "is not made"

# Append after protect, and protect what is new.
mkdir more
sed 's/1/2/' "$root/fixtures/pages/jdrb-20190304-a01.txt" >more/jdrb-20190304-a01.txt
nbarc ingest -q -o whole.nbarc more
check "an append after it" nbarc verify -q whole.nbarc
check "is protected by the next one" nbarc protect -q -r 20 whole.nbarc
cp whole.nbarc a.nbarc
for at in 300 $((size + 900)) $((size + 5000)); do
	printf 'xyz' | dd of=a.nbarc bs=1 seek="$at" conv=notrunc 2>/dev/null
done
check "damage to all of it" nbarc repair a.nbarc
check "is healed" cmp a.nbarc whole.nbarc

# Two rows that have changed places are sound, but not where they say they are.
nbarc ingest -q -o rows.nbarc "$root/fixtures/pages"
nbarc protect -q -r 50% rows.nbarc
check "two rows exchange their places" python3 - <<'P'
data = bytearray(open("rows.nbarc", "rb").read())
rows = [at for at in range(len(data) - 16) if data[at:at + 4] == b"[*M\x18" and data[at + 13:at + 14] == b"P"]
size = int.from_bytes(data[rows[0] + 4:rows[0] + 8], "little") + 8
assert rows[1] - rows[0] == size
one, two = data[rows[0]:rows[0] + size], data[rows[1]:rows[1] + size]
data[rows[0]:rows[0] + 2 * size] = two + one
open("rows.nbarc", "wb").write(data)
P
exits 2 "which is found" nbarc verify rows.nbarc
says "parity: its head is wrong" "and said"
finish
