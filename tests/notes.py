#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Signed notes, checkpoints and cosignatures, written from c2sp.org/signed-note,
c2sp.org/tlog-checkpoint and c2sp.org/tlog-cosignature alone. The tests compare
nbarc with it. openssl(1) does the cryptography.

usage: notes.py vectors                    check the examples of the specifications
       notes.py parse NOTE                 print origin, size and root of a checkpoint
       notes.py check NOTE VKEY...         each key must have signed the checkpoint
       notes.py vkey NAME TYPE PUBLIC      a verifier key; TYPE is 1 or 4
       notes.py signer NAME PRIVATE        a signer key, as Go's note package has it
       notes.py cosign NOTE NAME PRIVATE TIME   the note with a cosignature more
       notes.py examples FOLDER            write the examples, a file each
       notes.py mutate NOTE N FOLDER       N changed notes, and whether they are good

PUBLIC and PRIVATE are files in PEM.
"""
import base64
import hashlib
import os
import random
import re
import struct
import subprocess
import sys
import tempfile

DASH = "\u2014 "
# unicode.IsSpace of Go
SPACES = "\t\n\v\f\r \x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000" + "".join(map(chr, range(0x2000, 0x200b)))
LINES_MAX, NOTE_MAX = 64, 1 << 18  # nbarc's own limits


class Malformed(Exception):
    pass


def need(right, what):
    if not right:
        raise Malformed(what)


# ---- Ed25519, by openssl

SPKI, PKCS8 = bytes.fromhex("302a300506032b6570032100"), bytes.fromhex("302e020100300506032b657004220420")


def openssl(*arguments, given=b""):
    return subprocess.run(("openssl",) + arguments, input=given, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                          check=False)


def with_files(command, **contents):
    """Run openssl with files of these contents; {name} in the command is the path of one."""
    with tempfile.TemporaryDirectory() as folder:
        paths = {}
        for name, content in contents.items():
            paths[name] = os.path.join(folder, name)
            with open(paths[name], "wb") as out:
                out.write(content)
        return openssl(*(word.format(**paths) for word in command.split()))


def raw_public(path):
    der = openssl("pkey", "-pubin", "-in", path, "-outform", "DER").stdout
    return der[len(SPKI):]


def raw_private(path):
    der = openssl("pkey", "-in", path, "-outform", "DER").stdout
    assert der.startswith(PKCS8)
    return der[len(PKCS8):]


def public_of(seed):
    return with_files("pkey -in {key} -inform DER -pubout -outform DER", key=PKCS8 + seed).stdout[len(SPKI):]


def is_good(public, message, signature):
    return with_files("pkeyutl -verify -pubin -keyform DER -inkey {key} -rawin -in {message} -sigfile {signature}",
                      key=SPKI + public, message=message, signature=signature).returncode == 0


def signature_of(seed, message):
    return with_files("pkeyutl -sign -keyform DER -inkey {key} -rawin -in {message}", key=PKCS8 + seed,
                      message=message).stdout


# ---- notes

def decode64(text):
    """Base64 with padding, in the one form that encoding gives."""
    need(re.fullmatch("[A-Za-z0-9+/]*={0,2}", text) and len(text) % 4 == 0, "not base64")
    try:
        data = base64.b64decode(text, validate=True)
    except ValueError as error:
        raise Malformed("not base64") from error
    need(base64.b64encode(data).decode() == text, "not canonical base64")
    return data


def is_name(name):
    return bool(name) and not any(c in SPACES or c == "+" for c in name)


def parse_note(data):
    """(text, [(name, key id, signature)]), each line once."""
    need(len(data) <= NOTE_MAX, "too long")
    try:
        note = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Malformed("not UTF-8") from error
    need(not any(ord(c) < 32 and c != "\n" for c in note), "a control character")
    at = note.rfind("\n\n")
    need(at >= 0, "no empty line")
    text, rest = note[:at + 1], note[at + 2:]
    need(rest.endswith("\n"), "no newline at the end")
    lines = []
    for line in rest[:-1].split("\n"):
        need(line.startswith(DASH), "no em dash")
        name, space, blob = line[len(DASH):].partition(" ")
        need(space and is_name(name), "a bad name")
        blob = decode64(blob)
        need(len(blob) > 4, "no signature")
        lines.append((name, blob[:4], blob[4:]))
    need(len(lines) <= LINES_MAX, "too many lines")
    return text, list(dict.fromkeys(lines))


def write_note(text, lines):
    return (text + "\n" + "".join(f"{DASH}{name} {base64.b64encode(key + signature).decode()}\n"
                                  for name, key, signature in lines)).encode()


def parse_checkpoint(text):
    lines = text.split("\n")
    need(lines.pop() == "" and len(lines) >= 3 and all(lines), "not a checkpoint")
    need(re.fullmatch("0|[1-9][0-9]*", lines[1]) and int(lines[1]) < 1 << 64, "not a size")
    root = decode64(lines[2])
    need(len(root) == 32, "not a root")
    return lines[0], int(lines[1]), root


# ---- keys

def key_id(name, kind, public):
    return hashlib.sha256(name.encode() + b"\n" + bytes([kind]) + public).digest()[:4]


def vkey(name, kind, public):
    return f"{name}+{key_id(name, kind, public).hex()}+{base64.b64encode(bytes([kind]) + public).decode()}"


def parse_vkey(text):
    name, _, rest = text.partition("+")
    number, _, material = rest.partition("+")
    material = decode64(material)
    need(is_name(name) and re.fullmatch("[0-9a-f]{8}", number) and len(material) == 33, "not a verifier key")
    need(key_id(name, material[0], material[1:]).hex() == number, "another number")
    return name, material[0], material[1:]


def message_of(text, kind, signature):
    """(message, Ed25519 signature, time) that a line of a key of this type has."""
    if kind == 1:
        return text.encode(), signature, 0
    time, = struct.unpack(">Q", signature[:8])
    return f"cosignature/v1\ntime {time}\n".encode() + text.encode(), signature[8:], time


def times_of(note, key):
    """The times of the good signatures by a verifier key; 0 where it has none."""
    text, lines = note
    name, kind, public = parse_vkey(key)
    times = []
    for owner, number, signature in lines:
        if (owner, number) == (name, key_id(name, kind, public)) and len(signature) == {1: 64, 4: 72}[kind]:
            message, signature, time = message_of(text, kind, signature)
            if is_good(public, message, signature):
                times.append(time)
    return times


# ---- the examples of the specifications, and of what is deployed

# c2sp.org/signed-note
FOO = ("example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
       "This is an example message.\n\n\u2014 example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1E"
       "RYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n")
# golang.org/x/mod/sumdb/note
PETER = ("PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz",
         "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")
ENOCH = "EnochRoot+af0cfe78+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop"
PETER_TEXT = ("If you think cryptography is the answer to your problem,\n"
              "then you don't know what your problem is.\n")
PETER_LINE = ("\u2014 PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6R"
              "yyBwJnAM=\n")
ENOCH_LINE = ("\u2014 EnochRoot rwz+eBzmZa0SO3NbfRGzPCpDckykFXSdeX+MNtCOXm2/5n2tiOHp+vAF1aGrQ5ovTG01oOTGwnWLox33WWd1Rv"
              "Mc+QQ=\n")
# c2sp.org/tlog-checkpoint and c2sp.org/tlog-cosignature
SOFA = ("example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n"
        "\u2014 example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+"
        "zyWE+xeMcTOAYQ8=\n"
        "\u2014 witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5"
        "nNo0xUe+mbIUBkBIfZ+qnA==\n")
# A checkpoint of a log that runs, with cosignatures of several witnesses, and a
# line of the log in another algorithm.
ARCHE = ("arche2025h1.staging.ct.transparency.dev\n1432088532\nU7WM79jrzyhGZ5/GUBTpM7NzwdyfFx61t3RovgcC4Ro=\n\n"
         "\u2014 arche2025h1.staging.ct.transparency.dev zTM8sQAAAZ5W0WdjBAMARjBEAiBjW5IQf9pvsYLfQFX6hoGREPMHbdQ3urbllzal"
         "ApkptQIgIpwtEroeW2BXaHAI4kJXFbon5Ch9MNL5zRNZ55lvGt0=\n"
         "\u2014 arche2025h1.staging.ct.transparency.dev ui8GwCF1+kWqZrxGdhj4aX3gcw7XUlXQQabg/27lefwhUkzbC3NygNI75MdhL1bf"
         "TW9g8Ei59RA23oHP7Ry1k3ZFWwQ=\n"
         "\u2014 transparency.dev/DEV:witness-little-garden 2AQqhwAAAABqEiEgzgFIqqhbUoDwjMWE6UP8nd8/KYTzwZ2rhIgcqoXHAwVk"
         "jZr4AscylP3v7sEodkRAErumC2q44vdgJY096st5BQ==\n"
         "\u2014 witness1.smartit.nu/witness1 pIyCDwAAAABqEiEghIp82KWebrw7/oHQwlTAm3g2RKS4+eebl8eO0WH+/iEcxZ75W3u5hNI7TOQ"
         "tmJbqmNWVuE0tgh0XwzdZsDsUAQ==\n"
         "\u2014 remora.n621.de 2net5wAAAABqEiEgPlfF3V06o0Y+fHM+J5J9s27wgxxcOVSpZ/2g/KSiXCg9DEZI+aVCIobWX9sXTynk5XeU/zZ0"
         "WBxtqB0DrAWfBw==\n"
         "\u2014 witness.stagemole.eu Z/euoAAAAABqEiEgw0i+7g2ENfDAWHmtRzCfKTHSDwYDJA2NmKeGi9Y8FtEyOUvVr+AJmIY/2TUFucgKi7l"
         "I7cUiOvKFYe/TmN9DAg==\n")
ARCHE_KEYS = (("arche2025h1.staging.ct.transparency.dev+ba2f06c0+AU0vHmlGCS/PdN8b2OaGmKprLI8HKM+dJ472xgFYh15f", 0),
              ("remora.n621.de+da77ade7+BOvN63jn/bLvkieywe8R6UYAtVtNbZpXh34x7onlmtw2", 1779573024),
              ("witness.stagemole.eu+67f7aea0+BEqSG3yu9YrmcM3BHvQYTxwFj3uSWakQepafafpUqklv", 1779573024),
              ("transparency.dev/DEV:witness-little-garden+d8042a87+BCtusOxINQNUTN5Oj8HObRkh2yHf/MwYaGX4CPdiVEPM",
               1779573024),
              ("witness1.smartit.nu/witness1+a48c820f+BPSFWg9G6KPiO7QPryYO5Xq4oYJJ+kAvLKLSimDhoxMO", 1779573024))


def vectors():
    assert times_of(parse_note(FOO[1].encode()), FOO[0]) == [0]
    two = parse_note((PETER_TEXT + "\n" + PETER_LINE + ENOCH_LINE).encode())
    assert times_of(two, PETER[1]) == times_of(two, ENOCH) == [0]
    seed = decode64(PETER[0].split("+", 4)[4])[1:]
    assert vkey("PeterNeumann", 1, public_of(seed)) == PETER[1]
    line = ("PeterNeumann", bytes.fromhex("c74f20a3"), signature_of(seed, PETER_TEXT.encode()))
    assert write_note(PETER_TEXT, [line]).decode() == PETER_TEXT + "\n" + PETER_LINE
    text, lines = parse_note(SOFA.encode())
    assert parse_checkpoint(text)[:2] == ("example.com/behind-the-sofa", 20852163)
    assert message_of(text, 4, lines[1][2])[2] == 1679315147
    arche = parse_note(ARCHE.encode())
    assert write_note(*arche) == ARCHE.encode() and len(arche[1]) == 6
    for key, time in ARCHE_KEYS:
        assert times_of(arche, key) == [time], key


def examples(folder):
    for name, text in (("foo", FOO[1]), ("peter", PETER_TEXT + "\n" + PETER_LINE + ENOCH_LINE), ("sofa", SOFA),
                       ("arche", ARCHE), ("signer", PETER[0]), ("key", FOO[0]), ("witness", ARCHE_KEYS[1][0])):
        with open(os.path.join(folder, name), "w", encoding="utf-8") as out:
            out.write(text)
    body = SOFA.encode()
    with open(os.path.join(folder, "record"), "wb") as out:
        out.write(struct.pack("<II8sII", 0x184D2A5B, 24 + len(body), b"nbarcG\1\0", len(body), 0) + body + bytes(8))


# ---- changed notes

def changed(note, rng):
    """A note that differs in a place or two."""
    data = bytearray(note)
    for _ in range(rng.choice((1, 1, 2))):
        at = rng.randrange(len(data))
        way = rng.randrange(6)
        if way == 0:
            data[at] ^= 1 << rng.randrange(8)
        elif way == 1:
            del data[at]
        elif way == 2:
            data[at:at] = rng.choice((b"\n", b"\r", b" ", b"+", b"=", b"0", b"\xe2\x80\x94 ", "\u3000".encode(),
                                      "\ufeff".encode(), b"\x7f", b"A", b"\x00"))
        elif way == 3:
            data[at:at] = data[at:at + rng.randrange(1, 20)]
        elif way == 4:
            lines = bytes(data).split(b"\n")
            lines.insert(rng.randrange(len(lines)), rng.choice(lines))
            data = bytearray(b"\n".join(lines))
        else:
            del data[at:at + rng.randrange(1, 90)]
    return bytes(data)


def mutate(note, count, folder):
    """Write changed notes, and a line for each on standard output: its name, and whether it is a good checkpoint of
    the same origin, size and root."""
    rng = random.Random(1)
    was = parse_checkpoint(parse_note(note)[0])
    for n in range(count):
        data = changed(note, rng)
        try:
            same = parse_checkpoint(parse_note(data)[0]) == was
        except Malformed:
            same = False
        with open(os.path.join(folder, str(n)), "wb") as out:
            out.write(data)
        print(n, "good" if same else "bad")


def load(path):
    with open(path, "rb") as stream:
        return stream.read()


def main(argv):
    command, *words = argv[1:]
    if command == "vectors":
        vectors()
    elif command == "parse":
        origin, size, root = parse_checkpoint(parse_note(load(words[0]))[0])
        print(origin, size, root.hex())
    elif command == "check":
        note = parse_note(load(words[0]))
        parse_checkpoint(note[0])
        for key in words[1:]:
            times = times_of(note, key)
            need(times, f"not signed by {key}")
            print(max(times))
    elif command == "vkey":
        print(vkey(words[0], int(words[1]), raw_public(words[2])))
    elif command == "signer":
        seed = raw_private(words[1])
        number = key_id(words[0], 1, public_of(seed)).hex()
        print("PRIVATE+KEY+" + words[0] + "+" + number + "+" + base64.b64encode(b"\x01" + seed).decode())
    elif command == "cosign":
        text, lines = parse_note(load(words[0]))
        seed, time = raw_private(words[2]), int(words[3])
        message = f"cosignature/v1\ntime {time}\n".encode() + text.encode()
        signature = struct.pack(">Q", time) + signature_of(seed, message)
        lines.append((words[1], key_id(words[1], 4, public_of(seed)), signature))
        sys.stdout.buffer.write(write_note(text, lines))
    elif command == "examples":
        examples(words[0])
    elif command == "mutate":
        mutate(load(words[0]), int(words[1]), words[2])
    else:
        sys.exit(__doc__)
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv))
    except Malformed as problem:
        print(f"notes.py: {problem}", file=sys.stderr)
        sys.exit(2)
