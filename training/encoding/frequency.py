#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Write frequency.bin: how frequent each Han character is in written Chinese.

usage: frequency.py [--most N] OUT ARTICLES[:FROM:TO]...

ARTICLES are .jsonl or .jsonl.zst files, of which the articles of some dates can be
taken alone; with --most the first N of these. The characters are counted in the
beginning of each article, and in the same text in traditional characters. Four bits
a character, U+4E00 to U+9FFF, the lower ones first: 15 is one in 32 characters or
more, each step down half as many, 0 is one in a million or fewer.
"""
import math
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from corpus import arguments, articles, traditional  # noqa: E402

FIRST, LAST = 0x4E00, 0x9FFF


def count(texts, counts):
    for text in texts:
        for char in text:
            if FIRST <= ord(char) <= LAST:
                counts[ord(char) - FIRST] += 1


def main():
    parser = arguments(__doc__)
    parser.add_argument("out")
    parser.add_argument("articles", nargs="+")
    parser.add_argument("--most", type=int)
    args = parser.parse_args()
    counts = [0] * (LAST - FIRST + 1)
    for source in args.articles:
        texts = articles(*source.split(":"))[:args.most]
        count(texts, counts)
        count(traditional(texts), counts)
    total = sum(counts)
    levels = [0 if not n else max(0, min(15, round(math.log2(n / total) + 20))) for n in counts]
    with open(args.out, "wb") as out:
        out.write(bytes(levels[i] | levels[i + 1] << 4 for i in range(0, len(levels), 2)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
