#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Measure nbnorm --suspects on clean text: what it reports there, and how many twins it finds.

usage: suspects.py NBNORM SUSPECTS_C PAGES...

SUSPECTS_C is the source of the library that has the table of twins, PAGES are
folders of texts without errors. One twin in fifty is exchanged for the other one,
and counts as found if it is reported as a lookalike with the right one named. The
same pages always give the same figures.
"""
import collections
import json
import os
import random
import re
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from corpus import arguments, read, stems  # noqa: E402

PART = 200000  # characters


def twins(source):
    """{character: the characters that it is mistaken for}"""
    found = collections.defaultdict(list)
    for a, b in re.findall(r"\{0x([0-9a-f]{4}), 0x([0-9a-f]{4})\}", read(source)):
        found[chr(int(a, 16))].append(chr(int(b, 16)))
        found[chr(int(b, 16))].append(chr(int(a, 16)))
    return found


def parts(folders):
    """The texts of the folders in parts of about PART characters."""
    text, size = [], 0
    for folder in folders:
        for stem in stems(folder, ".txt"):
            text.append(read(stem + ".txt"))
            size += len(text[-1])
            if size >= PART:
                yield "\n".join(text)
                text, size = [], 0
    if text:
        yield "\n".join(text)


def suspects(nbnorm, text):
    out = subprocess.run([nbnorm, "-f", "UTF-8", "--suspects", "--json"], input=text.encode(), check=True,
                         stdout=subprocess.PIPE).stdout
    return [json.loads(line) for line in out.decode().splitlines()]


def plant(text, others, rng):
    """The text with errors, and {byte offset: the character before}."""
    chars, planted, offset = list(text), {}, 0
    for i, char in enumerate(text):
        if char in others and rng.random() < .02:
            planted[offset] = char
            chars[i] = rng.choice(others[char])
        offset += len(char.encode())
    return "".join(chars), planted


def main():
    parser = arguments(__doc__)
    parser.add_argument("nbnorm")
    parser.add_argument("source")
    parser.add_argument("folders", nargs="+")
    args = parser.parse_args()
    rng, others = random.Random(1), twins(args.source)
    size, reports, planted, found = 0, collections.Counter(), 0, 0
    for text in parts(args.folders):
        size += len(text)
        reports.update(s["why"] for s in suspects(args.nbnorm, text))
        wrong, places = plant(text, others, rng)
        planted += len(places)
        found += sum(s["why"] == "lookalike" and places.get(s["offset"]) == s["twin"]
                     for s in suspects(args.nbnorm, wrong))
    print(f"characters={size} planted={planted} found={found} share={found / max(1, planted):.3f} "
          + " ".join(f"{why}={n}" for why, n in sorted(reports.items())))
    return 0


if __name__ == "__main__":
    sys.exit(main())
