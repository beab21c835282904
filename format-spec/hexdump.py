#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Print the annotated hex dump of section 16 from example.nbarc.

usage: hexdump.py FILE

FILE has one page with one source and one commit. Each layout below is a list of
(offset in the structure, size, meaning); a negative offset counts from its end,
size None goes up to the next field.
"""
import struct
import subprocess
import sys

RECORD = [(0, 4, "magic"), (4, 4, "size: bytes that follow")]
LAYOUTS = {
    "H": RECORD + [
        (8, 8, '"nbarc", kind H, record version 1, 0'), (16, 2, "format version 1"),
        (18, 38, "reserved"), (56, 8, "checksum")],
    "D": RECORD + [
        (8, 8, '"nbarc", kind D, record version 1, 0'), (16, 8, "size of the page frame"),
        (24, 4, "size of its content"), (28, 4, "pages: 1"),
        (32, 8, "check of the page frame"), (40, 2, "id: 0 bytes shared, 17 follow"), (42, 17, '"jdrb-20190304-a01"'),
        (59, 4, "revision 1"), (63, 4, "length of the document"), (67, 8, "checksum")],
    "frame": [
        (0, 4, "page frame: magic of Zstandard"),
        (4, 1, "single segment, checksum, 2 bytes of size"),
        (5, 2, "content size - 256"), (7, None, "blocks"), (-4, 4, "checksum of the content")],
    "S": RECORD + [
        (8, 8, '"nbarc", kind S, record version 1, 0'), (16, 4, "sources: 1"),
        (20, 4, "content size of the blob"), (24, 4, "size of the entries"),
        (28, 4, "reserved"), (32, 4, "page 0 of the directory"),
        (36, 4, "form 0, flags 0, charset of 5 bytes, 0"), (40, 4, "stored length"),
        (44, 4, "journal length 0"), (48, 5, '"UTF-8"'),
        (53, None, "blob: a frame, its prefix the content above"), (-8, 8, "checksum")],
    "L": RECORD + [
        (8, 8, '"nbarc", kind L, record version 1, 0'), (16, 4, "entries: 1"),
        (20, 4, "content size"), (24, 8, "reserved"),
        (32, None, "a frame: one page entry, dumped below"), (-8, 8, "checksum")],
    "C": RECORD + [
        (8, 8, '"nbarc", kind C, record version 1, 0'), (16, 8, "offset: its own"),
        (24, 8, "number 1"), (32, 8, "time 1583712000: 2020-03-09T00:00:00Z"),
        (40, 8, "previous: none"), (48, 32, "previous hash: none"), (80, 8, "segment begins at 64"),
        (88, 8, "incompatible features"), (96, 8, "compatible features"), (104, 32, "Merkle root"),
        (136, 8, "revisions 1"), (144, 8, "pages 1"), (152, 8, "items 1"),
        (160, 8, "bytes of documents"), (168, 8, "bytes of sources"), (176, 4, "trees: 1"),
        (180, 4, "reserved"), (184, 32, "writer"), (216, 8, "tree: offset of its root node"),
        (224, 4, "size of the node"), (228, 4, "level 0, reserved"), (232, 8, "entries 1"),
        (240, 8, "first commit 1"), (248, 8, "last commit 1"),
        (256, 760, "15 unused trees, reserved"), (1016, 8, "checksum")],
}
ENTRY = [
    (0, 4, "size of the entry"), (4, 1, "state 0: present"), (5, 1, "flags: the source is kept"),
    (6, 1, "length of the identifier"), (7, 1, "reserved"), (8, 4, "revision 1"),
    (12, 4, "commit 1"), (16, 8, "directory offset"), (24, 4, "directory size"),
    (28, 4, "page index 0"), (32, 8, "frame size"), (40, 4, "frame content size"),
    (44, 4, "document offset"), (48, 4, "document length"), (52, 4, "head length"),
    (56, 4, "tail offset"), (60, 4, "sources size"), (64, 8, "source length"),
    (72, 32, "document hash"), (104, 32, "source hash"), (136, 2, "items: 1"),
    (138, 2, "name length"), (140, 2, "reason length"), (142, 2, "reserved"),
    (144, 17, '"jdrb-20190304-a01"'), (161, 21, '"jdrb-20190304-a01.txt"'),
    (182, 2, "item number 1"), (184, 1, "kind 0: article"), (185, 1, "state 0: present"),
    (186, 4, "offset"), (190, 4, "length"), (194, 4, "characters"), (198, 2, "title length"),
    (200, 2, "kicker length"), (202, 2, "byline length"), (204, 2, "reason length"),
    (206, 6, "title: 好。")
]


def structures(data):
    """(kind, offset, size) of each record and page frame."""
    at = 0
    while at < len(data):
        kind, size = chr(data[at + 13]), struct.unpack_from("<I", data, at + 4)[0] + 8
        yield kind, at, size
        if kind == "D":
            frame = struct.unpack_from("<Q", data, at + 16)[0]
            yield "frame", at + size, frame
            at += frame
        at += size


def fields(layout, size):
    places = [(at if at >= 0 else size + at, n, text) for at, n, text in layout]
    for i, (at, n, text) in enumerate(places):
        yield at, places[i + 1][0] - at if n is None else n, text


def line(at, data, text):
    """Up to 32 bytes are shown whole, the first 8 of more."""
    if len(data) > 32:
        shown = f"{data[:8].hex(' ')} ... ({len(data)})"
    else:
        shown = data[:16].hex(" ")
    print(f"{at:08x}  {shown:<47}  {text}")
    if 16 < len(data) <= 32:
        print(f"{at + 16:08x}  {data[16:].hex(' ')}")


def main():
    with open(sys.argv[1], "rb") as stream:
        data = stream.read()
    for kind, at, size in structures(data):
        if at:
            print()
        for offset, n, text in fields(LAYOUTS[kind], size):
            line(at + offset, data[at + offset:at + offset + n], text)
        if kind == "L":
            leaf = data[at + 32:at + size - 8]
    entry = subprocess.run(["zstd", "-dcq"], input=leaf, stdout=subprocess.PIPE, check=True).stdout
    print("\nThe content of the leaf:\n")
    for offset, n, text in fields(ENTRY, len(entry)):
        line(offset, entry[offset:offset + n], text)


main()
