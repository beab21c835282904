# SPDX-License-Identifier: Apache-2.0
"""Signed requests to an object store (AWS Signature Version 4), written from its description
alone: another signer than that of libcurl.

usage: s3.py wait                        until the store answers
       s3.py put|delete PATH [FILE]      the status goes to stdout
       s3.py url PATH SECONDS [AGE]      a presigned URL, made AGE seconds ago

The environment names the store as it does for nbarc: AWS_ENDPOINT_URL, AWS_REGION,
AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.
"""
import hashlib
import hmac
import os
import sys
import time
import urllib.error
import urllib.parse
import urllib.request

ENDPOINT = os.environ["AWS_ENDPOINT_URL"]
HOST = urllib.parse.urlsplit(ENDPOINT).netloc
# No proxy stands before loopback.
OPEN = urllib.request.build_opener(urllib.request.ProxyHandler({})).open


def quote(text, safe=""):
    return urllib.parse.quote(text, safe=safe + "-._~")


def scope(when):
    return "/".join((when[:8], os.environ["AWS_REGION"], "s3", "aws4_request"))


def signature(method, path, query, headers, content, when):
    """The signature, and the names of the headers that it covers."""
    names = ";".join(sorted(headers))
    canonical = "\n".join((method, path, query,
                           *(f"{name}:{headers[name]}" for name in sorted(headers)), "",
                           names, content))
    text = "\n".join(("AWS4-HMAC-SHA256", when, scope(when),
                      hashlib.sha256(canonical.encode()).hexdigest()))
    key = ("AWS4" + os.environ["AWS_SECRET_ACCESS_KEY"]).encode()
    for part in (*scope(when).split("/"), text):
        key = hmac.new(key, part.encode(), hashlib.sha256).digest()
    return key.hex(), names


def stamp(age=0):
    return time.strftime("%Y%m%dT%H%M%SZ", time.gmtime(time.time() - age))


def request(method, path, data=b""):
    when, content = stamp(), hashlib.sha256(data).hexdigest()
    path = quote(path, "/")
    headers = {"host": HOST, "x-amz-date": when, "x-amz-content-sha256": content}
    sign, names = signature(method, path, "", headers, content, when)
    headers["Authorization"] = (
        f"AWS4-HMAC-SHA256 Credential={os.environ['AWS_ACCESS_KEY_ID']}/{scope(when)}, "
        f"SignedHeaders={names}, Signature={sign}")
    asked = urllib.request.Request(ENDPOINT + path, data if method == "PUT" else None,
                                   headers, method=method)
    try:
        with OPEN(asked) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        return error.code


def presigned(path, seconds, age=0):
    when = stamp(int(age))
    path = quote(path, "/")
    query = {"X-Amz-Algorithm": "AWS4-HMAC-SHA256", "X-Amz-Date": when,
             "X-Amz-Credential": f"{os.environ['AWS_ACCESS_KEY_ID']}/{scope(when)}",
             "X-Amz-Expires": seconds, "X-Amz-SignedHeaders": "host"}
    text = "&".join(f"{name}={quote(query[name])}" for name in sorted(query))
    sign, _ = signature("GET", path, text, {"host": HOST}, "UNSIGNED-PAYLOAD", when)
    return f"{ENDPOINT}{path}?{text}&X-Amz-Signature={sign}"


def wait():
    for _ in range(150):
        try:
            OPEN(ENDPOINT + "/").close()
            return 0
        except urllib.error.HTTPError:
            return 0
        except OSError:
            time.sleep(.2)
    return 1


def main(job, path=None, *more):
    if job == "wait":
        sys.exit(wait())
    if job == "url":
        print(presigned(path, *more))
        return
    data = b""
    if more:
        with open(more[0], "rb") as file:
            data = file.read()
    print(request(job.upper(), path, data))


main(*sys.argv[1:])
