#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Send a reading room requests that mean harm.

usage: hostile.py REQUESTS ARCHIVE [SEED]

Requests are made of good ones by changing, cutting, repeating and mixing their
bytes, of parts of paths to files, of escapes and of headers, by a generator with
a seed: the same ones each time, several at once. The server must live; no
answer may be 500 or have a line of a file of the system; each must be
well-formed (wellformed.py), and the media type say what it is; and its memory
must not grow."""
import concurrent.futures
import random
import socket
import sys
import urllib.parse

from room import wait_until
from served import Room, Tap
from wellformed import problem

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
    if chance.random() < .5:  # one that HTTP has nothing against, so that the room answers it
        method, version, headers = chance.choice(["GET", "GET", "GET", "HEAD"]), "HTTP/1.1", []
        target = urllib.parse.quote(target, safe="/?&=%@+,;:~!$'()*-._")
    text = f"{method} {target} {version}\r\nHost: localhost\r\nConnection: close\r\n" + "".join(h + "\r\n" for h in headers) + "\r\n"
    if method == "POST":
        text += mangle("verb=Identify&q=a")
    data = text.encode("utf-8", "surrogatepass") if chance.random() < .5 else text.encode("latin-1", "replace")
    if chance.random() < .05:
        return data[:chance.randint(0, len(data))], False
    if chance.random() < .03:
        return bytes(chance.randrange(256) for _ in range(chance.randint(1, 400))), False
    return data, True


MOST = 1 << 22  # bytes of an answer that are read
AT_ONCE = 32  # requests: some wait for what the server waits for, too
BATCH = 256  # after each, the server must still be there


def send(room, data, whole):
    """What the server answers, and whether it ended it. One that still waits for a body gets none."""
    answer, ended = b"", False
    with socket.create_connection((room.host, room.port), timeout=10) as s:
        try:
            s.sendall(data)
            if not whole:
                s.shutdown(socket.SHUT_WR)
            s.settimeout(2)
            while len(answer) < MOST and not ended:
                piece = s.recv(65536)
                ended = not piece
                answer += piece
        except OSError:
            pass
    return answer, ended


def judge(number, data, answer, ended):
    """What is wrong with an answer: with what it gives away, and with its form."""
    head = answer.split(b"\r\n\r\n")[0]
    said = f"{number}: {data[:300]!r}: {answer[:200]!r}"
    harm = answer[9:12] == b"500" or any(secret in answer for secret in SECRETS) or b"\nX-Evil" in head
    why = problem(answer, data.startswith(b"HEAD ")) if ended else ""
    return said if harm else "", f"{why}: {said}" if why else ""


def unchanged(room):
    """Good requests, and one whose error quotes the middle of a long value."""
    wrong = []
    for path in GOOD + ["/oai?verb=L" + "%E4%B8%AD" * 40]:
        for method in ("GET", "HEAD"):
            answer, _ = send(room, f"{method} {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode(), True)
            why = problem(answer, method == "HEAD") if answer else "no answer"
            wrong += [f"{why}: {method} {path}"] if why else []
    tap.check(not wrong, "answers to requests as they should be are well-formed", "\n".join(wrong))


def campaign(room):
    counts, bad, wrong, before, done = {}, [], [], 0, 0
    with concurrent.futures.ThreadPoolExecutor(AT_ONCE) as pool:
        while done < requests and room.process.poll() is None:
            batch = [make() for _ in range(min(BATCH, requests - done))]
            for (data, _), (answer, ended) in zip(batch, pool.map(lambda one: send(room, *one), batch)):
                status = answer[9:12].decode("latin-1") if answer.startswith(b"HTTP/1.") else "none"
                counts[status] = counts.get(status, 0) + 1
                harm, form = judge(done, data, answer, ended)
                bad += [harm] if harm else []
                wrong += [form] if form else []
                done += 1
            if not before and done >= requests // 4:
                before = room.memory() // 1024
    tap.check(room.process.poll() is None, f"the server lives after {done} of {requests} requests")
    tap.check(not bad, "none gets 500, a file, or a header of its own", "\n".join(bad))
    tap.check(not wrong, "every answer is well-formed", "\n".join(wrong))
    after = room.memory() // 1024
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
    unchanged(server)  # and what is cached is cached
    campaign(server)
    slow(server)
    tap.check(server.end()[0] == 0, "the server ends when it is told to")
tap.end()
