#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Judge detection of charsets on texts cut to 20, 60 and 200 characters.

usage: judge.py [--most N] LIBNBARC.so ARTICLES[:FROM:TO]...

ARTICLES are as in frequency.py. Each text is cut and encoded in UTF-8 and GB18030,
and the same text in traditional characters in these and in CP950; a text with a
character that CP950 lacks is left out there. Prints how often the charset was right
and certain, right and uncertain, and wrong.
"""
import ctypes
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from corpus import arguments, articles, traditional  # noqa: E402

CUTS = (20, 60, 200)


class Detected(ctypes.Structure):
    _fields_ = [("charset", ctypes.c_char * 32), ("confidence", ctypes.c_double), ("certain", ctypes.c_bool),
                ("reason", ctypes.c_char * 128)]


CASES = (("UTF-8", False, "utf-8"), ("UTF-8", True, "utf-8"), ("GB18030", False, "gb18030"),
         ("GB18030", True, "gb18030"), ("BIG5", True, "cp950"))


def judge(lib, texts, name, codec):
    """How often each outcome is that of a text."""
    counts, found = {"certain": 0, "uncertain": 0, "wrong": 0, "left_out": 0}, Detected()
    for text in texts:
        try:
            data = text.encode(codec)
        except UnicodeEncodeError:
            counts["left_out"] += 1
            continue
        lib.nb_detect(data, ctypes.c_size_t(len(data)), ctypes.byref(found), None)
        wanted = b"US-ASCII" if data.isascii() else name.encode()
        right = "certain" if found.certain else "uncertain"
        counts[right if found.charset == wanted else "wrong"] += 1
    return counts


def main():
    parser = arguments(__doc__)
    parser.add_argument("library")
    parser.add_argument("articles", nargs="+")
    parser.add_argument("--most", type=int)
    args = parser.parse_args()
    lib = ctypes.CDLL(args.library)
    simplified = [text for source in args.articles for text in articles(*source.split(":"))[:args.most]]
    texts = {False: simplified, True: traditional(simplified)}
    for cut in CUTS:
        for name, which, codec in CASES:
            counts = judge(lib, [text[:cut] for text in texts[which]], name, codec)
            print(cut, name, "traditional" if which else "simplified", " ".join(f"{k}={n}" for k, n in counts.items()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
