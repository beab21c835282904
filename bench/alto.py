#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Set page texts as an OCR engine would find them: ALTO with boxes.

usage: alto.py [--by word|line] [--pages N] [--seed N] PAGES_DIR OUTDIR

PAGES_DIR has texts that bench/pages.py made, a block a paragraph. Each becomes
OUTDIR/NAME.xml: heads of two sizes, paragraphs of two characters' indent in
columns of 18 characters, on pages of 4200 by 6000 pixels that are a little
skewed, with five columns. A TextBlock is what of a paragraph stands in one
column. The edges of each box are off by a few pixels, as those of engines are,
because a glyph does not fill its square. With --by line a TextLine has one
String; with --by word, one for each one to four characters, with a WC. What
does not fit on a page is dropped. Prints the number of pages, and the bytes.
"""
import argparse
import os
import random
from xml.sax.saxutils import quoteattr

WIDTH, HEIGHT, MARGIN, GAP, COLUMNS = 4200, 6000, 150, 60, 5
EM, PITCH = 41.0, 62.0
COLUMN = (WIDTH - 2 * MARGIN - (COLUMNS - 1) * GAP) / COLUMNS
MEASURE = int(COLUMN / EM)


class Setter:
    """A page that is set line by line, and the ALTO of it."""

    def __init__(self, rng, by):
        self.rng, self.by = rng, by
        self.skew = rng.gauss(0, 0.002)
        self.column, self.y, self.lines, self.out = 0, MARGIN, 0, []

    def box(self, x, y, width, size):
        """The edges of what stands there, as an engine sees them."""
        off = lambda: self.rng.gauss(0, 1.6)
        left, right = x + 2 + off(), x + width - 2 + off()
        top = y + self.skew * x + 1 + off()
        bottom = y + self.skew * x + size - 1 + off()
        left, right = left - self.skew * y, right - self.skew * y
        return max(0, round(left)), max(0, round(top)), round(right), round(bottom)

    def words(self, text, x, size):
        while text:
            n = len(text) if self.by == "line" else self.rng.choice((1, 1, 2, 2, 2, 3, 4))
            yield text[:n], self.box(x, self.y, len(text[:n]) * size, size)
            x, text = x + len(text[:n]) * size, text[n:]

    def line(self, text, indent, size):
        x = MARGIN + self.column * (COLUMN + GAP) + indent * size
        words = list(self.words(text, x, size))
        self.y += PITCH * size / EM
        return words

    def flow(self, text, size, indent):
        """A paragraph: yields its blocks."""
        measure, block = int(COLUMN / size), []
        while text and self.column < COLUMNS:
            if self.y + size > HEIGHT - MARGIN:
                if block:
                    yield block
                block, self.column, self.y = [], self.column + 1, MARGIN
                continue
            block.append(self.line(text[:measure - indent], indent, size))
            text, indent = text[measure - indent:], 0
        if block:
            yield block

    def block(self, lines, number):
        boxes = [around([box for _, box in line]) for line in lines]
        self.out.append(f'<TextBlock ID="block_{number}" {place(around(boxes))}>')
        for words, box in zip(lines, boxes):
            self.out.append(f' <TextLine ID="line_{self.lines}" {place(box)}>')
            for index, (text, edges) in enumerate(words):
                wc = f' WC="0.{self.rng.randint(55, 99)}"' if self.by == "word" else ""
                self.out.append(f'  <String ID="s_{self.lines}_{index}" {place(edges)}{wc} CONTENT={quoteattr(text)}/>')
            self.out.append(" </TextLine>")
            self.lines += 1
        self.out.append("</TextBlock>")


def around(boxes):
    return (min(b[0] for b in boxes), min(b[1] for b in boxes), max(b[2] for b in boxes), max(b[3] for b in boxes))


def place(box):
    return f'HPOS="{box[0]}" VPOS="{box[1]}" WIDTH="{box[2] - box[0]}" HEIGHT="{box[3] - box[1]}"'


def page(text, rng, by, name):
    setter, number = Setter(rng, by), 0
    for paragraph in text.split("\n"):
        paragraph = paragraph.strip()
        head = len(paragraph) <= 30 and paragraph[-1:] not in "。”！？"
        for lines in setter.flow(paragraph, EM * 1.6 if head else EM, 0 if head else 2):
            setter.block(lines, number)
            number += 1
        if head:
            setter.y += PITCH / 2
    return "\n".join(
        ['<?xml version="1.0" encoding="UTF-8"?>',
         '<alto xmlns="http://www.loc.gov/standards/alto/ns-v4#">',
         f"<Description><MeasurementUnit>pixel</MeasurementUnit><sourceImageInformation><fileName>{name}.tif</fileName>"
         "</sourceImageInformation></Description>",
         f'<Layout><Page ID="page_1" PHYSICAL_IMG_NR="1" WIDTH="{WIDTH}" HEIGHT="{HEIGHT}">',
         f'<PrintSpace HPOS="0" VPOS="0" WIDTH="{WIDTH}" HEIGHT="{HEIGHT}">', *setter.out,
         "</PrintSpace></Page></Layout></alto>", ""])


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--by", choices=("word", "line"), default="word")
    parser.add_argument("--pages", type=int, default=80)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("pages_dir")
    parser.add_argument("outdir")
    args = parser.parse_args()
    rng, size = random.Random(args.seed), 0
    names = sorted(name for name in os.listdir(args.pages_dir) if name.endswith(".txt"))
    names = names[::max(1, len(names) // args.pages)][:args.pages]
    os.makedirs(args.outdir, exist_ok=True)
    for name in names:
        with open(os.path.join(args.pages_dir, name), encoding="utf-8") as stream:
            text = stream.read()
        stem = name[:-len(".txt")]
        data = page(text, rng, args.by, stem).encode("utf-8")
        with open(os.path.join(args.outdir, stem + ".xml"), "wb") as out:
            out.write(data)
        size += len(data)
    print(f"{len(names)} pages, {size} bytes")


if __name__ == "__main__":
    main()
