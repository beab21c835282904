#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Make each allocation and each system call of every tool fail, and see what happens.

usage: campaign.py [--calls N] [--only TEXT] [--kinds KIND,...] BUILD WORK

BUILD has tools that are linked with shared libraries (`make STATIC=`), so that fail.c
can stand before the C library. For each command below, for each kind of call, the
first call fails, then the second, and so on: once, and from then on. After N calls
(60) the steps grow by a seventh, to the last call.

What must hold after each run:
- the command ends by itself within a minute: no signal, no abort;
- with the exit code that it has when nothing fails, it printed and wrote what it does
  then;
- with another one it printed a message, the code is that of the environment (1), and
  an archive is as it was, or has the whole commit;
- no file is left that was not there, except what the command is asked for. Where every
  fstat() fails from some call on, a new archive cannot be told from another file of
  its name (NAME.new), and stays.

Prints a line for each command and kind, and what did not hold; exits with 1 then.
"""
import argparse
import hashlib
import os
import shutil
import signal
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
PAGES = os.path.join(ROOT, "fixtures", "pages")
KINDS = "memory open read write truncate sync name stat seek lock map start".split()

# What a library does that nbarc cannot help, or what the manual says of a command:
# (text in the command, kinds, what is accepted of a run).
ACCEPTED = [
    # OpenCC is written in C++: it ends the program, and its tables are no input.
    ("--variants", "memory open read stat map", lambda code, err: code in (-6, -11, 127) or b"OpenCC" in err),
    # libxml2 dies of some failures while it compiles a schema.
    ("--validate", "memory", lambda code, err: code == -11),
    ("--deep", "memory", lambda code, err: code == -11),
    # Inputs that cannot be read are left out, and all others go in.
    ("nbarc ingest", "open read stat memory map", lambda code, err: code == 2 and err),
    ("nbarc decide", "open read stat memory map", lambda code, err: code == 2 and b"not made again" in err),
]

# A command that reads prints what it prints when nothing fails, or less and says so.
READS = [
    "nbconv -f gb18030 -t utf-8 gb.txt",
    "nbnorm page.txt",
    "nbnorm alto.xml",
    "nbtei --id PAGE page.txt",
    "nbtei --validate page.xml",
    "nbarc list a.nbarc",
    "nbarc list --sort title --json a.nbarc",
    "nbarc get a.nbarc ITEM",
    "nbarc get --format source a.nbarc PAGE",
    "nbarc get --format json --all a.nbarc",
    "nbarc get a.nbarc -",
    "nbarc grep a.nbarc 的",
    "nbarc grep -E a.nbarc 一[^，]*了",
    "nbarc grep --variants a.nbarc 镇",
    "nbarc cite a.nbarc ITEM",
    "nbarc info a.nbarc",
    "nbarc log a.nbarc",
    "nbarc log a.nbarc PAGE",
    "nbarc diff a.nbarc PAGE@1 PAGE@2",
    "nbarc decisions a.nbarc",
    "nbarc manifest a.nbarc",
    "nbarc stat a.nbarc",
    "nbarc stat -w 镇 a.nbarc",
    "nbarc prove a.nbarc PAGE",
    "nbarc check-proof proof page.xml",
    "nbarc verify -q a.nbarc",
    "nbarc verify -q --deep a.nbarc",
    "nbarc export -q a.nbarc",
]
# A command that writes: the archive that it changes, or the file that it makes.
WRITES = [
    ("new.nbarc", "nbarc ingest -q -o new.nbarc pages"),
    ("a.nbarc", "nbarc ingest -q -o a.nbarc more"),
    ("a.nbarc", "nbarc withdraw -q -r test a.nbarc PAGE"),
    ("a.nbarc", "nbarc rename -q a.nbarc PAGE jdrb-20190309-a01"),
    ("a.nbarc", "nbarc decide -q a.nbarc decisions.tsv"),
    ("a.nbarc", "nbarc protect -q a.nbarc"),
    ("a.nbarc", "nbarc sign -q -k key.pem --origin example.org/a a.nbarc"),
    ("b.nbarc", "nbarc compact -q -o b.nbarc a.nbarc"),
    ("b.nbarc", "nbarc merge -q -o b.nbarc a.nbarc other.nbarc"),
    ("b.nbarc", "nbarc rescue -q -o b.nbarc hurt.nbarc"),
    ("b.nbarc", "nbarc repair -q -o b.nbarc flipped.nbarc"),
    ("split", "nbarc split -q --by title -o split a.nbarc"),
    ("a.nbarc.idx", "nbarc index -q a.nbarc"),
    ("a.nbarc", "nbarc index -q --embed a.nbarc"),
    ("x.sqlite", "nbarc export -q -f sqlite -o x.sqlite a.nbarc"),
    ("x.parquet", "nbarc export -q -f parquet -o x.parquet a.nbarc"),
    ("x.bag", "nbarc export -q -f bagit -o x.bag a.nbarc"),
    ("gb.out", "nbconv -f gb18030 -t utf-8 -o gb.out gb.txt"),
]
PAGE, ITEM = "jdrb-20190304-a01", "jdrb-20190304-a01-02"


def sound(*argv, **more):
    return subprocess.run(argv, check=True, capture_output=True, **more).stdout


def prepare(build, folder):
    """The files that the commands are about."""
    nbarc, nbconv, nbtei = (os.path.join(build, name) for name in ("nbarc", "nbconv", "nbtei"))
    at = lambda *names: os.path.join(folder, *names)
    pages = sorted(os.listdir(PAGES))
    for name, files in (("pages", pages), ("more", [n for n in pages if n.startswith("jdrb-20190306")])):
        os.makedirs(at(name))
        for one in files:
            if one.endswith(".txt"):
                shutil.copy(os.path.join(PAGES, one), at(name))
    first = at("pages", PAGE + ".txt")
    shutil.copy(first, at("page.txt"))
    with open(at("gb.txt"), "wb") as gb:
        gb.write(sound(nbconv, "-f", "utf-8", "-t", "gb18030", first))
    ocr = os.path.join(ROOT, "fixtures", "ocr")
    shutil.copy(next(os.path.join(ocr, n) for n in sorted(os.listdir(ocr)) if n.endswith(".xml")), at("alto.xml"))
    a = at("a.nbarc")
    sound(nbarc, "ingest", "-q", "-o", a, at("pages"))
    # a second revision of the first page, and pages that are not there yet
    with open(first) as text:
        changed = text.read().replace("镇", "县", 1)
    os.makedirs(at("changed"))
    with open(at("changed", PAGE + ".txt"), "w") as text:
        text.write(changed)
    sound(nbarc, "ingest", "-q", "-o", a, at("changed"))
    shutil.rmtree(at("changed"))
    os.rename(at("more", os.listdir(at("more"))[0]), at("more", "jdrb-20190308-a01.txt"))
    with open(at("page.xml"), "wb") as tei:
        tei.write(sound(nbarc, "get", a, PAGE))
    with open(at("proof"), "wb") as proof:
        proof.write(sound(nbarc, "prove", a, PAGE))
    with open(at("decisions.tsv"), "w") as decisions:
        decisions.write(f"main\t许晚·\t柳湾县办起春耕\t\t{PAGE}\t王平\t2026-03-31\t看图\n")
    sound("openssl", "genpkey", "-algorithm", "ed25519", "-out", at("key.pem"))
    os.makedirs(at("one"))
    shutil.copy(first, at("one", "qtrb-19990101-01.txt"))
    sound(nbarc, "ingest", "-q", "-o", at("other.nbarc"), at("one"))
    shutil.rmtree(at("one"))
    shutil.copy(a, at("flipped.nbarc"))
    sound(nbarc, "protect", "-q", at("flipped.nbarc"))
    for name in ("hurt.nbarc", "flipped.nbarc"):
        if name == "hurt.nbarc":
            shutil.copy(a, at(name))
        with open(at(name), "r+b") as file:
            file.seek(600)
            byte = file.read(1)[0]
            file.seek(600)
            file.write(bytes([byte ^ 0x40]))


def is_part(out, whole):
    """True if `out` is `whole` without some of its lines."""
    lines = iter(whole.splitlines())
    return all(any(line == other or other.startswith(line) for other in lines) for line in out.splitlines())


def state(folder):
    """What is in a folder: names and contents."""
    found = {}
    for path, _, names in os.walk(folder):
        for name in names:
            full = os.path.join(path, name)
            with open(full, "rb") as file:
                found[os.path.relpath(full, folder)] = hashlib.sha256(file.read()).hexdigest()
    return found


class Campaign:
    def __init__(self, args):
        self.args = args
        self.build = os.path.abspath(args.build)
        self.before = os.path.join(args.work, "before")
        self.here = os.path.join(args.work, "here")
        self.mark = os.path.join(args.work, "mark")
        self.problems, self.runs, self.failed = [], 0, 0
        shutil.rmtree(args.work, ignore_errors=True)
        os.makedirs(self.before)
        prepare(self.build, self.before)
        self.ids = sound(os.path.join(self.build, "nbarc"), "list", "--columns", "id", os.path.join(self.before, "a.nbarc"))
        self.library = os.path.join(args.work, "fail.so")
        sound("cc", "-std=c11", "-O2", "-fPIC", "-shared", "-o", self.library,
              os.path.join(ROOT, "tests", "faults", "fail.c"), "-ldl")

    def fresh(self):
        shutil.rmtree(self.here, ignore_errors=True)
        shutil.copytree(self.before, self.here)

    def run(self, command, fault):
        """(exit code or "hang", stdout, stderr, calls that failed)"""
        argv = command.replace("ITEM", ITEM).replace("PAGE", PAGE).split()
        argv[0] = os.path.join(self.build, argv[0])
        env = dict(os.environ)
        if fault:
            if os.path.exists(self.mark):
                os.unlink(self.mark)
            env |= {"LD_PRELOAD": self.library, "NBARC_FAULT": fault, "NBARC_FAULT_MARK": self.mark}
        child = subprocess.Popen(argv, cwd=self.here, env=env, stdin=subprocess.PIPE,
                                 stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True)
        try:
            out, err = child.communicate(self.ids, timeout=60)
            code = child.returncode
        except subprocess.TimeoutExpired:
            os.killpg(child.pid, signal.SIGKILL)
            out, err = child.communicate()
            code = "hang"
        failed = os.path.getsize(self.mark) if fault and os.path.exists(self.mark) else 0
        return code, out, err, failed

    def judge(self, command, fault, written, after, whole, got):
        code, out, err, _ = got
        right, right_code = whole
        found = state(self.here)
        kind = fault.split(":")[0]
        if any(text in command and kind in kinds.split() and accepts(code, err) for text, kinds, accepts in ACCEPTED):
            return None

        def wrong(what):
            self.problems.append(f"{command}: {fault}: {what}; exit code {code}; {err[-300:]!r}")
            print("not right:", self.problems[-1], flush=True)

        if code == "hang" or code < 0:
            return wrong("died")
        if any(word in err for word in (b"Sanitizer", b"runtime error")):
            return wrong("sanitizer")
        if kind == "stat" and fault.endswith("+"):
            found.pop(f"{written}.new", None)
        extra = set(found) - set(self.first) - set(after)
        if extra:
            wrong(f"left {sorted(extra)}")
        if code == right_code:
            if out != right:
                wrong("prints something else")
            if found != after:
                wrong("wrote something else: " + str(sorted(n for n in set(found) | set(after) if found.get(n) != after.get(n))))
            return None
        if not err.strip():
            wrong("no message")
        if code != 1:
            wrong("another exit code than 1")
        if not written and not is_part(out, right):
            wrong("prints what is no part of its answer")
        changed = sorted(n for n in set(found) | set(self.first) if found.get(n) != self.first.get(n))
        for name in changed:
            if found.get(name) != after.get(name) and not self.readable(name, found, after):
                wrong(f"{name} is neither as before nor as after")
        return None

    def readable(self, name, found, after):
        """An archive that has bytes of an append that was not finished, which could not be taken off."""
        if not name.endswith(".nbarc") or name not in self.first or name not in found:
            return False
        lists = []
        for folder in (self.here, self.before):
            child = subprocess.run([os.path.join(self.build, "nbarc"), "list", os.path.join(folder, name)],
                                   capture_output=True)
            lists.append((child.returncode, child.stdout))
        return lists[0] == lists[1]

    def command(self, command, written):
        self.fresh()
        self.first = state(self.here)
        code, right, err, _ = self.run(command, None)
        after = state(self.here)
        if code not in (0, 2):
            sys.exit(f"campaign.py: {command} fails by itself: {code} {err.decode(errors='replace')}")
        for kind in self.args.kinds:
            runs = failed = last = 0
            for more in ("", "+"):
                n = 1
                while True:
                    if written or runs == 0:
                        self.fresh()
                    got = self.run(command, f"{kind}:{n}{more}")
                    if not got[3]:
                        break
                    runs, failed, last = runs + 1, failed + got[3], max(last, n)
                    self.judge(command, f"{kind}:{n}{more}", written, after, (right, code), got)
                    n = n + 1 if n < self.args.calls else n + max(1, n // 7)
            self.runs += runs
            self.failed += failed
            print(f"{command}\t{kind}\t{last} calls\t{runs} runs\t{failed} failed", flush=True)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--calls", type=int, default=60)
    parser.add_argument("--only", default="")
    parser.add_argument("--kinds", default=KINDS, type=lambda text: text.split(","))
    parser.add_argument("build")
    parser.add_argument("work")
    args = parser.parse_args()
    args.work = os.path.abspath(args.work)
    os.environ |= {"LC_ALL": "C.UTF-8", "SOURCE_DATE_EPOCH": "1583712000", "LD_LIBRARY_PATH": os.path.abspath(args.build)}
    campaign = Campaign(args)
    for written, command in [(None, c) for c in READS] + WRITES:
        if args.only in command:
            campaign.command(command, written)
    print(f"{campaign.runs} runs, {campaign.failed} calls failed, {len(campaign.problems)} problems")
    return 1 if campaign.problems else 0


if __name__ == "__main__":
    sys.exit(main())
