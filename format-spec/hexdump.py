#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Print the annotated hex dump of section 16 from example.nbarc.

usage: hexdump.py FILE

FILE has one page, with its source, in one commit. It is made by

    printf '\345\245\275\343\200\202\n' >jdrb-20190304-a01.txt
    SOURCE_DATE_EPOCH=1583712000 nbarc ingest -o example.nbarc jdrb-20190304-a01.txt

Each layout below is a list of
(offset in the structure, size, meaning). A negative offset counts from the end of
the structure. A field with size None reaches up to the next field.
"""
import struct
import subprocess
import sys

RECORD = [(0, 4, "magic"), (4, 4, "size: bytes that follow")]
LAYOUTS = {
    "H": RECORD + [
        (8, 8, '"nbarc", kind H, record version 1, 0'), (16, 2, "format version 1"),
        (18, 1, "hash algorithm: SHA-256"), (19, 5, "reserved"), (24, 8, "no shared text"), (32, 24, "reserved"),
        (56, 8, "checksum")],
    "D": RECORD + [
        (8, 8, '"nbarc", kind D, record version 1, 0'), (16, 8, "frame size: bytes of the page frame"),
        (24, 4, "content size"), (28, 4, "pages: 1"),
        (32, 8, "frame check"), (40, 2, "identifier: 0 bytes shared, 17 follow"), (42, 17, '"jdrb-20190304-a01"'),
        (59, 1, "revision 1"), (60, 2, "length 2,318"), (62, 8, "checksum")],
    "frame": [
        (0, 4, "page frame: magic of Zstandard"),
        (4, 1, "single segment, checksum, 2 bytes of size"),
        (5, 2, "content size - 256"), (7, None, "blocks"), (-4, 4, "checksum of the content")],
    "S": RECORD + [
        (8, 8, '"nbarc", kind S, record version 1, 0'), (16, 4, "sources: 1"),
        (20, 4, "content size"), (24, 4, "entries size"),
        (28, 4, "reserved"), (32, 4, "page 0 of the page directory"),
        (36, 4, "form 0, flags 0, charset of 5 bytes, 0"), (40, 4, "stored length"),
        (44, 4, "journal length 67"), (48, 5, '"UTF-8"'),
        (53, None, "blob: a Zstandard frame, prefix: the content above"), (-8, 8, "checksum")],
    "T": RECORD + [
        (8, 8, '"nbarc", kind T, record version 1, 0'), (16, 4, "content size"), (20, 12, "reserved"),
        (32, None, "a Zstandard frame: the title, dumped below"), (-8, 8, "checksum")],
    "L": RECORD + [
        (8, 8, '"nbarc", kind L, record version 1, 0'), (16, 4, "entries: 1"), (20, 4, "keys frame size"),
        (24, 4, "keys content size"), (28, 4, "rest content size"),
        (32, 8, "hashes offset"), (40, 8, "texts offset"),
        (48, 4, "hashes size"), (52, 4, "texts size"),
        (56, 4, "texts start"), (60, 4, "texts length"),
        (64, 42, "a Zstandard frame: the keys, dumped below"), (106, 8, "keys check"),
        (114, None, "a Zstandard frame: the rest, dumped below"), (-8, 8, "checksum")],
    "X": RECORD + [
        (8, 8, '"nbarc", kind X, record version 1, 0'), (16, 32, "document hash"), (48, 32, "source hash"),
        (80, 8, "checksum")],
    "R": RECORD + [
        (8, 8, '"nbarc", kind R, record version 1, 0'), (16, 4, "trees: 1"), (20, 4, "content size"),
        (24, 8, "reserved"), (32, None, "a Zstandard frame: the roots, dumped below"), (-8, 8, "checksum")],
    "M": RECORD + [
        (8, 8, '"nbarc", kind M, record version 1, 0'), (16, 8, "first leaf: 0"), (24, 8, "leaves: 1"),
        (32, 4, "level 0, reserved"), (36, 4, "content size"), (40, None, "a Zstandard frame: the keys, dumped below"),
        (-8, 8, "checksum")],
    "C": RECORD + [
        (8, 8, '"nbarc", kind C, record version 1, 0'), (16, 8, "offset of this record"),
        (24, 8, "number 1"), (32, 8, "time 1583712000: 2020-03-09T00:00:00Z"),
        (40, 8, "previous: none"), (48, 32, "previous hash: none"), (80, 8, "segment begins at 64"),
        (88, 8, "incompatible features"), (96, 8, "compatible features"), (104, 32, "Merkle root"),
        (136, 8, "revisions 1"), (144, 8, "pages 1"), (152, 8, "items 1"),
        (160, 8, "document bytes"), (168, 8, "source bytes"), (176, 4, "trees: 1"),
        (180, 4, "hash algorithm: SHA-256, reserved"), (184, 32, "writer"), (216, 8, "tree: root offset"),
        (224, 4, "root size"), (228, 4, "level 0, reserved"), (232, 8, "entries 1"),
        (240, 8, "first commit 1"), (248, 8, "last commit 1"),
        (256, 600, "15 unused trees"), (856, 32, "edge: the hash of the leaf"), (888, 992, "no further hashes"),
        (1880, 8, "log record: offset"), (1888, 4, "log size"), (1892, 4, "log level 0, reserved"), (1896, 8, "roots record: offset"),
        (1904, 4, "roots size"), (1908, 4, "reserved"), (1912, 8, "earlier commits: none"), (1920, 4, "earlier size"),
        (1924, 116, "reserved"), (2040, 8, "checksum")],
}
ROOTS = (
    (4, "last key: revision 1"), (1, "length 17"), (17, '"jdrb-20190304-a01"'), (4, "1 pointer"), (8, "offset of the leaf"),
    (4, "its size"), (4, "size of its hashes record"), (4, "first key: revision 1"), (1, "length 17"),
    (17, '"jdrb-20190304-a01"'))
# The values of each column, as (size, meaning).
KEYS = (
    ("shared", ((1, "0 bytes of the identifier before"),)), ("rest", ((1, "17 further bytes"),)),
    ("identifier", ((17, '"jdrb-20190304-a01"'),)),
    ("form", ((1, "present, source kept, name begins with identifier"),)), ("revision", ((1, "1"),)),
    ("commit", ((1, "1"),)), ("purged", ()),
)
LOG = (
    ("shared", ((1, "0 bytes of the identifier before"),)), ("rest", ((1, "17 further bytes"),)),
    ("identifier", ((17, '"jdrb-20190304-a01"'),)), ("commit", ((1, "1"),)), ("revision", ((1, "1"),)),
)
REST = (
    ("frames", ((8, "directory offset"), (4, "directory size"), (8, "frame size"), (4, "frame content size"),
                (4, "sources size"))),
    ("frame", ((1, "the first frame of the table"),)),
    ("page index", ((1, "0, as expected"),)), ("document offset", ((1, "0, as expected"),)),
    ("head length", ((2, "2,199"),)), ("tail offset", ((1, "2,295, as expected"),)),
    ("remainder", ((1, "23 bytes after the tail offset"),)), ("source length", ((1, "7: one more than 3 x 2"),)),
    ("items", ((1, "1"),)), ("name", ((5, '".txt" and NUL'),)), ("number", ((1, "1: no number is left out"),)),
    ("item form", ((1, "article, present, with a title"),)), ("characters", ((1, "2"),)),
    ("length", ((1, "96: 22 less than 112 + 3 x 2"),)), ("place", ((1, "2,199, as expected"),)), ("reason", ()),
)


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


def unzstd(frame):
    return subprocess.run(["zstd", "-dcq"], input=frame, stdout=subprocess.PIPE, check=True).stdout


def line(at, data, text):
    """Print a field: all bytes if there are at most 32, otherwise the first 8."""
    if len(data) > 32:
        shown = f"{data[:8].hex(' ')} ... ({len(data)})"
    else:
        shown = data[:16].hex(" ")
    print(f"{at:08x}  {shown:<47}  {text}")
    if 16 < len(data) <= 32:
        print(f"{at + 16:08x}  {data[16:].hex(' ')}")


def dump_columns(names, columns):
    at = 0
    for name, values in names:
        if columns[at] != sum(n for n, _ in values):
            sys.exit(f"column {name}: its size is not that of the values expected")
        line(at, columns[at:at + 1], f"column {name}: {columns[at]} byte{'s' if columns[at] != 1 else ''}")
        at += 1
        for n, text in values:
            line(at, columns[at:at + n], text)
            at += n
    while at < len(columns):  # further columns
        tag, first = number(columns, at)
        size, values = number(columns, first)
        line(at, columns[at:values], f"a further column: tag {tag}, {size} bytes")
        if size:
            line(values, columns[values:values + size], "its values")
        at = values + size
    if at != len(columns):
        sys.exit("the last column is cut off")


def number(data, at):
    """A number in base 128, and where it ends."""
    value = shift = 0
    while True:
        value |= (data[at] & 127) << shift
        shift += 7
        at += 1
        if data[at - 1] < 128:
            return value, at


def main():
    with open(sys.argv[1], "rb") as stream:
        data = stream.read()
    for kind, at, size in structures(data):
        if at:
            print()
        for offset, n, text in fields(LAYOUTS[kind], size):
            line(at + offset, data[at + offset:at + offset + n], text)
        if kind == "T":
            texts = unzstd(data[at + 32:at + size - 8])
        if kind == "L":
            keys = at + 64 + struct.unpack_from("<I", data, at + 20)[0]
            contents = unzstd(data[at + 64:keys]), unzstd(data[keys + 8:at + size - 8])
        if kind == "M":
            log = unzstd(data[at + 40:at + size - 8])
        if kind == "R":
            roots = unzstd(data[at + 32:at + size - 8])
    print("\nThe content of the texts record:\n")
    line(0, texts, 'title: "好。" and NUL')
    print("\nThe keys of the leaf:\n")
    dump_columns(KEYS, contents[0])
    print("\nThe rest of the leaf:\n")
    dump_columns(REST, contents[1])
    print("\nThe content of the log record:\n")
    dump_columns(LOG, log)
    print("\nThe content of the roots record:\n")
    at = 0
    for n, text in ROOTS:
        line(at, roots[at:at + n], text)
        at += n
    if at != len(roots):
        sys.exit("bytes are left over after the roots")


main()
