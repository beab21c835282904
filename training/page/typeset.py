#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Typeset made pages, as an OCR engine would see them, for places.c.

usage: typeset.py DIR SEED PAGES

DIR has NAME.txt, NAME.json and NAME.lab, hard-wrapped pages with known answers
(make-pages.sh). Of PAGES of them writes NAME.ocr.txt, the page with some
characters misread and some marks lost, and NAME.ocr.tsv, its line boxes. Pages
differ in their columns and indents, in whether heads are centred and large, in
how far the page is askew and the boxes are off. Prints a line for each page: its
text, its labels and its boxes.
"""
import math
import os
import random
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from corpus import arguments, fold, read, stems, units_of, write  # noqa: E402

MARKS = "，。、；：？！”,.;:?!"


def width(line):
    """In em."""
    return sum(0.5 if c.isascii() else 1 for c in line)


def kinds_of(lines, units):
    """For each line the kind of its unit, and whether it begins the unit."""
    ends, position = [], 0
    for unit in units:
        position += len(fold(unit["text"]))
        ends.append(position)
    out, position, at = [], 0, 0
    for line in lines:
        begins = at == 0 or position == ends[at - 1]
        position += len(fold(line))
        kind = units[min(at, len(units) - 1)]["kind"]
        while at < len(ends) and ends[at] <= position:
            at += 1
        out.append((kind, begins))
    return out


def misread(line, letters, rate, rng):
    """A line with characters misread, and marks lost, at its end most of all."""
    out = []
    for k, char in enumerate(line):
        if char in MARKS and rng.random() < rate * (8 if k == len(line) - 1 else 2):
            continue
        out.append(rng.choice(letters) if rng.random() < rate else char)
    return "".join(out) or line


class Sheet:
    """A page of columns, filled line by line."""

    def __init__(self, measure, rng):
        self.rng, self.measure = rng, measure
        self.em = rng.uniform(20, 50)
        self.pitch = self.em * rng.uniform(1.15, 2)
        self.columns = rng.choice([1, 1, 2, 3, 4])
        self.gutter = self.em * rng.uniform(1, 3)
        self.height = self.pitch * rng.randint(20, 70)
        self.indent = rng.choice([2, 2, 2, 2, 0]) * self.em
        self.centred = rng.random() < 0.6
        self.large = rng.random() < 0.7
        self.air = rng.choice([0, 0, 0, 0.5]) * self.pitch
        self.skew = math.radians(rng.gauss(0, 0.5))
        self.jitter = rng.uniform(0.02, 0.15) * self.em
        self.image, self.column, self.y = 1, 0, 0.0
        self.rows = []

    def place(self, text, kind, begins):
        """Put a line below the one before it, or at the top of the next column."""
        em, pitch = self.em, self.pitch
        if kind == "head" and self.large:
            em *= 2 if width(text) * 2 < self.measure else 1.25
            pitch = self.pitch * em / self.em
        elif kind in ("caption", "credit"):
            em *= 0.85
        if begins:
            self.y += self.air if kind == "p" else self.pitch * self.rng.choice([0, 0.5, 1])
        if self.y + pitch > self.height:
            self.y, self.column = 0.0, self.column + 1
        if self.column == self.columns:
            self.image, self.column = self.image + 1, 0
        long = width(text) * em
        full = self.measure * self.em
        left = self.column * (full + self.gutter)
        if kind in ("head", "byline", "crosshead"):
            left += max(0, full - long) / 2 if self.centred else 0
        elif begins:
            left += self.indent
        self.add(text, left, self.y, left + long, self.y + em)
        self.y += pitch

    def add(self, text, x0, y0, x1, y1):
        """Record a line and its box, turned with the page and a little off."""
        rise = (x1 - x0) * abs(math.sin(self.skew))
        tilt = math.sin(self.skew)
        x0, x1 = x0 - y0 * tilt, x1 - y0 * tilt
        middle = (y0 + y1) / 2 + (x0 + x1) / 2 * tilt
        half = (y1 - y0) / 2 + rise / 2
        box = [x0, middle - half, x1, middle + half]
        self.rows.append((self.image, [v + self.rng.gauss(0, self.jitter) for v in box], text))

    def table(self):
        least = [min(row[1][k] for row in self.rows) for k in (0, 1)]
        for image, box, text in self.rows:
            x0, y0, x1, y1 = (round(v - least[k % 2] + 100) for k, v in enumerate(box))
            yield f"{image}\t{x0}\t{y0}\t{max(x0, x1)}\t{max(y0, y1)}\t{text}\n"


def make(stem, rng):
    lines = [line.strip() for line in read(stem + ".txt").split("\n")[:-1]]
    kinds = kinds_of(lines, units_of(stem + ".json"))
    letters = [c for line in lines for c in line if ord(c) > 0x4E00]
    rate = rng.choice([0, 0.01, 0.03, 0.06])
    sheet = Sheet(max(width(line) for line in lines), rng)
    for line, (kind, begins) in zip(lines, kinds):
        sheet.place(misread(line, letters, rate, rng), kind, begins)
    write(stem + ".ocr.tsv", "".join(sheet.table()))
    write(stem + ".ocr.txt", "".join(row[2] + "\n" for row in sheet.rows))


def main():
    parser = arguments(__doc__)
    parser.add_argument("folder")
    parser.add_argument("seed", type=int)
    parser.add_argument("pages", type=int)
    args = parser.parse_args()
    rng, found = random.Random(args.seed), stems(args.folder, ".lab")
    for stem in sorted(rng.sample(found, min(args.pages, len(found)))):
        make(stem, rng)
        print(stem + ".ocr.txt", stem + ".lab", stem + ".ocr.tsv")
    return 0


if __name__ == "__main__":
    sys.exit(main())
