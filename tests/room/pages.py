#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The pages of the reading room and what HTTP says around them. Run in a folder
with corpus.nbarc; changed.nbarc, of which pages were changed, withdrawn and renamed;
other.nbarc, of another newspaper; evil.nbarc, whose texts are markup; and
image.nbarc, of a page with zones; and slow.nbarc, of long lines."""
import gzip
import os
import re
import shutil
import socket
import subprocess
import threading
import time
import urllib.parse

from room import Room, say

ITEM = "jdrb-20190304-a01-01"


def run(*words):
    return subprocess.run(words, check=True, stdout=subprocess.PIPE).stdout.decode()


def pages(room):
    home = room.ask("/")
    say(home.status == 200 and "江东日报" in home.text and "/title/jdrb/2019" in home.text,
        "the newspapers are listed with their years")
    year = room.ask("/title/jdrb/2019")
    say('href="/jdrb-20190304"' in year.text and "2019年3月" in year.text and year.text.count("<table>") == 1,
        "a year is a calendar with the issues as links")
    say(room.ask("/title/jdrb/1950").status == 404 and room.ask("/title/nothing").status == 404,
        "a year or a newspaper that is not there is 404")
    issue = room.ask("/jdrb-20190304")
    say(all(f'href="/{i}"' in issue.text for i in run("nbarc", "list", "-f", "tsv", "-c", "id", "corpus.nbarc",
            "jdrb-20190304").split()[1:]), "an issue links to all of its items")
    page = room.ask("/jdrb-20190304-a01")
    say(page.text.count('class="item-title"') == 3 and 'href="/jdrb-20190304-a02"' in page.text,
        "a page has its items, and leads to the next page")


def texts(room):
    item = room.ask("/" + ITEM)
    wanted = run("nbarc", "get", "--format", "text", "corpus.nbarc", ITEM).split("\n\n")
    body = re.sub("<[^>]*>", "", item.text[item.text.index("<article"):item.text.index("</article>")])
    say([l.strip() for l in wanted] == [l for l in body.split("\n") if l], "an item is the text that nbarc get prints")
    say(item.text.count("<h1") == 1 and '<article class="text" lang="zh-Hans">' in item.text,
        "it has one heading and the language of its document")
    say("⏎" not in item.text and room.ask(f"/{ITEM}?repairs=1").text.count("⏎") == 3, "repairs are shown on request")
    source = room.ask(f"/{ITEM}?source=1").text
    say("时节,农技员" in source and "时节，农技员" in source, "the source stands beside on request")
    same = room.ask(f"/{ITEM}@1")
    say(same.status == 200 and "时节，农技员" in same.text, "a revision has an address")
    say(room.ask(f"/{ITEM}@9").status == 404, "one that is not there is 404")
    say(room.ask(f"/id/{ITEM}").status == 200, "/id/ leads to it, too")
    traditional = room.ask(f"/{ITEM}?script=hant").text
    say("未安装" in traditional or ("農技員" in traditional and 'lang="zh-Hant"' in traditional),
        "traditional characters on request, if OpenCC is there")
    cite = room.ask(f"/{ITEM}@1/cite").text
    say(all(s in cite for s in ("GB/T 7714", "BibTeX", "TY  - ", "CSL-JSON")), "citations in four styles")
    say("check-proof" in room.ask(f"/{ITEM}@1/proof").text, "a proof")
    say("<td" in room.ask("/jdrb-20190304-a02/repairs").text, "the repairs of a page are a table")


def revisions(room):
    history = room.ask("/jdrb-20190304-a01/history").text
    say("@2" in history and "@1" in history and "/diff" in history, "the history has both revisions")
    diff = room.ask("/jdrb-20190304-a01@2/diff").text
    say("<del>长</del>" in diff, "a difference shows what was deleted")
    say(room.ask("/jdrb-20190304-a01@1/diff").status == 404, "the first revision differs from nothing")
    old = room.ask(f"/{ITEM}@1").text
    say('class="warning"' in old and "@2" in old, "an old revision says that there is a newer one")
    gone = room.ask("/hxwb-20200108-a01-01")
    say(gone.status == 410 and "权利" in gone.text, "what was withdrawn is 410, with the reason")
    say("权利" in room.ask("/hxwb-20200108-a01-01/history").text, "its history is still there")
    moved = room.ask("/jdrb-20190304-a02")
    say(moved.status == 301 and moved.headers["location"] == "/jdrb-20190304-b02", "a renamed page leads to its name")


def searches(room):
    word = urllib.parse.quote("农户")
    found = room.ask(f"/search?q={word}&n=200&counts=1").text
    hits = int(run("nbarc", "grep", "-c", "corpus.nbarc", "农户"))
    say(found.count("<mark>农户</mark>") == hits, "a search has the hits that nbarc grep finds")
    say(f"{hits} " in found and "<svg" in found and ">2019<" in found, "and counts them by year, as a drawing")
    say(room.ask(f"/search?q={word}&from=2030").text.count("<mark>") == 0, "filters hold")
    first = room.ask(f"/search?q={word}&n=2").text
    say(first.count("<mark>") == 2 and "start=2" in first and
        room.ask(f"/search?q={word}&n=2&start=2").text.count("<mark>") == 2, "hits come page by page")
    say(room.ask("/search?q=%28&regex=1").status == 400, "an expression that is none is 400")
    say(room.ask("/search?q=a&from=xx").status == 400, "so is a date that is none")
    say(room.ask("/search?q=" + "a" * 600).status == 400, "so are too many bytes of words")
    say(room.ask("/search?q=%28a%2A%29%2A%28b%2B%29%2Bc&regex=1").status in (200, 400), "hard expressions end")
    both = room.ask("/search?q=" + urllib.parse.quote('农户 "夜校"')).text
    say("<mark>农户</mark>" in both and "<mark>夜校</mark>" in both, "several words are found")


def languages(room):
    for header, tag in (("en", "en"), ("zh-TW,en;q=.5", "zh-Hant"), ("fr, zh-CN;q=.1", "zh-Hans"), ("xx", "zh-Hans"),
                        ("en;q=0, zh-HK", "zh-Hant"), (";;,=,q=", "zh-Hans")):
        answer = room.ask("/", Accept_Language=header)
        say(f'<html lang="{tag}">' in answer.text and "Accept-Language" in answer.headers["vary"],
            f"Accept-Language: {header} is {tag}")
    english = room.ask(f"/{ITEM}?lang=en", Accept_Language="zh")
    say('<html lang="en">' in english.text and "/jdrb-20190304-a01?lang=en" in english.text,
        "?lang= wins, and links carry it on")
    say('<html lang="zh-Hans">' in room.ask("/?lang=%22%3E%3Cb%3E").text, "a language that is none is passed over")


def protocol(room):
    item = room.ask("/" + ITEM)
    tag = item.headers["etag"]
    again = room.ask("/" + ITEM, If_None_Match=f'"x", W/{tag}')
    say(again.status == 304 and not again.bytes and again.headers["etag"] == tag, "ETag and 304")
    head = room.ask("/" + ITEM, "HEAD")
    say(head.status == 200 and not head.bytes and head.headers["content-length"] == str(len(item.bytes)),
        "HEAD has the headers of GET and no body")
    packed = room.ask("/" + ITEM, Accept_Encoding="br, gzip;q=.5")
    say(packed.headers["content-encoding"] == "gzip" and gzip.decompress(packed.bytes) == item.bytes and
        packed.headers["etag"] != tag, "gzip, with an ETag of its own")
    say("content-encoding" not in room.ask("/" + ITEM, Accept_Encoding="gzip;q=0").headers, "gzip;q=0 is none")
    part = room.ask("/room.css", Range="bytes=10-19")
    whole = room.ask("/room.css")
    say(part.status == 206 and part.bytes == whole.bytes[10:20] and
        part.headers["content-range"] == f"bytes 10-19/{len(whole.bytes)}", "a range of bytes")
    say(room.ask("/room.css", Range="bytes=-5").bytes == whole.bytes[-5:], "the last bytes")
    say(room.ask("/room.css", Range="bytes=9999999-").status == 416, "a range outside is 416")
    say(room.ask("/room.css", Range="bytes=1-2,4-5").bytes == whole.bytes, "several ranges are answered with all")
    say(room.ask("/room.css", Range="bytes=0-1", If_Range='"other"').status == 200, "If-Range")
    policy = item.headers["content-security-policy"]
    say("default-src 'none'" in policy and "unsafe" not in policy, "the policy allows nothing inline")
    say(item.headers["x-content-type-options"] == "nosniff" and item.headers["content-type"] ==
        "text/html; charset=utf-8", "type and charset are said")
    say(not re.search(r"<[^>]* (style|on[a-z]+)=", item.text) and "<style" not in item.text, "there is nothing inline")


def refusals(room):
    for method in ("POST", "PUT", "DELETE", "OPTIONS", "BREW"):
        answer = room.ask("/", method)
        say(answer.status == 405 and "GET" in answer.headers["allow"], f"{method} is 405")
    for path in ("/%zz", "/%", "/%00", "/%ff", "/a%80", "/?q=%", "/?%00=1"):
        say(room.ask(path).status == 400, f"{path} is 400")
    for path in ("/..", "/../../etc/passwd", "/%2e%2e/%2e%2e/etc/passwd", "//etc/passwd", "/corpus.nbarc", "/a/b/c/d",
                 "/" + "x/" * 40, "/%2Fetc%2Fpasswd", "/@1", "/x@y", "/id", "/id/", "/title", "/" + "a" * 300):
        say(room.ask(path).status == 404, f"{path[:40]} is 404")
    say(room.ask("/" + "a" * 5000).status == 414, "a long address is 414")
    say(room.send(b"GET / HTTP/1.1\r\nHost: a\r\nX: " + b"a" * 40000 + b"\r\n\r\n").split(b" ")[1:2] in
        ([b"431"], [b"413"], [b"400"]), "long headers are refused")
    say(room.ask("/?" + "&".join(f"a{i}=1" for i in range(100))).status == 400, "many parameters are refused")
    say(b"200" not in room.send(b"\x16\x03\x01\x02\x00\x01\r\n\r\n")[:20], "bytes that are no HTTP are refused")
    mark = '"><script>alert(1)</script>'
    for path in ("/search?q=", "/?lang=", "/search?q=a&from=", "/search?q=a&in=", "/", f"/{ITEM}?script="):
        answer = room.ask(path + urllib.parse.quote(mark))
        say("<script>" not in answer.text, f"{path}: markup is escaped")
    name = room.ask("/about?" + urllib.parse.quote('"><meta http-equiv=refresh>') + "=1").text
    say("<meta http-equiv" not in name and "?%22%3E%3Cmeta%20" in name, "so are the names of parameters")
    for path in ("//evil.example/x", "//evil.example", f"/{ITEM}//cite", "/search//"):
        away = room.ask(path)
        say(away.status == 404 and 'href="//' not in away.text, f"{path} is 404, and leads to no other host")
    say(room.ask("/", Host='a"><b>').status == 421, "a header Host with markup is refused")
    say(room.ask("/", Host="evil.example").status == 421, "a name that leads to this machine is refused")
    say(all(room.ask("/", Host=h).status == 200 for h in ("localhost", "localhost:1", "127.0.0.1", "[::1]:9")),
        "addresses of this machine are not")
    say(b" 413 " in room.send(b"POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 99999999999\r\n\r\n")[:20],
        "a long body is refused before it comes")
    say(room.ask("/").status == 200, "it is still there")


def hostile():
    with Room("evil.nbarc") as room:
        paths = ["/"] + [f"/{i}" for i in run("nbarc", "list", "-f", "tsv", "-c", "id", "evil.nbarc").split()[1:]]
        paths += [p + s for p in paths[1:] for s in ("/cite", "?source=1&repairs=1", "/proof")]
        paths += ["/search?q=alert", "/search?q=%3Cscript"]
        answers = [room.ask(p) for p in paths]
        say(all(a.status == 200 for a in answers), "texts that are markup are shown")
        own = {'<script src="/room.js" defer>', '<script type="application/ld+json">'}
        say(all(set(re.findall(r"<(?:script|img|b|i)\b[^>]*>", a.text)) <= own and
                not any("<" in d for d in re.findall(r"ld\+json\">(.*?)</script>", a.text, re.S)) and
                a.text.count("</script>") == len(re.findall("<script", a.text)) for a in answers),
            "and never become markup, in data for search engines neither")


def images():
    """The image of a page, with boxes around the blocks of its items."""
    with Room("--images", "https://img.example/scans", "image.nbarc") as room:
        page, item = room.ask("/hyrb-20230512-a02"), room.ask("/hyrb-20230512-a02-01")
        say('src="https://img.example/scans/hyrb-20230512-a02.jpg"' in page.text and
            page.headers["content-security-policy"].endswith("img-src 'self' https://img.example"),
            "the image of a page, whose host alone the policy allows")
        say('src="https://img.example/scans/a%20b/hyrb-20230513-a02/full/max/0/default.jpg"' in room.ask("/hyrb-20230513-a02-01").text,
            "a name follows the address as it is written; of a service, the whole image")
        say(page.text.count('class="zone"') >= item.text.count('class="zone"') > 0, "with the boxes of its items")
    for base in ("https://other.example", "https://img.example/sca"):
        with Room("--images", base, "image.nbarc") as room:
            say("page-image" not in room.ask("/hyrb-20230512-a02").text, f"no image from elsewhere than {base}")
    with Room("image.nbarc") as room:
        say("<img" not in room.ask("/hyrb-20230512-a02").text, "nor without --images")


def several():
    with Room("corpus.nbarc", "other.nbarc") as room:
        home = room.ask("/").text
        say("corpus" in home and "other" in home, "several archives are shown together")
        say(room.ask("/wlxb-20200101-01").status == 200 and room.ask("/wlxb-20200101-01?in=corpus").status == 404,
            "in= chooses one")
        say(room.ask(f"/{ITEM}?in=none").status == 404, "one that is not there is 404")
        found = room.ask("/search?q=" + urllib.parse.quote("农户 物理")).text
        say("农户</mark>" in found and "物理</mark>" in found, "a search is of all of them")


def damaged():
    """A search says that a page could not be read; the byte is in the first frame."""
    with open("corpus.nbarc", "rb") as file:
        data = bytearray(file.read())
    data[data.index(b"\x28\xb5\x2f\xfd", 64) + 100] ^= 64
    with open("hurt.nbarc", "wb") as file:
        file.write(data)
    told, programs = [], []
    for archive in ("corpus.nbarc", "hurt.nbarc"):
        with Room(archive) as room:
            found = room.ask("/search?q=" + urllib.parse.quote("的"), Accept_Language="en")
            told.append(found.status == 200 and "Some pages could not be read, and were not searched." in found.text)
            for form in ("json", "tsv"):
                answer = room.ask("/api/search?format=" + form + "&q=" + urllib.parse.quote("的"))
                programs.append((answer.status, answer.headers.get("nbarc-damaged"), '"damaged":true' in answer.text))
    say(told == [False, True], "a search says that pages could not be read")
    say(programs == [(200, None, False)] * 2 + [(200, "true", True), (200, "true", False)], "and so does one for programs")


def changes():
    """The archive grows, and is replaced, while it is shown."""
    shutil.copy("other.nbarc", "live.nbarc")
    with Room("live.nbarc") as room:
        say(room.ask("/" + ITEM).status == 404, "what is not there yet is 404")
        run("nbarc", "ingest", "-q", "-o", "live.nbarc", "pages/jdrb-20190304-a01.txt")
        say(room.ask("/" + ITEM).status == 200, "an append is seen by the next request")
        say("jdrb" in room.ask("/").text, "by the list of newspapers, too")
        shutil.copy("other.nbarc", "new.nbarc")
        run("mv", "new.nbarc", "live.nbarc")
        say(room.ask("/" + ITEM).status == 404 and room.ask("/wlxb-20200101-01").status == 200,
            "so is another archive in its place")
        run("nbarc", "index", "live.nbarc")
        say("物理</mark>" in room.ask("/search?q=" + urllib.parse.quote("物理")).text, "an index that is made meanwhile")
        run("mv", "live.nbarc", "away.nbarc")
        say(room.ask("/wlxb-20200101-01").status in (200, 500), "an archive that is gone")
        run("mv", "away.nbarc", "live.nbarc")
        say(room.ask("/wlxb-20200101-01").status == 200, "and back")


def indexes():
    """An index in the archive is used, whatever becomes of a file beside it."""
    shutil.copy("other.nbarc", "one.nbarc")
    with Room("one.nbarc") as room:
        def state():
            found = room.ask("/search?q=" + urllib.parse.quote("物理")).text
            used = re.search("<dt>Index for searches</dt><dd>(yes|no)</dd>", room.ask("/about", Accept_Language="en").text)
            return ("物理</mark>" in found, used and used[1])

        say(state() == (True, "no"), "without an index /about says so")
        run("nbarc", "index", "-q", "--embed", "one.nbarc")
        say(state() == (True, "yes"), "an index in the archive is used without a file beside it")
        run("nbarc", "index", "-q", "-o", "one.nbarc.idx", "corpus.nbarc")
        say(state() == (True, "yes"), "and when the file beside it is that of another archive")
        run("nbarc", "index", "-q", "one.nbarc")
        say(state() == (True, "yes"), "a file that fits may take its place")
        os.remove("one.nbarc.idx")
        say(state() == (True, "yes"), "and be removed")


def slow():
    """A search that takes long, with one thread for searches and one for readers."""
    with Room("--jobs", "1", "--seconds", "4", "slow.nbarc") as room:
        hard = urllib.parse.quote("(?=.*.*龘).")
        for path in ("/%73earch", "/search/", "/api/%73earch"):
            search = threading.Thread(target=room.ask, args=(f"{path}?q={hard}&regex=1",))
            search.start()
            time.sleep(0.5)
            began = time.monotonic()
            about = room.ask("/about")
            took = time.monotonic() - began
            say(about.status == 200 and search.is_alive() and took < 2, f"readers do not wait for {path}")
            search.join()


def streams():
    """Bodies that are made while they are sent: several at a time, each whole."""
    path = "/api/items?format=csv&columns=id,text"
    with Room("slow.nbarc") as room:
        command = subprocess.run(["nbarc", "list", "-f", "csv", "--columns", "id,text", "slow.nbarc"],
                                 capture_output=True, check=True).stdout
        bodies = []
        several = [threading.Thread(target=lambda: bodies.append(room.ask(path).bytes)) for _ in range(8)]
        for stream in several:
            stream.start()
        for stream in several:
            stream.join()
        say(len(command) > 1000000 and bodies == [command] * 8, "eight streams at a time are nbarc list each")
        old = room.send(f"GET {path} HTTP/1.0\r\n\r\n".encode())
        say(old.startswith(b"HTTP/1.1 426 ") and b"\r\nUpgrade: HTTP/1.1\r\n" in old,
            "a client that could not see that a stream was cut off gets none")
        old = room.send(b"GET /api/items HTTP/1.0\r\n\r\n")
        say(b" 200 " in old.splitlines()[0], "but all that has a length")
        with socket.create_connection(("127.0.0.1", room.port)) as client:
            client.sendall(f"GET {path} HTTP/1.1\r\nHost: a\r\n\r\n".encode())
            client.recv(100)
        say(room.ask(path).bytes == command, "one whose client goes is given up")
        code, _, messages = room.end()
        say(code == 0 and not messages, "SIGTERM ends it with exit code 0")


def life():
    with Room("--log", "corpus.nbarc") as room:
        room.ask("/" + ITEM)
        room.send(b"GET /\x1b[31m HTTP/1.0\r\n\r\n")
        code, log, messages = room.end()
        say(code == 0 and not messages, "SIGTERM ends it with exit code 0")
        say(any(re.fullmatch(rf"\S+Z 127\.0\.0\.1 GET /{ITEM} 200 \d+ \d+\.\d", l) for l in log),
            "the log has a line a request")
        say(not any("\x1b" in l for l in log), "with control characters masked")
    with Room("corpus.nbarc") as room:
        # A client that sends nothing, and one that never ends its headers.
        slow = room.send(b"GET / HTTP/1.1\r\nHost: a\r\n", seconds=40)
        say(b" 200 " not in slow, "a client that does not end its request is dropped")
        say(room.ask("/").status == 200, "and others are answered")


with Room("corpus.nbarc") as the_room:
    for part in (pages, texts, searches, languages, protocol, refusals):
        part(the_room)
    say('"pages":' in the_room.ask("/api/info").text, "programs are answered, too")
with Room("changed.nbarc") as the_room:
    revisions(the_room)
hostile()
images()
several()
damaged()
changes()
indexes()
slow()
streams()
life()
