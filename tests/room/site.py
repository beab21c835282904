#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Sitemaps, robots.txt, OpenSearch, the feed, and the interfaces of IIIF.

usage: site.py ARCHIVE IMAGES

Of IMAGES, the pages have images and zones; ARCHIVE has pages of every other kind.
What the interfaces ask of each object (Presentation 3.0, Content Search 2.0, the
protocols of sitemaps and Atom) is checked by rules here."""
import json
import re
import subprocess
import sys
import urllib.parse
import urllib.robotparser
import xml.etree.ElementTree as ET

from served import Room, Tap, query

MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
ATOM = "{http://www.w3.org/2005/Atom}"
SEARCH = "{http://a9.com/-/spec/opensearch/1.1/}"
tap = Tap()
archive, images = sys.argv[1:]


def listed(path):
    lines = subprocess.run(["nbarc", "list", "--json", path], capture_output=True, check=True).stdout
    return [json.loads(line) for line in lines.splitlines()]


def xml(room, path, kind):
    answer = room.request(path)
    tap.check(answer.status == 200 and answer.type == kind, f"{path} is {kind}", f"{answer.status} {answer.type}")
    return ET.fromstring(answer.body)


def below(room, address):
    """The path of an address of the room."""
    tap.check(address.startswith(room.base + "/"), f"{address} is of the room", address)
    return address[len(room.base):]


# ---- for crawlers and browsers


def sitemaps(room):
    parts = [loc.text for loc in xml(room, "/sitemap.xml", "application/xml").iter(MAP + "loc")]
    found = []
    for part in parts:
        for url in xml(room, below(room, part), "application/xml").iter(MAP + "url"):
            found.append(url.findtext(MAP + "loc"))
            if not re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", url.findtext(MAP + "lastmod")):
                tap.check(False, "lastmod is a time", ET.tostring(url))
    expected = [f"{room.base}/{item['id']}" for item in listed(archive)]
    tap.check(sorted(found) == sorted(expected), f"{len(parts)} sitemaps have each of {len(expected)} items once", found)
    for name in ("x.xml", "jdrb-201903", "jdrb-203001.xml", "..%2Fx.xml", "jdrb-2019030.xml", "other.xml"):
        tap.check(room.request("/sitemap/" + name).status == 404, f"there is no sitemap {name}")


def small(room):
    robots = urllib.robotparser.RobotFileParser()
    robots.parse(room.request("/robots.txt").text.splitlines())
    tap.check(robots.can_fetch("x", "/jdrb-20190304-a01-01") and not robots.can_fetch("x", "/api/items")
              and robots.site_maps() == [room.base + "/sitemap.xml"], "robots.txt lets pages be fetched, not the API")
    root = xml(room, "/opensearch.xml", "application/opensearchdescription+xml")
    templates = {url.get("type"): url.get("template") for url in root.iter(SEARCH + "Url")}
    word = urllib.parse.quote("春耕")
    path = templates["application/json"].replace("{searchTerms}", word).replace("{count?}", "5")
    hits = room.request(below(room, path.replace("{startIndex?}", "0")))
    tap.check(json.loads(hits.body)["hits"], "the template of OpenSearch finds hits", hits.text)
    root = xml(room, "/feed.atom", "application/atom+xml")
    entries = root.findall(ATOM + "entry")
    ids = {entry.findtext(ATOM + "id") for entry in entries}
    commits = subprocess.run(["nbarc", "log", "--json", archive], capture_output=True, check=True).stdout.splitlines()
    tap.check(len(ids) == len(entries) == len(commits), "the feed has each commit once", ids)
    for element in ("id", "title", "updated", "author"):
        tap.check(root.find(ATOM + element) is not None, f"the feed has {element}")


# ---- IIIF


def resource(value, kind, where):
    good = value.get("type") == kind and re.match(r"https?://[^#\s]+$", value.get("id", ""))
    tap.check(bool(good), f"{where}: a {kind} with an id", str(value)[:200])


def label(value, where):
    good = isinstance(value, dict) and all(isinstance(v, list) and all(isinstance(s, str) for s in v)
                                           for v in value.values())
    tap.check(good, f"{where}: the label is a map of languages", value)


def get(room, path, context):
    answer = room.request(path)
    tap.check(answer.status == 200 and answer.type == "application/ld+json"
              and answer.headers.get("access-control-allow-origin") == "*",
              f"{path} is for viewers of other places", f"{answer.status} {answer.headers}")
    value = json.loads(answer.body)
    contexts = value["@context"] if isinstance(value["@context"], list) else [value["@context"]]
    tap.check(contexts[-1] == context, f"{path}: its context comes last", contexts)
    tap.check(value["id"] == room.base + path, f"{path}: its id is its address", value["id"])
    return value


def boxes(annotations, width, height, canvas):
    """The texts and boxes of annotations, which must lie on the canvas."""
    found = []
    for annotation in annotations:
        target, fragment = annotation["target"].split("#xywh=")
        x, y, w, h = map(int, fragment.split(","))
        if not (annotation["type"] == "Annotation" and target == canvas and 0 <= x < x + w <= width + 1
                and 0 <= y < y + h <= height + 1):
            tap.check(False, "an annotation lies on its canvas", annotation)
        found.append((annotation["body"]["value"], [x, y, x + w, y + h]))
    ids = [annotation["id"] for annotation in annotations]
    tap.check(len(ids) == len(set(ids)), "annotations have ids of their own", ids)
    return found


def manifest(room):
    presentation = "http://iiif.io/api/presentation/3/context.json"
    value = get(room, "/iiif/hyrb-20230512/manifest.json", presentation)
    resource(value, "Manifest", "the manifest")
    label(value["label"], "the manifest")
    tap.check(value["navDate"] == "2023-05-12T00:00:00Z", "its day is that of the issue")
    canvas = value["items"][0]
    resource(canvas, "Canvas", "a page")
    label(canvas["label"], "a page")
    width, height = canvas["width"], canvas["height"]
    tap.check((width, height) == (1440, 1060), "the canvas is as large as the image", (width, height))
    painting = canvas["items"][0]
    resource(painting, "AnnotationPage", "what is painted")
    annotation = painting["items"][0]
    tap.check(annotation["motivation"] == "painting" and annotation["target"] == canvas["id"]
              and annotation["body"]["id"] == "https://images.example/hyrb-20230512-a02.jpg",
              "the image fills the canvas", annotation)
    resource(annotation["body"], "Image", "the body")
    for part in value["structures"]:
        resource(part, "Range", "an item")
        label(part["label"], "an item")
        tap.check(part["items"][0]["source"]["id"] == canvas["id"], "it is a part of the canvas", part["items"])
    page = get(room, below(room, canvas["annotations"][0]["id"]), presentation)
    lines = boxes(page["items"], width, height, canvas["id"])
    zones = json.loads(room.request("/api/items/hyrb-20230512-a02/zones").body.splitlines()[0])
    expected = [(line["text"], line["box"]) for block in zones["blocks"] for line in block["lines"]]
    tap.check(lines == expected and lines, f"{len(lines)} lines are those of the document", lines)
    service = value["service"][0]
    tap.check(service["type"] == "SearchService2", "there is a search service", service)
    found = get(room, below(room, service["id"]) + query(q="灯塔"), "http://iiif.io/api/search/2/context.json")
    hits = boxes(found["items"], width, height, canvas["id"])
    tap.check(hits == [line for line in lines if "灯塔" in line[0]] and hits, "a search finds the lines of the word", hits)
    seam = lines[3][0][-2:] + lines[4][0][:2]
    found = get(room, below(room, service["id"]) + query(q=seam), "http://iiif.io/api/search/2/context.json")
    hits = boxes(found["items"], width, height, canvas["id"])
    tap.check(hits == lines[3:5], f"{seam} over the end of a line is a hit in both lines", hits)
    tap.check(room.request(below(room, service["id"])).status == 400, "a search without a word is refused")
    none = get(room, below(room, service["id"]) + query(q="没有的词"), "http://iiif.io/api/search/2/context.json")
    tap.check(none["items"] == [], "a word that is not there has no hit")
    single = room.request("/iiif/hyrb-20230512-a02/manifest.json")
    tap.check(len(json.loads(single.body)["items"]) == 1, "a page is a manifest, too")
    for name in ("hyrb-2023051", "zzz", "hyrb-20230512-a02-01", "..%2F.."):
        tap.check(room.request(f"/iiif/{name}/manifest.json").status == 404, f"{name} is none")


with Room(archive) as server:
    sitemaps(server)
    small(server)
    tap.check(server.request("/iiif/jdrb-20190304/manifest.json").status == 404, "without images there is no manifest")
with Room(images) as server:
    manifest(server)
tap.end()
