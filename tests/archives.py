#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Make the fixture archives of fixtures/archives/MANIFEST.

usage: archives.py MANIFEST OUTDIR NAME=ARCHIVE...

A line of the manifest has, between tabs: the fixture's name, the archive that it
is made from (one of the NAMEs), what is done to it, the exit code of
`nbarc verify`, the pages that it names with what is hurt of them (kind:count, or
-), what `nbarc list` prints and its exit code, and why. Steps, separated by
semicolons:

  keep                       nothing
  cut N                      cut off the last N bytes (N% of them)
  head N                     keep the first N bytes
  flip KIND I OFFSET         invert a byte of the I-th record of a kind, from 0
  frame I OFFSET             invert a byte of the I-th page frame
  put KIND I OFFSET HEX      write bytes there and make the checksum right
  write KIND I OFFSET HEX    write bytes there and leave the checksum
  entry ID@REV COLUMN VALUE  change the value of a page entry in a column of the
                             only leaf; VALUE is the number that stands there, or
                             what is added to it (+N, -N) or flipped in it (^N)
  item ID@REV N COLUMN VALUE the same of the N-th item of one, from 0
  more COLUMN VALUE          append a value to a column
  text OLD NEW               change the bytes OLD to as many NEW ones, in hexadecimal,
                             wherever they are in the texts of the only leaf
  string COLUMN OLD NEW      the same in a column
  keys                       invert a byte of the check of the only leaf's keys
  rest                       invert the last byte of its other columns
  less COLUMN                remove the last byte of a column
  column COLUMN VALUE        the size that is said of a column
  authors HEX                the values of the column of authors of the only leaf
  zero OFFSET N              zero N bytes; an offset below 0 counts from the end
  append HEX                 append bytes
  pad N                      append zeros up to a multiple of N
  heads N                    append N heads of records that claim all that follows
  roots OFFSET N             add N to the u32 at this offset of the first pointer
                             in the only roots record
  area KIND I HEX            give a record of an archive of one commit an extension
                             area with these entries; what follows moves
  further WHERE TAG HEX      add a further column to the "keys" or the "rest" of the
                             only leaf, or to the "log" record
  foreign                    append a skippable frame that is not nbarc's, before
                             the last commit record, and move that
"""
import ctypes
import ctypes.util
import hashlib
import os
import struct
import sys

MAGIC = 0x184D2A5B


def structures(data):
    """[(kind, offset, size)] of a good archive; a page frame has kind 'frame'."""
    out, at, frame = [], 0, 0
    while at < len(data):
        if frame:
            out.append(("frame", at, frame))
            at, frame = at + frame, 0
            continue
        magic, size = struct.unpack_from("<II", data, at)
        kind = chr(data[at + 13]) if magic == MAGIC else "?"
        if kind == "D":
            frame = struct.unpack_from("<Q", data, at + 16)[0]
        out.append((kind, at, size + 8))
        at += size + 8
    return out


def find(data, kind, index):
    return [s for s in structures(data) if s[0] == kind][index]


def sign(data, at, size):
    if data[at + 13:at + 14] == b"L":  # the check of its keys
        keys = at + 64 + struct.unpack_from("<I", data, at + 20)[0]
        if keys + 16 <= at + size:
            data[keys:keys + 8] = hashlib.sha256(data[at:keys]).digest()[:8]
    data[at + size - 8:at + size] = hashlib.sha256(data[at:at + size - 8]).digest()[:8]


ZSTD = ctypes.CDLL(ctypes.util.find_library("zstd") or "libzstd.so.1")
for function in ("ZSTD_decompress", "ZSTD_compress2", "ZSTD_CCtx_setParameter", "ZSTD_createCCtx"):
    getattr(ZSTD, function).restype = ctypes.c_size_t


def unzstd(frame, size):
    out = ctypes.create_string_buffer(size)
    if ZSTD.ZSTD_decompress(out, ctypes.c_size_t(size), frame, ctypes.c_size_t(len(frame))) != size:
        sys.exit("a leaf cannot be decompressed")
    return bytearray(out.raw)


def zstd(content):
    """A frame with content size and checksum."""
    context = ctypes.c_void_p(ZSTD.ZSTD_createCCtx())
    ZSTD.ZSTD_CCtx_setParameter(context, 201, 1)  # ZSTD_c_checksumFlag
    out = ctypes.create_string_buffer(len(content) + 1024)
    size = ZSTD.ZSTD_compress2(context, out, ctypes.c_size_t(len(out)), bytes(content), ctypes.c_size_t(len(content)))
    return out.raw[:size]


KEYS = ("shared", "rest", "identifier", "form", "revision", "commit", "purged")
REST = ("frames", "frame", "index", "offset", "head", "tail", "remainder", "source", "items", "name", "number",
        "item-form", "characters", "length", "place", "reason")
PLACED = ("frame", "index", "offset", "head", "tail")  # have no values for purged entries


def numbers(data):
    out, value, shift = [], 0, 0
    for byte in data:
        value |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            out.append(value)
            value = shift = 0
    return out


def number(value):
    out = bytearray()
    while value > 127:
        out.append(value & 127 | 128)
        value >>= 7
    return bytes(out) + bytes([value])


def split(content, names):
    """{name: bytes} of the columns in a content of a leaf. The further columns stay together, under
    the names."""
    out, at = {}, 0
    for name in names:
        end = at + 1
        while content[end - 1] > 127:
            end += 1
        size = numbers(content[at:end])[0]
        out[name], at = bytearray(content[end:end + size]), end + size
    out[tuple(names)] = content[at:]
    return out


def join(columns, names, sizes):
    return b"".join(number(sizes.get(name, len(columns[name]))) + columns[name] for name in names) + \
        columns[tuple(names)]


def index_of(columns, wanted, column, item):
    """Which value of a column is that of a page entry, or of an item of it."""
    name, place, keys = b"", 0, []
    for shared, rest, revision in zip(columns["shared"], columns["rest"], numbers(columns["revision"])):
        name = name[:shared] + columns["identifier"][place:place + rest]
        keys.append(f"{name.decode()}@{revision}")
        place += rest
    if wanted not in keys:
        sys.exit(f"{wanted}: no such page entry")
    k = keys.index(wanted)
    purged = [form & 3 == 2 for form in columns["form"][:k]]
    if item is not None:
        items = zip(numbers(columns["items"]), purged)
        return item + sum(n for n, gone in items if not (gone and column in ("length", "place")))
    return sum(purged) if column == "purged" else k - sum(purged) if column in PLACED else k


def edit_value(columns, column, index, value):
    plain = column in ("shared", "rest", "form", "item-form")
    values = list(columns[column]) if plain else numbers(columns[column])
    change = int(value.lstrip("^"))
    values[index] = values[index] ^ change if value[0] == "^" else values[index] + change if value[0] in "+-" else change
    columns[column] = bytearray(values) if plain else bytearray(b"".join(map(number, values)))


def edit_leaf(data, words):
    """Change the leaf of an archive of one commit, whose root it is; what follows moves."""
    _, at, size = find(data, "L", 0)
    frame, keys_size, rest_size = struct.unpack_from("<III", data, at + 20)
    head, middle, sizes = at + 64, at + 64 + frame, {}
    columns = {**split(unzstd(bytes(data[head:middle]), keys_size), KEYS),
               **split(unzstd(bytes(data[middle + 8:at + size - 8]), rest_size), REST)}
    if words[0] in ("entry", "item"):
        item = int(words[2]) if words[0] == "item" else None
        edit_value(columns, words[-2], index_of(columns, words[1], words[-2], item), words[-1])
    elif words[0] == "string":
        columns[words[1]] = columns[words[1]].replace(bytes.fromhex(words[2]), bytes.fromhex(words[3]))
    elif words[0] == "more":
        columns[words[1]] += number(int(words[2]))
    elif words[0] == "less":
        del columns[words[1]][-1]
    elif words[0] == "authors":
        values = bytes.fromhex(words[1])
        columns[tuple(REST)] = number(1) + number(len(values)) + values
    else:
        sizes[words[1]] = int(words[2])
    keys, rest = join(columns, KEYS, sizes), join(columns, REST, sizes)
    record = bytearray(data[at:head] + zstd(keys) + bytes(8) + zstd(rest) + bytes(8))
    struct.pack_into("<I", record, 4, len(record) - 8)
    struct.pack_into("<III", record, 20, len(zstd(keys)), len(keys), len(rest))
    sign(record, 0, len(record))
    data[at:at + size] = record
    moved = len(record) - size
    grown = edit_roots(data, 8, "<I", moved)
    _, at, size = find(data, "C", 0)
    # Its offset, the root's size, the places of the log record, of the roots record and of the earlier commits.
    for place, form, by in ((16, "<Q", moved + grown), (224, "<I", moved), (1880, "<Q", moved), (1896, "<Q", moved),
                            (1904, "<I", grown), (1912, "<Q", moved)):
        value, = struct.unpack_from(form, data, at + place)
        struct.pack_into(form, data, at + place, value + by if value else 0)
    sign(data, at, size)


def edit_roots(data, place, form, by):
    """Add to a field of the first pointer of the only roots record. How many bytes that record has grown."""
    _, at, size = find(data, "R", 0)
    content = unzstd(bytes(data[at + 32:at + size - 8]), struct.unpack_from("<I", data, at + 20)[0])
    place += 9 + content[4]
    struct.pack_into(form, content, place, struct.unpack_from(form, content, place)[0] + by)
    record = bytearray(data[at:at + 32] + zstd(content) + bytes(8))
    struct.pack_into("<I", record, 4, len(record) - 8)
    sign(record, 0, len(record))
    data[at:at + size] = record
    return len(record) - size


def change_roots(data, words):
    """Change a field of the roots record alone; the commit record moves with it."""
    grown = edit_roots(data, int(words[1]), "<I", int(words[2]))
    _, at, size = find(data, "C", 0)
    struct.pack_into("<Q", data, at + 16, at)
    struct.pack_into("<I", data, at + 1904, struct.unpack_from("<I", data, at + 1904)[0] + grown)
    sign(data, at, size)


def add_area(kind, record, entries):
    """A record with an extension area. Those of fixed size have it in their reserved bytes."""
    area = entries + struct.pack("<I", len(entries))
    record[15] |= 1
    if kind in "HC":
        record[-8 - len(area):-8] = area
    else:
        record[-8:-8] = area


def add_further(kind, record, where, tag, values):
    """A leaf or a log record with a further column."""
    if kind == "M":
        at, size_at, length = 40 + struct.unpack_from("<Q", record, 24)[0] // 16 * 32, 36, None
    else:
        keys, = struct.unpack_from("<I", record, 20)
        at, size_at, length = (64, 24, keys) if where == "keys" else (72 + keys, 28, None)
    end = at + length if length else len(record) - 8
    content = unzstd(bytes(record[at:end]), struct.unpack_from("<I", record, size_at)[0])
    content += number(tag) + number(len(values)) + values
    frame = zstd(content)
    struct.pack_into("<I", record, size_at, len(content))
    if length:
        struct.pack_into("<I", record, 20, len(frame))
    record[at:end] = frame


def move_leaf(record, places):
    """Let a leaf name the places where structures stand now."""
    keys, _, size = struct.unpack_from("<III", record, 20)
    columns = split(unzstd(bytes(record[72 + keys:-8]), size), REST)
    table = columns["frames"]
    for at in range(0, len(table), 28):
        old, length, frame, content, sources = struct.unpack_from("<QIQII", table, at)
        new, size = places[old]
        sources = places[old + length + frame][1] if sources else 0
        struct.pack_into("<QIQII", table, at, new, size, frame, content, sources)
    rest = join(columns, REST, {})
    record[72 + keys:-8] = zstd(rest)
    for place, size in ((32, 48), (40, 52)):
        new = places[struct.unpack_from("<Q", record, place)[0]]
        struct.pack_into("<Q", record, place, new[0])
        struct.pack_into("<I", record, size, new[1])


def move_roots(record, places):
    """Let a roots record of one tree, whose root is a leaf, lead to the leaf."""
    content = unzstd(bytes(record[32:-8]), struct.unpack_from("<I", record, 20)[0])
    at = 9 + content[4]
    leaf, _, hashes = struct.unpack_from("<QII", content, at)
    struct.pack_into("<QII", content, at, *places[leaf], places[leaf - hashes][1])
    record[32:-8] = zstd(content)


def move_commit(record, places, here):
    struct.pack_into("<Q", record, 16, here)
    for at in (216, 1880, 1896):  # root of the tree, log, roots
        struct.pack_into("<QI", record, at, *places[struct.unpack_from("<Q", record, at)[0]])


def rewrite(data, change):
    """Make an archive of one commit anew, in which change(kind, index, record) has changed records."""
    out, places, seen = bytearray(), {}, {}
    for kind, at, size in structures(data):
        record, index = data[at:at + size], seen.get(kind, 0)
        seen[kind] = index + 1
        if kind == "L":
            move_leaf(record, places)
        elif kind == "R":
            move_roots(record, places)
        elif kind == "C":
            move_commit(record, places, len(out))
        if kind != "frame":
            change(kind, index, record)
            struct.pack_into("<I", record, 4, len(record) - 8)
            sign(record, 0, len(record))
        places[at] = len(out), len(record)
        out += record
    data[:] = out


def extend(data, words):
    def change(kind, index, record):
        if words[0] == "area" and (kind, index) == (words[1], int(words[2])):
            add_area(kind, record, bytes.fromhex(words[3]))
        elif words[0] == "text" and kind == "T":
            content = unzstd(bytes(record[32:-8]), struct.unpack_from("<I", record, 16)[0])
            record[32:-8] = zstd(content.replace(bytes.fromhex(words[1]), bytes.fromhex(words[2])))
        elif words[0] == "further" and kind == ("M" if words[1] == "log" else "L"):
            add_further(kind, record, words[1], int(words[2], 16), bytes.fromhex(words[3]))
    rewrite(data, change)


def foreign(data):
    """A reader must skip what it does not know."""
    _, at, size = find(data, "C", -1)
    extra = struct.pack("<II", 0x184D2A53, 5) + b"hello"
    record = bytearray(data[at:at + size])
    struct.pack_into("<Q", record, 16, at + len(extra))
    sign(record, 0, size)
    data[at:] = extra + record


def apply(data, step):
    words = step.split()
    if words[0] == "cut":
        count = len(data) * int(words[1][:-1]) // 100 if words[1].endswith("%") else int(words[1])
        del data[len(data) - count:]
    elif words[0] == "head":
        del data[int(words[1]):]
    elif words[0] == "flip":
        _, at, _ = find(data, words[1], int(words[2]))
        data[at + int(words[3])] ^= 0xFF
    elif words[0] == "frame":
        _, at, _ = find(data, "frame", int(words[1]))
        data[at + int(words[2])] ^= 0xFF
    elif words[0] in ("put", "write"):
        _, at, size = find(data, words[1], int(words[2]))
        value = bytes.fromhex(words[4])
        place = at + int(words[3])
        data[place:place + len(value)] = value
        if words[0] == "put":
            sign(data, at, size)
    elif words[0] in ("entry", "item", "more", "less", "column", "authors", "string"):
        edit_leaf(data, words)
    elif words[0] == "keys":
        _, at, size = find(data, "L", 0)
        data[at + 64 + struct.unpack_from("<I", data, at + 20)[0]] ^= 0xFF
        data[at + size - 8:at + size] = hashlib.sha256(data[at:at + size - 8]).digest()[:8]
    elif words[0] == "rest":
        _, at, size = find(data, "L", 0)
        data[at + size - 9] ^= 0xFF
    elif words[0] == "zero":
        at, count = int(words[1]), int(words[2])
        at += len(data) if at < 0 else 0
        data[at:at + count] = bytes(count)
    elif words[0] == "append":
        data += bytes.fromhex(words[1])
    elif words[0] == "pad":
        if len(data) % 512 == 0:
            sys.exit(f"{step}: the archive must not end where a sector does")
        data += bytes(-len(data) % int(words[1]))
    elif words[0] == "heads":
        for left in range(int(words[1]), 0, -1):
            data += struct.pack("<II8s", MAGIC, 16 * left - 8, b"nbarcS\1\0")
    elif words[0] == "foreign":
        foreign(data)
    elif words[0] in ("area", "further", "text"):
        extend(data, words)
    elif words[0] == "roots":
        change_roots(data, words)
    elif words[0] != "keep":
        sys.exit(f"{step}: no such step")


def main():
    manifest, outdir = sys.argv[1:3]
    bases = dict(pair.split("=", 1) for pair in sys.argv[3:])
    os.makedirs(outdir, exist_ok=True)
    with open(manifest, encoding="utf-8") as stream:
        lines = [line.rstrip("\n").split("\t") for line in stream if line.strip() and not line.startswith("#")]
    for name, base, steps, *_ in lines:
        with open(bases[base], "rb") as stream:
            data = bytearray(stream.read())
        for step in steps.split(";"):
            apply(data, step.strip())
        with open(os.path.join(outdir, name), "wb") as out:
            out.write(data)
    return 0


if __name__ == "__main__":
    sys.exit(main())
