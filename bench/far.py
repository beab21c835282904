#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Requests, bytes and time of reading an archive from nginx, and beside it what a
WACZ and a SQLite file would need.

usage: bench/far.py [--delay MS] [--runs N] [--index] ARCHIVE [ID [WORD...]]

nginx serves the archive on loopback. With --delay MS, a proxy stands before it that
makes loopback as slow as a network whose round trip takes MS: whatever the server
sends comes MS later, and so does what opens a connection. Connections stay open as
nginx and the client keep them, and nothing limits how many bytes come in a second.
So the time is that of the turns, which a round trip each is: of an answer that is so
long that TCP itself needs several, it is too short.

Requests and bytes are those of nginx's log. Requests, bytes and seconds are of the run
whose seconds are the median. Seconds are by the clock, since waiting is what is
measured.

A WACZ is computed from the archive by the rules of its player (replayweb.page): the
end of the ZIP with its directory, the local header and the content of the CDX
secondary index, one block of 64 KiB of the compressed CDX, and one WARC record, each
a request. SQLite is computed from `nbarc export --format sqlite` by the strategy of
sql.js-httpvfs: pages of 4 KiB by one range request each, doubling the read when pages
follow each other; the pages are those that the sqlite3 program reads, by strace.
"""
import argparse
import asyncio
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time

NBARC = os.path.join(os.environ.get("B", "build"), "nbarc")
CONF = """daemon off; master_process off; pid {0}/pid; error_log {0}/error;
events {{ worker_connections 64; }}
http {{ client_body_temp_path {0}; proxy_temp_path {0}; fastcgi_temp_path {0};
uwsgi_temp_path {0}; scgi_temp_path {0}; sendfile on;
log_format f '$http_range $status $body_bytes_sent'; access_log {0}/log f;
server {{ listen 127.0.0.1:{1}; root {2}; }} }}
"""


def run(words, **how):
    return subprocess.run(words, check=True, capture_output=True, **how).stdout


class Slow(threading.Thread):
    """A proxy on loopback whose other end is a round trip of `delay` seconds away."""

    def __init__(self, port, delay):
        super().__init__(daemon=True)
        self.behind, self.delay = port, delay
        self.loop = asyncio.new_event_loop()
        self.server = self.loop.run_until_complete(
            asyncio.start_server(self.connect, "127.0.0.1", 0))
        self.port = self.server.sockets[0].getsockname()[1]
        self.start()

    def run(self):
        self.loop.run_forever()
        self.loop.run_until_complete(self.end())

    async def end(self):
        self.loop.set_exception_handler(lambda *_: None)  # of what is cut off
        left = asyncio.all_tasks() - {asyncio.current_task()}
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)

    async def connect(self, reader, writer):
        await asyncio.sleep(self.delay)  # SYN and its answer
        back, forth = await asyncio.open_connection("127.0.0.1", self.behind)
        await asyncio.gather(self.pump(reader, forth, 0),
                             self.pump(back, writer, self.delay))

    async def pump(self, reader, writer, delay):
        """Pass bytes on, each `delay` after it came, until one side ends."""
        later = asyncio.Queue()
        sender = asyncio.ensure_future(self.send(later, writer))
        try:
            while True:
                data = await reader.read(1 << 18)
                later.put_nowait((self.loop.time() + delay, data))
                if not data:
                    break
        except ConnectionError:
            later.put_nowait((self.loop.time() + delay, b""))
        await sender

    async def send(self, later, writer):
        try:
            while True:
                when, data = await later.get()
                await asyncio.sleep(when - self.loop.time())
                if not data:
                    break
                writer.write(data)
                await writer.drain()
        except ConnectionError:
            pass  # the client has what it wants, or the server is gone
        writer.close()

    def close(self):
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.join()


class Far:
    """nginx with one archive, perhaps behind a delay."""

    def __init__(self, archive, delay):
        self.dir = tempfile.mkdtemp(prefix="nbarc-far-")
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        conf = os.path.join(self.dir, "conf")
        with open(conf, "w", encoding="utf-8") as out:
            out.write(CONF.format(self.dir, port, os.path.dirname(os.path.abspath(archive))))
        path = os.environ["PATH"] + ":/usr/sbin"
        self.server = subprocess.Popen(
            [shutil.which("nginx", path=path), "-p", self.dir, "-c", conf])
        self.slow = Slow(port, delay / 1000) if delay else None
        port = self.slow.port if delay else port
        self.url = f"http://127.0.0.1:{port}/{os.path.basename(archive)}"
        self.env = dict(os.environ, XDG_CACHE_HOME=os.path.join(self.dir, "cache"))
        for name in ("http_proxy", "all_proxy", "HTTP_PROXY", "ALL_PROXY"):
            self.env.pop(name, None)
        time.sleep(1)

    def forget(self):
        shutil.rmtree(os.path.join(self.dir, "cache"), ignore_errors=True)

    def measure(self, words):
        """(requests, bytes, seconds) of a command."""
        log = os.path.join(self.dir, "log")
        open(log, "w", encoding="ascii").close()
        start = time.monotonic()
        done = subprocess.run([NBARC, *words], env=self.env, check=False,
                              stdout=subprocess.DEVNULL)
        spent = time.monotonic() - start
        if done.returncode not in (0, 4):  # 4: a word that is not there
            sys.exit(f"far.py: {words[0]} ends with {done.returncode}")
        time.sleep(.05)  # nginx logs a request after the client has its answer
        with open(log, encoding="ascii") as lines:
            sizes = [int(line.split()[-1]) for line in lines]
        return len(sizes), sum(sizes), spent

    def close(self):
        if self.slow:
            self.slow.close()
        self.server.terminate()
        self.server.wait()
        shutil.rmtree(self.dir)


def row(name, figures):
    requests, size, spent = figures
    print(f"{name:28} {requests:4} requests {size / 1000:9.1f} KB  {spent * 1000:8.1f} ms")


def nbarc(far, page, words, runs):
    issue = "-".join(page.split("-")[:2])
    for name, command in (
            ("get", ["get", far.url, page]), ("list of an issue", ["list", far.url, issue]),
            *((f"grep {option}{word}", ["grep", *option.split(), far.url, word])
              for word in words for option in ("-l ", ""))):
        for state in ("cold", "warm"):
            figures = []
            for _ in range(runs):
                if state == "cold":
                    far.forget()
                figures.append(far.measure(command))
            figures.sort(key=lambda f: f[2])
            row(f"nbarc {name}, {state}", figures[len(figures) // 2])


def wacz(archive, page, delay):
    """One record of a WACZ: sizes of the real parts where the archive has them."""
    text = run([NBARC, "get", archive, page])
    items = int(re.search(rb"items +(\d+)", run([NBARC, "info", archive])).group(1))
    # A line of a CDX has some 200 bytes, 40 compressed; the index of it has a line
    # for 3,000 of them.
    parts = [65536, 30 + 20 + items // 3000 * 100 + 100, min(items, 3000) * 40,
             len(subprocess.run(["gzip", "-9"], input=text, capture_output=True,
                                check=True).stdout) + 400]
    row("WACZ get, cold (computed)", (len(parts) + 1, sum(parts), (len(parts) + 1) * delay / 1000))


def sqlite(archive, page, delay, folder):
    if not shutil.which("strace"):
        print("SQLite: strace is not installed")
        return
    base = os.path.join(folder, "x.sqlite")
    run([NBARC, "export", "-q", "-o", base, archive])
    trace = os.path.join(folder, "trace")
    table = run(["sqlite3", base, ".tables"], text=True).split()
    table = "items" if "items" in table else table[0]
    run(["strace", "-f", "-e", "trace=pread64", "-o", trace, "sqlite3", base,
         f"select * from {table} where id = '{page}'"])
    with open(trace, encoding="utf-8", errors="replace") as lines:
        reads = [(int(m[2]), int(m[1])) for m in
                 (re.search(r", (\d+), (\d+)\) = \d+", line) for line in lines) if m]
    requests, size, at, step, have = 0, 0, -1, 4096, set()
    for offset, length in reads:
        pages = range(offset // 4096, (offset + length + 4095) // 4096)
        if all(p in have for p in pages):
            continue
        step = min(step * 2, 1 << 20) if offset == at else 4096
        have.update(range(offset // 4096, (offset + max(length, step)) // 4096 + 1))
        requests, size, at = requests + 1, size + max(length, step), offset + max(length, step)
    row("SQLite get, cold (computed)", (requests + 1, size, (requests + 1) * delay / 1000))


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--delay", type=float, default=0)
    options.add_argument("--runs", type=int, default=5)
    options.add_argument("--index", action="store_true", help="make the index first")
    options.add_argument("--beside", action="store_true", help="a WACZ and SQLite, too")
    options.add_argument("archive")
    options.add_argument("id", nargs="?")
    options.add_argument("words", nargs="*", metavar="word")
    o = options.parse_args()
    if o.index:
        run([NBARC, "index", "-q", o.archive])
    if not o.id:
        first = [line.split()[0] for line in
                 run([NBARC, "list", o.archive], text=True).splitlines()]
        o.id = first[len(first) // 2]
    print(f"{o.archive}: {os.path.getsize(o.archive)} bytes, {o.id}, delay {o.delay} ms")
    # A file that was changed less than a minute before is not kept in the cache.
    time.sleep(max(0, os.path.getmtime(o.archive) + 65 - time.time()))
    far = Far(o.archive, o.delay)
    try:
        nbarc(far, o.id, o.words, o.runs)
        if o.beside:
            wacz(o.archive, o.id, o.delay)
            sqlite(o.archive, o.id, o.delay, far.dir)
    finally:
        far.close()


main()
