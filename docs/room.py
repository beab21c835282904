#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Ask a reading room for two of its pages, and draw them as SVG.

usage: room.py BUILD >docs/room.svg

The room is `nbarc serve` with the example pages, on a port of 127.0.0.1. All words of the
picture are those of its pages, the colours are those of its style sheet, and the boxes
on the page are those that the room draws on the scan. There is no scan of the example
pages, so the lines that the room has of the page stand in its place.
"""
import html.parser
import json
import os
import re
import subprocess
import sys
import tempfile
import unicodedata
import urllib.request
from xml.sax.saxutils import escape

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
PAGE, ITEM = "hyrb-20230512-a02", "hyrb-20230512-a02-01"
VOID = {"meta", "link", "input", "img", "br"}
LIST, GAP, SHEET, MARGIN, SIDE, IMAGE = 300, 20, 680, 24, 170, 420
APART = "\u00a0" * 3  # between links


class Element:
    """An element of a page: its name, attributes, and content of texts and elements."""

    def __init__(self, name, attributes=()):
        self.name, self.attributes, self.content = name, dict(attributes), []

    def all(self, name, kind=None):
        for part in self.content:
            if isinstance(part, Element):
                if part.name == name and kind in (None, part.attributes.get("class")):
                    yield part
                yield from part.all(name, kind)

    def first(self, name, kind=None):
        return next(self.all(name, kind))

    @property
    def text(self):
        parts = (part if isinstance(part, str) else part.text for part in self.content)
        return re.sub(r"\s+", " ", "".join(parts)).strip()


class Parser(html.parser.HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.open = [Element("document")]
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        element = Element(tag, attrs)
        self.open[-1].content.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_startendtag(self, tag, attrs):
        self.open[-1].content.append(Element(tag, attrs))

    def handle_endtag(self, tag):
        if self.open.pop().name != tag:
            raise SystemExit(f"room.py: </{tag}> closes another element")

    def handle_data(self, data):
        self.open[-1].content.append(data)


class Room:
    """nbarc serve, until the with statement ends."""

    def __init__(self, archive):
        self.process = subprocess.Popen(
            ["nbarc", "serve", "--listen", "127.0.0.1:0", "--images", "http://127.0.0.1/", archive],
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        self.base = self.process.stdout.readline().strip().rstrip("/")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()

    def ask(self, path):
        request = urllib.request.Request(self.base + path, headers={"Accept-Language": "en"})
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.read().decode()

    def page(self, path):
        return Parser(self.ask(path)).open[0].first("body")


def wrapped(text, columns):
    """The lines of a text; a full-width character is two columns."""
    line, used = "", 0
    for character in text:
        width = 2 if unicodedata.east_asian_width(character) in "WF" else 1
        if used + width > columns and character not in "，。、；：！？”）":
            yield line
            line, used = "", 0
        line, used = line + character, used + width
    yield line


class Picture:
    def __init__(self):
        self.parts = []

    def text(self, x, y, words, kind="b"):
        self.parts.append(f'<text class="{kind}" x="{x:.0f}" y="{y:.0f}">{escape(words)}</text>')

    def box(self, x, y, width, height, kind):
        self.parts.append(f'<rect class="{kind}" x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}"/>')

    def window(self, x, width, height, page):
        """The head of a page of the room; the window is put behind it when it is done."""
        self.box(x + 0.5, 0.5, width - 1, height - 1, "w")
        self.box(x + 1, 1, width - 2, 40, "p")
        self.text(x + MARGIN, 26, page.first("a", "room-name").text, "n")
        place = x + MARGIN + 120
        for link in page.first("nav", "room-nav").all("a"):
            if place + 8 * len(link.text) < x + width:
                self.text(place, 26, link.text, "l")
                place += 7 * len(link.text) + 22


def draw_list(picture, x, page):
    """The newspapers, how much there is of each, and their years."""
    y = 72
    picture.text(x, y, page.first("h1").text, "h")
    for title in page.first("ul", "titles").content:
        if not isinstance(title, Element):
            continue
        y += 32
        picture.text(x, y, title.first("h2").text, "t")
        y += 20
        picture.text(x, y, title.first("p", "count").text, "q")
        y += 20
        picture.text(x, y, APART.join(year.text for year in title.first("ul", "years").all("a")), "l")
    return y


def draw_item(picture, x, page):
    """Where it stands, its text, and what is said about it at its side."""
    crumbs = [crumb.text for crumb in page.first("nav", "crumbs").all("a")]
    picture.text(x, 68, " › ".join(crumbs), "l")
    article = page.first("article")
    y = 106
    picture.text(x, y, article.first("h1").text, "m")
    columns = 2 * ((SHEET - 3 * MARGIN - SIDE) // 16)
    for paragraph in article.all("p"):
        y += 8
        # Paragraphs are set in by two characters.
        for line in wrapped("　　" + paragraph.text, columns):
            y += 27
            picture.text(x, y, line)
    y += 34
    for note in page.all("p", "note"):
        picture.text(x, y, note.text, "l")
    return max(y, draw_side(picture, x + SHEET - MARGIN - SIDE, page.first("aside")))


def draw_side(picture, x, aside):
    y = 84
    for part in aside.content:
        if not isinstance(part, Element):
            continue
        if part.name == "h2":
            y += 22
            picture.text(x, y, part.text, "s")
        elif part.name == "dl":
            for name, value in zip(part.all("dt"), part.all("dd")):
                y += 19
                picture.text(x, y, name.text, "q")
                picture.text(x + 80, y, value.text, "q")
            y += 6
        else:
            names = [link.text for link in part.all("a")]
            for k in range(0, len(names), 2):
                y += 19
                picture.text(x, y, APART.join(names[k:k + 2]), "l")
            y += 6
    return y


def draw_image(picture, x, y, page, boxes):
    """The lines of the page where they stand, with the boxes of the item on them."""
    picture.text(x, y, list(page.all("h2"))[-1].text, "s")
    svg = page.first("figure", "page-image").first("svg")
    zones = [[float(rect.attributes[name]) for name in ("x", "y", "width", "height")]
             for rect in svg.all("rect", "zone")]
    right = max([box[2] for box, _ in boxes] + [zone[0] + zone[2] for zone in zones]) + 100
    low = max(box[3] for box, _ in boxes) + 70
    scale = IMAGE / right
    y += 14
    picture.box(x, y, right * scale, low * scale, "i")
    for zx, zy, width, height in zones:
        picture.box(x + zx * scale, y + zy * scale, width * scale, height * scale, "z")
    for box, text in boxes:
        size = min(box[3] - box[1], (box[2] - box[0]) / len(text)) * scale
        place = f'x="{x + box[0] * scale:.1f}" y="{y + box[3] * scale - size * 0.15:.1f}"'
        picture.parts.append(f'<text class="o" {place} font-size="{size:.1f}" '
                             f'textLength="{(box[2] - box[0]) * scale:.1f}">{escape(text)}</text>')
    return y + low * scale


def lines_of(room):
    """(box, text) of each line of the page, from all of its items."""
    items = [link.attributes["href"][1:] for link in room.page("/" + PAGE).first("ul", "items").all("a")]
    for item in items:
        for block in json.loads(room.ask(f"/api/items/{item}/zones"))["blocks"]:
            yield from ((line["box"], line["text"]) for line in block["lines"])


def draw(room):
    colours = dict(re.findall(r"--(\w+): (#\w+);", room.ask("/room.css").split("}")[0]))
    titles, item = room.page("/"), room.page("/" + ITEM)
    content = Picture()
    low = max(draw_list(content, MARGIN, titles),
              draw_image(content, LIST + GAP + MARGIN, draw_item(content, LIST + GAP + MARGIN, item) + 44,
                         next(part for part in item.all("main")), list(lines_of(room))))
    height = round(low) + MARGIN
    frame = Picture()
    frame.window(0, LIST, height, titles)
    frame.window(LIST + GAP, SHEET, height, item)
    print(f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {LIST + GAP + SHEET} {height}" role="img" '
          'aria-label="Two pages of a reading room: its newspapers, and an article on the image of its page">')
    sans = "system-ui,'Noto Sans CJK SC','PingFang SC','Microsoft YaHei',sans-serif"
    serif = "'Source Han Serif SC','Noto Serif CJK SC','Songti SC',SimSun,serif"
    ink, quiet, link = colours["ink"], colours["quiet"], colours["link"]
    print(f"<style>text{{font-family:{sans};fill:{ink}}}"
          f".b,.m,.t{{font-family:{serif}}}.b{{font-size:16px}}.m{{font-size:24px;font-weight:bold}}"
          f".t{{font-size:17px;font-weight:bold}}.h{{font-size:20px;font-weight:bold}}"
          f".n{{font-size:14px;font-weight:bold}}.s{{font-size:13px;font-weight:bold}}"
          f".q{{font-size:12px;fill:{quiet}}}.l{{font-size:12px;fill:{link}}}.o{{fill:{quiet}}}"
          f".w{{fill:{colours['paper']};stroke:{colours['line']}}}.p{{fill:{colours['panel']}}}"
          f".i{{fill:#fff;stroke:{colours['line']}}}.z{{fill:{colours['mark']};stroke:{link}}}</style>")
    print("\n".join(frame.parts + content.parts))
    print("</svg>")


def main():
    os.environ["PATH"] = os.path.abspath(sys.argv[1]) + ":" + os.environ["PATH"]
    os.environ |= {"SOURCE_DATE_EPOCH": "1583712000", "LC_ALL": "C.UTF-8", "TZ": "UTC"}
    fixtures = os.path.join(ROOT, "fixtures")
    with tempfile.TemporaryDirectory() as folder:
        archive = os.path.join(folder, "corpus.nbarc")
        titles = os.path.join(folder, "titles.tsv")
        with open(os.path.join(fixtures, "titles.tsv"), encoding="utf-8") as known, \
                open(titles, "w", encoding="utf-8") as out:
            out.write(known.read() + "hyrb\t青屿日报\n")
        subprocess.run(["nbarc", "ingest", "-q", "-o", archive, "--titles", titles, "--image-template", "{id}.jpg",
                        os.path.join(fixtures, "pages"), os.path.join(fixtures, "ocr", PAGE + ".alto.xml")], check=True)
        with Room(archive) as room:
            draw(room)


if __name__ == "__main__":
    main()
