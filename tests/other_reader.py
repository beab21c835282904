# SPDX-License-Identifier: Apache-2.0
"""format-spec/reader.py in the process of a test, which starts Python once for many questions."""
import importlib.util
import io
import os
import sys
import traceback

PATH = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "format-spec", "reader.py")


def load(path=PATH):
    spec = importlib.util.spec_from_file_location("reader", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def ask(reader, words):
    """(exit code, bytes on stdout, text on stderr), as if it were a process of its own."""
    kept = sys.stdout, sys.stderr
    sys.stdout, sys.stderr = io.TextIOWrapper(io.BytesIO(), encoding="utf-8"), io.StringIO()
    try:
        try:
            code = reader.main(["reader.py", *words])
        except Exception:  # which ends a process with 1
            traceback.print_exc()
            code = 1
        sys.stdout.flush()
        return code, sys.stdout.buffer.getvalue(), sys.stderr.getvalue()
    finally:
        sys.stdout, sys.stderr = kept
