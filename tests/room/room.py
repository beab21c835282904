# SPDX-License-Identifier: Apache-2.0
"""A reading room that runs, and requests to it: nbarc serve on a free port of
127.0.0.1, asked by http.client and by plain sockets."""
import http.client
import os
import signal
import socket
import subprocess
import time


class Answer:
    """Status, headers in lower case, and body of an answer."""

    def __init__(self, response):
        self.status = response.status
        self.headers = {k.lower(): v for k, v in response.getheaders()}
        self.bytes = response.read()

    @property
    def text(self):
        return self.bytes.decode()


class Room:
    def __init__(self, *arguments, **more):
        self.process = subprocess.Popen(["nbarc", "serve", "--listen", "127.0.0.1:0", *arguments],
                                        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **more)
        line = self.process.stdout.readline()
        self.port = int(line.rsplit(":", 1)[1].strip("/\n")) if line else 0

    def ask(self, path, method="GET", body=None, **headers):
        """Headers with '_' for '-', as Accept_Language="en"."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        connection.request(method, path, body, {k.replace("_", "-"): v for k, v in headers.items()})
        answer = Answer(connection.getresponse())
        connection.close()
        return answer

    def send(self, data, seconds=60):
        """What comes back for these bytes, until the server closes."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=seconds) as s:
            s.sendall(data)
            parts = []
            try:
                while part := s.recv(65536):
                    parts.append(part)
            except (TimeoutError, ConnectionError):
                pass
        return b"".join(parts)

    def memory(self):
        """Resident memory in bytes."""
        with open(f"/proc/{self.process.pid}/statm", encoding="ascii") as f:
            return int(f.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")

    def end(self, how=signal.SIGTERM):
        """End it; its exit code, the lines of its log, and its messages."""
        self.process.send_signal(how)
        out, messages = self.process.communicate(timeout=60)
        return self.process.returncode, out.splitlines(), messages

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.kill()
            self.process.communicate()


def wait_until(true, seconds=30):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if true():
            return True
        time.sleep(0.05)
    return False


def say(good, description):
    """A line for tests/cli/serve.sh, which counts."""
    print(f"{0 if good else 1}\t{description}", flush=True)
