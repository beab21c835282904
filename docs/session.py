#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Run a session of nbarc, and draw what a terminal shows as SVG.

usage: session.py BUILD >docs/session.svg

The commands are those of `session` below. They run in a folder of their own with the
example pages, and everything that is printed is what they print; `...` stands for
lines that are left out. The picture has two columns for each full-width character, in
whatever font it is shown.
"""
import os
import subprocess
import sys
import tempfile
import unicodedata
from xml.sax.saxutils import escape

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))

# The command, and how many lines of its output are shown.
SESSION = [
    ("head -n 6 pages/jdrb-20190305-a03.txt", 6),
    ("nbarc ingest -q -o corpus.nbarc --titles titles.tsv pages", 0),
    ("nbarc list corpus.nbarc --from 2019-03-05 --to 2019", 4),
    ("nbarc grep -C 6 corpus.nbarc 春耕夜校", 4),
    ("nbarc get --format text corpus.nbarc jdrb-20190304-a01-02", 5),
    ("nbarc cite corpus.nbarc jdrb-20190304-a01-02", 2),
    ("nbarc verify corpus.nbarc", 2),
    ("zstd -dc corpus.nbarc | head -n 2", 2),
]
COLUMNS, SIZE, LINE = 92, 14, 21
CELL, LEFT, TOP = SIZE * 0.6, 18, 50


def run(command, build):
    return subprocess.run(command, shell=True, check=True, capture_output=True, text=True).stdout.splitlines()


def width(character):
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def cut(line):
    """The lines that a terminal makes of a line."""
    part, columns = "", 0
    for character in line:
        if columns + width(character) > COLUMNS:
            yield part
            part, columns = "", 0
        part, columns = part + character, columns + width(character)
    yield part


def runs(line):
    """(column, columns, text) of each run of characters of one width."""
    at = start = 0
    text, last = "", 0
    for character in line:
        if width(character) != last and text:
            yield start, at - start, text
            start, text = at, ""
        text, last, at = text + character, width(character), at + width(character)
    if text:
        yield start, at - start, text


def text(line, y, kind):
    for column, columns, part in runs(line):
        if part.strip():
            yield (f'<text class="{kind}" x="{LEFT + column * CELL:.1f}" y="{y}" '
                   f'textLength="{columns * CELL:.1f}" xml:space="preserve">{escape(part)}</text>')


def session(build):
    """(line, kind) of everything that the terminal shows."""
    for command, most in SESSION:
        yield "$ " + command, "c"
        lines = [part for line in run(command, build) for part in cut(line)] if most else run(command, build)
        yield from ((line, "o") for line in lines[:most])
        if len(lines) > most > 0:
            yield "...", "m"
        yield "", "o"


def main():
    build = os.path.abspath(sys.argv[1])
    os.environ["PATH"] = build + ":" + os.environ["PATH"]
    os.environ |= {"SOURCE_DATE_EPOCH": "1583712000", "LC_ALL": "C.UTF-8", "TZ": "UTC", "COLUMNS": str(COLUMNS)}
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        os.symlink(os.path.join(ROOT, "fixtures", "pages"), "pages")
        os.symlink(os.path.join(ROOT, "fixtures", "titles.tsv"), "titles.tsv")
        lines = list(session(build))[:-1]
    height = TOP + len(lines) * LINE + 8
    full = LEFT * 2 + COLUMNS * CELL
    print(f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {full:.0f} {height}" role="img" '
          'aria-label="A session of nbarc in a terminal">')
    print("<style>text{font:%dpx ui-monospace,'DejaVu Sans Mono','Noto Sans Mono CJK SC',monospace;fill:#d4d9e0}"
          ".c{fill:#fff;font-weight:bold}.m{fill:#8a93a0}</style>" % SIZE)
    print(f'<rect width="100%" height="100%" rx="8" fill="#1b2028"/>')
    for k, colour in enumerate(("#e0695c", "#e0b04c", "#6bb36b")):
        print(f'<circle cx="{LEFT + 6 + 20 * k}" cy="20" r="6" fill="{colour}"/>')
    for k, (line, kind) in enumerate(lines):
        for element in text(line, TOP + k * LINE, kind):
            print(element)
    print("</svg>")


if __name__ == "__main__":
    main()
