#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Label the line ends of made pages, for breaks.c.

usage: labels.py [--indent] DIR

DIR has NAME.txt, a raw page, and NAME.json, its true units. Writes NAME.lab, a
letter for each line of the raw page: J if the break after it is inside a
paragraph, K otherwise. With --indent every paragraph of the raw page is first
given an indent of U+3000, which many printed pages have. Prints a line for each
page: its text and its labels.
"""
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from corpus import arguments, fold, read, stems, units_of, write  # noqa: E402


def label(lines, units, indent):
    """The lines, with indents if asked for, and a label for each."""
    ends, starts, position = set(), set(), 0
    for unit in units:
        if unit["kind"] == "p":
            starts.add(position)
        position += len(fold(unit["text"]))
        ends.add(position)
    out, labels, position = [], [], 0
    for line in lines:
        out.append("　　" + line if indent and fold(line) and position in starts else line)
        position += len(fold(line))
        labels.append("K" if position in ends or not fold(line) else "J")
    return out, labels


def main():
    parser = arguments(__doc__)
    parser.add_argument("--indent", action="store_true")
    parser.add_argument("folder")
    args = parser.parse_args()
    for stem in stems(args.folder, ".txt"):
        lines = read(stem + ".txt").split("\n")[:-1]
        lines, labels = label(lines, units_of(stem + ".json"), args.indent)
        write(stem + ".lab", "\n".join(labels) + "\n")
        if args.indent:
            write(stem + ".txt", "\n".join(lines) + "\n")
        print(stem + ".txt", stem + ".lab")
    return 0


if __name__ == "__main__":
    sys.exit(main())
