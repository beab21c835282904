#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Measure nbnorm --suspects on clean text: what it reports there, and how many twins it finds.

usage: suspects.py NBNORM PAGES...

PAGES are folders of texts without errors. One twin of lib/page/suspects.c in fifty
is then exchanged for the other one, and counts as found when it is reported as a
lookalike with the right one named. The same pages always give the same figures.
"""
import collections
import glob
import json
import os
import random
import re
import subprocess
import sys

PART = 200000  # characters


def twins():
    source = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "suspects.c")
    with open(source, encoding="utf-8") as stream:
        pairs = re.findall(r"\{0x([0-9a-f]{4}), 0x([0-9a-f]{4})\}", stream.read())
    found = collections.defaultdict(list)
    for a, b in pairs:
        found[chr(int(a, 16))].append(chr(int(b, 16)))
        found[chr(int(b, 16))].append(chr(int(a, 16)))
    return found


def parts(folders):
    text, size = [], 0
    for folder in folders:
        for path in sorted(glob.glob(os.path.join(folder, "*.txt"))):
            with open(path, encoding="utf-8") as stream:
                text.append(stream.read())
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
    """The text with errors, and {byte offset: what stood there}."""
    chars, planted, offset = list(text), {}, 0
    for i, char in enumerate(text):
        if char in others and rng.random() < .02:
            planted[offset] = char
            chars[i] = rng.choice(others[char])
        offset += len(char.encode())
    return "".join(chars), planted


def main():
    if len(sys.argv) < 3:
        print(__doc__, file=sys.stderr)
        return 1
    nbnorm, rng, others = sys.argv[1], random.Random(1), twins()
    size, reports, planted, found = 0, collections.Counter(), 0, 0
    for text in parts(sys.argv[2:]):
        size += len(text)
        reports.update(s["why"] for s in suspects(nbnorm, text))
        wrong, places = plant(text, others, rng)
        planted += len(places)
        found += sum(s["why"] == "lookalike" and places.get(s["offset"]) == s["twin"]
                     for s in suspects(nbnorm, wrong))
    print(f"characters={size} planted={planted} found={found} share={found / max(1, planted):.3f} "
          + " ".join(f"{why}={n}" for why, n in sorted(reports.items())))
    return 0


if __name__ == "__main__":
    sys.exit(main())
