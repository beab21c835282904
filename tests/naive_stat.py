#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Compare what nbarc stat counts with a naive count of the text that nbarc list prints.

usage: naive_stat.py ARCHIVE COMMAND ARGUMENT...

words:       KEY WORD...           nbarc stat -b KEY -w WORD ...
collocates:  WINDOW WORD...        nbarc stat -c --window WINDOW -w WORD ...
collocatesN: the same              nbarc stat --unit N ...
keywords:    NAME=VALUE [AGAINST]  nbarc stat -k --NAME VALUE [--against AGAINST]

Prints how many lines were compared; the exit code is 1 at the first difference.
"""
import collections
import functools
import json
import math
import re
import subprocess
import sys
import unicodedata

HAN = "\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
LETTER = "A-Za-z0-9\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f"
RUNS = re.compile(f"[{HAN}]+|[{LETTER}]+")


def run(*argv):
    return subprocess.run(argv, check=True, stdout=subprocess.PIPE).stdout.decode("utf-8")


def lines_of(*argv):
    return [json.loads(line) for line in run("nbarc", *argv).splitlines()]


def fold(text):
    def one(char):
        parts = unicodedata.decomposition(char).split()
        return chr(int(parts[1], 16)) if parts and parts[0] in ("<wide>", "<narrow>") else char
    return "".join(map(one, text))


def records(archive, *options):
    return lines_of("list", "-f", "jsonl", *options, "-c",
                    "id,date,title_code,page,kind,authors,place,characters,text", archive)


def keys(name, r):
    date = "" if r["date"].startswith("0000") else r["date"]
    one = {"year": date[:4], "month": date[:7], "title": r["title_code"], "page": r["page"],
           "kind": r["kind"], "place": r["place"]}
    return (r["authors"] or [""]) if name == "author" else [one[name]]


def hits(line, words):
    """(start, end) of the first, and of several at one place the longest, word by word."""
    at, found = 0, []
    while True:
        places = [(line.find(w, at), -len(w)) for w in words if line.find(w, at) >= 0]
        if not places:
            return found
        start, size = min(places)
        found.append((start, start - size))
        at = start - size


def units(line, size=2):
    """(unit, start, end)"""
    for m in RUNS.finditer(line):
        if re.match(f"[{HAN}]", m[0]):
            for i in range(m.start(), m.end() - size + 1):
                yield line[i:i + size], i, i + size
        else:
            yield m[0], m.start(), m.end()


def compare(got, wanted, what):
    if got != wanted:
        for g, w in zip(got + [None], wanted + [None]):
            if g != w:
                sys.exit(f"{what}:\n got {g}\nwant {w}")
    print(f"{what}: {len(wanted)} lines are the same")


def words(archive, by, *wanted):
    names = by.split(",")
    counts = collections.defaultdict(lambda: [0, 0] + [0, 0] * len(wanted))
    for r in records(archive):
        text = fold(r["text"])
        found = [sum(len(hits(line, [fold(w)])) for line in text.split("\n")) for w in wanted]
        pairs = [()]
        for name in names:
            pairs = [p + (k,) for p in pairs for k in keys(name, r)]
        for p in pairs:
            c = counts[p]
            c[0] += 1
            c[1] += r["characters"]
            for i, n in enumerate(found):
                c[2 + 2 * i] += n
                c[3 + 2 * i] += n > 0
    rows = []
    for p, c in sorted(counts.items(), key=lambda pair: [k.encode() for k in pair[0]]):
        for i, w in enumerate(wanted):
            rows.append(dict(zip(names, p), word=w, hits=c[2 + 2 * i], found=c[3 + 2 * i],
                             items=c[0], characters=c[1],
                             per_10000=math.floor(c[2 + 2 * i] * 1e6 / c[1] + .5) / 100 if c[1] else 0))
    options = [o for w in wanted for o in ("-w", w)]
    got = lines_of("stat", "-f", "jsonl", "-s", "key", "-b", by, *options, archive)
    compare(got, rows, f"{' '.join(wanted)} by {by}")


def xlogx(o, e):
    return o * math.log(o / e) if o else 0


def unusual(studied, compared, least=3):
    c, d = sum(studied.values()), sum(compared.values())
    rows = {}
    for unit, a in studied.items():
        b = compared[unit]
        if a < least or not d or a / c <= b / d:
            continue
        ea, eb = (a + b) * c / (c + d), (a + b) * d / (c + d)
        likelihood = 2 * (xlogx(a, ea) + xlogx(b, eb) + xlogx(c - a, c - ea) + xlogx(d - b, d - eb))
        rows[unit] = [a, c, b, d, likelihood, math.log2(a / c / ((b or .5) / d))]
    return rows


def compare_units(got, rows, what):
    if {r["unit"] for r in got} != set(rows) or len(got) != len(rows):
        sys.exit(f"{what}: other units: {sorted({r['unit'] for r in got} ^ set(rows))[:9]}")
    previous = math.inf
    for r in got:
        a, c, b, d, likelihood, ratio = rows[r["unit"]]
        same = ([r["studied"], r["studied_of"], r["compared"], r["compared_of"]] == [a, c, b, d]
                and abs(r["log_likelihood"] - likelihood) < .00501
                and abs(r["log_ratio"] - ratio) < .00501)
        if not same or r["log_likelihood"] > previous:
            sys.exit(f"{what}: got {r}, want {rows[r['unit']]}")
        previous = r["log_likelihood"]
    print(f"{what}: {len(rows)} units are the same")


def collocates(archive, window, *wanted, size=2):
    window, near, far = int(window), collections.Counter(), collections.Counter()
    for r in records(archive):
        for line in fold(r["text"]).split("\n"):
            found = hits(line, [fold(w) for w in wanted])
            for unit, start, end in units(line, size):
                if any(start < e and end > s for s, e in found):
                    continue
                around = any((end <= s and start >= s - window) or (start >= e and end <= e + window)
                             for s, e in found)
                (near if around else far)[unit] += 1
    got = lines_of("stat", "-f", "jsonl", "-c", "--window", str(window), "--unit", str(size),
                   *[o for w in wanted for o in ("-w", w)], archive)
    compare_units(got, unusual(near, far), f"around {' '.join(wanted)}")


def keywords(archive, choice, against=None):
    name, value = choice.split("=")
    options = [f"--{name}", value]
    studied, compared = collections.Counter(), collections.Counter()
    chosen = {r["id"] for r in records(archive, *options)}
    others = {r["id"] for r in records(archive, *(["--" + against.split("=")[0], against.split("=")[1]]
                                                  if against else []))}
    for r in records(archive):
        counter = studied if r["id"] in chosen else compared if r["id"] in others else None
        if counter is not None:
            for line in fold(r["text"]).split("\n"):
                counter.update(u for u, _, _ in units(line))
    got = lines_of("stat", "-f", "jsonl", "-k", *options,
                   *(["--against", against] if against else []), archive)
    compare_units(got, unusual(studied, compared), f"keywords of {choice} against {against or 'all others'}")


COMMANDS = {
    "words": words,
    "collocates": collocates,
    "collocates1": functools.partial(collocates, size=1),
    "collocates3": functools.partial(collocates, size=3),
    "keywords": keywords,
}

if __name__ == "__main__":
    COMMANDS[sys.argv[2]](sys.argv[1], *sys.argv[3:])
