#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Harvest a reading room by OAI-PMH, and hold its answers to the protocol.

usage: oai.py ARCHIVE MANY

ARCHIVE has a withdrawn item and page; MANY has more items than a piece of a list.
Rules that need several answers are checked here, the form of each answer by
oai-pmh.rng, which is made from the text of the protocol, and the documents of
TEI by nbtei."""
import json
import os
import subprocess
import sys
import xml.etree.ElementTree as ET

from served import Room, Tap, query

OAI = "{http://www.openarchives.org/OAI/2.0/}"
DC = "{http://www.openarchives.org/OAI/2.0/oai_dc/}dc"
ELEMENT = "{http://purl.org/dc/elements/1.1/}"
TEI = "{http://www.tei-c.org/ns/1.0}TEI"
NAMES = {"title", "creator", "subject", "description", "publisher", "contributor", "date", "type", "format",
         "identifier", "source", "language", "relation", "coverage", "rights"}
schema = os.path.join(os.path.dirname(os.path.abspath(__file__)), "oai-pmh.rng")
tap = Tap()
archive, many = sys.argv[1:]
answers = []


def listed(path, *options):
    lines = subprocess.run(["nbarc", "list", "--json", "-a", *options, path],
                           capture_output=True, check=True).stdout.splitlines()
    return [json.loads(line) for line in lines]


def ask(room, method="GET", **arguments):
    """The answer to a request, as an element."""
    if method == "GET":
        answer = room.request("/oai" + query(**arguments))
    else:
        answer = room.request("/oai", "POST", query(**arguments)[1:],
                              {"Content-Type": "application/x-www-form-urlencoded"})
    if answer.status != 200 or answer.type != "text/xml":
        tap.check(False, f"{arguments}: 200 text/xml", f"{answer.status} {answer.type} {answer.text[:300]}")
        return ET.Element("none")
    answers.append(answer.body)
    return ET.fromstring(answer.body)


def code(root):
    error = root.find(OAI + "error")
    return None if error is None else error.get("code")


def echoed(root):
    return dict(root.find(OAI + "request").attrib)


def harvest(room, verb, **arguments):
    """The headers or records of a list, piece by piece, and the pieces' sizes."""
    found, sizes = [], []
    root = ask(room, verb=verb, **arguments)
    while True:
        part = root.find(OAI + verb)
        if part is None:
            return found, sizes, code(root)
        items = [child for child in part if child.tag != OAI + "resumptionToken"]
        token = part.find(OAI + "resumptionToken")
        if token is not None and int(token.get("cursor", len(found))) != len(found):
            return found, sizes, f"the cursor is {token.get('cursor')} after {len(found)}"
        found += items
        sizes.append(len(items))
        if token is None or not token.text:
            return found, sizes, None
        root = ask(room, verb=verb, resumptionToken=token.text)


def identifier(header):
    return header.findtext(OAI + "identifier")


def errors(room):
    good = {"metadataPrefix": "oai_dc", "identifier": "nbarc:jdrb-20190304-a01-01"}
    for expected, arguments in (
            ("badVerb", {}), ("badVerb", {"verb": "list"}), ("badVerb", {"verb": ["Identify", "Identify"]}),
            ("badArgument", {"verb": "Identify", "x": "1"}), ("badArgument", {"verb": "GetRecord"}),
            ("badArgument", {"verb": "GetRecord", "metadataPrefix": "oai_dc"}),
            ("badArgument", {"verb": "GetRecord", **good, "from": "2020-01-01"}),
            ("badArgument", {"verb": "GetRecord", "metadataPrefix": "oai_dc", "identifier": ["nbarc:a-01", "nbarc:a-02"]}),
            ("badArgument", {"verb": "ListRecords"}), ("badArgument", {"verb": "ListSets", "set": "jdrb"}),
            ("badArgument", {"verb": "ListRecords", "metadataPrefix": "oai_dc", "from": "2020-02-30"}),
            ("badArgument", {"verb": "ListRecords", "metadataPrefix": "oai_dc", "from": "2020"}),
            ("badArgument", {"verb": "ListRecords", "metadataPrefix": "oai_dc", "until": "2020-01-01T00:00:00"}),
            ("badArgument", {"verb": "ListRecords", "metadataPrefix": "oai_dc", "from": "2020-01-02", "until": "2020-01-01"}),
            ("badArgument", {"verb": "ListRecords", "metadataPrefix": "oai_dc", "from": "2020-01-01", "until": "2021-01-01T00:00:00Z"}),
            ("badArgument", {"verb": "ListRecords", "metadataPrefix": "oai_dc", "resumptionToken": "1"}),
            ("badResumptionToken", {"verb": "ListRecords", "resumptionToken": "x"}),
            ("badResumptionToken", {"verb": "ListIdentifiers", "resumptionToken": ""}),
            ("badResumptionToken", {"verb": "ListRecords", "resumptionToken": "1-0-0-ffffffffffffffff-0-7-0--"}),
            ("badResumptionToken", {"verb": "ListSets", "resumptionToken": "1"}),
            ("cannotDisseminateFormat", {"verb": "ListRecords", "metadataPrefix": "marc21"}),
            ("cannotDisseminateFormat", {"verb": "GetRecord", **good, "metadataPrefix": "x"}),
            ("idDoesNotExist", {"verb": "GetRecord", **good, "identifier": "nbarc:jdrb-20190304-a01-77"}),
            ("idDoesNotExist", {"verb": "GetRecord", **good, "identifier": "nbarc:jdrb-20190304-a01"}),
            ("idDoesNotExist", {"verb": "GetRecord", **good, "identifier": "nbarc:%zz"}),
            ("idDoesNotExist", {"verb": "GetRecord", **good, "identifier": "<&\">"}),
            ("idDoesNotExist", {"verb": "ListMetadataFormats", "identifier": "oai:x:y"}),
            ("badArgument", {"verb": "ListIdentifiers", "metadataPrefix": "tei", "set": "jdrb$"}),
            ("badArgument", {"verb": "ListIdentifiers", "metadataPrefix": "tei", "set": "jdrb,hxwb"}),
            ("badArgument", {"verb": "ListIdentifiers", "metadataPrefix": "tei", "set": "jdrb:"}),
            ("badArgument", {"verb": "ListIdentifiers", "metadataPrefix": "tei", "set": ""}),
            ("noRecordsMatch", {"verb": "ListRecords", "metadataPrefix": "oai_dc", "from": "2100-01-01"}),
            ("noRecordsMatch", {"verb": "ListRecords", "metadataPrefix": "oai_dc", "until": "1999-12-31"}),
            ("noRecordsMatch", {"verb": "ListIdentifiers", "metadataPrefix": "tei", "set": "nosuch"}),
            ("noRecordsMatch", {"verb": "ListIdentifiers", "metadataPrefix": "tei", "set": "jdrb!"}),
            ("noRecordsMatch", {"verb": "ListIdentifiers", "metadataPrefix": "tei", "set": "jdrb:a"}),
            ("noRecordsMatch", {"verb": "ListIdentifiers", "metadataPrefix": "tei", "set": "a" * 40})):
        root = ask(room, **arguments)
        tap.check(code(root) == expected, f"{expected}: {arguments}", ET.tostring(root)[:400])
        given = {} if expected in ("badVerb", "badArgument") else arguments
        tap.check(echoed(root) == given, "and the arguments are repeated if they are valid", echoed(root))


def verbs(room):
    root = ask(room, verb="Identify")
    base = root.findtext(f"{OAI}Identify/{OAI}baseURL")
    tap.check(base == room.base + "/oai", "the base URL is that of the server", base)
    contact = root.findtext(f"{OAI}Identify/{OAI}adminEmail")
    tap.check(contact == "curator@example.org", "who runs it is what --contact says", contact)
    stamp = root.findtext(f"{OAI}Identify/{OAI}earliestDatestamp")
    formats = {f.findtext(OAI + "metadataPrefix")
               for f in ask(room, verb="ListMetadataFormats").iter(OAI + "metadataFormat")}
    tap.check(formats == {"oai_dc", "tei"}, "the forms are oai_dc and tei", formats)
    sets = {s.findtext(OAI + "setSpec"): s.findtext(OAI + "setName")
            for s in ask(room, verb="ListSets").iter(OAI + "set")}
    expected = {item["title_code"] for item in listed(archive)}
    tap.check(set(sets) == expected and sets["jdrb"] == "江东日报", "the sets are the newspapers", sets)
    headers, _, problem = harvest(room, "ListIdentifiers", metadataPrefix="oai_dc")
    items = listed(archive)
    tap.check(problem is None and [identifier(h) for h in headers] == ["nbarc:" + i["id"] for i in items],
              "ListIdentifiers has every item once", problem)
    deleted = ["nbarc:" + i["id"] for i in items if i["state"] != "present"]
    tap.check([identifier(h) for h in headers if h.get("status") == "deleted"] == deleted and deleted,
              "what was withdrawn is deleted", deleted)
    tap.check(all(h.findtext(OAI + "datestamp") >= stamp for h in headers), "no datestamp is before the earliest")
    for name in sets:
        own, _, _ = harvest(room, "ListIdentifiers", metadataPrefix="tei", set=name)
        tap.check([identifier(h) for h in own] == [identifier(h) for h in headers if h.findtext(OAI + "setSpec") == name],
                  f"the set {name} has its items")
    root = ask(room, "POST", verb="GetRecord", metadataPrefix="oai_dc", identifier="nbarc:jdrb-20190304-a01-01")
    tap.check(root.find(f"{OAI}GetRecord/{OAI}record") is not None, "arguments may come as a form", ET.tostring(root))
    return headers


def records(room, headers):
    for prefix in ("oai_dc", "tei"):
        found, _, problem = harvest(room, "ListRecords", metadataPrefix=prefix)
        tap.check(problem is None and [identifier(r.find(OAI + "header")) for r in found] == [identifier(h) for h in headers],
                  f"ListRecords has every item once as {prefix}", problem)
        for record in found:
            header, metadata = record.find(OAI + "header"), record.find(OAI + "metadata")
            if header.get("status") == "deleted":
                tap.check(metadata is None, f"{identifier(header)}: deleted, without metadata")
                continue
            single = ask(room, verb="GetRecord", metadataPrefix=prefix, identifier=identifier(header))
            same = single.find(f"{OAI}GetRecord/{OAI}record")
            tap.check(same is not None and ET.tostring(same) == ET.tostring(record),
                      f"GetRecord of {identifier(header)} as {prefix} is the record of the list")
            judge(prefix, header, metadata)


def judge(prefix, header, metadata):
    if prefix == "oai_dc":
        tags = [child.tag for child in metadata[0]]
        tap.check(metadata[0].tag == DC and {t.replace(ELEMENT, "") for t in tags} <= NAMES,
                  "its metadata are Dublin Core", tags)
        return
    with open("record.xml", "wb") as file:
        file.write(ET.tostring(metadata[0], encoding="utf-8", xml_declaration=True))
    name = identifier(header).replace("nbarc:", "")
    document = subprocess.run(["nbarc", "get", archive, name], capture_output=True, check=True).stdout
    tap.check(ET.canonicalize(document.decode()) == ET.canonicalize(from_file="record.xml")
              or metadata[0].tag == TEI and "".join(ET.fromstring(document).itertext()) == "".join(metadata[0].itertext()),
              f"the document of {name} is nbarc get")


def pieces(room):
    headers, sizes, problem = harvest(room, "ListIdentifiers", metadataPrefix="tei")
    expected = ["nbarc:" + item["id"] for item in listed(many)]
    tap.check(problem is None and [identifier(h) for h in headers] == expected and len(sizes) > 1,
              f"{len(expected)} items come in {len(sizes)} pieces, each once", f"{problem} {sizes}")
    found, sizes, problem = harvest(room, "ListRecords", metadataPrefix="oai_dc")
    tap.check(problem is None and [identifier(r.find(OAI + "header")) for r in found] == expected and len(sizes) > 1,
              f"and as records in {len(sizes)}", f"{problem} {sizes}")
    root = ask(room, verb="ListIdentifiers", metadataPrefix="tei")
    token = root.findtext(f"{OAI}ListIdentifiers/{OAI}resumptionToken")
    again = [ET.tostring(ask(room, verb="ListIdentifiers", resumptionToken=token).find(OAI + "ListIdentifiers"))
             for _ in range(2)]
    tap.check(again[0] == again[1], "a token gives the same piece twice")
    tap.check(set(token) <= set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_."),
              "a token needs no escape", token)


with Room("--contact", "curator@example.org", archive) as server:
    errors(server)
    records(server, verbs(server))
with Room(many) as server:
    pieces(server)
os.makedirs("answers", exist_ok=True)
for number, body in enumerate(answers):
    with open(f"answers/{number}.xml", "wb") as file:
        file.write(body)
paths = [f"answers/{number}.xml" for number in range(len(answers))]
validated = subprocess.run(["xmllint", "--noout", "--relaxng", schema, *paths], capture_output=True, text=True,
                           check=False)
bad = [line for line in validated.stderr.splitlines() if not line.endswith("validates")]
tap.check(validated.returncode == 0, f"{len(answers)} answers are valid against oai-pmh.rng", "\n".join(bad[:8]))
tap.end()
