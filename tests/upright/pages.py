#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Made pages of upright text, with the order in which they are read.

usage: pages.py COUNT DIRECTORY [FIRST]

FIRST is the number of the first page, which is its seed; 0 by default. Page N becomes
files N.ORDER.FORM. FORM is xml (ALTO), hocr or page.xml (PAGE), and ORDER the one of the
file: right, left (columns from left to right, as an engine for level text writes them) or
shuffled. N.expected has the lines in reading order.

The pages are geometry without a renderer: boxes of columns as a compositor sets them,
which an engine's unsteady edges and a slight skew move. There are tiers of different
heights, some with a head before their articles, tall heads beside two tiers, level heads
above a tier or above some of its columns, pictures with level captions, and columns that
begin lower or end early. Every line is another text.
"""
import os
import random
import sys

# Common characters; a line is told by its first six.
HAN = "".join(chr(c) for c in range(0x4E00, 0x4E00 + 3000))
FORMS = ("xml", "hocr", "page.xml")
ORDERS = ("right", "left", "shuffled")


class Page:
    """Lines (x0, y0, x1, y1, text) in reading order."""

    def __init__(self, seed):
        self.random = random.Random(seed)
        self.em = self.random.choice((18, 24, 30, 42))
        self.pitch = self.em * self.random.uniform(1.25, 1.7)
        self.lines = []

    def text(self, n):
        return "".join(self.random.choice(HAN) for _ in range(max(2, n)))

    def add(self, x0, y0, x1, y1, level=False):
        """A line; its number of characters follows from its size."""
        length, size = (x1 - x0, y1 - y0) if level else (y1 - y0, x1 - x0)
        self.lines.append((x0, y0, x1, y1, self.text(round(length / size))))

    def column(self, right, top, bottom, size):
        self.add(right - size, top, right, bottom)

    def article(self, right, left, top, bottom):
        """Columns from right to left between two edges, perhaps with a head; what is left over stays white."""
        r, em = self.random, self.em
        if r.random() < .6 and right - left > 8 * em:
            size = em * r.uniform(1.4, 2.2)
            start = top + em * r.uniform(0, 2)
            self.column(right, start, min(bottom, start + size * r.randint(4, 9)), size)
            right -= size + self.pitch - em
        columns = int((right - left) // self.pitch)
        for i in range(columns):
            last = i + 1 == columns
            start = top + (2 * em if i == 0 else 0)
            end = bottom - em * (r.randint(0, 1) if not last else r.randint(0, int((bottom - top) / em / 2)))
            if end - start > 3 * em:
                self.column(right, start, end, em)
            right -= self.pitch

    def tier(self, right, left, top, bottom):
        """A tier: articles, one of which may have a level head above it, and a picture with a caption."""
        r, em = self.random, self.em
        while right - left > 6 * em:
            width = min(right - left, em * r.uniform(12, 40))
            if right - left - width < 8 * em:
                width = right - left
            begin = top
            kind = r.random()
            if kind < .2 and width > 10 * em:
                size = 1.6 * em
                self.add(right - width + em, top, right - em, top + size, True)
                begin = top + size + em
                self.article(right - .3 * em, right - width + .3 * em, begin, bottom)
            elif kind < .3 and width > 10 * em and width < right - left:
                # The caption stands below its picture.
                self.add(right - width + em, bottom - em, right - em, bottom, True)
            else:
                self.article(right, right - width + .3 * em, begin, bottom)
            right -= width + .6 * em

    def make(self):
        r, em = self.random, self.em
        width, height = em * r.uniform(70, 110), em * r.uniform(60, 90)
        right, top = width + 3 * em, 3 * em
        if r.random() < .4:
            # A level head across the page.
            self.add(right - width * .8, top, right - width * .1, top + 3 * em, True)
            top += 4.5 * em
        tiers = r.randint(2, 5)
        edges = [top + (height - top) * i / tiers for i in range(tiers + 1)]
        gap = em * r.uniform(.9, 1.6)
        if tiers > 2 and r.random() < .5:
            # A tall head beside the first two tiers.
            size = 2.4 * em
            self.column(right, edges[0], edges[2] - gap, size)
            inner = right - size - em
        else:
            inner = right
        for i in range(tiers):
            self.tier(inner if i < 2 else right, 3 * em, edges[i], edges[i + 1] - gap)
        return self

    def printed(self):
        """The lines as an engine reports them: unsteady by a tenth of a character, and askew."""
        r, skew = self.random, self.random.uniform(-.004, .004)
        for x0, y0, x1, y1, text in self.lines:
            shift = skew * (x0 + x1) / 2
            j = [r.uniform(-.1, .1) * self.em for _ in range(4)]
            yield tuple(round(max(0, v), 1) for v in (x0 + j[0], y0 + shift + j[1], x1 + j[2], y1 + shift + j[3])) + (text,)


def alto(lines):
    for x0, y0, x1, y1, text in lines:
        place = f'HPOS="{x0}" VPOS="{y0}" WIDTH="{x1 - x0:.1f}" HEIGHT="{y1 - y0:.1f}"'
        yield f'<TextLine {place}><String CONTENT="{text}" {place}/></TextLine>\n'


def hocr(lines):
    for x0, y0, x1, y1, text in lines:
        yield f"<span class='ocr_line' title='bbox {x0} {y0} {x1} {y1}'>{text}</span>\n"


def page(lines):
    for x0, y0, x1, y1, text in lines:
        yield (f'<TextLine><Coords points="{x0},{y0} {x1},{y0} {x1},{y1} {x0},{y1}"/>'
               f"<TextEquiv><Unicode>{text}</Unicode></TextEquiv></TextLine>\n")


WRAP = {
    "xml": (alto, "<alto><Layout><Page><PrintSpace><TextBlock>\n", "</TextBlock></PrintSpace></Page></Layout></alto>\n"),
    "hocr": (hocr, "<html><body><div class='ocr_page'>\n", "</div></body></html>\n"),
    "page.xml": (page, "<PcGts><Page><TextRegion>\n", "</TextRegion></Page></PcGts>\n"),
}


def main():
    count, where = int(sys.argv[1]), sys.argv[2]
    os.makedirs(where, exist_ok=True)
    first = int(sys.argv[3]) if len(sys.argv) > 3 else 0
    for n in range(first, first + count):
        lines = list(Page(n).make().printed())
        with open(f"{where}/{n}.expected", "w", encoding="utf-8") as f:
            f.writelines(line[4] + "\n" for line in lines)
        shuffled = lines[:]
        random.Random(n).shuffle(shuffled)
        orders = dict(zip(ORDERS, (lines, sorted(lines), shuffled)))
        write, head, tail = WRAP[FORMS[n % len(FORMS)]]
        for order, these in orders.items():
            with open(f"{where}/{n}.{order}.{FORMS[n % len(FORMS)]}", "w", encoding="utf-8") as f:
                f.write(head + "".join(write(these)) + tail)


main()
