#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Label the line ends of made pages, for train.c.

usage: labels.py DIR [--indent]

DIR has NAME.txt, a raw page, and NAME.json, its true units. Writes NAME.lab, a
letter a line of the raw page: J where the break behind the line is inside a
paragraph, K elsewhere. With --indent every paragraph gets a U+3000 indent first,
as many printed pages have one. Prints the lines of a LIST.
"""
import json
import os
import re
import sys

FOLD = str.maketrans("，：；？！（）．％", ",:;?!().%")
SPACE = re.compile(r"[\s\u3000\u00a0\ufeff]+")


def fold(text):
    return SPACE.sub("", text.translate(FOLD))


def main():
    folder, indent = sys.argv[1], "--indent" in sys.argv
    for name in sorted(os.listdir(folder)):
        if not name.endswith(".txt"):
            continue
        stem = os.path.join(folder, name[:-4])
        with open(stem + ".txt", encoding="utf-8") as stream:
            lines = stream.read().split("\n")[:-1]
        with open(stem + ".json", encoding="utf-8") as stream:
            units = json.load(stream)["units"]
        ends, starts, position = set(), set(), 0
        for unit in units:
            if unit["kind"] == "p":
                starts.add(position)
            position += len(fold(unit["text"]))
            ends.add(position)
        position, labels = 0, []
        for number, line in enumerate(lines):
            if indent and fold(line) and position in starts:
                lines[number] = "　　" + line
            position += len(fold(line))
            labels.append("K" if position in ends or not fold(line) else "J")
        with open(stem + ".lab", "w", encoding="utf-8") as out:
            out.write("\n".join(labels) + "\n")
        if indent:
            with open(stem + ".txt", "w", encoding="utf-8") as out:
                out.write("\n".join(lines) + "\n")
        print(stem + ".txt", stem + ".lab")
    return 0


if __name__ == "__main__":
    sys.exit(main())
