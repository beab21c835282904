#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The desk of nbnorm --report html in a real browser.

usage: desk.py DESK.html OUTDIR

The desk has three pages: one with text that looks like markup, the fixture page
jdrb-20190304-a01, and a blank one. Drives headless Chromium by keys and mouse, prints TAP, and leaves in
OUTDIR the file of decisions that the desk saved and a picture, desk.png.
"""
import base64
import os
import re
import sys

from browser import Browser, check, done

DOWN, UP, LEFT, RIGHT, TAB, ENTER, ESC, END = (
    "\ue015", "\ue013", "\ue012", "\ue014", "\ue004", "\ue007", "\ue00c", "\ue010")
FIXTURE = "jdrb-20190304-a01"
BLANK = "jdrb-20190305-a09"


class Desk:
    def __init__(self, browser):
        self.b = browser

    def here(self):
        """The element at the cursor: its line, role and text."""
        return self.b.script("""const e = document.querySelector('.here');
            return e && [Number(e.dataset.line), e.dataset.role || '', (e.querySelector('.text') || e).textContent,
                document.activeElement === e]""")

    def page(self):
        return self.b.script("return document.querySelector('h2 span').textContent")

    def items(self):
        """The page as it stands: of each item its kind and, of each block, role and text without seams."""
        return self.b.script("""return [...document.querySelectorAll('.item')].map((c) => [c.dataset.kind,
            ...[...c.querySelectorAll('.block')].map((e) => [e.dataset.role,
                [...e.querySelector('.text').childNodes].filter((n) => n.nodeType === 3)
                    .map((n) => n.data).join('')])])""")

    def status(self):
        return self.b.script("return document.getElementById('status').textContent")

    def open_page(self, name):
        """By keys to the page of this name."""
        for key in "[" * 9 + "]" * 9:
            if self.page() == name:
                return True
            self.b.keys(key)
        return self.page() == name

    def go(self, text):
        """By keys to the block whose text begins so."""
        for _ in range(200):
            before = self.here()
            self.b.keys(UP)
            if self.here() == before:
                break
        for _ in range(200):
            if self.here()[2].replace("⤶", "").startswith(text):
                return True
            self.b.keys(DOWN)
        return False


def look(b):
    check(b.wait(lambda: b.find("body.ready")), "the script runs under the page's policy")
    check(b.script("return performance.getEntriesByType('resource').length") == 0, "nothing else is loaded")
    check(not b.find("main script, main b, main img"), "text of the page is no markup")
    check(b.script("return window.hurt") is None, "and does not run")
    blocked = b.script("""
        const s = document.createElement('script'); s.textContent = 'window.hurt = 1';
        document.body.append(s); return window.hurt === undefined""")
    check(blocked, "a script that is not the page's own is refused")
    names = b.script("""return [...document.querySelectorAll('button, input, [role]')].every((e) =>
        e.textContent.trim() || e.getAttribute('aria-label') || e.closest('label') || e.id === 'note')""")
    check(names, "everything that can be used has a name")


def contrast(b):
    worst = b.script("""
        const light = (c) => { const v = c.match(/[\\d.]+/g).slice(0, 3).map((x) => { x /= 255;
            return x <= .04045 ? x / 12.92 : ((x + .055) / 1.055) ** 2.4; });
            return .2126 * v[0] + .7152 * v[1] + .0722 * v[2]; };
        const paper = (e) => { for (; e; e = e.parentElement) {
            const c = getComputedStyle(e).backgroundColor;
            if (!c.endsWith(', 0)')) return c; } return 'rgb(255, 255, 255)'; };
        let worst = 21;
        for (const e of document.querySelectorAll('p, button, h1, h2, h3, span, kbd, label')) {
            const a = light(getComputedStyle(e).color), p = light(paper(e));
            worst = Math.min(worst, (Math.max(a, p) + .05) / (Math.min(a, p) + .05)); }
        return worst""")
    check(worst >= 4.5, f"contrast is {worst:.1f}, 4.5 at least")


def doubts(b, desk):
    """Doubts of all pages, the most doubtful first, each answered by one key."""
    question = lambda: b.script("return document.getElementById('question').textContent")
    left = lambda: int(b.script("return document.getElementById('status').textContent.match(/(\\d+) (doubt|处)/)[1]"))
    n = left()
    check(n >= 3, f"there are doubts: {n}")
    seen = []
    for _ in range(n):
        asked = question()
        p, item = float(re.search(r"([.0-9]+)\)", asked)[1]), "item" in asked
        # Where the probability contradicts what stands, nothing is more doubtful.
        against = item and ("begins no item" in asked) == (p >= .5)
        seen.append((desk.page(), desk.here()[0], .5 if against else p, item))
        b.keys("n")
    away = [abs(p - .5) for _, _, p, _ in seen]
    check(any(item for *_, item in seen) and not all(item for *_, item in seen),
          "breaks are doubtful, and where items begin")
    check(len(set(seen)) == n and away == sorted(away), "N leads through all of them, the most doubtful first")
    check(len({page for page, *_ in seen}) == 2, "over both pages")
    check(desk.here()[3], "the cursor has the focus")
    b.keys("a")
    check(left() == n - 1, "A accepts what stands")
    check((desk.page(), desk.here()[0]) == seen[1][:2], "and leads to the next one")
    before = question()
    b.keys("r")
    check(left() <= n - 2 and question() != before, "R reverses it")
    b.keys("uu")
    check(left() == n, "U undoes both")
    b.keys("y")
    check(left() == n - 1, "Y does one of them again")
    b.keys("u")
    check(desk.status().startswith("0 "), "and nothing is decided")


def correct(b, desk):
    """A whole correction of the fixture page, by keys, and some of it with the mouse."""
    check(desk.open_page(FIXTURE), "[ and ] lead to the other page")
    before = desk.items()
    first = before[0][1][1]
    check(desk.go(first[:6]), "the arrows lead to a block")
    b.keys("2")
    check(desk.here()[1] == "kicker", "a digit says what the block is")
    b.keys("2")
    check(desk.here()[1] == before[0][1][0], "the same digit takes it back")
    b.keys("0")
    check(desk.here()[1] == "dateline", "0 is a dateline")
    b.keys("0")
    check(desk.here()[1] == before[0][1][0], "and is taken back by itself")
    # A block in the middle of the page becomes the beginning of a notice.
    middle = [block for item in before for block in item[1:]][6]
    check(desk.go(middle[1][:6]), "the arrows lead to another")
    starts = len(desk.items())
    was = any(item[1] == middle for item in before)
    b.keys("i")
    check(len(desk.items()) == starts + (-1 if was else 1), "I turns whether an item begins")
    if was:
        b.keys("i")
    while not any(item[0] == "notice" and item[1][1] == middle[1] for item in desk.items()):
        b.keys("t")
    check(True, "T says of which kind it is")
    b.keys("j")
    after = desk.items()
    check(not any(block[1] == middle[1] for item in after for block in item[1:]), "J joins it to the one before")
    b.keys("u")
    check(any(block[1] == middle[1] for item in desk.items() for block in item[1:]),
          "U brings it back, with all that was decided about it")
    check(any(item[0] == "notice" for item in desk.items()), "its kind, too")
    # The text of a line, kinds by one key, and how an item goes on.
    check(desk.go(first[:6]), "the arrows lead to the first block")
    b.keys("e")
    typing(b, END + "了" + ESC)
    check(not desk.here()[2].endswith("了"), "E lets a line be corrected, and Escape gives it up")
    b.keys("e")
    typing(b, END + "了" + ENTER)
    check(desk.here()[2].replace("⤶", "").endswith("了"), "Enter takes what was typed")
    b.keys("u")
    check(not desk.here()[2].endswith("了"), "U takes it back")
    b.keys("y")
    heading = lambda: b.script("return document.querySelector('.here').parentElement.querySelector('h3').textContent")
    b.keys("c")
    typing(b, "jdrb-20190305-a02-03" + ENTER)
    check("→ jdrb-20190305-a02-03" in heading(), "C says which item it goes on in")
    b.keys("b")
    typing(b, "no item" + ENTER)
    check("←" not in heading(), "what is no identifier is not taken")
    last = desk.items()[-1][1]
    check(desk.go(last[1][:6]), "the arrows lead to the last item")
    b.keys("v")
    check(desk.items()[-1][0] == "advertisement", "V makes it an advertisement")
    b.keys("f")
    check(desk.items()[-1][0] == "furniture", "F makes it furniture of the page")
    b.keys("v")
    # A block is moved to another place, and an item before the first one.
    items = desk.items()
    here = lambda: [block[1] for item in desk.items() for block in item[1:]]
    first, last = items[0][1][1], items[-1][1][1]
    check(desk.go(last[:6]), "the arrows lead to the last item again")
    b.keys("m")
    check(len(b.find(".held")) == 1, "M takes a block")
    check(desk.go(first[:6]), "another one is gone to")
    b.keys("m")
    check(here()[:2] == [first, last], "M puts it after that")
    b.keys("u")
    check(desk.items() == items, "U takes that back")
    check(desk.go(last[:6]), "the arrows lead to the last item")
    b.keys("mm")
    check(desk.go(first[:6]), "and to the first")
    b.keys("M")
    check(here()[:len(items[-1]) - 1] == [block[1] for block in items[-1][1:]],
          "M twice takes the item, and Shift+M puts it before the first")
    b.keys("u")
    check(desk.items() == items, "which U takes back")
    # The mouse parts a block at a seam.
    seams = len(b.find(".seam"))
    if seams:
        b.click(".seam")
        b.click("#keep")
        check(len(b.find(".seam")) == seams - 1, "the mouse parts a block at a seam")
        check(desk.here()[1] == "", "what it is, a program will say")
        b.click('.roles button[data-role="crosshead"]')
        check(desk.here()[1] == "crosshead", "or the mouse does")
    stood = desk.items()
    b.keys("d")
    check(desk.items() == stood and b.script("return document.querySelector('h2').textContent").endswith("done"),
          "D decides everything as it stands")
    b.keys("ud")
    check(b.script("return document.querySelector('h2').textContent").endswith("done"), "as one step")
    return desk.items()


def typing(b, text):
    """Type into the field that has the focus."""
    check(b.script("return document.activeElement.closest('#entry') !== null"), "there is a field to type into")
    b.keys(text)


def blank(b, desk):
    """Nothing can be decided about a page without text."""
    before = desk.status()
    check(desk.open_page(BLANK), "a blank page is shown")
    b.keys("30itjkardvfecb")
    check(desk.status() == before, "and nothing can be decided about it")
    desk.open_page(FIXTURE)


def languages(b):
    b.keys("l")
    chinese = b.script("return [document.documentElement.lang, document.querySelector('#join span').textContent]")
    check(chinese == ["zh-Hans", "与上行合并"], "L: in Chinese")
    contrast(b)
    b.keys("l")
    check(b.script("return document.documentElement.lang") == "en", "and in English")
    b.keys("o")
    check(b.script("""return getComputedStyle(document.querySelector('.source')).display""") != "none",
          "O shows the source beside")


def main(page, out):
    out = os.path.abspath(out)
    url = "file://" + os.path.abspath(page)
    b = Browser(out)
    desk = Desk(b)
    try:
        b.post("/url", url=url)
        look(b)
        doubts(b, desk)
        wanted = correct(b, desk)
        blank(b, desk)
        languages(b)
        with open(os.path.join(out, "desk.png"), "wb") as f:
            f.write(base64.b64decode(b.call("GET", b.session + "/screenshot")))
        b.post("/url", url=url)
        check(b.wait(lambda: b.find("body.ready")) and desk.open_page(FIXTURE) and desk.items() == wanted,
              "a window that was closed loses nothing")
        b.click("#who")
        b.keys(" 张编辑 " + TAB)
        b.click("#save")
        saved = lambda: [n for n in os.listdir(out) if n.endswith(".decisions.tsv")]
        check(b.wait(lambda: saved()), "a file is saved")
        with open(os.path.join(out, "wanted.txt"), "w", encoding="utf-8") as f:
            for kind, *blocks in wanted:
                for i, (role, text) in enumerate(blocks):
                    f.write(f"{kind if i == 0 else '-'}\t{role}\t{text}\n")
        log = [e["message"] for e in b.call("POST", b.session + "/se/log", {"type": "browser"})
               if "Content Security Policy" not in e["message"]]
        check(not log, "no error in the console " + "; ".join(log))
    finally:
        b.close()
    done()


if __name__ == "__main__":
    main(*sys.argv[1:])
