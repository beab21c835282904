# SPDX-License-Identifier: Apache-2.0
"""What the training scripts share: arguments, files, articles, made pages, folded text."""
import argparse
import json
import os
import re
import subprocess

FOLD = str.maketrans("，：；？！（）．％", ",:;?!().%")
SPACE = re.compile(r"[\s\u3000\u00a0\ufeff]+")
KEPT = 1000  # characters of an article that statistics of characters are made of


def arguments(doc):
    """A parser that prints the script's own documentation as its help."""
    return argparse.ArgumentParser(description=doc, usage=argparse.SUPPRESS,
                                   formatter_class=argparse.RawDescriptionHelpFormatter)


def fold(text):
    """Text without white space and with half-width marks: positions in it are the same
    before and after a repair."""
    return SPACE.sub("", text.translate(FOLD))


def read(path):
    with open(path, encoding="utf-8") as stream:
        return stream.read()


def write(path, text):
    with open(path, "w", encoding="utf-8") as stream:
        stream.write(text)


def units_of(path):
    """The units of an answer that mkpages.py wrote."""
    return json.loads(read(path))["units"]


def write_units(path, units):
    write(path, json.dumps({"units": units}, ensure_ascii=False))


def stems(folder, suffix):
    """The paths of the files that end with `suffix`, sorted, without the suffix."""
    return [os.path.join(folder, name[:-len(suffix)]) for name in sorted(os.listdir(folder)) if name.endswith(suffix)]


def articles(path, first="", last="9999-99-99"):
    """The beginnings of the articles of a .jsonl or .jsonl.zst file, of some dates."""
    if path.endswith(".zst"):
        text = subprocess.run(["zstd", "-dcq", path], check=True, stdout=subprocess.PIPE).stdout.decode("utf-8")
    else:
        text = read(path)
    rows = [json.loads(line) for line in text.split("\n") if line]
    return ["\n".join(row["head"] + row["body"])[:KEPT] for row in rows if first <= row["date"] <= last]


def converted(texts, way):
    """The texts in other characters, by opencc: s2tw, to traditional ones, or t2s, back."""
    rows = json.dumps(texts, ensure_ascii=False, indent=0)
    done = subprocess.run(["opencc", "-c", way], input=rows.encode("utf-8"), check=True, stdout=subprocess.PIPE)
    return json.loads(done.stdout)


def traditional(texts):
    """The texts in traditional characters."""
    return converted(texts, "s2tw")
