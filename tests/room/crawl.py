#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Follow every link of a reading room.

usage: crawl.py ARCHIVE...

From the front page on, every address of the room that a page, a sitemap or a
manifest names must answer with 200; HTML must be without errors of the parser
of HTML 5, XML well-formed, JSON valid; and no page may load anything from
elsewhere, or lead to a place that is not a name space or one of those listed.
CRAWL_MOST addresses are followed at most (6000)."""
import collections
import json
import os
import re
import sys
import urllib.parse
import xml.etree.ElementTree as ET

import html5lib

from served import Room, Tap

# What markup names, and nobody fetches or follows.
NAMES = ("http://www.w3.org/", "http://iiif.io/api/", "http://purl.org/", "http://www.openarchives.org/",
         "http://www.tei-c.org/", "https://www.tei-c.org/", "https://schema.org", "http://a9.com/",
         "http://www.sitemaps.org/", "http://www.loc.gov/", "http://schema.primaresearch.org/")
LOADED = {"img": "src", "script": "src", "link": "href", "iframe": "src", "object": "data", "source": "src",
          "audio": "src", "video": "src", "embed": "src", "form": "action", "a": "href", "area": "href"}
START = ("/", "/robots.txt", "/sitemap.xml", "/opensearch.xml", "/feed.atom", "/api/openapi.json", "/api/info",
         "/api/log", "/api/items", "/oai?verb=Identify", "/oai?verb=ListRecords&metadataPrefix=oai_dc",
         "/search?q=%E6%98%A5", "/about")
tap = Tap()
most = int(os.environ.get("CRAWL_MOST", "6000"))


def links_of_html(room, path, body, problems):
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    document = parser.parse(body, transport_encoding="utf-8")
    for (line, _), code, data in parser.errors:
        problems.append(f"{path}: line {line}: {code} {data}")
    ids = [element.get("id") for element in document.iter() if isinstance(element.tag, str) and element.get("id")]
    for name, count in collections.Counter(ids).items():
        if count > 1:
            problems.append(f"{path}: {count} elements have the id {name}")
    if not document.get("lang"):
        problems.append(f"{path}: html has no lang")
    for element in document.iter():
        if not isinstance(element.tag, str):
            continue
        if element.get("style") or any(name.startswith("on") for name in element.attrib):
            problems.append(f"{path}: {element.tag} has a style or a handler in it")
        if element.tag == "style" or (element.tag == "script" and not element.get("src")
                                      and element.get("type") != "application/ld+json"):
            problems.append(f"{path}: {element.tag} in the page")
        if element.tag == "script" and element.get("type") == "application/ld+json":
            json.loads(element.text)
        name = LOADED.get(element.tag)
        target = element.get(name) if name else None
        if target is None:
            continue
        if target.startswith("#"):
            if target[1:] and target[1:] not in ids:
                problems.append(f"{path}: {target} leads nowhere")
            continue
        if element.tag == "form":
            continue
        yield target, element.tag


def links_of_text(room, body):
    """Addresses of the room in XML or JSON."""
    for target in re.findall(re.escape(room.base) + r"[^\"'<>\s\\]*", body.decode("utf-8")):
        if "{" not in target:
            yield target.replace("&amp;", "&").split("#")[0], "text"
    for target in re.findall(r'"next":"(/[^"]*)"', body.decode("utf-8")):
        yield target, "text"


def links(room, path, answer, problems):
    kind = answer.type
    if kind == "text/html":
        yield from links_of_html(room, path, answer.body, problems)
    elif kind.endswith("json"):
        for line in answer.body.splitlines() if kind == "application/x-ndjson" else [answer.body]:
            json.loads(line)
        yield from links_of_text(room, answer.body)
    elif kind.endswith("xml"):
        ET.fromstring(answer.body)
        if kind != "application/tei+xml":
            yield from links_of_text(room, answer.body)


def crawl(room, images):
    waiting = collections.deque(START)
    # Each address, and the first one that leads to it.
    seen, problems, kinds = dict.fromkeys(waiting, ""), [], collections.Counter()
    while waiting and len(kinds) < most and sum(kinds.values()) < most:
        path = waiting.popleft()
        answer = room.request(path)
        kinds[answer.type] += 1
        if answer.status != 200:
            # What moved leads on; a page without a source or zones says so.
            problems.append(f"{path}: {answer.status}, from {seen[path]}")
            continue
        try:
            found = list(links(room, path, answer, problems))
        except (ValueError, ET.ParseError) as error:
            problems.append(f"{path}: {answer.type}: {error}")
            continue
        for target, tag in found:
            target = urllib.parse.urljoin(room.base + path, target).split("#")[0]
            if not target.startswith(room.base + "/"):
                if target.startswith("data:") or not target.startswith(NAMES) and not (
                        images and tag == "img" and target.startswith(images)):
                    problems.append(f"{path}: {tag} leads to {target}")
                continue
            target = target[len(room.base):]
            if target not in seen:
                seen[target] = path
                waiting.append(target)
    tap.check(not problems, f"{sum(kinds.values())} addresses answer, and their links lead to the room",
              "\n".join(problems))
    print("#", dict(kinds), f"{len(waiting)} not followed")
    return seen


with Room(*sys.argv[1:], "--images", "https://images.example/") as server:
    followed = crawl(server, "https://images.example/")
    tap.check(any(re.fullmatch(r"/[a-z]+-\d{8}-\w+-\d\d", path) for path in followed), "items are among them",
              sorted(followed)[:40])
    tap.check(server.end()[0] == 0, "the server ends when it is told to")
tap.end()
