#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Make the table of traditional characters and their simplified forms, by OpenCC.

usage: simple.py OUT

Each ideograph from U+4E00 to U+9FFF is converted by itself. OUT gets a u16 for each,
little-endian: its simplified form if it has another one, or 0.
"""
import os
import struct
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from corpus import converted  # noqa: E402


def main():
    chars = [chr(c) for c in range(0x4e00, 0xa000)]
    with open(sys.argv[1], "wb") as out:
        for char, form in zip(chars, converted(chars, "t2s")):
            other = form != char and len(form) == 1 and "\u4e00" <= form <= "\u9fff"
            out.write(struct.pack("<H", ord(form) if other else 0))
    return 0


if __name__ == "__main__":
    sys.exit(main())
