#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Do things to an archive at random, and hold it to what it said before.

usage: model.py SEED STEPS

Pages come, change, lose and get back articles, are withdrawn and put back; the
archive is written anew, purged, split and merged. After each step it must verify,
now and at every commit there was, with the root that this had; what a page was at
a commit is what it is there now, unless a purge took the text; and an item's number
never stands for another text. Prints "ok" or what is wrong.
"""
import json
import os
import random
import shutil
import subprocess
import sys

ARCHIVE = "model.nbarc"
WORDS = "春耕夏种秋收冬藏稻麦棉桑渔樵耕读山水田林湖草沙石城乡村镇街巷桥路"


class Wrong(Exception):
    """The archive does not do what it should."""


def nbarc(*args, expect=(0,)):
    done = subprocess.run(["nbarc", *args], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    if done.returncode not in expect:
        raise Wrong(f"nbarc {' '.join(args)}: exit {done.returncode}: {done.stderr.decode()[:300]}")
    return done.returncode, done.stdout


class Model:
    def __init__(self, seed):
        self.rng = random.Random(seed)
        self.clock = 1583712000
        self.pages = {}  # id -> list of (mark, text)
        self.marks = 0
        self.commits = {}  # number -> (root, {page: get's output or None})
        self.purged_at = 0  # number of the last purge
        self.marks_of = {}  # item id -> marks in its text
        self.log = []

    # ---- what is done

    def article(self):
        """A text that names itself: its mark is in every sentence."""
        self.marks += 1
        mark = f"第{self.marks:04d}号"
        body = "。".join(mark + "".join(self.rng.choices(WORDS, k=12)) for _ in range(4)) + "。"
        return mark, body

    def write(self, page):
        os.makedirs("model.pages", exist_ok=True)
        blocks = []
        for mark, body in self.pages[page]:
            blocks += [f"{mark}的标题", f"本报讯　{body}", body]
        with open(f"model.pages/{page}.txt", "w", encoding="utf-8") as out:
            out.write("\n\n\n\n".join(blocks) + "\n")

    def ingest(self, *pages):
        for page in pages:
            self.write(page)
        nbarc("ingest", "-q", "--level", "3", "--frame-size", str(self.rng.choice((1, 2, 1024))),
              *self.rng.choice(((), ("--reinstate",))), "-o", ARCHIVE, *(f"model.pages/{p}.txt" for p in pages))

    def add(self):
        page = f"abcd-2020{self.rng.randrange(1, 13):02d}01-{self.rng.randrange(1, 9):02d}"
        self.pages.setdefault(page, [self.article() for _ in range(self.rng.randrange(1, 4))])
        self.ingest(page)

    def revise(self):
        page = self.rng.choice(sorted(self.pages))
        articles = self.pages[page]
        kind = self.rng.randrange(4)
        if kind == 0:
            articles.insert(self.rng.randrange(len(articles) + 1), self.article())
        elif kind == 1 and len(articles) > 1:
            articles.pop(self.rng.randrange(len(articles)))
        elif kind == 2:
            self.rng.shuffle(articles)
        else:
            at = self.rng.randrange(len(articles))
            mark, body = articles[at]
            articles[at] = mark, body.replace(self.rng.choice(WORDS), "改")
        self.ingest(page)

    def items(self):
        return [json.loads(line) for line in nbarc("list", "--all", "--json", ARCHIVE)[1].splitlines()]

    def withdraw(self):
        item = self.rng.choice(self.items())
        wanted = self.rng.choice((item["id"], item["page_id"]))
        nbarc("withdraw", "-q", *self.rng.choice((("-r", "理由"), ("--undo",))), ARCHIVE, wanted, expect=(0, 4))

    def compact(self):
        nbarc("compact", "-q", "--level", "3", "--frame-size", str(self.rng.choice((1, 4, 1024))), ARCHIVE)

    def purge(self):
        nbarc("compact", "-q", "--purge", "--level", "3", "--frame-size", str(self.rng.choice((1, 1024))), ARCHIVE)
        self.purged_at = self.number()

    def split_and_merge(self):
        """The parts together are what the archive is."""
        shutil.rmtree("model.parts", ignore_errors=True)
        if os.path.exists("model.merged"):
            os.remove("model.merged")
        nbarc("split", "-q", "--by", self.rng.choice(("title", "year")), "-o", "model.parts", ARCHIVE)
        parts = [os.path.join("model.parts", p) for p in sorted(os.listdir("model.parts"))]
        nbarc("merge", "-q", "--level", "3", "-o", "model.merged", *parts, ARCHIVE)
        nbarc("verify", "-q", "model.merged")
        # A merged archive begins a log of its own, in which the whole is one commit.
        if os.path.exists("model.whole"):
            os.remove("model.whole")
        nbarc("merge", "-q", "--level", "3", "-o", "model.whole", ARCHIVE)
        if self.root("model.merged") != self.root("model.whole"):
            raise Wrong("merging the parts and the whole gives another root")

    # ---- what must hold

    def info(self, *args, archive=ARCHIVE):
        return json.loads(nbarc("info", "--json", *args, archive)[1])

    def root(self, archive):
        return self.info(archive=archive)["root"]

    def number(self):
        return self.info()["commits"]

    def answers(self, *at):
        return {page: nbarc("get", *at, ARCHIVE, page, expect=(0, 4)) for page in sorted(self.pages)}

    def remember(self):
        info = self.info()
        number, before = info["commits"], max(self.commits, default=0)
        if number == before and info["root"] != self.commits[before][0]:
            raise Wrong("the root changed without a commit")
        if number not in (before, before + 1):
            raise Wrong(f"commit {number} after commit {before}")
        if number > before:
            self.commits[number] = info["root"], self.answers()

    def check_past(self):
        nbarc("verify", "-q", ARCHIVE)
        for number in self.rng.sample(sorted(self.commits), min(4, len(self.commits))):
            root, before = self.commits[number]
            at = "--at", str(number)
            if self.info(*at)["root"] != root:
                raise Wrong(f"commit {number} has another root")
            nbarc("verify", "-q", *at, ARCHIVE)
            for page, answer in self.answers(*at).items():
                if page in before and answer != before[page] and \
                        not (answer[0] == 4 and number < self.purged_at) and \
                        not (number < self.purged_at and b'subtype="withdrawn"' in answer[1]):
                    raise Wrong(f"{page} at commit {number} is another one than it was")

    def check_numbers(self):
        """A number keeps its text: there is always something of what there was."""
        for item in self.items():
            if item["state"] != "present":
                continue
            text = nbarc("get", "--format", "text", ARCHIVE, item["id"])[1].decode("utf-8")
            marks = {word[:5] for word in text.split("第")[1:]}
            if marks and not marks & self.marks_of.get(item["id"], marks):
                raise Wrong(f"{item['id']} was {self.marks_of[item['id']]} and is {marks}")
            self.marks_of[item["id"]] = marks

    def check_reader(self):
        reader = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "format-spec", "reader.py")
        for at in ((), ("--at", str(self.rng.choice(sorted(self.commits))))):
            done = subprocess.run([sys.executable, reader, "verify", ARCHIVE, *at], stderr=subprocess.PIPE)
            if done.returncode:
                raise Wrong(f"reader.py verify {' '.join(at)}: {done.stderr.decode()[:300]}")

    def step(self):
        acts = [self.add] * 3 + [self.revise] * 6 + [self.withdraw] * 5 + \
            [self.compact] * 2 + [self.purge] + [self.split_and_merge]
        act = self.rng.choice(acts) if self.pages else self.add
        self.clock += 3600
        os.environ["SOURCE_DATE_EPOCH"] = str(self.clock)
        self.log.append(act.__name__)
        act()
        self.remember()
        self.check_past()
        self.check_numbers()


def main():
    model = Model(int(sys.argv[1]))
    try:
        for _ in range(int(sys.argv[2])):
            model.step()
        model.check_reader()
    except Wrong as error:
        print(f"seed {sys.argv[1]}, after {', '.join(model.log[-8:])} (step {len(model.log)}): {error}", file=sys.stderr)
        return 1
    print(f"ok: {len(model.commits)} commits of {len(model.pages)} pages")
    return 0


if __name__ == "__main__":
    sys.exit(main())
