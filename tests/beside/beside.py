#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Read an archive again and again while it is appended to, and count false alarms.

usage: beside.py PAGES APPENDS READS      (nbarc is in PATH; prints TAP)

One thread ingests a page at a time, sometimes with a new text for a page that is
there. One ingest in eight is killed, so that the next one cuts off what it left.
Meanwhile two threads run every reading command. A reader must never report damage:
what it meets is a writer's work. verify may report what a killed ingest left, as long
as no writer is at work.
"""
import glob
import os
import random
import subprocess
import sys
import threading
import time

pages, appends, reads = sorted(glob.glob(sys.argv[1] + "/*.txt")), int(sys.argv[2]), int(sys.argv[3])
archive, proof = "beside.nbarc", "proof"
commands = [["verify", "-q", archive], ["list", archive], ["info", archive], ["log", archive],
            ["get", archive, "jdrb-20190304-a01"], ["get", "-f", "source", archive, "jdrb-20190304-a01"],
            ["prove", archive, "jdrb-20190304-a01-01"], ["get", archive, "nobody-19000101-01"]]
expected = {"get nobody-19000101-01": 4}
doubts = ("may be a damaged commit", "is cut off or damaged", "stands after the newest commit")
alarms, done, killed = [], 0, 0
lock, left = threading.Lock(), threading.Event()
stop = threading.Event()


def page_text(number):
    """The name and the text of a page: a fixture of another day, or with another number in it."""
    text = open(pages[number % len(pages)], encoding="utf-8", errors="ignore").read()
    return f"pages/jdrb-{19500101 + number % 28 + 100 * (number % 12)}-a01.txt", f"{text}\n第{number}次。\n"


def append():
    global killed
    for number in range(appends):
        name, text = page_text(number)
        with open(name, "w", encoding="utf-8") as out:
            out.write(text)
        child = subprocess.Popen(["nbarc", "ingest", "-q", "--level", "1", "-o", archive, name],
                                 stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        if random.randrange(8) == 0:
            left.set()
            time.sleep(random.random() / 50)
            child.kill()
            killed += child.wait() < 0
        elif child.wait() == 0:
            left.clear()
        os.unlink(name)
    stop.set()


def read(seed):
    global done
    choice = random.Random(seed)
    while True:
        with lock:
            if done >= reads and stop.is_set():
                return
            done += 1
        command = choice.choice(commands)
        was_left = left.is_set()
        run = subprocess.run(["nbarc", *command], capture_output=True, check=False)
        name = f"{command[0]} {command[-1]}" if command[0] == "get" else command[0]
        if run.returncode == expected.get(name, 0):
            continue
        text = run.stderr.decode("utf-8", "replace").strip()
        # A killed ingest leaves bytes that verify reports, and perhaps a commit
        # without its head: every reader doubts it and names the pages in it.
        if (was_left or left.is_set()) and (command[0] == "verify" or any(said in text for said in doubts)):
            continue
        with lock:
            alarms.append(f"{' '.join(command)}: exit {run.returncode}: {text}")


random.seed(1)
os.makedirs("pages", exist_ok=True)
subprocess.run(["nbarc", "ingest", "-q", "-o", archive, *pages], check=True)
threads = [threading.Thread(target=append), *(threading.Thread(target=read, args=(n,)) for n in (1, 2))]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
for alarm in alarms[:20]:
    print("#", alarm)
print(f"# {done} reads beside {appends} appends, {killed} of them killed: {len(alarms)} false alarms")
print("not ok" if alarms else "ok", f"1 - {'no ' if not alarms else ''}false alarm")
# What is left of the last one is cut off, and the archive is whole.
subprocess.run(["nbarc", "ingest", "-q", "-o", archive, *pages], check=True)
whole = subprocess.run(["nbarc", "verify", "-q", archive], check=False).returncode == 0
print("ok" if whole else "not ok", "2 - the archive is whole in the end")
print("1..2")
sys.exit(bool(alarms) or not whole)
