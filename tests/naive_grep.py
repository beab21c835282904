#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Compare nbarc grep with a naive search of the text that nbarc get prints.

usage: naive_grep.py ARCHIVE [--queries N] [--seed S] [--prefix P...] [--at COMMIT] []

Words, expressions and lists of words are drawn from the text, in other widths or
with options by chance, and every hit has to be the same: item, part, position and
text. Prints what was compared; the exit code is 1 at the first difference.
"""
import argparse
import json
import os
import random
import re
import subprocess
import sys
import tempfile
import unicodedata
import xml.etree.ElementTree as tree

PARTS = {"head": "head", "p": "text", "byline": "byline", "dateline": "text"}
TEI = "{http://www.tei-c.org/ns/1.0}"


def run(*argv, codes=(0,)):
    done = subprocess.run(argv, capture_output=True)
    if done.returncode not in codes:
        sys.exit(f"{argv}: exit {done.returncode}: {done.stderr.decode()}")
    return done.stdout.decode("utf-8")


def folded(char):
    parts = unicodedata.decomposition(char).split()
    return chr(int(parts[1], 16)) if parts and parts[0] in ("<wide>", "<narrow>") else char


def fold(text, exact):
    return text if exact else "".join(map(folded, text))


# ---- the texts


def block_text(element):
    text = element.text or ""
    for child in element:
        if child.tag == TEI + "g":
            text += chr(int(child.get("ref")[-4:], 16))
        elif child.tag == TEI + "gap" and child.get("reason") not in ("image", "withdrawn"):
            text += "\ufffd"
        text += block_text(child) + (child.tail or "")
    return text


def blocks(document):
    """(part, text) of each block in the order of reading, from the TEI."""
    found = [e for e in tree.fromstring(document).iter()
             if e.tag[len(TEI):] in PARTS]
    out, used = [], set()
    for number, element in enumerate(found):
        if number in used:
            continue
        text = block_text(element)
        if element.get("part") in ("I", "M"):
            for later in range(number + 1, len(found)):
                if found[later].get("part") in ("M", "F"):
                    used.add(later)
                    text += block_text(found[later])
                    if found[later].get("part") == "F":
                        break
        out.append((PARTS[element.tag[len(TEI):]], text))
    return out



def texts(where, codes=(0,)):
    """{id: [(part, line, position), ...]} of all items that may be shown; of a
    damaged archive, of those that can be had."""
    ids = [line.split()[0] for line in run("nbarc", "list", *where, codes=codes).splitlines()]
    found = {}
    for name in ids:
        archive = where[:where.index("--") + 2]
        text = run("nbarc", "get", "--format", "text", *archive, name, codes=codes)
        document = run("nbarc", "get", "--format", "slices", *archive, name, codes=codes)
        if not document:
            continue
        body = document[document.index("<body>"):document.rindex("</body>") + 7]
        parts = blocks(f'<text xmlns="{TEI[1:-1]}">{body}</text>')
        expected = "\n".join(t + "\n" for _, t in parts)
        if expected != text:
            sys.exit(f"{name}: nbarc get prints another text than its TEI has")
        lines, position = [], 0
        for part, block in parts:
            for line in block.split("\n"):
                lines.append((part, line, position))
                position += len(line) + 1
            position += 1
        found[name] = lines
    return found


# ---- the naive search


def next_word(words, line, at):
    for start in range(at, len(line)):
        fitting = [len(w) for w in words if line.startswith(w, start)]
        if fitting:
            return start, start + max(fitting)
    return None


def next_match(expressions, line, at):
    found = [m for m in (e.search(line, at) for e in expressions) if m]
    return min(((m.start(), -m.end()) for m in found), default=None)


def naive(items, q):
    if q["regex"]:
        wanted = [re.compile(p) for p in q["folded"]]
    else:
        wanted = q["folded"]
    for name, lines in items.items():
        for part, line, position in lines:
            text = fold(line, q["exact"])
            at = 0
            while True:
                if not q["regex"] and not any(w in text[at:] for w in wanted):
                    break
                hit = (next_match if q["regex"] else next_word)(wanted, text, at)
                if not hit:
                    break
                start, end = hit[0], abs(hit[1])
                at = end
                if q["parts"] and part not in q["parts"]:
                    continue
                if any(text.startswith(n, s) and s <= start and end <= s + len(n)
                       for n in q["not"] for s in range(max(0, end - len(n)), start + 1)):
                    continue
                yield name, part, position + start, line[start:end]


# ---- drawing queries


def other_width(char, draw):
    if draw.random() < 0.7:
        return char
    if "!" <= char <= "~":
        return chr(ord(char) + 0xfee0)
    return folded(char)


def escape(text):
    return "".join("\\" + c if c in r"\.^$|?*+()[]{}-/#&~ " else c for c in text)


def expression(text, draw):
    out = []
    for char in text:
        kind = draw.randrange(9)
        if kind == 0:
            out.append(".")
        elif kind == 1:
            out.append(f"[{escape(char)}{escape(draw.choice('的一国不，,。A1'))}]")
        elif kind == 2 and out:
            out.append(escape(char) + draw.choice(["?", "*", "+", "{1,2}", "{0,3}", "+?"]))
        elif kind == 3:
            out.append(f"(?:{escape(char)}|{escape(draw.choice('年月日中'))})")
        elif kind == 4:
            out.append(f"[^{escape(draw.choice('的是在'))}]{{0,3}}{escape(char)}")
        else:
            out.append(escape(char))
    return "".join(out)


def draw_word(lines, draw, most=8):
    line = draw.choice(lines)
    size = min(draw.choice([1, 1, 2, 2, 2, 3, 3, 4, 5, 6, 7, most]), len(line))
    at = draw.randrange(len(line) - size + 1)
    return line[at:at + size], line[max(0, at - draw.randrange(3)):at + size + draw.randrange(3)]


def draw_query(lines, draw):
    q = {"regex": draw.random() < 0.35, "exact": draw.random() < 0.3, "parts": [], "not": []}
    count = draw.choice([1, 1, 1, 1, 2, 3, 30])
    words, around = zip(*(draw_word(lines, draw) for _ in range(count)))
    words = list(words)
    if not q["exact"]:
        words = ["".join(other_width(c, draw) for c in w) for w in words]
    q["given"] = [expression(w, draw) for w in words] if q["regex"] else words
    if q["regex"]:
        # Folding must not make a special character of another one.
        q["folded"] = ["".join(c if folded(c) == c or q["exact"] else re.escape(folded(c)) for c in p)
                       for p in (re.sub(r"\\([^\x00-\x7f])", r"\1", g) for g in q["given"])]
        if any(re.compile(p).match("") for p in q["folded"]):
            return draw_query(lines, draw)
    else:
        q["folded"] = [fold(w, q["exact"]) for w in words]
    if draw.random() < 0.25:
        q["parts"] = draw.sample(sorted(PARTS.values()), draw.choice([1, 2]))
    if draw.random() < 0.25:
        q["given_not"] = list(around[:2])
        q["not"] = [fold(n, q["exact"]) for n in q["given_not"]]
    return q


def options(q, scratch):
    argv = []
    if len(q["given"]) > 3:
        with open(scratch, "w", encoding="utf-8") as out:
            out.write("".join(p + "\n" for p in q["given"]))
        argv += ["-f", scratch]
    else:
        for pattern in q["given"]:
            argv += ["-e", pattern]
    argv += ["-E"] if q["regex"] else []
    argv += ["--exact-width"] if q["exact"] else []
    argv += ["--in", ",".join(q["parts"])] if q["parts"] else []
    for word in q.get("given_not", []):
        argv += ["--not", word]
    return argv


def compare(where, items, q, scratch):
    """Compare one query; where: the archive with its options and prefixes."""
    argv = ["nbarc", "grep", *options(q, scratch), *where]
    wanted = list(naive(items, q))
    got = [json.loads(line) for line in
           run(*argv[:2], "--format", "jsonl", *argv[2:], codes=(0, 4)).split("\n") if line]
    got = [(h["id"], h["part"], h["position"], h["hit"]) for h in got]
    if got != wanted:
        missing = [h for h in wanted if h not in set(got)]
        false = [h for h in got if h not in set(wanted)]
        print("differs:", argv, q, "missing:", missing[:3], "false:", false[:3], len(got), len(wanted))
        sys.exit(1)
    number = int(run(*argv[:2], "-c", *argv[2:], codes=(0, 4)))
    listed = run(*argv[:2], "-l", *argv[2:], codes=(0, 4)).splitlines()
    if number != len(wanted) or listed != list(dict.fromkeys(h[0] for h in wanted)):
        print("-c or -l differs:", argv)
        sys.exit(1)
    return len(wanted)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("archive")
    parser.add_argument("--queries", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--prefix", nargs="*", default=[])
    parser.add_argument("--at")
    args = parser.parse_args()
    draw = random.Random(args.seed)
    where = (["--at", args.at] if args.at else []) + ["--", args.archive, *args.prefix]
    items = texts(where)
    lines = [line for found in items.values() for _, line, _ in found if line]
    hits = 0
    with tempfile.TemporaryDirectory() as folder:
        for _ in range(args.queries):
            hits += compare(where, items, draw_query(lines, draw),
                            os.path.join(folder, "patterns"))
    print(f"{args.queries} queries on {len(items)} items: {hits} hits, all the same")
    return 0


if __name__ == "__main__":
    sys.exit(main())
