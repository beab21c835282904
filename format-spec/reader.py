#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A reader of nbarc archives, written from nbarc-format.md alone.

usage: reader.py list FILE [PREFIX]
       reader.py authors FILE [PREFIX]
       reader.py get FILE ID[@REVISION] [--format tei|source|journal]
       reader.py decisions FILE ID[@REVISION]
       reader.py log FILE [PAGE]
       reader.py info FILE
       reader.py verify FILE [--pubkey KEY] [--witness KEY]...
       reader.py note FILE
       reader.py prove FILE (ID[@REVISION] | --since COMMIT)
       reader.py check-proof PROOF [ARTICLE]
       reader.py repair FILE NEW

note prints the newest note. A KEY is a verifier key, or a file that has one or has an
Ed25519 key in PEM.

list, get, decisions, log, info and verify take --at COMMIT: they read the archive as it was at
that commit. COMMIT is the number of the commit or at least the first six digits of
its Merkle root.

The reader needs Python's standard library and libzstd, which it calls with ctypes.
Exit codes: 0 success; 1 wrong usage, or a file that cannot be opened; 2 the archive
is damaged (everything that can be read is printed); 4 not in the archive. Numbers in
brackets are sections of the specification.
"""
import base64
import bisect
import calendar
import collections
import ctypes
import ctypes.util
import hashlib
import json
import os
import re
import struct
import sys

MAGIC = 0x184D2A5B
HEADER, COMMIT = 64, 2048
SHA256 = 1  # the hash algorithm
EARLIER_COMMIT = 144
CONTENT_MAX, NODE_MAX, SOURCES_MAX, DIRECTORY_MAX = 1 << 26, 1 << 24, 1 << 27, 1 << 24
KINDS = ("article", "photo", "notice", "advertisement", "furniture")
STATES = ("present", "withdrawn", "purged")
ITEMS_MAX = 65535
# Identifiers [7.1]: of a page, an NCName of XML 1.0, fifth edition; and of an item of it.
NAME_START = ("A-Z_a-z\u00C0-\u00D6\u00D8-\u00F6\u00F8-\u02FF\u0370-\u037D\u037F-\u1FFF\u200C\u200D\u2070-\u218F"
              "\u2C00-\u2FEF\u3001-\uD7FF\uF900-\uFDCF\uFDF0-\uFFFD\U00010000-\U000EFFFF")
PAGE = re.compile(f"[{NAME_START}][-.0-9\u00B7\u0300-\u036F\u203F\u2040{NAME_START}]*")
ITEM = re.compile(f"({PAGE.pattern})-(0[1-9]|[1-9][0-9]{{1,4}})")
ISSUE = re.compile(r"[a-z][a-z0-9]{1,11}-[0-9]{8}[a-z]?")  # of a newspaper
DECISIONS_MAX, DECISIONS_SIZE_MAX = 16384, 1 << 22
DAY = re.compile("([0-9]{4})-([0-9]{2})-([0-9]{2})")
NOTE_RECORD_MAX, NOTE_MAX, NOTE_LINES = 1 << 19, 1 << 18, 64
SHARED_MAX = 1 << 26
LIMITS = {"H": HEADER, "U": SHARED_MAX - HEADER, "C": COMMIT, "S": SOURCES_MAX, "G": NOTE_RECORD_MAX}
# Reserved bytes of records, from and to; None is the end of the body [3.1]. Bit 0 of byte 28 of "S" is a flag.
RESERVED = {"H": ((19, 24), (32, None)), "S": ((29, 32),), "T": ((20, 32),), "I": ((25, 32),), "R": ((24, 32),),
            "M": ((33, 36),), "B": ((60, 64),), "P": ((60, 64),), "G": ((20, 24),),
            "C": ((181, 184), *((at + 13, at + 16) for at in range(216, 856, 40)), (1893, 1896), (1908, 1912),
                  (1924, None))}
REFUSE = 0x8000  # the least tag that must not be ignored
AUTHORS = 1  # the tag of the column of authors [7.2]


class Damaged(Exception):
    """A structure that a reader must reject, with its offset in the file."""

    def __init__(self, offset, text):
        super().__init__(f"offset {offset}: {text}")


class CutOff(Damaged):
    """A structure that exceeds the file, or the part of it that is read."""


class Unsupported(Exception):
    """A structure that a newer program wrote. It is not damage: no reader may go around it [3.1]."""

    def __init__(self, offset, text):
        super().__init__(f"offset {offset}: {text}; a newer reader is needed")


class Absent(Exception):
    """The page, item or commit that was asked for is not in the archive."""


# ---------------------------------------------------------------- zstd (RFC 8878)

def zstd_library():
    # Looking a library up starts a program, so that the usual name comes first.
    try:
        return ctypes.CDLL("libzstd.so.1")
    except OSError:
        return ctypes.CDLL(ctypes.util.find_library("zstd"))


ZSTD = zstd_library()
for name, result in (("ZSTD_createDCtx", ctypes.c_void_p), ("ZSTD_decompressDCtx", ctypes.c_size_t),
                     ("ZSTD_DCtx_refPrefix", ctypes.c_size_t), ("ZSTD_freeDCtx", ctypes.c_size_t),
                     ("ZSTD_getFrameContentSize", ctypes.c_ulonglong), ("ZSTD_isError", ctypes.c_uint),
                     ("ZSTD_findFrameCompressedSize", ctypes.c_size_t), ("ZSTD_decompressStream", ctypes.c_size_t)):
    getattr(ZSTD, name).restype = result


def unzstd(frame, size, where, prefix=None):
    """The content of one complete Zstandard frame. It must have `size` bytes."""
    stated = ZSTD.ZSTD_getFrameContentSize(frame, ctypes.c_size_t(len(frame)))
    if stated != size:
        raise Damaged(where, "the zstd frame states another content size")
    if ZSTD.ZSTD_findFrameCompressedSize(frame, ctypes.c_size_t(len(frame))) != len(frame):
        raise Damaged(where, "the zstd frame has another size")
    context = ctypes.c_void_p(ZSTD.ZSTD_createDCtx())
    try:
        if prefix is not None:
            ZSTD.ZSTD_DCtx_refPrefix(context, prefix, ctypes.c_size_t(len(prefix)))
        out = ctypes.create_string_buffer(size + 1)
        count = ZSTD.ZSTD_decompressDCtx(context, out, ctypes.c_size_t(size), frame, ctypes.c_size_t(len(frame)))
        if ZSTD.ZSTD_isError(ctypes.c_size_t(count)) or count != size:
            raise Damaged(where, "the zstd frame is damaged")
        return out.raw[:size]
    finally:
        ZSTD.ZSTD_freeDCtx(context)


class ZstdBuffer(ctypes.Structure):
    """ZSTD_inBuffer or ZSTD_outBuffer, which have the same layout."""
    _fields_ = [("data", ctypes.c_void_p), ("size", ctypes.c_size_t), ("at", ctypes.c_size_t)]


def unzstd_leading(frame, size, prefix=b""):
    """The content of a damaged frame, as far as it can be decoded."""
    if ZSTD.ZSTD_getFrameContentSize(frame, ctypes.c_size_t(len(frame))) != size:
        return b""
    context = ctypes.c_void_p(ZSTD.ZSTD_createDCtx())
    ZSTD.ZSTD_DCtx_refPrefix(context, prefix, ctypes.c_size_t(len(prefix)))
    source, target = ctypes.create_string_buffer(frame, len(frame)), ctypes.create_string_buffer(size + 1)
    given = ZstdBuffer(ctypes.cast(source, ctypes.c_void_p), len(frame), 0)
    # Given room for the whole content, zstd decodes everything or nothing. So the buffer starts one byte short.
    taken = ZstdBuffer(ctypes.cast(target, ctypes.c_void_p), max(size - 1, 0), 0)
    before = None
    while (given.at, taken.at) != before:
        before = (given.at, taken.at)
        taken.size = size if taken.at == size - 1 else taken.size
        if ZSTD.ZSTD_isError(ctypes.c_size_t(
                ZSTD.ZSTD_decompressStream(context, ctypes.byref(taken), ctypes.byref(given)))):
            break
    ZSTD.ZSTD_freeDCtx(context)
    return target.raw[:taken.at]


# ------------------------------------------------- GB 18030-2022 [6]

class GB18030:
    """The mapping of gb18030-2022.txt, which stands beside this file."""

    def __init__(self):
        self.two, self.ranges = {}, []
        with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "gb18030-2022.txt"), encoding="ascii") as table:
            for line in table:
                words = line.split()
                if words[0] == "#":
                    continue
                if len(words) == 2:
                    self.two[int(words[1], 16)] = bytes.fromhex(words[0])
                else:
                    self.ranges.append((int(words[1], 16), int(words[2]), bytes.fromhex(words[0])))
        self.ranges.append((0x10000, 0x100000, b"\x90\x30\x81\x30"))
        self.ranges.sort()

    def encode(self, text):
        return b"".join(self.code(ord(c)) for c in text)

    def code(self, cp):
        if cp < 0x80:
            return bytes((cp,))
        if cp in self.two:
            return self.two[cp]
        first, _, (a, b, c, d) = self.ranges[bisect.bisect(self.ranges, (cp, 1 << 32)) - 1]
        rest, d = divmod((((a - 0x81) * 10 + b - 0x30) * 126 + c - 0x81) * 10 + d - 0x30 + cp - first, 10)
        rest, c = divmod(rest, 126)
        a, b = divmod(rest, 10)
        return bytes((0x81 + a, 0x30 + b, 0x81 + c, 0x30 + d))


def to_gb18030(text):
    if not hasattr(to_gb18030, "mapping"):
        to_gb18030.mapping = GB18030()
    return to_gb18030.mapping.encode(text)


# ---------------------------------------------------------------------- structures

def fields(form, data, at=0):
    return struct.unpack_from("<" + form, data, at)


def check_reserved(data, kind, where):
    """Refuse a record without its area and checksum in which reserved bytes are set [3.1]. Drafts had other "C"."""
    if kind == "C" and len(data) < 1924:
        return
    if any(any(data[start:end]) for start, end in RESERVED.get(kind, ())) or (kind == "S" and data[28:29] > b"\3"):
        raise Unsupported(where, f"record {kind}: reserved bytes are set")


def without_area(data, kind, where):
    """The bytes of a record without its extension area, if it has one, and without its checksum [3.1]."""
    end = len(data) - 8
    if not data[15] & 1:
        return data[:end]
    if kind in "BP":
        raise Unsupported(where, f"record {kind}: it has an extension area")
    end -= 4
    size, = fields("I", data, end) if end >= 16 else (1 << 32,)
    if size > end - 16:
        raise Damaged(where, f"record {kind}: its extension area is cut off")
    at = end - size
    while at < end:
        tag, length = fields("HH", data, at) if end - at >= 4 else (0, 0)
        at += 4 + length
        if not tag or at > end:
            raise Damaged(where, f"record {kind}: its extension area is invalid")
        if tag >= REFUSE:
            raise Unsupported(where, f"record {kind}: extension {tag:#x}")
    return data[:end - size]


def is_page(name):
    """Can a page have these bytes as its identifier? [7.1]"""
    try:
        return 0 < len(name) < 256 and bool(PAGE.fullmatch(name.decode()))
    except UnicodeDecodeError:
        return False


def item_of(name):
    """(page, number) if `name` can be the identifier of an item, or None [7.1]."""
    match = ITEM.fullmatch(name)
    good = match and int(match[2]) <= ITEMS_MAX and is_page(match[1].encode())
    return (match[1], int(match[2])) if good else None


def directory_number(data, place, at):
    """(value, offset of the byte after it) of a number in a page directory [5]."""
    value = shift = 0
    while shift < 70 and place < len(data) - 8:
        value |= (data[place] & 127) << shift
        place, shift = place + 1, shift + 7
        if data[place - 1] < 128 and value < 1 << 32:
            return value, place
    raise Damaged(at, "page directory: a number is cut off or too large")


class Anchors:
    """Where structures were found, and where they stood when the file was written [14].

    `moved` says whether any stands elsewhere.
    """

    def __init__(self):
        self.pairs, self.moved = set(), False

    def add(self, stated, found):
        self.pairs.add((stated, found))
        self.moved |= stated != found

    def places(self, stated):
        """The offsets at which a structure may stand that stood at `stated`, the likeliest first."""
        pairs = sorted(self.pairs)
        after = sum(pair[0] <= stated for pair in pairs)
        near = [pairs[i] for i in (after - 1, after, after - 2, after + 1) if 0 <= i < len(pairs)]
        places = [stated - old + new for old, new in near]
        places.insert(2, stated)
        return list(dict.fromkeys(places))


def pointer(data, place, at):
    """((offset, size, hashes size, revision, identifier), offset of the byte after it) of a pointer [7.5]."""
    if place + 21 > len(data) or place + 21 + data[place + 20] > len(data):
        raise Damaged(at, "a pointer is cut off")
    end = place + 21 + data[place + 20]
    return fields("QIII", data, place) + (data[place + 21:end],), end


class Archive:
    """An archive that is open for reading, at its newest commit or at an earlier one.

    `salvaged` is None while the catalogue is used. Once damage makes a walk necessary [14], it is the result of
    salvage(). `commit` is the commit that is read. `end` is where that commit ends in the file. `upto` is None, or
    the number of a commit from before the file was rewritten: entries of later commits are then passed over.
    `warnings` are problems that do not stop the command, but make it end with exit code 2.
    `want_titles` and `want_hashes` say whether texts records and hashes records are read with the entries.
    """

    def __init__(self, path):
        # Opening a FIFO would wait for its other end; a device need not have one.
        if os.path.exists(path) and not os.path.isfile(path):
            raise Damaged(0, "not a regular file")
        self.stream = open(path, "rb")
        self.size = self.stream.seek(0, 2)
        self.warnings, self.salvaged, self.commit, self.upto, self.lost = [], None, None, None, []
        self.shared, self.shared_at, self.start = 0, 0, None
        self.want_titles, self.want_hashes, self.last_texts, self.texts_before = False, True, (None, b""), 0
        try:
            self.check_header()
            self.commit = self.newest()
        except Damaged as error:
            self.use_walk(error)
        else:
            self.check_tail()

    def check_header(self):
        header = self.record(0, HEADER, "H", HEADER) if self.size >= HEADER else b""
        if not header:
            raise Damaged(0, "not an nbarc archive")
        if fields("H", header, 16) != (1,):
            raise Unsupported(16, "unknown format version")
        if not any(header[18:-8]):
            raise Unsupported(18, "the archive has the format of a draft of version 1")
        if header[18] != SHA256:
            raise Unsupported(18, "unknown hash algorithm")
        shared = fields("Q", header, 24)[0]
        if shared and not HEADER + 24 <= shared <= SHARED_MAX:
            raise Damaged(24, "header: a shared text cannot end there")
        self.shared = shared

    def prefix(self):
        """The start of the file, which is the prefix of all page frames [5.1]; empty without a shared text."""
        if self.start is None:
            lost = max(-self.shared_at, 0)
            self.start = bytes(lost) + self.read(self.shared_at + lost, self.shared - lost)
        return self.start

    # ---- damage [14]

    def use_walk(self, cause):
        """From now on, find pages by a walk over the whole file instead of the catalogue.

        The commit of an entry that is made anew is not known, so that a commit from before the file was rewritten is
        not read in this way.
        """
        if self.upto:
            raise cause
        found = self.salvage(0, self.size)
        if not found:
            raise cause
        self.salvaged = found
        self.warnings.append(cause)

    def check_tail(self):
        """Look at the bytes after the newest commit: they may be a damaged commit [10.2]."""
        at = self.size - COMMIT
        self.end = self.commit["offset"] + COMMIT
        head = self.read(at, 24) if at >= self.end else bytes(24)
        if (head[:8] == struct.pack("<II", MAGIC, COMMIT - 8)) + (head[8:16] == b"nbarcC\1\0") + \
                (fields("Q", head, 16)[0] == at) >= 2:
            self.use_walk(Damaged(at, "the newest commit record is damaged"))
        elif self.size - self.end >= 24 and not self.tail_is_padding():
            head = self.read(self.end, 16)
            if fields("I", head, 0)[0] != MAGIC or head[8:] != b"nbarc?\1\0":
                doubt = Damaged(self.end, "what follows may be a commit that is damaged")
                if self.uncommitted():
                    self.use_walk(doubt)
                else:
                    self.warnings.append(doubt)

    def tail_is_padding(self):
        """Are the bytes after the newest commit padding? [10.2]"""
        size = self.size - self.end
        return 0 < size < 1 << 20 and not self.size % 512 and self.end % 512 and not any(self.read(self.end, size))

    def scan(self, at, end, report=None, append=0):
        """Like walk(), but test checksums before sizes are used, and go on after damage [14].

        Damage is passed to `report`. A segment that begins at offset `append` may begin with an unsealed record [10].
        A page frame is "frame" if it is as its directory says, and otherwise "part".
        """
        frame, self.spent = 0, {}
        while at < end:
            kind = "?"
            try:
                if frame:
                    kind, start, size, at = self.scan_frame(at, frame, check, end)
                    frame = 0
                    yield kind, start, size
                    continue
                kind, size = self.structure_head(at, end)
                if kind == "?":
                    if at != append:
                        raise Damaged(at, "an unfinished segment is here")
                    kind = "D"
                if kind != "foreign":
                    data = self.try_record(at, size, kind)
                    frame, check = (fields("Q", data, 16)[0], data[32:40]) if kind == "D" and len(data) >= 48 else (0, b"")
                elif size >= 13 and self.read(at + 8, 5) == b"nbarc":
                    raise Damaged(at, "a record's magic number is that of a foreign frame")
                yield kind, at, size
                at += size
            except Damaged as error:
                frame = 0
                (report or (lambda e: None))(error)
                at = self.resync(at + 1, end)

    def scan_frame(self, at, size, check, end):
        """(kind, offset, size, offset of the next structure) of the page frame that should stand at `at` [14]."""
        def stands(place):
            return 0 <= place <= end - size and hashlib.sha256(self.read(place, size)).digest()[:8] == check
        try:
            if at + size < end:
                self.structure_head(at + size, end)
            fits = at + size <= end
        except Damaged:
            fits = stands(at)
        if fits:
            return "frame", at, size, at + size
        following = self.resync(at, end)
        if following == end and at + size > end:
            raise Damaged(at, "page frame: it is cut off")
        if following - at > size:
            return ("frame", following - size, size, following) if stands(following - size) else \
                ("part", at, size, at + size)
        return "part", at, following - at, following

    def resync(self, at, end):
        """The offset of the next valid record from `at` on, or `end`."""
        data = self.read(at, end - at) if at < end else b""
        place = data.find(struct.pack("<I", MAGIC))
        while place >= 0:
            try:
                kind, size = self.record_head(at + place, end)
                self.try_record(at + place, size, kind)
                return at + place
            except Unsupported:
                return at + place
            except Damaged:
                place = data.find(struct.pack("<I", MAGIC), place + 1)
        return end

    def try_record(self, at, size, kind):
        """The bytes of a record that a walk comes to. Records that fail must not cost too much time [14]."""
        if self.spent.get(size.bit_length(), 0) > at:
            raise Damaged(at, "passed over after too many damaged ones")
        try:
            return self.record(at, size, kind, LIMITS.get(kind, NODE_MAX))
        except Damaged:
            self.spent[size.bit_length()] = self.spent.get(size.bit_length(), 0) + size
            raise

    def salvage(self, start, end):
        """Walk over the file from `start` to `end` and collect {key: (leaf, entry) or (directory, index)} [14].

        A leaf takes precedence over a page directory, and a later leaf over an earlier one.
        """
        leaves, directories, logged, last, self.anchors = [], [], set(), None, Anchors()
        before = [("", 0, 0)] * 2
        for kind, at, size in self.scan(start, end, append=start):
            try:
                if kind == "D":
                    last = self.directory(at, size)
                    directories.append(last)
                elif kind in ("frame", "part"):
                    last.update(frame_at=at, sound=kind == "frame") if last else None
                elif kind == "S":
                    last.setdefault("sources", (at, size)) if last else None
                else:
                    last = None
                if kind == "L":
                    leaves.append(Leaf(self, at, size, anywhere=True))
                    self.note_leaf(leaves[-1], before)
                elif kind == "M":
                    logged.update((name, -revision) for _, name, revision in self.logged_keys(at, size))
                elif kind in "HCBP":
                    self.note_place(kind, at, size)
                elif kind == "U" and not self.shared and not directories:
                    self.shared, self.shared_at = HEADER + size, at - HEADER
            except Damaged:
                pass
            before = [before[1], (kind, at, size)]
        found = self.merge_found(leaves, directories)
        self.lost = sorted(logged - set(found)) if found else []
        return found

    def logged_keys(self, at, size):
        """The keys in a log record of level 0 [11.2]; none of another level."""
        data = self.record(at, size, "M", NODE_MAX)
        first, count, level = fields("QQB", data, 16) if len(data) >= 48 else (0, 0, 1)
        return [] if level else LogReader(self, []).keys(at, data, first, count)

    def note_leaf(self, leaf, before):
        """A leaf stands after its hashes record, whose place it states. In drafts, several of those stand together."""
        (kind, at, size), hashes = before[1], leaf.hashes_place
        if kind == "X" and before[0][0] != "X" and size == hashes[1] and at + size == leaf.at:
            self.anchors.add(sum(hashes), leaf.at)

    def note_place(self, kind, at, size):
        """Compare where a record stands with where it states that it does."""
        data = self.read(at, size)
        if kind == "H":
            self.anchors.add(0, at)
        elif kind == "C" and size >= 48:
            self.anchors.add(fields("Q", data, 16)[0], at)
        elif kind in "BP" and size >= 80:
            self.anchors.add(ParitySet(data[:72], None).place, at)

    def merge_found(self, leaves, directories):
        """What salvage() returns. The entries of the leaves get the places where their frames are."""
        found, listed, by_page = {}, {}, {}
        for directory in sorted(directories, key=lambda d: (d["sound"], d["at"])):
            for index, page in enumerate(directory["pages"]):
                listed[page["id"].encode(), -page["revision"]] = (directory, index)
                by_page.setdefault(page["id"], []).append((page["revision"], directory, index))
        missing = []
        for leaf in leaves:
            for entry in leaf.entries:
                found[entry["id"].encode(), -entry["revision"]] = (leaf, entry)
                if entry["state"] != 2 and not self.match_directory(entry, by_page.get(entry["id"], ())):
                    missing.append(entry)
        for entry in missing:
            self.infer_frame(entry)
        return {**listed, **found}

    def match_directory(self, entry, rows):
        """Set the place of an entry from the page directory that lists its document. False if there is none."""
        rows = [(d["sound"], d["at"] == entry["directory"], revision, d["at"], d) for revision, d, index in rows
                if revision <= entry["revision"] and index == entry["page_index"] and
                (d["size"], d["frame"], d["content"]) ==
                (entry["directory_size"], entry["frame_size"], entry["content_size"])]
        if not rows:
            return False
        directory = max(rows, key=lambda row: row[:4])[4]
        self.anchors.add(entry["directory"], directory["at"])
        entry["directory"] = directory["frame_at"] - directory["size"]
        if directory.get("sources", (0, 0))[1] == entry["sources_size"] != 0:
            entry["sources_at"] = directory["sources"][0]
        return True

    def infer_frame(self, entry):
        """Set the place of an entry whose page directory is lost: there its frame must begin."""
        for place in self.anchors.places(entry["directory"]):
            at = place + entry["directory_size"]
            head = self.read(at, 18) if 0 <= at <= self.size - 18 else b""
            if head and ZSTD.ZSTD_getFrameContentSize(head, ctypes.c_size_t(18)) == entry["content_size"]:
                entry["directory"] = place
                return

    def find_record(self, stated, size, kind):
        """The offset at which a record stands that stood at `stated`; `stated` if it is not found."""
        for at in self.anchors.places(stated):
            try:
                if at >= 0 and self.record_head(at, self.size) == (kind, size):
                    return at
            except Damaged:
                pass
        return stated

    def located(self, entry):
        """The entry with another place of its frame, if a walk finds one; otherwise None [14]."""
        if self.salvaged is None:
            try:
                pages = self.directory(entry["directory"], entry["directory_size"])["pages"]
                if pages[entry["page_index"]]["id"] == entry["id"]:
                    return None
            except (Damaged, IndexError):
                pass
            self.use_walk(Damaged(entry["directory"], f"page {entry['id']}: it is looked for by a walk"))
        where, what = self.salvaged.get((entry["id"].encode(), -entry["revision"]), (None, None))
        if where is None or what is entry:
            return None
        place = self.place(where, what) if isinstance(where, dict) else what
        keys = ("directory", "sources_at")
        if [place.get(k) for k in keys] == [entry.get(k) for k in keys]:
            return None
        return {**entry, **{k: place[k] for k in keys if k in place}}

    def directory(self, at, size):
        """Read a page directory [5]."""
        data = self.record(at, size, "D", DIRECTORY_MAX)
        end = len(data) - 8
        if end < 40:
            raise Damaged(at, "page directory: too short")
        frame, content, count = fields("QII", data, 16)
        place, name, offset, pages = 40, b"", 0, []
        for _ in range(count):
            if place + 4 > end or place + 4 + data[place + 1] > end or data[place] > len(name):
                raise Damaged(at, "page directory: cut off")
            shared, rest = data[place], data[place + 1]
            name = name[:shared] + data[place + 2:place + 2 + rest]
            revision, place = directory_number(data, place + 2 + rest, at)
            length, place = directory_number(data, place, at)
            if not is_page(name) or not revision:
                raise Damaged(at, "page directory: an identifier or revision is invalid")
            pages.append({"id": name.decode(), "revision": revision, "offset": offset, "length": length})
            offset += length
        if place != end or offset != content or not count or content > CONTENT_MAX:
            raise Damaged(at, "page directory: entries do not fill it")
        return {"at": at, "size": size, "frame": frame, "content": content, "check": data[32:40], "pages": pages,
                "frame_at": at + size, "sound": False}

    def check_frame(self, directory):
        """Check a page frame completely: its bytes and its content [5]."""
        at = directory["at"] + directory["size"]
        data = self.read(at, directory["frame"])
        if hashlib.sha256(data).digest()[:8] != directory["check"]:
            raise Damaged(at, "page frame: its check does not match")
        unzstd(data, directory["content"], at, self.prefix())

    def place(self, directory, index):
        """Where the document of a page is, as its page directory says."""
        page, (sources_at, sources_size) = directory["pages"][index], directory.get("sources", (0, 0))
        place = {"id": page["id"], "revision": page["revision"], "page_index": index, "offset": page["offset"],
                 "length": page["length"], "directory": directory["frame_at"] - directory["size"],
                 "directory_size": directory["size"], "frame_size": directory["frame"],
                 "content_size": directory["content"], "sources_size": sources_size}
        if sources_at:
            place["sources_at"] = sources_at
        return place

    def rebuild(self, place):
        """Rebuild the entry of a page from its document and the sources record [14]."""
        keys = ("id", "revision", "page_index", "offset", "length", "directory", "directory_size", "frame_size",
                "content_size", "sources_size", "sources_at")
        e = {"state": 0, "flags": 1, "name": "", "reason": "", "counted_state": 0, "former_state": 0, "rebuilt": True,
             **{key: place[key] for key in keys if key in place}}
        content = self.frame(e)
        document = content[e["offset"]:e["offset"] + e["length"]]
        e["hash"] = hashlib.sha256(document).digest()
        entry_from_document(e, document)
        e["decided"] = 0
        if e["sources_size"]:
            try:
                found = self.read_sources(e, content)[1]
                e["flags"], e["decided"] = int(found is not None and found.form != 2), int(bool(found and found.decided))
                if e["flags"]:
                    self.read_source(e, content)
            except (Damaged, Absent):
                e["flags"] = e["decided"] = 0
        if not e["sources_size"] or not (e["flags"] or e["decided"]):
            e["sources_size"] = e["flags"] = e["decided"] = 0
        return e

    def uncommitted(self):
        """The keys of the pages that stand after the newest commit and are not in it."""
        try:
            committed = {(e["id"].encode(), -e["revision"]) for e in self.trees()}
        except Damaged:
            committed = ()
        return sorted(set(self.salvage(self.end, self.size)) - set(committed))

    def is_lost(self, page):
        """Is the newest entry of a page one that only the log has? Then the page counts as withdrawn [14]."""
        newest = min((key for key in self.salvaged if key[0] == page), default=(page, 0))
        return any(key < newest for key in self.lost if key[0] == page)

    def walked_entry(self, key):
        """The entry with this key among those that the walk found."""
        where, what = self.salvaged[key]
        if isinstance(where, dict):
            return self.rebuild(self.place(where, what))
        try:
            if self.want_titles:
                where.add_texts()
        except Damaged:
            self.rebuild_titles(what)
        try:
            if self.want_hashes:
                where.add_hashes()
        except Damaged:
            what["rebuilt"], anew = True, {}
            try:
                anew = self.rebuild_listed(what)
            except Damaged:  # there is nothing that they could be taken from
                pass
            what["hash"], what["source_hash"] = anew.get("hash", b""), anew.get("source_hash", b"")
        return what

    def rebuild_listed(self, entry):
        """Rebuild, from its document, an entry whose texts record or hashes record is damaged."""
        if entry["state"] == 2:
            raise Damaged(entry["directory"], f"page {entry['id']}: nothing of a purged page is left")
        return self.rebuild(entry)

    def rebuild_titles(self, entry):
        """Take the titles of an entry from its document, because its texts record is damaged."""
        entry["rebuilt"], anew = True, {}
        try:
            anew = {item["number"]: item for item in self.rebuild_listed(entry)["items"]}
        except Damaged:
            pass
        for item in entry["items"]:
            item.update({key: anew.get(item["number"], {}).get(key, "") for key in ("title", "kicker", "byline")})
            item["authors"] = anew.get(item["number"], {}).get("authors", item["authors"])

    def walked_entries(self, report):
        """All entries that the walk found, in order. Those that cannot be read are passed to `report`."""
        for key in sorted(self.salvaged):
            if self.is_lost(key[0]):
                report(f"{key[0].decode()}: its newest entry is lost: it may be withdrawn")
                continue
            try:
                yield self.walked_entry(key)
            except Damaged as error:
                report(f"{key[0].decode()}: {error}")

    def read(self, at, size):
        if at < 0 or size < 0 or at + size > self.size:
            raise Damaged(at, "a structure exceeds the file")
        self.stream.seek(at)
        return self.stream.read(size)

    def record_head(self, at, end):
        """(kind, size) of the record at `at` [3]."""
        data = self.read(at, max(0, min(16, end - at))).ljust(16, b"\0")
        if fields("I", data) != (MAGIC,) or data[8:13] != b"nbarc":
            raise Damaged(at, "no record is here")
        size = fields("I", data, 4)[0] + 8
        if size < 24:
            raise Damaged(at, "bad head of a record")
        if at + size > end:
            raise CutOff(at, "a record exceeds the archive")
        return chr(data[13]), size

    def structure_head(self, at, end):
        """(kind, size) of the record at `at`, or of a skippable frame with another magic number: kind "foreign"."""
        magic, rest = fields("II", self.read(at, 8)) if at + 8 <= end else (0, 0)
        if magic != MAGIC and magic & 0xFFFFFFF0 == 0x184D2A50:
            if at + rest + 8 > end:
                raise CutOff(at, "a structure exceeds the archive")
            return "foreign", rest + 8
        return self.record_head(at, end)

    def record(self, at, size, kind, limit):
        """The bytes of a record of known size and kind, after its checksum was tested [3].

        Its extension area is left out: the checksum follows the body.
        """
        if not 24 <= size <= limit:
            raise Damaged(at, "size of a record is out of range")
        data = self.read(at, size)
        if kind == "D" and data[13:14] == b"?":  # an unsealed record
            data = data[:13] + b"D" + data[14:]
        elif self.record_head(at, at + size) != (kind, size):
            raise Damaged(at, f"a record {kind} of {size} bytes should be here")
        if hashlib.sha256(data[:-8]).digest()[:8] != data[-8:]:
            raise Damaged(at, f"record {kind}: checksum does not match")
        if data[14] != 1 or data[15] & ~1:
            raise Unsupported(at, f"record {kind} of an unknown version")
        body = without_area(data, kind, at)
        check_reserved(body, kind, at)
        return body + data[-8:]

    def chain(self):
        """The commits, newest first, including those from before the file was rewritten [9]."""
        commit = self.commit
        while True:
            yield commit
            if not commit["previous"]:
                yield from (c for c in reversed(self.earlier(commit)) if c["number"] < commit["number"])
                return
            before = self.commit_at(commit["previous"])
            if before["hash"] != commit["previous_hash"] or before["number"] + 1 != commit["number"]:
                raise Damaged(commit["offset"], "the chain of commits is broken")
            if before["revisions"] > commit["revisions"] or merkle_edge(before["edge"]) != before["root"]:
                raise Damaged(before["offset"], "the log has shrunk, or the root is not that of the edge")
            commit = before

    def earlier(self, commit):
        """The commits from before the file was rewritten, oldest first [8]."""
        at, size = commit["earlier"]
        self.base = commit
        if not at:
            return []
        data = self.record(at, size, "E", NODE_MAX)
        count, length, first = fields("IIQ", data, 16)
        if not count or length != count * EARLIER_COMMIT or length > NODE_MAX or not first:
            raise Damaged(at, "record of earlier commits: its numbers are out of range")
        content, out = unzstd(data[32:-8], length, at), []
        for k in range(count):
            values = fields("Q32s5Q32s32s", content, k * EARLIER_COMMIT)
            names = ("time", "root", "revisions", "pages", "items", "document_bytes", "source_bytes", "writer", "hash")
            out.append({"number": first + k, **dict(zip(names, values))})
            out[-1]["writer"] = out[-1]["writer"].rstrip(b"\0").decode("utf-8", "replace")
        if self.upto is None and first + count != commit["number"]:
            raise Damaged(at, "record of earlier commits: it does not lead to the first of the file")
        return out

    def commit_named(self, name):
        """The commit with this number, or whose root begins with these digits [9]."""
        if self.salvaged is not None:
            raise self.warnings[0]
        for commit in self.chain():
            if name == str(commit["number"]) or (len(name) >= 6 and commit["root"].hex().startswith(name)):
                return commit
        raise Absent(f"{name}: no such commit")

    def go_back(self, name):
        """Read the archive as it was at the commit that is named [9]."""
        commit = self.commit_named(name)
        try:
            hashes = [value for _, value in leaves_of(self)]
        except Damaged:
            hashes = None  # what cannot be read shows nothing
        if hashes is not None and merkle(hashes[:commit["revisions"]]) != commit["root"]:
            raise Damaged(self.commit["offset"], "the root of a commit is not that of the first leaves of the log")
        if "offset" not in commit:  # from before the file was rewritten
            self.upto = commit["number"]
            commit = {**self.base, **commit}
        self.commit = commit
        self.size = self.end = commit["offset"] + COMMIT

    # ---- commit records [8]

    def commit_at(self, at):
        """Read the commit record at `at`."""
        data = self.record(at, COMMIT, "C", COMMIT)
        if len(data) < 1932:
            raise Damaged(at, "commit record: its extension area is too large")
        c = dict(zip(("offset", "number", "time", "previous"), fields("4Q", data, 16)))
        c["previous_hash"] = data[48:80]
        c["segment"], c["incompatible"], c["compatible"] = fields("3Q", data, 80)
        c["root"] = data[104:136]
        c.update(zip(("revisions", "pages", "items", "document_bytes", "source_bytes"), fields("5Q", data, 136)))
        count = fields("I", data, 176)[0]
        c["writer"] = data[184:216].rstrip(b"\0").decode("utf-8", "replace")
        c["hash"] = hashlib.sha256(self.read(at, COMMIT)).digest()
        if c["incompatible"] & ~(1 if self.shared else 0):
            raise Unsupported(at, "the archive needs a newer reader")
        if self.shared and not c["incompatible"] & 1:
            raise Damaged(at, "commit record: it does not need the shared text that the header names")
        if c["offset"] != at or count > 16 or at < HEADER:
            raise Damaged(at, "commit record: belongs elsewhere")
        if any(data[216 + 40 * count:856]):
            raise Unsupported(at, "commit record: unused trees are set")
        if data[180] != SHA256:
            raise Unsupported(at + 180, "unknown hash algorithm")
        c["log"], c["roots"], c["earlier"] = fields("QIB", data, 1880), fields("QI", data, 1896), fields("QI", data, 1912)
        for what in ("log", "roots", "earlier"):
            start, size = c[what][:2]
            if not (HEADER <= start <= start + size <= at if start else size == 0):
                raise Damaged(at, f"commit record: its {what} lies outside")
        hashes = c["revisions"].bit_count()
        if c["revisions"] >= 1 << 32 or any(data[856 + 32 * hashes:1880]) or c["log"][2] > (6 if c["log"][0] else 0):
            raise Damaged(at, "commit record: its log is invalid")
        c["edge"] = [data[856 + 32 * k:888 + 32 * k] for k in range(hashes)]
        first = c["previous"] == 0
        if c["number"] == 0 or (not first and c["number"] == 1) or (first and any(c["previous_hash"])) or \
                (first and (c["number"] == 1) != (c["earlier"][0] == 0)) or \
                (not first and c["previous"] + COMMIT > at) or c["segment"] != (HEADER if first else c["previous"] + COMMIT):
            raise Damaged(at, "commit record: its chain is broken")
        c["trees"], following = [], 1
        for k in range(count):
            root, size, level = fields("QIB", data, 216 + 40 * k)
            entries, one, last = fields("3Q", data, 232 + 40 * k)
            if level > 8 or root < HEADER or root + size > at:
                raise Damaged(at, "commit record: a tree lies outside")
            if one != following or not one <= last <= c["number"]:
                raise Damaged(at, "commit record: the trees do not cover the commits")
            following = last + 1
            c["trees"].append((root, size, level, entries))
        if count and following != c["number"] + 1:
            raise Damaged(at, "commit record: the trees do not cover the commits")
        return c

    def newest(self):
        """The newest commit record: the last 2,048 bytes, or the last one that a walk reaches [10.2]."""
        if self.size < HEADER + COMMIT:
            raise Damaged(self.size, "no commit record")
        try:
            return self.commit_at(self.size - COMMIT)
        except Damaged:
            pass
        noted, reached, over = self.noted_commits()
        found = None if over else self.search_back(noted, reached)
        for at in () if found else reversed(noted):
            try:
                return self.commit_candidate(at)
            except Damaged:
                pass
        if not found:
            raise Damaged(self.size, "no commit record")
        return found

    def noted_commits(self):
        """(offsets of commit records, offset, over): what a walk from the header comes to, where it ends, and whether no
        commit can follow there, because a segment was not finished or the file is cut off [10.2]."""
        noted, at = [], HEADER
        try:
            for kind, at, size in self.walk(HEADER, self.size):
                if kind == "?":
                    return noted, at, True
                if kind == "C":
                    noted.append(at)
                at += size
        except Damaged as error:
            return noted, at, isinstance(error, CutOff)
        return noted, at, False

    def search_back(self, noted, reached):
        """The last commit after the end of the walk whose chain leads back to one that the walk came to [10.2]."""
        end, mark, scanned = self.size, b"nbarcC", False
        while end > reached:
            start = max(reached, end - (1 << 20))
            window = self.read(start, min(self.size, end + len(mark) - 1) - start)
            at = window.rfind(mark)
            while at >= 0:
                try:
                    commit = self.commit_candidate(start + at - 8)
                    if self.chain_holds(commit, noted, reached):
                        return commit
                except Unsupported:
                    # It may be text of a page. A walk that comes to it ends with the same error.
                    scanned = scanned or [*self.scan(reached, self.size)]
                except Damaged:
                    pass
                at = window.rfind(mark, 0, at + len(mark) - 1)
            end = start
        return None

    def chain_holds(self, commit, noted, reached):
        """Does the chain lead from a commit to one of those that were noted, or through the damage to the first? [10.2]"""
        try:
            if not self.arrives(commit):
                return False
            while commit["previous"]:
                commit, after = self.commit_at(commit["previous"]), commit
                if commit["hash"] != after["previous_hash"] or commit["number"] + 1 != after["number"]:
                    return False
                if commit["offset"] in noted:
                    return True
                # A walk through the segment in which the walk from the header ended shows nothing.
                damaged = commit["segment"] <= reached < commit["offset"]
                if commit["offset"] < reached or not (damaged or self.arrives(commit)):
                    return False
        except (Damaged, Unsupported):
            return False
        return True

    def arrives(self, commit):
        """Does a walk from the start of the segment of a commit come to its record?"""
        try:
            return all(self.walk(commit["segment"], commit["offset"]))
        except Damaged:
            return False

    def commit_candidate(self, at):
        """Read what may be a commit record. Those of newer versions can have another size."""
        try:
            return self.commit_at(at)
        except Damaged:
            self.record(at, self.record_head(at, self.size)[1], "C", NODE_MAX)
            raise

    def walk(self, at, end):
        """(kind, offset, size) of each structure, without testing checksums. A page frame has the kind "frame" [10.2]."""
        while at < end:
            kind, size = self.structure_head(at, end)
            yield kind, at, size
            frame = fields("Q", self.read(at + 16, 8))[0] if kind == "D" else 0
            at += size
            if frame:
                if at + frame > end:
                    raise CutOff(at, "a page frame exceeds the archive")
                yield "frame", at, frame
                at += frame

    # ---- catalogue [7]

    def node(self, at, size, level):
        """(number of pointers, content) of an index node [7.5]."""
        data = self.record(at, size, "I", NODE_MAX)
        count, content = fields("II", data, 16)
        if data[24] != level or not count or not 0 < content <= NODE_MAX:
            raise Damaged(at, "node: level or counts are wrong")
        return count, unzstd(data[32:-8], content, at)

    def texts(self, at, size):
        """The content of a texts record. That of the last one is kept, because several leaves share it."""
        if self.last_texts[0] != (at, size):
            data = self.record(at, size, "T", NODE_MAX)
            content = fields("I", data, 16)[0] if size >= 40 else 0
            if not 0 < content <= NODE_MAX:
                raise Damaged(at, "texts record: its content is out of range")
            self.last_texts = ((at, size), unzstd(data[32:-8], content, at))
        return self.last_texts[1]

    def entries(self, at, size, level, before, hashes=None):
        """All page entries below a node, in order.

        The node must end at or before the offset `before`, and its hashes record must have `hashes` bytes.
        """
        if at + size > before:
            raise Damaged(at, "a node does not lie before the one that points to it")
        if level and hashes:
            raise Damaged(at, "an index node cannot have a hashes record")
        if not level:
            leaf = Leaf(self, at, size)
            if sum(leaf.hashes_place) != at or hashes not in (None, leaf.hashes_place[1]):
                raise Damaged(at, "the hashes record is not directly before its leaf")
            if self.want_titles:
                leaf.add_texts()
            if self.want_hashes:
                leaf.add_hashes()
            if leaf.texts_place[1] and leaf.texts_place[0] < self.texts_before:
                raise Damaged(at, "the texts record of a leaf precedes that of the leaf before")
            self.texts_before = leaf.texts_place[0] or self.texts_before
            yield from leaf.entries
            return
        count, data = self.node(at, size, level)
        place = 0
        for _ in range(count):
            (child, child_size, hashes, _, _), place = pointer(data, place, at)
            yield from self.entries(child, child_size, level - 1, at, hashes)
        if place != len(data):
            raise Damaged(at, "bytes left over in a node")

    def roots(self):
        """[(last key, pointers)] of the trees, from the roots record [7.6]. Each pointer is that of pointer()."""
        at, size = self.commit["roots"]
        if not at:
            return []
        data = self.record(at, size, "R", NODE_MAX)
        trees, content = fields("II", data, 16) if size >= 40 else (0, 0)
        if trees != len(self.commit["trees"]) or not 0 < content <= NODE_MAX:
            raise Damaged(at, "roots record: its counts are wrong")
        data, place, out = unzstd(data[32:-8], content, at), 0, []
        for _ in range(trees):
            if place + 5 > len(data) or place + 9 + data[place + 4] > len(data):
                raise Damaged(at, "roots record: cut off")
            end = place + 5 + data[place + 4]
            last, (count,), place, pointers = (data[place + 5:end], -fields("I", data, place)[0]), \
                fields("I", data, end), end + 4, []
            for _ in range(count):
                one, place = pointer(data, place, at)
                pointers.append(one)
            out.append((last, pointers))
        if place != len(data):
            raise Damaged(at, "roots record: bytes left over")
        return out

    def pointers_of(self, root, size, level):
        """The pointers of the root of a tree. Those of a leaf are one that leads to it."""
        if not level:
            leaf = Leaf(self, root, size)
            first = leaf.entries[0]
            return [(root, size, leaf.hashes_place[1], first["revision"], first["id"].encode())]
        count, data = self.node(root, size, level)
        place, out = 0, []
        for _ in range(count):
            one, place = pointer(data, place, root)
            out.append(one)
        return out

    def catalogue(self, report=None):
        """All page entries, sorted by key. If the catalogue is damaged, the entries that a walk finds."""
        if self.salvaged is None:
            try:
                return self.trees()
            except Damaged as error:
                self.use_walk(error)
        return list(self.walked_entries(report or self.warnings.append))

    def trees(self):
        """All page entries of the trees, sorted by key."""
        try:
            self.roots()  # only because a newer version may have written it
        except Damaged:
            pass
        found, self.tree_counts = {}, []
        for root, size, level, count in self.commit["trees"]:
            last, seen, self.texts_before = None, 0, 0
            for entry in self.entries(root, size, level, self.commit["offset"]):
                key = (entry["id"].encode(), -entry["revision"])
                if (last is not None and key <= last) or key in found:
                    raise Damaged(root, "entries are not in order")
                last, found[key] = key, entry
                seen += 1
            self.tree_counts.append((seen, count))
        out = [found[key] for key in sorted(found)]
        if self.upto:
            out = [entry for entry in out if entry["commit"] <= self.upto]
            for entry in out:
                if entry["state"] == 2 and entry["purged"] > self.upto:
                    entry["counted_state"] = entry["former_state"]
        return out

    # ---- pages [5] and sources [6]

    def frame(self, entry):
        """The content of the page frame of an entry."""
        return unzstd(self.read(entry["directory"] + entry["directory_size"], entry["frame_size"]),
                      entry["content_size"], entry["directory"], self.prefix())

    def document(self, entry):
        """The document of an entry. If it is not where the catalogue says, it is looked for elsewhere [14]."""
        try:
            return self.read_document(entry)
        except Damaged:
            entry = self.located(entry)
            if entry is None:
                raise
        return self.read_document(entry)

    def read_document(self, entry):
        """The document at the place of an entry. It is good even if its frame is damaged after it [14]."""
        frame = self.read(entry["directory"] + entry["directory_size"], entry["frame_size"])
        content = unzstd_leading(frame, entry["content_size"], self.prefix())
        document = content[entry["offset"]:entry["offset"] + entry["length"]]
        if hashlib.sha256(document).digest() != entry["hash"]:
            raise Damaged(entry["directory"], f"page {entry['id']}: SHA-256 does not match")
        return document

    def independent(self, entry):
        """True if the sources record of an entry, as its head says, does not need the page frame."""
        at = entry.get("sources_at") or entry["directory"] + entry["directory_size"] + entry["frame_size"]
        try:
            there = self.record_head(at, self.size) == ("S", entry["sources_size"])
        except Damaged:
            return False
        return there and entry["sources_size"] >= 32 and fields("I", self.read(at + 28, 4))[0] & 1

    def source(self, entry):
        """The source of a page, as a Source. If it is not where the catalogue says, it is looked for elsewhere [14]."""
        try:
            return self.read_source(entry)
        except Damaged:
            entry = self.located(entry)
            if entry is None:
                raise
        return self.read_source(entry)

    def read_source(self, entry, content=None):
        if not entry["flags"] & 1:
            raise Absent(f"{entry['id']}: no source is kept")
        at, found, blob = self.read_sources(entry, content)
        if found is None or found.form == 2:
            raise Damaged(at, f"page {entry['id']}: its source is missing")
        source = blob[found.start:found.start + found.stored]
        bom = found.flags & 1
        text = None
        if found.form == 1:
            text = utf8(source, at)
            source = (b"\x84\x31\x95\x33" if bom else b"") + to_gb18030(text)
        if len(source) != entry["source_length"] or hashlib.sha256(source).digest() != entry["source_hash"]:
            raise Damaged(at, f"page {entry['id']}: SHA-256 of the source does not match")
        return Source(at, source, text, found.charset, bool(bom),
                      blob[found.journals:found.journals + found.journal])

    def read_decisions(self, entry, content=None):
        """What persons decided of a page, as it is stored [6.4]."""
        if not entry["decided"]:
            return b""
        at, found, blob = self.read_sources(entry, content)
        if found is None or not found.decided:
            raise Damaged(at, f"page {entry['id']}: its decisions are missing")
        decisions = blob[found.decisions:found.decisions + found.decided]
        if not good_decisions(decisions):
            raise Damaged(at, f"page {entry['id']}: its decisions break a rule of section 6.4")
        return decisions

    def decisions(self, entry):
        """The decisions of a page as lines of a file, which name the page."""
        try:
            stored = self.read_decisions(entry)
        except Damaged:
            entry = self.located(entry)
            if entry is None:
                raise
            stored = self.read_decisions(entry)
        lines = []
        for line in stored.decode("utf-8").split("\n")[:-1]:
            columns = line.split("\t")
            columns += [""] * (5 - len(columns))
            columns[4] = entry["id"]
            lines.append("\t".join(columns).rstrip("\t") + "\n")
        return "".join(lines)

    def read_sources(self, entry, content=None):
        """(offset, entry of this page or None, content) of the sources record [6]."""
        at = entry.get("sources_at") or entry["directory"] + entry["directory_size"] + entry["frame_size"]
        data = self.record(at, entry["sources_size"], "S", SOURCES_MAX)
        count, size, listed, flags = fields("4I", data, 16)
        blob_at, folded = 32 + listed, size
        if size > CONTENT_MAX or blob_at + 8 > len(data):
            raise Damaged(at, "sources record: sizes are wrong")
        if flags & 2:
            if flags & 1 or blob_at + 12 > len(data):
                raise Damaged(at, "sources record: its sources cannot be zoned")
            folded, blob_at = fields("I", data, blob_at)[0], blob_at + 4
            if folded > size:
                raise Damaged(at, "sources record: sizes are wrong")
        zoned = flags & 2
        if flags & 1:
            content = b""  # the blob is independent
        elif content is None:
            content = self.frame(entry)
        blob = unzstd(data[blob_at:-8], folded, at, content)
        found, sources = stored_of(data, count, listed, size, entry["page_index"], at)
        if zoned:
            blob = unfold(blob, content, sources, size, at)
        return at, found, blob


def utf8(stored, where):
    try:
        return stored.decode("utf-8")
    except UnicodeDecodeError:
        raise Damaged(where, "sources record: a stored form is not UTF-8") from None


Stored = collections.namedtuple("Stored", "form flags charset start stored journals journal decisions decided")


def stored_of(data, count, listed, size, wanted, at):
    """The entry of a page in a sources record, or None; and the bytes of all stored forms [6]."""
    place, start, journals, decisions, last, found = 32, 0, 0, 0, -1, None
    if not count or count * 16 > listed:
        raise Damaged(at, "sources record: its number of entries is wrong")
    for _ in range(count):
        if place + 16 > 32 + listed:
            raise Damaged(at, "sources record: cut off inside an entry")
        page, form, flags, length, reserved, stored, journal = fields("IBBBBII", data, place)
        if flags & ~3 or reserved:
            raise Unsupported(at, "sources record: reserved bits of an entry are set")
        charset = data[place + 16:place + 16 + length].decode("ascii", "replace")
        place += 16 + length
        decided = 0
        if flags & 2:
            if place + 4 > 32 + listed:
                raise Damaged(at, "sources record: cut off inside an entry")
            decided, place = fields("I", data, place)[0], place + 4
        if not re.fullmatch("[!-~]*", charset) or length > 31 or form > 2 or (form == 1 and charset != "GB18030") or page <= last or (flags & 2 and not decided) or \
                (form == 2 and (flags != 2 or length or stored or journal)) or (form < 2 and not length):
            raise Damaged(at, "sources record: an entry is invalid")
        last = page
        if page == wanted:
            found = Stored(form, flags, charset, start, stored, journals, journal, decisions, decided)
        start, journals, decisions = start + stored, journals + journal, decisions + decided
    if place != 32 + listed or start + journals + decisions != size:
        raise Damaged(at, "sources record: entries do not fill it")
    if found:
        found = found._replace(journals=found.journals + start, decisions=found.decisions + start + journals)
    return found, start


WORDS = ("keep", "join", "inside", "item", "article", "photo", "notice", "advertisement", "furniture", "column", "kicker",
         "main", "sub", "crosshead", "paragraph", "byline", "caption", "credit", "dateline", "next", "prev", "text", "after")


def good_decisions(stored):
    """True if these bytes are lines as section 6.4 describes them."""
    try:
        lines = stored.decode("utf-8").split("\n")
    except UnicodeDecodeError:
        return False
    return b"\0" not in stored and len(stored) <= DECISIONS_SIZE_MAX and lines.pop() == "" and \
        len(lines) <= DECISIONS_MAX and all(map(good_decision, lines))


def good_decision(line):
    columns = line.split("\t")
    if not 3 <= len(columns) <= 10 or line.endswith("\r"):
        return False
    word, left, right, occurrence, page, _, when, _, subject, reading = columns + [""] * (10 - len(columns))
    day = DAY.fullmatch(when)
    if word in ("text", "after") and re.search(f"[{SPACE}]", subject):
        return False
    if word == "after":
        if right == "" or reading:
            return False
    elif word != "text" and (right == "" or reading or subject and (word not in ("next", "prev") or not item_of(subject))):
        return False
    return word in WORDS and (left != "" or word not in ("keep", "join", "inside")) and \
        not re.search(f"[{SPACE}]", left + right) and bool(re.fullmatch("([1-9][0-9]{0,8})?", occurrence)) and \
        page == "" and (when == "" or bool(day) and 1 <= int(day[2]) <= 12 and
                        1 <= int(day[3]) <= calendar.monthrange(int(day[1]), int(day[2]))[1])


ZONE = re.compile(rb'<zone type="line" ulx="(N)" lrx="(N)" uly="(N)" lry="(N)"/>'.replace(b"N", rb"0|[1-9][0-9]{0,5}"))
CODE = re.compile(rb"[\x01-\x07]|\x08[\x80-\xff]{0,9}[\x00-\x7f]|\x0e[\x00-\xff]|[\x08\x0e]|[^\x01-\x08\x0e]+")


def unfold(folded, content, sources, size, where):
    """The content of a zoned blob, of which `sources` bytes are stored forms [6.3]."""
    zones = []
    for zone in ZONE.finditer(content):
        left, right, top, bottom = map(int, zone.groups())
        if left <= right and top <= bottom:
            zones.append((left, right, top, bottom, right - left, bottom - top))
    out, at, current = bytearray(), 0, -1
    while len(out) < sources:
        code = CODE.match(folded, at)
        code = code[0] if code else b"\x08"
        at += len(code)
        if code[0] == 7:
            current += 1
        elif code[0] == 8 and len(code) > 1:
            current = sum((byte & 127) << 7 * i for i, byte in enumerate(code[1:]))
        elif code[0] == 14 and len(code) > 1:
            out += code[1:]
        elif 1 <= code[0] <= 6 and 0 <= current < len(zones):
            out += b"%d" % zones[current][code[0] - 1]
        elif code[0] > 14 or code[0] in (0, *range(9, 14)):
            taken = min(len(code), sources - len(out))
            at -= len(code) - taken
            out += code[:taken]
        else:
            raise Damaged(where, "sources record: a code is wrong")
        if current >= len(zones):
            raise Damaged(where, "sources record: a zone does not exist")
    if len(out) > sources or len(folded) - at != size - sources:
        raise Damaged(where, "sources record: its codes give another length")
    return bytes(out) + folded[at:]


def block_text(markup):
    """The text of a block, given its markup: of a choice, the reading that corrects the other."""
    markup = re.sub("<sic>.*?</sic>", "", markup, flags=re.S)
    text = re.sub(r'<g ref="char:U\+([0-9A-F]{4})"/>', lambda m: chr(int(m[1], 16)), markup)
    text = re.sub("<[^>]*>", "", text)
    for name, char in (("lt", "<"), ("gt", ">"), ("quot", '"'), ("#13", "\r"), ("amp", "&")):
        text = text.replace(f"&{name};", char)
    return text


SPACE = "\t\n\v\f\r \x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000\ufeff" + "".join(map(chr, range(0x2000, 0x200B)))


def entry_from_document(e, document):
    """Fill in the values of the entry `e` that follow from its document [14]."""
    def want(pattern, what):
        match = re.search(pattern, document)
        if not match:
            raise Damaged(e["directory"], f"page {e['id']}: the document does not say its {what}")
        return match
    if want(rb'<TEI [^>]*xml:id="([^"]*)"', "id")[1].decode() != e["id"]:
        raise Damaged(e["directory"], f"page {e['id']}: the document is of another page")
    e["source_hash"] = bytes.fromhex(want(rb'<idno type="nbarc-raw-sha256">([0-9a-f]{64})<', "source")[1].decode())
    e["source_length"] = int(want(rb'<measure unit="byte" quantity="([0-9]+)"', "source's length")[1])
    e["items"], depth, first, tail = [], 0, 0, want(rb"<pb [^>]*>\n?", "page").end()
    for tag in re.finditer(rb'<(/?)div\b([^>]*)>\n?', document):
        depth += -1 if tag[1] else 1
        if depth == 1 and not tag[1]:
            first, start, about = first or tag.start(), tag.start(), dict(re.findall(rb'([a-z:]+)="([^"]*)"', tag[2]))
        elif depth == 0:
            tail = tag.end()
            if not 0 < int(about[b"n"]) <= ITEMS_MAX:
                raise Damaged(e["directory"], f"page {e['id']}: the number of an item is out of range")
            item = {"number": int(about[b"n"]), "kind": KINDS.index(about[b"type"].decode()), "state": 0,
                    "offset": start, "length": tail - start, "reason": ""}
            if about.get(b"subtype") == b"withdrawn":
                item.update(state=1, offset=0, length=0)
            e["items"].append({**item, **item_texts(document[start:tail].decode())})
    e["tail"] = tail
    e["head"] = first or tail
    e["items"].sort(key=lambda item: item["number"])


def item_texts(item):
    """Title, kicker, byline, authors and number of characters of an item, given its markup."""
    blocks = [(name, kind, block_text(text)) for name, kind, text in
              re.findall(r'<(head|p|byline|dateline)(?: (?:type|part)="([^"]*)")?>(.*?)</\1>', item, re.S)]
    texts = [text for _, _, text in blocks]
    def first(of):
        return next((text for name, kind, text in blocks if of in (kind, name) and text), "")
    # Who is named in a figure made the picture, and wrote the article only if it is a photograph.
    named = item if item.startswith('<div type="photo"') else re.sub("<figure>.*?</figure>", "", item, flags=re.S)
    authors = [block_text(name) for _, name in
               re.findall(r'<(docAuthor|persName type="author")(?: [^>]*)?>(.*?)</(?:docAuthor|persName)>', named, re.S)]
    return {"title": first("main") or (texts[0][:24] if texts else ""), "kicker": first("kicker"),
            "byline": first("byline"), "authors": authors, "characters": sum(c not in SPACE for text in texts for c in text)}


# ------------------------------------------------------------------ journals [6.1]

def in_ranges(*ranges):
    """A function that tells whether a character is in one of the ranges."""
    return lambda c: any(a <= ord(c) <= b for a, b in ranges)


space = in_ranges((9, 13), (32, 32), (0x85, 0x85), (0xA0, 0xA0), (0x1680, 0x1680), (0x2000, 0x200A), (0x2028, 0x2029),
              (0x202F, 0x202F), (0x205F, 0x205F), (0x3000, 0x3000), (0xFEFF, 0xFEFF))
latin = in_ranges((65, 90), (97, 122), (0xC0, 0xD6), (0xD8, 0xF6), (0xF8, 0x24F))
han = in_ranges((0x3007, 0x3007), (0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x3FFFF))
digit, letter = in_ranges((48, 57)), in_ranges((65, 90), (97, 122))


class PackedJournal:
    """A reader of the fields of a journal, one after the other."""

    def __init__(self, data, where):
        self.data, self.place, self.where = data, 0, where

    def fail(self):
        raise Damaged(self.where, "a journal is invalid")

    def number(self, most):
        value = 0
        for shift in range(0, 35, 7):
            if self.place == len(self.data):
                self.fail()
            byte = self.data[self.place]
            self.place += 1
            value |= (byte & 127) << shift
            if byte < 128:
                if value > most:
                    self.fail()
                return value
        self.fail()

    def string(self, most, zeros=False):
        length = self.number(most)
        data = self.data[self.place:self.place + length]
        self.place += length
        if len(data) < length or b"\0" in data and not zeros:
            self.fail()
        try:
            return data.decode("utf-8")
        except UnicodeDecodeError:
            self.fail()

    def places(self, lines):
        """The lines of the joins, or of the keeps, of a text that has `lines` lines."""
        places, line = [], 0
        for _ in range(self.number(lines)):
            line += self.number(lines) + 1
            places.append(line)
        if line and line >= lines:
            self.fail()
        return places

    def head(self):
        """(layout, form, text, more, moved): the fields up to `text`, whether lines end at
        more than CR and LF, and whether runs follow. They are empty with version 1."""
        version = self.number(1 << 35)
        if version not in (1, 2, 3, 4):
            raise Damaged(self.where, f"a journal of version {version} needs a newer reader")
        if version == 1:
            return "", "", "", False, False
        layout, form, text = self.string(63), self.string(7), self.string(1 << 24, True)
        if text and not form:
            self.fail()
        return layout, form, text, version >= 3, version == 4

    def runs(self, lines):
        """(first line, number of lines) of each run of lines, in the order of reading."""
        runs = [(self.number(lines), self.number(lines) + 1) for _ in range(self.number(lines))]
        at = 0
        for first, count in sorted(runs):
            if first != at:
                self.fail()
            at += count
        if len(runs) < 2 or at != lines or any(a + n == b for (a, n), (b, _) in zip(runs, runs[1:])):
            self.fail()
        return runs

    def journal(self, lines):
        """The other fields: (model, profile, marks, {line: (name, thousandths)} of the joins, lines of the keeps)."""
        model, profile, pairs = self.string(63), self.string(55), self.string(640)
        marks = dict(zip(pairs[::2], pairs[1::2]))
        if len(pairs) != 2 * len(marks) or any(a >= "\x80" or b < "\x80" for a, b in marks.items()):
            self.fail()
        names = [self.string(63) for _ in range(self.number(63))]
        places = self.places(lines)
        by = [self.number(64) for _ in places]
        doubts = [self.number(1000) for _ in places]
        keeps = set(self.places(lines))
        if self.place != len(self.data) or any(n >= len(names) for n in by) or keeps & set(places):
            self.fail()
        return model, profile, marks, {p: (names[n], 1000 - d) for p, n, d in zip(places, by, doubts)}, keeps


LINE_END = re.compile("\r\n|[\r\n]")
MORE_ENDS = re.compile("\r\n|[\r\n\v\f\x85\u2028\u2029]|\0{8,}")


def lines_of(text, more):
    """(start, end, number of empty lines before it) of each line that is not empty."""
    found, at, gap = [], 0, 0
    ends = MORE_ENDS if more else LINE_END
    if more:  # U+0000 before the first character and after the last one pads the text
        bare = text.strip(SPACE + "\0")
        first = text.index(bare) if bare else 0
        start, rest = text[:first], text[first + len(bare):] if bare else text
        text = start.replace("\0", "\n") + bare + rest.replace("\0", "\n")
    while at < len(text):
        end = ends.search(text, at)
        a, b = at, end.start() if end else len(text)
        at = end.end() if end else len(text)
        while a < b and space(text[a]):
            a += 1
        while a < b and space(text[b - 1]):
            b -= 1
        if a < b:
            found.append((a, b, gap))
        gap = 0 if a < b else gap + 1
    return found


def reordered(text, lines, runs):
    """(text in the order of reading, what of the source it lacks)."""
    def indent(line):
        """The white space before a line, and on it."""
        at = lines[line][0]
        while at and space(text[at - 1]) and text[at - 1] not in "\n\v\f\r\x85\u2028\u2029":
            at -= 1
        return text[at:lines[line][0]]

    def tight(line):
        """Whether a line follows another one in the source without an empty line."""
        return 0 < line < len(lines) and not lines[line][2]

    out, before = [], None
    for first, count in runs:
        if before is None:
            out.append(indent(first) if first else text[:lines[0][0]])
        else:
            out.append(("\n" if tight(first) or tight(before) else "\n\n") + indent(first))
        before = first + count
        out.append(text[lines[first][0]:lines[before - 1][1]])
    out.append(text[lines[-1][1]:] if before == len(lines) else "\n")
    gaps, at = [], 0
    for first, count in sorted(runs):
        if first or runs[0][0]:
            gaps.append(text[at:lines[first][0]])
        at = lines[first + count - 1][1]
    if before != len(lines):
        gaps.append(text[at:])
    return "".join(out), gaps


def replacements(text, lines, marks, joins, keeps):
    """(start, end, replacement, rule, name, probability in thousandths), in order. Some of them change nothing."""
    def between(i):
        """What stands between line i - 1 and line i if they are joined."""
        return " " if latin(text[lines[i - 1][1] - 1]) and latin(text[lines[i][0]]) else ""

    end = 0
    for i, (start, stop, gap) in enumerate(lines):
        if i in joins:
            yield end, start, between(i), "join", *joins[i]
        else:
            yield (end, start, "" if i == 0 else "\n" * (2 if gap < 3 else 4),
                   *(("keep", "person", 0) if i in keeps else ("space", "rule", 1000)))
        first = (between(i) or text[lines[i - 1][1] - 1]) if i in joins else ""
        last = (between(i + 1) or text[lines[i + 1][0]]) if i + 1 in joins else ""
        for at in range(start, stop):
            if text[at] not in marks:
                continue
            a, b = text[at - 1] if at > start else first, text[at + 1] if at + 1 < stop else last
            if a and b and (digit(a) and digit(b) or letter(a) and letter(b)):
                continue
            if text[at] == "." and (not a or not han(a) or b == "."):
                continue
            yield at, at + 1, marks[text[at]], "punctuation", "rule", 1000
        end = stop
    if lines:
        yield end, len(text), "\n", "space", "rule", 1000


def quoted(text):
    """A JSON string. Like nbarc, it escapes all control characters, those of C1 too, and nothing else that it need not."""
    short = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}
    return '"' + "".join(short.get(c) or (f"\\u{ord(c):04x}" if c < " " or "\x7f" <= c < "\xa0" else c) for c in text) + '"'


def dumped(value, **how):
    """JSON whose strings are escaped as quoted() does: json.dumps() leaves DEL and C1 as they are."""
    text = json.dumps(value, ensure_ascii=False, **how)
    return re.sub("[\x7f-\x9f]", lambda c: f"\\u{ord(c[0]):04x}", text)


class Source:
    """The source of a page. `text` is what it decodes to, or None if it must be decoded first."""

    def __init__(self, where, received, text, charset, bom, journal):
        self.where, self.received, self.text, self.charset, self.bom, self.packed = (
            where, received, text, charset, bom, journal)

    def decoded(self):
        if self.text is not None:
            return self.text
        mark = b"\x84\x31\x95\x33" if self.charset == "GB18030" else b"\xef\xbb\xbf"
        data = self.received
        if self.bom and data.startswith(mark):
            data = data[len(mark):]
        try:
            return data.decode(self.charset)
        except (LookupError, ValueError):
            raise Damaged(self.where, "sources record: a source cannot be decoded with its charset") from None

    def journal(self, entry):
        """The journal as JSON Lines."""
        if not self.packed:
            raise Absent(f"{entry['id']}: no journal is kept")
        packed = PackedJournal(self.packed, self.where)
        layout, form, made, more, moved = packed.head()
        text = made if form else self.decoded()
        lines = lines_of(text, more)
        order = ""
        if moved:
            runs = packed.runs(len(lines))
            text, gaps = reordered(text, lines, runs)
            lines = lines_of(text, more)
            if len(lines) != sum(count for _, count in runs):
                packed.fail()
            numbers = " ".join(f"{a + 1}-{a + n}" if n > 1 else f"{a + 1}" for a, n in runs)
            order = f',"order":"{numbers}","gaps":[{",".join(map(quoted, gaps))}]'
        model, profile, marks, joins, keeps = packed.journal(len(lines))
        # `offset`, `received` and `result` are a position in bytes of the text, of the source, and of the result.
        width = {"UTF-8": lambda s: len(s.encode()), "GB18030": lambda s: len(to_gb18030(s))}.get(self.charset)
        width = None if form or moved else width
        begin = (4 if self.charset == "GB18030" else 3) if self.bom else 0
        at = offset = received = result = 0
        out = []
        for start, end, after, rule, name, p in replacements(text, lines, marks, joins, keeps):
            kept, before = text[at:start], text[start:end]
            offset, result = offset + len(kept.encode()), result + len(kept.encode())
            received += width(kept) if width else 0
            place = received + begin if width else offset
            if before != after or rule == "keep":
                out.append(f'{{"offset":{offset},' + (f'"source_offset":{place},' if place != offset else "")
                           + f'"length":{len(before.encode())},"at":{result},"before":{quoted(before)},'
                           f'"after":{quoted(after)},"rule":"{rule}","by":{quoted(name)},'
                           f'"probability":{p // 1000}.{p % 1000:03d}}}\n')
            offset, result = offset + len(before.encode()), result + len(after.encode())
            received += width(before) if width else 0
            at = end
        head = (f'{{"nbarc-journal":{2 if moved else 1},"source":{{"sha256":"{entry["source_hash"].hex()}",'
                f'"bytes":{entry["source_length"]},"charset":{quoted(self.charset)},'
                f'"bom":{"true" if self.bom else "false"}' + (f',"form":{quoted(form)}' if form else "")
                + f'}},"text":{{"bytes":{result}}}{order},"model":{quoted(model)}'
                + (f',"profile":{quoted(profile)}' if profile else "") + (f',"layout":{quoted(layout)}' if layout else ""))
        return (head + "}\n" + "".join(out)).encode()


class Leaf:
    """A catalogue leaf, decoded [7.2]. `place` is how much of each column has been consumed."""
    KEYS = ("shared", "rest", "identifier", "form", "revision", "commit", "purged")
    REST = ("frames", "frame", "index", "offset", "head", "tail", "remainder", "source", "items", "name", "number",
            "item form", "characters", "length", "place", "reason")

    def __init__(self, archive, at, size, anywhere=False):
        """With `anywhere`, the leaf and the records beside it may stand elsewhere than where they were written."""
        self.archive, self.at, self.titled, self.hashed, self.anywhere = archive, at, False, False, anywhere
        end = 1 << 64 if anywhere else at
        data = archive.record(at, size, "L", NODE_MAX)
        size = len(data)
        if size < 80:
            self.fail("too short")
        self.count, keys, keys_size, rest_size, hashes_at, texts_at, hashes_size, texts_size, first, length = \
            fields("4IQQ4I", data, 16)
        self.hashes_place, self.texts_place = (hashes_at, hashes_size), (texts_at, texts_size, first, length)
        if not 0 < self.count <= NODE_MAX // 64 or keys > size - 80 or \
                not 0 < keys_size <= NODE_MAX or not 0 < rest_size <= NODE_MAX:
            self.fail("its counts are out of range")
        if hashes_at + hashes_size > end or hashes_size < 24 + 64 * self.count:
            self.fail("its hashes record lies elsewhere")
        if texts_at + texts_size > end or first + length >= 1 << 32 or (not texts_size and (texts_at or length)):
            self.fail("its texts record lies elsewhere")
        if hashlib.sha256(data[:64 + keys]).digest()[:8] != data[64 + keys:72 + keys]:
            self.fail("the check of its keys does not match")
        self.columns, self.place = {}, {}
        self.split(self.KEYS, unzstd(data[64:64 + keys], keys_size, at))
        self.split(self.REST, unzstd(data[72 + keys:-8], rest_size, at))
        if len(self.columns["frames"]) % 28:
            self.fail("its table of frames is cut off")
        self.place["frames"] = len(self.columns["frames"])
        self.before = {"id": b"", "frame": None, "index": 0, "end": 0}
        self.entries = [self.entry() for _ in range(self.count)]
        if any(self.place[name] != len(column) for name, column in self.columns.items()):
            self.fail("values are left over")
        keys = [(e["id"].encode(), -e["revision"]) for e in self.entries]
        if any(a >= b for a, b in zip(keys, keys[1:])):
            self.fail("entries are not in order")

    def split(self, names, content):
        """Divide the content of a frame into columns."""
        self.columns["sizes"], self.place["sizes"] = content, 0
        for name in names:
            size = self.number("sizes")
            self.columns[name], self.place[name] = self.take("sizes", size), 0
        while self.place["sizes"] != len(content):  # further columns [3.1]
            tag, size = self.number("sizes"), self.number("sizes")
            if not tag:
                self.fail("a further column has no tag")
            values = self.take("sizes", size)
            if tag >= REFUSE:
                raise Unsupported(self.at, f"catalogue leaf: column {tag:#x}")
            if tag == AUTHORS and names is self.REST:
                if "authors" in self.columns:
                    self.fail("two columns of authors")
                self.columns["authors"], self.place["authors"] = values, 0

    def fail(self, what):
        raise Damaged(self.at, f"catalogue leaf: {what}")

    def take(self, column, count=1):
        place = self.place[column]
        self.place[column] += count
        if self.place[column] > len(self.columns[column]):
            self.fail("a value is cut off")
        return self.columns[column][place:place + count]

    def byte(self, column):
        return self.take(column)[0]

    def number(self, column, most=(1 << 64) - 1):
        value = shift = 0
        while not shift or (byte > 127 and shift < 70):
            byte = self.byte(column)
            value |= (byte & 127) << shift
            shift += 7
        if byte > 127 or value > most:
            self.fail("a number is too large")
        return value

    def difference(self, column, expected, most=(1 << 32) - 1):
        number = self.number(column)
        value = (expected + (~(number >> 1) if number & 1 else number >> 1)) % (1 << 64)
        if value > most:
            self.fail("a value is out of range")
        return value

    def string(self, column):
        end = self.columns[column].find(b"\0", self.place[column])
        if not 0 <= end - self.place[column] <= 65535:
            self.fail("a string is cut off")
        try:
            return self.take(column, end + 1 - self.place[column])[:-1].decode("utf-8")
        except UnicodeDecodeError:
            self.fail("a string is not UTF-8")

    def authors(self):
        """The names of the authors of an item; None if the leaf does not say them."""
        if "authors" not in self.columns:
            return None
        names = self.take("authors", self.number("authors", 65535))
        if names and names[-1]:
            self.fail("a string is cut off")
        try:
            return names.decode("utf-8").split("\0")[:-1]
        except UnicodeDecodeError:
            self.fail("a string is not UTF-8")

    def entry(self):
        before, shared, rest, form = self.before, self.byte("shared"), self.byte("rest"), self.byte("form")
        if shared > len(before["id"]) or shared + rest > 255:
            self.fail("an identifier is cut off")
        before["id"] = before["id"][:shared] + self.take("identifier", rest)
        e = {"id": before["id"].decode("utf-8", "replace"), "revision": self.number("revision", 0xFFFFFFFF),
             "commit": self.number("commit", 0xFFFFFFFF), "state": form & 3, "flags": form >> 2 & 1,
             "former_state": form >> 3 & 1, "purged": 0}
        e["counted_state"] = e["state"]
        e["decided"] = form >> 7
        if e["state"] > 2 or form & (0x84 if e["state"] == 2 else 8) or form & 0x30 == 0x20 or \
                not e["revision"] or not is_page(before["id"]):
            self.fail("a page entry is invalid")
        if e["state"] == 2:
            e["purged"] = self.number("purged")
            e.update(dict.fromkeys(("directory", "directory_size", "frame_size", "content_size", "sources_size",
                                    "page_index", "offset", "head"), 0))
        else:
            self.locate(e)
        e["name"] = (e["id"] if form & 0x20 else "") + (self.string("name") if form & 0x10 else "")
        e["reason"] = self.string("reason") if form & 0x40 else ""
        end = self.items(e)
        e["source_length"] = self.difference("source", 3 * sum(item["characters"] for item in e["items"]), (1 << 64) - 1)
        e["tail"] = self.difference("tail", end) if e["state"] != 2 else 0
        e["length"] = e["tail"] + self.number("remainder", 0xFFFFFFFF - e["tail"])
        if e["state"] != 2:
            before["end"] = e["offset"] + e["length"]
        self.check(e)
        return e

    def locate(self, e):
        """Read the columns that say where the document is: its frame, and its place in the content."""
        before, which = self.before, self.number("frame", len(self.columns["frames"]) // 28)
        if which:
            before.update(frame=28 * which - 28, index=0, end=0)
        if before["frame"] is None:
            self.fail("the first entry has no frame")
        e.update(zip(("directory", "directory_size", "frame_size", "content_size", "sources_size"),
                     fields("QIQII", self.columns["frames"], before["frame"])))
        e["page_index"] = self.difference("index", before["index"])
        e["offset"] = self.difference("offset", before["end"])
        e["head"] = self.number("head", 0xFFFFFFFF)
        before["index"] = e["page_index"] + 1

    def items(self, e):
        """Add the items, without titles, kickers and bylines. Return the expected tail offset."""
        e["items"], number, end = [], 0, e["head"]
        for _ in range(self.number("items", ITEMS_MAX)):
            number += 1 + self.number("number", ITEMS_MAX - 1)
            form = self.byte("item form")
            kind, state = (4, form & 3) if form >> 2 & 3 == 3 else (form & 3, form >> 2 & 3)
            item = {"number": number, "kind": kind, "state": state, "form": form,
                    "characters": self.number("characters", 0xFFFFFFFF), "offset": 0, "length": 0,
                    "title": "", "kicker": "", "byline": "", "reason": self.string("reason") if form & 0x80 else ""}
            item["authors"] = self.authors()
            if number > ITEMS_MAX or item["state"] > 2:
                self.fail("an item is invalid")
            if e["state"] != 2:
                item["length"] = self.difference("length", 3 * item["characters"] + 112)
                item["offset"] = self.difference("place", end if item["length"] else 0)
            if item["length"]:
                end = item["offset"] + item["length"]
            e["items"].append(item)
        return end

    def check(self, e):
        """Check what section 7.1 demands of an entry."""
        if e["state"] == 2:
            if not e["purged"]:
                self.fail("a page was purged by no commit")
            return
        if e["offset"] + e["length"] > e["content_size"] or e["content_size"] > CONTENT_MAX or \
                not e["head"] <= e["tail"] <= e["length"] or e["page_index"] > 65534:
            self.fail("a document lies outside its frame")
        last = e["head"]
        for item in sorted((i for i in e["items"] if i["length"] or not i["state"]), key=lambda i: i["offset"]):
            if item["state"] == 2 or not last <= item["offset"] <= item["offset"] + item["length"] <= e["tail"]:
                self.fail("items overlap, or lie outside the document")
            last = item["offset"] + item["length"]

    def add_hashes(self):
        """Add the hashes to all entries, from the hashes record."""
        if not self.hashed:
            at, size = self.hashes_place
            at = self.archive.find_record(at, size, "X") if self.anywhere else at
            data = self.archive.record(at, size, "X", NODE_MAX)
            if len(data) != 24 + 64 * self.count:
                raise Damaged(at, "hashes record: it has another size")
            for place, e in enumerate(self.entries):
                e["hash"], e["source_hash"] = fields("32s32s", data, 16 + 64 * place)
        self.hashed = True

    def add_texts(self):
        """Add titles, kickers and bylines to all entries, from the texts record."""
        if self.titled:
            return
        texts_at, texts_size, first, length = self.texts_place
        texts_at = self.archive.find_record(texts_at, texts_size, "T") if self.anywhere else texts_at
        content = self.archive.texts(texts_at, texts_size) if texts_size else b""
        if first + length > len(content):
            self.fail("its texts exceed their record")
        self.columns["texts"], self.place["texts"] = content[first:first + length], 0
        for e in self.entries:
            for item in e["items"]:
                for bit, key in ((16, "title"), (32, "kicker"), (64, "byline")):
                    item[key] = self.string("texts") if item["form"] & bit else ""
        if self.place["texts"] != length:
            self.fail("texts are left over")
        self.titled = True


# ------------------------------------------------------------------------ commands

def newest_only(entries):
    """The newest revision of each page, from entries that are sorted by key."""
    last = None
    for entry in entries:
        if entry["id"] != last:
            last = entry["id"]
            yield entry


def item_id(entry, item):
    return f"{entry['id']}-{item['number']:02d}"


def warn_of_tail(archive, prefix):
    """Warn of pages after the newest commit. They are not part of the archive, but a list names them [14]."""
    if archive.salvaged is None and archive.end != archive.size and not archive.tail_is_padding():
        for key in archive.uncommitted():
            if key[0].decode().startswith(prefix):
                archive.warnings.append(f"{key[0].decode()} stands after the newest commit")


def chooser(entries, name):
    """A function that says what of an entry `name` names: None, True for the page, or a list of its items [9]."""
    pages, item = {entry["id"] for entry in entries}, item_of(name)
    below = any(page.startswith(name + "-") for page in pages) if name else False

    def choose(entry):
        if name in pages:
            return entry["id"] == name or None
        if item and item[0] in pages:
            return [i for i in entry["items"] if i["number"] == item[1]] if entry["id"] == item[0] else None
        if below or ISSUE.fullmatch(name):
            return entry["id"].startswith(name + "-") or None
        return entry["id"].startswith(name) or \
            [i for i in entry["items"] if item_id(entry, i).startswith(name)] or None
    return choose


def items_of(archive, prefix):
    """(entry, item) of each item of a page that begins with the prefix, or that does itself."""
    warn_of_tail(archive, prefix)
    entries = archive.catalogue()
    choose = chooser(entries, prefix)
    for entry in newest_only(entries):
        chosen = choose(entry)
        for item in entry["items"] if entry["state"] == 0 and chosen else ():
            if item["state"] == 0 and (chosen is True or item in chosen):
                yield entry, item


def cmd_list(archive, prefix=""):
    archive.want_titles, archive.want_hashes = True, False
    for entry, item in items_of(archive, prefix):
        print(dumped({
            "id": item_id(entry, item), "page_id": entry["id"], "revision": entry["revision"],
            "kind": KINDS[item["kind"]], "characters": item["characters"], "title": item["title"],
            "kicker": item["kicker"], "byline": item["byline"]}, separators=(",", ":")))


def cmd_authors(archive, prefix=""):
    """Print who wrote each item: null where the catalogue does not say it."""
    archive.want_titles, archive.want_hashes = False, False
    for entry, item in items_of(archive, prefix):
        print(dumped({"id": item_id(entry, item), "authors": item["authors"]}, separators=(",", ":")))


def withdrawn_of(entries):
    """{page: (state, reason, {number of a withdrawn item: reason})}, by the newest revision of each page [9]."""
    return {entry["id"]: (entry["state"], entry["reason"],
                          {item["number"]: item["reason"] for item in entry["items"] if item["state"] == 1})
            for entry in newest_only(entries)}


def check_slice(entry, item, document):
    """The bytes of an item must be the element that has its identifier [9.6]."""
    data = document[item["offset"]:item["offset"] + item["length"]]
    begin, depth, end = re.match(rb"<div [^>]*>", data), 0, None
    for tag in re.finditer(rb"<(/?)div(?=[ />])[^>]*?(/?)>", data):
        depth += 0 if tag[2] else -1 if tag[1] else 1
        if depth == 0:
            end = tag.end()
            break
    if not begin or f' xml:id="{item_id(entry, item)}"'.encode() not in begin[0] or end is None or data[end:] != b"\n":
        raise Damaged(entry["directory"], f"{entry['id']}: the catalogue has item {item['number']} in another place")


def without_withdrawn(entry, document, hidden):
    """The document of an entry, without the items that are withdrawn [9]."""
    out, at = b"", 0
    for item in sorted((i for i in entry["items"] if i["length"]), key=lambda i: i["offset"]):
        if item["number"] in hidden:
            check_slice(entry, item, document)
            out += document[at:item["offset"]] + (
                f'<div type="{KINDS[item["kind"]]}" subtype="withdrawn" xml:id="{item_id(entry, item)}" '
                f'n="{item["number"]}"><p><gap reason="withdrawn"/></p></div>\n').encode()
            at = item["offset"] + item["length"]
    return out + document[at:]


def get_item(archive, entry, item, hidden):
    """The document of a single item [7.1]."""
    name = item_id(entry, item)
    if item["number"] in hidden:
        raise Absent(f"{name}: withdrawn: {hidden[item['number']]}")
    if item["state"]:
        raise Absent(f"{name}: its text is now in: {item['reason']}")
    document = archive.document(entry)
    check_slice(entry, item, document)
    return (document[:entry["head"]] + document[item["offset"]:item["offset"] + item["length"]]
            + document[entry["tail"]:])


def cmd_get(archive, wanted, form="tei"):
    name, _, revision = wanted.partition("@")
    entries = archive.catalogue()
    hidden, absent, found = withdrawn_of(entries), "not in the archive", False
    choose = chooser(entries, name)
    for entry in entries if revision else newest_only(entries):
        chosen = choose(entry)
        if (revision and entry["revision"] != int(revision)) or not chosen:
            continue
        state, reason, numbers = hidden[entry["id"]]
        if state or entry["state"] == 2:
            absent = f"{STATES[state or 2]}: {reason if state else entry['reason']}"
        elif form != "tei" and numbers:
            first = min(numbers)
            absent = f"its source contains the text of -{first:02d}, withdrawn: {numbers[first]}"
        else:
            found = True
            if form != "tei":
                sys.stdout.buffer.write(source_or_journal(archive, entry, form))
            elif chosen is True:
                sys.stdout.buffer.write(without_withdrawn(entry, archive.document(entry), numbers))
            else:
                # One that was asked for by its name is refused if it is withdrawn; others are left out.
                for item in chosen if item_of(name) else \
                        [i for i in chosen if not i["state"] and i["number"] not in numbers]:
                    sys.stdout.buffer.write(get_item(archive, entry, item, numbers))
    if found:
        return
    if absent != "not in the archive":
        raise Absent(f"{name}: {absent}")
    if archive.salvaged is not None:
        raise Damaged(archive.size, f"{name}: not found, but the archive is damaged")
    if archive.end == archive.size or archive.tail_is_padding():
        raise Absent(f"{name}: {absent}")
    # The page may stand after the newest commit [14].
    archive.salvaged = archive.salvage(archive.end, archive.size)
    archive.warnings.append(f"{name} is looked for after the newest commit")
    cmd_get(archive, wanted, form)


def source_or_journal(archive, entry, form):
    """The source of a page, or the journal or the decisions that are kept with it."""
    if form == "decisions":
        return archive.decisions(entry).encode("utf-8")
    source = archive.source(entry)
    return source.journal(entry) if form == "journal" else source.received


def cmd_decisions(archive, wanted):
    """What persons decided about pages [6.4]."""
    cmd_get(archive, wanted, "decisions")


def cmd_log(archive, page=None):
    if page is None:
        for commit in archive.chain():
            print(json.dumps({"commit": commit["number"], "time": commit["time"], "pages": commit["pages"],
                              "items": commit["items"], "revisions": commit["revisions"],
                              "root": commit["root"].hex(), "writer": commit["writer"]}))
        return
    lines = [{"id": page, "revision": e["revision"], "commit": e["commit"], "state": STATES[e["state"]],
              "sha256": e["hash"].hex(), "source_sha256": e["source_hash"].hex(), "reason": e["reason"]}
             for e in archive.catalogue() if e["id"] == page]
    if not lines:
        raise Absent(f"{page}: not in the archive")
    for line in lines:
        print(dumped(line))


# -------------------------------------------------------------------------- the log [11]

def node_hash(left, right):
    return hashlib.sha256(b"\1" + left + right).digest()


def division(count):
    """The largest power of two below `count`."""
    return 1 << ((count - 1).bit_length() - 1)


def merkle(hashes):
    """The Merkle tree hash of leaves, or of trees of one size of which the last may be smaller, by their hashes."""
    if not hashes:
        return hashlib.sha256(b"").digest()
    if len(hashes) == 1:
        return hashes[0]
    k = division(len(hashes))
    return node_hash(merkle(hashes[:k]), merkle(hashes[k:]))


def leaf_hash(entry):
    """The hash of the leaf of an entry, whose state is the one from before a purge."""
    name = entry["id"].encode()
    data = bytes([len(name)]) + name
    data += struct.pack("<IB", entry["revision"], entry["former_state"] if entry["state"] == 2 else entry["state"])
    data += entry["hash"] + entry["source_hash"]
    for item in entry["items"]:
        if item["state"]:
            data += struct.pack("<HB", item["number"], item["state"])
    return hashlib.sha256(b"\0" + data).digest()


def log_order(entry):
    return entry["commit"], entry["id"].encode(), entry["revision"]


def merkle_edge(edge):
    """The root of the tree with this edge."""
    root = edge[-1] if edge else hashlib.sha256(b"").digest()
    for left in reversed(edge[:-1]):
        root = node_hash(left, root)
    return root


def edge_of(hashes):
    """The hashes of the perfect subtrees, from left to right."""
    out, at = [], 0
    for bit in range(len(hashes).bit_length() - 1, -1, -1):
        if len(hashes) >> bit & 1:
            out.append(merkle(hashes[at:at + (1 << bit)]))
            at += 1 << bit
    return out


def inclusion_path(hashes, index):
    """The path from a leaf to the root [19; RFC 9162 section 2.1.3.1]."""
    if len(hashes) == 1:
        return []
    k = division(len(hashes))
    if index < k:
        return inclusion_path(hashes[:k], index) + [merkle(hashes[k:])]
    return inclusion_path(hashes[k:], index - k) + [merkle(hashes[:k])]


def consistency_path(hashes, old, whole=True):
    """The path that shows that the first `old` leaves are the beginning [19; RFC 9162 section 2.1.4.1]."""
    if old == len(hashes):
        return [] if whole else [merkle(hashes)]
    k = division(len(hashes))
    if old <= k:
        return consistency_path(hashes[:k], old, whole) + [merkle(hashes[k:])]
    return consistency_path(hashes[k:], old - k, False) + [merkle(hashes[:k])]


class LogReader:
    """The log records of an archive [11.2], compared with the leaves that the catalogue gives.

    `leaves` are (key, hash) in the order of the log. The archive may have later leaves than these.
    """

    def __init__(self, archive, leaves):
        self.archive, self.leaves = archive, leaves

    def check(self):
        commit = self.archive.commit_at(self.archive.commit["offset"])
        at, size, level = commit["log"]
        count = commit["revisions"]
        if merkle_edge(commit["edge"]) != commit["root"]:
            raise Damaged(commit["offset"], "the Merkle root is not that of the edge")
        if count < len(self.leaves) or (at == 0) != (count == 0):
            raise Damaged(commit["offset"], "the log has another size")
        if count:
            if 256 << 4 * level < count or (level and 256 << 4 * (level - 1) >= count):
                raise Damaged(commit["offset"], "the log has another level")
            self.record(at, size, level, 0, count, commit["offset"])
        if count == len(self.leaves) and edge_of([h for _, h in self.leaves]) != commit["edge"]:
            raise Damaged(commit["offset"], "the edge of the log does not match")

    def record(self, at, size, level, first, count, before):
        """Check a log record and those below it."""
        if at + size > before:
            raise Damaged(at, "a log record does not lie before the one that points to it")
        data = self.archive.record(at, size, "M", NODE_MAX)
        size = len(data)
        if size < 48 or fields("QQB", data, 16) != (first, count, level):
            raise Damaged(at, "log record: it has other leaves")
        if level == 0:
            return self.keys(at, data, first, count)
        span = 256 << 4 * (level - 1)
        children = -(-count // span)
        if size != 48 + 44 * children or any(data[36:40]):
            raise Damaged(at, "log record: its size is wrong")
        for k in range(children):
            part, start = min(span, count - k * span), first + k * span
            value, child, child_size = fields("32sQI", data, 40 + 44 * k)
            self.record(child, child_size, level - 1, start, part, at)
            if start + part <= len(self.leaves) and \
                    value != merkle([h for _, h in self.leaves[start:start + part]]):
                raise Damaged(at, "log record: the hash of a child does not match")

    def keys(self, at, data, first, count):
        """Check a log record of level 0. Returns its keys."""
        groups, content = count // 16, fields("I", data, 36)[0]
        if len(data) < 48 + 32 * groups or not 0 < content <= 1 << 20:
            raise Damaged(at, "log record: its size is wrong")
        columns = Columns(unzstd(data[40 + 32 * groups:-8], content, at), at)
        keys = list(columns.keys(count))
        for index, key in enumerate(keys, first):
            if index < len(self.leaves) and key != self.leaves[index][0]:
                raise Damaged(at, f"log record: {key[1].decode()}@{key[2]} is not leaf {index}")
        for k in range(groups):
            start = first + 16 * k
            if start + 16 <= len(self.leaves) and data[40 + 32 * k:72 + 32 * k] != \
                    merkle([h for _, h in self.leaves[start:start + 16]]):
                raise Damaged(at, "log record: the hash of a group does not match")
        return keys


class Columns:
    """The columns of a log record of level 0 [11.2]."""

    def __init__(self, content, where):
        self.where, self.columns, place = where, [], 0
        for _ in range(5):
            size, place = self.number(content, place)
            if size > len(content) - place:
                self.fail()
            self.columns.append(content[place:place + size])
            place += size
        while place != len(content):  # further columns [3.1]
            tag, place = self.number(content, place)
            size, place = self.number(content, place)
            place += size
            if not tag or place > len(content):
                self.fail()
            if tag >= REFUSE:
                raise Unsupported(where, f"log record: column {tag:#x}")

    def fail(self):
        raise Damaged(self.where, "log record: its columns are wrong")

    def number(self, data, place):
        value = shift = 0
        while place < len(data) and shift < 70:
            value |= (data[place] & 127) << shift
            place, shift = place + 1, shift + 7
            if data[place - 1] < 128:
                return value, place
        return self.fail()

    def keys(self, count):
        """(commit, identifier, revision) of each leaf, in order."""
        shared, rest, names, commits, revisions = self.columns
        name, at, commit, commit_at, revision_at, before = b"", 0, 0, 0, 0, None
        if len(shared) != count or len(rest) != count:
            self.fail()
        for k in range(count):
            if shared[k] > len(name) or rest[k] > len(names) - at:
                self.fail()
            name, at = name[:shared[k]] + names[at:at + rest[k]], at + rest[k]
            step, commit_at = self.number(commits, commit_at)
            revision, revision_at = self.number(revisions, revision_at)
            commit += step
            key = commit, name, revision
            if (before is not None and key <= before) or not revision or not commit or \
                    max(commit, revision) >= 1 << 32:
                self.fail()
            before = key
            yield key
        if (at, commit_at, revision_at) != (len(names), len(commits), len(revisions)):
            self.fail()


def leaves_of(archive):
    """(key, hash) of each leaf of the archive as of its commit, in the order of the log."""
    archive.want_hashes = True
    return [(log_order(e), leaf_hash(e)) for e in sorted(archive.trees(), key=log_order)]


def cmd_prove(archive, wanted=None, since=None):
    """Write a proof that a page or an item belongs to the corpus, or that the corpus has only grown [19]."""
    commit, leaves = archive.commit, leaves_of(archive)
    hashes = [value for _, value in leaves]
    if archive.salvaged is not None or merkle(hashes) != commit["root"]:
        raise Damaged(commit["offset"], "the Merkle root does not match")
    if since:
        old = archive.commit_named(since)
        if not old["revisions"]:
            raise Absent(f"commit {old['number']} has no pages")
        lines = ["nbarc consistency 1", f"old-leaves {old['revisions']}", f"old-root {old['root'].hex()}",
                 f"leaves {len(hashes)}", f"root {commit['root'].hex()}"]
        lines += [f"path {value.hex()}" for value in consistency_path(hashes, old["revisions"])]
        sys.stdout.buffer.write(("\n".join(lines) + "\n").encode())
        return
    name, _, revision = wanted.partition("@")
    found = [e for e in archive.trees() if e["id"] == name or any(item_id(e, i) == name for i in e["items"])]
    entry = next((e for e in found if not revision or e["revision"] == int(revision)), None)
    newest = next((e for e in archive.trees() if entry and e["id"] == entry["id"]), None)
    item = entry and next((i for i in entry["items"] if item_id(entry, i) == name), None)
    if entry is None or (item and (newest["state"] or entry["state"] == 2 or item["state"] == 2)):
        raise Absent(f"{wanted}: not in the archive")
    index = [key for key, _ in leaves].index(log_order(entry))
    shown = not newest["state"] and entry["state"] != 2 and all(i["state"] != 1 for i in newest["items"])
    document = archive.document(entry) if shown else b""
    lines = ["nbarc proof 1", f"subject {wanted}", f"root {commit['root'].hex()}", f"leaves {len(hashes)}",
             f"leaf {index}", f"page {entry['id']}", f"revision {entry['revision']}",
             f"state {entry['former_state'] if entry['state'] == 2 else entry['state']}",
             f"document {entry['hash'].hex()}", f"source {entry['source_hash'].hex()}"]
    lines += [f"item {i['number']} {i['state']}" for i in entry["items"] if i["state"]]
    lines += [f"path {value.hex()}" for value in inclusion_path(hashes, index)]
    lines.append(f"text {len(document)}")
    sys.stdout.buffer.write(("\n".join(lines) + "\n").encode() + (b"\n" + document if document else b""))


# ---------------------------------------------------------- Ed25519 (RFC 8032, section 5.1)

PRIME = 2 ** 255 - 19
ORDER = 2 ** 252 + 27742317777372353535851937790883648493
CURVE = -121665 * pow(121666, -1, PRIME) % PRIME


def point_of(data):
    """Decode a point, as (X, Y, Z, T) with x = X/Z, y = Y/Z, xy = T/Z. None if these 32 bytes are no point."""
    y, odd = int.from_bytes(data, "little") & (1 << 255) - 1, data[31] >> 7
    square = (y * y - 1) * pow(CURVE * y * y + 1, -1, PRIME) % PRIME
    x = pow(square, (PRIME + 3) // 8, PRIME)
    if x * x % PRIME != square:
        x = x * pow(2, (PRIME - 1) // 4, PRIME) % PRIME
    if y >= PRIME or x * x % PRIME != square or (x == 0 and odd):
        return None
    x = PRIME - x if x & 1 != odd else x
    return x, y, 1, x * y % PRIME


def add_points(p, q):
    a, b = (p[1] - p[0]) * (q[1] - q[0]), (p[1] + p[0]) * (q[1] + q[0])
    c, d = 2 * CURVE * p[3] * q[3], 2 * p[2] * q[2]
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % PRIME, g * h % PRIME, f * g % PRIME, e * h % PRIME


def multiply_point(number, point):
    total = (0, 1, 1, 0)
    while number:
        if number & 1:
            total = add_points(total, point)
        point, number = add_points(point, point), number >> 1
    return total


BASE_POINT = point_of((4 * pow(5, -1, PRIME) % PRIME).to_bytes(32, "little"))


def good_signature(key, message, signature):
    """Is this a good signature of the message by the holder of the key?"""
    if len(key) != 32 or len(signature) != 64:
        return False
    a, r, s = point_of(key), point_of(signature[:32]), int.from_bytes(signature[32:], "little")
    if a is None or r is None or s >= ORDER:
        return False
    h = int.from_bytes(hashlib.sha512(signature[:32] + key + message).digest(), "little") % ORDER
    left, right = multiply_point(s, BASE_POINT), add_points(r, multiply_point(h, a))
    return (left[0] * right[2] - right[0] * left[2]) % PRIME == 0 == (left[1] * right[2] - right[1] * left[2]) % PRIME


# ---------------------------------------------------------- notes and keys [18]

ED25519, COSIGNATURE = 1, 4  # types of keys


def base64_bytes(text):
    """The bytes that this base64 stands for. ValueError unless it is written as an encoder writes it."""
    data = base64.b64decode(text.encode("ascii"), validate=True)
    if base64.b64encode(data).decode() != text:
        raise ValueError("base64 that is not canonical")
    return data


def is_key_name(name):
    # Python knows four separators (U+001C to U+001F) as white space; they are controls, which are out before.
    return bool(name) and "+" not in name and not any(c.isspace() for c in name)


class Note:
    """A checkpoint and its lines, each once: (name of the key, its number, signature). ValueError if it is none."""

    def __init__(self, data):
        note = data.decode("utf-8")
        self.text, empty, lines = (lambda parts: (parts[0] + "\n", parts[1], parts[2]))(note.rpartition("\n\n"))
        if len(data) > NOTE_MAX or not empty or not lines.endswith("\n") or \
                any(ord(c) < 32 and c != "\n" for c in note):
            raise ValueError("not a note")
        lines = lines[:-1].split("\n")
        self.lines = list(dict.fromkeys(map(self.line, lines)))
        self.repeats = len(lines) - len(self.lines)
        origin, size, root = (self.text.split("\n") + ["", ""])[:3]
        if len(lines) > NOTE_LINES or not re.fullmatch("0|[1-9][0-9]*", size, re.A) or "" in self.text[:-1].split("\n"):
            raise ValueError("not a checkpoint")
        self.origin, self.size, self.root = origin, int(size), base64_bytes(root)
        if self.size >= 1 << 64 or len(self.root) != 32:
            raise ValueError("not a checkpoint")

    @staticmethod
    def line(text):
        dash, name, signature = (text.split(" ", 2) + ["", ""])[:3]
        blob = base64_bytes(signature)
        if dash != "\u2014" or not is_key_name(name) or len(blob) < 5:
            raise ValueError("not a line of a note")
        return name, blob[:4], blob[4:]

    def __str__(self):
        return self.text + "\n" + "".join(f"\u2014 {name} {base64.b64encode(number + signature).decode()}\n"
                                         for name, number, signature in self.lines)


def note_of(record, at):
    """The note in a note record."""
    length, = fields("I", record, 16) if len(record) >= 32 else (0,)
    try:
        note = Note(record[24:-8])
    except ValueError as error:
        raise Damaged(at, f"note: {error}") from error
    if length != len(record) - 32 or note.repeats:
        raise Damaged(at, "note: its length is wrong, or a line occurs twice")
    return note


def kept_notes(archive):
    """(note, number of the newest commit that it is of) of all notes that are sound; the newest come first."""
    commits = {}
    for commit in archive.chain():
        commits.setdefault((commit["revisions"], commit["root"]), commit["number"])
    for commit in archive.chain():
        if "offset" not in commit:
            return
        if not commit["previous"] or archive.record_head(commit["segment"], commit["offset"])[0] == "G":
            for kind, at, size in reversed(list(archive.walk(commit["segment"], commit["offset"]))):
                try:
                    note = note_of(archive.record(at, size, "G", NOTE_RECORD_MAX), at) if kind == "G" else None
                except Damaged:
                    continue
                if note:
                    yield note, commits.get((note.size, note.root))


def cmd_note(archive):
    notes = [note for note, commit in kept_notes(archive) if commit]
    if not notes:
        raise Absent("the archive has no note")
    newest = max(notes, key=lambda note: note.size)  # the first of these
    for note in notes:
        if note.text == newest.text:
            newest.lines += [line for line in note.lines if line not in newest.lines]
    sys.stdout.write(str(newest))


class Key:
    """A public key as the user gives it: a verifier key, or a file with one or with a key in PEM (RFC 8410). The name
    of a key in PEM is None: it is found under any."""

    def __init__(self, text, kind):
        if os.path.exists(text):
            with open(text, encoding="utf-8", errors="replace") as stream:
                text = stream.read().strip()
        found = re.search("-----BEGIN PUBLIC KEY-----(.*?)-----END PUBLIC KEY-----", text, re.S)
        try:
            if found:
                der = base64.b64decode(found.group(1))
                prefix, self.name, self.raw = der[:12], None, der[12:]
                good = prefix == bytes.fromhex("302a300506032b6570032100") and len(self.raw) == 32
            else:
                self.name, number, material = text.split("+", 2)
                material = base64_bytes(material)
                self.raw = material[1:]
                good = len(material) == 33 and material[0] in (kind, ED25519) and is_key_name(self.name) and \
                    key_number(self.name, material[0], self.raw).hex() == number.lower()
        except ValueError:
            good = False
        if not good:
            raise Damaged(0, f"{text[:80]}: not a key for this")
        self.kind = kind

    def time_in(self, note):
        """The newest time of a good signature by the key, 0 where it has none. None if there is no good signature."""
        times = []
        for name, number, signature in note.lines:
            if self.name not in (None, name) or number != key_number(name, self.kind, self.raw):
                continue
            message, time = note.text.encode(), 0
            if self.kind == COSIGNATURE:
                time = int.from_bytes(signature[:8], "big")
                message, signature = b"cosignature/v1\ntime %d\n" % time + message, signature[8:]
            if time < 1 << 63 and good_signature(self.raw, message, signature):
                times.append(time)
        return max(times, default=None)


def key_number(name, kind, raw):
    return hashlib.sha256(name.encode() + b"\n" + bytes([kind]) + raw).digest()[:4]


def is_signed(archive, commit, key):
    """Has the key signed a note of the commit?"""
    return any((note.size, note.root) == (commit["revisions"], commit["root"]) and key.time_in(note) is not None
               for note, _ in kept_notes(archive))


class Verification:
    """A check of the whole archive [14].

    `problems` are all problems. `affected` has a line for each affected page and item: identifier, tab, word.
    """

    def __init__(self, archive):
        self.archive, self.problems, self.affected = archive, [], []
        archive.want_titles = True

    def report(self, problem, what=None, name=None, entry=None):
        """Add a problem. If it affects a page, `what` says what is affected; `entry` is the entry, if known."""
        self.problems.append(problem)
        if what:
            self.affected.append(f"{name}\t{what}")
            self.affected += [f"{item_id(entry, item)}\t{what}" for item in (entry["items"] if entry else ())]

    def check_commits(self):
        for _ in self.archive.chain():
            pass

    def check_places(self, entry, document):
        """Check that the items of an entry are where the catalogue says [9.6]."""
        try:
            for item in entry["items"]:
                if item["length"]:
                    check_slice(entry, item, document)
        except Damaged as error:
            self.report(error, "catalogue", entry["id"], entry)

    def check_page(self, entry):
        """Check document, source, journal and decisions of an entry."""
        readable = True
        try:
            document = self.archive.document(entry)
            self.check_places(entry, document)
        except Damaged as error:
            readable = False
            self.report(error, "text", entry["id"], entry)
        try:
            # A source that needs the frame is lost with it, which is not reported again.
            if entry["flags"] & 1 and (readable or self.archive.independent(entry)):
                source = self.archive.source(entry)
                if source.packed:
                    source.journal(entry)
            if entry["decided"] and (readable or self.archive.independent(entry)):
                self.archive.decisions(entry)
        except Damaged as error:
            self.report(error, "source", entry["id"], entry)

    def check_listed(self, directory, index, find):
        """Check a page of a page directory. `find` returns the entry with a key, or None."""
        page = directory["pages"][index]
        try:
            entry = find((page["id"].encode(), -page["revision"]))
        except Damaged as error:
            self.report(error, "text", page["id"])
            return
        if entry is None:
            # A commit from before the file was rewritten does not have the pages of later commits.
            if self.archive.upto is None:
                self.report("the catalogue lacks a page", "catalogue", page["id"])
            return
        if entry["state"] == 2:
            return
        if "rebuilt" in entry:
            self.report("a catalogue entry is lost", "catalogue", page["id"], entry)
        elif [entry[k] for k in ("directory", "directory_size", "frame_size", "content_size", "page_index", "offset",
                                 "length")] != \
                [directory["at"], directory["size"], directory["frame"], directory["content"], index, page["offset"],
                 page["length"]]:
            self.report("the catalogue has a page in another place", "catalogue", page["id"], entry)
        self.check_page(entry)

    def run(self):
        archive = self.archive
        try:
            archive.check_header()
            entries = archive.catalogue(lambda error: None)
        except Damaged as error:
            self.report(error)
            entries = archive.catalogue(lambda error: None)
        if archive.salvaged is None:
            by_key = {(e["id"].encode(), -e["revision"]): e for e in entries}
            find, end = by_key.get, archive.end
        else:
            find, end = archive.walked_entry, archive.size
            for warning in archive.warnings:
                self.report(warning)
            found = set(archive.salvaged) | set(archive.lost)
            for key in archive.lost:
                newest = key == min(each for each in found if each[0] == key[0])
                self.report("an entry is lost", "text" if newest else "catalogue", key[0].decode())
        if archive.commit and archive.salvaged is None:
            try:
                self.check_commits()
            except Damaged as error:
                self.report(error)
        walked, shared = set(), archive.shared == 0
        for kind, at, size in archive.scan(HEADER, end, self.report):
            try:
                if kind == "U":
                    shared = (at - HEADER, HEADER + size) == (archive.shared_at, archive.shared)
                    if not shared:
                        raise Damaged(at, "shared text: it is not where the header says")
                if kind == "C":
                    archive.commit_at(at)
                if kind in "BP":
                    ParitySet(archive.read(at, 72) if size >= 80 else bytes(72), at)
                if kind == "G":
                    note_of(archive.record(at, size, "G", NOTE_RECORD_MAX), at)
                if kind == "D":
                    directory = archive.directory(at, size)
                    walked.update((at, i, p["id"], p["revision"]) for i, p in enumerate(directory["pages"]))
                    before = len(self.problems)
                    for index in range(len(directory["pages"])):
                        self.check_listed(directory, index, find)
                    if len(self.problems) == before:
                        archive.check_frame(directory)
            except Damaged as error:
                self.report(error)
        if not shared:
            self.report(Damaged(HEADER, "shared text: it is damaged, or does not end where the header says"))
        if end != archive.size:
            self.report(Damaged(end, "padding" if archive.tail_is_padding() else "bytes of an unfinished append"))
            for key in archive.uncommitted():
                self.report("after the newest commit", "uncommitted", key[0].decode())
        for entry in entries:
            if entry["state"] == 2:
                if not entry["hash"]:  # b"", unlike the zeros that a rescue may write
                    self.report("the hashes of a purged page are lost", "catalogue", entry["id"], entry)
            elif (entry["directory"], entry["page_index"], entry["id"], entry["revision"]) not in walked:
                self.check_page(entry)  # such as a withdrawal, which shares the document of the revision before it
        self.check_names({entry["id"] for entry in entries})
        if archive.salvaged is None:
            self.check_roots()
            self.check_summary(entries)

    def check_names(self, pages):
        """No page may be called as an item of another page could be [7.1]."""
        for page in sorted(pages):
            if (item_of(page) or ("",))[0] in pages:
                self.report(f"{page}: an item of another page could have this identifier")

    def check_roots(self):
        """Compare the roots record with the trees [7.6]."""
        archive, commit = self.archive, self.archive.commit
        if archive.upto:
            return
        try:
            for (last, pointers), (root, size, level, _) in zip(archive.roots(), commit["trees"]):
                archive.texts_before = 0
                *_, end = archive.entries(root, size, level, commit["offset"])
                if last != (end["id"].encode(), -end["revision"]) or \
                        pointers not in ([], archive.pointers_of(root, size, level)):
                    self.report(Damaged(commit["roots"][0], "roots record: it does not fit a tree"))
        except Damaged as error:
            self.report(error)

    def check_summary(self, entries):
        """Check the counts of the commit record, the log, and the Merkle root of every commit."""
        commit = self.archive.commit
        present = [e for e in newest_only(entries) if e["counted_state"] == 0]
        items = sum(i["state"] == 0 for e in present for i in e["items"])
        leaves = [(log_order(e), leaf_hash(e)) for e in sorted(entries, key=log_order)]
        hashes = [value for _, value in leaves]
        try:
            LogReader(self.archive, leaves).check()
        except Damaged as error:
            self.report(error, "log", "-")
        try:
            for one in self.archive.chain():
                if merkle(hashes[:one["revisions"]]) != one["root"]:
                    self.report(f"commit {one['number']}: the Merkle root does not match")
        except Damaged:
            pass  # reported with the commits
        totals = sum(e["length"] for e in entries), sum(e["source_length"] for e in entries)
        names = ("revisions", "pages", "items", "document_bytes", "source_bytes")
        if (len(entries), len(present), items, *totals) != tuple(commit[name] for name in names):
            self.report("the counts do not match")
        if any(seen != count for seen, count in self.archive.tree_counts):
            self.report("a tree has another number of entries")


def cmd_verify(archive, *keys):
    verification = Verification(archive)
    verification.run()
    for key in keys:
        if archive.salvaged is not None:
            verification.report("the newest commit cannot be read: whether it is signed is not known")
        elif not is_signed(Archive(archive.stream.name), archive.commit, key):
            verification.report("not signed by a key that was named")
    archive.warnings = []
    for line in verification.affected:
        print(line)
    for problem in verification.problems:
        print(f"reader.py: {problem}", file=sys.stderr)
    return 2 if verification.problems else 0


def cmd_info(archive):
    c = archive.commit
    if archive.salvaged is not None:
        raise archive.warnings[0]
    print(json.dumps({"pages": c["pages"], "items": c["items"], "revisions": c["revisions"], "commits": c["number"],
                      "writer": c["writer"], "root": c["root"].hex()}))


# ---------------------------------------------------------------------- parity [17]

SET_FIELDS = ("set", "from", "to", "block", "stripes", "columns", "rows", "index", "reserved")


def power_tables():
    """Tables of powers and of logarithms in GF(2^8) with the polynomial 0x11D."""
    exp, value = [], 1
    for _ in range(255):
        exp.append(value)
        value = value << 1 ^ (0x11D if value & 0x80 else 0)
    return exp * 2, {e: i for i, e in enumerate(exp)}


EXP, LOG = power_tables()


def mul8(a, b):
    return EXP[LOG[a] + LOG[b]] if a and b else 0


def mul16(a, b):
    (h, l), (i, k) = divmod(a, 256), divmod(b, 256)
    high = mul8(h, i)
    return (mul8(h, k) ^ mul8(l, i) ^ high) << 8 | mul8(l, k) ^ mul8(high, 0x20)


def inverse16(a):
    h, l = divmod(a, 256)
    i = EXP[255 - LOG[mul8(l, l ^ h) ^ mul8(mul8(h, h), 0x20)]]
    return mul8(h, i) << 8 | mul8(h ^ l, i)


def coefficient(row, column):
    """1/(x_i + y_j) for row i and column j."""
    return inverse16((65535 - row) ^ column)


def add_block(total, data, factor):
    """Add factor times `data` to `total`. The first half of a block has the low bytes, the second the high bytes."""
    half = len(data) // 2
    for w in range(half):
        product = mul16(data[half + w] << 8 | data[w], factor)
        total[w] ^= product & 255
        total[half + w] ^= product >> 8


def block_check(block):
    return hashlib.sha256(block).digest()[:8]


class ParitySet:
    """A parity set, from the first 72 bytes of one of its records, which stands at `at`; None: anywhere."""

    def __init__(self, head, at):
        self.__dict__.update(zip(SET_FIELDS, fields("QQQIIIIII", head, 16)))
        if block_check(head[8:64]) != head[64:72] or self.block < 64 or self.block & (self.block - 1) or \
                self.block > 1 << 20 or self.from_ % self.block or not self.from_ < self.to <= self.set or \
                not self.stripes or not self.columns or not self.rows or self.rows > max(self.columns, 2) or \
                self.rows + self.columns > 65536 or self.reserved:
            raise Damaged(at, "parity: its head is wrong")
        self.n = -(-(self.to - self.from_) // self.block)
        if self.stripes > self.n or self.columns != -(-self.n // self.stripes):
            raise Damaged(at, "parity: its head is wrong")
        self.count = self.n + self.rows * self.stripes
        self.pieces = -(-self.count // 2048)
        self.row_size = 80 + self.stripes * self.block
        table = 8 * self.count + 80 * self.pieces
        self.rows_at = self.set + table
        self.copy_at = self.rows_at + self.rows * self.row_size
        self.end = self.copy_at + table
        self.place = self.rows_at + self.index * self.row_size if head[13:14] == b"P" else \
            (self.set, self.copy_at)[self.index >= self.pieces] + self.index % self.pieces * (80 + 2048 * 8)
        if at not in (None, self.place) or self.index >= (self.rows if head[13:14] == b"P" else 2 * self.pieces):
            raise Damaged(at, "parity: its head is wrong")

    from_ = property(lambda self: self.__dict__["from"])

    def data_block(self, data, index):
        at = self.from_ + index * self.block
        return bytes(data[at:min(at + self.block, self.to)]).ljust(self.block, b"\0")

    def parity_block(self, data, row, stripe):
        at = self.rows_at + row * self.row_size + 72 + stripe * self.block
        return bytes(data[at:at + self.block])

    def read_checks(self, data):
        """For each block, the set of checks of which it must have one. If the set is empty, every block is good."""
        result = [set() for _ in range(self.count)]
        trusted = set()
        for start in (self.set, self.copy_at):
            at = start
            for first in range(0, self.count, 2048):
                size = 80 + 8 * min(2048, self.count - first)
                record, at = bytes(data[at:at + size]), at + size
                whole = block_check(record[:-8]) == record[-8:]
                for i in range(first, min(first + 2048, self.count)):
                    check = record[72 + 8 * (i - first):80 + 8 * (i - first)]
                    if whole and i not in trusted:
                        result[i] = {check}
                        trusted.add(i)
                    elif i not in trusted and any(check):
                        result[i].add(check)
        return result

    def heal(self, data):
        """Compute the lost data blocks of each stripe by Gaussian elimination."""
        checks = self.read_checks(data)
        good = lambda index, block: not checks[index] or block_check(block) in checks[index]
        for stripe in range(self.stripes):
            columns = [j for j in range(self.columns) if j * self.stripes + stripe < self.n]
            blocks = {j: self.data_block(data, j * self.stripes + stripe) for j in columns}
            lost = [j for j in columns if not good(j * self.stripes + stripe, blocks[j])]
            rows = [i for i in range(self.rows)
                    if good(self.n + i * self.stripes + stripe, self.parity_block(data, i, stripe))][:len(lost)]
            if len(rows) < len(lost):
                raise Damaged(self.from_, "more is damaged than the parity can heal")
            system = []
            for i in rows:
                total = bytearray(self.parity_block(data, i, stripe))
                for j in columns:
                    if j not in lost:
                        add_block(total, blocks[j], coefficient(i, j))
                system.append([[coefficient(i, j) for j in lost], total])
            for k, j in enumerate(lost):
                pivot = inverse16(system[k][0][k])
                scaled = bytearray(self.block)
                add_block(scaled, system[k][1], pivot)
                system[k] = [[mul16(w, pivot) for w in system[k][0]], scaled]
                for other in range(len(lost)):
                    factor = system[other][0][k]
                    if other != k and factor:
                        system[other][0] = [a ^ mul16(b, factor) for a, b in zip(system[other][0], system[k][0])]
                        add_block(system[other][1], system[k][1], factor)
            for (_, block), j in zip(system, lost):
                at = self.from_ + (j * self.stripes + stripe) * self.block
                data[at:min(at + self.block, self.to)] = block[:min(self.block, self.to - at)]

    def make(self, data):
        """The records of the set, made from its range."""
        parity = [[bytearray(self.block) for _ in range(self.stripes)] for _ in range(self.rows)]
        checks = b""
        for index in range(self.n):
            block = self.data_block(data, index)
            checks += block_check(block)
            for i in range(self.rows):
                add_block(parity[i][index % self.stripes], block, coefficient(i, index // self.stripes))
        checks += b"".join(block_check(block) for row in parity for block in row)
        tables = [checks[i:i + 2048 * 8] for i in range(0, len(checks), 2048 * 8)]
        records = [(b"B", i, body) for i, body in enumerate(tables)]
        records += [(b"P", i, b"".join(row)) for i, row in enumerate(parity)]
        records += [(b"B", self.pieces + i, body) for i, body in enumerate(tables)]
        return b"".join(self.record(*each) for each in records)

    def record(self, kind, index, body):
        head = struct.pack("<II5s1sBBQQQIIIIII", MAGIC, 72 + len(body), b"nbarc", kind, 1, 0, self.set, self.from_,
                           self.to, self.block, self.stripes, self.columns, self.rows, index, 0)
        head += block_check(head[8:64]) + body
        return head + block_check(head)


def find_sets(data):
    """All parity sets in the file, in order."""
    sets = {}
    for match in re.finditer(rb"nbarc[BP]\x01\0", bytes(data)):
        at = match.start() - 8
        try:
            found = ParitySet(bytes(data[at:at + 72]), at)
            sets[found.set] = found
        except (Damaged, struct.error):
            pass
    return [sets[at] for at in sorted(sets)]


def following_commit(data, before, at):
    """The commit record of a segment without pages, which stands at `at`, made from the commit record at `before`."""
    record = bytearray(data[before:before + COMMIT])
    number, = fields("Q", record, 24)
    struct.pack_into("<QQ", record, 16, at, number + 1)
    struct.pack_into("<Q32sQ", record, 40, before, hashlib.sha256(commit_bytes(data, before)).digest(), before + COMMIT)
    trees, = fields("I", record, 176)
    if trees:
        struct.pack_into("<Q", record, 216 + 40 * (trees - 1) + 32, number + 1)
    record[15], record[1924:-8] = 0, bytes(2040 - 1924)  # an extension area would be that of the other
    record[-8:] = block_check(record[:-8])
    return record


def commit_bytes(data, at):
    return bytes(data[at:at + COMMIT])


def repair(path, new):
    """Write a healed copy of the file [17]."""
    with open(path, "rb") as stream:
        data = bytearray(stream.read())
    sets = find_sets(data)
    if not sets:
        raise Absent("no parity")
    data.extend(bytes(max(0, sets[-1].end + COMMIT - len(data))))
    for one in reversed(sets):
        one.heal(data)
        data[one.set:one.end] = one.make(data)
    for one in sets:
        begin = one
        while any(other.end == begin.set for other in sets):
            begin = next(other for other in sets if other.end == begin.set)
        if not any(other.set == one.end for other in sets) and \
                block_check(data[one.end:one.end + COMMIT - 8]) != data[one.end + COMMIT - 8:one.end + COMMIT]:
            data[one.end:one.end + COMMIT] = following_commit(data, begin.set - COMMIT, one.end)
    with open(new, "wb") as stream:
        stream.write(data)


PROOF = re.compile(  # every line in its place; a number has no sign and no leading zero
    rb"nbarc proof 1\nsubject (?P<subject>[^\s@]+)(?:@(?P<asked>[1-9][0-9]*))?\nroot (?P<root>[0-9a-f]{64})\n"
    rb"leaves (?P<leaves>0|[1-9][0-9]*)\nleaf (?P<leaf>0|[1-9][0-9]*)\n"
    rb"page (?P<page>\S+)\nrevision (?P<revision>0|[1-9][0-9]*)\nstate (?P<state>[01])\n"
    rb"document (?P<document>[0-9a-f]{64})\nsource (?P<source>[0-9a-f]{64})\n"
    rb"(?P<items>(?:item [1-9][0-9]* [12]\n)*)(?P<path>(?:path [0-9a-f]{64}\n)*)"
    rb"text (?P<length>0|[1-9][0-9]*)\n(?:\n(?P<text>.+))?", re.S)
CONSISTENCY = re.compile(
    rb"nbarc consistency 1\nold-leaves (?P<old>[1-9][0-9]*)\nold-root (?P<old_root>[0-9a-f]{64})\n"
    rb"leaves (?P<leaves>[1-9][0-9]*)\nroot (?P<root>[0-9a-f]{64})\n(?P<path>(?:path [0-9a-f]{64}\n)*)")


def path_of(lines):
    return [bytes.fromhex(value.decode()) for value in lines.split()[1::2]]


def check_path(node, at, last, path, root):
    """Lead the hash of the leaf, whose index is `at` of 0 to `last`, to the root [RFC 9162 section 2.1.3.2]."""
    if at > last:
        raise Damaged(0, "the index is too large")
    for value in path:
        if last == 0:
            raise Damaged(0, "the path is too long")
        if at & 1 or at == last:
            node = node_hash(value, node)
            while at and not at & 1:
                at, last = at >> 1, last >> 1
        else:
            node = node_hash(node, value)
        at, last = at >> 1, last >> 1
    if last or node != root:
        raise Damaged(0, "the path does not lead to the root")


def check_consistency(one):
    """Check a proof that a corpus has only grown [19; RFC 9162 section 2.1.4.2]."""
    old, leaves, path = int(one["old"]), int(one["leaves"]), path_of(one["path"])
    old_root, root = (bytes.fromhex(one[name].decode()) for name in ("old_root", "root"))
    if not 0 < old <= leaves < 1 << 32:
        raise Damaged(0, "the numbers of leaves are wrong")
    if old == leaves:
        if path or old_root != root:
            raise Damaged(0, "the roots differ")
        return
    at, last = old - 1, leaves - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    if at == 0:
        path.insert(0, old_root)
    if not path:
        raise Damaged(0, "the path is too short")
    first = second = path[0]
    for value in path[1:]:
        if last == 0:
            raise Damaged(0, "the path is too long")
        if at & 1 or at == last:
            first, second = node_hash(value, first), node_hash(value, second)
            while at and not at & 1:
                at, last = at >> 1, last >> 1
        else:
            second = node_hash(second, value)
        at, last = at >> 1, last >> 1
    if last or first != old_root or second != root:
        raise Damaged(0, "the path does not lead from the old root to the new one")


def proven_item(page, document, subject):
    """The document of a single item, the subject, given the proven document of its page."""
    entry_from_document(page, document)
    item = next((i for i in page["items"] if item_id(page, i) == subject), None)
    if item is None:
        raise Damaged(0, "the page has no such article")
    return document[:page["head"]] + document[item["offset"]:item["offset"] + item["length"]] + document[page["tail"]:]


def check_proof(proof, article=None):
    """Check a proof, and that an article in a file is the one that it proves [19]."""
    with open(proof, "rb") as stream:
        data = stream.read()
    growth = CONSISTENCY.fullmatch(data)
    if growth:
        check_consistency(growth)
        print(f"{growth['root'].decode()} begins with {growth['old_root'].decode()}")
        return
    one = PROOF.fullmatch(data)
    text = one and one["text"] or b""
    if not one or int(one["length"]) != len(text):
        raise Damaged(0, "not a proof")
    subject = one["subject"].decode()
    page = {"id": one["page"].decode(), "revision": int(one["revision"]), "state": int(one["state"]), "directory": 0,
            "hash": bytes.fromhex(one["document"].decode()),
            "source_hash": bytes.fromhex(one["source"].decode()),
            "items": [{"number": int(n), "state": int(s)} for n, s in re.findall(rb"item (\d+) (\d)", one["items"])]}
    if page["revision"] >= 1 << 32 or not is_page(page["id"].encode()) or \
            any(not 0 < item["number"] <= ITEMS_MAX for item in page["items"]):
        raise Damaged(0, "no page can have these data")
    if int(one["leaves"]) >= 1 << 32 or int(one["asked"] or page["revision"]) != page["revision"]:
        raise Damaged(0, "the proof is about another revision, or its tree is too large")
    check_path(leaf_hash(page), int(one["leaf"]), int(one["leaves"]) - 1, path_of(one["path"]),
               bytes.fromhex(one["root"].decode()))
    if subject != page["id"] and (item_of(subject) or ("",))[0] != page["id"]:
        raise Damaged(0, "the proof is about another page")
    state = next((i["state"] for i in page["items"] if item_id(page, i) == subject), 0)
    if state == 2:
        raise Damaged(0, "the article is no longer on the page")
    data = None
    if article:
        with open(article, "rb") as stream:
            data = stream.read()
    if text and hashlib.sha256(text).digest() != page["hash"]:
        raise Damaged(0, "the text does not have the hash")
    if text:
        wanted = proven_item(page, text, subject) if subject != page["id"] else text
        entry_from_document(page, text)
        if data not in (None, wanted):
            raise Damaged(0, "the article is another one")
    elif data is not None and hashlib.sha256(data).digest() == page["hash"]:
        if subject != page["id"]:
            proven_item(page, data, subject)
    elif subject != page["id"] and data is not None:
        raise Absent("the proof has no text to compare an article with")
    elif data is not None:
        raise Damaged(0, "the page is another one")
    elif subject != page["id"] and state != 1:
        raise Damaged(0, "nothing shows that the page has this article")
    print(f"{subject} revision {page['revision']} belongs to {one['root'].decode()}")


def main(argv):
    commands = {"list": cmd_list, "authors": cmd_authors, "get": cmd_get, "log": cmd_log, "decisions": cmd_decisions, "info": cmd_info,
                "verify": cmd_verify, "prove": cmd_prove, "note": cmd_note, "check-proof": check_proof, "repair": repair}
    commit = since = archive = None
    if "--since" in argv:
        at = argv.index("--since")
        since, argv = argv[at + 1], argv[:at] + argv[at + 2:]
    if "--at" in argv:
        at = argv.index("--at")
        commit, argv = argv[at + 1], argv[:at] + argv[at + 2:]
    keys = []
    for option in ("--format", "--pubkey", "--witness"):
        while option in argv[:-1]:
            at = argv.index(option)
            if option == "--format":
                argv = argv[:at] + argv[at + 2:] + argv[at + 1:at + 2]
                break
            keys.append((argv[at + 1], COSIGNATURE if option == "--witness" else ED25519))
            argv = argv[:at] + argv[at + 2:]
    if len(argv) < 3 or argv[1] not in commands or (argv[1] in ("get", "repair", "decisions") and len(argv) < 4):
        print(__doc__, file=sys.stderr)
        return 1

    def warn():
        """Say what is damaged; whether anything is."""
        for warning in archive.warnings if archive else ():
            print(f"reader.py: {argv[2]}: {warning}", file=sys.stderr)
        return bool(archive and archive.warnings)

    try:
        if argv[1] in ("check-proof", "repair"):
            commands[argv[1]](*argv[2:4])
            return 0
        archive = Archive(argv[2])
        if commit:
            archive.go_back(commit)
        if since:
            argv = argv[:3] + [None, since]
        code = commands[argv[1]](archive, *argv[3:], *(Key(*key) for key in keys)) or 0
        return 2 if warn() else code
    except OSError as error:
        print(f"reader.py: {error}", file=sys.stderr)
        return 1
    except (Damaged, Unsupported) as error:
        print(f"reader.py: {argv[2]}: {error}", file=sys.stderr)
        return 2
    except Absent as error:
        print(f"reader.py: {argv[2]}: {error}", file=sys.stderr)
        return 2 if warn() else 4


if __name__ == "__main__":
    sys.exit(main(sys.argv))
