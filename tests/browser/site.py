#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The reading room of nbarc publish in a real browser, from nginx.

usage: site.py SITE OUTDIR IMAGES [AXE.min.js]

SITE is the folder that nbarc publish made of fixtures/pages, with an index, and of two pages
with zones. IMAGES is the port that their images are at, in the folder images beside SITE: that
of the first one is there. Serves all of it with nginx on the loopback, drives headless Chromium,
counts the requests in nginx's log, and prints TAP. OUTDIR gets the log and pictures at three widths.
"""
import base64
import os
import shutil
import signal
import subprocess
import sys

from browser import Browser, check, done, free_port

ITEM = "jdrb-20190304-a01-02"
PLACED, IMAGELESS = "hyrb-20230512-a02-01", "hyrb-20230513-a02-01"
CONFIG = """
daemon off; pid {out}/nginx.pid; error_log {out}/error.log; worker_processes 1;
events {{ worker_connections 64; }}
http {{
  types {{ text/html html; text/css css; text/javascript js; application/json json; image/svg+xml svg; }}
  default_type application/octet-stream;
  log_format ranges '$status $body_bytes_sent $uri $http_range';
  access_log {out}/access.log ranges;
  client_body_temp_path {out}/body; proxy_temp_path {out}/proxy; fastcgi_temp_path {out}/fastcgi;
  uwsgi_temp_path {out}/uwsgi; scgi_temp_path {out}/scgi;
  server {{ listen 127.0.0.1:{port}; root {site}; add_header Cache-Control no-store; }}
  server {{ listen 127.0.0.1:{images}; root {site}/../images; access_log off; }}
}}
"""


class Site:
    def __init__(self, folder, out, images):
        self.port, self.log = free_port(), os.path.join(out, "access.log")
        config = os.path.join(out, "nginx.conf")
        with open(config, "w", encoding="utf-8") as f:
            f.write(CONFIG.format(out=out, port=self.port, site=folder, images=images))
        nginx = shutil.which("nginx") or "/usr/sbin/nginx"
        self.process = subprocess.Popen([nginx, "-p", out, "-c", config], stderr=subprocess.DEVNULL)
        self.url = f"http://127.0.0.1:{self.port}/index.html"
        self.seen = 0

    def requests(self):
        """Requests since the last call, of the archive and its index: (status, bytes, uri, range)."""
        with open(self.log, encoding="utf-8") as f:
            lines = f.read().splitlines()
        new, self.seen = lines[self.seen:], len(lines)
        rows = [line.split(" ", 3) for line in new]
        return [(int(s), int(b), uri, r) for s, b, uri, r in rows if ".nbarc" in uri]

    def close(self):
        self.process.terminate()
        self.process.wait()


class Room:
    def __init__(self, browser, site):
        self.b, self.site = browser, site

    def open(self, fragment, selector, seconds=120):
        """Load the page anew, so that nothing is in memory, and wait for what it shows."""
        self.b.post("/url", url="about:blank")
        self.site.requests()
        self.b.post("/url", url=f"{self.site.url}#{fragment}")
        return self.b.wait(lambda: self.b.find("body.ready") and self.b.find(selector), seconds)

    def text(self, selector):
        return self.b.script("const e = document.querySelector(arguments[0]); return e && e.textContent", selector)

    def texts(self, selector):
        return self.b.script("return [...document.querySelectorAll(arguments[0])].map((e) => e.textContent)", selector)


def counted(site, most, what, most_bytes=None):
    rows = site.requests()
    size = sum(row[1] for row in rows)
    check(0 < len(rows) <= most and all(row[0] == 206 for row in rows), f"{what}: {len(rows)} requests, {most} at most; {size} bytes")
    if most_bytes:
        check(size <= most_bytes, f"{what}: {size} bytes, {most_bytes} at most")


def walk(room, b, site):
    check(room.open("", ".titles li"), "the newspapers are shown")
    check(room.text("h1") and "<b>" in room.text(".room-name") and not b.find(".room-name b"), "the name of the room is no markup")
    check("jdrb" in " ".join(room.texts(".titles h2")), "with their names")
    check(room.open("/title/jdrb/2019", ".calendar td a"), "a newspaper has a calendar")
    check(len(room.texts(".calendar td a")) == 3, "with a link for each issue")
    b.click(".calendar td a")
    check(b.wait(lambda: b.find(".items li")), "which leads to the issue")
    check(room.open("jdrb-20190304", ".items li"), "an issue has an address of its own")
    counted(site, 4, "an issue")
    check(len(room.texts(".items li")) == 5, "all of its items are listed")
    check(room.open(ITEM, "article.text"), "an item has one, too")
    counted(site, 4, "a cold get", 2 ** 20)
    check("春耕夜校" in room.text("article.text") and room.text("article h1") == "白天下田 晚上上课", "its text is shown")
    check(b.script("return document.querySelector('article').lang").startswith("zh"), "in its language")
    b.click("#verify")
    check(b.wait(lambda: b.find("#verification code")), "it is verified")
    check(len(room.text("#verification code")) == 64, "with the Merkle root of the corpus")
    check(room.open(f"{ITEM}@1?view=tei", "main pre") and "<div type=" in room.text("main pre"), "as TEI")
    check(room.open(f"{ITEM}@1?view=cite", "#c-ris") and "@article{" in room.text("main"), "citations")
    check(room.open(f"{ITEM}@1?view=source", "main pre") and "柳湾镇" in room.text("main pre"), "as it was received")
    check(room.open("jdrb-20190304-a01-99", ".warning") and "not in the archive" in room.text(".warning"), "what is not there is said")
    check(room.open("%3Cimg%20src=x%20onerror=alert(1)%3E", ".warning") and not b.find("main img"), "an address is no markup")


def search(room, b, site):
    check(room.open("/search", "form[role=search]"), "there is a form")
    b.script("document.getElementById('field-q').value = '春耕 飞碟'")
    b.click("form[role=search] button")
    check(b.wait(lambda: len(room.texts(".kwic")) == 4), "a search finds every hit")
    check(room.text(".kwic mark") == "春耕", "with its context")
    check(b.wait(lambda: b.find(".chart svg[role=img]")), "and a drawing of the years")
    check(room.open("/search?q=春耕夜校&where=head", ".kwic"), "a search has an address")
    b.wait(lambda: room.text("#found").startswith("1 "))
    counted(site, 8, "a rare word")
    check(len(room.texts(".kwic")) == 1, "and filters")
    check(room.open("/search?q=飞碟", "#found") and b.wait(lambda: room.text("#found")[0] in "N没"), "nothing is found where nothing is")


def image(room, b, site, port):
    check(room.open(PLACED, ".page-image img"), "an item has the image of its page")
    counted(site, 4, "a cold get with it")
    room.b.script("document.querySelector('.page-image').scrollIntoView()")
    check(b.wait(lambda: b.script("return document.querySelector('.page-image img').naturalWidth == 1440")), "which is loaded from its host")
    check(b.script("return document.querySelector('.page-image img').src") == f"http://127.0.0.1:{port}/hyrb-20230512-a02.svg", "by its address")
    boxes = b.script("""
        const box = document.querySelector('.page-image img').getBoundingClientRect();
        return [...document.querySelectorAll('.page-image rect')].map((one) => {
            const r = one.getBoundingClientRect();
            return [r.left - box.left, r.top - box.top, r.right - box.left, r.bottom - box.top].map((n) => n * 1440 / box.width);
        })""")
    wanted = [[422, 100, 998, 166], [115, 217, 685, 991], [736, 229, 1305, 883]]
    check(len(boxes) == 3 and all(abs(x - y) < 3 for one, other in zip(boxes, wanted) for x, y in zip(one, other)),
          f"with a box around each of its blocks {boxes}")
    check(room.open(PLACED.rsplit("-", 1)[0], ".page-image img"), "and so has the page itself, below its items")
    check(b.script("return document.querySelector('.page-image img').src") == f"http://127.0.0.1:{port}/hyrb-20230512-a02.svg", "of the same address")
    check(b.find("ul.items") and not b.find("article.text"), "which are still a list")
    check(room.open(ITEM, "article.text") and not b.find(".page-image"), "an item whose image is not known has none")


def refused(room, b, port):
    """What ends in errors in the console."""
    room.open(IMAGELESS, ".page-image")
    room.b.script("document.querySelector('.page-image').scrollIntoView()")
    check(b.wait(lambda: b.find(".page-image figcaption a")) and not b.find(".page-image svg"), "an image that is not there is said")
    for host, wanted in ((f"127.0.0.1:{port}", "load"), (f"localhost:{port}", "error")):
        answer = b.post("/execute/async", args=[f"http://{host}/hyrb-20230512-a02.svg"], script="""
            const [url, end] = arguments, image = new Image();
            image.onload = () => end('load');
            image.onerror = () => end('error');
            image.src = url;""")
        check(answer == wanted, f"an image of {host}: {answer}")


def keyboard(room, b):
    room.open("", ".titles li")
    b.keys("\ue004")
    check(b.script("return document.activeElement.closest('main, .skip, header') !== null"), "the focus moves by the keyboard")
    b.keys("/")
    check(b.wait(lambda: b.find("form[role=search]")), "/ leads to the search")
    room.open(ITEM, ".steps a")
    b.keys("\ue012")
    check(b.wait(lambda: "-01" in b.script("return location.hash")), "an arrow leads to the item before")
    b.keys("t")
    check(b.script("return document.documentElement.dataset.theme") in ("dark", "light"), "t changes the theme")


def languages(room, b):
    for tag, word in (("zh-Hans", "报纸"), ("zh-Hant", "報紙"), ("en", "Newspapers")):
        room.open("", ".room-languages a")
        b.click(f".room-languages a[lang={tag}]")
        check(b.wait(lambda: room.text("h1") == word) and b.script("return document.documentElement.lang") == tag, f"it speaks {tag}")


def widths(room, b, out):
    for width in (360, 768, 1440):
        b.post("/window/rect", width=width, height=900)
        for name, fragment, selector in (("home", "", ".titles li"), ("item", ITEM, "article.text"), ("image", PLACED, ".page-image"), ("search", "/search?q=春耕", ".chart")):
            room.open(fragment, selector)
            check(b.script("return document.documentElement.scrollWidth <= innerWidth"), f"{name} at {width}: nothing is wider than the window")
            with open(os.path.join(out, f"{name}-{width}.png"), "wb") as f:
                f.write(base64.b64decode(b.call("GET", b.session + "/screenshot")))


def axe(room, b, script):
    with open(script, encoding="utf-8") as f:
        code = f.read()
    b.post("/timeouts", script=120000)
    for fragment, selector in (("", ".titles li"), ("/title/jdrb/2019", ".calendar td"), ("jdrb-20190304", ".items li"),
                               (ITEM, "article.text"), (PLACED, ".page-image"), ("/search?q=春耕", ".chart"), (f"{ITEM}?view=tei", "main pre"), (f"{ITEM}?view=cite", "#c-ris")):
        for theme in ("light", "dark"):
            room.open(fragment, selector)
            b.script("document.documentElement.dataset.theme = arguments[0]", theme)
            b.script(code)
            found = b.post("/execute/async", args=[], script="""
                const end = arguments[arguments.length - 1];
                axe.run().then((r) => end(r.violations.map((v) => v.id + ': ' + v.nodes.map((n) => n.target).join(' '))))""")
            check(not found, f"axe finds nothing in #{fragment}, {theme} {'; '.join(found)[:300]}")


def main(folder, out, images, axe_script=None):
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that nothing is left running
    folder, out = os.path.abspath(folder), os.path.abspath(out)
    site, b = Site(folder, out, images), Browser(out)
    room = Room(b, site)
    try:
        walk(room, b, site)
        search(room, b, site)
        image(room, b, site, images)
        keyboard(room, b)
        languages(room, b)
        widths(room, b, out)
        log = [e["message"] for e in b.call("POST", b.session + "/se/log", {"type": "browser"}) if e["level"] == "SEVERE"]
        check(not log, "no error in the console " + "; ".join(log)[:500])
        refused(room, b, images)
        if axe_script:
            axe(room, b, axe_script)
    finally:
        b.close()
        site.close()
    done()


if __name__ == "__main__":
    main(*sys.argv[1:])
