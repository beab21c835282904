# SPDX-License-Identifier: Apache-2.0
"""libnbarc and libnbarc-find through ctypes: the calls of <nbarc/items.h> and <nbarc/hits.h>, and
what they need."""
from __future__ import annotations

import ctypes
import ctypes.util
import functools
import os
from ctypes import POINTER, byref, c_bool, c_char, c_char_p, c_int, c_size_t, c_uint, c_uint64, c_void_p

NO_OFFSET = 2**64 - 1
OK, USAGE, NOMEM, IO, BUSY, INVALID, UNSUPPORTED, LIMIT, ABSENT, BUG = range(10)


class _Error(ctypes.Structure):
    _fields_ = [("status", c_int), ("sys_errno", c_int), ("offset", c_uint64), ("file", c_char * 512),
                ("text", c_char * 1024)]


class _Buf(ctypes.Structure):
    _fields_ = [("data", c_void_p), ("len", c_size_t), ("cap", c_size_t)]


def _load(names: list[str | None], variable: str) -> ctypes.CDLL:
    """The first of these libraries that there is."""
    for name in filter(None, names):
        try:
            return ctypes.CDLL(name)
        except OSError as error:
            reason = error
    raise ImportError(f"{names[-1]} is not found ({reason}); install it, or set {variable} to its path")


def _load_first() -> ctypes.CDLL:
    """The library that NBARC_LIBRARY names, or the one that is installed."""
    named = os.environ.get("NBARC_LIBRARY")
    return _load([named] if named else ["libnbarc.so.0", ctypes.util.find_library("nbarc"), "libnbarc.so"],
                 "NBARC_LIBRARY")


_lib = _load_first()


def _declare(name: str, result, *arguments, of: ctypes.CDLL | None = None) -> None:
    function = getattr(of or _lib, name)
    function.restype, function.argtypes = result, list(arguments)


_declare("nb_version", c_char_p)
_declare("nb_status_name", c_char_p, c_int)
_declare("nb_buf_free", None, POINTER(_Buf))
_declare("nb_archive_open", c_int, c_char_p, POINTER(c_void_p), POINTER(_Error))
_declare("nb_archive_check_end", c_int, c_void_p, POINTER(_Error))
_declare("nb_archive_at", c_int, c_void_p, c_char_p, POINTER(_Error))
_declare("nb_archive_close", None, c_void_p)
_declare("nb_archive_info_json", c_int, c_void_p, POINTER(_Buf), POINTER(_Error))
_declare("nb_archive_get", c_int, c_void_p, c_char_p, c_int, POINTER(_Buf), POINTER(_Error))
_declare("nb_filter_create", c_void_p)
_declare("nb_filter_set", c_int, c_void_p, c_char_p, c_char_p, POINTER(_Error))
_declare("nb_filter_free", None, c_void_p)
_declare("nb_item_cursor_create", c_int, c_void_p, c_char_p, c_void_p, c_uint64, c_bool, POINTER(c_void_p),
         POINTER(_Error))
_declare("nb_item_cursor_next", c_int, c_void_p, POINTER(c_void_p), POINTER(_Error))
_declare("nb_item_cursor_free", None, c_void_p)
_declare("nb_field_name", c_char_p, c_int)
_declare("nb_field_is_number", c_bool, c_int)
_declare("nb_field_is_list", c_bool, c_int)
_declare("nb_item_record_find", c_int, c_void_p, c_char_p, c_uint64, POINTER(c_void_p), POINTER(_Error))
_declare("nb_item_record_free", None, c_void_p)
_declare("nb_item_record_count", c_size_t, c_void_p, c_int)
_declare("nb_item_record_text", c_char_p, c_void_p, c_int, c_size_t)
_declare("nb_item_record_number", c_uint64, c_void_p, c_int)
_declare("nb_cite_style_name", c_char_p, c_int)
_declare("nb_cite_fields", c_uint64)
_declare("nb_cite_write", c_int, c_void_p, c_char_p, c_char_p, c_int, POINTER(_Buf), POINTER(_Error))


class Error(Exception):
    """What went wrong; `offset` is in bytes of `file`, or None."""

    def __init__(self, message: str, status: str = "", file: str = "", offset: int | None = None, errno: int = 0):
        super().__init__(message)
        self.status, self.file, self.offset, self.errno = status, file, offset, errno


class UsageError(Error, ValueError):
    """An argument is not valid."""


class NotFound(Error, KeyError):
    """What was asked for does not exist, or was withdrawn; the message says which."""

    __str__ = Exception.__str__


class DamagedError(Error):
    """The archive is damaged, or is none."""


class SystemCallError(Error, OSError):
    """A system call failed."""

    __str__ = Exception.__str__


for _class in (Error, UsageError, NotFound, DamagedError, SystemCallError):
    _class.__module__ = "nbarc"  # where callers find them

_KINDS = {USAGE: UsageError, IO: SystemCallError, BUSY: SystemCallError, INVALID: DamagedError, ABSENT: NotFound}


def check(status: int, error: _Error) -> None:
    """Raise what a call reports."""
    if status == OK:
        return
    if status == NOMEM:
        raise MemoryError("nbarc: out of memory")
    name = _lib.nb_status_name(status).decode()
    file = error.file.decode("utf-8", "surrogateescape")
    offset = None if error.offset == NO_OFFSET else error.offset
    message = error.text.decode("utf-8", "replace") or name
    if offset is not None:
        message = f"byte {offset}: {message}"
    if file:
        message = f"{file}: {message}"
    raise _KINDS.get(status, Error)(message, name, file, offset, error.sys_errno)


def call(name: str, *arguments, of: ctypes.CDLL | None = None) -> None:
    """Call a function whose last argument is the error."""
    error = _Error()
    check(getattr(of or _lib, name)(*arguments, byref(error)), error)


def make(name: str, *arguments, of: ctypes.CDLL | None = None) -> c_void_p:
    """Call a function that gives an object out before the error."""
    made = c_void_p()
    call(name, *arguments, byref(made), of=of)
    return made


def collect(name: str, *arguments) -> bytes:
    """Call a function that appends to a buffer before the error; its bytes."""
    buf = _Buf()
    try:
        call(name, *arguments, byref(buf))
        return ctypes.string_at(buf.data, buf.len) if buf.len else b""
    finally:
        _lib.nb_buf_free(byref(buf))


def field_table() -> list[tuple[str, bool, bool]]:
    """(name, number?, list?) of each field, in the order of their numbers."""
    table, number = [], 0
    while name := _lib.nb_field_name(number):
        table.append((name.decode(), _lib.nb_field_is_number(number), _lib.nb_field_is_list(number)))
        number += 1
    return table


@functools.cache
def find_lib() -> ctypes.CDLL:
    """libnbarc-find, which searches. It is loaded when something is searched for: the rest
    does not need PCRE2. NBARC_FIND_LIBRARY names it; it may be beside NBARC_LIBRARY."""
    named, core = os.environ.get("NBARC_FIND_LIBRARY"), os.environ.get("NBARC_LIBRARY")
    beside = os.path.join(os.path.dirname(core), "libnbarc-find.so") if core else None
    find = _load([named] if named else [beside, "libnbarc-find.so.0", "libnbarc-find.so"], "NBARC_FIND_LIBRARY")
    objects, error = POINTER(c_void_p), POINTER(_Error)
    for name, result, *arguments in (
            ("nb_sought_create", c_void_p),
            ("nb_sought_set", c_int, c_void_p, c_char_p, c_char_p, error),
            ("nb_sought_compile", c_int, c_void_p, objects, error),
            ("nb_sought_free", None, c_void_p),
            ("nb_grep_free", None, c_void_p),
            ("nb_index_open", c_int, c_void_p, c_char_p, objects, error),
            ("nb_index_candidates", c_int, c_void_p, c_void_p, objects, error),
            ("nb_index_close", None, c_void_p),
            ("nb_candidates_free", None, c_void_p),
            ("nb_hit_cursor_create", c_int, c_void_p, c_void_p, c_void_p, c_char_p, c_void_p, c_uint, c_uint, objects,
             error),
            ("nb_hit_cursor_next", c_int, c_void_p, objects, error),
            ("nb_hit_cursor_free", None, c_void_p),
            ("nb_hit_record_text", c_char_p, c_void_p, c_int),
            ("nb_hit_record_number", c_uint64, c_void_p, c_int)):
        _declare(name, result, *arguments, of=find)
    return find


lib = _lib
