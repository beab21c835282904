#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The review page of nbnorm --report html in a real browser.

usage: report.py PAGE.html OUTDIR     (chromedriver and chromium in PATH)

Drives headless Chromium through chromedriver's HTTP interface, prints TAP, and
leaves in OUTDIR what the page saved: by keyboard and mouse the decisions of
`expected` below are made. A screenshot is OUTDIR/report.png.
"""
import base64
import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

ELEMENT = "element-6066-11e4-a52e-4f735466cecf"
DOWN, TAB = "\ue015", "\ue004"


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


class Browser:
    def __init__(self, downloads):
        port = free_port()
        self.base = f"http://127.0.0.1:{port}"
        self.process = subprocess.Popen(
            [shutil.which("chromedriver"), f"--port={port}"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.wait(lambda: self.call("GET", "/status")["ready"])
        options = {
            "binary": shutil.which("chromium"),
            "args": ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
                     "--window-size=1200,1000"],
            "prefs": {"download.default_directory": downloads, "download.prompt_for_download": False},
        }
        session = self.call("POST", "/session", {"capabilities": {"alwaysMatch": {
            "goog:chromeOptions": options, "goog:loggingPrefs": {"browser": "ALL"},
            "unhandledPromptBehavior": "accept"}}})
        self.session = f"/session/{session['sessionId']}"

    def wait(self, ready, seconds=300):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            try:
                if ready():
                    return True
            except (urllib.error.URLError, ConnectionError):
                pass
            time.sleep(0.1)
        return False

    def call(self, method, path, body=None):
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.base + path, data, {"Content-Type": "application/json"}, method=method)
        try:
            with urllib.request.urlopen(request, timeout=600) as answer:
                return json.load(answer)["value"]
        except urllib.error.HTTPError as error:
            raise SystemExit(f"not ok - {method} {path}: {json.load(error)['value']['message']}") from None

    def post(self, path, **body):
        return self.call("POST", self.session + path, body)

    def script(self, code, *args):
        return self.post("/execute/sync", script=code, args=list(args))

    def find(self, selector):
        return [e[ELEMENT] for e in self.post("/elements", using="css selector", value=selector)]

    def click(self, selector, index=0):
        self.post(f"/element/{self.find(selector)[index]}/click")

    def keys(self, text):
        """Keys to whatever has the focus."""
        actions = []
        for key in text:
            actions += [{"type": "keyDown", "value": key}, {"type": "keyUp", "value": key}]
        self.post("/actions", actions=[{"type": "key", "id": "keyboard", "actions": actions}])

    def close(self):
        try:
            self.call("DELETE", self.session)
        finally:
            self.process.terminate()
            self.process.wait()


count = 0


def check(good, what):
    global count
    count += 1
    print(f"{'ok' if good else 'not ok'} {count} - {what}", flush=True)


def look(b, page):
    b.post("/url", url="file://" + os.path.abspath(page))
    check(b.wait(lambda: b.find("body.ready")), "the script runs under the page's policy")
    check(b.script("return document.documentElement.lang") == "zh-Hans", "its language is stated")
    check(b.script("return performance.getEntriesByType('resource').length") == 0, "nothing else is loaded")
    check(not b.find("main script, main b, main img"), "text of the page is no markup")
    check(b.script("return window.hurt") is None, "and does not run")
    check(b.script("return document.querySelector('main').textContent.includes('<script>window.hurt')"),
          "but it is shown")
    blocked = b.script("""
        const s = document.createElement('script'); s.textContent = 'window.hurt = 1';
        document.body.append(s); return window.hurt === undefined""")
    check(blocked, "a script that is not the page's own is refused")
    probabilities = b.script("""return [...document.querySelectorAll('.doubt .facts')].map(
        (p) => Math.abs(Number(p.textContent.match(/概率 (\\S+?)，/)[1]) - .5))""")
    check(len(probabilities) >= 3 and probabilities == sorted(probabilities), "the most doubtful breaks come first")
    order = b.script("""return document.querySelector('.doubt').compareDocumentPosition(
        document.querySelector('.block')) & Node.DOCUMENT_POSITION_FOLLOWING""")
    check(order, "and before the page as a whole")
    names = b.script("return [...document.querySelectorAll('button')].every((b) => b.textContent.trim())")
    check(names, "every button has a name")


def contrast(b):
    worst = b.script("""
        const light = (c) => { const v = c.match(/[\\d.]+/g).slice(0, 3).map((x) => { x /= 255;
            return x <= .04045 ? x / 12.92 : ((x + .055) / 1.055) ** 2.4; });
            return .2126 * v[0] + .7152 * v[1] + .0722 * v[2]; };
        const paper = (e) => { for (; e; e = e.parentElement) {
            const c = getComputedStyle(e).backgroundColor;
            if (!c.endsWith(', 0)')) return c; } return 'rgb(255, 255, 255)'; };
        let worst = 21;
        for (const e of document.querySelectorAll('p, button, h1, h2, h3, mark, kbd')) {
            const a = light(getComputedStyle(e).color), p = light(paper(e));
            worst = Math.min(worst, (Math.max(a, p) + .05) / (Math.min(a, p) + .05)); }
        return worst""")
    check(worst >= 4.5, f"contrast is {worst:.1f}, 4.5 at least")


def decide(b):
    """Keyboard: the first one is reversed, the second confirmed, then taken back;
    mouse: the third is joined, and a break is turned around where it stands."""
    b.script("document.querySelector('#save').focus()")
    b.keys(TAB)
    check(b.script("return document.activeElement === document.querySelector('.doubt')"), "Tab leads to the first one")
    b.keys("r")
    check(b.script("return document.activeElement === document.querySelectorAll('.doubt')[1]"),
          "a decision leads to the next one")
    b.keys("a")
    b.keys("p")
    b.keys("u")
    check(len(b.find(".doubt.decided")) == 1, "U takes a decision back")
    b.click(".doubt .choose-join", 2)
    check(b.script("""return document.querySelectorAll('.doubt .choose-join')[2].getAttribute('aria-pressed')""")
          == "true", "the mouse decides too")
    seams = b.script("""
        const decided = [...document.querySelectorAll('.doubt.decided')].map((d) => d.dataset.b);
        return [...document.querySelectorAll('.seam')].findIndex((s) => !decided.includes(s.dataset.b))""")
    b.click(".seam", seams)
    check("3 项" in b.script("return document.querySelector('#status').textContent"), "the page counts them")
    return b.script("""
        const data = JSON.parse(document.querySelector('#data').textContent).breaks;
        const d = document.querySelectorAll('.doubt'), b = (e) => Number(e.dataset.b);
        const seam = b(document.querySelectorAll('.seam')[arguments[0]]);
        return [[b(d[0]), !data[b(d[0])][3]], [b(d[2]), true], [seam, !data[seam][3]]].sort((x, y) => x[0] - y[0])
            .map(([i, join]) => [join ? 'join' : 'keep', ...data[i].slice(0, 2), data[i][2]])""", seams)


def main(page, out):
    out = os.path.abspath(out)
    b = Browser(out)
    try:
        look(b, page)
        contrast(b)
        expected = decide(b)
        with open(os.path.join(out, "report.png"), "wb") as f:
            f.write(base64.b64decode(b.call("GET", b.session + "/screenshot")))
        b.keys("s")
        saved = lambda: [n for n in os.listdir(out) if n.endswith(".decisions.tsv")]
        check(b.wait(lambda: saved()), "S saves a file")
        with open(os.path.join(out, saved()[0]), encoding="utf-8") as f:
            lines = [line.rstrip("\n").split("\t") for line in f if not line.startswith("#")]
        lines = [row[:3] + [int(row[3]) if len(row) > 3 else 1] for row in lines]
        check(lines == expected, "with these decisions and no others")
        log = [e["message"] for e in b.call("POST", b.session + "/se/log", {"type": "browser"})
               if "Content Security Policy" not in e["message"]]
        check(not log, "no error in the console " + "; ".join(log))
    finally:
        b.close()
    print(f"1..{count}")


if __name__ == "__main__":
    main(*sys.argv[1:])
