# SPDX-License-Identifier: Apache-2.0
"""What the tests of the addresses for programs add to room.py: requests by whole
addresses, the media type of an answer, and TAP."""
import http.client
import sys
import urllib.parse

import room


class Answer(room.Answer):
    @property
    def type(self):
        return self.headers.get("content-type", "").split(";")[0].strip()

    @property
    def body(self):
        return self.bytes


class Room(room.Room):
    """nbarc serve with these archives and options, until the with statement ends."""

    def __init__(self, *arguments):
        super().__init__(*arguments)
        if not self.port:
            raise SystemExit(f"not ok - nbarc serve {arguments}: {self.process.communicate()[1]}")
        self.host = "127.0.0.1"
        self.base = f"http://{self.host}:{self.port}"

    def request(self, path, method="GET", body=None, headers=None):
        connection = http.client.HTTPConnection(self.host, self.port, timeout=60)
        try:
            connection.request(method, path, body, headers or {})
            return Answer(connection.getresponse())
        finally:
            connection.close()


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

    def end(self):
        print(f"1..{self.count}")
        sys.exit(1 if self.failed else 0)
