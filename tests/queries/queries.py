#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Compare searches of an archive that changes with a naive scan of its text.

usage: queries.py PAGES WORK [--queries N] [--steps N] [--damages N] [--seed S]

PAGES is a folder of page texts; two thirds of them make the archive. Words, phrases
and expressions of 1 to 8 characters are drawn from the text, and every hit has to be
the one that a scan of the text finds: item, place and characters, without an index,
with a full and a small one, and with one that is embedded. A quarter of the queries comes before, and a quarter
after, STEPS (50) steps, and half of them between these. A step appends some of the
other pages, withdraws items, ingests a page again with another text, merges the
archive with a new one, or compacts it. The indexes are brought up to date after half
of the steps, so that they are often behind the archive or of another one. At the end
the index is damaged at DAMAGES (500) places.

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


def run(*argv, codes=(0,)):
    done = subprocess.run(argv, stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
    if done.returncode not in codes:
        sys.exit(f"{argv}: exit {done.returncode}: {done.stderr.decode()}")


# ---- the naive scan


class Text:
    """The lines of all items, folded and not."""

    def __init__(self, archive):
        self.lines, self.folded, self.owners, position, last = [], {}, [], 0, None
        for item in archive.items(fields=("id", "text")):
            position = 0
            for line in item.text.split("\n"):
                if line:
                    self.lines.append(line)
                    self.owners.append((item.id, position))
                position += len(line) + 1
        self.folded[True] = self.lines
        self.folded[False] = [naive_grep.fold(line, False) for line in self.lines]

    def scan(self, query):
        """(item, place, characters) of each hit."""
        lines, found = self.folded[query["exact"]], []
        wanted, following = query["folded"], naive_grep.next_word
        if query["regex"]:
            wanted, following = [re.compile(p) for p in wanted], naive_grep.next_match
        for number, line in enumerate(lines):
            if not query["regex"] and not any(word in line for word in wanted):
                continue
            at = 0
            while hit := following(wanted, line, at):
                start, at = hit[0], abs(hit[1])
                if any(line.startswith(word, s) for word in query["not"]
                       for s in range(max(0, at - len(word)), start + 1)):
                    continue
                owner, position = self.owners[number]
                found.append((owner, position + start, self.lines[number][start:at]))
        return found


def draw_query(text, draw):
    query = naive_grep.draw_query(text.lines, draw)
    query["parts"] = []
    return query


# ---- comparing


class Comparison:
    def __init__(self, path, draw):
        self.path, self.draw = path, draw
        self.counts, self.hits, self.used = collections.Counter(), 0, collections.Counter()

    def same(self, number):
        """Compare so many queries on the archive as it is now."""
        indexes = {"without": False, "full": self.path + ".full", "small": self.path + ".small",
                   "embedded": True}
        with nbarc.open(self.path) as archive:
            text = Text(archive)
            for _ in range(number):
                query = draw_query(text, self.draw)
                wanted = text.scan(query)
                for name, index in indexes.items():
                    hits = archive.grep(*query["given"], regex=query["regex"], exact_width=query["exact"],
                                        exclude=query.get("given_not", ()), index=index, threads=1)
                    got = [(hit.id, hit.start, hit.match) for hit in hits]
                    listed = list(hits.ids())
                    if got != wanted or listed != list(dict.fromkeys(hit[0] for hit in wanted)):
                        print("differs:", name, query, "missing:", [h for h in wanted if h not in set(got)][:3],
                              "false:", [h for h in got if h not in set(wanted)][:3], len(got), len(wanted))
                        sys.exit(1)
                self.hits += len(wanted)
                kind = "expressions" if query["regex"] else "lists" if len(query["given"]) > 1 else "words"
                self.counts[kind] += 1


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
            source = archive.get(name, "source").decode().splitlines(keepends=True)
        changed = os.path.join(self.work, name + ".txt")
        with open(changed, "w", encoding="utf-8") as out:
            out.write("".join(source[:max(1, len(source) - 3)]))
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
        run("nbarc", "index", "-q", "-o", self.path + ".full", self.path)
        run("nbarc", "index", "-q", "--embed", self.path)
        run("nbarc", "index", "-q", "--small", "-o", self.path + ".small", self.path)

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
    pages = sorted(os.path.join(where, name) for where, _, names in os.walk(args.pages) for name in names)
    draw.shuffle(pages)
    shutil.rmtree(args.work, ignore_errors=True)
    os.makedirs(args.work)
    path = os.path.join(args.work, "archive.nbarc")
    first = len(pages) * (PARTS - 1) // PARTS
    changes = Changes(path, args.work, pages[first:], draw)
    changes.ingest(path, pages[:first])
    changes.index()
    comparison = Comparison(path, draw)
    began = time.process_time()
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
              f"{time.process_time() - began:.0f} s")
    changes.index()
    os.replace(path + ".full", path + ".idx")
    return subprocess.run([sys.executable, os.path.join(os.path.dirname(naive_grep.__file__), "index_damage.py"),
                           "--damages", str(args.damages), path], check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
