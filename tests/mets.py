#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Check METS files with PREMIS by what their schemas say.

usage: mets.py FILE...

The order of sections, which elements an entity of PREMIS has and in which order, that
every ID is there once and every reference finds its own, that the files are there with
their size and hash, and that events name agents and objects that are described. Prints
what is wrong, a line each.
"""
import hashlib
import os
import re
import sys
import xml.etree.ElementTree as tree

METS = "{http://www.loc.gov/METS/}"
PREMIS = "{http://www.loc.gov/premis/v3}"
MODS = "{http://www.loc.gov/mods/v3}"
HREF = "{http://www.w3.org/1999/xlink}href"
TYPE = "{http://www.w3.org/2001/XMLSchema-instance}type"
# The elements of an entity in the order of the schema; * as often as one likes, ? at
# most once.
ENTITIES = {
    "object": "objectIdentifier objectCharacteristics originalName? relationship*",
    "objectCharacteristics": "compositionLevel? fixity* size? format",
    "fixity": "messageDigestAlgorithm messageDigest",
    "format": "formatDesignation",
    "formatDesignation": "formatName formatVersion?",
    "relationship": "relationshipType relationshipSubType relatedObjectIdentifier* relatedEventIdentifier*",
    "event": "eventIdentifier eventType eventDateTime eventDetailInformation* eventOutcomeInformation* "
             "linkingAgentIdentifier* linkingObjectIdentifier*",
    "eventDetailInformation": "eventDetail",
    "eventOutcomeInformation": "eventOutcome",
    "agent": "agentIdentifier agentName* agentType?",
}
EVENTS = {"ingestion", "modification", "deaccession", "normalization", "validation", "fixity check"}
ORDER = ["metsHdr", "dmdSec", "amdSec", "fileSec", "structMap"]
NAME = re.compile(r"[^\W\d][\w.\-]*")


def local(element):
    return element.tag.split("}")[1]


def model(entity):
    """The content of an entity as a regular expression over names."""
    words = (re.fullmatch(r"(\w+)([*?]?)", w).groups() for w in ENTITIES[entity].split())
    return "".join(f"(?:{w} ){n}" for w, n in words)


class Checker:
    def __init__(self, path):
        self.path = path
        self.root = tree.parse(path).getroot()
        self.wrong = []

    def say(self, what, text):
        if not what:
            self.wrong.append(f"{self.path}: {text}")

    def sections(self):
        names = [local(e) for e in self.root]
        self.say(self.root.tag == METS + "mets", "not METS")
        self.say(names == sorted(names, key=ORDER.index), "sections are not in their order")
        self.say(names[0] == "metsHdr" and names.count("fileSec") == 1 and names.count("structMap") == 2, "sections")
        for section in self.root.iter(METS + "amdSec"):
            kinds = [local(e) for e in section]
            self.say(kinds == sorted(kinds, key=["techMD", "digiprovMD"].index), "amdSec is not in order")
        for wrap in self.root.iter(METS + "mdWrap"):
            inner = list(wrap.find(METS + "xmlData"))
            space = {"MODS": MODS + "mods"}.get(wrap.get("MDTYPE"), PREMIS + wrap.get("MDTYPE").split(":")[-1].lower())
            self.say([e.tag for e in inner] == [space], f"MDTYPE {wrap.get('MDTYPE')}")

    def references(self):
        ids = [e.get("ID") for e in self.root.iter() if e.get("ID")]
        self.say(len(ids) == len(set(ids)), "an ID comes twice")
        self.say(all(NAME.fullmatch(i) for i in ids), "an ID is no name")
        for element in self.root.iter():
            for attribute in "DMDID", "ADMID", "FILEID":
                for name in (element.get(attribute) or "").split():
                    self.say(name in ids, f"{attribute} {name} is not there")

    def files(self):
        folder = os.path.dirname(self.path)
        there = set()
        for file in self.root.iter(METS + "file"):
            name = file.find(METS + "FLocat").get(HREF)
            there.add(name)
            with open(os.path.join(folder, name), "rb") as opened:
                data = opened.read()
            self.say(str(len(data)) == file.get("SIZE"), f"{name}: its size")
            self.say(hashlib.sha256(data).hexdigest() == file.get("CHECKSUM"), f"{name}: its hash")
            if name.endswith(".xml"):
                body = data.decode("utf-8")
                begins = [a.get("BEGIN") for a in self.root.iter(METS + "area") if a.get("FILEID") == file.get("ID")]
                self.say(all(f'xml:id="{b}"' in body for b in begins), f"{name}: an area is not in it")
        self.say(there, "no files")

    def value(self, element, name):
        return element.findtext(f"{PREMIS}{name}/{PREMIS}{name}Value")

    def entities(self):
        for name in ENTITIES:
            for element in self.root.iter(PREMIS + name):
                found = "".join(local(e) + " " for e in element)
                self.say(re.fullmatch(model(name), found), f"{name}: {found}")
        agents = {self.value(a, "agentIdentifier") for a in self.root.iter(PREMIS + "agent")}
        objects = {self.value(o, "objectIdentifier") for o in self.root.iter(PREMIS + "object")}
        events = [self.value(e, "eventIdentifier") for e in self.root.iter(PREMIS + "event")]
        self.say(len(events) == len(set(events)), "an event comes twice")
        for element in self.root.iter(PREMIS + "object"):
            self.say(element.get(TYPE) == "premis:file", "an object is no file")
        for event in self.root.iter(PREMIS + "event"):
            self.say(event.findtext(PREMIS + "eventType") in EVENTS, "an unknown event")
            self.say(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", event.findtext(PREMIS + "eventDateTime")), "a time")
            self.say(self.value(event, "linkingAgentIdentifier") in agents, "an agent is not described")
            self.say(self.value(event, "linkingObjectIdentifier") in objects, "an object is not described")
        for related in self.root.iter(PREMIS + "relationship"):
            self.say(self.value(related, "relatedObjectIdentifier") in objects, "a source is not described")
            self.say(self.value(related, "relatedEventIdentifier") in events, "an event is not there")

    def check(self):
        self.sections()
        self.references()
        self.files()
        self.entities()
        return self.wrong


def main():
    wrong = [line for path in sys.argv[1:] for line in Checker(path).check()]
    print("\n".join(wrong), end="\n" if wrong else "")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
