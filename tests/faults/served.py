# SPDX-License-Identifier: Apache-2.0
"""A reading room some of whose calls fail: what it answers, and how it ends."""
import http.client
import re
import select
import signal
import subprocess
import urllib.parse

# What is asked for, and how often a right answer is waited for.
PATHS = ("/", "/jdrb-20190304-a01-02", "/room.css", "/search?q=" + urllib.parse.quote("镇"),
         "/api/items?limit=3")
TRIES = 4
# What a page has that says that it lacks something.
WARNING = b'class="warning"'
# Seconds for an answer, for the start and for the end.
ANSWER, START, END = 5, 20, 30


def ask(port, path):
    """(status, body) of an answer that came as a whole; or None. Its own port is no matter."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=ANSWER)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, re.sub(rb"(:|%3A)" + str(port).encode(), rb"\1PORT", answer.read())
    except (OSError, http.client.HTTPException):
        return None
    finally:
        connection.close()


def answers(port, once):
    """The last answer to each path. One that fails `once` is asked for again."""
    got = []
    for path in PATHS:
        for _ in range(TRIES if once else 1):
            answer = ask(port, path)
            if answer and answer[0] == 200:
                break
        got.append(answer)
    return got


def address(child):
    """The port that a room says it listens at; None if it ends before that."""
    if not select.select([child.stdout], [], [], START)[0]:
        return None
    line = child.stdout.readline()
    found = re.fullmatch(rb"http://127\.0\.0\.1:([0-9]+)/\n", line)
    return int(found[1]) if found else None


def serve(argv, once, **more):
    """(exit code or "hang", answers or None if it did not listen, messages)"""
    child = subprocess.Popen(argv, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                             stderr=subprocess.PIPE, **more)
    port = address(child)
    got = answers(port, once) if port else None
    if child.poll() is None:
        child.send_signal(signal.SIGTERM)
    try:
        _, messages = child.communicate(timeout=END)
        return child.returncode, got, messages
    except subprocess.TimeoutExpired:
        child.kill()
        _, messages = child.communicate()
        return "hang", got, messages


def judge(once, right, got):
    """What is wrong with an end of serve(); an empty list if nothing is."""
    code, found, messages = got
    wrong = []
    if code not in (0, 1):
        wrong.append(f"ended with {code}")
    if found is None:
        # A failure of the start is said; a signal may be what ended it first.
        return wrong + (["no message"] if not messages.strip() else []) + \
            (["ended well without having listened"] if code == 0 else [])
    if code == 1 and not messages.strip():
        wrong.append("no message")
    for path, answer, one in zip(PATHS, found, right):
        if once and code == 0 and answer != one:
            wrong.append(f"{path}: not answered afterwards: {answer and answer[0]}")
        elif answer and answer[0] == 200 and answer != one and WARNING not in answer[1]:
            wrong.append(f"{path}: a wrong answer")
        elif answer and answer[0] < 500 and answer[0] != one[0]:
            wrong.append(f"{path}: status {answer[0]}")
    return wrong
