#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Measure the structure of lib/ and tools/, and say where it breaks the rules.

usage: house.py BUILD [--check RULE...]

BUILD is a build tree: calls are read from the symbols of its object files, so
that a prototype written by hand hides nothing. Without --check a table of
figures is printed. With it the places that break each rule are printed, a line
"RULE: PLACE" each, then "RULE: N places", and the exit code is 1 if there are any:

  order      no include and no call leads to a folder further down lib/order.txt
  circles    no files of lib/ call each other in a circle
  folders    a folder has at most 16 sources
  length     a file has at most 600 lines, a function at most 100
  headers    a private header declares what the source beside it defines
  comments   16 % of the lines of lib/ and of tools/ are comments
  picture    the picture in ARCHITECTURE.md has the folders of lib/order.txt
"""
import argparse
import collections
import functools
import os
import re
import statistics
import subprocess
import sys

MOST_SOURCES = 16
MOST_LINES = 600
MOST_FUNCTION = 100
LEAST_COMMENTS = 0.16
# Tables that a program wrote: they count neither as code nor as comments.
TABLES = {"lib/encoding/gb18030/gb18030_table.c"}


def sources(folder, endings=(".c", ".h")):
    """The files below a folder, tables aside, in order of their names."""
    found = []
    for place, _, names in os.walk(folder):
        found += [os.path.join(place, n) for n in names if n.endswith(endings)]
    return sorted(set(found) - TABLES)


def read(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


# ---- functions, lines, comments


def functions(path):
    """(name, first line, lines) of every function of a file, by its layout:
    a definition begins in the first column and ends with a brace in it."""
    found, start, name, opened = [], 0, "", False
    for number, line in enumerate(read(path).split("\n"), 1):
        if re.match(r"[a-z].*[^;]$", line) and "=" not in line and not opened:
            start = number
            name = (re.findall(r"(\w+)\(", line) or [""])[0]
        elif line == "{":
            opened = True
        elif line == "}" and opened:
            found.append((name, start, number - start + 1))
            opened = False
    return found


def comment_lines(text):
    """How many lines hold a part of a comment, the licence line aside."""
    lines, inside = 0, False
    for line in text.split("\n"):
        bare = re.sub(r'"(\\.|[^"\\])*"', '""', line)
        if "SPDX-License-Identifier" in line:
            continue
        if inside or "/*" in bare or "//" in bare:
            lines += 1
        if inside or "/*" in bare:
            inside = "*/" not in bare.split("/*")[-1]
    return lines


def comment_share(folder):
    texts = [read(path) for path in sources(folder)]
    return sum(map(comment_lines, texts)) / sum(t.count("\n") for t in texts)


# ---- includes and calls


def folder_order():
    """The folders of lib/order.txt by their place in it."""
    rows = [line.split() for line in read("lib/order.txt").split("\n")]
    names = [row[0] for row in rows if row and not row[0].startswith("#")]
    return {name: place for place, name in enumerate(names)}


def folder_of(path):
    """"archive/record" of lib/archive/record/walk.c."""
    return os.path.dirname(path)[len("lib/"):]


def includes():
    """(file, included file) for every private include of lib/."""
    for path in sources("lib"):
        for name in re.findall(r'#include "([^"]+)"', read(path)):
            yield path, "lib/" + name


@functools.lru_cache(None)
def all_symbols(build):
    """{object file: (names that it defines for others, names that it needs)}, from one run of nm."""
    files = [os.path.join(folder, name) for top in ("lib", "tools")
             for folder, _, names in os.walk(os.path.join(build, top)) for name in names if name.endswith(".o")]
    found = {path: (set(), set()) for path in files}
    output = subprocess.run(["nm", "-A", *files], capture_output=True, text=True, check=True)
    for line in output.stdout.splitlines():
        path, rest = line.split(":", 1)
        kind, name = rest.split()[-2:]
        if kind == "U":
            found[path][1].add(name)
        elif kind.isupper():
            found[path][0].add(name)
    return found


def symbols(build, source):
    """Those of a source."""
    return all_symbols(build)[os.path.join(build, source[:-1] + "o")]


def calls(build):
    """{(caller, callee): names} between the sources of lib/."""
    home, needs = {}, {}
    for path in sources("lib", (".c",)) + sorted(TABLES):
        defined, needs[path] = symbols(build, path)
        home.update((name, path) for name in defined)
    found = collections.defaultdict(set)
    for caller, names in needs.items():
        for name in names:
            if home.get(name, caller) != caller:
                found[caller, home[name]].add(name)
    return found


def upward(build):
    """Includes and calls that lead from a folder to a later one."""
    order = folder_order()
    for path in sources("lib"):
        if folder_of(path) not in order:
            yield f"{path}: its folder is not in lib/order.txt"
    for path, target in includes():
        if order.get(folder_of(target), 0) > order.get(folder_of(path), 0):
            yield f"{path} includes {target}"
    for (caller, callee), names in sorted(calls(build).items()):
        if order.get(folder_of(callee), 0) > order.get(folder_of(caller), 0):
            yield f"{caller} calls {', '.join(sorted(names))} of {callee}"


def circles(build):
    """Sets of files that call each other, by Tarjan's algorithm."""
    graph = collections.defaultdict(set)
    for caller, callee in calls(build):
        graph[caller].add(callee)
    index, low, stack, found = {}, {}, [], []

    def visit(node):
        index[node] = low[node] = len(index)
        stack.append(node)
        for other in sorted(graph[node]):
            if other not in index:
                visit(other)
                low[node] = min(low[node], low[other])
            elif other in stack:
                low[node] = min(low[node], index[other])
        if low[node] == index[node]:
            circle = []
            while not circle or circle[-1] != node:
                circle.append(stack.pop())
            if len(circle) > 1:
                found.append(sorted(circle))

    sys.setrecursionlimit(10000)
    for node in sorted(graph):
        if node not in index:
            visit(node)
    return found


# ---- headers


def declared(text):
    """The functions that a header declares, those with a body aside."""
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.S)
    text = re.sub(r"^#(.*\\\n)*.*", "", text, flags=re.M)
    text = re.sub(r"__attribute__\s*\(\(.*?\)\)\)?", "", text)
    while True:  # bodies, from the inside out
        less = re.sub(r"\{[^{}]*\}", ";", text)
        if less == text:
            break
        text = less
    for statement in text.split(";"):
        if "typedef" in statement or "static inline" in statement:
            continue
        # A function, and not a pointer to one.
        match = re.search(r"\b(\w+)\s*\((?!\s*\*)[^;]*\)\s*$", statement.strip())
        if not match or match.group(1).isupper():  # none, or a macro is used
            continue
        if "(*" not in statement.split(match.group(1))[0]:
            yield match.group(1)


def misplaced(build):
    """Declarations in a private header of what another source defines."""
    for folder in ("lib", "tools"):
        for header in sources(folder, (".h",)):
            names = set(declared(read(header)))
            if not names:
                continue
            source = header[:-1] + "c"
            if not os.path.exists(source):
                yield f"{header}: there is no {source}"
                continue
            defined, _ = symbols(build, header)
            if not defined and "/sandbox/" in source:
                continue  # SANDBOX=0
            for name in sorted(names - defined):
                yield f"{header}: {name} is not in {source}"


# ---- the rules


def crowded():
    counts = collections.Counter(
        os.path.dirname(path) for root in ("lib", "tools") for path in sources(root, (".c",)))
    return [f"{folder}: {count} sources" for folder, count in sorted(counts.items())
            if count > MOST_SOURCES]


def too_long():
    for root in ("lib", "tools"):
        for path in sources(root):
            lines = read(path).count("\n")
            if lines > MOST_LINES:
                yield f"{path}: {lines} lines"
            for name, start, length in functions(path):
                if length > MOST_FUNCTION:
                    yield f"{path}:{start}: {name}: {length} lines"


def uncommented():
    for root in ("lib", "tools"):
        share = comment_share(root)
        if share < LEAST_COMMENTS:
            yield f"{root}: {100 * share:.1f} % of the lines are comments"


def pictured():
    """The folders in the picture: two spaces before a stage, four before a
    folder of it."""
    stage, found = "", []
    for line in read("ARCHITECTURE.md").split("```")[1].split("\n"):
        match = re.match(r"  (  )?([a-z][a-z0-9]*) ", line)
        if match and match.group(1):
            found.append(f"{stage}/{match.group(2)}")
        elif match:
            stage = match.group(2)
            found.append(stage)
    # A stage that has folders is itself only their heading.
    return [name for name in found if not any(n.startswith(name + "/") for n in found)]


def unpictured():
    order, picture = list(folder_order()), pictured()
    if order != picture:
        yield f"lib/order.txt: {' '.join(order)}"
        yield f"ARCHITECTURE.md: {' '.join(picture)}"


def table(build):
    print(f"{'':10} {'functions':>9} {'median':>6} {'p90':>4} {'max':>4} {'files':>6} "
          f"{'folders':>7} {'fullest':>7} {'longest':>7} {'comments':>8}")
    for root in ("lib", "tools"):
        paths = sources(root)
        lengths = sorted(length for path in paths for _, _, length in functions(path))
        counts = collections.Counter(map(os.path.dirname, sources(root, (".c",))))
        print(f"{root:10} {len(lengths):9} {statistics.median(lengths):6.0f} "
              f"{lengths[len(lengths) * 9 // 10]:4} {lengths[-1]:4} {len(paths):6} "
              f"{len(counts):7} {max(counts.values()):7} "
              f"{max(read(p).count(chr(10)) for p in paths):7} "
              f"{100 * comment_share(root):6.1f} %")
    print(f"\n{len(circles(build))} circles of files, {len(list(upward(build)))} upward "
          f"calls and includes, {len(list(misplaced(build)))} misplaced declarations")
    print("\nsources a folder:")
    for folder, count in sorted(collections.Counter(
            os.path.dirname(p) for r in ("lib", "tools") for p in sources(r, (".c",))).items()):
        print(f"  {count:3} {folder}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("build", help="the build tree, for its object files")
    parser.add_argument("--check", metavar="RULE", nargs="+")
    args = parser.parse_args()
    build = os.path.abspath(args.build)
    os.chdir(os.path.join(os.path.dirname(os.path.abspath(__file__)), "../.."))
    rules = {
        "order": lambda: upward(build),
        "circles": lambda: (", ".join(circle) for circle in circles(build)),
        "folders": crowded,
        "length": too_long,
        "headers": lambda: misplaced(build),
        "comments": uncommented,
        "picture": unpictured,
    }
    if not args.check:
        table(build)
        return 0
    for rule in set(args.check) - set(rules):
        parser.error(f"{rule}: no such rule")
    count = 0
    for rule in args.check:
        broken = list(rules[rule]())
        for place in [*broken, f"{len(broken)} places"]:
            print(f"{rule}: {place}")
        count += len(broken)
    return 1 if count else 0


if __name__ == "__main__":
    sys.exit(main())
