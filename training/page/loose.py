#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Make articles whose paragraphs do not end as sentences do, of articles that are there.

usage: loose.py SEED CORPUS OUT [FROM TO [MOST]]

As article/media.py, for what a repair must not join: paragraphs without a stop at their
end, preambles and verse whose lines end with commas, catalogues and lists of names. Of
the items of a page some are such; the others are as they were.
"""
import json
import os
import random
import re
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "article"))
from media import GIVEN, PLACES, SPACE, SURNAMES, load  # noqa: E402

CLAUSE = re.compile("[^，。；：！？]{2,}[，；。！？]")
WORDS = re.compile("[，。；：！？、“”‘’（）《》…—· ]+")


def name(rng):
    return rng.choice(SURNAMES) + "".join(rng.sample(GIVEN, rng.choice([1, 1, 2, 2, 2])))


def names(rng, least, most, between):
    return between.join(name(rng) for _ in range(rng.randint(least, most)))


def words(body, rng):
    """A few words of the text."""
    found = [w for text in body for w in WORDS.split(text) if 2 <= len(w) <= 16] or ["资料"]
    return rng.choice(found)


def without_stops(body, rng):
    """Every paragraph without the stop at its end."""
    return [re.sub("[。！？；，…]+$", "", text) for text in body]


def clauses(body, rng):
    """One paragraph as a preamble: clauses that end with the same mark, each a paragraph."""
    mark = rng.choice("，，，，；、")
    longest = max(body, key=len)
    at, found, least, out = body.index(longest), CLAUSE.findall(longest)[:rng.randint(3, 12)], rng.randint(4, 30), [""]
    for clause in found:
        if len(out[-1]) >= least:
            out[-1] = out[-1][:-1] + mark
            out.append("")
        out[-1] += clause
    out[-1] = out[-1][:-1] + rng.choice("。。。：")
    return body[:at] + out + body[at + 1:rng.choice([at + 2, len(body)])]


def verse(body, rng):
    """Short lines that end with a comma and a stop in turn."""
    found = [w for text in body for w in WORDS.split(text) if 4 <= len(w) <= 9][:4 * rng.randint(1, 5)]
    marks = rng.choice(["，。", "，。", "，；", "  "])
    pairs = rng.random() < .4
    lines = [w + marks[k % 2].strip() for k, w in enumerate(found)]
    if pairs:
        lines = [a + b for a, b in zip(lines[::2], lines[1::2])]
    return lines or body


ROWS = [
    lambda b, r: f"书名：{words(b, r)} 作者：{name(r)}", lambda b, r: f"{words(b, r)}（{words(b, r)}）",
    lambda b, r: f"{words(b, r)} {name(r)}", lambda b, r: f"{words(b, r)}：{words(b, r)}",
    lambda b, r: f"《{words(b, r)}》 {name(r)}{r.choice(['著', '编', '译', ''])} {r.choice(PLACES)}出版社",
    lambda b, r: f"{name(r)} {words(b, r)}{words(b, r)}", lambda b, r: f"{words(b, r)}{'…' * r.choice([2, 4])}{r.randint(1, 99)}",
    lambda b, r: f"{words(b, r)}{words(b, r)} {r.randint(1, 9999)}元", lambda b, r: f"{r.randint(6, 23)}:{r.randint(0, 59):02d} {words(b, r)}",
    lambda b, r: f"地址：{r.choice(PLACES)}市{words(b, r)} 电话：{r.randint(1000000, 9999999)}",
    lambda b, r: f"{words(b, r)}、{words(b, r)}、{words(b, r)}", lambda b, r: words(b, r) + words(b, r) + words(b, r),
]


def catalogue(body, rng):
    """Rows of one form, some of them numbered, between a first and a last paragraph."""
    row, number = rng.choice(ROWS), rng.choice(["", "", "{}. ", "{}、", "（{}）"])
    rows = [row(body, rng) for _ in range(rng.randint(3, 20))]
    if number:
        rows = [number.format(k) + text for k, text in enumerate(rows, 1)]
    return (body[:1] if rng.random() < .5 else []) + rows + (body[-1:] if rng.random() < .5 else [])


def roll(body, rng):
    """Names: a row for each group, or one long row, or a row for each person."""
    between, label = rng.choice([" ", " ", "、", "　"]), rng.choice(["{}：", "{}（{n}名） ", "{} ", "", "（{}）"])
    rows = []
    for k in range(rng.randint(2, 12)):
        group = label.format(words(body, rng) if rng.random() < .5 else rng.choice(PLACES) + "市", n=rng.randint(2, 99))
        rows.append(group + names(rng, *rng.choice([(1, 1), (2, 8), (8, 60)]), between))
    return (body[:1] if rng.random() < .6 else []) + rows + (body[-1:] if rng.random() < .4 else [])


WAYS = [without_stops, without_stops, clauses, clauses, verse, catalogue, catalogue, roll, roll]


def main():
    seed, corpus, path = sys.argv[1:4]
    first, last, most = (sys.argv[4:] + ["0000", "9999", "1000000"][len(sys.argv) - 4:])[:3]
    rng = random.Random("loose" + seed)
    rows = load(corpus, first, last)
    rng.shuffle(rows)
    page, left, share, way = 0, 0, 0, None
    with open(path, "w", encoding="utf-8") as out:
        for number, row in enumerate(rows[:int(most)]):
            if left == 0:
                page, left = page + 1, rng.randint(1, 10)
                share, way = rng.choice([.1, .2, .4, 1]), rng.choice(WAYS)
            left -= 1
            body = [text for text in (SPACE.sub(" ", t).strip() for t in row["body"]) if text]
            if body and rng.random() < share:
                body = (way if rng.random() < .5 else rng.choice(WAYS))(body[:rng.choice([3, 8, 30])], rng)
            if not body:
                continue
            date = f"2001-{1 + page // 99 % 12:02d}-{1 + page // 1188 % 28:02d}"
            made = {"id": number, "date": date, "page": 1 + page % 99, "no": number, "head": row["head"], "body": body}
            out.write(json.dumps(made, ensure_ascii=False) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
