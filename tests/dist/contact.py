#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Write who receives reports of faults wherever the sources say it: in SECURITY.md, in Debian's
packages and in the project folder of OSS-Fuzz. The sources name nobody; whoever distributes
nbarc does it once, in a tree of their own (`make contact CONTACT=...`).

usage: contact.py 'NAME <ADDRESS>' [ROOT]
"""
import os
import re
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
# Of each file: what it says now, and what it says then.
PLACES = {
    "SECURITY.md": (r"(Please do not open a public issue\.\n\n).*?\n\n",
                    r"\g<1>Write to {name} <{address}>.\n\n"),
    "debian/control": (r"(\nMaintainer: ).*?\n", r"\g<1>{name} <{address}>\n"),
    "debian/changelog": (r"(\n -- ).*?(  )", r"\g<1>{name} <{address}>\g<2>"),
    "tests/fuzz/oss-fuzz/project.yaml": (r'(\nprimary_contact: ").*?(")', r"\g<1>{address}\g<2>"),
}


def main():
    """Change the files."""
    contact = re.fullmatch(r"([^<>\n\\\"]+) <([^<>@\s\\\"]+@[^<>@\s\\\"]+)>", sys.argv[1])
    if not contact:
        sys.exit("contact: write CONTACT='Name <address>'")
    for path, (now, then) in PLACES.items():
        path = os.path.join(sys.argv[2] if len(sys.argv) > 2 else ROOT, path)
        with open(path, encoding="utf-8") as f:
            text = f.read()
        then = then.format(name=contact[1], address=contact[2])
        text, count = re.subn(now, then, text, count=1, flags=re.S)
        if count != 1:
            sys.exit(f"contact: {path} has no place for it")
        with open(path, "w", encoding="utf-8") as f:
            f.write(text)


main()
