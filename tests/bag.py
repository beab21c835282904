#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Check a bag by RFC 8493, and the proof that nbarc export adds to it.

usage: bag.py BAG

Prints what is wrong, a line each; nothing if the bag is complete, valid, and of the
corpus that its External-Identifier names: the root is computed from proof/log.tsv, and
each document and source is compared with its leaf, unless an article of it is withdrawn.
"""
import hashlib
import os
import re
import struct
import sys


errors = []


def wrong(text):
    errors.append(text)


def sha256(data):
    return hashlib.sha256(data).digest()


def lines(path):
    with open(path, "rb") as file:
        text = file.read().decode("utf-8")
    if not text.endswith("\n"):
        yield None
    yield from text.split("\n")[:-1]


def manifest(bag, name):
    """{path: hash} of a manifest; the path may not leave the bag."""
    found = {}
    for line in lines(os.path.join(bag, name)):
        match = re.fullmatch(r"([0-9a-f]{64})  ([^\r\n]+)", line or "")
        if not match or match[2].startswith(("/", "~")) or ".." in match[2].split("/"):
            wrong(f"{name}: {line!r}")
            continue
        if match[2] in found:
            wrong(f"{name}: {match[2]} comes twice")
        found[match[2]] = match[1]
    return found


def files_below(bag, top=""):
    for folder, _, names in os.walk(os.path.join(bag, top)):
        for name in names:
            yield os.path.relpath(os.path.join(folder, name), bag)


def check_hashes(bag, hashes):
    for path, stated in hashes.items():
        try:
            with open(os.path.join(bag, path), "rb") as file:
                if sha256(file.read()).hex() != stated:
                    wrong(f"{path}: another hash")
        except OSError as error:
            wrong(str(error))


def tree_hash(leaves):
    """RFC 9162, section 2.1.1."""
    if not leaves:
        return sha256(b"")
    if len(leaves) == 1:
        return leaves[0]
    k = 1
    while 2 * k < len(leaves):
        k *= 2
    return sha256(b"\1" + tree_hash(leaves[:k]) + tree_hash(leaves[k:]))


def read_log(bag):
    """The rows of the log, in the order of its leaves."""
    rows = [line.split("\t") for line in lines(os.path.join(bag, "proof/log.tsv"))]
    if rows[0] != ["commit", "page", "revision", "state", "document", "source", "items"]:
        wrong("proof/log.tsv: its first line")
    return sorted(rows[1:], key=lambda r: (int(r[0]), r[1].encode(), int(r[2])))


def leaf(row):
    """The hash of a leaf (format-spec/nbarc-format.md, section 11.1)."""
    _, page, revision, state, document, source, items = row
    page = page.encode()
    data = bytes([len(page)]) + page + struct.pack("<IB", int(revision), int(state))
    data += bytes.fromhex(document) + bytes.fromhex(source)
    for item in items.split():
        number, of_item = item.split(":")
        data += struct.pack("<HB", int(number), int(of_item))
    return sha256(b"\0" + data)


def check_proof(bag, info, payload):
    log = read_log(bag)
    root = tree_hash([leaf(row) for row in log]).hex()
    if root != info.get("External-Identifier"):
        wrong(f"the log leads to the root {root}")
    newest = {}
    for row in sorted(log, key=lambda r: int(r[2])):
        newest[row[1]] = row
        newest[f"{row[1]}@{row[2]}"] = row
    # What is withdrawn by now is shown in no revision.
    hides = {row[1] for row in log if newest[row[1]][6]}
    for path, stated in payload.items():
        name, ending = os.path.splitext(os.path.basename(path))
        row = newest.get(name)
        if row is None:
            wrong(f"{path}: the log has no such page")
        elif stated != row[4 if ending == ".xml" else 5] and row[1] not in hides:
            wrong(f"{path}: not the hash that the log has")


def main():
    bag = sys.argv[1]
    if list(lines(os.path.join(bag, "bagit.txt"))) != ["BagIt-Version: 1.0", "Tag-File-Character-Encoding: UTF-8"]:
        wrong("bagit.txt is not as RFC 8493 wants it")
    info = {}
    for line in lines(os.path.join(bag, "bag-info.txt")):
        name, _, value = (line or "").partition(": ")
        if not value or name in info:
            wrong(f"bag-info.txt: {line!r}")
        info[name] = value
    payload = manifest(bag, "manifest-sha256.txt")
    tags = manifest(bag, "tagmanifest-sha256.txt")
    there = set(files_below(bag, "data"))
    if set(payload) != there:
        wrong(f"the manifest is not what is in data: {sorted(set(payload) ^ there)[:3]}")
    others = set(files_below(bag)) - there - {"tagmanifest-sha256.txt"}
    if set(tags) != others:
        wrong(f"the tag manifest is not what is beside data: {sorted(set(tags) ^ others)[:3]}")
    check_hashes(bag, payload)
    check_hashes(bag, tags)
    size = sum(os.path.getsize(os.path.join(bag, path)) for path in there)
    if info.get("Payload-Oxum") != f"{size}.{len(there)}":
        wrong("Payload-Oxum is wrong")
    check_proof(bag, info, payload)
    print("\n".join(errors), end="\n" if errors else "")
    sys.exit(1 if errors else 0)


if __name__ == "__main__":
    main()
