#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Go through tables and cases of GB18030 that others made, row by row.

usage: gb18030_tables.py DIR        (prints TAP; nbconv is in PATH)

DIR has the tables as ../shared/conformance/gb18030 has them. Each table is compared
with the profile that it is of; the rows that differ must be exactly those that are
written down here, with the reason.
"""
import re
import subprocess
import sys

OPEN, CLOSE, SIGN = "\u27e6", "\u27e7", "<U+27E6>"
PROFILES = {  # the implementations whose columns are one of our profiles
    "gnu118_2022": "2022", "glibc239": "2022", "icu72": "2005", "python3117": "2000", "whatwg2024": "web"}
SIX = {"FE51", "FE52", "FE53", "FE6C", "FE76", "FE91"}
tests = 0


def nbconv(args, data):
    return subprocess.run(["nbconv", "-q", "--no-verify", *args], input=data, capture_output=True, check=False)


def decode(codes, profile="2022", charset="GB18030"):
    """The text of each code; None where it is no code. No code has a newline inside."""
    done = nbconv(["-f", charset, "--profile", profile, "--escape"], b"\n".join(codes))
    if done.returncode:
        sys.exit(done.stderr.decode())
    out = []
    for code, line in zip(codes, done.stdout.decode("utf-8").split("\n"), strict=True):
        text = line.replace(OPEN + OPEN + CLOSE, SIGN)
        out.append(None if OPEN in text else text.replace(SIGN, OPEN))
    return out


def encode(texts, profile="2022", charset="GB18030"):
    done = nbconv(["-f", "UTF-8", "-t", charset, "--profile", profile], "\n".join(texts).encode("utf-8"))
    if done.returncode:
        sys.exit(done.stderr.decode())
    return done.stdout.split(b"\n")


def result(differing, expected, rows, name):
    """Print a line of TAP: the rows that differ are those that are expected to."""
    global tests
    tests += 1
    good = rows > 0 and set(differing) == set(expected)
    more = f", but for {len(expected)}" if expected else ""
    print(f"{'ok' if good else 'not ok'} {tests} - {name}: {rows} rows{more}")
    if not good:
        print("#", sorted(set(differing) ^ set(expected))[:20])


def compare(name, rows, profile, charset="GB18030", expected=(), one_way=()):
    """rows are (code, text); one_way are codes that are decoded only."""
    rows = [r for r in rows if r[0] not in (b"\n", b"\r")]
    got = decode([c for c, _ in rows], profile, charset)
    result([c.hex().upper() for (c, t), g in zip(rows, got) if g != t], expected, len(rows), name + ", decoded")
    both = [(c, t) for c, t in rows if c.hex().upper() not in set(expected) | set(one_way)]
    back = encode([t for _, t in both], profile, charset)
    result([c.hex().upper() for (c, _), b in zip(both, back) if b != c], (), len(both), name + ", encoded")


def lines(path):
    with open(path, encoding="utf-8") as stream:
        return [line.rstrip("\n") for line in stream if line.strip() and not line.startswith("#")]


def ucm(path):
    rows = {0: [], 1: [], 3: []}
    for line in lines(path):
        m = re.match(r"<U([0-9A-F]+)>\s+((?:\\x[0-9A-F]{2})+)\s+\|(\d)", line)
        if m and int(m[3]) in rows:
            rows[int(m[3])].append((bytes.fromhex(m[2].replace("\\x", "")), chr(int(m[1], 16))))
    return rows


def two_byte(pointer):
    lead, trail = divmod(pointer, 190)
    return bytes([lead + 0x81, trail + (0x40 if trail < 0x3F else 0x41)])


def four_byte(linear):
    rest, d = divmod(linear, 10)
    rest, c = divmod(rest, 126)
    a, b = divmod(rest, 10)
    return bytes([a + 0x81, b + 0x30, c + 0x81, d + 0x30])


def swaps(folder):
    rows = [line.split("\t") for line in lines(folder + "/swap18.tsv")][1:]
    codes = [(bytes.fromhex(r[0]), chr(int(r[2][2:], 16))) for r in rows]
    codes += [(bytes.fromhex(r[1]), chr(int(r[4][2:], 16))) for r in rows]
    compare("the 18 pairs, 2022", codes, "2022")


def diffs(folder):
    rows = [line.split("\t") for line in lines(folder + "/DIFFS.tsv")]
    head, rows = rows[0], rows[1:]
    for column, profile in PROFILES.items():
        at = head.index(column)
        codes = [(r[1], r[at]) for r in rows if r[0] == "decode"]
        texts = decode([bytes.fromhex(code) for code, _ in codes], profile)
        wrong = [code for (code, wanted), text in zip(codes, texts)
                 if wanted != ("ERR" if text is None else f"U+{ord(text):04X}")]
        chars = [(r[1], r[at]) for r in rows if r[0] == "encode"]
        good = [(key, wanted) for key, wanted in chars if wanted != "ERR"]
        got = encode([chr(int(key[2:], 16)) for key, _ in good], profile)
        wrong += [key for (key, wanted), code in zip(good, got) if wanted != code.hex().upper()]
        for key in [key for key, wanted in chars if wanted == "ERR"]:
            char = chr(int(key[2:], 16)).encode("utf-8")
            if nbconv(["-f", "UTF-8", "-t", "GB18030", "--profile", profile], char).returncode != 2:
                wrong.append(key)
        result(wrong, (), len(rows), f"DIFFS, column {column}, profile {profile}")


def whatwg(folder):
    rows = [line.split() for line in lines(folder + "/whatwg/index-gb18030.txt")]
    codes = [(two_byte(int(r[0])), chr(int(r[1], 16))) for r in rows]
    indexed = {text for _, text in codes}
    # The index has U+3000 twice, and the encoder takes the first: A3A0 is decoded only.
    # So are the two-byte codes of the 18 pairs: the standard exempts them in its encoder,
    # where private use keeps two bytes; both ways are in the column whatwg2024.
    compare("WHATWG index, web", codes, "web", one_way={"A3A0"})
    ranges = [tuple(int(x, 0) for x in line.split()) for line in lines(folder + "/whatwg/index-gb18030-ranges.txt")]
    ranges.append((189000 + 0x100000, 0x110000))
    four = []
    for (first, cp), (after, _) in zip(ranges, ranges[1:]):
        if cp < 0x10000:
            four += [(four_byte(p), chr(cp + p - first)) for p in range(first, min(after, 39420))]
        else:
            four += [(four_byte(p), chr(cp + p - first)) for p in range(first, after, 97)]
    # 8135F437 is decoded as U+E7C7 by a rule of the standard beside the ranges.
    compare("WHATWG ranges, web", [r for r in four if r[0] != bytes.fromhex("8135F437")], "web",
            one_way={c.hex().upper() for c, t in four if t in indexed})


def tables(folder):
    # ICU's table of 2000 has A8BC as U+1E3F already: it is our 2005.
    compare("ICU gb-18030-2000.ucm, profile 2005", ucm(folder + "/icu/gb-18030-2000.ucm")[0], "2005")
    # Its table of 2005 gives the six private-use codes to ideographs of plane 2, and
    # folds all private use of the 24: what decodes both ways is the same but for the six.
    rows = ucm(folder + "/icu/gb-18030-2005.ucm")[0]
    compare("ICU gb-18030-2005.ucm, profile 2022", rows, "2022", expected=SIX)
    text = [line for line in open(folder + "/encoding_rs/gb18030_in_ref.txt", encoding="utf-8").read().split("\n")]
    data = open(folder + "/encoding_rs/gb18030_in.txt", "rb").read().split(b"\n")
    rows = [(c, t) for c, t in zip(data, text) if c and not c.isascii()]
    compare("encoding_rs gb18030_in, web", rows, "web", one_way={"A3A0"})
    data = open(folder + "/encoding_rs/gb18030_out_ref.txt", "rb").read().split(b"\n")
    text = [line for line in open(folder + "/encoding_rs/gb18030_out.txt", encoding="utf-8").read().split("\n")]
    rows = [(c, t) for c, t in zip(data, text) if t and not t.isascii()]
    compare("encoding_rs gb18030_out, web", rows, "web")
    # These go through iconv(3): they say how its tables differ from ICU's.
    compare("glibc-GBK-2.3.3.ucm, iconv's GBK", ucm(folder + "/icu/glibc-GBK-2.3.3.ucm")[0], "2022", "GBK")
    # glibc's CP936 has no private use.
    rows = [(c, t) for c, t in ucm(folder + "/icu/windows-936-2000.ucm")[0] if not "\ue000" <= t <= "\uf8ff"]
    compare("windows-936-2000.ucm, iconv's CP936", rows, "2022", "CP936")


def offset_of_error(charset, data, profile="2022"):
    done = nbconv(["-f", charset, "--profile", profile], data)
    m = re.search(rb"offset (\d+)", done.stderr)
    return int(m[1]) if done.returncode == 2 and m else None


def cases(folder):
    wrong, count = [], 0
    for line in lines(folder + "/wpt/cases.tsv"):
        kind, given, wanted = line.split("\t")[:3]
        count += 1
        if kind == "encode":
            done = nbconv(["-f", "UTF-8", "-t", "GB18030", "--profile", "web"], chr(int(given, 16)).encode())
            got = "ERROR" if done.returncode == 2 else done.stdout.hex().upper()
            if got != wanted:
                wrong.append(given)
        # Every one begins with what is no character: where they have U+FFFD, we end.
        elif offset_of_error("GB18030", bytes.fromhex(given), "web") != 0:
            wrong.append(given)
    result(wrong, (), count, "web platform tests")
    wrong, count = [], 0
    for line in lines(folder + "/icu/conversion_cases.tsv"):
        kind, charset, given, text, offsets = line.split("\t")[:5]
        if kind != "toU":
            continue
        count += 1
        data, chars = bytes.fromhex(given), text.split()
        first = chars.index("FFFD") if "FFFD" in chars else None
        if first is not None:
            # "ab~{~}cd": an empty shift is no error of ours until it does not come back.
            verify = ["--verify"] if charset == "HZ-GB-2312" else ["--no-verify"]
            done = subprocess.run(["nbconv", "-q", "-f", charset, *verify], input=data, capture_output=True, check=False)
            at = re.search(rb"offset (\d+)", done.stderr)
            if done.returncode != 2 or not at or (int(at[1]) != int(offsets.split(",")[first])
                                                  and charset != "HZ-GB-2312"):
                wrong.append(given)
        elif decode([data], charset=charset)[0] != "".join(chr(int(c, 16)) for c in chars):
            wrong.append(given)
    result(wrong, (), count, "ICU's conversion cases")


def main():
    folder = sys.argv[1]
    for part in (swaps, diffs, whatwg, tables, cases):
        part(folder)
    print(f"1..{tests}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
