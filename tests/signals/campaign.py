#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Send signals at random moments to every command that writes.

usage: campaign.py PAGES WORK [--rounds N] [--seed S] [NAME...]

PAGES is a folder of page texts, of which archives are made. Each command is run once
to its end, so that it is known what it writes and how long it takes; then ROUNDS (40)
times with SIGINT, SIGTERM, SIGHUP or SIGKILL at a moment of that time. Afterwards

- it has died of the signal, or had ended before it came;
- an archive that was there has the pages, and the root, that it had before the command
  or has after it, and `nbarc verify` finds nothing. SIGKILL may leave an append that is
  not finished behind the newest commit: the pages are there, and the next append
  cuts it off;
- a new file is whole or absent: no other one, and none that is temporary, is left;
  only SIGKILL may leave one, whose name tells;
- the same command once more succeeds, as if nothing had been.

NAME restricts the run to these commands. Prints a line for each; the exit code is 1
if anything of this was not so.
"""
import argparse
import collections
import filecmp
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time

PAGE = "jdrb-20190304-a01"
# A temporary file or folder of a command that was killed.
TEMPORARY = (".tmp", ".new", ".part")

# Commands in a folder that has what prepare() makes. A second list is run before each
# round, and is not disturbed. Folders are written file by file: each file is whole.
COMMANDS = {
    "nbconv": "nbconv -t gb18030 -o out.txt long.txt",
    "nbnorm": "nbnorm -o out.txt -j out.journal long.txt",
    "nbtei": "nbtei --id jdrb-20190304-a09 -o out.xml long.txt",
    "ingest, new": "nbarc ingest -q -o new.nbarc pages",
    "ingest": "nbarc ingest -q -o a.nbarc more",
    "ingest, shared text": "nbarc ingest -q --shared-text -o new.nbarc pages",
    "withdraw": "nbarc withdraw -q --reason rights a.nbarc " + PAGE,
    "decide": "nbarc decide -q a.nbarc decisions.tsv",
    "edit": "nbarc edit -q a.nbarc " + PAGE,
    "rename": "nbarc rename -q a.nbarc jdrb-20190305-a03 jdrb-20190305-a04",
    "compact": "nbarc compact -q a.nbarc",
    "compact --purge": "nbarc compact -q --purge a.nbarc",
    "merge": "nbarc merge -q -o new.nbarc a.nbarc b.nbarc",
    "split": "nbarc split -q --by title -o parts a.nbarc",
    "collect": "nbarc collect -o new.nbarcs a.nbarc b.nbarc",
    "index": "nbarc index -q a.nbarc",
    "index --embed": "nbarc index -q --embed a.nbarc",
    "protect": "nbarc protect -q a.nbarc",
    "repair": "nbarc repair -q hurt.nbarc",
    "rescue": "nbarc rescue -q -o new.nbarc a.nbarc",
    "sign": "nbarc sign -q -k key.pem a.nbarc",
    "prove": "nbarc prove -o out.proof a.nbarc " + PAGE,
    "get": "nbarc get -q -o out.xml --all a.nbarc",
    "get -d": "nbarc get -q -d out --all a.nbarc",
    "publish": "nbarc publish -q a.nbarc out",
}
for form in ("jsonl", "csv", "parquet", "sqlite", "bulk", "vertical", "conllu", "bagit", "teicorpus", "mets", "text"):
    COMMANDS["export, " + form] = f"nbarc export -q -f {form} -o out.{form} a.nbarc"
COMMANDS["export, zst"] = "nbarc export -q -o out.jsonl.zst a.nbarc"
COMMANDS["export, shards"] = "nbarc export -q --shard 20K -o out.jsonl a.nbarc"

ENVIRONMENT = dict(os.environ, SOURCE_DATE_EPOCH="1583712000", NBARC_WHO="campaign", EDITOR="sh ../editor.sh")


def run(argv, where, codes=(0,)):
    done = subprocess.run(argv, cwd=where, env=ENVIRONMENT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
    if codes and done.returncode not in codes:
        sys.exit(f"{' '.join(argv)}: exit {done.returncode}: {done.stderr.decode(errors='replace')}")
    return done


def prepare(pages, base):
    """What the commands work with."""
    names = sorted(name for name in os.listdir(pages) if name.endswith(".txt"))
    for folder in ("pages", "more"):
        os.makedirs(os.path.join(base, folder))
    for name in names:
        shutil.copy(os.path.join(pages, name), os.path.join(base, "pages"))
        # The same pages of other days.
        code, date, rest = name.split("-", 2)
        for year in range(1951, 1957):
            shutil.copy(os.path.join(pages, name), os.path.join(base, "more", f"{code}-{year}{date[4:]}-{rest}"))
    with open(os.path.join(pages, PAGE + ".txt"), "rb") as file:
        page = file.read()
    with open(os.path.join(base, "long.txt"), "wb") as file:
        file.write(page * 400)
    run(["nbarc", "ingest", "-q", "-o", "a.nbarc", "pages"], base)
    run(["nbarc", "ingest", "-q", "-o", "a.nbarc", *(f"more/{name}" for name in
                                                   sorted(os.listdir(os.path.join(base, "more")))[::2])], base)
    run(["nbarc", "ingest", "-q", "-o", "b.nbarc", "more"], base)
    run(["nbarc", "protect", "-q", "b.nbarc"], base)
    shutil.copy(os.path.join(base, "b.nbarc"), os.path.join(base, "hurt.nbarc"))
    with open(os.path.join(base, "hurt.nbarc"), "r+b") as file:
        file.seek(5000)
        file.write(b"damage")
    run(["openssl", "genpkey", "-algorithm", "ed25519", "-out", "key.pem"], base)
    form = run(["nbarc", "edit", "--print", "a.nbarc", PAGE], base).stdout
    with open(os.path.join(base, "form"), "wb") as file:
        file.write(change(form))
    done = run(["nbarc", "edit", "-n", "--apply", "form", "a.nbarc"], base)
    with open(os.path.join(base, "decisions.tsv"), "wb") as file:
        file.write(done.stdout)
    with open(os.path.join(base, os.pardir, "editor.sh"), "w", encoding="utf-8") as file:
        file.write('cp form "$1"\n')


def change(form):
    """A form in which the first paragraph is a crosshead."""
    return form.replace(b"\nparagraph\t", b"\ncrosshead\t", 1)


def tree(where):
    """All files and folders below a folder, by their paths."""
    return {os.path.relpath(os.path.join(at, name), where)
            for at, folders, files in os.walk(where) for name in folders + files}


def pages_of(where, archive):
    """The pages of an archive, whatever stands after its newest commit."""
    return run(["nbarc", "list", "--pages", archive], where, (0, 2, 4)).stdout


def state(where, archive):
    """What a sound archive holds."""
    root = json.loads(run(["nbarc", "info", "--json", "-b", archive], where).stdout)["root"]
    return root, pages_of(where, archive)


class Command:
    def __init__(self, name, base, work, draw):
        self.name, self.base, self.work, self.draw = name, base, work, draw
        self.argv = COMMANDS[name].split()
        self.whole = os.path.join(work, "whole")
        self.faults, self.met = [], collections.Counter()

    def fresh(self, where):
        shutil.rmtree(where, ignore_errors=True)
        shutil.copytree(self.base, where)

    def prepare(self):
        """Run it to its end."""
        self.fresh(self.whole)
        before = tree(self.whole)
        began = time.monotonic()
        run(self.argv, self.whole)
        self.took = time.monotonic() - began
        self.files = tree(self.whole)
        self.new = self.files - before
        self.archives = [name for name in before if name.endswith(".nbarc")]
        self.states = {name: (state(self.base, name), state(self.whole, name)) for name in self.archives
                       if name != "hurt.nbarc"}

    def disturb(self, where):
        """Run it, and send a signal; its name, and the exit code."""
        sent = self.draw.choice((signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGKILL))
        child = subprocess.Popen(self.argv, cwd=where, env=ENVIRONMENT, stdin=subprocess.DEVNULL,
                                 stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, preexec_fn=usual)
        time.sleep(self.draw.random() * self.took)
        child.send_signal(sent)
        return sent, child.wait()

    def fault(self, what):
        self.faults.append(what)

    def judge(self, where, sent, code):
        killed = sent == signal.SIGKILL
        if code not in (0, -sent):
            self.fault(f"{sent.name}: exit {code}")
        for name, states in self.states.items():
            sound = run(["nbarc", "verify", "-q", name], where, None).returncode == 0
            if sound and state(where, name) in states:
                continue
            # An append that was not finished looks like one that was damaged since.
            if not killed or sound or pages_of(where, name) not in [pages for _, pages in states]:
                self.fault(f"{sent.name}: {name} is {'neither as before nor as after' if sound else 'damaged'}")
        for name in sorted(tree(where)):
            if name not in self.files:
                if not killed or not (set(TEMPORARY) & {os.path.splitext(part)[1] for part in name.split(os.sep)}
                                      or any(mark in name for mark in TEMPORARY)):
                    self.fault(f"{sent.name}: {name} is left")
            elif name in self.new and not self.is_whole(os.path.join(where, name), os.path.join(self.whole, name)):
                self.fault(f"{sent.name}: {name} is not whole")

    @staticmethod
    def is_whole(path, whole):
        return os.path.isdir(whole) or filecmp.cmp(path, whole, shallow=False)

    def again(self, where, sent):
        """The same once more, without what was written; unless it is done already."""
        changed = [name for name, states in self.states.items() if states[0] != states[1]]
        if changed and all(run(["nbarc", "verify", "-q", name], where, None).returncode == 0 and
                           state(where, name) == self.states[name][1] for name in changed):
            return
        for name in self.new:
            path = os.path.join(where, name)
            if os.path.isdir(path):
                shutil.rmtree(path)
            elif os.path.exists(path):
                os.remove(path)
        done = run(self.argv, where, None)
        # An append that lacked no more than its last write is completed, and done then.
        if done.returncode not in ((0, 4) if sent == signal.SIGKILL else (0,)):
            self.fault(f"{sent.name}: once more: exit {done.returncode}: {done.stderr.decode(errors='replace')}")
        for name, states in self.states.items():
            if state(where, name) != states[1]:
                self.fault(f"{sent.name}: once more: {name} is not as it should be")

    def campaign(self, rounds):
        self.prepare()
        where = os.path.join(self.work, "here")
        for _ in range(rounds):
            self.fresh(where)
            sent, code = self.disturb(where)
            self.met["died" if code else "done"] += 1
            self.judge(where, sent, code)
            self.again(where, sent)


def usual():
    for one in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(one, signal.SIG_DFL)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("pages")
    parser.add_argument("work")
    parser.add_argument("names", nargs="*")
    parser.add_argument("--rounds", type=int, default=40)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    draw = random.Random(args.seed)
    shutil.rmtree(args.work, ignore_errors=True)
    base = os.path.join(args.work, "base")
    os.makedirs(base)
    prepare(args.pages, base)
    failed = 0
    for name in args.names or COMMANDS:
        command = Command(name, base, args.work, draw)
        command.campaign(args.rounds)
        failed += bool(command.faults)
        print(f"{name}: {command.took * 1000:.0f} ms; {command.met['died']} died, {command.met['done']} had ended; "
              f"{len(command.faults)} faults", *sorted(set(command.faults))[:6], sep="\n    ", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
