#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Compare nbarc with format-spec/reader.py, which is asked in this process.

usage: readers.py sources ARCHIVE PAGE.txt...   list, authors, verify and each page's source
       readers.py archives ARCHIVE...           verify and list, of sound and damaged archives
       readers.py verify HISTORY FOLDER         how verify ends, by a list like fixtures/archives/HISTORY
       readers.py files ARCHIVE FOLDER          that the sources are the files PAGE.* in FOLDER

Prints a line "ok - ..." or "not ok - ..." for each comparison, as `results` of tests/tap.sh
takes them; after the latter, lines with "# " say what differs.
"""
import glob
import json
import os
import subprocess
import sys

from other_reader import ask, load

MEMBERS = "id,page_id,revision,kind,characters,title,kicker,byline"


def nbarc(*words):
    """(exit code, bytes on stdout)"""
    done = subprocess.run(["nbarc", *words], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False)
    return done.returncode, done.stdout


def objects(output):
    return [json.loads(line) for line in output.decode("utf-8").splitlines()]


def report(good, text, *what):
    print(f"{'ok' if good else 'not ok'} - {text}")
    if not good:
        for line in "\n".join(str(one) for one in what).splitlines()[:10]:
            print(f"# {line}")


def same(text, ours, theirs):
    report(ours == theirs, text, f"nbarc: {ours!r:.300}", f"the other reader: {theirs!r:.300}")


def check_sources(reader, archive, pages):
    name = os.path.basename(archive).removesuffix(".nbarc")
    same(f"{name}: list is the same", objects(nbarc("list", "--json", "-c", MEMBERS, archive)[1]),
         objects(ask(reader, ["list", archive])[1]))
    same(f"{name}: so are the authors", nbarc("list", "--json", "-c", "id,authors", archive)[1],
         ask(reader, ["authors", archive])[1])
    code, _, messages = ask(reader, ["verify", archive])
    report(code == 0, f"{name}: verify finds nothing", messages)
    for page in pages:
        page = os.path.basename(page).removesuffix(".txt")
        same(f"{name}: {page}: source", nbarc("get", "--format", "source", archive, page),
             ask(reader, ["get", archive, page, "--format", "source"])[:2])


def check_archive(reader, archive):
    name = os.path.basename(archive)
    ours, output = nbarc("verify", "-q", archive)
    theirs, printed, messages = ask(reader, ["verify", archive])
    report(ours == theirs, f"{name}: verify ends with {ours}", f"exit {theirs}", messages)
    same(f"{name}: and names the same", sorted(output.splitlines()),
         sorted(line for line in printed.splitlines() if b"\t" in line))
    ours, output = nbarc("list", "--json", "-c", MEMBERS, archive)
    theirs, printed, messages = ask(reader, ["list", archive])
    report(ours == theirs, f"{name}: list ends with {ours}", f"exit {theirs}", messages)
    same(f"{name}: and prints the same", objects(output), objects(printed))


def check_files(reader, archive, folder):
    wrong = []
    pages = nbarc("list", "--pages", archive)[1].decode("utf-8").split()
    for page in pages:
        name, = glob.glob(os.path.join(folder, page + ".*"))
        with open(name, "rb") as stream:
            source = stream.read()
        if nbarc("get", "-f", "source", archive, page) != (0, source):
            wrong.append(f"nbarc: {page}")
        if ask(reader, ["get", archive, page, "source"])[:2] != (0, source):
            wrong.append(f"the other reader: {page}")
    report(pages and not wrong, f"{archive}: both readers give every source", *wrong)
    code, _, messages = ask(reader, ["verify", archive])
    report(code == 0, f"{archive}: the other reader verifies it", messages)


def check_ends(reader, history, folder):
    with open(history, encoding="utf-8") as stream:
        rows = [line.split("\t") for line in stream if line.strip() and not line.startswith("#")]
    for name, _, _, ends, *_ in rows:
        code, _, messages = ask(reader, ["verify", os.path.join(folder, name)])
        report(code == int(ends), f"{name}: the other reader's verify ends with {ends}", f"exit {code}", messages)


def main():
    reader = load()
    if sys.argv[1] == "verify":
        check_ends(reader, *sys.argv[2:4])
    elif sys.argv[1] == "files":
        check_files(reader, *sys.argv[2:4])
    elif sys.argv[1] == "sources":
        check_sources(reader, sys.argv[2], sys.argv[3:])
    else:
        for archive in sys.argv[2:]:
            check_archive(reader, archive)


main()
