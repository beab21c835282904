# SPDX-License-Identifier: Apache-2.0
"""Run one server of Swift, as its own program does, but with the swift.conf of a folder in
the place of that in /etc, and with its log on stderr.

usage: /usr/bin/python3 server.py FOLDER account|container|object|proxy
"""
import os
import sys

from swift.common import utils


def main():
    folder, kind = sys.argv[1:]
    # Read when the modules below are imported.
    utils.SWIFT_CONF_FILE = os.path.join(folder, "swift.conf")
    from swift.common.wsgi import run_wsgi
    sys.exit(run_wsgi(os.path.join(folder, f"{kind}.conf"), f"{kind}-server", verbose=True))


main()
