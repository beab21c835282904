#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""One benchmark of nbarc and of what a user would pick instead.

usage: peers.py [--rounds N] [--only 'NAME;...'] [--keep] WORK PAGES XML TEI

PAGES is a folder of page texts, XML one of the same pages as TEI documents, TEI
these one after the other. Archives are made in WORK. The programs are found in PATH;
a peer whose program is missing is left out, and that is said.

Each format is packed once (with --keep only what is not in WORK yet; its time is then
unknown). Then, in every round and in an order that changes from
round to round, each one gets a page (another one each round, evenly from all; a
fresh process, the file in the cache of the system), lists the names of its pages and
(which nbarc alone can) the titles of its articles, and, in some rounds, extracts everything and verifies. Extraction goes to /dev/null where
the program can, to a folder where it must. Times are medians in milliseconds and
ratios to /bin/true; memory is the most that one process had resident, in MB (16 is the
least that can be measured from here). Peers keep no
sources of the pages: what compares is nbarc with --no-sources.
"""
import argparse
import os
import random
import shlex
import shutil
import statistics
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
Q = shlex.quote


def remove(path):
    if os.path.isdir(path):
        shutil.rmtree(path)
    elif os.path.exists(path):
        os.unlink(path)


def size_of(path):
    """Bytes of a file, or of all files of a folder; 0 if there is nothing."""
    if os.path.isdir(path):
        return sum(size_of(os.path.join(path, name)) for name in os.listdir(path))
    return os.path.getsize(path) if os.path.exists(path) else 0


class Format:
    """How a format is packed and read; commands for sh, {id} is a page's id."""

    def __init__(self, name, needs, file, pack, get, show, extract, verify, random_access=True, titles=None):
        self.name, self.needs, self.file = name, needs, file
        self.commands = {"pack": pack, "get": get, "list": show, "titles": titles, "extract": extract,
                         "verify": verify}
        self.random_access = random_access
        self.times = {key: [] for key in self.commands}
        self.memory = {key: 0 for key in self.commands}
        self.size = 0


def formats(work, pages, xml, tei):
    def at(name):
        return Q(os.path.join(work, name))

    out, x = at("out"), Q(xml)
    made = []

    def nbarc(name, file, options):
        f = at(file)
        made.append(Format(name, "nbarc", file, f"nbarc ingest -q {options} -o {f} {Q(pages)}",
                           f"nbarc get {f} {{id}}", f"nbarc list --pages {f}", f"nbarc get {f} ''",
                           f"nbarc verify -q {f}", titles=f"nbarc list {f}"))

    def squashfs(name, file, block):
        f = at(file)
        made.append(Format(name, "mksquashfs sqfscat", file,
                           f"mksquashfs {x} {f} -comp zstd -Xcompression-level 22 -b {block} -all-root -quiet "
                           "-no-progress", f"sqfscat {f} {{id}}.xml", f"unsquashfs -l {f}", f"sqfscat {f} '*.xml'",
                           None))

    def seven(name, file, solid):
        f = at(file)
        made.append(Format(name, "7z", file, f"cd {x} && 7z a -mx=9 -ms={solid} {f} .", f"7z x -so {f} {{id}}.xml",
                           f"7z l -ba {f}", f"7z x -so {f}", f"7z t {f}"))

    nbarc("nbarc --no-sources", "plain.nbarc", "--no-sources")
    nbarc("nbarc", "whole.nbarc", "")
    nbarc("nbarc --shared-text", "shared.nbarc", "--no-sources --shared-text")
    f = at("pages.zip")
    made.append(Format("zip -9", "zip unzip", "pages.zip", f"cd {x} && ls | zip -q -9 -@ {f}", f"unzip -p {f} {{id}}.xml",
                       f"unzip -Z1 {f}", f"unzip -p {f}", f"unzip -tqq {f}"))
    f = at("sqlar")
    row = "SELECT sqlar_uncompress(data,sz) FROM sqlar"
    made.append(Format("sqlar", "sqlite3", "sqlar", f"cd {x} && sqlite3 {f} -A --create .",
                       f"sqlite3 {f} \"{row} WHERE name='./{{id}}.xml'\"", f"sqlite3 {f} 'SELECT name FROM sqlar'",
                       f"sqlite3 {f} '{row}'", f"sqlite3 {f} 'PRAGMA integrity_check'"))
    def rows(name, program, file):
        f = at(file)
        made.append(Format(name, program, file, f"{program} pack {f} {x}", f"{program} get {f} {{id}}.xml",
                           f"{program} list {f}", f"{program} extract {f}", f"{program} verify {f}"))

    rows("SQLite, zstd dictionary", "sqlite-dict", "dict.sqlite")
    rows("LMDB, zstd dictionary", "lmdb-dict", "dict.lmdb")
    rows("RocksDB, 64 KiB blocks", "rocksdb-rows", "rocksdb")
    rows("Parquet, DuckDB", "parquet", "parquet")
    squashfs("SquashFS, 128 KiB", "128k.sqfs", "128K")
    squashfs("SquashFS, 1 MiB", "1m.sqfs", "1M")
    f, z = at("zim"), at("zim.in")
    made.append(Format("ZIM", "zimwriterfs zimdump zimcheck", "zim",
                       f"rm -rf {z}; mkdir {z}; cp {x}/*.xml {z}; "
                       f"echo '<html><head><title>bench</title></head></html>' >{z}/index.html; "
                       f"{Q(HERE)}/peers/icon.py >{z}/icon.png; zimwriterfs -j -w index.html -I icon.png -l zho -t bench "
                       f"-d bench -c bench -p bench {z} {f}", f"zimdump show --url={{id}}.xml {f}",
                       f"zimdump list {f}", f"zimdump dump --dir={out} {f}", f"zimcheck -C {f}"))
    seven("7z, solid 64 KiB", "64k.7z", "64k")
    seven("7z, solid 1 MiB", "1m.7z", "1m")
    f = at("warc.gz")
    warc = f"{Q(HERE)}/peers/warc.py"
    made.append(Format("WARC.gz with CDXJ", "look gzip", "warc.gz", f"{warc} pack {f} {x}",
                       f"{Q(HERE)}/peers/warc-get {f} {{id}}.xml", f"{warc} list {f}", f"{warc} extract {f}",
                       f"{warc} verify {f}"))
    f = at("tar.zst")
    made.append(Format("tar.zst -19 --long=27", "tar zstd", "tar.zst",
                       f"tar -C {x} --sort=name -cf - . | zstd -q -T0 -19 --long=27 -o {f}",
                       f"zstd -dcq --long=27 {f} | tar -xOf - ./{{id}}.xml", f"zstd -dcq --long=27 {f} | tar -tf -",
                       f"zstd -dcq --long=27 {f} | tar -xOf -", f"zstd -tq --long=27 {f}", False))
    f = at("solid.zst")
    made.append(Format("zstd -19 --long=27", "zstd", "solid.zst", f"zstd -q -f -19 --long=27 {Q(tei)} -o {f}", None,
                       None, f"zstd -dcq --long=27 {f}", f"zstd -tq --long=27 {f}", False))
    return made


def run(command):
    """Seconds, exit code and memory in bytes of a command for sh; plain ones run without it."""
    argv = ["sh", "-c", command] if any(c in command for c in "|;&><") else shlex.split(command)
    start = time.perf_counter()
    with open(os.devnull, "wb") as null:
        child = subprocess.Popen(argv, stdin=subprocess.DEVNULL, stdout=null, stderr=null)
        _, status, usage = os.wait4(child.pid, 0)
    took = time.perf_counter() - start
    child.returncode = os.waitstatus_to_exitcode(status)
    return took, child.returncode, usage.ru_maxrss * 1024


def measure(fmt, what, work, page=None):
    command = fmt.commands[what]
    if not command:
        return
    shutil.rmtree(os.path.join(work, "out"), ignore_errors=True)
    took, code, memory = run(command.replace("{id}", page or ""))
    if code and not (fmt.name == "ZIM" and what == "verify"):  # zimcheck wants more metadata
        sys.exit(f"peers.py: {fmt.name}: {what}: exit {code}: {command}")
    fmt.times[what].append(took)
    fmt.memory[what] = max(fmt.memory[what], memory)


def check(fmt, page, xml):
    """A peer that gives something else has no business in the table."""
    if not fmt.commands["get"]:
        return
    got = subprocess.run(["sh", "-c", fmt.commands["get"].replace("{id}", page)], stdout=subprocess.PIPE,
                         stderr=subprocess.DEVNULL, check=False).stdout
    with open(os.path.join(xml, page + ".xml"), "rb") as stream:
        # The sqlite3 program and WARC end what they give with newlines.
        if got.rstrip(b"\r\n") != stream.read().rstrip(b"\r\n"):
            sys.exit(f"peers.py: {fmt.name}: get {page} gives something else")


def seconds(fmt):
    return f"{fmt.times['pack'][0]:.1f}" if fmt.times["pack"] else "-"


def milliseconds(fmt, what):
    return f"{1000 * statistics.median(fmt.times[what]):.1f}" if fmt.times[what] else "-"


def table(made, base, floor):
    print(f"/bin/true: {1000 * base:.2f} ms")
    print(f"{'':26}{'bytes':>11} {'x zstd':>7} {'pack s':>7} {'MB':>6} {'get ms':>7} {'x true':>7} {'MB':>5} "
          f"{'list ms':>8} {'titles':>7} {'extract':>8} {'MB':>5} {'verify':>8}")
    for fmt in sorted(made, key=lambda f: f.size):
        got = statistics.median(fmt.times["get"]) if fmt.times["get"] else 0
        print(f"{fmt.name:26}{fmt.size:>11} {fmt.size / floor:>7.3f} {seconds(fmt):>7} "
              f"{fmt.memory['pack'] / 1e6:>6.0f} {milliseconds(fmt, 'get') if got > .01 else f'{1000 * got:.2f}':>7} "
              f"{got / base:>7.2f} {fmt.memory['get'] / 1e6:>5.0f} {milliseconds(fmt, 'list'):>8} "
              f"{milliseconds(fmt, 'titles'):>7} "
              f"{milliseconds(fmt, 'extract'):>8} {fmt.memory['extract'] / 1e6:>5.0f} {milliseconds(fmt, 'verify'):>8}")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=42)
    parser.add_argument("--only", help="names of formats, separated by semicolons")
    parser.add_argument("--keep", action="store_true", help="do not pack what is there already")
    parser.add_argument("work")
    parser.add_argument("pages")
    parser.add_argument("xml")
    parser.add_argument("tei")
    args = parser.parse_args()
    args.work, args.pages, args.xml, args.tei = map(os.path.abspath, (args.work, args.pages, args.xml, args.tei))
    rng = random.Random(1)
    made = []
    for fmt in formats(args.work, args.pages, args.xml, args.tei):
        missing = [need for need in fmt.needs.split() if not shutil.which(need)]
        if args.only and fmt.name not in args.only.split(";") + ["zstd -19 --long=27"]:
            continue
        if missing:
            print(f"left out: {fmt.name}: no {' '.join(missing)}")
            continue
        made.append(fmt)
    names = sorted(name[:-4] for name in os.listdir(args.xml))
    for fmt in made:
        path = os.path.join(args.work, fmt.file)
        if not args.keep or not os.path.exists(path):
            remove(path)
            measure(fmt, "pack", args.work)
        fmt.size = size_of(path) + size_of(path + ".cdxj")
        check(fmt, names[len(names) // 3], args.xml)
    os.sync()
    true = []
    for number in range(args.rounds):
        page = names[(2 * number + 1) * len(names) // (2 * args.rounds)]
        true.append(run("/bin/true")[0])
        for fmt in rng.sample(made, len(made)):
            measure(fmt, "get", args.work, page)
            if number % 6 == 0:
                measure(fmt, "list", args.work)
                measure(fmt, "titles", args.work)
            if number % 14 == 0:
                measure(fmt, "extract", args.work)
                measure(fmt, "verify", args.work)
    table(made, statistics.median(true), next(f.size for f in made if f.name == "zstd -19 --long=27"))
    return 0


if __name__ == "__main__":
    sys.exit(main())
