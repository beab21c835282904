#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Time appends of one page each to an archive, and print medians.

usage: appends.py [-n ROUNDS] ARCHIVE

Each round ingests one new page of some hundred characters with a process of its
own, and /bin/true runs beside it. Prints milliseconds, the ratio to /bin/true, and
the bytes by which the file grew. The archive keeps the pages.
"""
import os
import statistics
import subprocess
import sys
import tempfile
import time

TEXT = "县里办起夜校\n\n" + "农户们围坐在一起听农技员讲课，大家都说听得懂、用得上。" * 20 + "\n"


def seconds(argv):
    start = time.perf_counter()
    subprocess.run(argv, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - start


def main():
    args = sys.argv[1:]
    rounds = 21
    if args[:1] == ["-n"]:
        rounds, args = int(args[1]), args[2:]
    archive = args[0]
    times, true, grown = [], [], []
    with tempfile.TemporaryDirectory() as folder:
        for number in range(rounds):
            page = os.path.join(folder, f"bench-19000101-{number % 90 + 10}.txt")
            with open(page, "w", encoding="utf-8") as file:
                file.write(f"{number}，{time.time_ns()}\n\n{TEXT}")
            before = os.path.getsize(archive)
            times.append(seconds(["nbarc", "ingest", "-q", "-o", archive, page]))
            grown.append(os.path.getsize(archive) - before)
            true.append(seconds(["/bin/true"]))
    took, base = statistics.median(times), statistics.median(true)
    print(f"  append of a page: {took * 1e3:.1f} ms ({took / base:.1f} x true), {statistics.median(grown):.0f} bytes")


if __name__ == "__main__":
    sys.exit(main())
