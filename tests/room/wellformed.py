# SPDX-License-Identifier: Apache-2.0
"""Is an answer well-formed? Its head as RFC 9112 has it, a body of the length that the
head states, and a content that is what its media type says."""
import json
import re
import xml.etree.ElementTree
import zlib

STATUS = re.compile(rb"HTTP/1\.[01] [1-5][0-9][0-9] [\t\x20-\x7e]*")
FIELD = re.compile(rb"([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*([\x21-\x7e\x80-\xff]?[\t\x20-\x7e\x80-\xff]*)")
ONCE = {b"content-length", b"content-type", b"transfer-encoding", b"content-encoding", b"location", b"etag"}

REFUSALS = {400, 405, 408, 411, 413, 414, 417, 431, 501, 503, 505}  # of what is no request


class Malformed(Exception):
    pass


def must(right, what):
    if not right:
        raise Malformed(what)


def head_of(data):
    """Status, fields and the rest."""
    head, found, rest = data.partition(b"\r\n\r\n")
    must(found, "its head does not end")
    first, *lines = head.split(b"\r\n")
    must(STATUS.fullmatch(first), f"a status line: {first[:80]!r}")
    fields = {}
    for line in lines:
        match = FIELD.fullmatch(line)
        must(match, f"a field: {line[:80]!r}")
        name = match[1].lower()
        must(name not in fields or name not in ONCE, f"a field twice: {name!r}")
        fields[name] = match[2]
    return int(first[9:12]), fields, rest


def unchunk(rest):
    """The body in chunks, and what follows it."""
    body = b""
    while True:
        line, found, rest = rest.partition(b"\r\n")
        must(found and re.fullmatch(rb"[0-9A-Fa-f]+", line), f"the size of a chunk: {line[:40]!r}")
        size = int(line, 16)
        must(rest[size:size + 2] == b"\r\n", "a chunk of another size")
        body, rest = body + rest[:size], rest[size + 2:]
        if not size:
            return body, rest


def body_of(status, fields, rest, bodiless):
    """The body, and what follows it."""
    chunked, length = fields.get(b"transfer-encoding"), fields.get(b"content-length")
    must(chunked in (None, b"chunked") and not (chunked and length), "two lengths, or an unknown one")
    must(length is None or length.isdigit(), "a length that is no number")
    if bodiless or status in (204, 304) or status < 200:
        return b"", rest
    if chunked:
        return unchunk(rest)
    if length is None:
        return rest, b""
    must(len(rest) >= int(length), f"a body of {len(rest)} bytes, and not of {int(length)}")
    return rest[:int(length)], rest[int(length):]


def check_json(text):
    # Half a character is let pass by json.loads(), and not by this.
    json.dumps(json.loads(text), ensure_ascii=False).encode()


def check_content(type_, text):
    if type_ == "application/json" or type_.endswith("+json"):
        check_json(text)
    elif type_ in ("application/x-ndjson", "application/jsonl"):
        for line in text.splitlines():
            check_json(line)
    elif type_.endswith("/xml") or type_.endswith("+xml"):
        xml.etree.ElementTree.fromstring(text)
    elif type_ == "text/html":
        must(re.search(r"<html[\s>]", text, re.I) and text.rstrip().lower().endswith("</html>"), "a document that is cut off")


def check_one(data, bodiless):
    """Check the first answer; what follows it."""
    status, fields, rest = head_of(data)
    # What is no request at all is answered by libmicrohttpd, in HTML without a media type; and
    # while it reads the head of a request, version 0.9.75 sends the head of its answer twice.
    refused = status in REFUSALS and b"content-type" not in fields
    head = data[:len(data) - len(rest)]
    if refused and rest.startswith(head):
        rest = rest[len(head):]
    body, rest = body_of(status, fields, rest, bodiless)
    if fields.get(b"content-encoding") == b"gzip" and body:
        body = zlib.decompress(body, 31)
    type_ = fields.get(b"content-type", b"text/html" if refused else b"").split(b";")[0].strip().decode("ascii").lower()
    must(not body or type_, f"no media type with {status}")
    # A part of a text may begin and end anywhere.
    if body and status != 206 and re.match(r"text/|application/(json|.*xml|.*json)", type_):
        check_content(type_, body.decode("utf-8"))
    return status, rest


def problem(data, bodiless):
    """What is wrong with the answers of a connection, of which the first is one to HEAD if `bodiless`; "" if nothing is."""
    try:
        while data:
            status, data = check_one(data, bodiless)
            bodiless = bodiless and status < 200
    except (Malformed, UnicodeDecodeError, ValueError, zlib.error, xml.etree.ElementTree.ParseError) as wrong:
        return f"{type(wrong).__name__}: {wrong}"
    return ""
