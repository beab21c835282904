#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The answers of the test vectors (section 20 of the specification).

usage: answers.py write FIXTURES VECTORS    write VECTORS/answers.json
       answers.py check VECTORS [--no-journals] COMMAND...
                                            compare a reader with them

The questions, and how they end, are those of MANIFEST, HISTORY and QUESTIONS in the
folder FIXTURES. The bytes of answers that are complete come from nbarc; `check` then
compares those of other readers. COMMAND is "nbarc"; or "reader.py", which is asked in this
process; or a reader that takes the words of a question with the archive after the first.
"""
import hashlib
import json
import os
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
import other_reader  # noqa: E402


def rows(path):
    with open(path, encoding="utf-8") as stream:
        for line in stream:
            if line.strip() and not line.startswith("#"):
                yield line.rstrip("\n").split("\t")


def run(command):
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False)
    return done.returncode, done.stdout


def canonical(question, output):
    """The bytes that are compared. Of a list, each line is a JSON object, whose form is left to the reader."""
    if question[0] == "verify":
        return b""
    if question[0] != "list":
        return output
    lines = (json.loads(line) for line in output.decode("utf-8").splitlines())
    return "".join(json.dumps(line, sort_keys=True, ensure_ascii=False) + "\n" for line in lines).encode()


def ask_nbarc(archive, question):
    command, *rest = question
    members = "id,page_id,revision,kind,characters,title,kicker,byline"
    form = {"list": ["--json", "--columns", members], "verify": ["-q"],
            "get": [] if "--format" in rest else ["--format", "slices"]}
    return run(["nbarc", command, *form.get(command, []), archive, *rest])


def asker(command):
    """A function that asks the reader: (archive, question) to (exit code, bytes)."""
    if command == ["nbarc"]:
        return ask_nbarc
    if command == ["reader.py"]:
        reader = other_reader.load()
        return lambda archive, question: other_reader.ask(reader, [question[0], archive, *question[1:]])[:2]
    return lambda archive, question: run([*command, question[0], archive, *question[1:]])


def answer(vectors, archive, question, ends):
    """The row of a question. nbarc must answer it as the fixtures say."""
    code, output = ask_nbarc(os.path.join(vectors, archive), question)
    if code != ends:
        raise SystemExit(f"answers.py: {archive}: {' '.join(question)}: nbarc ends with {code} and not {ends}")
    row = {"ask": question, "exit": ends}
    if ends == 0 and question[0] != "verify":
        row["sha256"] = hashlib.sha256(canonical(question, output)).hexdigest()
    return row


def write(fixtures, vectors):
    archives = {}

    def add(archive, why, question, ends):
        one = archives.setdefault(archive, {"archive": archive, "why": why, "questions": []})
        if question[0] != "log":  # its form is left to the reader
            one["questions"].append(answer(vectors, archive, question, ends))

    for name, _, _, ends, hurt, printed, why in rows(os.path.join(fixtures, "MANIFEST")):
        add("pages/" + name, why, ["verify"], int(ends))
        add("pages/" + name, why, ["list"], int(printed.split(" ")[1]))
        if "uncommitted" in hurt:
            archives["pages/" + name]["questions"][-1]["exit_beside_writer"] = 0
    for name, _, _, ends, why in rows(os.path.join(fixtures, "HISTORY")):
        add("history/" + name, why, ["verify"], int(ends))
    for name, question, ends, _, _ in rows(os.path.join(fixtures, "QUESTIONS")):
        add("history/" + name, None, question.split(" "), int(ends))
    with open(os.path.join(vectors, "answers.json"), "w", encoding="utf-8") as stream:
        json.dump({"format": "nbarc vectors 1", "archives": list(archives.values())}, stream, ensure_ascii=False, indent=1)
        stream.write("\n")


def fits(row, code, output):
    """Is this the answer? An archive that is damaged may be answered in part, or refused."""
    if code not in (row["exit"], row.get("exit_beside_writer")):
        return False
    if code == 4:
        return not output
    return "sha256" not in row or hashlib.sha256(canonical(row["ask"], output)).hexdigest() == row["sha256"]


def check(vectors, command):
    journals = command[0] != "--no-journals"
    ask = asker(command if journals else command[1:])
    with open(os.path.join(vectors, "answers.json"), encoding="utf-8") as stream:
        archives = json.load(stream)["archives"]
    for one in archives:
        for row in one["questions"]:
            if "journal" in row["ask"] and not journals:
                continue
            code, output = ask(os.path.join(vectors, one["archive"]), row["ask"])
            if fits(row, code, output):
                print(f"ok - {one['archive']}: {' '.join(row['ask'])}")
            else:
                print(f"not ok - {one['archive']}: {' '.join(row['ask'])}: it ends with {code}; answer {row}")


def main(argv):
    if argv[1] == "write":
        write(argv[2], argv[3])
    else:
        check(argv[2], argv[3:])


main(sys.argv)
