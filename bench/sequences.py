#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Print what the Zstandard frames of a file consist of: blocks, literals, sequences.

usage: sequences.py FILE

FILE is an archive, of which the page frames count, or what zstd writes. Field
names are those of RFC 8878, section 3.1.1. A sequence is a match and the
literals before it; decoding takes its time by sequences.
"""
import mmap
import sys

SKIPPABLE, FRAME = 0x184D2A50, 0xFD2FB528


def number(data, at, size):
    return int.from_bytes(data[at : at + size], "little")


def frame_header_size(descriptor):
    single = descriptor >> 5 & 1
    content = (single, 2, 4, 8)[descriptor >> 6]
    return 5 + (not single) + (0, 1, 2, 4)[descriptor & 3] + content


def literals(data, at):
    """The size of the literals section at this offset, and of what it becomes."""
    kind, form = data[at] & 3, data[at] >> 2 & 3
    if kind >= 2:
        header, bits = (3, 3, 4, 5)[form], (10, 10, 14, 18)[form]
        sizes = number(data, at, header) >> 4
        return header + (sizes >> bits), sizes & (1 << bits) - 1
    header, shift = ((1, 3), (2, 4), (1, 3), (3, 4))[form]
    size = number(data, at, header) >> shift
    return header + (size if kind == 0 else 1), size


def sequences(data, at):
    first = data[at]
    if first < 128:
        return first
    if first < 255:
        return (first - 128 << 8) + data[at + 1]
    return number(data, at + 1, 2) + 0x7F00


def frame(data, at, total):
    """Add up a frame's blocks; return where it ends."""
    descriptor = data[at + 4]
    at += frame_header_size(descriptor)
    last = False
    while not last:
        header = number(data, at, 3)
        last, kind, size = header & 1, header >> 1 & 3, header >> 3
        at += 3
        total["blocks"] += 1
        if kind == 2:
            packed, unpacked = literals(data, at)
            total["literals"] += unpacked
            total["packed"] += packed
            total["sequences"] += sequences(data, at + packed)
            total["rest"] += size - packed
        at += 1 if kind == 1 else size
    return at + (4 if descriptor & 4 else 0)


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    names = ("frames", "bytes", "blocks", "literals", "packed", "sequences", "rest")
    total = dict.fromkeys(names, 0)
    with open(sys.argv[1], "rb") as stream:
        data = mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ)
    at = 0
    while at < len(data):
        magic = number(data, at, 4)
        if magic & ~15 == SKIPPABLE:
            at += 8 + number(data, at + 4, 4)
        elif magic == FRAME:
            end = frame(data, at, total)
            total["frames"] += 1
            total["bytes"] += end - at
            at = end
        else:
            sys.exit(f"{sys.argv[1]}: no frame at offset {at}")
    print("{frames} frames of {bytes} bytes in {blocks} blocks".format(**total))
    print("{literals} bytes of literals in {packed}".format(**total))
    bits = 8 * total["rest"] / max(total["sequences"], 1)
    print("{sequences} sequences in {rest}".format(**total), f"({bits:.2f} bits each)")
    return 0


if __name__ == "__main__":
    sys.exit(main())
