#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Pages on which captions and crossheads were set into paragraphs.

usage: insertions.py make FROM TO SEED [CAPTIONS]
       insertions.py judge NBTEI DIR...

make: FROM has NAME.txt, a raw page in columns, and NAME.json, its true units. At
a third of the breaks inside its paragraphs, and at a tenth of the others, a
caption, one with a credit, or a head is set; its words are those of another page
of CAPTIONS, of FROM by default. Writes both to TO; units in the order of the
page, and "goes_on" of each that goes on behind what was set into it.

judge: what nbtei found of them, and how often it was right.
"""
import json
import os
import random
import re
import subprocess
import sys
import xml.etree.ElementTree as ET

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from labels import fold, photo  # noqa: E402

TEI = "{http://www.tei-c.org/ns/1.0}"


def pages(folder):
    for name in sorted(os.listdir(folder)):
        if name.endswith(".json"):
            stem = os.path.join(folder, name[:-5])
            with open(stem + ".json", encoding="utf-8") as stream:
                yield stem, json.load(stream)["units"]


def words_of(folder):
    """Heads, and paragraphs as short as captions."""
    heads, captions = [], []
    for _, units in pages(folder):
        heads += [u["text"] for u in units if u["kind"] in ("head", "crosshead") and len(u["text"]) < 20]
        captions += [u["text"] for u in units if u["kind"] == "p" and 25 < len(u["text"]) < 90]
    return heads, captions


def inserted(rng, heads, captions):
    """[(text, kind)] of what is set into a page."""
    if rng.random() < .5:
        return [(rng.choice(heads), "crosshead")]
    kinds = {"C": "caption", "c": "credit"}
    return [(text, kinds[tag]) for text, tag in photo(rng, rng.choice(captions))]


def set_into(raw, units, rng, words):
    """The page's blocks and units with insertions."""
    blocks, out, position = [], [], 0
    ends, at = {}, 0
    for unit in units:
        at += len(fold(unit["text"]))
        ends[at] = unit
    rest = iter(units)
    unit, begun = next(rest), 0
    for block in filter(None, raw.split("\n")):
        blocks.append(block)
        position += len(fold(block))
        whole = position in ends
        new = rng.random() < (.1 if whole else .33) and unit["kind"] == "p"
        if new and not whole:
            out.append({**unit, "text": fold(unit["text"])[begun:begun + position - start(units, unit) - begun],
                        "goes_on": True})
            begun = position - start(units, unit)
        if whole:
            out.append({**unit, "text": fold(unit["text"])[begun:], "goes_on": False})
            unit, begun = next(rest, None), 0
            if unit is None:
                break
        if new:
            for text, kind in inserted(rng, *words):
                blocks.append(text)
                out.append({"text": text, "kind": kind, "item": out[-1]["item"], "goes_on": False})
    return blocks, out


def start(units, unit):
    """Where a unit begins, in characters of the page."""
    if "start" not in unit:
        at = 0
        for one in units:
            one["start"] = at
            at += len(fold(one["text"]))
    return unit["start"]


def make(source, target, seed, captions):
    rng, words = random.Random(seed), words_of(captions)
    os.makedirs(target, exist_ok=True)
    for stem, units in pages(source):
        with open(stem + ".txt", encoding="utf-8") as stream:
            blocks, new = set_into(stream.read(), units, rng, words)
        name = os.path.join(target, os.path.basename(stem))
        with open(name + ".txt", "w", encoding="utf-8") as out:
            out.write("\n\n".join(blocks) + "\n")
        with open(name + ".json", "w", encoding="utf-8") as out:
            json.dump({"units": new}, out, ensure_ascii=False)


def found(nbtei, path):
    """{end of the part before: beginning of the part behind} of a document."""
    run = subprocess.run([nbtei, "--id", "made-20200101-01", path], stdout=subprocess.PIPE, check=True)
    body = ET.fromstring(run.stdout).find(f"{TEI}text/{TEI}body")
    out, at, left = {}, 0, None
    for node in body.iter():
        if node.tag.replace(TEI, "") not in ("p", "head", "byline"):
            continue
        begin, at = at, at + len(fold("".join(node.itertext())))
        if node.get("part") in ("M", "F"):
            out[left] = begin
        if node.get("part") in ("I", "M"):
            left = at
    return out


def expected(units):
    """The same of the answer, and which kind was set in between."""
    out, kinds, at, left = {}, {}, 0, None
    for unit in units:
        if left is not None and unit["kind"] == "p":
            out[left], left = at, None
        elif left is not None:
            kinds.setdefault(left, unit["kind"])
        at += len(fold(unit["text"]))
        if unit["goes_on"]:
            left = at
    return out, kinds


def judge(nbtei, folders):
    for folder in folders:
        hit, got, want, by_kind, count = 0, 0, 0, {}, 0
        for stem, units in pages(folder):
            gold, kinds = expected([{"goes_on": False, **u} for u in units])
            have = found(nbtei, stem + ".txt")
            count += 1
            for left, right in have.items():
                if gold.get(left) != right and os.environ.get("SHOW"):
                    text = "".join(fold(u["text"]) for u in units)
                    print(stem, text[left - 20:left], "|", text[left:right][:60], "|", text[right:right + 20])
            hit += len(have.items() & gold.items())
            got += len(have)
            want += len(gold)
            for left, right in gold.items():
                n = by_kind.setdefault(kinds[left], [0, 0])
                n[0] += have.get(left) == right
                n[1] += 1
        print(folder, f"pages={count} want={want} got={got} right={hit} precision={hit / max(1, got):.3f} "
              f"recall={hit / max(1, want):.3f}", " ".join(f"{k}={a}/{b}" for k, (a, b) in sorted(by_kind.items())))


def main():
    if sys.argv[1] == "make":
        source, target, seed = sys.argv[2:5]
        make(source, target, int(seed), sys.argv[5] if len(sys.argv) > 5 else source)
    else:
        judge(sys.argv[2], sys.argv[3:])
    return 0


if __name__ == "__main__":
    sys.exit(main())
