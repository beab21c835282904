#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The reading room of nbarc serve in a real browser.

usage: room.py OUTDIR [AXE.min.js]

Run in a folder with changed.nbarc, made of fixtures/pages. Drives headless Chromium through
the pages at the widths of a telephone, a tablet and a screen, in light and dark; looks for
what sticks out, for messages of the browser, and with axe-core for what readers with
assistive technology would stumble over; walks by the keyboard. OUTDIR gets pictures.
"""
import base64
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "room"))
from browser import Browser, check, done  # noqa: E402
from room import Room  # noqa: E402

ITEM = "jdrb-20190304-a01-01"
PAGES = {
    "home": "/", "about": "/about", "title": "/title/jdrb/2019", "issue": "/jdrb-20190304",
    "page": "/jdrb-20190304-a01", "item": f"/{ITEM}", "source": f"/{ITEM}?source=1&repairs=1",
    "old": f"/{ITEM}@1", "cite": f"/{ITEM}@1/cite", "proof": f"/{ITEM}@1/proof",
    "history": f"/{ITEM}/history", "diff": "/jdrb-20190304-a01@2/diff", "repairs": "/jdrb-20190304-b02/repairs",
    "form": "/search", "search": "/search?q=%E5%86%9C%E6%88%B7&counts=1", "missing": "/nothing-here",
    "english": f"/{ITEM}?lang=en", "traditional": "/?lang=zh-Hant",
}
SOME = ("home", "title", "issue", "item", "search")
TAB, ESCAPE, ENTER, RIGHT = "\ue004", "\ue00c", "\ue007", "\ue014"
AXE_RUN = """return axe.run({resultTypes: ["violations"]}).then((r) =>
    r.violations.map((v) => v.id + ": " + v.nodes.map((n) => n.target.join(" ")).slice(0, 3).join(", ")))"""


class Reader:
    def __init__(self, browser, room, out, axe):
        self.b, self.room, self.out, self.axe = browser, room, out, axe

    def go(self, path):
        self.b.post("/url", url=f"http://127.0.0.1:{self.room.port}{path}")

    def size(self, width, scheme="light"):
        self.b.post("/goog/cdp/execute", cmd="Emulation.setDeviceMetricsOverride",
                    params={"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 700})
        self.b.post("/goog/cdp/execute", cmd="Emulation.setEmulatedMedia",
                    params={"features": [{"name": "prefers-color-scheme", "value": scheme}]})

    def picture(self, name):
        data = self.b.call("GET", self.b.session + "/screenshot")
        with open(os.path.join(self.out, name + ".png"), "wb") as f:
            f.write(base64.b64decode(data))

    def violations(self):
        if not self.axe:
            return []
        self.b.script(self.axe)
        return self.b.script(AXE_RUN)


def looks(reader):
    """Every page on a telephone in the dark and on a screen; some on a tablet, too."""
    wide, wrong = [], []
    for width, scheme, names in ((360, "dark", PAGES), (768, "light", SOME), (1440, "light", PAGES)):
        reader.size(width, scheme)
        for name in names:
            reader.go(PAGES[name])
            reader.picture(f"{name}-{width}-{scheme}")
            if reader.b.script("return document.documentElement.scrollWidth > innerWidth"):
                wide.append(f"{name} at {width}")
            wrong += [f"{name} at {width}: {v}" for v in reader.violations()]
    check(not wide, f"nothing sticks out at any width {wide}")
    if reader.axe:
        check(not wrong, "axe-core finds no violation " + "; ".join(wrong))
    else:
        print("# axe-core is not there")


def keyboard(reader):
    reader.size(1440)
    reader.go(f"/{ITEM}")
    reader.b.keys(TAB)
    active = "return document.activeElement"
    check(reader.b.script(active + ".className") == "skip", "the first tab stop is the link to the content")
    # It glides in.
    check(reader.b.wait(lambda: reader.b.script(active + ".getBoundingClientRect().top >= 0"), 5), "which is seen then")
    reader.b.keys(ENTER)
    check(reader.b.script(active + ".id") == "content", "and leads to it")
    reader.b.keys(TAB)
    check(reader.b.script("return getComputedStyle(document.activeElement).outlineStyle") != "none",
          "where the focus is can be seen")
    reader.b.keys("/")
    check(reader.b.script(active + ".id") == "room-q", "/ goes to the search")
    reader.b.keys("农户" + ENTER)
    check(reader.b.wait(lambda: reader.b.find("mark")), "which finds")
    reader.go(f"/{ITEM}")
    reader.b.keys(RIGHT)
    check(reader.b.wait(lambda: "a01-02" in reader.b.script("return location.pathname")), "→ is the next article")
    reader.b.keys("t")
    check(reader.b.script("return document.documentElement.dataset.theme") == "dark", "t makes it dark")
    reader.go("/")
    check(reader.b.script("return document.documentElement.dataset.theme") == "dark", "which is remembered")


def quiet(browser):
    """No message of the browser: nothing was blocked or not found, but the page that is missing."""
    entries = browser.post("/se/log", type="browser")
    bad = [e["message"] for e in entries if "nothing-here" not in e["message"] and "opensearch" not in e["message"]]
    check(not bad, f"the browser has nothing to complain of {bad[:3]}")


def speed(reader):
    reader.go("/about")
    reader.go("/")
    ms = reader.b.script("const n = performance.getEntriesByType('navigation')[0]; return n.loadEventEnd - n.startTime")
    check(0 < ms, f"the first page is there after {ms:.0f} ms")


def main():
    out = sys.argv[1]
    axe = open(sys.argv[2], encoding="utf-8").read() if len(sys.argv) > 2 else None
    with Room("changed.nbarc") as room:
        browser = Browser(out)
        try:
            reader = Reader(browser, room, out, axe)
            speed(reader)
            looks(reader)
            keyboard(reader)
            quiet(browser)
        finally:
            browser.close()
    done()


main()
