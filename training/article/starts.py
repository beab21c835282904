#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Fit starts.model, the trees of the structure model (lib/article/trees.h).

usage: starts.py LIB OUT TRAITS...

TRAITS are files of `structure traits`, LIB is the folder lib of the project. Needs
Debian's python3-xgboost. The same files always give the same bytes.
"""
import hashlib
import json
import re
import struct
import sys

import numpy
import xgboost

ROUNDS = 80  # a multiple of 8, as trees.h says
FITTED = {
    "objective": "binary:logistic", "tree_method": "hist", "max_depth": 7, "eta": .2, "subsample": .6,
    "colsample_bytree": .3, "min_child_weight": 8, "reg_lambda": 5, "seed": 1, "nthread": 1,
}
START, MAY, ASKED = 1, 2, 4


def constant(source, name):
    return int(re.search(rf"#define {name} (\d+)", source).group(1))


class Form:
    """What trees.h and traits.h say of units and traits."""

    def __init__(self, lib):
        with open(f"{lib}/article/traits.h", encoding="utf-8") as stream:
            traits = re.findall(r"^\tNB_TRAIT_(\w+)", stream.read(), re.M)
        with open(f"{lib}/article/trees.h", encoding="utf-8") as stream:
            source = stream.read()
        self.near, self.one = constant(source, "NB_TREES_NEAR"), constant(source, "NB_TREES_ONE")
        self.head = constant(source, "NB_TREES_HEAD")
        self.traits = len(traits)
        # Those of the page are the same in all units: one will do.
        self.own = traits.index("PAGE_HEADLIKE")
        self.columns = [(unit, trait) for unit in range(2 * self.near + 1)
                        for trait in range(self.traits if unit == self.near else self.own)]


def pages(path, form):
    """(flags, traits) of each page."""
    with open(path, "rb") as stream:
        data = stream.read()
    at = 0
    while at < len(data):
        count, = struct.unpack_from("<I", data, at)
        flags = numpy.frombuffer(data, numpy.uint8, count, at + 4)
        at += 4 + count
        traits = numpy.frombuffer(data, numpy.uint8, count * form.traits, at).reshape(count, form.traits)
        at += count * form.traits
        yield flags, traits


def window(traits, form):
    """A row for each unit: its traits and those of its neighbours."""
    count = len(traits)
    around = numpy.zeros((count + 2 * form.near, form.traits), numpy.uint8)
    around[form.near:form.near + count] = traits
    return numpy.concatenate([around[unit:unit + count, :form.traits if unit == form.near else form.own]
                              for unit in range(2 * form.near + 1)], 1)


def examples(paths, form):
    """The units that the trees are asked about, without those that may be either."""
    rows, wanted = [], []
    for path in paths:
        for flags, traits in pages(path, form):
            used = (flags & ASKED > 0) & (flags & MAY == 0)
            rows.append(window(traits, form)[used])
            wanted.append(flags[used] & START)
    return numpy.concatenate(rows), numpy.concatenate(wanted)


class Nodes:
    """The nodes of all trees as they are in the file."""

    def __init__(self, form):
        self.form, self.list = form, []

    def add(self, node):
        at = len(self.list)
        if "leaf" in node:
            score = round(node["leaf"] * self.form.one)
            self.list.append(struct.pack("<BBBBHh", 0, 0, 0, 0, 0, max(-32768, min(32767, score))))
            return
        self.list.append(b"")
        below, other = (next(c for c in node["children"] if c["nodeid"] == node[way]) for way in ("yes", "no"))
        self.add(below)
        right = len(self.list)
        self.add(other)
        unit, trait = self.form.columns[int(node["split"][1:])]
        limit = int(numpy.ceil(node["split_condition"]))
        self.list[at] = struct.pack("<BBBBHh", unit, trait, max(1, min(255, limit)), 0, right - at, 0)


def save(trees, form, path):
    nodes, first = Nodes(form), []
    for tree in trees.get_dump(dump_format="json"):
        first.append(len(nodes.list))
        nodes.add(json.loads(tree))
    before = json.loads(trees.save_config())["learner"]["learner_model_param"]["base_score"]
    odds = numpy.log(float(before) / (1 - float(before)))
    body = struct.pack(f"<{len(first)}I", *first) + b"".join(nodes.list)
    head = struct.pack("<8sIIiI8x", b"nbstart\x01", len(first), len(nodes.list), round(odds * form.one),
                       FITTED["max_depth"])
    with open(path, "wb") as out:
        out.write(head + hashlib.sha256(body).digest() + body)


def main():
    lib, path, *paths = sys.argv[1:]
    form = Form(lib)
    rows, wanted = examples(paths, form)
    data = xgboost.DMatrix(rows, label=wanted)
    trees = xgboost.train(FITTED, data, ROUNDS)
    save(trees, form, path)
    print(f"{len(rows)} units, {int(wanted.sum())} of them begin an item")
    return 0


if __name__ == "__main__":
    sys.exit(main())
