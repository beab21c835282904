#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Lay made pages out in ways that printed pages have and mkpages.py does not know.

usage: boxes.py [--ocr] DIR OUT SEED

DIR has NAME.json, the true units of a page. Writes OUT/NAME.txt, the page with
its paragraphs cut where a column ends, and OUT/NAME.json. Columns differ within a
page: each article stands in a box of its own, whose columns are equally high, give
or take a line or two. Pages differ in the marks that may hang over the end of a
line, in the width of half-width marks, and in how much a justified line holds.

With --ocr writes OUT/NAME.txt, the lines of the page as an OCR engine reads an old
print: of unequal length, with characters lost and misread. OUT/NAME.lab has their
labels, as labels.py writes them.
"""
import os
import random
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from corpus import arguments, stems, units_of, write, write_units  # noqa: E402

NOT_AT_START = set("，。、；：？！”’）》」』】〕…,;:?!)")
NOT_AT_END = set("“‘（《「『【〔(")


def em(char, narrow):
    """The width of a character; `narrow` pages have half-width marks."""
    return .5 if char.isascii() and (narrow or char.isalnum() or char == " ") else 1.


def wrap(text, width, indent, page):
    """The lines of a paragraph."""
    lines, start, room = [], 0, width - indent
    while start < len(text):
        room += page["loose"]()
        used, end = 0., start
        while end < len(text) and used + em(text[end], page["narrow"]) <= room:
            used += em(text[end], page["narrow"])
            end += 1
        if page["hang"] and not page["strict"]:
            while end < len(text) and text[end] in NOT_AT_START:
                end += 1
        elif not page["strict"]:
            while start + 1 < end < len(text) and text[end] in NOT_AT_START:
                end -= 1
        while not page["strict"] and end > start + 1 and end < len(text) and text[end - 1] in NOT_AT_END:
            end -= 1
        end = max(end, start + 1)
        lines.append(text[start:end])
        start, room = end, width
    return lines


def split(units, page, rng):
    """The blocks of an article in a box."""
    set_units = [wrap(u["text"], page["width"], page["indent"] if u["kind"] == "p" else 0, page) for u in units]
    total = sum(len(lines) for lines in set_units)
    height = rng.randint(8, 60) if page["flow"] else max(3, -(-total // rng.randint(1, 6)))
    left, blocks = height, []
    for unit, lines in zip(units, set_units):
        block = ""
        for number, line in enumerate(lines):
            block += line
            left -= 1
            if left <= 0:
                left = height + (rng.randint(-2, 2) if page["ragged"] else 0)
                if unit["kind"] == "p" and number < len(lines) - 1:
                    blocks.append(block)
                    block = ""
        if block:
            blocks.append(block)
    return blocks


def misread(line, common, page, rng):
    """A line as the engine reads it; what it takes for another character is one of `common`."""
    out = []
    for char in line:
        mark = char in NOT_AT_START or char in NOT_AT_END
        if rng.random() < (page["marks"] if mark else page["lost"]):
            if mark and rng.random() < .4:
                out.append(rng.choice("，。·：、 "))
            continue
        out.append(rng.choice(common) if not mark and rng.random() < page["wrong"] else char)
    if len(out) > 8 and rng.random() < page["torn"]:
        out = out[:rng.randint(len(out) // 2, len(out) - 1)]
    return "".join(out).strip() or line


def scan(units, rng):
    """The lines of a page as an engine reads it, and their labels."""
    page = {"narrow": True, "hang": rng.random() < .7, "strict": False, "wrong": rng.random() * .1, "lost": rng.random() * .05,
            "marks": rng.random() * .3, "torn": rng.random() * .08, "loose": lambda: 0}
    width, indent = rng.choice([rng.randint(15, 40), rng.randint(40, 80)]), rng.choice([2, 2, 0])
    common = "".join(u["text"] for u in units)
    lines, labels = [], []
    for unit in units:
        # Every line is a little longer or shorter than the others.
        rest, first = unit["text"], True
        while rest:
            room = width - (indent if first and unit["kind"] == "p" else 0) + rng.choice([-2, -1, 0, 0, 0, 1])
            line = wrap(rest, room, 0, page)[0]
            rest, first = rest[len(line):], False
            lines.append(misread(line, common, page, rng))
            labels.append("J" if rest else "K")
    return lines, labels


def part_of(units, rng):
    """Some pages are small: the rest of them is pictures, or advertisements."""
    if rng.random() >= .3:
        return units
    first, items = rng.randint(0, units[-1]["item"]), rng.choice([1, 2, 2, 3])
    return [u for u in units if first <= u["item"] < first + items] or units


def habits(rng):
    """How a page is set."""
    page = {"narrow": rng.random() < .3, "hang": rng.random() < .5, "strict": rng.random() < .4, "indent": rng.choice([2, 2, 2, 2, 0]),
            "flow": rng.random() < .4, "ragged": rng.random() < .5, "loose": lambda: 0}
    if rng.random() < .5:
        page["loose"] = lambda: rng.choice([-1, -.5, 0, 0, .5])
    return page


def in_boxes(units, rng):
    """The blocks of a page."""
    page = habits(rng)
    widths = [rng.randint(10, 28) for _ in range(rng.choice([1, 1, 2, 3, 6]))]
    blocks = []
    for item in sorted({u["item"] for u in units}):
        page["width"] = rng.choice(widths)
        blocks += split([u for u in units if u["item"] == item], page, rng)
    return blocks


def main():
    parser = arguments(__doc__)
    parser.add_argument("--ocr", action="store_true")
    parser.add_argument("folder")
    parser.add_argument("out")
    parser.add_argument("seed", type=int)
    args = parser.parse_args()
    rng = random.Random(args.seed)
    os.makedirs(args.out, exist_ok=True)
    for source in stems(args.folder, ".json"):
        stem = os.path.join(args.out, os.path.basename(source))
        units = part_of(units_of(source + ".json"), rng)
        if args.ocr:
            lines, labels = scan(units, rng)
            write(stem + ".txt", "\n".join(lines) + "\n")
            write(stem + ".lab", "\n".join(labels) + "\n")
        else:
            write_units(stem + ".json", units)
            write(stem + ".txt", "\n\n".join(in_boxes(units, rng)) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
