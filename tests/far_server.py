#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A web server for tests that answers wrongly, in the way that the URL names.

far_server.py FOLDER PORT-FILE LOG: serves http://127.0.0.1:PORT/WAY/NAME, where
NAME is a file of FOLDER. The port is a free one, and is written to PORT-FILE. LOG
gets a line for each request: the way, the range and the status.

/parts/NAME has several ranges in one answer, and /parts-WAY/NAME does so wrongly. The others
give the whole file to who asks for several, as object stores do.

/s3/BUCKET/KEY wants a request that is signed as AWS Signature Version 4 says; the
signature is computed anew here, with the key and the secret below.
"""
import hashlib
import hmac
import os
import sys
import time
import urllib.parse
from email.utils import formatdate, parsedate_to_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

KEY, SECRET, REGION, TOKEN = "AKIDEXAMPLE", "wJalrXUtnFEMI", "eu-test-1", "tok/en="


def sign(key, text):
    return hmac.new(key, text.encode(), hashlib.sha256).digest()


def signature(handler, fields):
    """The signature that the request should have."""
    credential = fields["Credential"].split("/")
    day, region, service = credential[1:4]
    names = fields["SignedHeaders"].split(";")
    path, _, query = handler.path.partition("?")
    heads = "".join(f"{n}:{' '.join(handler.headers[n].split())}\n" for n in names)
    request = "\n".join([handler.command, path, query, heads, ";".join(names),
                         handler.headers["x-amz-content-sha256"]])
    scope = f"{day}/{region}/{service}/aws4_request"
    text = "\n".join(["AWS4-HMAC-SHA256", handler.headers["x-amz-date"], scope,
                      hashlib.sha256(request.encode()).hexdigest()])
    key = sign(f"AWS4{SECRET}".encode(), day)
    for part in (region, service, "aws4_request"):
        key = sign(key, part)
    return sign(key, text).hex()


def is_signed(handler):
    scheme, _, rest = handler.headers.get("Authorization", "").partition(" ")
    if scheme != "AWS4-HMAC-SHA256":
        return False
    fields = dict(f.strip().split("=", 1) for f in rest.split(","))
    names = fields["SignedHeaders"].split(";")
    return (fields["Credential"].startswith(f"{KEY}/")
            and fields["Credential"].split("/")[2] == REGION
            and {"host", "x-amz-date", "x-amz-security-token"} <= set(names)
            and handler.headers["x-amz-security-token"] == TOKEN
            and hmac.compare_digest(fields["Signature"], signature(handler, fields)))


class Half:
    """A stream that takes so many bytes and no more."""

    def __init__(self, out, most):
        self.out, self.left = out, most

    def write(self, data):
        self.out.write(data[:self.left])
        self.left -= min(self.left, len(data))

    def flush(self):
        self.out.flush()


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    counts = {}

    def log_message(self, *_):
        pass

    def note(self, way, status):
        with open(LOG, "a", encoding="utf-8") as log:
            log.write(f"{way} {self.headers.get('Range')} {status}\n")

    def send(self, way, status, heads=(), body=b"", length=True):
        self.note(way, status)
        self.send_response_only(status)
        for name, value in heads:
            self.send_header(name, value)
        if length:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def ranges(self):
        return self.headers.get("Range", "bytes=0-").split("=")[1].split(",")

    def part(self, data):
        """First byte and end of the first range that is asked for."""
        first, _, last = self.ranges()[0].partition("-")
        if not first:
            return max(0, len(data) - int(last)), len(data)
        return int(first), min(len(data), int(last) + 1 if last else len(data))

    def do_GET(self):
        _, way, name = urllib.parse.unquote(self.path.partition("?")[0]).split("/", 2)
        n = self.counts[way] = self.counts.get(way, 0) + 1
        path = os.path.join(FOLDER, os.path.basename(name))
        if not os.path.exists(path):
            return self.send(way, 403 if way in ("unlisted", "s3") else 404)
        with open(path, "rb") as file:
            data = file.read()
        a, e = self.part(data)
        etag = '"one"'
        heads = [("ETag", etag), ("Content-Range", f"bytes {a}-{e - 1}/{len(data)}")]
        body = data[a:e]
        answer = getattr(self, "way_" + way.replace("-", "_"), None)
        if way.split("-")[0] == "parts" and len(self.ranges()) == 1:
            return self.good(way, heads, body)
        if len(self.ranges()) > 1 and way.split("-")[0] != "parts":
            return self.way_whole(way, n, data)
        if answer:
            return answer(way, n, data, a, e, heads, body)
        return self.send(way, 404)

    def good(self, way, heads, body):
        self.send(way, 206, heads, body)

    def way_good(self, way, _n, _d, _a, _e, heads, body):
        self.good(way, heads, body)

    def way_unlisted(self, way, _n, _d, _a, _e, heads, body):
        """As an object store that may not be listed: 403 for what is not there."""
        self.good(way, heads, body)

    def way_shut(self, way, n, data, a, e, heads, body):
        """The archive is there, but not what is beside it."""
        if self.path.endswith(".idx"):
            return self.send(way, 418)
        return self.good(way, heads, body)

    def way_whole(self, way, _n, data, *_):
        self.send(way, 200, [("ETag", '"one"')], data)

    def way_html(self, way, *_):
        self.send(way, 200, [("Content-Type", "text/html; charset=utf-8")],
                  b"<!DOCTYPE html><title>Sign in</title>")

    def way_html_part(self, way, _n, _d, a, e, heads, body):
        self.good(way, heads, (b"<!DOCTYPE html>" * len(body))[:len(body)])

    def way_cut(self, way, _n, _d, _a, _e, heads, body):
        self.note(way, 206)
        self.send_response_only(206)
        for name, value in heads + [("Content-Length", str(len(body)))]:
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body[:len(body) // 2])
        self.close_connection = True

    def way_other_range(self, way, _n, data, a, e, _h, body):
        self.good(way, [("ETag", '"one"'),
                        ("Content-Range", f"bytes {a + 1}-{e}/{len(data) + 9}")], body)

    def way_no_range(self, way, _n, _d, _a, _e, _h, body):
        self.good(way, [("ETag", '"one"')], body)

    def way_junk_range(self, way, _n, _d, _a, _e, _h, body):
        self.good(way, [("Content-Range", "bytes 5-3/99999999999999999999999")], body)

    def way_length(self, way, _n, _d, _a, _e, heads, body):
        self.send(way, 206, heads, body + b"more", True)

    def way_trailer(self, way, _n, _d, _a, _e, heads, body):
        """Half of the body, and after it a trailer that looks like another head."""
        half = body[:len(body) // 2]
        trailer = (f"HTTP/1.1: 206\r\nContent-Range: bytes 0-{len(half) - 1}/{len(half)}\r\n"
                   'ETag: "one"\r\n')
        self.send(way, 206, heads + [("Transfer-Encoding", "chunked")],
                  f"{len(half):x}\r\n".encode() + half + b"\r\n0\r\n" +
                  trailer.encode() + b"\r\n", False)

    def way_more(self, way, _n, _d, _a, _e, heads, body):
        self.send(way, 206, heads + [("Transfer-Encoding", "chunked")],
                  f"{len(body) + 7:x}\r\n".encode() + body + b"7 bytes\r\n0\r\n\r\n", False)

    def way_gzip(self, way, _n, _d, _a, _e, heads, body):
        self.good(way, heads + [("Content-Encoding", "gzip")], body)

    def way_several(self, way, _n, _d, _a, _e, heads, body):
        self.good(way, heads + [("Content-Type", "multipart/byteranges; boundary=x")], body)

    # Several ranges: each way makes the parts, each with the range that it says and its bytes.

    def parts(self, data):
        bounds = [tuple(map(int, r.split("-"))) for r in self.ranges()]
        return [(f"bytes {a}-{e}/{len(data)}", data[a:e + 1]) for a, e in bounds]

    def multipart(self, way, parts, mark="00001", end="--\r\n", start="\r\n", heads=(), status=206,
                  type_="multipart/byteranges; boundary=00001"):
        body = start.encode()
        for said, part in parts:
            body += (f"--{mark}\r\nContent-Type: application/octet-stream\r\n"
                     f"Content-Range: {said}\r\n\r\n").encode() + part + b"\r\n"
        body += f"--{mark}{end}".encode() if end is not None else b""
        self.send(way, status, list(heads) or [("ETag", '"one"'), ("Content-Type", type_)], body)

    def way_parts(self, way, _n, data, *_):
        self.multipart(way, self.parts(data))

    def way_parts_apache(self, way, _n, data, *_):
        """Another order, a boundary in quotes, and no end of line at the end."""
        self.multipart(way, self.parts(data)[::-1], "a b'c", "--", "",
                       type_="Multipart/ByteRanges; charset=x; Boundary=\"a b'c\"")

    def way_parts_first(self, way, _n, _d, _a, _e, heads, body):
        self.good(way, heads, body)

    def way_parts_whole(self, way, n, data, *_):
        self.way_whole(way, n, data)

    def way_parts_416(self, way, *_):
        self.send(way, 416)

    def way_parts_500(self, way, *_):
        self.send(way, 500)

    def way_parts_closed(self, way, *_):
        self.way_closed(way)

    def way_parts_mark(self, way, _n, data, *_):
        self.multipart(way, self.parts(data), "00002")

    def way_parts_no_mark(self, way, _n, data, *_):
        self.multipart(way, self.parts(data), type_="multipart/byteranges")

    def way_parts_long_mark(self, way, _n, data, *_):
        self.multipart(way, self.parts(data), "x" * 90,
                       type_="multipart/byteranges; boundary=" + "x" * 90)

    def way_parts_shifted(self, way, _n, data, *_):
        (said, part), *others = self.parts(data)
        a, e = map(int, said.split()[1].split("/")[0].split("-"))
        self.multipart(way, [(f"bytes {a + 1}-{e + 1}/{len(data)}", part)] + others)

    def way_parts_wider(self, way, _n, data, *_):
        """Each part has a block of the next one, too."""
        wide = []
        for said, _ in self.parts(data):
            a, e = map(int, said.split()[1].split("/")[0].split("-"))
            wide.append((f"bytes {a}-{e + 4096}/{len(data)}", data[a:e + 4097]))
        self.multipart(way, wide)

    def way_parts_merged(self, way, _n, data, *_):
        """All of them as one part."""
        bounds = [list(map(int, r.split("-"))) for r in self.ranges()]
        a, e = bounds[0][0], bounds[-1][1]
        self.multipart(way, [(f"bytes {a}-{e}/{len(data)}", data[a:e + 1])])

    def way_parts_twice(self, way, _n, data, *_):
        first, *others = self.parts(data)
        self.multipart(way, [first, first] + others)

    def way_parts_missing(self, way, _n, data, *_):
        self.multipart(way, self.parts(data)[:-1])

    def way_parts_many(self, way, _n, data, *_):
        self.multipart(way, self.parts(data) + [(f"bytes {n}-{n}/{len(data)}", b"x") for n in range(9999)])

    def way_parts_short(self, way, _n, data, *_):
        (said, part), *others = self.parts(data)
        self.multipart(way, [(said, part[:-1])] + others)

    def way_parts_shorter(self, way, _n, data, *_):
        """As short as the end of line and the boundary are that are taken for bytes then."""
        (said, part), *others = self.parts(data)
        self.multipart(way, [(said, part[:-9])] + others)

    def way_parts_long(self, way, _n, data, *_):
        (said, part), *others = self.parts(data)
        self.multipart(way, [(said, part + b"x")] + others)

    def way_parts_size(self, way, _n, data, *_):
        self.multipart(way, [(said + "0", part) for said, part in self.parts(data)])

    def way_parts_silent(self, way, _n, data, *_):
        self.multipart(way, [("none", part) for _, part in self.parts(data)])

    def way_parts_open(self, way, _n, data, *_):
        self.multipart(way, self.parts(data), end=None)

    def way_parts_cut(self, way, _n, _d, _a, _e, _h, _b):
        """The first part, and half of the others."""
        with open(os.path.join(FOLDER, os.path.basename(self.path)), "rb") as file:
            parts = self.parts(file.read())
        self.wfile = Half(self.wfile, sum(len(part) for _, part in parts) // 2)
        self.multipart(way, parts)
        self.wfile = self.wfile.out
        self.close_connection = True

    def way_parts_etag(self, way, _n, data, *_):
        self.multipart(way, self.parts(data), heads=[
            ("ETag", '"two"'), ("Content-Type", "multipart/byteranges; boundary=00001")])

    def way_parts_gzip(self, way, _n, data, *_):
        self.multipart(way, self.parts(data), heads=[
            ("ETag", '"one"'), ("Content-Encoding", "gzip"),
            ("Content-Type", "multipart/byteranges; boundary=00001")])

    def way_parts_both(self, way, _n, data, _a, _e, heads, _b):
        self.multipart(way, self.parts(data), heads=heads + [
            ("Content-Type", "multipart/byteranges; boundary=00001")])

    def way_parts_lines(self, way, _n, data, *_):
        (said, part), *others = self.parts(data)
        self.multipart(way, [(said + "\r\nX: y" * 99999, part)] + others)

    def way_parts_preamble(self, way, _n, data, *_):
        self.multipart(way, self.parts(data), start="This is a message of several parts.\r\n" * 9999)

    def way_parts_epilogue(self, way, _n, data, *_):
        self.multipart(way, self.parts(data), end="--\r\n" + "\r\n" * 99999)

    def way_parts_swapped(self, way, _n, data, *_):
        """Two parts say each other's range."""
        (one, a), (two, b), *others = self.parts(data)
        self.multipart(way, [(two, a), (one, b)] + others)

    def way_around(self, way, n, *_):
        self.send(way, 302, [("Location", f"/around/c.nbarc?{n}")])

    def way_moved(self, way, *_):
        self.send(way, 302, [("Location", "/good/c.nbarc")])

    def way_to_file(self, way, *_):
        self.send(way, 302, [("Location", "file:///etc/passwd")])

    def way_crawl(self, way, _n, _d, _a, _e, heads, body):
        """2,000 bytes a second, which is more than nothing."""
        self.note(way, 206)
        self.send_response_only(206)
        for name, value in heads + [("Content-Length", str(len(body)))]:
            self.send_header(name, value)
        self.end_headers()
        for i in range(0, len(body), 200):
            self.wfile.write(body[i:i + 200])
            self.wfile.flush()
            time.sleep(0.1)

    def zeros(self, way, head, size):
        """A header, and zeros up to a size without an end."""
        first, _, last = self.headers["Range"].split("=")[1].partition("-")
        a = int(first) if first else size - int(last)
        e = min(size, int(last) + 1) if first else size
        body = (head[a:] + bytes(e - a))[:e - a]
        self.good(way, [("ETag", '"one"'), ("Content-Range", f"bytes {a}-{e - 1}/{size}")], body)

    def way_endless(self, way, _n, data, *_):
        self.zeros(way, data[:64], 2**62)

    def way_wraps(self, way, _n, data, *_):
        self.zeros(way, data[:64], 2**64 - 1)

    def way_dated(self, way, _n, data, a, e, heads, body):
        """No ETag, and what RFC 9110 says about If-Modified-Since."""
        changed = int(os.stat(os.path.join(FOLDER, "dated.nbarc")).st_mtime)
        since = self.headers.get("If-Modified-Since")
        dates = [("Date", formatdate(usegmt=True)),
                 ("Last-Modified", formatdate(changed, usegmt=True))]
        if since and changed <= parsedate_to_datetime(since).timestamp():
            return self.send(way, 304, dates, length=False)
        return self.good(way, heads[1:] + dates, body)

    def way_slow(self, way, _n, _d, _a, _e, heads, body):
        self.note(way, 206)
        self.send_response_only(206)
        for name, value in heads + [("Content-Length", str(len(body)))]:
            self.send_header(name, value)
        self.end_headers()
        for i in range(300):
            self.wfile.write(body[i:i + 1])
            self.wfile.flush()
            time.sleep(0.1)

    def way_closed(self, way, *_):
        self.note(way, 0)
        self.close_connection = True

    def way_heads(self, way, *_):
        self.note(way, 206)
        self.send_response_only(206)
        self.flush_headers()
        for i in range(5000):
            self.wfile.write(b"X-%d: %s\r\n" % (i, b"x" * 200))

    def way_changes(self, way, n, _d, _a, _e, heads, body):
        self.good(way, [("ETag", f'"{n}"')] + heads[1:], body)

    def way_later(self, way, n, _d, _a, _e, heads, body):
        """The first two requests see one version, those after them another."""
        self.good(way, [("ETag", '"one"' if n <= 2 else '"two"')] + heads[1:], body)

    def way_busy(self, way, n, _d, _a, _e, heads, body):
        if n <= 2:
            return self.send(way, 503, [("Retry-After", "1")])
        return self.good(way, heads, body)

    def way_wait(self, way, *_):
        self.send(way, 429, [("Retry-After", "7200")])

    def way_same(self, way, *_):
        self.send(way, 304, [("ETag", '"one"')], length=False)

    def way_empty(self, way, *_):
        self.send(way, 416, [("Content-Range", "bytes */0")])

    def way_401(self, way, *_):
        self.send(way, 401)

    def way_403(self, way, *_):
        self.send(way, 403, [], b"<Error><Code>AccessDenied</Code></Error>")

    def way_416(self, way, *_):
        self.send(way, 416)

    def way_500(self, way, *_):
        self.send(way, 500, [], b"oops")

    def way_418(self, way, *_):
        self.send(way, 418)

    def way_s3(self, way, _n, _d, _a, _e, heads, body):
        if is_signed(self):
            self.good(way, heads, body)
        else:
            self.send(way, 403)


FOLDER, PORT_FILE, LOG = sys.argv[1:]
server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
with open(PORT_FILE + ".new", "w", encoding="ascii") as out:
    out.write(f"{server.server_port}\n")
os.rename(PORT_FILE + ".new", PORT_FILE)
server.serve_forever()
