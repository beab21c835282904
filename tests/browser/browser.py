# SPDX-License-Identifier: Apache-2.0
"""Headless Chromium through chromedriver's HTTP interface, and TAP of what was
seen there (chromedriver and chromium in PATH)."""
import json
import shutil
import socket
import subprocess
import time
import urllib.error
import urllib.request

ELEMENT = "element-6066-11e4-a52e-4f735466cecf"


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


def done():
    print(f"1..{count}")
