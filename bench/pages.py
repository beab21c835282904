#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Make page texts for benchmarks from JSON Lines of articles.

usage: pages.py OUTDIR [--resample N] ARTICLES.jsonl[.zst]...

Each input line is an object with date, page (may be absent), head[] and body[].
The articles of one date and page of one file become one page text, a block a
paragraph, under a name that nbarc ingest takes. Gazette texts that share a date
get pages of their own, eight articles each. With --resample N, N articles are
drawn with replacement (a fixed seed) and laid out as pages of eight under a
title code of their own. Prints the number of articles and pages.
"""
import argparse
import json
import os
import random
import re
import subprocess
import sys

PER_PAGE = 8


def load(path):
    if path.endswith(".zst"):
        data = subprocess.run(["zstd", "-dcq", path], check=True, stdout=subprocess.PIPE).stdout
    else:
        with open(path, "rb") as stream:
            data = stream.read()
    return [json.loads(line) for line in data.decode("utf-8").split("\n") if line]


def blocks(article):
    parts = [re.sub(r"\s+", " ", text).strip() for text in article["head"] + article["body"]]
    return [part for part in parts if part]


def code(path):
    return re.sub("[^a-z]", "", os.path.basename(path).split(".")[0].split("-")[0]) + "x"


def pages_of(articles, title):
    """{page id: [article, ...]}"""
    by_place = {}
    for article in articles:
        date = re.sub("[^0-9]", "", article["date"])[:8].ljust(8, "0")
        by_place.setdefault((date, article.get("page")), []).append(article)
    pages, next_page = {}, {}
    for (date, page), group in sorted(by_place.items(), key=lambda p: (p[0][0], str(p[0][1]))):
        if page is not None:
            pages[f"{title}-{date}-{int(page):02d}"] = group
            continue
        for at in range(0, len(group), PER_PAGE):
            number = next_page.get(date, 1)
            next_page[date] = number + 1
            pages[f"{title}-{date}-{number:03d}"] = group[at:at + PER_PAGE]
    return pages


def resampled(articles, count):
    rng = random.Random(1)
    pages = {}
    for number, at in enumerate(range(0, count, PER_PAGE)):
        size = min(PER_PAGE, count - at)
        year, rest = divmod(number, 12 * 28 * 16)
        month, rest = divmod(rest, 28 * 16)
        day, page = divmod(rest, 16)
        pages[f"resampled-{1950 + year}{month + 1:02d}{day + 1:02d}-{page + 1:02d}"] = rng.choices(articles, k=size)
    return pages


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("outdir")
    parser.add_argument("--resample", type=int, default=0)
    parser.add_argument("articles", nargs="+")
    args = parser.parse_args()
    everything, pages = [], {}
    for path in args.articles:
        articles = load(path)
        everything += articles
        pages.update(pages_of(articles, code(path)))
    if args.resample:
        pages = resampled(everything, args.resample)
    os.makedirs(args.outdir, exist_ok=True)
    for name, group in pages.items():
        text = "\n\n".join(block for article in group for block in blocks(article))
        with open(os.path.join(args.outdir, name + ".txt"), "w", encoding="utf-8") as out:
            out.write(text + "\n")
    print(f"{sum(len(group) for group in pages.values())} articles on {len(pages)} pages")
    return 0


if __name__ == "__main__":
    sys.exit(main())
