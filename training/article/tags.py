#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Tag the units of made pages, for structure.c.

usage: tags.py [--dress SEED] NBNORM DIR

DIR has NAME.txt, a raw page, and NAME.json, its true units. Writes NAME.norm, the
page as nbnorm leaves it, and NAME.tags, a letter for each unit (structure.c) and, on a
second line, ? for each unit that may begin an item as well, and . for the others.

With --dress, NAME.dressedSEED.norm and .tags are made from the true units instead, in
ways that printed pages have and made pages do not: wide gaps between items, captions
and credits, bylines, dashes before sub-heads; and some paragraphs stay broken.
Prints a line for each page: its text and its tags.
"""
import os
import random
import re
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from corpus import arguments, fold, read, stems, units_of, write  # noqa: E402

LETTERS = {"head": "h", "crosshead": "x", "p": "p", "byline": "b", "caption": "C", "credit": "c"}
CREDIT = re.compile(r"摄$|摄影$")
SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾萧田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华文建国红春梅志海晓东玉兰亮宏波宁佳欣雨思远"


def normalise(nbnorm, text):
    run = subprocess.run([nbnorm], input=text.encode("utf-8"), stdout=subprocess.PIPE, check=True)
    return run.stdout.decode("utf-8")


def gold_tags(units):
    """{position in the folded text: (tag, end)}"""
    out, position, seen = {}, 0, set()
    for unit in units:
        tag = LETTERS[unit["kind"]]
        if CREDIT.search(unit["text"]) and len(unit["text"]) < 25:
            tag = "b"
        if unit["item"] not in seen:
            tag = {"h": "H", "C": "C"}.get(tag, "P")
            seen.add(unit["item"])
        size = len(fold(unit["text"]))
        out[position] = (tag, position + size)
        position += size
    return out


def optional(units):
    """Positions in the folded text of the units that may begin an item as well."""
    out, position = set(), 0
    for unit in units:
        if unit.get("optional"):
            out.add(position)
        position += len(fold(unit["text"]))
    return out


def align(text, units):
    """The tags of the units of a repaired page, and the marks of optional ones."""
    gold, tags, position, inside = gold_tags(units), [], 0, "p"
    may, marks = optional(units), []
    for line in filter(None, text.split("\n")):
        marks.append("?" if position in may else ".")
        if position in gold:
            inside = gold[position][0]
            tags.append(inside)
        else:
            tags.append({"H": "h", "h": "h", "b": "b", "x": "x"}.get(inside, "p"))
        position += len(fold(line))
    return "".join(tags) + "\n" + "".join(marks)


def names(rng):
    return [rng.choice(SURNAMES) + "".join(rng.sample(GIVEN, rng.choice([1, 1, 2])))
            for _ in range(rng.choice([1, 1, 1, 2, 3]))]


def photo(rng, text):
    """A caption and its credit, in one of the ways that newspapers have."""
    mark = rng.choice(["▲", "△", "▲", "图为", "", ""])
    who = rng.choice([" ", "、"]).join(names(rng))
    credit = rng.choice([who + " 摄", who + "摄", "·" + who + " 摄·", "记者" + who + "摄", "通讯员 " + who + " 摄"])
    if not mark and rng.random() < .5:
        credit = "·" + who + "·"
    if mark in ("", "图为") or rng.random() < .8:
        return [(mark + text, "C"), (credit, "c")]
    return [(mark + text, "C")]


def broken(rng, text):
    """A paragraph, or now and then its halves, as if the repair had not joined them."""
    if len(text) < 40 or rng.random() > .02:
        return [text]
    at = rng.randint(15, len(text) - 10)
    return [text[:at], text[at:]]


def dressed(units, rng):
    """[(text, tag, wide gap before)]"""
    out, wide = [], rng.random() < .6
    by_item = {}
    for unit in units:
        by_item.setdefault(unit["item"], []).append(unit)
    # A page has its habits, and keeps to them more or less.
    closed, gaps = rng.choice([.6, .9, 1]), rng.choice([.7, .95, 1])
    ending = rng.choice(["·{}·", "·{}·", "·{}·", "（记者 {}）", "本报记者 {}", "记者 {}", None])
    for number in by_item:
        first = True
        paragraphs = [u["text"] for u in by_item[number] if u["kind"] == "p"]
        short = [t for t in paragraphs if 25 < len(t) < 90 and t[-1] == "。"]
        for unit in by_item[number]:
            tag = LETTERS[unit["kind"]]
            if tag == "b":
                continue
            if CREDIT.search(unit["text"]) and len(unit["text"]) < 25:
                tag = "b"
            text = unit["text"]
            if tag == "h" and not first and rng.random() < .15:
                text = "——" + text.lstrip("—")
            if first:
                tag = "H" if tag == "h" else "P"
            for part, piece in enumerate(broken(rng, text) if tag in "pP" else [text]):
                out.append((piece, "p" if part else tag, first and wide and rng.random() < gaps))
            first = False
        if ending and rng.random() < closed:
            out.append((ending.format(" ".join(names(rng))), "b", False))
        if short and rng.random() < .25:
            gap = rng.random() < .8
            lines = photo(rng, rng.choice(short))
            # Names alone are a credit only where the gap says so.
            plain = lines[-1][0].endswith("·") and "摄" not in lines[-1][0]
            for text, tag in lines:
                out.append((text, tag, (gap or plain) and tag == "C"))
    return out


def dress(units, rng):
    """The text of a dressed page and its tags."""
    page = [(re.sub(r"\s+", " ", text).strip(), tag, gap) for text, tag, gap in dressed(units, rng)]
    page = [one for one in page if one[0]]
    lines = [("\n\n\n\n" if gap else "\n\n") * (i > 0) + text for i, (text, _, gap) in enumerate(page)]
    return "".join(lines) + "\n", "".join(tag for _, tag, _ in page)


def main():
    parser = arguments(__doc__)
    parser.add_argument("--dress", type=int)
    parser.add_argument("nbnorm")
    parser.add_argument("folder")
    args = parser.parse_args()
    rng = random.Random(args.dress)
    for stem in stems(args.folder, ".json"):
        units = units_of(stem + ".json")
        if args.dress is None:
            text = normalise(args.nbnorm, read(stem + ".txt"))
            tags = align(text, units)
        else:
            text, tags = dress(units, rng)
            stem += f".dressed{args.dress}"
        write(stem + ".norm", text)
        write(stem + ".tags", tags)
        print(stem + ".norm", stem + ".tags")
    return 0


if __name__ == "__main__":
    sys.exit(main())
