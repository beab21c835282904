#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Make pages with captions and crossheads set into paragraphs, and judge what is found of them.

usage: insertions.py make FROM TO SEED
       insertions.py judge [--show] NBTEI DIR...

make: FROM has NAME.txt, a raw page in columns, and NAME.json, its true units. A
caption, a caption with a credit, or a head is set into a third of the breaks inside
its paragraphs and a tenth of the others; its words are those of another page of
FROM. Writes both files to TO. The units are in the order of the page, and
"goes_on" is true of each that goes on after what was set into it.

judge: counts how many insertions nbtei found and how many of those are right. With
--show prints the wrong ones.
"""
import os
import random
import subprocess
import sys
import xml.etree.ElementTree as ET

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from corpus import arguments, fold, read, stems, units_of, write, write_units  # noqa: E402
from tags import photo  # noqa: E402

TEI = "{http://www.tei-c.org/ns/1.0}"


def pages(folder):
    for stem in stems(folder, ".json"):
        yield stem, units_of(stem + ".json")


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


def make(source, target, seed):
    rng, words = random.Random(seed), words_of(source)
    os.makedirs(target, exist_ok=True)
    for stem, units in pages(source):
        blocks, new = set_into(read(stem + ".txt"), units, rng, words)
        name = os.path.join(target, os.path.basename(stem))
        write(name + ".txt", "\n\n".join(blocks) + "\n")
        write_units(name + ".json", new)


def found(nbtei, path):
    """{end of the part before an insertion: beginning of the part after it}"""
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
    """What found() should return, and {end of the part before: kind of the insertion}."""
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


def show_wrong(stem, units, gold, have):
    text = "".join(fold(u["text"]) for u in units)
    for left, right in have.items():
        if gold.get(left) != right:
            print(stem, text[left - 20:left], "|", text[left:right][:60], "|", text[right:right + 20])


def judge(nbtei, folders, show):
    for folder in folders:
        hit, got, want, by_kind, count = 0, 0, 0, {}, 0
        for stem, units in pages(folder):
            gold, kinds = expected([{"goes_on": False, **u} for u in units])
            have = found(nbtei, stem + ".txt")
            count += 1
            if show:
                show_wrong(stem, units, gold, have)
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
    parser = arguments(__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    one = commands.add_parser("make")
    one.add_argument("source")
    one.add_argument("target")
    one.add_argument("seed", type=int)
    one = commands.add_parser("judge")
    one.add_argument("--show", action="store_true")
    one.add_argument("nbtei")
    one.add_argument("folders", nargs="+")
    args = parser.parse_args()
    if args.command == "make":
        make(args.source, args.target, args.seed)
    else:
        judge(args.nbtei, args.folders, args.show)
    return 0


if __name__ == "__main__":
    sys.exit(main())
