#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Judge detection on texts cut to 20, 60 and 200 characters (origin.md).

usage: judge.py LIBNBARC.so ARTICLES.jsonl[.zst]...

Each line of ARTICLES is an object with date, head[] and body[]. Every text is cut and
encoded in UTF-8 and GB18030, and its conversion by `opencc -c s2tw` in those and in
CP950; what CP950 lacks a character of is left out. Prints how often the charset was
right and certain, right and uncertain, and wrong.

With --from DATE only texts of that date and later are judged.
"""
import ctypes
import json
import subprocess
import sys

CUTS = (20, 60, 200)


class Detected(ctypes.Structure):
    _fields_ = [("charset", ctypes.c_char * 32), ("confidence", ctypes.c_double), ("certain", ctypes.c_bool),
                ("reason", ctypes.c_char * 128)]


def load(path, first):
    if path.endswith(".zst"):
        data = subprocess.run(["zstd", "-dcq", path], check=True, stdout=subprocess.PIPE).stdout
    else:
        with open(path, "rb") as stream:
            data = stream.read()
    rows = [json.loads(line) for line in data.decode("utf-8").split("\n") if line]
    return ["\n".join(row["head"] + row["body"])[:1000] for row in rows if row["date"] >= first]


def traditional(texts):
    rows = json.dumps(texts, ensure_ascii=False, indent=0)
    done = subprocess.run(["opencc", "-c", "s2tw"], input=rows.encode("utf-8"), check=True, stdout=subprocess.PIPE)
    return json.loads(done.stdout)


def main():
    args, first = sys.argv[1:], ""
    if "--from" in args:
        at = args.index("--from")
        first, args = args[at + 1], args[:at] + args[at + 2:]
    lib, found = ctypes.CDLL(args[0]), Detected()
    texts = [text for path in args[1:] for text in load(path, first)]
    both = list(zip(texts, traditional(texts)))
    for cut in CUTS:
        for name, which, codec in (("UTF-8", 0, "utf-8"), ("UTF-8", 1, "utf-8"), ("GB18030", 0, "gb18030"),
                                   ("GB18030", 1, "gb18030"), ("BIG5", 1, "cp950")):
            counts = {"certain": 0, "uncertain": 0, "wrong": 0, "left out": 0}
            for pair in both:
                try:
                    data = pair[which][:cut].encode(codec)
                except UnicodeEncodeError:
                    counts["left out"] += 1
                    continue
                lib.nb_detect(data, ctypes.c_size_t(len(data)), ctypes.byref(found), None)
                wanted = b"US-ASCII" if data.isascii() else name.encode()
                right = "certain" if found.certain else "uncertain"
                counts[right if found.charset == wanted else "wrong"] += 1
            print(cut, name, "traditional" if which else "simplified", counts)
    return 0


if __name__ == "__main__":
    sys.exit(main())
