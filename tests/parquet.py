#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Read a Parquet file by the rules of the format, and print its rows.

usage: parquet.py FILE...

Written from the specification of Apache Parquet and of Thrift's compact protocol, with
nothing but the standard library and the program zstd. It is made to doubt: every size,
count, checksum, encoding, level and bound that the file states is compared with what is
there, and the first that is wrong ends it. Prints a JSON object a row; with --facts,
what the footer says instead.
"""
import json
import struct
import subprocess
import sys
import zlib
from datetime import date, timedelta

INT32, INT64, BYTE_ARRAY = 1, 2, 6
PLAIN, RLE, RLE_DICTIONARY = 0, 3, 8


def expect(what, message):
    if not what:
        raise SystemExit(f"parquet.py: {message}")


class Thrift:
    """A structure of the compact protocol as a dictionary of its fields."""

    def __init__(self, data, at=0):
        self.data, self.at = data, at

    def number(self):
        value = shift = 0
        while True:
            byte = self.data[self.at]
            self.at += 1
            value |= (byte & 127) << shift
            shift += 7
            if byte < 128:
                return value

    def signed(self):
        value = self.number()
        return value >> 1 ^ -(value & 1)

    def value(self, kind):
        if kind in (1, 2):
            return kind == 1
        if kind == 3:
            self.at += 1
            return self.data[self.at - 1]
        if kind in (4, 5, 6):
            return self.signed()
        if kind == 8:
            length = self.number()
            self.at += length
            return self.data[self.at - length:self.at]
        if kind == 9:
            head = self.data[self.at]
            self.at += 1
            count = head >> 4 if head >> 4 < 15 else self.number()
            return [self.value(head & 15) for _ in range(count)]
        expect(kind == 12, f"a field of type {kind}")
        return self.struct()

    def struct(self):
        fields, last = {}, 0
        while self.data[self.at]:
            head = self.data[self.at]
            self.at += 1
            last = last + (head >> 4) if head >> 4 else self.signed()
            expect(last not in fields, f"field {last} comes twice")
            fields[last] = self.value(head & 15)
        self.at += 1
        return fields


def hybrid(data, at, end, count, width):
    """Numbers in runs and packed bits, exactly `count`; and where they end."""
    numbers = []
    while len(numbers) < count:
        reader = Thrift(data, at)
        head = reader.number()
        at = reader.at
        if head & 1:
            size = (head >> 1) * width
            bits = int.from_bytes(data[at:at + size], "little")
            numbers += [bits >> i * width & (1 << width) - 1 for i in range((head >> 1) * 8)]
            at += size
        else:
            size = (width + 7) // 8
            numbers += [int.from_bytes(data[at:at + size], "little")] * (head >> 1)
            at += size
        expect(at <= end, "packed numbers are cut off")
    expect(len(numbers) - count < 8 and not any(numbers[count:]), "packed numbers go on")
    return numbers[:count], at


def plain(data, at, end, kind, count):
    """Values in the encoding PLAIN, which fill the bytes."""
    values = []
    for _ in range(count):
        if kind == BYTE_ARRAY:
            size = struct.unpack_from("<I", data, at)[0]
            values.append(data[at + 4:at + 4 + size])
            at += 4 + size
        else:
            form, size = ("<i", 4) if kind == INT32 else ("<q", 8)
            values.append(struct.unpack_from(form, data, at)[0])
            at += size
    expect(at == end, "values do not fill their page")
    return values


class Leaf:
    """A column of the schema: where it is, and the levels it can have."""

    def __init__(self, path, element, optional, repeated):
        self.path, self.element = path, element
        self.definitions, self.repetitions = optional, repeated
        self.kind = element[1]


def leaves(schema):
    """The leaves of the schema in their order."""
    found, place = [], [0]

    def walk(path, optional, repeated):
        element = schema[place[0]]
        place[0] += 1
        if path is None:
            path = []
        else:
            path = path + [element[4].decode()]
            optional += element[3] != 0
            repeated += element[3] == 2
        if 5 in element:
            expect(1 not in element, "a group has a type")
            for _ in range(element[5]):
                walk(path, optional, repeated)
        else:
            found.append(Leaf(path, element, optional, repeated))

    walk(None, 0, 0)
    expect(place[0] == len(schema), "the schema has elements that are of no group")
    return found


def read_pages(data, leaf, meta):
    """The entries of a column chunk: (repetition, value or None) each."""
    at = meta.get(11, meta[9])
    end = at + meta[7]
    entries, dictionary, plain_bytes, encodings = [], None, 0, set()
    while at < end:
        reader = Thrift(data, at)
        head = reader.struct()
        packed = data[reader.at:reader.at + head[3]]
        crc = zlib.crc32(packed)
        expect(crc == head[4] & 0xffffffff, "the checksum of a page is wrong")
        page = subprocess.run(["zstd", "-dqc"], input=packed, stdout=subprocess.PIPE, check=True).stdout
        expect(len(page) == head[2], "a page has another size than it says")
        plain_bytes += reader.at - at + head[2]
        if head[1] == 2:
            expect(at == meta[11] and dictionary is None, "a dictionary is not in front")
            expect(head[7][2] == PLAIN, "the dictionary is not plain")
            dictionary = plain(page, 0, len(page), leaf.kind, head[7][1])
            expect(len(set(dictionary)) == len(dictionary), "a dictionary has a value twice")
            encodings.add(PLAIN)
        else:
            expect(head[1] == 0, f"a page of type {head[1]}")
            expect(at > meta.get(11, -1) and at >= meta[9], "a data page is not where it should be")
            entries += read_data(page, leaf, head[5], dictionary)
            encodings |= {head[5][2], RLE}
        at = reader.at + head[3]
    expect(at == end, "pages do not fill their chunk")
    expect(plain_bytes == meta[6], "a chunk has another size than it says")
    expect(encodings <= set(meta[2]), "an encoding is not stated")
    expect(len(entries) == meta[5], "a chunk has another number of values than it says")
    return entries


def read_data(page, leaf, head, dictionary):
    """The entries of a data page."""
    at, count = 0, head[1]
    levels = []
    for most in (leaf.repetitions, leaf.definitions):
        if not most:
            levels.append([0] * count)
            continue
        expect(most == 1, "levels above one")
        size = struct.unpack_from("<I", page, at)[0]
        numbers, end = hybrid(page, at + 4, at + 4 + size, count, 1)
        at += 4 + size
        expect(end == at, "levels do not fill their bytes")
        levels.append(numbers)
    expect(not levels[0][:1] or levels[0][0] == 0, "a page begins in the middle of a row")
    present = sum(1 for d in levels[1] if d == leaf.definitions)
    if head[2] == PLAIN:
        values = plain(page, at, len(page), leaf.kind, present)
    else:
        expect(head[2] == RLE_DICTIONARY and dictionary is not None, "a page without its dictionary")
        numbers, end = hybrid(page, at + 1, len(page), present, page[at]) if present else ([], len(page))
        expect(end == len(page), "numbers do not fill their page")
        values = [dictionary[n] for n in numbers]
    values = iter(values)
    return [(r, next(values) if d == leaf.definitions else None) for r, d in zip(*levels)]


def check_bounds(leaf, meta, entries):
    """The least and the greatest value, and how many are missing."""
    values = [v for _, v in entries if v is not None]
    known = meta.get(12, {})
    expect(known.get(3) == len(entries) - len(values), "the number of nulls is wrong")
    for bound, best in ((5, max), (6, min)):
        if bound not in known:
            continue
        form = {INT32: "<i", INT64: "<q"}.get(leaf.kind)
        stated = known[bound] if form is None else struct.unpack(form, known[bound])[0]
        expect(stated == best(values), "a bound is wrong")


def convert(leaf, value):
    """A value by its logical type."""
    logical = leaf.element.get(10, {})
    if 1 in logical:
        return value.decode("utf-8")
    if 6 in logical:
        return (date(1970, 1, 1) + timedelta(days=value)).isoformat()
    expect(logical.get(10) == {1: 64, 2: True}, "an unknown logical type")
    return value


def read(path):
    """The footer of a file and its rows, each a dictionary."""
    with open(path, "rb") as file:
        data = file.read()
    expect(data[:4] == data[-4:] == b"PAR1", "not a Parquet file")
    size = struct.unpack("<I", data[-8:-4])[0]
    reader = Thrift(data, len(data) - 8 - size)
    footer = reader.struct()
    expect(reader.at == len(data) - 8, "the footer has another size than it says")
    columns = leaves(footer[2])
    expect(len(footer[7]) == len(columns) and all(o == {1: {}} for o in footer[7]), "column orders")
    rows, at = [], 4
    for group in footer[4]:
        expect(len(group[1]) == len(columns), "a row group lacks a column")
        expect(group[5] == at, "a row group does not follow the one before")
        read_group(data, group, columns, rows)
        expect(group[2] == sum(c[3][6] for c in group[1]), "the size of a row group")
        expect(group[6] == sum(c[3][7] for c in group[1]), "the compressed size of a row group")
        at += group[6]
    expect(at == len(data) - 8 - size, "bytes between the row groups and the footer")
    expect(len(rows) == footer[3], "the number of rows is wrong")
    return footer, columns, rows


def read_group(data, group, columns, rows):
    """Add the rows of a row group."""
    found = [{} for _ in range(group[3])]
    at = group[5]
    for leaf, chunk in zip(columns, group[1]):
        meta = chunk[3]
        expect([p.decode() for p in meta[3]] == leaf.path and meta[1] == leaf.kind, "a chunk of another column")
        expect(meta[4] == 6, "not compressed with Zstandard")
        expect(meta.get(11, meta[9]) == at, "a chunk does not follow the one before")
        at += meta[7]
        entries = read_pages(data, leaf, meta)
        check_bounds(leaf, meta, entries)
        row = -1
        for repetition, value in entries:
            row += repetition == 0
            value = None if value is None else convert(leaf, value)
            if not leaf.repetitions:
                found[row][leaf.path[0]] = value
            elif value is None:
                found[row][leaf.path[0]] = []
            else:
                found[row].setdefault(leaf.path[0], []).append(value)
        expect(row == group[3] - 1, "a column has another number of rows")
    rows += found


def main():
    facts = "--facts" in sys.argv
    for path in [a for a in sys.argv[1:] if a != "--facts"]:
        footer, columns, rows = read(path)
        if facts:
            pairs = {p[1].decode(): p[2].decode() for p in footer[5]}
            dictionaries = sorted({c[3][3][0].decode() for g in footer[4] for c in g[1] if 11 in c[3]})
            print(json.dumps({"rows": len(rows), "groups": len(footer[4]), "by": footer[6].decode(),
                              "pairs": pairs, "dictionaries": dictionaries}))
            continue
        for row in rows:
            print(json.dumps(row, ensure_ascii=False))


if __name__ == "__main__":
    main()
