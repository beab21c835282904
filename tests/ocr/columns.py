#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Divide a normalised text among columns, as Pango markup.

usage: columns.py N <TEXT     writes column.0 to column.N-1

A block that ends in a sentence's mark is a paragraph and is indented; any other
is a head. A column ends where the next one begins, also inside a paragraph.
"""
import html
import sys

MEASURE = 18  # em


def lines_of(block):
    """Markup of the lines of a block."""
    if block[-1] not in "。！？”…":
        return [f'<span weight="bold" size="140%">{html.escape(block, quote=False)}</span>']
    block = "　　" + block
    return [html.escape(block[k:k + MEASURE], quote=False)
            for k in range(0, len(block), MEASURE)]


def main():
    count = int(sys.argv[1])
    blocks = [line for line in sys.stdin.read().split("\n") if line]
    lines = [line for block in blocks for line in lines_of(block)]
    size = -(-len(lines) // count)
    for k in range(count):
        with open(f"column.{k}", "w", encoding="utf-8") as out:
            out.write("\n".join(lines[k * size:(k + 1) * size]) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
