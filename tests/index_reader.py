#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A second reader of indexes, written from format-spec/nbarc-index.md alone.

usage: index_reader.py ARCHIVE [--embedded]

Reads every list of ARCHIVE.idx, or of the index in the archive itself, and compares it with the text that nbarc get prints:
each item has the characters and pairs that it is listed for, and no others. Of a small
index, each group of pages does. Prints what was compared.
"""
import hashlib
import struct
import subprocess
import sys
import unicodedata

BLOCK, CONTENT, SLOT = 4096, 4088, 4096
COMMIT, RUN, BETWEEN = 2048, 4095, 24
LONG, GROUP = 64, 64


def u(data, at, size):
    return int.from_bytes(data[at:at + size], "little")


def must(right, what):
    if not right:
        sys.exit(f"index_reader: {what}")


class Bits:
    def __init__(self, data):
        self.value, self.left = int.from_bytes(data, "little"), 8 * len(data)

    def get(self, count):
        must(count <= self.left, "bits are missing")
        v = self.value & (1 << count) - 1
        self.value >>= count
        self.left -= count
        return v

    def count(self):
        k = 0
        while not self.get(1):
            k += 1
        return 1 << k | self.get(k)

    def choice(self, m):
        if m == 0:
            return 0
        k = (m + 1).bit_length() - 1
        s = (2 << k) - m - 1
        t = (m + 1 - s) // 2
        v = self.get(k)
        if v >= s:
            v = (v << 1 | self.get(1)) - s
        return (v + t) % (m + 1)

    def between(self, c, low, high):
        if c == 0 or high - low + 1 == c:
            return list(range(low, low + c))
        h = c // 2
        v = low + h + self.choice(high - (c - 1 - h) - (low + h))
        return [*self.between(h, low, v - 1), v, *self.between(c - 1 - h, v + 1, high)]

    def numbers(self, c, limit):
        return self.between(c, 0, limit - 1)


def number(data, at):
    v = shift = 0
    while True:
        v |= (data[at] & 127) << shift
        shift += 7
        at += 1
        if not data[at - 1] & 128:
            return v, at


class Segment:
    def __init__(self, file, entry, grain, between):
        (self.offset, self.blocks, self.first, self.entries, self.documents, self.characters,
         self.group_count, _, self.chars, self.groups, self.changed, self.changes,
         _) = struct.unpack("<QQQQIIIIQQQII", entry)
        self.grain, parts = grain, []
        for i in range(self.blocks):
            at = self.offset + BLOCK * i + between * (i // RUN)
            block = file[at:at + BLOCK]
            check = hashlib.sha256(block[:CONTENT] + struct.pack("<II", self.first, i)).digest()
            must(check[:8] == block[CONTENT:], f"block {i} is damaged")
            parts.append(block[:CONTENT])
        self.data = b"".join(parts)
        table = [u(self.data, self.chars + 8 * i, 8) for i in range(self.characters + 1)]
        self.alphabet = [v >> 40 for v in table[:-1]]
        self.chunks = [v & (1 << 40) - 1 for v in table]
        must(self.alphabet == sorted(set(self.alphabet)), "characters are not in order")

    def lists(self, rank):
        """(text, documents) of each list of a chunk."""
        at, end = self.chunks[rank], self.chunks[rank + 1]
        size, at = number(self.data, at)
        shorts, at = number(self.data, at)
        bits = Bits(self.data[at:at + size])
        own = bits.count()
        begins, ends = bits.count() - 1, bits.count() - 1
        others = bits.numbers(begins, self.characters) + bits.numbers(ends, self.characters)
        counts = [own] + [bits.count() for _ in others]
        lens = [bits.count() - 1 if c >= LONG else 0 for c in counts]
        at += size
        bits = Bits(self.data[at:at + shorts])
        at += shorts
        c = chr(self.alphabet[rank])
        for i, count in enumerate(counts):
            source = bits
            if count >= LONG:
                source = Bits(self.data[at:at + lens[i]])
                at += lens[i]
            if i == 0:
                mine = source.numbers(count, self.documents)
                yield c, mine
                continue
            other = chr(self.alphabet[others[i - 1]])
            docs = [mine[k] for k in source.numbers(count, own)]
            yield (c + other if i <= begins else other + c), docs
        must(at == end, "a chunk has more bytes than lists")

    def pages(self):
        """(identifier, revision, numbers of its documents) of each page entry."""
        out, changed = [], []
        for g in range(self.group_count):
            at, first = struct.unpack_from("<QQ", self.data, self.groups + 16 * g)
            end = u(self.data, self.groups + 16 * (g + 1), 8)
            must(self.grain or first == sum(len(p[2]) for p in out), "documents do not add up")
            before = b""
            while at < end:
                shared, rest = self.data[at], self.data[at + 1]
                before = before[:shared] + self.data[at + 2:at + 2 + rest]
                revision, at = number(self.data, at + 2 + rest)
                items, last = [], 0
                if not self.grain:
                    count, at = number(self.data, at)
                    for _ in range(count):
                        gap, at = number(self.data, at)
                        last += gap + 1
                        items.append(last)
                if revision != 1:
                    changed.append(u(hashlib.sha256(before).digest(), 0, 4))
                out.append((before.decode(), revision, items))
        table = [u(self.data, self.changed + 4 * i, 4) for i in range(self.changes)]
        must(table == sorted(changed), "the changed pages are others")
        must(len(out) == self.entries, "there are more or fewer page entries")
        return out


def slot_in(file):
    """The slot of the newest index that is embedded."""
    commit = len(file) - COMMIT
    while True:
        segment = u(file, commit + 80, 8)
        if file[segment + 8:segment + 14] == b"nbarcF":
            record = file[segment:segment + SLOT + 24]
            must(u(record, 4, 4) + 8 == len(record), "the record has another size")
            must(hashlib.sha256(record[:-8]).digest()[:8] == record[-8:], "the record is damaged")
            return record[16:-8]
        commit = u(file, commit + 40, 8)
        must(commit, "no index is embedded")


def read(path, embedded):
    with open(path, "rb") as f:
        file = f.read()
    slots = [slot_in(file)] if embedded else []
    for i in range(0 if embedded else 2):
        slot = file[SLOT * i:SLOT * (i + 1)]
        if slot[:8] == b"nbarcidx" and hashlib.sha256(slot[:4088]).digest()[:8] == slot[4088:]:
            slots.append(slot)
    slot = max(slots, key=lambda s: u(s, 32, 8))
    must(u(slot, 8, 2) == 1 and slot[10] == 1 and u(slot, 16, 8) == 0, "it is newer")
    grain = u(slot, 12, 4)
    return grain, [Segment(file, slot[128 + 80 * i:208 + 80 * i], grain, BETWEEN * embedded)
                   for i in range(slot[11])]


def has(c):
    return (c.isascii() and c.isalnum()) or any(a <= ord(c) <= b for a, b in (
        (0xc0, 0x1fff), (0x2e80, 0x2fdf), (0x3005, 0x3007), (0x3040, 0xd7ff),
        (0xf900, 0xfaff), (0x20000, 0x3ffff)))


def folded(c):
    parts = unicodedata.decomposition(c).split()
    return chr(int(parts[1], 16)) if parts and parts[0] in ("<wide>", "<narrow>") else c


def keys(text):
    text = "".join(map(folded, text))
    return {c for c in text if has(c)} | {a + b for a, b in zip(text, text[1:]) if has(a) and has(b)}


def text_of(archive, name):
    done = subprocess.run(["nbarc", "get", "--format", "text", archive, name], capture_output=True)
    return done.stdout.decode() if done.returncode == 0 else None


def main():
    archive, embedded = sys.argv[1], "--embedded" in sys.argv
    grain, segments = read(archive if embedded else archive + ".idx", embedded)
    items = postings = 0
    for s in segments:
        found = {}
        for rank in range(s.characters):
            for text, docs in s.lists(rank):
                for doc in docs:
                    found.setdefault(doc, set()).add(text)
                postings += len(docs)
        doc, wanted = 0, {}
        for i, (page, revision, numbers) in enumerate(s.pages()):
            if grain:
                doc = (s.first + i) // grain - s.first // grain
                rows = subprocess.run(["nbarc", "list", archive, page], capture_output=True)
                numbers = [int(r.split()[0].rsplit("-", 1)[1]) for r in rows.stdout.decode().splitlines()]
            for k in numbers:
                text = text_of(archive, f"{page}-{k:02}@{revision}")
                if text is not None:
                    wanted.setdefault(doc, set()).update(keys(text))
                    items += 1
                doc += not grain
        for k, expected in wanted.items():
            got = found.get(k, set())
            # What was withdrawn since is still in the index.
            must(got == expected or (grain and got > expected),
                 f"document {k} differs: {sorted(got ^ expected)[:9]}")
    print(f"{len(segments)} segments, {items} items, {postings} entries of lists: all right")


if __name__ == "__main__":
    main()
