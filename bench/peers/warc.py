#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A peer for the benchmark: pages as records of a WARC.gz file with a CDXJ index.

usage: warc.py pack FILE.warc.gz DIR | list FILE | extract FILE | verify FILE

FILE.cdxj is the index, sorted. warc-get takes a page out.
"""
import base64
import gzip
import hashlib
import json
import os
import sys
import uuid


def record(name, body):
    digest = base64.b32encode(hashlib.sha1(body).digest()).decode()
    head = (f"WARC/1.0\r\nWARC-Type: resource\r\nWARC-Target-URI: urn:page:{name}\r\n"
            f"WARC-Date: 2020-03-09T00:00:00Z\r\nWARC-Record-ID: <urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, name)}>\r\n"
            f"WARC-Payload-Digest: sha1:{digest}\r\nContent-Type: application/xml\r\n"
            f"Content-Length: {len(body)}\r\n\r\n")
    return gzip.compress(head.encode() + body + b"\r\n\r\n", 9, mtime=0), digest


def pack(path, folder):
    lines = []
    with open(path, "wb") as out:
        for name in sorted(os.listdir(folder)):
            with open(os.path.join(folder, name), "rb") as page:
                data, digest = record(name, page.read())
            fields = {"mime": "application/xml", "digest": digest, "length": str(len(data)), "offset": str(out.tell())}
            lines.append(f"{name} 20200309000000 {json.dumps(fields)}\n")
            out.write(data)
    with open(path + ".cdxj", "w", encoding="utf-8") as index:
        index.writelines(sorted(lines))


def records(path):
    with gzip.open(path, "rb") as stream:
        while True:
            head = {}
            if not stream.readline():
                return
            while (line := stream.readline()) not in (b"\r\n", b""):
                key, _, value = line.decode().partition(": ")
                head[key] = value.strip()
            body = stream.read(int(head["Content-Length"]))
            stream.read(4)
            yield head, body


def main():
    verb, path = sys.argv[1:3]
    if verb == "pack":
        pack(path, sys.argv[3])
    elif verb == "list":
        with open(path + ".cdxj", encoding="utf-8") as index:
            sys.stdout.writelines(line.split(" ", 1)[0] + "\n" for line in index)
    else:
        for head, body in records(path):
            if verb == "extract":
                sys.stdout.buffer.write(body)
            elif "sha1:" + base64.b32encode(hashlib.sha1(body).digest()).decode() != head["WARC-Payload-Digest"]:
                sys.exit("warc.py: digest is wrong")


if __name__ == "__main__":
    main()
