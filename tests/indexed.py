#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Compare nbarc grep with an index and without one, on queries drawn from the text.

usage: indexed.py ARCHIVE [--queries N] [--seed S] [--lines N] [OPTION...]

Every hit of words, phrases and expressions of 1 to 8 characters has to be the same,
and so do the items that -l lists. OPTIONs are given to nbarc grep. Prints what was
compared and how often the index had an answer; the exit code is 1 at the first
difference.
"""
import argparse
import os
import random
import subprocess
import sys
import tempfile

import naive_grep


def some_lines(archive, count, draw):
    """Lines of the text, from all over the archive."""
    text = subprocess.run(["nbarc", "get", "--all", "--format", "text", archive],
                          capture_output=True).stdout.decode("utf-8")
    lines = [line for line in text.split("\n") if line]
    return draw.sample(lines, min(count, len(lines)))


def grep(archive, argv, *more):
    done = subprocess.run(["nbarc", "grep", *argv, *more, archive], capture_output=True)
    return done.returncode, done.stdout, done.stderr


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("archive")
    parser.add_argument("--queries", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--lines", type=int, default=20000)
    args, rest = parser.parse_known_args()
    draw = random.Random(args.seed)
    lines = some_lines(args.archive, args.lines, draw)
    hits = answered = 0
    with tempfile.TemporaryDirectory() as folder:
        for number in range(args.queries):
            q = naive_grep.draw_query(lines, draw)
            argv = naive_grep.options(q, os.path.join(folder, "patterns"))
            if draw.random() < 0.2 and not q["regex"]:
                argv.append("--variants")
            argv += rest
            for form in (["--format", "tsv"], ["-l"]):
                with_index = grep(args.archive, [*form, *argv])
                without = grep(args.archive, [*form, "--no-index", *argv])
                if with_index[:2] != without[:2] or (without[2] and not with_index[2]):
                    print("differs:", form, argv, with_index[2], without[2])
                    return 1
            hits += without[1].count(b"\n")
            said = grep(args.archive, ["-q", "--explain", *argv])[2]
            answered += b"may have a hit" in said
    print(f"{args.queries} queries: {hits} items with hits, all the same; "
          f"the index answered {answered}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
