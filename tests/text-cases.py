#!/usr/bin/env python3
"""Say what of a made-up page with a known answer comes out right.

usage: text-cases.py SCORE.py ANSWER.json PAGE.xml

SCORE.py is that of ../shared/eval, which reads the units of a document. Prints those of
these words that hold, with spaces between: text (no character is lost or added), joins
(each unit begins and ends where it shall), items (an item begins at the same places), and
kinds (each unit is a head, a crosshead, a paragraph and so on as it shall be).
"""
import importlib.util
import json
import sys


def load(path):
    spec = importlib.util.spec_from_file_location("score", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def starts(units):
    """The characters before each unit that begins an item."""
    found, at, item = [], 0, None
    for text, _, of in units:
        if of != item:
            found.append(at)
        at, item = at + len(text), of
    return found


def main(score, answer, page):
    score = load(score)
    with open(answer, encoding="utf-8") as file:
        right = [(score.fold(unit["text"]), unit["kind"], unit["item"]) for unit in json.load(file)["units"]]
    units = [(score.fold(text), kind, item) for text, kind, item in score.tei_units(page)]
    texts = [[text for text, _, _ in one] for one in (units, right)]
    joins = texts[0] == texts[1]
    holds = {"text": "".join(texts[0]) == "".join(texts[1]), "joins": joins,
             "items": starts(units) == starts(right),
             "kinds": joins and [kind for _, kind, _ in units] == [kind for _, kind, _ in right]}
    print(*(word for word, true in holds.items() if true))


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    main(*sys.argv[1:])
