# SPDX-License-Identifier: Apache-2.0
"""A reading room for tests: nbarc serve on a free port of this machine, requests
to it, and TAP of what is found. nbarc is looked for in PATH."""
import http.client
import subprocess
import sys
import time
import urllib.parse


class Answer:
    def __init__(self, response):
        self.status = response.status
        self.headers = {name.lower(): value for name, value in response.getheaders()}
        self.type = self.headers.get("content-type", "").split(";")[0].strip()
        self.body = response.read()

    @property
    def text(self):
        return self.body.decode("utf-8")


class Room:
    """nbarc serve with these archives and options, until the with statement ends."""

    def __init__(self, *arguments):
        self.process = subprocess.Popen(
            ["nbarc", "serve", "--listen", "127.0.0.1:0", *arguments],
            stdout=subprocess.PIPE, text=True)
        line = self.process.stdout.readline()
        if not line.startswith("http://"):
            raise SystemExit(f"not ok - nbarc serve {arguments}: it printed {line!r}")
        self.base = line.strip().rstrip("/")
        address = urllib.parse.urlsplit(self.base)
        self.host, self.port = address.hostname, address.port

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()

    def stop(self):
        """End it; its exit code."""
        if self.process.poll() is None:
            self.process.terminate()
        return self.process.wait(60)

    def request(self, path, method="GET", body=None, headers=None):
        connection = http.client.HTTPConnection(self.host, self.port, timeout=60)
        try:
            connection.request(method, path, body, headers or {})
            return Answer(connection.getresponse())
        finally:
            connection.close()

    def resident(self):
        """KiB of memory that it holds."""
        with open(f"/proc/{self.process.pid}/status", encoding="ascii") as status:
            for line in status:
                if line.startswith("VmRSS:"):
                    return int(line.split()[1])
        return 0

    def processor(self):
        """Seconds that it has computed."""
        with open(f"/proc/{self.process.pid}/stat", encoding="ascii") as stat:
            fields = stat.read().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / 100


def query(**parameters):
    """"?a=b&c=d"; a list is several parameters of one name."""
    return "?" + urllib.parse.urlencode(parameters, doseq=True)


class Tap:
    """Results, a line each; end() prints how many, and exits."""

    def __init__(self):
        self.count = self.failed = 0

    def check(self, good, what, why=""):
        self.count += 1
        self.failed += not good
        print(f"{'ok' if good else 'not ok'} {self.count} - {what}")
        for line in [] if good else str(why)[:2000].splitlines()[:12]:
            print(f"# {line}")
        sys.stdout.flush()
        return good

    def skip(self, why, what):
        self.count += 1
        print(f"ok {self.count} - {what} # SKIP {why}")

    def end(self):
        print(f"1..{self.count}")
        sys.exit(1 if self.failed else 0)


def eventually(true, seconds=30):
    """Wait until true() is; False if it never was."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if true():
            return True
        time.sleep(0.05)
    return False
