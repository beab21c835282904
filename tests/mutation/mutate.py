#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Change conditions of the library, one at a time, and see whether a test fails.

usage: B=BUILD tests/mutation/mutate.py [--list] [FOLDER|FILE[:LINE]...]

A mutant is the library with one condition changed: a comparison moved by one
or reversed, && and || exchanged, a condition negated or made constant, an
integer one off (conditions.py). The conditions are drawn at random from
FOLDERs; with --list they are printed with everything that they may become.

A mutant is tried with the tests that execute the changed lines, the fastest
first, until one fails. Which tests those are is measured with gcov, and
measured again when a test or the library changes (build.py). A test that takes
four times as much processor time as usual has failed. A mutant that does not compile or that
gives the same object code does not count, and neither does one that
equivalent.txt lists: another one is drawn.

Everything happens in copies of the tree under BUILD/mutation. Tests that run
make themselves are left out. ../shared is absent there.

environment:
  MUTANTS        how many mutants (120)
  MUTATION_SEED  which ones (1)
  JOBS           how many at a time (2)
  LONGEST        leave out tests that take more seconds of processor time (20)

exit code: 0 if at least 90 % of the mutants were noticed, otherwise 1.
"""

import collections
import concurrent.futures
import filecmp
import os
import queue
import random
import shutil
import subprocess
import sys

sys.dont_write_bytecode = True  # the checkout stays as it is
# pylint: disable=wrong-import-position
import build
from conditions import conditions, plain

FOLDERS = ["archive", "encoding", "page", "article", "ingest"]
WANTED = 90  # per cent

Mutant = collections.namedtuple("Mutant", "condition text")
Verdict = collections.namedtuple("Verdict", "state detail")


def equivalents(path):
    """{(function, condition, becomes): reason} of equivalent.txt."""
    known, stanza = {}, {}
    with open(path, encoding="utf-8") as file:
        for line in list(file) + ["\n"]:
            if line.startswith("#"):
                continue
            if line.strip():
                name, _, text = line.partition(":")
                stanza[name.strip()] = plain(text)
            elif stanza:
                key = (stanza["function"], stanza["condition"], stanza["becomes"])
                known[key] = stanza["reason"]
                stanza = {}
    return known


class Slot:
    """A copy of the built tree in which one mutant at a time is tried."""

    def __init__(self, place, number, found):
        self.pristine = os.path.join(place, "tree")
        self.tree = os.path.join(place, f"slot{number}")
        self.scratch = os.path.join(place, f"scratch{number}")
        self.found = found
        shutil.rmtree(self.tree, ignore_errors=True)
        # Hard links: whatever writes a file here removes it first.
        subprocess.run(["cp", "-al", self.pristine, self.tree], check=True)

    def restore(self, name):
        path = os.path.join(self.tree, name)
        if os.path.lexists(path):
            os.unlink(path)
        os.link(os.path.join(self.pristine, name), path)

    def put(self, mutant):
        """Write the changed source."""
        condition = mutant.condition
        with open(os.path.join(self.pristine, condition.path), encoding="utf-8") as file:
            source = file.read()
        path = os.path.join(self.tree, condition.path)
        os.unlink(path)
        with open(path, "w", encoding="utf-8") as file:
            file.write(source[: condition.start] + mutant.text)
            file.write(source[condition.end :])

    def attempt(self, mutant, measured):
        """Build a mutant and run its tests until one fails."""
        parts = build.dependents(self.found, mutant.condition.path)
        compilation, archives, programs = parts
        touched = [mutant.condition.path, compilation.output]
        try:
            self.put(mutant)
            if not build.run(compilation, self.tree):
                return Verdict("invalid", "does not compile")
            name = compilation.output
            if filecmp.cmp(
                os.path.join(self.tree, name),
                os.path.join(self.pristine, name),
                shallow=False,
            ):
                return Verdict("invalid", "the same object code")
            for command in archives:
                touched.append(command.output)
                if not build.run(command, self.tree):
                    raise RuntimeError(f"cannot build {command.output}")
            return self.judge(mutant, measured, programs, touched)
        finally:
            for name in touched:
                self.restore(name)

    def judge(self, mutant, measured, programs, touched):
        condition = mutant.condition
        lines = range(condition.first, condition.last + 1)
        concerned = [
            (results["cpu"], test)
            for test, results in measured.items()
            if set(lines).intersection(results["lines"].get(condition.path, ()))
        ]
        for cpu, test in sorted(concerned):
            for command in programs:
                name = command.output
                if name in measured[test]["programs"] and name not in touched:
                    touched.append(name)
                    if not build.run(command, self.tree):
                        raise RuntimeError(f"cannot build {name}")
            limits = (max(3, 4 * cpu), max(60, 20 * measured[test]["seconds"]))
            ran = build.run_test(test, self.tree, self.scratch, limits)
            if ran.failed:
                return Verdict("noticed", f"{test}: {ran.failed}")
        if not concerned:
            return Verdict("survived", "no test executes it")
        return Verdict("survived", f"{len(concerned)} tests execute it")


def candidates(tree, places, found):
    """The conditions of the folders and files that are part of the library."""
    chosen = []
    for place in places:
        path, _, line = place.partition(":")
        names = [path]
        if not path.endswith(".c"):
            names = []
            for folder, _, files in os.walk(os.path.join(tree, path)):
                inside = os.path.relpath(folder, tree)
                names += [os.path.join(inside, n) for n in files if n.endswith(".c")]
        for name in sorted(names):
            if not build.dependents(found, name):
                continue
            with open(os.path.join(tree, name), encoding="utf-8") as file:
                for condition in conditions(name, file.read()):
                    if not line or condition.first <= int(line) <= condition.last:
                        chosen.append(condition)
    return chosen


def draw(chosen, seed, known):
    """Mutants in random order, one a condition, without equivalent ones."""
    chance = random.Random(seed)
    order = sorted(chosen)
    chance.shuffle(order)
    for condition in order:
        text = chance.choice(condition.mutations)
        if (condition.function, plain(condition.text), plain(text)) not in known:
            yield Mutant(condition, text)


def every(chosen, known):
    """All mutants of the conditions."""
    for condition in chosen:
        for text in condition.mutations:
            if (condition.function, plain(condition.text), plain(text)) not in known:
                yield Mutant(condition, text)


def warn_stale(known, tree, found):
    """Name the entries of equivalent.txt that fit no condition any longer."""
    present = set()
    for condition in candidates(tree, ["lib"], found):
        for text in condition.mutations:
            present.add((condition.function, plain(condition.text), plain(text)))
    for function, text, becomes in known:
        if (function, text, becomes) not in present:
            print(f"# equivalent.txt: no such mutant: {function}: {text} -> {becomes}")


def trials(mutants, place, found, measured, jobs):
    """(mutant, verdict) in the order of the mutants, some tried in advance."""
    slots = queue.Queue()
    for number in range(jobs):
        slots.put(Slot(place, number, found))

    def one(mutant):
        slot = slots.get()
        try:
            return slot.attempt(mutant, measured)
        finally:
            slots.put(slot)

    ahead = collections.deque()
    with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
        try:
            for mutant in mutants:
                ahead.append((mutant, pool.submit(one, mutant)))
                if len(ahead) > 2 * jobs:
                    mutant, future = ahead.popleft()
                    yield mutant, future.result()
            while ahead:
                mutant, future = ahead.popleft()
                yield mutant, future.result()
        finally:
            for _, future in ahead:
                future.cancel()


def prepare(root, place, jobs, longest):
    """Build both trees; (commands of the Makefile, measurements)."""
    plain_tree = os.path.join(place, "tree")
    coverage = os.path.join(place, "coverage")
    outside = {os.path.join(root, build.BUILD), os.path.dirname(place)}
    for tree, flags in ((plain_tree, build.PLAIN), (coverage, build.COVERAGE)):
        os.makedirs(tree, exist_ok=True)
        build.copy_sources(root, tree, outside)
        build.make(tree, flags, jobs)
    found = build.commands(plain_tree)
    for name, command in found.items():
        if name.endswith(".main.o"):
            build.run(command, plain_tree)
    folders = [f"lib/{name}" for name in FOLDERS]
    return found, build.Measurement(place, folders, found, longest).all(jobs)


def show(condition):
    print(f"{condition.path}:{condition.first} {condition.function}:")
    print(f"  {plain(condition.text)}")
    for text in condition.mutations:
        print(f"    -> {plain(text)}")


def main():
    root = os.path.realpath(os.path.join(os.path.dirname(__file__), "..", ".."))
    place = os.path.join(os.path.abspath(os.environ.get("B", "build")), "mutation")
    wanted = int(os.environ.get("MUTANTS", "120"))
    seed = int(os.environ.get("MUTATION_SEED", "1"))
    jobs = int(os.environ.get("JOBS", "2"))
    longest = float(os.environ.get("LONGEST", "20"))
    arguments = sys.argv[1:]
    listing = "--list" in arguments
    places = [a.rstrip("/") for a in arguments if a != "--list"]
    exact = any(":" in a for a in places)
    known = equivalents(os.path.join(os.path.dirname(__file__), "equivalent.txt"))
    found, measured = prepare(root, place, jobs, longest)
    tree = os.path.join(place, "tree")
    warn_stale(known, tree, found)
    chosen = candidates(tree, places or [f"lib/{n}" for n in FOLDERS], found)
    if listing:
        for condition in chosen:
            show(condition)
        return 0
    mutants = every(chosen, known) if exact else draw(chosen, seed, known)
    tried = noticed = 0
    results = trials(mutants, place, found, measured, jobs)
    for mutant, verdict in results:
        if verdict.state == "invalid":
            continue
        condition = mutant.condition
        tried += 1
        noticed += verdict.state == "noticed"
        print(
            f"{condition.path}:{condition.first} {condition.function}: "
            f"{plain(condition.text)} -> {plain(mutant.text)}: "
            f"{'SURVIVED, ' if verdict.state == 'survived' else ''}{verdict.detail}",
            flush=True,
        )
        if tried == wanted:
            results.close()
            break
    print(f"{tried} mutants, {noticed} noticed, {tried - noticed} survived")
    return 0 if tried and 100 * noticed >= WANTED * tried else 1


if __name__ == "__main__":
    sys.exit(main())
