#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Print the bytes of an archive's catalogue, old trees included.

usage: frames.py ARCHIVE | --middle ARTICLES

With --middle, the id of the page in the middle of an archive that scale made.
"""
import struct
import sys


def catalogue(path):
    total = 0
    with open(path, "rb") as stream:
        while len(head := stream.read(24)) == 24:
            size, kind = struct.unpack_from("<I", head, 4)[0] + 8, head[13:14]
            if kind in b"LITX":  # leaves, index nodes, texts, hashes
                total += size
            if kind == b"D":
                size += struct.unpack_from("<Q", head, 16)[0]
            stream.seek(size - 24, 1)
    return total


def middle(articles):
    rest, page = divmod(articles // 8 // 2, 32)
    rest, day = divmod(rest, 28)
    rest, month = divmod(rest, 12)
    title, year = divmod(rest, 200)
    return f"s{chr(97 + title // 26 % 26)}{chr(97 + title % 26)}-{1850 + year}{month + 1:02d}{day + 1:02d}-a{page + 1:02d}"


if __name__ == "__main__":
    print(middle(int(sys.argv[2])) if sys.argv[1] == "--middle" else catalogue(sys.argv[1]))
