#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Every command of nbarc and each of the other tools confines itself before it
# reads anything: when it says what it found, the system calls it confined. What
# a confined tool cannot do is in tests/unit/sandbox_test.c.
# shellcheck source=tests/tap.sh
. "$(dirname "$0")/../tap.sh"

if [ "$(uname)" != Linux ]; then
	skip "no Linux" "every command is confined"
	finish
	exit
elif nm "$B/tools/cli/sandbox/none.o" 2>.err | grep -q cli_sandbox_system; then
	skip "built without a sandbox" "every command is confined"
	finish
	exit
fi

# A command is stopped as it writes, by a pipe that is full already: its first
# word is about a file that is not there, or about a page that is.
cat >confined.py <<'P'
import ctypes
import os
import platform
import re
import subprocess
import sys
import time

# What makes each command say something after it was confined. A command that is
# not here fails the test: state what it writes in its struct cli, and add it.
COMMANDS = {
    "ingest": "-o new.nbarc absent", "withdraw": "-r why absent.nbarc x", "decide": "absent.nbarc page.txt",
    "edit": "--who me absent.nbarc x", "rename": "absent.nbarc x y", "compact": "absent.nbarc",
    "merge": "-o new.nbarc absent.nbarc", "split": "--by year -o new absent.nbarc",
    "collect": "-o new.nbarcs absent.nbarc", "index": "absent.nbarc", "get": "absent.nbarc x", "list": "absent.nbarc",
    "grep": "absent.nbarc x", "cite": "absent.nbarc x", "export": "-f jsonl absent.nbarc",
    "publish": "absent.nbarc new", "stat": "absent.nbarc", "info": "absent.nbarc", "log": "absent.nbarc",
    "diff": "absent.nbarc x", "decisions": "absent.nbarc", "manifest": "absent.nbarc",
    "serve": "--listen 127.0.0.1:0 a.nbarc", "verify": "absent.nbarc", "protect": "absent.nbarc",
    "repair": "absent.nbarc", "rescue": "-o new.nbarc absent.nbarc", "sign": "-k absent.pem absent.nbarc",
    "prove": "absent.nbarc x", "check-proof": "absent.json",
}
TOOLS = {"nbconv": "absent", "nbnorm": "absent", "nbtei": "--id dkxb-20190304-a01 absent"}


def has_landlock():
    return ctypes.CDLL(None).syscall(444, None, 0, 1) > 0


def status(pid):
    with open(f"/proc/{pid}/status", encoding="ascii") as file:
        return dict(re.findall(r"^(\w+):\t(.*)$", file.read(), re.M))


def header(program, *options):
    return subprocess.run(["readelf", *options, program], capture_output=True, check=True).stdout


build, definitions = sys.argv[1:]
wide = b"ELF64" in header(f"{build}/nbarc", "-h")
machine = platform.machine() if wide else "of 32 bits"
# write, writev
WRITES = {"x86_64": ("1", "20"), "s390x": ("4", "146"), "of 32 bits": ("4", "146")}.get(machine, ("64", "66"))


def blocked(pid):
    """The command is in write(2), which waits: its state does not change."""
    with open(f"/proc/{pid}/syscall", encoding="ascii") as file:
        return file.read().split()[0] in WRITES


def confined(words):
    """What the system says of the command while it writes; None if it ended."""
    ours, its = os.pipe()
    os.set_blocking(its, False)
    try:
        while True:
            os.write(its, b"x" * 4096)
    except BlockingIOError:
        os.set_blocking(its, True)
    child = subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=its, stderr=its)
    os.close(its)
    got = None
    end = time.monotonic() + 60
    while got is None and child.poll() is None and time.monotonic() < end:
        if blocked(child.pid):
            got = status(child.pid)
        time.sleep(0.005)
    os.close(ours)  # it ends by SIGPIPE
    child.terminate()
    child.wait()
    return got


with open(definitions, encoding="utf-8") as file:
    names = re.findall(r'^COMMAND\(\w+, \w+, "([\w-]+)", (\w+),', file.read(), re.M)
assert len(names) >= 30, names
landlock = has_landlock()
if not landlock:
    print("ok - files are confined # SKIP the kernel has no Landlock")
filters = machine in ("x86_64", "aarch64", "s390x", "riscv64") and "Seccomp" in status("self")
if not filters:
    print(f"ok - system calls are confined # SKIP the kernel has no seccomp, or none is used on a machine {machine}")


def is_confined(words):
    got = confined(words)
    return got and got.get("NoNewPrivs") == "1" and (not filters or got["Seccomp"] == "2")


for name, kind in names:
    if name not in COMMANDS:
        print(f"not ok - {name}: this test does not know it")
        continue
    ok = is_confined([f"{build}/nbarc", name, *COMMANDS[name].split()])
    print(f"{'ok' if ok else 'not ok'} - nbarc {name} is confined")
for name, words in TOOLS.items():
    ok = is_confined([f"{build}/{name}", *words.split()])
    print(f"{'ok' if ok else 'not ok'} - {name} is confined")
P
mkdir pages
printf '北窗镇修桥\n　　本报讯 桥面昨天铺好。\n' >pages/dkxb-20190304-a01.txt
printf '%s\n' x >page.txt
check "an archive" nbarc ingest -q -o a.nbarc pages
results python3 confined.py "$B" "$root/tools/nbarc/commands.def"
finish
