#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Ask a reading room while its archive is appended to and replaced.

usage: change.py ARCHIVE [APPENDS]

Threads ask for pages, records and texts of articles that stay the same: every
answer must be 200, and about the article that was asked for. What was added must
be seen by the next request, and a list that streams must come to its end."""
import json
import os
import random
import shutil
import subprocess
import sys
import threading

from served import Room, Tap

tap = Tap()
archive = "changing.nbarc"
shutil.copy(sys.argv[1], archive)
appends = int(sys.argv[2]) if len(sys.argv) > 2 else 6
lines = subprocess.run(["nbarc", "list", "--json", "-c", "id,title", archive], capture_output=True, check=True).stdout
titles = {item["id"]: item["title"] for item in map(json.loads, lines.splitlines())}
bad, asked = [], [0]
done = threading.Event()


def ask(room, seed):
    chance = random.Random(seed)
    while not done.is_set():
        name = chance.choice(list(titles))
        path = chance.choice(["/{}", "/{}", "/api/items/{}", "/{}/history", "/{}/cite",
                              "/oai?verb=GetRecord&metadataPrefix=oai_dc&identifier=nbarc:{}"]).format(name)
        answer = room.request(path)
        asked[0] += 1
        if answer.status != 200 or name not in answer.text or ("history" not in path
                                                               and titles[name].split()[0] not in answer.text):
            bad.append(f"{path}: {answer.status} {answer.text[-600:]}")


def stream(room):
    while not done.is_set():
        answer = room.request("/api/items?format=jsonl&columns=id,sha256,authors")
        found = {json.loads(line)["id"] for line in answer.body.splitlines()}
        if not set(titles) <= found:
            bad.append(f"a stream of {len(found)} items lacks {set(titles) - found}")


with Room(archive) as server:
    threads = [threading.Thread(target=ask, args=(server, seed)) for seed in range(6)]
    threads.append(threading.Thread(target=stream, args=(server,)))
    for thread in threads:
        thread.start()
    for number in range(1, appends + 1):
        page = f"zzzz-20000101-{number:02d}"
        with open(page + ".txt", "w", encoding="utf-8") as file:
            file.write(f"第{number}次添加的版面\n\n这是正在添加的一版，它有一句话。\n")
        subprocess.run(["nbarc", "ingest", "-q", "-o", archive, page + ".txt"], check=True)
        if number % 3 == 0:
            shutil.copy(archive, "other")
            os.rename("other", archive)
        seen = server.request(f"/api/items/{page}/text")
        tap.check(seen.status == 200 and f"第{number}次" in seen.text, f"what was added is seen at once: {page}",
                  f"{seen.status} {seen.text[:200]}")
    done.set()
    for thread in threads:
        thread.join()
    tap.check(not bad and asked[0] > appends, f"{asked[0]} answers meanwhile are those of one state", "\n".join(bad))
    tap.check(server.end()[0] == 0, "the server ends when it is told to")
tap.end()
