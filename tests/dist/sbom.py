#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Write the software bill of materials of nbarc: SPDX 2.3 as JSON.

It has nbarc, the libraries that the Makefile links its programs with, in the versions of this
machine, and the data files that were made from other data. docs/licences.md has what is said of
them; a library that it does not have is an error. The same sources and libraries give the same bytes: the time is that of SOURCE_DATE_EPOCH, or of the
last commit.

usage: sbom.py VERSION [OUTPUT]
       sbom.py --check FILE     (is it a valid document, and right about the files here?)
"""
import hashlib
import json
import os
import re
import subprocess
import sys
import time

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

REQUIRED = ("spdxVersion", "dataLicense", "SPDXID", "name", "documentNamespace", "creationInfo",
            "packages", "relationships")
PACKAGE = ("SPDXID", "name", "downloadLocation", "licenseConcluded", "licenseDeclared",
           "copyrightText")


def run(*command):
    """What a command prints, or "" if it fails."""
    try:
        done = subprocess.run(command, capture_output=True, check=False, cwd=ROOT)
    except FileNotFoundError:
        return ""
    return done.stdout.decode().strip() if done.returncode == 0 else ""


def text_of(path):
    """A text file of the project."""
    with open(os.path.join(ROOT, path), encoding="utf-8") as f:
        return f.read()


def table(section):
    """The first four columns of a table of docs/licences.md, without its head."""
    body = text_of("docs/licences.md").split(f"\n## {section}\n")[1].split("\n## ")[0]
    rows = re.findall(r"^\| `([^`]+)` \|(.*)\|$", body, re.M)
    return [[name] + [cell.strip() for cell in rest.split(" | ")[:3]] for name, rest in rows]


def data_files():
    """Files that were made: path, what it is, made from."""
    return [row[:3] for row in table("Files that were made from other data")]


def libraries():
    """Of each library: its pkg-config module, its licence, its home, and how nbarc needs it."""
    needed = re.findall(r"^\w+_libs := .*\$\(call library,([^,]+),", text_of("Makefile"), re.M)
    rows = table("Libraries")
    differ = set(needed) ^ {row[0] for row in rows}
    if differ or not needed:
        sys.exit(f"docs/licences.md and the Makefile differ in libraries: {sorted(differ)}")
    return rows


def digests(path):
    """SHA-1, which SPDX asks for, and SHA-256 of a file."""
    with open(os.path.join(ROOT, path), "rb") as f:
        data = f.read()
    return [{"algorithm": "SHA1", "checksumValue": hashlib.sha1(data).hexdigest()},
            {"algorithm": "SHA256", "checksumValue": hashlib.sha256(data).hexdigest()}]


def spdx_id(name):
    """A name as an identifier may have it."""
    return "SPDXRef-" + re.sub(r"[^A-Za-z0-9.-]", "-", name)


def package(name, version, licence, home):
    """A package that is not taken apart."""
    return {"SPDXID": spdx_id(name), "name": name, "versionInfo": version or "not installed",
            "downloadLocation": "NOASSERTION", "homepage": home, "filesAnalyzed": False,
            "licenseConcluded": licence, "licenseDeclared": licence,
            "copyrightText": "NOASSERTION"}


def created():
    """The time of the sources."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH") or run("git", "log", "-1", "--format=%ct") or "0"
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(int(epoch)))


def make(version):
    """The document."""
    own = package("nbarc", version, "Apache-2.0", "NOASSERTION")
    del own["homepage"]
    packages, files = [own], []
    relations = [("SPDXRef-DOCUMENT", "DESCRIBES", own["SPDXID"])]
    for module, licence, home, how in libraries():
        packages.append(package(module, run("pkg-config", "--modversion", module), licence, home))
        ends = [own["SPDXID"], packages[-1]["SPDXID"]]
        if how == "linked":
            relations.append((ends[0], "DEPENDS_ON", ends[1]))
        else:
            relations.append((ends[1], "OPTIONAL_DEPENDENCY_OF", ends[0]))
    for path, what, source in data_files():
        files.append({"SPDXID": spdx_id(path), "fileName": "./" + path, "comment": what,
                      "checksums": digests(path), "licenseConcluded": "Apache-2.0",
                      "licenseInfoInFiles": ["Apache-2.0"], "copyrightText": "NOASSERTION",
                      "attributionTexts": ["Made from " + source]})
        relations.append((own["SPDXID"], "CONTAINS", files[-1]["SPDXID"]))
    content = json.dumps([packages, files], sort_keys=True).encode()
    return {
        "spdxVersion": "SPDX-2.3", "dataLicense": "CC0-1.0", "SPDXID": "SPDXRef-DOCUMENT",
        "name": f"nbarc-{version}",
        "documentNamespace":
            f"https://spdx.org/spdxdocs/nbarc-{version}-{hashlib.sha256(content).hexdigest()}",
        "creationInfo": {"created": created(), "creators": [f"Tool: nbarc-sbom-{version}"]},
        "packages": packages, "files": files,
        "relationships": [{"spdxElementId": a, "relationshipType": how, "relatedSpdxElement": b}
                          for a, how, b in relations]}


def faults(document):
    """What is wrong with a document, by section of SPDX 2.3."""
    yield from (f"6: {key} is missing" for key in REQUIRED if key not in document)
    if document.get("spdxVersion") != "SPDX-2.3" or document.get("dataLicense") != "CC0-1.0":
        yield "6.1, 6.2: not SPDX 2.3 under CC0"
    info = document.get("creationInfo", {})
    if not re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", info.get("created", "")):
        yield "6.9: not a time in UTC"
    if not info.get("creators") or not all(
            re.match(r"(Tool|Person|Organization): ", c) for c in info["creators"]):
        yield "6.8: no creator"
    things = document.get("packages", []) + document.get("files", [])
    ids = ["SPDXRef-DOCUMENT"] + [t.get("SPDXID") for t in things]
    yield from (f"an identifier twice: {i}" for i in set(ids) if ids.count(i) > 1)
    yield from (f"not an identifier: {i}" for i in ids
                if not re.fullmatch(r"SPDXRef-[A-Za-z0-9.-]+", i or ""))
    for thing in document.get("packages", []):
        yield from (f"7: {thing.get('name')}: {key} is missing" for key in PACKAGE
                    if not thing.get(key))
    for thing in document.get("files", []):
        path = thing.get("fileName", "")[2:]
        if not os.path.exists(os.path.join(ROOT, path)):
            yield f"8.1: no such file: {path}"
        elif thing.get("checksums") != digests(path):
            yield f"8.4: another file: {path}"
    for r in document.get("relationships", []):
        yield from (f"11: of nothing: {end}" for end in
                    (r["spdxElementId"], r["relatedSpdxElement"]) if end not in ids)
    if not any(r["relationshipType"] == "DESCRIBES" for r in document.get("relationships", [])):
        yield "11: nothing is described"


def main():
    """Write or check."""
    if sys.argv[1] == "--check":
        with open(sys.argv[2], encoding="utf-8") as f:
            found = list(faults(json.load(f)))
        print("\n".join(found) or "valid")
        sys.exit(2 if found else 0)
    text = json.dumps(make(sys.argv[1]), indent=1, ensure_ascii=False) + "\n"
    if len(sys.argv) > 2:
        with open(sys.argv[2], "w", encoding="utf-8") as f:
            f.write(text)
    else:
        sys.stdout.write(text)


main()
