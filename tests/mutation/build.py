# SPDX-License-Identifier: Apache-2.0
"""Build trees, and which tests execute which lines.

make builds each tree once. The commands that it would run are recorded from
`make -n`, so that a mutant costs one compilation, one archive and the links
that its tests need, without another run of make.
"""

import concurrent.futures
import glob
import hashlib
import json
import math
import os
import queue
import re
import shlex
import shutil
import signal
import subprocess
import threading
import time
from typing import NamedTuple, Optional

BUILD = "build"  # the build tree, relative to its copy of the sources
# No debugging information, so that equal objects are equal bytes.
PLAIN = ["CFLAGS=-O1 -w", "STATIC=", "V=1"]
# Without optimisation, which gives the counts of a line to its neighbours.
COVERAGE = ["CFLAGS=-O0 -w --coverage -fprofile-update=atomic", "STATIC=", "V=1"]
TARGETS = ["build-all", "test-programs"]
# A mutant must not fill the memory or the disk: 4 GiB (in KiB) and 1 GiB (in
# blocks of 512 bytes). Seconds of processor time come first: they tell an
# endless loop from a busy machine.
LIMITED = """ulimit -S -t "$1"; shift
ulimit -c 0; ulimit -d 4194304; ulimit -f 2097152
exec "$@\""""


def copy_sources(root, to, leave_out):
    """Make `to` a copy of the tree at `root`; unchanged files stay untouched."""
    wanted = set()
    for folder, folders, files in os.walk(root):
        folders[:] = [
            name
            for name in folders
            if name not in (".git", "__pycache__")
            and os.path.join(folder, name) not in leave_out
        ]
        inside = os.path.relpath(folder, root)
        os.makedirs(os.path.join(to, inside), exist_ok=True)
        for name in files:
            wanted.add(os.path.normpath(os.path.join(inside, name)))
    for name in wanted:
        source, copy = os.path.join(root, name), os.path.join(to, name)
        here = os.stat(source)
        if os.path.exists(copy):
            there = os.stat(copy)
            if (here.st_size, here.st_mtime_ns) == (there.st_size, there.st_mtime_ns):
                continue
            os.unlink(copy)
        shutil.copy2(source, copy)
    for folder, folders, files in os.walk(to):
        inside = os.path.relpath(folder, to)
        if inside == ".":
            folders[:] = [name for name in folders if name != BUILD]
        for name in files:
            if os.path.normpath(os.path.join(inside, name)) not in wanted:
                os.unlink(os.path.join(folder, name))


def make(tree, flags, jobs):
    """Build everything in a tree; from the beginning if the flags are others."""
    stamp = os.path.join(tree, BUILD, "flags")
    try:
        with open(stamp, encoding="utf-8") as file:
            known = file.read()
    except FileNotFoundError:
        known = None
    if known != repr(flags):
        shutil.rmtree(os.path.join(tree, BUILD), ignore_errors=True)
        os.makedirs(os.path.join(tree, BUILD))
        with open(stamp, "w", encoding="utf-8") as file:
            file.write(repr(flags))
    subprocess.run(
        ["make", "-s", f"-j{jobs}", f"B={BUILD}", *flags, *TARGETS],
        cwd=tree,
        check=True,
        stdout=subprocess.DEVNULL,
    )


class Command:
    """A command of the Makefile: its words, its output and its inputs."""

    def __init__(self, argv, output):
        self.argv, self.output = argv, output
        self.inputs = [w for w in argv[1:] if re.search(r"\.[oac]$", w) and w != output]


def commands(tree):
    """What `make` runs to build each object, archive and program, by output."""
    text = subprocess.run(
        ["make", "-n", "-B", f"B={BUILD}", *PLAIN, *TARGETS],
        cwd=tree,
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    ).stdout
    found = {}
    for line in text.replace("\\\n", " ").splitlines():
        try:
            lexer = shlex.shlex(line, posix=True, punctuation_chars=";&|()")
            lexer.whitespace_split = True
            words = list(lexer)
        except ValueError:
            continue
        part = []
        for word in words + [";"]:
            if not re.fullmatch(r"[;&|()]+", word):
                part.append(word)
                continue
            output = None
            if "-o" in part[1:-1]:
                output = part[part.index("-o") + 1]
            elif len(part) > 3 and part[2].endswith(".a"):
                output = part[2]
            if output and output.startswith(BUILD + "/"):
                found[output] = Command(part, output)
            part = []
    for output, command in list(found.items()):
        sources = [name for name in command.inputs if name.endswith(".c")]
        if "-c" not in command.argv and sources:
            split(found, output, command, sources[0])
    return found


def split(found, output, command, source):
    """Make of a compilation with a link two commands."""
    compiled = output + ".main.o"
    words = [
        w
        for w in command.argv
        if not re.search(r"\.[oa]$|^-l|^-Wl,|^-pthread$|^-MM?[DP]$", w)
    ]
    at = words.index("-o")
    words[at : at + 2] = ["-c", "-o", compiled]
    found[compiled] = Command(words, compiled)
    link = [compiled if w == source else w for w in command.argv]
    link = [w for w in link if w not in ("-MMD", "-MP")]
    found[output] = Command(link, output)


def run(command, tree):
    """Run a command of the Makefile; true if it succeeds."""
    path = os.path.join(tree, command.output)
    if os.path.lexists(path):
        os.unlink(path)  # it may be a hard link
    return (
        subprocess.run(
            command.argv,
            cwd=tree,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            check=False,
        ).returncode
        == 0
    )


def dependents(found, source):
    """(object, archives, programs) that are built from a source file."""
    compiled = [c for c in found.values() if source in c.inputs and "-c" in c.argv]
    if not compiled:
        return None
    output = compiled[0].output
    archives = [
        c for c in found.values() if c.output.endswith(".a") and output in c.inputs
    ]
    within = {output} | {c.output for c in archives}
    programs = [
        c
        for c in found.values()
        if not c.output.endswith((".a", ".o", ".so")) and within.intersection(c.inputs)
    ]
    return compiled[0], archives, programs


# ---- tests


def tests(tree):
    """Every unit program and every script of tests/cli that leaves make alone."""
    found = sorted(glob.glob("tests/unit/*_test.c", root_dir=tree))
    for name in sorted(glob.glob("tests/cli/*.sh", root_dir=tree)):
        with open(os.path.join(tree, name), encoding="utf-8") as script:
            if not re.search(r"^\s*(make|\"?\$\{?MAKE)\b", script.read(), re.M):
                found.append(name)
    return found


def program_of(test):
    """The program of a unit test."""
    return f"{BUILD}/tests/{os.path.basename(test)[:-2]}"


def clean_after(pid):
    """Remove what a test that was killed has left outside its own folder."""
    for folder in ("/tmp", "/dev/shm"):
        for path in glob.glob(f"{folder}/nbarc-*{pid}*"):
            shutil.rmtree(path) if os.path.isdir(path) else os.unlink(path)


class Ran(NamedTuple):
    failed: Optional[str]  # what failed, or None
    seconds: float  # on the clock
    cpu: float  # of processor time, of the test and all that it starts


def run_test(test, tree, scratch, limits, extra=None):
    """Run a test until its first failure.

    limits are the seconds of processor time of each process and those on the
    clock, after which the test has failed.
    """
    cpu, clock = limits
    argv = ["sh", test] if test.endswith(".sh") else [program_of(test)]
    shutil.rmtree(scratch, ignore_errors=True)
    os.makedirs(scratch)
    environment = dict(
        os.environ,
        B=os.path.join(tree, BUILD),
        CMOCKA_MESSAGE_OUTPUT="TAP",
        LC_ALL="C.UTF-8",
        TMPDIR=scratch,
        **(extra or {}),
    )
    begun, failed, planned, late = time.monotonic(), None, False, threading.Event()
    with subprocess.Popen(
        ["sh", "-c", LIMITED, "sh", str(math.ceil(cpu)), *argv],
        cwd=tree,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        start_new_session=True,
    ) as process:

        def stop():
            try:
                os.killpg(process.pid, signal.SIGKILL)
            except ProcessLookupError:
                pass

        timer = threading.Timer(clock, lambda: (late.set(), stop()))
        timer.start()
        for line in process.stdout:
            planned |= bool(re.match(r"1\.\.\d", line))
            match = re.match(r"not ok \d+ -? ?(.*)", line)
            if match:
                failed = match.group(1)
                stop()
                break
        _, code, usage = os.wait4(process.pid, 0)
        process.returncode = code = os.waitstatus_to_exitcode(code)
        timer.cancel()
        stop()
    clean_after(process.pid)
    shutil.rmtree(scratch, ignore_errors=True)
    if not failed and late.is_set():
        failed = f"no end within {clock:.0f} s"
    elif not failed and code == -signal.SIGXCPU:
        failed = f"no end within {cpu:.0f} s of processor time"
    elif not failed and code:
        failed = f"exit {code}" if code > 0 else f"signal {-code}"
    elif not failed and not planned:
        failed = "no plan"
    return Ran(failed, time.monotonic() - begun, usage.ru_utime + usage.ru_stime)


# ---- what each test executes


def executed(folder, tree, folders):
    """The lines with a count, by file, from the .gcda files under a folder."""
    counts = []
    for base, _, names in os.walk(folder):
        for name in names:
            inside = os.path.relpath(base, folder)
            if not name.endswith(".gcda") or not inside.startswith(folders):
                continue
            notes = name[:-5] + ".gcno"
            os.symlink(os.path.join(tree, BUILD, inside, notes), os.path.join(base, notes))
            counts.append(os.path.join(base, name))
    lines = {}
    if not counts:
        return lines
    output = subprocess.run(
        ["gcov", "--json-format", "--stdout", *counts],
        cwd=folder,
        check=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ).stdout
    for document in output.splitlines():
        for file in json.loads(document)["files"]:
            hit = lines.setdefault(file["file"], set())
            hit.update(n["line_number"] for n in file["lines"] if n["count"])
    return {name: sorted(hit) for name, hit in lines.items() if hit}


def programs_run(folder, found):
    """The programs of which an object that no other program has was counted."""
    users = {}
    links = [c for c in found.values() if not c.output.endswith((".a", ".o", ".so"))]
    for link in links:
        for name in link.inputs:
            users.setdefault(name, []).append(link.output)
    programs = set()
    for link in links:
        own = [n for n in link.inputs if n.endswith(".o") and len(users[n]) == 1]
        names = [os.path.relpath(n, BUILD)[:-2] + ".gcda" for n in own]
        # gcc names the counts of a program that it compiles and links in one go
        # after the program and the source.
        names.append(os.path.relpath(link.output, BUILD) + "-*.gcda")
        if any(glob.glob(os.path.join(folder, n)) for n in names):
            programs.add(link.output)
    return sorted(programs)


def digest(tree, *places):
    """A checksum of the names and the bytes of files and folders."""
    names = []
    for place in places:
        path = os.path.join(tree, place)
        if os.path.isfile(path):
            names.append(place)
        for folder, _, files in os.walk(path):
            names += [os.path.relpath(os.path.join(folder, n), tree) for n in files]
    total = hashlib.sha256()
    for name in sorted(names):
        with open(os.path.join(tree, name), "rb") as file:
            total.update(name.encode() + b"\0" + hashlib.sha256(file.read()).digest())
    return total.hexdigest()


class Measurement:
    """Which lines each test executes, how long it takes, what it needs."""

    def __init__(self, place, folders, found, longest):
        self.place, self.found, self.longest = place, found, longest
        self.folders = tuple(folders)
        self.plain = os.path.join(place, "tree")
        self.coverage = os.path.join(place, "coverage")
        helpers = glob.glob("tests/*.*", root_dir=self.plain)
        sources = digest(self.plain, "lib", "include", "tools", *sorted(helpers))
        self.common = f"{longest} {PLAIN} {COVERAGE} {sources} "
        self.cache = os.path.join(place, "measured")
        os.makedirs(self.cache, exist_ok=True)

    def known(self, test):
        """What was measured of a test, if nothing has changed since."""
        path = os.path.join(self.cache, os.path.basename(test) + ".json")
        try:
            with open(path, encoding="utf-8") as file:
                measured = json.load(file)
        except FileNotFoundError:
            return None
        key = self.common + digest(self.plain, test)
        return measured if measured["key"] == key else None

    def measure(self, test, slot):
        """Run a test in both trees and keep what was learnt."""
        scratch = os.path.join(self.place, f"scratch{slot}")
        ran = run_test(test, self.plain, scratch, (self.longest, 1800))
        counts = os.path.join(self.place, f"counts{slot}")
        shutil.rmtree(counts, ignore_errors=True)
        build = os.path.join(self.coverage, BUILD)
        strip = str(len(build.strip("/").split("/")))
        extra = {"GCOV_PREFIX": counts, "GCOV_PREFIX_STRIP": strip}
        if not ran.failed:
            run_test(test, self.coverage, scratch, (9 * self.longest, 1800), extra)
        programs = programs_run(counts, self.found)
        if test.endswith(".c"):
            programs = sorted({*programs, program_of(test)})
        measured = {
            "key": self.common + digest(self.plain, test),
            "failed": ran.failed,
            "seconds": ran.seconds,
            "cpu": ran.cpu,
            "programs": programs,
            "lines": executed(counts, self.coverage, self.folders),
        }
        shutil.rmtree(counts, ignore_errors=True)
        path = os.path.join(self.cache, os.path.basename(test) + ".json")
        with open(path, "w", encoding="utf-8") as file:
            json.dump(measured, file)
        return measured

    def all(self, jobs):
        """{test: measured} of every test that passes in the plain tree."""
        names = tests(self.plain)
        results = {test: self.known(test) for test in names}
        slots = queue.Queue()
        for slot in range(jobs):
            slots.put(slot)

        def one(test):
            slot = slots.get()
            try:
                return test, self.measure(test, slot)
            finally:
                slots.put(slot)

        missing = [test for test in names if not results[test]]
        with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
            running = [pool.submit(one, test) for test in missing]
            for future in concurrent.futures.as_completed(running):
                test, measured = future.result()
                print(f"# measured {test}: {measured['cpu']:.1f} s", flush=True)
                results[test] = measured
        for test in names:
            why = results[test]["failed"]
            if results[test]["cpu"] > self.longest:
                why = f"it takes {results[test]['cpu']:.0f} s"
            if why:
                print(f"# left out: {test}: {why}")
                del results[test]
        return results
