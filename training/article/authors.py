#!/usr/bin/env python3
"""Draw items of several media, and judge the authors that nbtei names in them.

usage: authors.py draw COUNT SEED FILE.jsonl.zst ... > ITEMS.jsonl
       authors.py show ITEMS.jsonl
       authors.py score NBTEI ITEMS.jsonl ANSWERS.tsv [FIRST COUNT]

draw writes as many items of each file as of the others, in an order that mixes them.
show prints of each item what a person needs to say who made it: the beginnings and ends
of its paragraphs, and the short ones whole. The answers are lines of an identifier, a
tab, and the names with spaces between, or "-" if nobody is named. Persons count whom a
byline, a dateline, a credit or a signature names as having written, photographed or
drawn; editors and designers do not. score makes a page of each item, and compares the
names that its document marks with the answers.
"""
import json
import random
import re
import subprocess
import sys
import tempfile


def draw(count, seed, files):
    chosen = random.Random(int(seed))
    drawn = []
    for name in files:
        text = subprocess.run(["zstdcat", name], capture_output=True, check=True).stdout
        items = [json.loads(line) for line in text.decode().splitlines()]
        items = [item for item in items if item["body"] and item["head"]]
        drawn += chosen.sample(items, int(count) // len(files))
    chosen.shuffle(drawn)
    for item in drawn:
        print(json.dumps(item, ensure_ascii=False))


def items_of(path):
    with open(path, encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def show(path):
    """Print what may name someone: nearly everything else is left out."""
    telling = re.compile("记者|通讯员|员[:： ]|[摄绘图文稿]$|整理|执笔|作者|[摄图文](?:：|/|（)")
    for item in items_of(path):
        print("##", item["id"], " / ".join(item["head"])[:40])
        body = item["body"]
        for i, block in enumerate(body):
            last = i >= len(body) - 2
            if len(block) <= 30 and (i < 2 or last or telling.search(block)):
                print(i, re.sub(r"\s+", " ", block))
            elif i == 0 or re.match("[（(]?.{2,18}[电讯]", block):
                print(i, re.sub(r"\s+", " ", block[:34]), "…", block[-16:] if last else "")
            elif last or re.search("[)）]$|摄.{0,8}$", block):
                print(i, "…", re.sub(r"\s+", " ", block[-26:]))


def marked(nbtei, item):
    """The names that the document of an item marks."""
    page = "\n\n".join(item["head"] + item["body"]) + "\n"
    with tempfile.NamedTemporaryFile(suffix=".txt") as raw:
        raw.write(page.encode())
        raw.flush()
        date = (item.get("date") or "2019-01-01").replace("-", "")
        document = subprocess.run([nbtei, "--id", f"jdrb-{date}-01", raw.name],
                                  capture_output=True, check=True).stdout.decode()
    body = document[document.index("<body>"):]
    found = re.findall(r'<docAuthor>(.*?)</docAuthor>|<persName type="(?:author|illustrator)">(.*?)</persName>', body)
    return {re.sub(r"<[^>]*>|\s", "", "".join(pair)) for pair in found}


def score(nbtei, path, answers, first=0, count=None):
    right = {}
    with open(answers, encoding="utf-8") as lines:
        for line in lines:
            name, names = line.rstrip("\n").split("\t")
            right[name] = set() if names == "-" else set(names.split())
    items = items_of(path)[int(first):]
    items = items[:int(count)] if count else items
    hit = extra = missed = 0
    for item in items:
        got, want = marked(nbtei, item), right[item["id"]]
        hit, extra, missed = hit + len(got & want), extra + len(got - want), missed + len(want - got)
        if got != want:
            print(item["id"], "too many:", *(got - want), "missed:", *(want - got))
    print(f"{len(items)} items, {hit + missed} names: precision {hit / max(1, hit + extra):.3f} "
          f"recall {hit / max(1, hit + missed):.3f}")


if __name__ == "__main__":
    commands = {"draw": lambda n, s, *f: draw(n, s, f), "show": show, "score": score}
    if len(sys.argv) < 3 or sys.argv[1] not in commands:
        sys.exit(__doc__)
    commands[sys.argv[1]](*sys.argv[2:])
