#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Ask format-spec/reader.py what fixtures/archives/QUESTIONS asks, in one process.

usage: questions.py READER.py QUESTIONS MADE

Prints a line "ok - ..." or "not ok - ..." for each question.
"""
import os
import sys

from other_reader import ask, load


def main():
    reader, (questions, made) = load(sys.argv[1]), sys.argv[2:4]
    with open(questions, encoding="utf-8") as stream:
        lines = [line.rstrip("\n").split("\t") for line in stream if line.strip() and not line.startswith("#")]
    for name, question, expected, has, lacks in lines:
        command, *rest = question.split(" ")
        code, output, _ = ask(reader, [command, os.path.join(made, name), *rest])
        answer = output.decode("utf-8")
        good = code == int(expected) and (code != 4 or not answer) and (has == "-" or has in answer) and \
            (lacks == "-" or lacks not in answer)
        print(f"{'ok' if good else 'not ok'} - {name}: {question}: the other reader: exit {expected}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
