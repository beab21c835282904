#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Send a reading room requests that mean harm.

usage: hostile.py REQUESTS ARCHIVE [SEED]

Requests are made of good ones by changing, cutting, repeating and mixing their
bytes, of parts of paths to files, of escapes and of headers, by a generator with
a seed: the same ones each time. After each the server must still answer; no
answer may be 500 or have a line of a file of the system; and its memory must
not grow."""
import random
import socket
import sys
import urllib.parse

from room import wait_until
from served import Room, Tap

tap = Tap()
requests, archive = int(sys.argv[1]), sys.argv[2]
chance = random.Random(int(sys.argv[3]) if len(sys.argv) > 3 else 1)

GOOD = ["/", "/search?q=%E6%98%A5&from=2019", "/jdrb-20190304-a01-01", "/jdrb-20190304-a01@1", "/room.css",
        "/api/info?titles=1", "/api/items?limit=3&after=jdrb-20190304-a01-01", "/api/items?format=csv",
        "/api/items/jdrb-20190304-a01-01/tei", "/api/items/jdrb-20190304-a01-01/cite?style=ris",
        "/api/search?q=%E6%98%A5&count_by=year", "/api/search?q=(a%7Cb)%2B&regex=1", "/api/log?id=jdrb-20190304-a01",
        "/oai?verb=ListRecords&metadataPrefix=tei", "/oai?verb=GetRecord&metadataPrefix=oai_dc&identifier=nbarc:x-01",
        "/iiif/hyrb-20230512/manifest.json", "/sitemap/jdrb-201903.xml", "/feed.atom", "/robots.txt"]
PIECES = ["../", "..%2f", "%2e%2e/", "/etc/passwd", "/proc/self/environ", "%00", "%", "%zz", "//", "\\", "..\\", "file://",
          "?", "&", "#", ";", "'", "\"", "<script>", "%3Cscript%3E", "\r\n", "%0d%0aX-Evil: 1", "\x00", "\xff\xfe", "@", "@0",
          "@99999999999999999999", "-00", "-65536", "=" * 50, "&a" * 60, "/a" * 12, "A" * 5000, "%E6%98", "\u202e",
          "(a+)+$", "[[:alpha:]", "(?R)", "\\Q", "regex=1&q=(.*)*x", "limit=-1", "limit=18446744073709551616",
          "resumptionToken=1-0-0-ffffffffffffffff-0-ffffffff-ffff--", "format=", "q=" + "%E4%B8%AD" * 400]
HEADERS = ["Host: x", "Host: ", "Host: a\" onload=x", "Range: bytes=0-0", "Range: bytes=-0", "Range: bytes=9-1",
           "Range: bytes=99999999999999999999-", "Range: " + "bytes=0-1," * 300, "If-None-Match: *",
           "If-None-Match: \"" + "x" * 3000, "Accept-Language: " + "zh;q=1," * 500, "Accept-Encoding: gzip;q=x,,;",
           "Content-Length: 5", "Content-Length: -1", "Content-Length: 99999999999", "Transfer-Encoding: chunked",
           "Transfer-Encoding: chunked\r\nContent-Length: 3", "Connection: " + "close, " * 50, "X: " + "y" * 20000,
           "Expect: 100-continue", "Upgrade: websocket", ": empty", "no colon", "Cookie: " + "a=b;" * 2000]
METHODS = ["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "TRACE", "CONNECT", "get", "", "G\x00T", "A" * 300]
SECRETS = (b"root:x:0:0", b"root:*:0:0", b"PATH=/", b"Content of", b"nbarc.idx", b"\x28\xb5\x2f\xfd")


def mangle(text):
    """The text, changed in one to four places."""
    for _ in range(chance.randint(1, 4)):
        at = chance.randint(0, len(text))
        how = chance.randint(0, 5)
        if how == 0:
            text = text[:at] + chance.choice(PIECES) + text[at:]
        elif how == 1:
            text = text[:at] + chr(chance.randint(0, 255)) + text[at + 1:]
        elif how == 2:
            text = text[:at] + text[at + chance.randint(1, 8):]
        elif how == 3:
            text = text[:at] + text[max(0, at - 20):at] * chance.randint(1, 5) + text[at:]
        elif how == 4:
            text = text[:at] + urllib.parse.quote(text[at:at + 4], safe="") + text[at + 4:]
        else:
            text = text[:at] + chance.choice(GOOD)[chance.randint(0, 8):]
    return text


def make():
    """The bytes of a request, and whether they are all of it."""
    method = chance.choice(METHODS) if chance.random() < .2 else chance.choice(["GET", "GET", "HEAD", "POST"])
    target = mangle(chance.choice(GOOD)) if chance.random() < .9 else "".join(chance.choices(PIECES, k=5))
    headers = [chance.choice(HEADERS) for _ in range(chance.choice([0, 0, 1, 1, 2, 5]))]
    version = chance.choice(["HTTP/1.1"] * 8 + ["HTTP/1.0", "HTTP/9.9", ""])
    text = f"{method} {target} {version}\r\nHost: localhost\r\nConnection: close\r\n" + "".join(h + "\r\n" for h in headers) + "\r\n"
    if method == "POST":
        text += mangle("verb=Identify&q=a")
    data = text.encode("utf-8", "surrogatepass") if chance.random() < .5 else text.encode("latin-1", "replace")
    if chance.random() < .05:
        return data[:chance.randint(0, len(data))], False
    if chance.random() < .03:
        return bytes(chance.randrange(256) for _ in range(chance.randint(1, 400))), False
    return data, True


def send(room, data, whole):
    """What the server answers. One that still waits for a body gets none."""
    answer = b""
    with socket.create_connection((room.host, room.port), timeout=10) as s:
        try:
            s.sendall(data)
            if not whole:
                s.shutdown(socket.SHUT_WR)
            s.settimeout(2)
            while len(answer) < 1 << 22:
                piece = s.recv(65536)
                if not piece:
                    break
                answer += piece
        except OSError:
            pass
    return answer


def campaign(room):
    for path in GOOD:  # what is cached is cached
        room.request(path)
    counts, bad, before = {}, [], 0
    for number in range(requests):
        data, whole = make()
        answer = send(room, data, whole)
        status = answer[9:12].decode("latin-1") if answer.startswith(b"HTTP/1.") else "none"
        counts[status] = counts.get(status, 0) + 1
        head = answer.split(b"\r\n\r\n")[0]
        if status == "500" or any(secret in answer for secret in SECRETS) or b"\nX-Evil" in head:
            bad.append(f"{number}: {data[:300]!r}: {answer[:200]!r}")
        if room.process.poll() is not None:
            bad.append(f"{number}: {data[:300]!r}: the server is gone")
            break
        if number == requests // 4:
            before = room.memory() // 1024
    after = room.memory() // 1024
    tap.check(not bad, f"{requests} requests: none gets 500, a file, or a header of its own", "\n".join(bad))
    print("#", dict(sorted(counts.items())), f"{before} KiB resident after a quarter, {after} at the end")
    tap.check(after < before + 8192, "its memory does not grow", f"{before} {after}")


def slow(room):
    """Clients that never finish must not keep others out."""
    idle = [socket.create_connection((room.host, room.port)) for _ in range(100)]
    for s in idle:
        s.sendall(b"GET / HTTP/1.1\r\nHost: ")
    tap.check(room.request("/api/info").status == 200, "others are answered beside 100 slow clients")
    for s in idle:
        s.close()
    tap.check(wait_until(lambda: room.request("/").status == 200), "and afterwards")


with Room(archive) as server:
    campaign(server)
    slow(server)
    tap.check(server.end()[0] == 0, "the server ends when it is told to")
tap.end()
