#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Write gb18030_table.c: the two-byte codes of GB 18030-2022.

usage: gb18030_table.py >gb18030_table.c
       gb18030_table.py --list >gb18030-2022.txt     (the same, to be read by people)

Python's codec has the mapping of the first edition (2000). Two amendments lead to
the edition of 2022. Both only exchange characters, so that the mapping stays a
bijection:

  2005  A8BC is U+1E3F, and its former U+E7C7 takes the place 8135F437
  2022  18 two-byte codes are the Unicode characters that had four-byte codes,
        and their former private-use characters take those four-byte codes

Every other character has a four-byte code, in the order of the code points, except
for the 19 places that were exchanged, which are listed separately.
"""
import hashlib
import sys

# two-byte code: (private-use character before, Unicode character since)
SWAPS = {
    0xA8BC: (0xE7C7, 0x1E3F),
    0xA6D9: (0xE78D, 0xFE10), 0xA6DA: (0xE78E, 0xFE12), 0xA6DB: (0xE78F, 0xFE11),
    0xA6DC: (0xE790, 0xFE13), 0xA6DD: (0xE791, 0xFE14), 0xA6DE: (0xE792, 0xFE15),
    0xA6DF: (0xE793, 0xFE16), 0xA6EC: (0xE794, 0xFE17), 0xA6ED: (0xE795, 0xFE18),
    0xA6F3: (0xE796, 0xFE19), 0xFE59: (0xE81E, 0x9FB4), 0xFE61: (0xE826, 0x9FB5),
    0xFE66: (0xE82B, 0x9FB6), 0xFE67: (0xE82C, 0x9FB7), 0xFE6D: (0xE832, 0x9FB8),
    0xFE7E: (0xE843, 0x9FB9), 0xFE90: (0xE854, 0x9FBA), 0xFEA0: (0xE864, 0x9FBB),
}
TRAILS = [t for t in range(0x40, 0xFF) if t != 0x7F]


def index_of(name, starts, end):
    """For each 64 values, the last range that begins at or before the first of them."""
    index = [max(sum(s <= at for s in starts) - 1, 0) for at in range(0, end, 64)]
    rows = [f"const uint8_t nb_gb18030_by_{name}[{len(index)}] = {{"]
    for at in range(0, len(index), 16):
        rows.append("\t" + ", ".join(str(i) for i in index[at:at + 16]) + ",")
    return rows + ["};\n"]


LIST_HEAD = """\
# GB 18030-2022: every code of two bytes, and the codes of four bytes for the
# rest of the Basic Multilingual Plane. nbarc-format.md, section 6, says how this
# file is read. A line has words separated by one space, in hexadecimal; the
# number of codes of a range is in decimal.
#
# Codes of two bytes: code, code point."""


def two_bytes():
    """Of each two-byte code in order: its code point of 2000, and that of 2022."""
    original, decode = [], []
    for lead in range(0x81, 0xFF):
        for trail in TRAILS:
            code = lead << 8 | trail
            old = ord(bytes([lead, trail]).decode("gb18030"))
            if code in SWAPS and old != SWAPS[code][0]:
                sys.exit(f"{code:04X} was U+{old:04X}, not U+{SWAPS[code][0]:04X}")
            original.append(old)
            decode.append(SWAPS[code][1] if code in SWAPS else old)
    return original, decode


def four_bytes(number):
    """The four-byte code with this number."""
    number, d = divmod(number, 10)
    number, c = divmod(number, 126)
    a, b = divmod(number, 10)
    return f"{a + 0x81:02X}{b + 0x30:02X}{c + 0x81:02X}{d + 0x30:02X}"


def write_list():
    """Print the mapping as the specification has it."""
    original, decode = two_bytes()
    print(LIST_HEAD)
    for at, cp in enumerate(decode):
        print(f"{at // 190 + 0x81:02X}{TRAILS[at % 190]:02X} {cp:04X}")
    print("# Codes of four bytes: first code, its code point, number of codes.")
    two, given = set(original), {new: old for old, new in SWAPS.values()}
    rest = [given.get(cp, cp) for cp in range(0x80, 0x10000)
            if cp not in two and not 0xD800 <= cp <= 0xDFFF]
    first = 0
    for at in range(1, len(rest) + 1):
        if at == len(rest) or rest[at] != rest[at - 1] + 1:
            print(f"{four_bytes(first)} {rest[first]:04X} {at - first}")
            first = at


def main():
    if sys.argv[1:] == ["--list"]:
        write_list()
        return 0
    original, decode = two_bytes()
    two = set(original)
    ranges, linear = [], 0
    for cp in range(0x80, 0x10000):
        if cp in two or 0xD800 <= cp <= 0xDFFF:
            continue
        if not ranges or cp - ranges[-1][1] != linear - ranges[-1][0]:
            ranges.append((linear, cp))
        linear += 1
    if linear != 39420:
        sys.exit(f"{linear} four-byte codes in the BMP, not 39420")
    body = []
    body.append("const uint16_t nb_gb18030_two[NB_GB18030_TWO] = {")
    for at in range(0, len(decode), 8):
        body.append("\t" + ", ".join(f"0x{cp:04x}" for cp in decode[at:at + 8]) + ",")
    body.append("};\n")
    encode = {cp: (0x81 + at // 190) << 8 | TRAILS[at % 190] for at, cp in enumerate(decode)}
    blocks, index = [(0,) * 64], []
    for at in range(0, 0x10000, 64):
        block = tuple(encode.get(cp, 0) for cp in range(at, at + 64))
        if block not in blocks:
            blocks.append(block)
        index.append(blocks.index(block))
    body.append("const uint16_t nb_gb18030_block[1024] = {")
    for at in range(0, 1024, 16):
        body.append("\t" + ", ".join(str(i) for i in index[at:at + 16]) + ",")
    body.append("};\n")
    body.append("const uint16_t nb_gb18030_code[][64] = {")
    for block in blocks:
        body.append("\t{" + ", ".join(f"0x{c:04x}" if c else "0" for c in block[:8]) + ",")
        for at in range(8, 64, 8):
            body.append("\t " + ", ".join(f"0x{c:04x}" if c else "0" for c in block[at:at + 8])
                        + ("," if at < 56 else "},"))
    body.append("};\n")
    body.append("const struct nb_gb18030_range nb_gb18030_ranges[] = {")
    for first, cp in ranges:
        body.append(f"\t{{{first}, 0x{cp:04x}}},")
    body.append("};")
    body.append(f"const size_t nb_gb18030_range_count = {len(ranges)};\n")
    body += index_of("linear", [first for first, _ in ranges], linear)
    body += index_of("cp", [cp for _, cp in ranges], 0x10000)
    body.append("const struct nb_gb18030_swap nb_gb18030_swaps[NB_GB18030_SWAPS] = {")
    for code, (old, new) in sorted(SWAPS.items()):
        body.append(f"\t{{0x{old:04x}, 0x{new:04x}}},")
    body.append("};")
    text = "\n".join(body) + "\n"
    print("/* SPDX-License-Identifier: Apache-2.0 */")
    print("/* Made by gb18030_table.py; do not change it by hand. */")
    print("/* clang-format off */")
    print('#include "encoding/gb18030/gb18030.h"\n')
    print(f'const char nb_gb18030_sha256[] =\n\t"{hashlib.sha256(text.encode()).hexdigest()}";\n')
    print(text, end="")
    return 0


if __name__ == "__main__":
    sys.exit(main())
