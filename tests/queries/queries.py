#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Compare searches of an archive that changes with a naive scan of its text.

usage: queries.py PAGES WORK [--queries N] [--steps N] [--damages N] [--seed S]

PAGES is a folder of page texts; two thirds of them make the archive. Words, phrases
and expressions of 1 to 8 characters are drawn from the text, and every hit has to be
the one that a scan of the text finds: item, place and characters, without an index,
with a full and a small one, and with one that is embedded. A quarter of the queries
comes before, and a quarter after, STEPS (50) steps, and half of them between these.
A step appends some of the other pages, withdraws items, ingests a page again with
another text, merges the archive with a new one, or compacts it. The indexes are
brought up to date after half of the steps, so that they are often behind the archive
or of another one. At the end the index is damaged at DAMAGES (500) places.

The exit code is 1 at the first difference. It needs the package in python/ and, as
that does, NBARC_LIBRARY or an installed library.
"""
import argparse
import collections
import os
import random
import re
import shutil
import subprocess
import sys
import time
import warnings

sys.path[:0] = [os.path.join(os.path.dirname(os.path.abspath(__file__)), *way) for way in
                ((os.pardir,), (os.pardir, os.pardir, "python"))]
import naive_grep  # noqa: E402
import nbarc  # noqa: E402

PARTS = 3  # of the pages: two make the archive
TSV = str.maketrans({"\\": "\\\\", "\t": "\\t"})


def run(*argv, codes=(0,)):
    done = subprocess.run(argv, stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
    if done.returncode not in codes:
        sys.exit(f"{argv}: exit {done.returncode}: {done.stderr.decode()}")


# ---- the naive scan


class Text:
    """The lines of all items as one text, folded and not, and whose they are."""

    def __init__(self, archive):
        self.lines, self.owners, self.starts, at = [], [], [], 0
        for item in archive.items(fields=("id", "text")):
            position = 0
            for line in item.text.split("\n"):
                if line:
                    self.lines.append(line)
                    self.owners.append((item.id, position))
                    self.starts.append(at)
                    at += len(line) + 1
                position += len(line) + 1
        self.exact = "\n".join(self.lines)
        self.folded = naive_grep.fold(self.exact, False)

    def scan(self, query):
        """The start and the end of each hit: the first one that any pattern has, the
        longest of these, then those behind it."""
        text = self.exact if query["exact"] else self.folded
        sought = expressions(query)
        following = {at: each.search(text) for at, each in enumerate(sought)}
        while following := {at: match for at, match in following.items() if match}:
            start, end = min((match.start(), -match.end()) for match in following.values())
            end = -end
            if not any(text.startswith(word, s) for word in query["not"]
                       for s in range(max(0, end - len(word)), start + 1)):
                yield start, end
            for at, match in following.items():
                if match.start() < end:
                    following[at] = sought[at].search(text, end)

    def rows(self, query):
        """Identifier, position and text of each hit, as lines of TSV."""
        out, line = [], 0
        for start, end in self.scan(query):
            while line + 1 < len(self.starts) and self.starts[line + 1] <= start:
                line += 1
            name, position = self.owners[line]
            hit = self.exact[start:end].translate(TSV)
            out.append(f"{name}\t{position + start - self.starts[line]}\t{hit}\n")
        return out


def expressions(query):
    """What a query looks for. No hit goes over the end of a line; of words, the longest comes first."""
    if query["regex"]:
        return [re.compile(p.replace("[^", "[^\n")) for p in query["folded"]]
    return [re.compile("|".join(map(re.escape, sorted(query["folded"], key=len, reverse=True))))]


def draw_query(text, draw):
    query = naive_grep.draw_query(text.lines, draw)
    query["parts"] = []
    return query


# ---- comparing

# id, date, title, part, position, left, hit, right
ROW = re.compile(r"^([^\t]*\t)[^\t]*\t[^\t]*\t[^\t]*\t([^\t]*\t)[^\t]*\t([^\t\n]*)\t.*$", re.MULTILINE)


def grep(*argv):
    done = subprocess.run(["nbarc", "grep", *argv], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False)
    return done.stdout if done.returncode in (0, 4) else f"exit {done.returncode}".encode()


class Comparison:
    """The archive under a name of its own for each index; the embedded one is in all of them."""

    def __init__(self, path, work, draw):
        self.path, self.draw, self.scratch = path, draw, os.path.join(work, "patterns")
        self.counts, self.hits = collections.Counter(), 0
        self.ways = {"without": ["--no-index", path], "embedded": [path],
                     "full": [path + ".full"], "small": [path + ".small"]}
        for name in ("full", "small"):
            os.symlink(os.path.basename(path), f"{path}.{name}")

    def same(self, number):
        """Compare so many queries on the archive as it is now."""
        with nbarc.open(self.path) as archive:
            text = Text(archive)
        for _ in range(number):
            query = draw_query(text, self.draw)
            rows = text.rows(query)
            argv = naive_grep.options(query, self.scratch)
            self.one(query, argv, rows)
            self.hits += len(rows)
            kind = "expressions" if query["regex"] else "lists" if len(query["given"]) > 1 else "words"
            self.counts[kind] += 1

    def one(self, query, argv, rows):
        wanted = "".join(rows)
        listed = "".join(row + "\n" for row in dict.fromkeys(row.split("\t", 1)[0] for row in rows))
        seen = None  # what was found to be right, so that it is read once
        for name, where in self.ways.items():
            found = grep(*argv, "-C", "1", "--format", "tsv", *where)
            if found != seen:
                got = ROW.sub(r"\1\2\3", found.decode().partition("\n")[2])
                if got != wanted:
                    differs(name, query, set(rows), set(got.splitlines(keepends=True)))
                seen = found
            if grep(*argv, "-l", *where).decode() != listed:
                differs(name + ", -l", query, set(rows), set())


def differs(name, query, wanted, got):
    print("differs:", name, query, "missing:", sorted(wanted - got)[:3], "false:", sorted(got - wanted)[:3])
    sys.exit(1)


# ---- an archive that changes


class Changes:
    def __init__(self, path, work, pages, draw):
        self.path, self.work, self.pages, self.draw = path, work, pages, draw
        self.done = collections.Counter()

    def ingest(self, archive, pages):
        run("nbarc", "ingest", "-q", "--level", "1", "-o", archive, *pages)

    def append(self):
        taken, self.pages = self.pages[:3], self.pages[3:]
        if not taken:
            return self.withdraw()
        self.ingest(self.path, taken)
        return "appends"

    def withdraw(self):
        with nbarc.open(self.path) as archive:
            ids = [item.id for item in archive.items(fields=("id",))]
        if len(ids) < 10:
            return self.revise() if len(ids) else "nothings"
        for name in self.draw.sample(ids, 1 + len(ids) // 200):
            run("nbarc", "withdraw", "-q", "--reason", "test", self.path, name)
        return "withdrawals"

    def revise(self):
        """Ingest a page again, without its last lines."""
        with nbarc.open(self.path) as archive:
            ids = sorted({item.page_id for item in archive.items(fields=("id", "page_id"))})
            name = self.draw.choice(ids)
            try:
                source = archive.get(name, "source").splitlines(keepends=True)
            except nbarc.NotFound:  # it has the text of an item that was withdrawn
                return "nothings"
        changed = os.path.join(self.work, name + ".txt")
        with open(changed, "wb") as out:
            out.write(b"".join(source[:max(1, len(source) - 3)]))
        # What is left may have no item that may be shown.
        run("nbarc", "ingest", "-q", "--level", "1", "-o", self.path, changed, codes=(0, 2))
        os.remove(changed)
        return "revisions"

    def merge(self):
        taken, self.pages = self.pages[:3], self.pages[3:]
        if not taken:
            return self.compact()
        other, merged = (os.path.join(self.work, name) for name in ("other.nbarc", "merged.nbarc"))
        self.ingest(other, taken)
        run("nbarc", "merge", "-q", "-o", merged, *self.draw.sample([self.path, other], 2))
        os.remove(other)
        os.replace(merged, self.path)
        return "merges"

    def compact(self):
        compacted = os.path.join(self.work, "compacted.nbarc")
        run("nbarc", "compact", "-q", "-o", compacted, self.path)
        os.replace(compacted, self.path)
        return "compactions"

    def index(self):
        run("nbarc", "index", "-q", "-o", self.path + ".full.idx", self.path)
        run("nbarc", "index", "-q", "--embed", self.path)
        run("nbarc", "index", "-q", "--small", "-o", self.path + ".small.idx", self.path)

    def step(self):
        self.done[self.draw.choice([self.append, self.append, self.append, self.withdraw, self.withdraw, self.revise,
                                    self.merge, self.merge, self.compact])()] += 1
        if self.draw.random() < 0.5:
            self.index()
            self.done["updates of the indexes"] += 1


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("pages")
    parser.add_argument("work")
    parser.add_argument("--queries", type=int, default=10000)
    parser.add_argument("--steps", type=int, default=50)
    parser.add_argument("--damages", type=int, default=500)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    warnings.simplefilter("ignore", RuntimeWarning)  # an index of another archive is not used
    draw = random.Random(args.seed)
    pages = sorted(os.path.join(where, name) for where, _, names in os.walk(args.pages) for name in names
                   if name.endswith(".txt"))
    draw.shuffle(pages)
    shutil.rmtree(args.work, ignore_errors=True)
    os.makedirs(args.work)
    path = os.path.join(args.work, "archive.nbarc")
    first = len(pages) * (PARTS - 1) // PARTS
    changes = Changes(path, args.work, pages[first:], draw)
    changes.ingest(path, pages[:first])
    changes.index()
    comparison = Comparison(path, args.work, draw)
    began = time.monotonic()
    comparison.same(args.queries // 4)
    for number in range(args.steps):
        changes.step()
        comparison.same((args.queries // 2 + number) // args.steps)
    comparison.same(args.queries - sum(comparison.counts.values()))
    with nbarc.open(path) as archive:
        print(f"{sum(comparison.counts.values())} queries on {len(archive)} items at the end "
              f"({', '.join(f'{n} {kind}' for kind, n in sorted(comparison.counts.items()))}), "
              f"{comparison.hits} hits, all the same; "
              f"{', '.join(f'{n} {kind}' for kind, n in sorted(changes.done.items()))}; "
              f"{time.monotonic() - began:.0f} s")
    changes.index()
    os.replace(path + ".full.idx", path + ".idx")
    return subprocess.run([sys.executable, os.path.join(os.path.dirname(naive_grep.__file__), "index_damage.py"),
                           "--damages", str(args.damages), path], check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
