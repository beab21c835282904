# SPDX-License-Identifier: Apache-2.0
"""What nbarc(5) says of the fields of items, read from documents without nbarc.

tests/cli/list.sh and its like compare what nbarc prints with it.
"""
import json
import re
import subprocess
import xml.etree.ElementTree as et

TEI = "{http://www.tei-c.org/ns/1.0}"
ID = "{http://www.w3.org/XML/1998/namespace}id"


def text_of(element):
    """The text of an element; a g stands for a character that XML cannot have."""
    if element.tag == TEI + "g":
        return chr(int(element.get("ref")[7:], 16))
    return (element.text or "") + "".join(text_of(child) + (child.tail or "") for child in element)


def within_figure(element, above):
    while element is not None and element.tag != TEI + "figure":
        element = above.get(element)
    return element is not None


def item_of(div, page, newspaper):
    """The fields of an item; has_head is true if it has a main head."""
    code, date, number = page.split("-")
    above = {child: parent for parent in div.iter() for child in parent}
    blocks = [e for e in div.iter() if e.tag in (TEI + "head", TEI + "p", TEI + "byline", TEI + "dateline")]
    heads = {k: [text_of(e) for e in blocks if e.get("type") == k] for k in ("main", "kicker", "sub")}
    authors = [text_of(e) for e in div.iter()
               if (e.tag == TEI + "docAuthor" or (e.tag == TEI + "persName" and e.get("type") == "author"))
               and (div.get("type") == "photo" or not within_figure(e, above))]
    places = [text_of(e) for s in div.iter()
              if s.tag == TEI + "dateline" or (s.tag == TEI + "seg" and s.get("type") == "dateline")
              for e in s.iter(TEI + "placeName")]
    bylines = [text_of(e) for e in blocks if e.tag == TEI + "byline"]
    return {
        "id": div.get(ID), "page_id": page, "title_code": code,
        "date": f"{date[:4]}-{date[4:6]}-{date[6:8]}", "edition": date[8:], "page": number,
        "number": int(div.get("n")), "kind": div.get("type"),
        "title": (heads["main"] or [text_of(blocks[0])])[0], "has_head": bool(heads["main"]),
        "kicker": (heads["kicker"] or [""])[0], "byline": (bylines or [""])[0],
        "subheads": heads["sub"], "authors": authors, "place": (places or [""])[0],
        "characters": len(re.sub(r"\s", "", "".join(map(text_of, blocks)))),
        "next": (div.get("next") or "").replace("nbarc:", ""),
        "prev": (div.get("prev") or "").replace("nbarc:", ""), "newspaper": newspaper}


def items(path):
    """The items of a file of documents one after the other, as nbarc get prints
    pages, in the order of their identifiers."""
    found = []
    with open(path, encoding="utf-8") as file:
        documents = file.read().split("<?xml ")[1:]
    for document in documents:
        root = et.fromstring("<?xml " + document)
        names = [text_of(t) for t in root.iter(TEI + "title") if t.get("level") == "j"]
        found += [item_of(div, root.get(ID), names[0])
                  for div in root.find(f".//{TEI}body").iter(TEI + "div") if div.get("n")]
    return sorted(found, key=lambda item: (item["page_id"].encode(), item["number"]))


def listed(archive, *options):
    """The objects that nbarc list --json prints."""
    run = subprocess.run(["nbarc", "list", "--json", *options, archive], capture_output=True, check=False)
    assert run.returncode in (0, 4), run.stderr
    return [json.loads(line) for line in run.stdout.decode().split("\n") if line]
