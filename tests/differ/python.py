#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Our GB18030 of 2000 beside Python's codec: random short sequences, both ways.

usage: python.py LIBNBARC.so [CASES [SEED]]

A case agrees when both refuse it or both give the same. Nothing is left out: Python
has the edition of 2000, and so has nbarc.
"""
import ctypes
import random
import sys

EDITION_2000 = 2


class Options(ctypes.Structure):
    _fields_ = [("source", ctypes.c_char_p), ("target", ctypes.c_char_p), ("profile", ctypes.c_int),
                ("escape", ctypes.c_bool), ("unescape", ctypes.c_bool), ("verify", ctypes.c_int),
                ("survey", ctypes.c_bool)]


class Buffer(ctypes.Structure):
    _fields_ = [("data", ctypes.POINTER(ctypes.c_char)), ("len", ctypes.c_size_t), ("cap", ctypes.c_size_t)]


class Converter:
    """One direction; each case is a stream of its own."""

    def __init__(self, lib, source, target):
        self.lib = lib
        self.options = Options(source, target, EDITION_2000, False, False, 0, False)
        self.error = ctypes.create_string_buffer(2048)
        self.out = Buffer()

    def run(self, data):
        made = ctypes.c_void_p()
        if self.lib.nb_converter_create(ctypes.byref(self.options), ctypes.byref(made), self.error):
            sys.exit("nb_converter_create failed")
        self.out.len = 0
        status = self.lib.nb_converter_add(made, data, ctypes.c_size_t(len(data)), True,
                                           ctypes.byref(self.out), self.error)
        self.lib.nb_converter_free(made)
        if status:
            return None
        return self.out.data[:self.out.len] if self.out.len else b""


def some_code(rng):
    kind = rng.randrange(8)
    if kind == 0:
        cp = rng.randrange(0x110000)
        return chr(cp if not 0xD800 <= cp < 0xE000 else cp - 0xD800).encode("gb18030")
    if kind == 1:
        return bytes([rng.randrange(256)])
    if kind < 5:
        return bytes([0x80 + rng.randrange(128), rng.randrange(256)])
    return bytes([0x80 + rng.randrange(128), 0x2F + rng.randrange(12), 0x80 + rng.randrange(128),
                  0x2F + rng.randrange(12)])


def some_utf8(rng):
    cp = rng.randrange(0x10000) if rng.randrange(4) else rng.randrange(0x110000)
    text = bytearray(chr(cp if not 0xD800 <= cp < 0xE000 else cp - 0xD800).encode("utf-8"))
    if rng.randrange(5) == 0:
        text[rng.randrange(len(text))] = rng.randrange(256)
    return bytes(text)


def theirs(data, source, target):
    try:
        return data.decode(source).encode(target)
    except UnicodeError:
        return None


def main():
    lib = ctypes.CDLL(sys.argv[1])
    cases = int(sys.argv[2]) if len(sys.argv) > 2 else 1000000
    rng = random.Random(int(sys.argv[3]) if len(sys.argv) > 3 else 1)
    ways = [(Converter(lib, b"GB18030", b"UTF-8"), some_code, "gb18030", "utf-8"),
            (Converter(lib, b"UTF-8", b"GB18030"), some_utf8, "utf-8", "gb18030")]
    differences = 0
    for number in range(cases):
        ours, make, source, target = ways[number & 1]
        data = b"".join(make(rng) for _ in range(1 + rng.randrange(3)))
        if rng.randrange(16) == 0:  # among ordinary text, which takes the fast road
            text = "".join(chr(0x4E00 + rng.randrange(0x5000)) for _ in range(200)) + "<p>text</p>"
            data = text.encode(source) + data + text.encode(source)
        a, b = ours.run(data), theirs(data, source, target)
        if a != b:
            differences += 1
            if differences <= 10:
                print(f"Python, from {source}: {data.hex(' ')}: ours {a and a.hex(' ')}, theirs {b and b.hex(' ')}")
    print(f"Python {sys.version.split()[0]}: {cases} cases, 0 left out, {differences} differences")
    return differences != 0


if __name__ == "__main__":
    sys.exit(main())
