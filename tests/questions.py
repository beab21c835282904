#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Ask format-spec/reader.py what fixtures/archives/QUESTIONS asks, in one process.

usage: questions.py READER.py QUESTIONS MADE

Prints a line "ok - ..." or "not ok - ..." for each question.
"""
import importlib.util
import io
import os
import sys


def load(path):
    spec = importlib.util.spec_from_file_location("reader", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def ask(reader, words):
    """(exit code, what was printed)"""
    kept = sys.stdout, sys.stderr
    sys.stdout, sys.stderr = io.TextIOWrapper(io.BytesIO(), encoding="utf-8"), io.StringIO()
    try:
        code = reader.main(["reader.py", *words])
        sys.stdout.flush()
        return code, sys.stdout.buffer.getvalue().decode("utf-8")
    finally:
        sys.stdout, sys.stderr = kept


def main():
    reader, (questions, made) = load(sys.argv[1]), sys.argv[2:4]
    with open(questions, encoding="utf-8") as stream:
        lines = [line.rstrip("\n").split("\t") for line in stream if line.strip() and not line.startswith("#")]
    for name, question, expected, has, lacks in lines:
        command, *rest = question.split(" ")
        code, answer = ask(reader, [command, os.path.join(made, name), *rest])
        good = code == int(expected) and (code != 4 or not answer) and (has == "-" or has in answer) and \
            (lacks == "-" or lacks not in answer)
        print(f"{'ok' if good else 'not ok'} - {name}: {question}: the other reader: exit {expected}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
