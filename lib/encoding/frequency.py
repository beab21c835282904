#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Write frequency.bin: how frequent each Han character is in written Chinese.

usage: frequency.py OUT TEXT...

origin.md says which texts it was counted in. TEXTs are UTF-8, in simplified and in traditional characters (the same texts through
`opencc -c s2tw` will do); the counts of all are added up. Four bits a character,
U+4E00 to U+9FFF, the lower one first: 15 is one in 32 characters or more, each step
down half as many, 0 is one in a million or fewer.
"""
import math
import sys

FIRST, LAST = 0x4E00, 0x9FFF


def main():
    counts = [0] * (LAST - FIRST + 1)
    for name in sys.argv[2:]:
        with open(name, encoding="utf-8") as stream:
            for char in stream.read():
                if FIRST <= ord(char) <= LAST:
                    counts[ord(char) - FIRST] += 1
    total = sum(counts)
    levels = [0 if not n else max(0, min(15, round(math.log2(n / total) + 20))) for n in counts]
    with open(sys.argv[1], "wb") as out:
        out.write(bytes(levels[i] | levels[i + 1] << 4 for i in range(0, len(levels), 2)))


main()
