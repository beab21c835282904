#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Make each allocation and each system call of every tool fail, and see what happens.

usage: campaign.py [--calls N] [--only TEXT] [--kinds KIND,...] [--leaks] BUILD WORK

BUILD has tools that are linked with shared libraries (`make STATIC=`), so that fail.c
can stand before the C library. For each command of commands.py, for each kind of call,
the first call fails, then the second, and so on to the last: once, and from then on.
With --calls, and for the commands of SAMPLED, the steps grow by a seventh after N calls.
A kind may be told its error, as in write/EDQUOT. Calls that the C library makes for itself,
as printf() does, do not fail.

What must hold after each run:
- the command ends by itself within a minute: no signal, no abort;
- with the exit code that it has when nothing fails, it printed and wrote what it does
  then;
- with another one it printed a message, the code is that of the environment (1), and
  an archive is as it was, or has the whole commit;
- no file is left that was not there, except what the command is asked for. Where every
  fstat() fails from some call on, a new archive cannot be told from another file of
  its name (NAME.new), and stays; so does a file that cannot be removed, as a folder
  when there is no memory to read it, which must be said;
- what was kept of a file read by URL serves a later run;
- a reading room (served.py) answers rightly, or with an error, or not at all, and after
  one failure answers again; it ends when it is told to;
- with --leaks, only this: nothing is left at the end that no pointer leads to, except for
  what leaks.supp names. BUILD must have been made with SANDBOX=0 then, because the leak
  sanitizer stops the process to look at it.

Prints a line for each command and kind, and what did not hold; exits with 1 then.
"""
import argparse
import collections
import glob
import hashlib
import json
import os
import re
import shutil
import signal
import struct
import subprocess
import sys
import time

import served
from commands import ACCEPTED, DEATHS, FATAL, ITEM, PAGE, PARSERS, PIECES, READS, REPORT, ROOT, SAMPLED, SAMPLED_LEAKS, \
    SERVES, WRITES, prepare, sound

KINDS = ("memory open open/EACCES open/EROFS read read/ESTALE write write/EDQUOT truncate sync sync/EDQUOT name "
         "name/EROFS stat seek lock map start remove close socket connect send receive poll").split()
# Threads do not always make as many calls: so many runs end a kind in which none failed.
MISSES = 5
# How often a run is done again to see a leak once more.
AGAIN = 5


def is_part(out, whole):
    """True if `out` is `whole` without some of its lines, or JSON without some of its values."""
    try:
        some, all_of_it = json.loads(out), json.loads(whole)
        return some == all_of_it[:len(some)] if isinstance(some, list) else some.items() <= all_of_it.items()
    except (ValueError, TypeError, AttributeError):
        pass
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
        self.deaths = collections.Counter()  # that are accepted
        shutil.rmtree(args.work, ignore_errors=True)
        os.makedirs(self.before)
        prepare(self.build, self.before)
        self.stack = os.path.join(args.work, "stack")
        self.cache = os.path.join(args.work, "cache")
        self.tmp = os.path.join(args.work, "tmp")
        self.ids = sound(os.path.join(self.build, "nbarc"), "list", "--columns", "id", os.path.join(self.before, "a.nbarc"))
        self.library = os.path.join(args.work, "fail.so")
        sound("cc", "-std=c11", "-O2", "-fPIC", "-shared", "-o", self.library,
              os.path.join(ROOT, "tests", "faults", "fail.c"), "-ldl")
        self.server, self.url = far_server(args.work, self.before)

    def fresh(self):
        shutil.rmtree(self.here, ignore_errors=True)
        shutil.copytree(self.before, self.here)

    def argv(self, command):
        words = command.replace("ITEM", ITEM).replace("PAGE", PAGE).replace("URL", self.url).split()
        return [os.path.join(self.build, words[0])] + words[1:]

    def environment(self, fault, named=False):
        """Of a run; what the last one left besides its files is removed. Leaks are `named`
        by the functions of libraries, which takes ten times as long."""
        for path in [self.mark, self.stack] + self.leaks():
            if os.path.exists(path):
                os.unlink(path)
        shutil.rmtree(self.tmp, ignore_errors=True)
        os.makedirs(self.tmp)
        env = os.environ | {"TMPDIR": self.tmp, "XDG_CACHE_HOME": self.cache}
        if fault:
            preloaded = [self.library] + (["liblsan.so.0"] if self.args.leaks else [])
            env |= {"LD_PRELOAD": ":".join(preloaded), "NBARC_FAULT": fault, "NBARC_FAULT_MARK": self.mark,
                    "NBARC_FAULT_STACK": self.stack,
                    "LSAN_OPTIONS": f"exitcode=0:log_path={self.args.work}/leaks"}
            if named:
                # Libraries have no frame pointers.
                env["LSAN_OPTIONS"] += ":fast_unwind_on_malloc=0:suppressions=" + \
                    os.path.join(ROOT, "tests", "faults", "leaks.supp")
        return env

    def leaks(self):
        """The files of the leak sanitizer."""
        return glob.glob(os.path.join(self.args.work, "leaks.*"))

    def calls_failed(self):
        """By all processes of the last run: the second number of fail.c's struct marks."""
        if not os.path.exists(self.mark):
            return 0
        with open(self.mark, "rb") as marks:
            return struct.unpack("LL", marks.read(struct.calcsize("LL")))[1]

    def run(self, command, fault, cached=False, named=False):
        """(exit code or "hang", stdout, stderr, calls that failed)"""
        if not cached:
            shutil.rmtree(self.cache, ignore_errors=True)
        child = subprocess.Popen(self.argv(command), cwd=self.here, env=self.environment(fault, named),
                                 stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                 start_new_session=True)
        try:
            out, err = child.communicate(self.ids, timeout=60)
            code = child.returncode
        except subprocess.TimeoutExpired:
            os.killpg(child.pid, signal.SIGKILL)
            out, err = child.communicate()
            code = "hang"
        return code, out, err, self.calls_failed()

    def accepted(self, command, kind, code, out, err):
        """Is this how a run ends for what a library does, or for what the manual says?"""
        if code == -signal.SIGABRT and FATAL in err and kind == "poll":
            self.deaths["libmicrohttpd, which says so"] += 1
            return True
        if code in (-signal.SIGSEGV, -signal.SIGABRT) and os.path.exists(self.stack):
            with open(self.stack) as stack:
                calls = re.findall(r"([^/\n(]+)\(([^+)]*)", stack.read())
            for library, entries in DEATHS:
                for called, name in calls:
                    if library in called and (not entries or name in entries):
                        self.deaths[f"{library} {name}".strip()] += 1
                        return True
            return False
        if b"its parser ended before" in err and code in (1, 2):
            self.deaths["a process that parses, which says so"] += 1
            return kind in PARSERS
        return any(text in command and kind in kinds.split() and accepts(code, out, err)
                   for text, kinds, accepts in ACCEPTED)

    def wrong(self, command, fault, what, code, err):
        self.problems.append(f"{command}: {fault}: {what}; exit code {code}; "
                             + err[-300:].decode(errors="replace").strip())
        print("not right:", self.problems[-1], flush=True)

    def look_for_leaks(self, command, fault, got, again):
        """Report leaks that leaks.supp does not name. The run is done `again` to name them; if
        they do not come again, they are reported as they are."""
        seen = self.leaks_said()
        for _ in range(AGAIN if seen else 0):
            again()
            # A leak that is suppressed leaves a file as well.
            if self.leaks():
                seen = self.leaks_said()
                break
        for text in seen:
            # A function, or the library in which one without a name is.
            frames = [name or os.path.basename(library)
                      for name, library in re.findall(r"#\d+ \S+ +(?:in (\S+) )?\(?([^\s+()]*)", text)]
            self.wrong(command, fault, "leaks: " + " < ".join(frames[:8]), got[0], got[2])

    def leaks_said(self):
        """What the leak sanitizer says. It also ends a program in which a call of its own fails."""
        texts = []
        for path in self.leaks():
            with open(path) as report:
                texts.append(report.read())
        return [text for text in texts if "detected memory leaks" in text]

    def left_sound(self, written, wrong):
        """An archive that an accepted run has written is one."""
        path = os.path.join(self.here, written or "")
        if (written or "").endswith(".nbarc") and os.path.exists(path) and \
                subprocess.run([os.path.join(self.build, "nbarc"), "verify", "-q", path],
                               capture_output=True).returncode != 0:
            wrong("the archive is not sound")

    def judge(self, command, fault, written, after, whole, got):
        code, out, err, _ = got
        right, right_code = whole
        found = state(self.here)
        kind = fault.split(":")[0].split("/")[0]

        def wrong(what):
            return self.wrong(command, fault, what, code, err)

        if self.accepted(command, kind, code, out, err):
            return self.left_sound(written, wrong)
        if code == "hang" or code < 0:
            return wrong("died" if code != "hang" else "hangs")
        if kind == "stat" and fault.endswith("+"):
            found.pop(f"{written}.new", None)
        # A report is of the run, also of one that fails, or that doubts more.
        found.pop(REPORT, None)
        after = {name: what for name, what in after.items() if name != REPORT}
        self.look_at_files(kind, command, found, after, err, wrong)
        if code == right_code:
            if out != right:
                wrong("prints something else")
            if found != after and kind != "remove":
                wrong("wrote something else: " + str(sorted(n for n in set(found) | set(after) if found.get(n) != after.get(n))))
            return None
        if not err.strip():
            wrong("no message")
        if code != 1:
            wrong("another exit code than 1")
        if not written and not is_part(out, right):
            wrong("prints what is no part of its answer")
        if "URL" in command and self.run(command, None, True)[:2] != (right_code, right):
            wrong("a later run with what is kept of the file prints something else")
        return None

    def look_at_files(self, kind, command, found, after, err, wrong):
        """What was made is all there or not at all; nothing else is left, or is changed."""
        extra = set(found) - set(self.first) - set(after)
        unsaid = {name for name in extra if f"{name.split('/')[0]}: cannot be removed".encode() not in err}
        if unsaid and kind != "remove":
            wrong(f"left {sorted(unsaid)}")
        made = set(after) - set(self.first)
        last = next((last for text, last in PIECES.items() if command.startswith(text)), "")
        if made & set(found) and made - set(found) and (last == "" or last in found):
            wrong(f"a part only: {sorted(made & set(found))[:3]}")
        for path in glob.glob(os.path.join(self.tmp, "**"), recursive=True):
            if os.path.isfile(path) and path.encode() not in err and kind != "remove":
                wrong(f"left {path}")
        for name in sorted(set(found) | set(self.first)):
            if found.get(name) not in (self.first.get(name), after.get(name)) and name not in extra and \
                    not self.readable(name, found):
                wrong(f"{name} is neither as before nor as after")

    def readable(self, name, found):
        """An archive that has bytes of an append that was not finished, which could not be taken off."""
        if not name.endswith(".nbarc") or name not in self.first or name not in found:
            return False
        lists = []
        for folder in (self.here, self.before):
            child = subprocess.run([os.path.join(self.build, "nbarc"), "list", os.path.join(folder, name)],
                                   capture_output=True)
            lists.append((child.returncode, child.stdout))
        return lists[0] == lists[1]

    def each_fault(self, command, kind, run):
        """Run with the first call of a kind failing, and so on, until no call is left to fail."""
        runs = failed = last = 0
        sampled = SAMPLED | (SAMPLED_LEAKS if self.args.leaks else {})
        limits = [limit for text, limit in sampled.items() if text in command] + [self.args.calls]
        for more in ("", "+"):
            n, missed = 1, 0
            while missed < (MISSES if last else 1):
                calls = run(f"{kind}:{n}{more}")
                missed = 0 if calls else missed + 1
                if calls:
                    runs, failed, last = runs + 1, failed + calls, max(last, n)
                n += 1 if n < min(limits) else max(1, n // 7)
        self.runs += runs
        self.failed += failed
        print(f"{command}\t{kind}\t{last} calls\t{runs} runs\t{failed} failed", flush=True)

    def command(self, command, written):
        self.fresh()
        self.first = state(self.here)
        code, right, err, _ = self.run(command, None)
        after = state(self.here)
        if code not in (0, 2):
            sys.exit(f"campaign.py: {command} fails by itself: {code} {err.decode(errors='replace')}")

        def run(fault):
            if written or state(self.here) != self.first:
                self.fresh()
            got = self.run(command, fault)
            if got[3] and self.args.leaks:
                self.look_for_leaks(command, fault, got,
                                    lambda: (self.fresh(), self.run(command, fault, named=True)))
            elif got[3]:
                self.judge(command, fault, written, after, (right, code), got)
            return got[3]

        for kind in self.args.kinds:
            self.fresh()
            self.each_fault(command, kind, run)

    def serve(self, command):
        """The same of a reading room. How many calls it makes is a matter of time."""
        self.fresh()
        self.first = state(self.here)
        code, right, err = served.serve(self.argv(command), False, cwd=self.here, env=self.environment(None))
        if code != 0 or not right or any(not answer or answer[0] != 200 for answer in right):
            sys.exit(f"campaign.py: {command} fails by itself: {code} {right} {err.decode(errors='replace')}")

        def run(fault):
            once = not fault.endswith("+")
            serve = lambda named: served.serve(self.argv(command), once, cwd=self.here,
                                               env=self.environment(fault, named))
            got = serve(False)
            calls = self.calls_failed()
            if not calls:
                return 0
            if self.args.leaks:
                self.look_for_leaks(command, fault, got, lambda: serve(True))
                return calls
            wrong = served.judge(once, right, got)
            if state(self.here) != self.first:
                wrong.append("files are left or changed")
                self.fresh()
            if not self.accepted(command, fault.split(":")[0], got[0], b"", got[2]):
                for what in wrong:
                    self.wrong(command, fault, what, got[0], got[2])
            return calls

        for kind in self.args.kinds:
            self.each_fault(command, kind, run)


def far_server(work, folder):
    """A web server of the files in a folder, and its address."""
    port = os.path.join(work, "port")
    process = subprocess.Popen([sys.executable, os.path.join(ROOT, "tests", "far_server.py"), folder, port,
                                os.path.join(work, "far.log")], stdin=subprocess.DEVNULL,
                               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while not os.path.exists(port) or not os.path.getsize(port):
        if process.poll() is not None:
            sys.exit("campaign.py: the web server does not start")
        time.sleep(.05)
    with open(port) as file:
        return process, f"http://127.0.0.1:{file.read().strip()}"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--calls", type=int, default=sys.maxsize)
    parser.add_argument("--only", default="")
    parser.add_argument("--kinds", default=KINDS, type=lambda text: text.split(","))
    parser.add_argument("--leaks", action="store_true")
    parser.add_argument("build")
    parser.add_argument("work")
    args = parser.parse_args()
    args.work = os.path.abspath(args.work)
    os.environ |= {"LC_ALL": "C.UTF-8", "SOURCE_DATE_EPOCH": "1583712000", "NBARC_TIMEOUT": "3", "NBARC_WHO": "王平",
                   "EDITOR": "sed -i s/县农技站/县农科站/", "LD_LIBRARY_PATH": os.path.abspath(args.build)}
    os.environ.pop("VISUAL", None)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    campaign = Campaign(args)
    try:
        for written, command in [(None, c) for c in READS] + WRITES:
            if args.only in command:
                campaign.command(command, written)
        for command in SERVES:
            if args.only in command:
                campaign.serve(command)
    finally:
        campaign.server.terminate()
    for where, times in sorted(campaign.deaths.items()):
        print(f"died {times} times in {where}, which is known")
    print(f"{campaign.runs} runs, {campaign.failed} calls failed, {len(campaign.problems)} problems")
    return 1 if campaign.problems else 0


if __name__ == "__main__":
    sys.exit(main())
