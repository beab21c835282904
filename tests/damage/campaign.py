#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Damage an archive at random, many times, and check what is left of it.

usage: campaign.py [--runs N] [--seed N] [--reader N] [--timed] [--keep DIR] [--only N]

The archive has four commits with several hundred pages in small frames, sources,
pages that were revised, a withdrawn page and a page with a withdrawn item. Half of
the runs damage a copy of it that has parity. A run damages one to three places in
one of seven ways:

  flip       turn up to eight bits
  zero       zero a range
  cut        cut off the end
  insert     insert random bytes
  delete     take a range out
  duplicate  repeat a range
  swap       exchange two ranges

Then get, list, verify, rescue and repair are run. The checks of each run:

  - every document that comes out is, byte for byte, that of the page;
  - no text of the withdrawn page or item comes out, unless the damage hit every
    record that says that it was withdrawn: leaves, and log records;
  - a page whose frame was not hit comes out, of the damaged file and of the rescued
    one, unless the damage hit its page directory and every leaf that lists it;
  - no command is killed by a signal, hangs, or ends with another code than 0, 2 or
    4; verify ends with 2, and so does a get or a list that lacks something;
  - a rescued archive is sound;
  - verify names each page that is lost, if a leaf that lists it is left;
  - repair gives the archive as it was before the damage, or says that it cannot;
  - with --reader N, in every N-th run, reader.py lists the same pages as nbarc, and gets
    two of them.

A table of the results is printed. The exit code is 1 if a check failed. With --timed
the CPU time of a command may be 20 times what it is for the sound archive, and a
tenth of a second more; without it, only a limit of two minutes ends a command that
hangs. --keep keeps damaged files of runs that failed; --only does a single run.
"""
import argparse
import json
import math
import os
import random
import re
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
BUILD = os.environ.get("B", os.path.join(ROOT, "build"))
sys.path.insert(0, os.path.join(ROOT, "format-spec"))
import reader  # noqa: E402

KINDS = ("flip", "zero", "cut", "insert", "delete", "duplicate", "swap")
HANGS = 120  # seconds
PHRASES = ("春耕", "水渠", "农技员", "大棚", "秧苗", "县里", "合作社", "灯塔", "渡船", "码头", "工人", "夜校", "图书室",
           "果园", "山路", "邮递员", "气象站", "粮站", "供销社", "小学", "教员", "种子", "收成", "集市", "河堤", "电站")


# ------------------------------------------------------------------- the archive

def sentence(rng):
    chars = "".join(rng.choice(PHRASES) + chr(rng.randrange(0x4E00, 0x9FA5)) for _ in range(rng.randrange(4, 12)))
    return chars + "，" + "".join(chr(rng.randrange(0x4E00, 0x9FA5)) for _ in range(rng.randrange(4, 16))) + "。"


def page_text(number, revision):
    """The text of a page with a few articles; each revision has one more."""
    out, rng = [], random.Random(number)
    for _ in range(1 + rng.randrange(1, 4) + revision):
        out.append("".join(rng.choice(PHRASES) for _ in range(rng.randrange(3, 6))))
        out += ["".join(sentence(rng) for _ in range(rng.randrange(2, 5))) for _ in range(rng.randrange(1, 4))]
        out.append(f"·记者 {rng.choice(PHRASES)}·")
    return "\n\n".join(out) + "\n"


def page_id(number):
    return f"jdrb-2019{1 + number // 280:02d}{1 + number // 10 % 28:02d}-a{1 + number % 10:02d}"


def nbarc(*arguments, **options):
    program = os.path.join(BUILD, "nbarc")
    subprocess.run([program, *arguments], check=True, stdout=subprocess.DEVNULL, **options)


def ingest(folder, archive, numbers, revised=()):
    pages = os.path.join(folder, "pages")
    shutil.rmtree(pages, ignore_errors=True)
    os.mkdir(pages)
    for number in [*numbers, *revised]:
        with open(os.path.join(pages, page_id(number) + ".txt"), "w",
                  encoding="gb18030" if number % 3 else "utf-8") as stream:
            stream.write(page_text(number, number in revised))
    nbarc("ingest", "-q", "-j", "1", "--level", "3", "--frame-size", "16", "-o", archive, pages)


# The page of the item has two revisions.
WITHDRAWN_PAGE, WITHDRAWN_ITEM = page_id(17), page_id(104) + "-02"


def make_archives(folder):
    """Make the archive and its copy with parity; their paths."""
    plain, protected = os.path.join(folder, "plain.nbarc"), os.path.join(folder, "parity.nbarc")
    for archive in plain, protected:
        if os.path.exists(archive):
            os.unlink(archive)
    ingest(folder, plain, range(0, 220))
    ingest(folder, plain, range(220, 290), range(100, 110))
    shutil.copy(plain, protected)
    for archive in plain, protected:
        if archive == protected:
            nbarc("protect", "-q", "-r", "10%", archive)
        nbarc("withdraw", "-q", "--reason", "campaign", archive, WITHDRAWN_PAGE, WITHDRAWN_ITEM)
        ingest(folder, archive, range(290, 340))
    nbarc("protect", "-q", "-r", "10%", protected)
    return plain, protected


class Sound:
    """What is known of a sound archive: its bytes, its structures, and its documents."""

    def __init__(self, path):
        self.path = path
        with open(path, "rb") as stream:
            self.data = stream.read()
        archive = reader.Archive(path)
        self.structures = list(archive.walk(0, archive.size))
        entries = archive.trees()
        self.newest = {e["id"]: e for e in reader.newest_only(entries)}
        self.hidden = reader.withdrawn_of(entries)
        self.documents, self.old, self.frames, self.directories = {}, {}, {}, {}
        for e in entries:
            text = reader.without_withdrawn(e, archive.document(e), self.hidden[e["id"]][2])
            is_newest = self.newest[e["id"]] is e
            (self.documents if is_newest else self.old).setdefault(e["id"], text)
            if is_newest:
                at = e["directory"] + e["directory_size"]
                self.frames[e["id"]] = (at, at + e["frame_size"])
                self.directories[e["id"]] = (e["directory"], at)
        self.present = [i for i in sorted(self.documents) if not self.hidden[i][0]]
        self.secrets = self.find_secrets(archive)
        self.listed, self.logged = self.find_leaves(archive), self.find_logs()
        self.times = {}

    def find_secrets(self, archive):
        """The lines that must not come out: those of the withdrawn page and of the withdrawn item."""
        out = {WITHDRAWN_PAGE: [], WITHDRAWN_ITEM[:-3]: []}
        for e in archive.trees():
            document = archive.document(e) if e["id"] in out else b""
            for item in e["items"] if document else ():
                if e["id"] == WITHDRAWN_PAGE or item["number"] == 2:
                    text = document[item["offset"]:item["offset"] + item["length"]]
                    out[e["id"]] += [m[1] for m in re.finditer(rb"<p>([^<]{60,})</p>", text)]
        assert all(out.values())
        return out

    def find_leaves(self, archive):
        """{(page, revision): [(start, end) of each leaf that lists it]}"""
        out = {}
        for kind, at, size in self.structures:
            if kind == "L":
                for e in reader.Leaf(archive, at, size).entries:
                    out.setdefault((e["id"], e["revision"]), []).append((at, at + size))
        return out


    def find_logs(self):
        """{(page, revision): [(start, end) of each log record that has this key]}"""
        out = {}
        for kind, at, size in self.structures:
            if kind == "M" and not self.data[at + 32]:
                count, length = reader.fields("Q", self.data, at + 24)[0], reader.fields("I", self.data, at + 36)[0]
                start = at + 40 + count // 16 * 32
                content = reader.unzstd(self.data[start:at + size - 8], length, at)
                for key in log_keys(content, count):
                    out.setdefault(key, []).append((at, at + size))
        return out

    def records_of(self, page):
        """The records that say what the newest revision of a page is: leaves and log records."""
        key = page, self.newest[page]["revision"]
        return self.listed[key] + self.logged[key]


def numbers(data):
    value = shift = 0
    for byte in data:
        value |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            yield value
            value = shift = 0


def log_keys(content, count):
    """The (page, revision) of each key of a log record, from the content of its columns."""
    columns, place = [], 0
    while place < len(content):
        end = place + 1
        while content[end - 1] > 127:
            end += 1
        size = next(numbers(content[place:end]))
        columns.append(content[end:end + size])
        place = end + size
    name, place = b"", 0
    for shared, rest, revision in zip(columns[0], columns[1], numbers(columns[4])):
        name = name[:shared] + columns[2][place:place + rest]
        place += rest
        yield name.decode(), revision


# -------------------------------------------------------------------- the damage

class Damage:
    """A damaged copy of some bytes, and what was hit.

    `hit` are ranges of the sound file whose bytes were changed or lost; `seams` are offsets in it where bytes that
    stood side by side no longer do.
    """

    def __init__(self, data, kind, rng, places):
        self.hit, self.seams, self.text = [], [], []
        pieces = [(0, len(data))]  # of the sound file, or bytes that are new
        for _ in range(places):
            pieces = getattr(self, kind)(data, pieces, rng)
            if kind == "cut":
                break
        self.bytes = b"".join(p if isinstance(p, bytes) else data[p[0]:p[1]] for p in pieces)

    @staticmethod
    def size(rng, most=16384):
        return max(1, int(math.exp(rng.uniform(0, math.log(most)))))

    def spot(self, pieces, rng, size=0):
        """A place of the file as it is now, from which `size` bytes follow."""
        total = sum(len(p) if isinstance(p, bytes) else p[1] - p[0] for p in pieces)
        return rng.randrange(0, max(1, total - size + 1))

    def split(self, pieces, at):
        """(pieces before `at`, pieces after it)"""
        before, after = [], []
        for p in pieces:
            size = len(p) if isinstance(p, bytes) else p[1] - p[0]
            if at >= size:
                before.append(p)
            elif at <= 0:
                after.append(p)
            elif isinstance(p, bytes):
                before.append(p[:at])
                after.append(p[at:])
            else:
                before.append((p[0], p[0] + at))
                after.append((p[0] + at, p[1]))
            at -= size
        return before, after

    def part(self, pieces, at, size):
        before, rest = self.split(pieces, at)
        middle, after = self.split(rest, size)
        return before, middle, after

    def note_seam(self, *sides):
        for pieces, last in sides:
            for p in pieces[-1:] if last else pieces[:1]:
                if not isinstance(p, bytes):
                    self.seams.append(p[1] if last else p[0])

    def lose(self, pieces):
        self.hit += [p for p in pieces if not isinstance(p, bytes)]

    def flip(self, data, pieces, rng):
        for _ in range(rng.randrange(1, 9)):
            before, middle, after = self.part(pieces, self.spot(pieces, rng, 1), 1)
            byte = middle[0] if isinstance(middle[0], bytes) else data[middle[0][0]:middle[0][1]]
            self.lose(middle)
            pieces = before + [bytes([byte[0] ^ 1 << rng.randrange(8)])] + after
        self.text.append("flip")
        return pieces

    def zero(self, data, pieces, rng):
        size = self.size(rng)
        at = self.spot(pieces, rng, size)
        before, middle, after = self.part(pieces, at, size)
        self.lose(middle)
        self.text.append(f"zero {at} {size}")
        return before + [bytes(size)] + after

    def cut(self, data, pieces, rng):
        size = rng.randrange(1, len(data)) if rng.randrange(2) else self.size(rng, 65536)
        before, after = self.split(pieces, len(data) - size)
        self.lose(after)
        self.text.append(f"cut {size}")
        return before

    def insert(self, data, pieces, rng):
        size = 1 if rng.randrange(3) == 0 else self.size(rng)
        at = 0 if rng.randrange(10) == 0 else self.spot(pieces, rng)
        before, after = self.split(pieces, at)
        self.note_seam((before, True), (after, False))
        self.text.append(f"insert {at} {size}")
        return before + [rng.randbytes(size)] + after

    def delete(self, data, pieces, rng):
        size = 1 if rng.randrange(3) == 0 else self.size(rng)
        at = 0 if rng.randrange(10) == 0 else self.spot(pieces, rng, size)
        before, middle, after = self.part(pieces, at, size)
        self.lose(middle)
        self.text.append(f"delete {at} {size}")
        return before + after

    def duplicate(self, data, pieces, rng):
        size = 1 if rng.randrange(3) == 0 else self.size(rng, 65536)
        at = self.spot(pieces, rng, size)
        before, middle, after = self.part(pieces, at, size)
        self.note_seam((middle, True), (after, False))
        self.text.append(f"duplicate {at} {size}")
        return before + middle + middle + after

    def swap(self, data, pieces, rng):
        first = self.size(rng, 65536)
        second = first if rng.randrange(2) else self.size(rng, 65536)
        total = sum(len(p) if isinstance(p, bytes) else p[1] - p[0] for p in pieces)
        start = rng.randrange(0, total - first - second)
        gap = rng.randrange(0, total - first - second - start + 1)
        before, a, rest = self.part(pieces, start, first)
        between, b, after = self.part(rest, gap, second)
        for left, right in ((before, a), (a, between + b), (between + a, b), (b, after)):
            self.note_seam((left, True), (right, False))
        self.text.append(f"swap {start} {first} {start + first + gap} {second}")
        return before + b + between + a + after

    def touches(self, start, end):
        """Was a structure hit that stands from `start` to `end` in the sound file?"""
        return any(a < end and b > start for a, b in self.hit) or any(start < s < end for s in self.seams)


# ------------------------------------------------------------------ the commands

class Result:
    def __init__(self, code, out, err, seconds):
        self.code, self.out, self.err, self.seconds = code, out, err, seconds


class Hangs(Exception):
    pass


def stop_waiting(*_):
    raise Hangs


def wait(process):
    """Its exit code. An alarm ends the wait; subprocess's own limit looks again every 50 ms, which is longer than most
    commands take."""
    signal.signal(signal.SIGALRM, stop_waiting)
    signal.alarm(HANGS)
    try:
        return process.wait()
    except Hangs:
        process.kill()
        process.wait()
        return "hangs"
    finally:
        signal.alarm(0)


def run(folder, *arguments):
    """Run nbarc and measure its CPU time."""
    out, err = os.path.join(folder, "out"), os.path.join(folder, "err")
    begin = resource.getrusage(resource.RUSAGE_CHILDREN)
    with open(out, "wb") as o, open(err, "wb") as e:
        code = wait(subprocess.Popen([os.path.join(BUILD, "nbarc"), *arguments], stdout=o, stderr=e))
    end = resource.getrusage(resource.RUSAGE_CHILDREN)
    with open(out, "rb") as o, open(err, "rb") as e:
        return Result(code, o.read(), e.read(), end.ru_utime + end.ru_stime - begin.ru_utime - begin.ru_stime)


def documents(data):
    """[(identifier, document)] of documents that were printed one after the other."""
    out = []
    for text in data.split(b"<?xml")[1:]:
        match = re.search(rb'<TEI [^>]*xml:id="([^"]*)"', text)
        out.append((match[1].decode() if match else "?", b"<?xml" + text))
    return out


class Campaign:
    def __init__(self, folder, options):
        self.folder, self.options, self.failures = folder, options, 0
        self.sounds = [Sound(path) for path in make_archives(folder)]
        self.rows = {kind: dict.fromkeys(("runs", "hit", "within", "outside", "older", "wrong", "secret", "repaired",
                                          "protected", "slowest"), 0) for kind in KINDS}
        for sound in self.sounds:
            for name, arguments in self.commands(sound.path, sound):
                sound.times[name] = min(self.run_clean(*arguments).seconds for _ in range(3))
        self.clean()

    def commands(self, path, sound):
        """(name, arguments) of the commands of a run."""
        fresh = os.path.join(self.folder, "new.nbarc")
        repaired = os.path.join(self.folder, "repaired.nbarc")
        yield "get", ("get", "-j", "1", path, *sound.documents)
        yield "list", ("list", path)
        yield "verify", ("verify", "-q", "-j", "1", path)
        yield "rescue", ("rescue", "-q", "-o", fresh, path)
        if sound is self.sounds[-1] if len(self.sounds) > 1 else "parity" in sound.path:
            yield "repair", ("repair", "-o", repaired, path)

    def run_clean(self, *arguments):
        self.clean()
        return run(self.folder, *arguments)

    def clean(self):
        for name in ("new.nbarc", "repaired.nbarc"):
            path = os.path.join(self.folder, name)
            if os.path.exists(path):
                os.unlink(path)

    def run_one(self, seed, number):
        rng = random.Random(seed * 1000003 + number)
        kind = KINDS[number % len(KINDS)]
        sound = self.sounds[number // len(KINDS) % len(self.sounds)]
        damage = Damage(sound.data, kind, rng, rng.choice((1, 1, 1, 2, 3)))
        path = os.path.join(self.folder, "bad.nbarc")
        with open(path, "wb") as stream:
            stream.write(damage.bytes)
        self.what, self.kind, self.bad = f"run {number} ({', '.join(damage.text)})", kind, False
        row = self.rows[kind]
        row["runs"] += 1
        changed = damage.bytes != sound.data
        lost = self.expected_losses(sound, damage)
        row["hit"] += len(lost)
        self.clean()
        for name, arguments in self.commands(path, sound):
            result = run(self.folder, *arguments)
            ratio = result.seconds / max(sound.times[name], 0.004)
            row["slowest"] = max(row["slowest"], ratio)
            if self.options.timed and result.seconds > 20 * sound.times[name] + 0.1:
                self.fail(f"{name}: takes {ratio:.1f} times as long as of the sound archive")
            getattr(self, "check_" + name)(result, sound, damage, lost, row, changed)
        if self.options.reader and number % self.options.reader == 0:
            self.check_reader(path, sound, lost, rng)
        if self.bad and self.options.keep:
            shutil.copy(path, os.path.join(self.options.keep, f"{kind}-{seed}-{number}.nbarc"))
        self.failures += self.bad

    def expected_losses(self, sound, damage):
        """The pages that may be lost: their frame was hit, or their page directory and every leaf that lists them."""
        out = set()
        for page in sound.present:
            leaves = sound.listed[page, sound.newest[page]["revision"]]
            if damage.touches(*sound.frames[page]) or (damage.touches(*sound.directories[page]) and
                                                       all(damage.touches(*leaf) for leaf in leaves)):
                out.add(page)
        return out

    def fail(self, text):
        self.bad = True
        print(f"{self.what}: {text}", flush=True)

    def check_code(self, name, result, codes=(0, 2, 4)):
        if result.code not in codes:
            self.fail(f"{name}: exit code {result.code}: {result.err[-300:].decode('utf-8', 'replace')}")

    def check_secrets(self, name, data, sound, damage, row):
        """Nothing of what was withdrawn may be in the output, unless no record is left that says so."""
        for page, lines in sound.secrets.items():
            if all(damage.touches(*record) for record in sound.records_of(page)):
                continue
            if any(line in data for line in lines):
                row["secret"] += 1
                self.fail(f"{name}: text of {page} that was withdrawn")

    def check_documents(self, name, data, sound, damage, lost, row):
        """Compare the documents that came out with those of the sound archive; the pages that are missing."""
        seen = set()
        for page, text in documents(data):
            if text == sound.documents.get(page):
                seen.add(page)
            elif text == sound.old.get(page) and page in lost:
                row["older"] += 1
            elif page in sound.hidden and (sound.hidden[page][0] or sound.hidden[page][2]):
                if not all(damage.touches(*record) for record in sound.records_of(page)):
                    row["wrong"] += 1
                    self.fail(f"{name}: the document of {page} is wrong")
                seen.add(page)
            else:
                row["wrong"] += 1
                self.fail(f"{name}: the document of {page} is wrong")
        missing = set(sound.present) - seen
        if missing - lost:
            self.fail(f"{name}: {len(missing - lost)} pages are lost that were not hit: {sorted(missing - lost)[:3]}")
        return missing

    def check_get(self, result, sound, damage, lost, row, changed):
        self.check_code("get", result)
        self.check_secrets("get", result.out, sound, damage, row)
        missing = self.missing = self.check_documents("get", result.out, sound, damage, lost, row)
        row["within"] += len(missing & lost)
        row["outside"] += len(missing - lost)
        if missing and result.code == 0:
            self.fail("get: exit code 0, and pages are missing")

    def check_list(self, result, sound, damage, lost, row, changed):
        self.check_code("list", result)
        pages = {line.split("\t")[0].rsplit("-", 1)[0] for line in result.out.decode().splitlines()}
        missing = set(sound.present) - pages
        self.pages = pages
        if missing - lost:
            self.fail(f"list: lacks {len(missing - lost)} pages: {sorted(missing - lost)[:3]}")
        if missing and result.code == 0:
            self.fail("list: exit code 0, and pages are missing")
        if WITHDRAWN_PAGE in pages and \
                not all(damage.touches(*record) for record in sound.records_of(WITHDRAWN_PAGE)):
            row["secret"] += 1
            self.fail("list: the withdrawn page is listed")

    def check_verify(self, result, sound, damage, lost, row, changed):
        whole = any(damage.bytes == sound.data[:sum(s[1:])] for s in
                    ((at, size) for kind, at, size in sound.structures if kind == "C") for s in [("", *s)])
        self.check_code("verify", result, (0,) if not changed else (0, 2) if whole else (2,))
        named = {line.split(b"\t")[0].decode() for line in result.out.splitlines()}
        for page in self.missing - named:
            if not all(damage.touches(*leaf) for leaf in sound.listed[page, sound.newest[page]["revision"]]):
                self.fail(f"verify: does not name {page}, which is lost")
                break

    def check_rescue(self, result, sound, damage, lost, row, changed):
        self.check_code("rescue", result, (0, 2))
        fresh = os.path.join(self.folder, "new.nbarc")
        if not os.path.exists(fresh):
            if set(sound.present) - lost:
                self.fail("rescue: no archive is made")
            return
        got = run(self.folder, "get", "-j", "1", fresh, *sound.documents)
        self.check_secrets("rescued", got.out, sound, damage, row)
        self.check_documents("rescued", got.out, sound, damage, lost, row)
        verified = run(self.folder, "verify", "-q", "-j", "1", fresh)
        self.check_code("verify of the rescued archive", verified, (0,))

    def check_repair(self, result, sound, damage, lost, row, changed):
        row["protected"] += 1
        self.check_code("repair", result, (0, 2, 4))
        repaired = os.path.join(self.folder, "repaired.nbarc")
        made = damage.bytes
        if os.path.exists(repaired):
            with open(repaired, "rb") as stream:
                made = stream.read()
        row["repaired"] += made == sound.data
        upto = re.search(rb"up to offset ([0-9]+)", result.out)
        if result.code == 0 and (not upto or made[:int(upto[1])] != sound.data[:int(upto[1])]):
            self.fail("repair: exit code 0, and the archive is not as it was")

    def check_reader(self, path, sound, lost, rng):
        """Compare list and get of reader.py with those of nbarc."""
        out = []
        there = sorted(set(sound.present) - lost - self.missing)
        for arguments in (("list", path), *(("get", path, page) for page in
                                            rng.sample(there, min(2, len(there))))):
            out.append(subprocess.run([sys.executable, reader.__file__, *arguments], stdout=subprocess.PIPE,
                                      stderr=subprocess.DEVNULL, check=False, timeout=HANGS).stdout)
        pages = {json.loads(line)["page_id"] for line in out[0].splitlines()}
        if (pages ^ self.pages) - lost:
            self.fail(f"reader.py list: other pages than nbarc: {sorted(pages ^ self.pages)[:3]}")
        for document in out[1:]:
            name = documents(document)[0][0] if document else "a page"
            if document != sound.documents.get(name):
                self.fail(f"reader.py get: {name} is wrong")

    def table(self):
        lines = ["| kind | runs | pages hit | lost of these | lost of others | older text | wrong text | withdrawn text "
                 "| repaired | slowest |", "|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|"]
        total = dict.fromkeys(next(iter(self.rows.values())), 0)
        for kind, row in [*self.rows.items(), ("all", total)]:
            if row is not total:
                for key in row:
                    total[key] = max(total[key], row[key]) if key == "slowest" else total[key] + row[key]
            lines.append(f"| {kind} | {row['runs']} | {row['hit']} | {row['within']} | {row['outside']} | {row['older']} "
                         f"| {row['wrong']} | {row['secret']} | {row['repaired']} of {row['protected']} "
                         f"| {row['slowest']:.1f} |")
        return "\n".join(lines)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep")
    parser.add_argument("--only", type=int)
    parser.add_argument("--reader", type=int, default=0)
    parser.add_argument("--timed", action="store_true")
    options = parser.parse_args()
    if options.keep:
        os.makedirs(options.keep, exist_ok=True)
    os.environ.setdefault("SOURCE_DATE_EPOCH", "1583712000")
    base = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
    begin = time.monotonic()
    with tempfile.TemporaryDirectory(dir=base) as folder:
        campaign = Campaign(folder, options)
        for number in [options.only] if options.only is not None else range(options.runs):
            campaign.run_one(options.seed, number)
        print(campaign.table())
        print(f"{campaign.failures} runs failed; archives of "
              f"{', '.join(str(len(s.data)) for s in campaign.sounds)} bytes with {len(campaign.sounds[0].documents)} "
              f"pages; {time.monotonic() - begin:.0f} s")
    return 1 if campaign.failures else 0


if __name__ == "__main__":
    sys.exit(main())
