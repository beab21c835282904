#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Score joins of lines that an OCR engine read against the text that was set.

usage: joins.py EXPECTED LINES NORMALISED [...]

EXPECTED is the text as set, a block a line; LINES is what the engine read, a
line a line; NORMALISED is LINES after repair. The engine misreads, so a line's
end is where the aligned texts have it, or where the nearest end of a block is
one character from there. Prints each wrong decision and, last, precision, recall
and F1 of join; fails below .9, or when a character was lost or added.
"""
import difflib
import sys

FLOOR = 0.9
FOLD = str.maketrans("，：；？！（）", ",:;?!()")


def load(path):
    with open(path, encoding="utf-8") as stream:
        lines = [line.translate(FOLD) for line in stream.read().split("\n")]
    squeezed = ["".join(line.split()) for line in lines]
    return [line for line in squeezed if line]


def ends(lines):
    out, position = set(), 0
    for line in lines:
        position += len(line)
        out.add(position)
    return out


def position_map(read, true):
    """For each place in `read` the place in `true`."""
    out = [0] * (len(read) + 1)
    matcher = difflib.SequenceMatcher(None, read, true, autojunk=False)
    for _, i1, i2, j1, j2 in matcher.get_opcodes():
        for k in range(i1, i2 + 1):
            out[k] = min(j2, j1 + k - i1)
        out[i2] = j2
    return out


def score(expected, lines, normalised):
    true, read, repaired = load(expected), load(lines), load(normalised)
    if "".join(read) != "".join(repaired):
        print(f"{normalised}: the text is not that of its lines")
        return None
    places = position_map("".join(read), "".join(true))
    true_ends, kept = ends(true), ends(repaired)
    hit = got = want = position = 0
    for line in read[:-1]:
        position += len(line)
        place = places[position]
        breaks = bool({place - 1, place, place + 1} & true_ends)
        joined = position not in kept
        want += not breaks
        got += joined
        hit += joined and not breaks
        if joined == breaks:
            print(f"{'joined' if joined else 'kept'}: ...{line[-12:]}")
    return hit, got, want


def main():
    total = [0, 0, 0]
    for k in range(1, len(sys.argv), 3):
        counts = score(*sys.argv[k:k + 3])
        if counts is None:
            return 1
        total = [a + b for a, b in zip(total, counts)]
    hit, got, want = total
    f1 = 2 * hit / max(1, got + want)
    print(f"join_p={hit / max(1, got):.3f} join_r={hit / max(1, want):.3f} join_f={f1:.3f} "
          f"of {want} false breaks")
    return 0 if f1 >= FLOOR else 1


if __name__ == "__main__":
    sys.exit(main())
