#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Time commands in turn and print medians and ratios.

usage: turns.py [-n ROUNDS] NAME COMMAND [NAME COMMAND ...]

In every round each command runs once, as a fresh process, in an order that
changes from round to round; output is thrown away. Prints the median of each
in milliseconds, its ratio to the first one, and the processors' time, user and
system together.
"""
import os
import random
import shlex
import statistics
import subprocess
import sys
import time


def run(argv):
    start = time.perf_counter()
    child = subprocess.Popen(argv, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    return time.perf_counter() - start, usage.ru_utime + usage.ru_stime, child.returncode


def main():
    args = sys.argv[1:]
    rounds = 21
    if args and args[0] == "-n":
        rounds, args = int(args[1]), args[2:]
    if not args or len(args) % 2:
        sys.exit(__doc__)
    commands = [(args[k], shlex.split(args[k + 1])) for k in range(0, len(args), 2)]
    times = {name: [] for name, _ in commands}
    work = {name: [] for name, _ in commands}
    rng = random.Random(1)
    os.sync()
    for number in range(rounds + 1):
        for name, argv in rng.sample(commands, len(commands)):
            took, used, code = run(argv)
            if code != 0:
                sys.exit(f"{name}: exit {code}: {shlex.join(argv)}")
            if number:  # the first round warms the caches
                times[name].append(took)
                work[name].append(used)
    base = statistics.median(times[commands[0][0]])
    for name, _ in commands:
        median = statistics.median(times[name])
        used = statistics.median(work[name])
        print(f"  {name:<28} {1000 * median:10.2f} ms   x {median / base:.2f}   processors {1000 * used:.2f} ms")
    return 0


if __name__ == "__main__":
    sys.exit(main())
