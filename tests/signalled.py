#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Send a signal to a command while it works, on a machine of any speed.

usage: signalled.py SIGNAL COMMAND...     (SIGNAL is INT, TERM or HUP)

The command runs in the background of a terminal of its own. The terminal stops
it when it first writes to it ("stty tostop"), so that the command cannot go on
before it got the signal. It must therefore write to standard error after it has
begun its work: progress, or a message. SIGNAL may also be "ignored": SIGHUP for a
command that ignores it.

Prints the exit code, which is negative for a death by signal, or "unmet" if the
command ended without writing. What it wrote is in the file `messages`.
"""
import os
import pty
import signal
import subprocess
import sys
import termios


def meet(name, command):
    """In the session of the terminal: the outcome, as printed."""
    for one in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGTTOU):
        signal.signal(one, signal.SIG_DFL)
    if name == "ignored":
        signal.signal(signal.SIGHUP, signal.SIG_IGN)
    sent = signal.SIGHUP if name == "ignored" else signal.Signals["SIG" + name]
    modes = termios.tcgetattr(2)
    modes[3] |= termios.TOSTOP
    termios.tcsetattr(2, termios.TCSANOW, modes)
    child = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, preexec_fn=os.setpgrp)
    status = os.waitpid(child.pid, os.WUNTRACED)[1]
    if not os.WIFSTOPPED(status):
        return "unmet"
    os.kill(child.pid, sent)
    modes[3] &= ~termios.TOSTOP
    termios.tcsetattr(2, termios.TCSANOW, modes)
    os.kill(child.pid, signal.SIGCONT)
    return os.waitstatus_to_exitcode(os.waitpid(child.pid, 0)[1])


def main():
    output = os.dup(1)
    child, terminal = pty.fork()
    if child == 0:
        os.write(output, f"{meet(sys.argv[1], sys.argv[2:])}\n".encode())
        os._exit(0)
    with open("messages", "wb") as messages:
        try:
            while data := os.read(terminal, 65536):
                messages.write(data)
        except OSError:  # the end, on Linux
            pass
    return os.waitpid(child, 0)[1] != 0


sys.exit(main())
