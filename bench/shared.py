#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Sizes and gets of archives by frame size and shared text.

usage: shared.py [--keep] [--rounds N] [--frames KIB,...] [--texts MIB,...] [--default] WORK PAGES

PAGES is a folder of page texts. For each size of frames and each shared text (0: none) an
archive without sources is made in WORK; --keep uses those that are there. --default adds the
default archive. Then, in every round and in an order that changes, each archive gives another
page to a fresh process, with /bin/true among them; and in every tenth round it gives a thousand
pages in random order to one process. `nbarc` is found in PATH. Prints a table in Markdown:
bytes, their ratio to the default, milliseconds of a get and its ratio to /bin/true,
microseconds a page. All times are medians.
"""
import argparse
import os
import random
import statistics
import subprocess
import sys
import time


def seconds(argv):
    start = time.perf_counter()
    subprocess.run(argv, stdout=subprocess.DEVNULL, check=True)
    return time.perf_counter() - start


class Archive:
    def __init__(self, work, frame, text):
        self.frame, self.text = frame, text
        self.file = os.path.join(work, f"frame{frame}-text{text}.nbarc")
        self.cold, self.many = [], []

    def make(self, pages):
        options = ["--frame-size", str(self.frame)] if self.frame else []
        options += [f"--shared-text={self.text}"] if self.text else []
        subprocess.run(["nbarc", "ingest", "-q", "--no-sources", *options, "-o", self.file, pages], check=True)

    def name(self):
        frame = f"{self.frame} KiB" if self.frame else "2 MiB"
        return f"{frame} | {self.text} MiB" if self.text else f"{frame} | -"


def numbers(text):
    return [int(n) for n in text.split(",") if n]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--keep", action="store_true")
    parser.add_argument("--default", action="store_true")
    parser.add_argument("--rounds", type=int, default=200)
    parser.add_argument("--frames", type=numbers, default=[16, 32, 64, 128, 256])
    parser.add_argument("--texts", type=numbers, default=[0, 1, 2, 8])
    parser.add_argument("work")
    parser.add_argument("pages")
    args = parser.parse_args()
    os.makedirs(args.work, exist_ok=True)
    archives = [Archive(args.work, frame, text) for text in args.texts for frame in args.frames]
    if args.default:
        archives.insert(0, Archive(args.work, 0, 0))
    for archive in archives:
        if not (args.keep and os.path.exists(archive.file)):
            if os.path.exists(archive.file):
                os.remove(archive.file)
            archive.make(args.pages)
    ids = sorted(name[:-4] for name in os.listdir(args.pages) if name.endswith(".txt"))
    rng = random.Random(1)
    true = []
    if args.rounds == 0:
        sys.exit(0)
    for number in range(args.rounds):
        page = rng.choice(ids)
        for archive in rng.sample(archives + [None], len(archives) + 1):
            if archive:
                archive.cold.append(seconds(["nbarc", "get", archive.file, page]))
            else:
                true.append(seconds(["/bin/true"]))
        if number % 10 == 0:
            some = rng.sample(ids, min(1000, len(ids)))
            for archive in rng.sample(archives, len(archives)):
                archive.many.append(seconds(["nbarc", "get", archive.file, *some]) / len(some))
    base = statistics.median(true)
    first = os.path.getsize(archives[0].file)
    print(f"/bin/true: {base * 1e3:.2f} ms\n")
    print("| frames | shared text | bytes | ratio | get ms | x true | us a page |")
    print("|---|---:|---:|---:|---:|---:|---:|")
    for archive in archives:
        size, cold = os.path.getsize(archive.file), statistics.median(archive.cold)
        print(f"| {archive.name()} | {size:,} | {size / first:.3f} | {cold * 1e3:.2f} | {cold / base:.2f} |"
              f" {statistics.median(archive.many) * 1e6:.0f} |")
    return 0


if __name__ == "__main__":
    sys.exit(main())
