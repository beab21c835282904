#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Damage an index at many places: nbarc grep finds the same, or says so.

usage: index_damage.py ARCHIVE [--damages N] [--seed S]

Changes bytes, zeroes sectors and cuts the end off. The index is restored in the end.
The exit code is 1 if any search finds other items than one without an index.
"""
import argparse
import random
import subprocess
import sys

WORDS = ["第", "的", "夜校", "农", "2019", "一个", "技术员", "春耕时节", "工作"]


def grep(archive, *argv):
    done = subprocess.run(["nbarc", "grep", *argv, archive], capture_output=True)
    return done.returncode, done.stdout, done.stderr.decode()


def damage(sound, draw):
    hurt = bytearray(sound)
    kind = draw.randrange(8)
    at = draw.randrange(len(hurt))
    if kind == 0:
        return bytes(hurt[:at])
    if kind == 1:
        at -= at % 512
        hurt[at:at + 512] = bytes(len(hurt[at:at + 512]))
    elif kind == 2:
        other = draw.randrange(len(hurt) // 4096) * 4096
        at -= at % 4096
        hurt[at:at + 4096] = hurt[other:other + 4096]
    else:
        # Headers and tables are small, and read by every search.
        at = draw.choice([at, draw.randrange(8192), len(hurt) - 1 - draw.randrange(8192)])
        hurt[at] ^= 1 << draw.randrange(8)
    return bytes(hurt)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("archive")
    parser.add_argument("--damages", type=int, default=500)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    draw = random.Random(args.seed)
    path = args.archive + ".idx"
    with open(path, "rb") as file:
        sound = file.read()
    wanted = {w: grep(args.archive, "-l", "--no-index", "-e", w) for w in WORDS}
    if not any(got[1] for got in wanted.values()):
        sys.exit("no word is found")
    wrong = noticed = 0
    try:
        for number in range(args.damages):
            with open(path, "wb") as file:
                file.write(damage(sound, draw))
            for word in draw.sample(WORDS, 2):
                got = grep(args.archive, "-l", "-e", word)
                noticed += "searching without it" in got[2]
                if got[:2] != wanted[word][:2]:
                    print("differs:", number, word, got[2])
                    wrong += 1
    finally:
        with open(path, "wb") as file:
            file.write(sound)
    print(f"{args.damages} damages, {noticed} searches met one, {wrong} wrong answers")
    return wrong > 0


if __name__ == "__main__":
    sys.exit(main())
