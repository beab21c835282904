#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Pages of upright columns for an OCR engine, and whether their order is right.

usage: upright.py page SEED OUT FONT TEXT...   write OUT.html and OUT.truth;
                                               print the width and height
       upright.py order HOW SEED ALTO          print the ALTO with its lines in
                                               the order HOW: reversed, shuffled
       upright.py score TRUTH LINES            say whether LINES are in order: 0
                                               if they are, 2 if the engine read
                                               too little to tell

A page has one or two tiers of columns, which are set from right to left by the
browser with the font's own upright forms. Each column is a line of the truth. A
line that the engine read is the column most like it. The page is right if these
columns rise. If fewer than two thirds of the columns that are long enough to be
known again are there, the engine did not read the page.
"""
import difflib
import html
import random
import re
import sys

EM = 40  # pixels
LIKE = .4  # the least similarity of a line and its column
KNOWN = 6  # characters of a column that must be found again


def columns_of(draw, texts):
    """Columns of paragraphs in random order."""
    paragraphs = []
    for path in texts:
        with open(path, encoding="utf-8") as file:
            paragraphs += [line for line in file.read().split("\n") if line.strip()]
    paragraphs = sorted(set(paragraphs))  # no column twice
    draw.shuffle(paragraphs)
    high = draw.choice((18, 20, 22, 24))
    for paragraph in paragraphs:
        paragraph = "\u3000" * draw.choice((0, 1, 2)) + paragraph.strip()
        for at in range(0, len(paragraph), high):
            if paragraph[at:at + high].strip():
                yield high, paragraph[at:at + high]


def page(seed, out, font, texts):
    draw = random.Random(int(seed))
    tiers, across = draw.choice((1, 1, 2)), draw.choice((8, 10, 12, 14))
    pairs = list(columns_of(draw, texts))[:tiers * across]
    high, columns = pairs[0][0], [column for _, column in pairs]
    leading = draw.choice((1.5, 1.7, 2))
    body = "".join("<div>" + "<br>".join(map(html.escape, columns[i:i + across])) + "</div>"
                   for i in range(0, len(columns), across))
    with open(out + ".html", "w", encoding="utf-8") as file:
        file.write('<meta charset="utf-8"><style>body{margin:60px;background:#fff}'
                   "div{writing-mode:vertical-rl;white-space:nowrap;font:%dpx/%g '%s';height:%dpx;width:%dpx;"
                   "margin:0 0 %dpx auto}</style>%s" % (EM, leading, font, (high + 1) * EM,
                                                      across * 2 * EM + EM, 2 * EM, body))
    with open(out + ".truth", "w", encoding="utf-8") as file:
        file.write("\n".join(columns) + "\n")
    print(across * 2 * EM + 200, tiers * (high + 3) * EM + 140)


def order(how, seed, path):
    with open(path, encoding="utf-8") as file:
        alto = file.read()
    line = re.compile(r"<TextLine\b.*?</TextLine>", re.S)
    lines = line.findall(alto)
    if how == "reversed":
        lines.reverse()
    else:
        random.Random(int(seed)).shuffle(lines)
    left = iter(lines)
    sys.stdout.write(line.sub(lambda _: next(left), alto))


def score(truth, read):
    squeeze = "".join
    with open(truth, encoding="utf-8") as file:
        columns = [squeeze(line.split()) for line in file]
    with open(read, encoding="utf-8") as file:
        lines = [squeeze(line.split()) for line in file if line.strip()]
    found = []
    for line in lines:
        ratio, number = max((difflib.SequenceMatcher(None, column, line, False).ratio(), i)
                            for i, column in enumerate(columns))
        if ratio >= LIKE:
            found.append(number)
    known = [i for i, column in enumerate(columns) if len(column) >= KNOWN]
    there = len(set(found) & set(known))
    rising = all(a <= b for a, b in zip(found, found[1:]))
    print("%d of %d columns, %s" % (there, len(known), "in order" if rising else "order %s" % found))
    if there * 3 < len(known) * 2:
        return 2
    return 0 if rising else 1


if __name__ == "__main__":
    command, *arguments = sys.argv[1:]
    if command == "page":
        page(*arguments[:3], arguments[3:])
    elif command == "order":
        order(*arguments)
    else:
        sys.exit(score(*arguments))
