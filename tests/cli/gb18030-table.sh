#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The table of GB 18030-2022 in format-spec is what the specification says of it,
# and nbconv and the reader follow it for every Unicode scalar value.
# shellcheck source=tests/tap.sh
. "$(dirname "$0")/../tap.sh"
table=$root/format-spec/gb18030-2022.txt
sum=$(sha256sum "$table" | cut -d ' ' -f 1)
check "the specification states the hash of the table" \
	grep -q "$sum" "$root/format-spec/nbarc-format.md"
check "the table has each character of the BMP once, and each code once" \
	python3 - "$table" <<'P'
import sys
two, four = {}, {}
for line in open(sys.argv[1], encoding="ascii"):
    words = line.split()
    if words[0] == "#":
        continue
    code, cp = bytes.fromhex(words[0]), int(words[1], 16)
    if len(words) == 2:
        assert len(code) == 2 and code not in two, line
        two[code] = cp
        continue
    a, b, c, d = code
    number = ((a - 0x81) * 10 + b - 0x30) * 1260 + (c - 0x81) * 10 + d - 0x30
    for i in range(int(words[2])):
        assert number + i not in four, line
        four[number + i] = cp + i
trails = [*range(0x40, 0x7F), *range(0x80, 0xFF)]
assert list(two) == [bytes((a, b)) for a in range(0x81, 0xFF) for b in trails]
assert list(four) == list(range(39420))
every = sorted([*two.values(), *four.values()])
assert every == [*range(0x80, 0xD800), *range(0xE000, 0x10000)]
P
# Every scalar value but those that end a line, which nbconv takes as they are too.
python3 - <<'P'
with open("all.utf8", "wb") as out:
    for cp in [*range(0xD800), *range(0xE000, 0x110000)]:
        out.write(chr(cp).encode("utf-8"))
P
nbconv -q -f UTF-8 -t GB18030 -o all.gb all.utf8
python3 - "$root/format-spec" >theirs.gb <<'P'
import sys
sys.path.insert(0, sys.argv[1])
sys.dont_write_bytecode = True
import reader
text = open("all.utf8", "rb").read().decode("utf-8")
sys.stdout.buffer.write(reader.to_gb18030(text))
P
check "nbconv and the reader encode every scalar value alike" cmp all.gb theirs.gb
nbconv -q -f GB18030 -t UTF-8 -o back all.gb
check "and nbconv decodes all of them" cmp all.utf8 back
[ "$(wc -c <all.gb)" -eq $((128 + 2 * 23940 + 4 * (39420 + 1048576))) ]
result $? "the codes have the lengths that the specification states"
finish
