#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Lay made pages out as printed pages are and made pages are not.

usage: layouts.py DIR OUT SEED [--ocr]

DIR has NAME.json, the true units of a page. Writes OUT/NAME.txt, the page with
its paragraphs cut where a column ends, and OUT/NAME.json. Columns are not the
same all over the page: an article stands in a box of its own, whose columns are
equally high, one or two lines more or less; pages differ in the marks that may
hang over the end of a line, in the width of half-width marks, and in how much
justified lines hold.
"""
import json
import os
import random
import sys

NOT_AT_START = set("，。、；：？！”’）》」』】〕…,;:?!)")
NOT_AT_END = set("“‘（《「『【〔(")


def em(char, narrow):
    return .5 if char.isascii() and (narrow or char.isalnum() or char == " ") else 1.


def wrap(text, width, indent, page):
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
    """The blocks of an article in a box of `columns` columns."""
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


def write(path, lines):
    with open(path, "w", encoding="utf-8") as stream:
        stream.write("\n".join(lines) + "\n")


def main():
    folder, out, seed = sys.argv[1:4]
    rng = random.Random(int(seed))
    os.makedirs(out, exist_ok=True)
    for name in sorted(os.listdir(folder)):
        if not name.endswith(".json"):
            continue
        with open(os.path.join(folder, name), encoding="utf-8") as stream:
            units = json.load(stream)["units"]
        # Some pages are small: the rest of them is pictures, or advertisements.
        if rng.random() < .3:
            first, items = rng.randint(0, units[-1]["item"]), rng.choice([1, 2, 2, 3])
            units = [u for u in units if first <= u["item"] < first + items] or units
        stem = os.path.join(out, name[:-5])
        if "--ocr" in sys.argv:
            lines, labels = scan(units, rng)
            write(stem + ".txt", lines)
            write(stem + ".lab", labels)
            continue
        with open(stem + ".json", "w", encoding="utf-8") as stream:
            json.dump({"units": units}, stream, ensure_ascii=False)
        page = {"narrow": rng.random() < .3, "hang": rng.random() < .5, "strict": rng.random() < .4, "indent": rng.choice([2, 2, 2, 2, 0]),
                "flow": rng.random() < .4, "ragged": rng.random() < .5, "loose": lambda: 0}
        if rng.random() < .5:
            page["loose"] = lambda: rng.choice([-1, -.5, 0, 0, .5])
        widths = [rng.randint(10, 28) for _ in range(rng.choice([1, 1, 2, 3, 6]))]
        blocks = []
        for item in sorted({u["item"] for u in units}):
            page["width"] = rng.choice(widths)
            blocks += split([u for u in units if u["item"] == item], page, rng)
        write(stem + ".txt", ["\n\n".join(blocks)])
    return 0


sys.exit(main())
