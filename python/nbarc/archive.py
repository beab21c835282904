# SPDX-License-Identifier: Apache-2.0
"""Archives, what is chosen of them, and items."""
from __future__ import annotations

import itertools
import json
import os
import threading
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from . import _native
from ._native import call, collect, lib, make
from .search import Hits

_TABLE = _native.field_table()
FIELDS: tuple[str, ...] = tuple(name for name, _, _ in _TABLE)
"""The fields of an item, by their names in nbarc(5)."""
Several = str | list[str] | tuple[str, ...] | None  # texts of a filter, any of which will do
FORMATS = ("tei", "plain", "slices", "text", "source", "journal")
"""The forms of a text, as `nbarc get --format` has them."""
_STYLES = tuple(iter(lambda n=itertools.count(): (lib.nb_cite_style_name(next(n)) or b"").decode(), ""))
CATALOGUE: tuple[str, ...] = tuple(
    name for name in FIELDS if name not in {"subheads", "authors", "newspaper", "place", "next", "prev", "text"})
"""The fields that are read without the text of a page, which is much faster."""


def _bits(fields) -> int:
    try:
        return sum(1 << FIELDS.index(name) for name in set(fields))
    except ValueError:
        unknown = next(name for name in fields if name not in FIELDS)
        raise _native.UsageError(f"{unknown}: an item has no such field") from None


def _texts(name: str, given: Iterable[str]) -> list[str]:
    """Several texts; one text alone would be taken for its characters."""
    if isinstance(given, str):
        raise TypeError(f"{name} is a list of texts")
    return list(given)


def _value(record, number: int) -> Any:
    """The value of a field: str, int, list of str, or None."""
    _, is_number, is_list = _TABLE[number]
    count = lib.nb_item_record_count(record, number)
    if is_list:
        return [lib.nb_item_record_text(record, number, i).decode("utf-8", "replace") for i in range(count)]
    if not count:
        return None
    if is_number:
        return lib.nb_item_record_number(record, number)
    return lib.nb_item_record_text(record, number, 0).decode("utf-8", "replace")


def _values(record, fields) -> dict[str, Any]:
    return {name: _value(record, FIELDS.index(name)) for name in fields}


class Item:
    """An article, a photograph or a notice. Its fields are attributes: `item.title`,
    `item.authors`. Those that were not read with it are read when they are asked for."""

    __slots__ = ("_archive", "_values")

    def __init__(self, archive: Archive, values: dict[str, Any]):
        self._archive, self._values = archive, values

    def __getattr__(self, name: str) -> Any:
        if name not in FIELDS:
            raise AttributeError(f"an item has no field {name}")
        if name not in self._values:
            self._values.update(self._archive._read(self.reference, (name,)))
        return self._values[name]

    @property
    def reference(self) -> str:
        """Identifier and revision, as "jdrb-20190304-a01-02@1"."""
        return f"{self._values['id']}@{self._values['revision']}"

    def get(self, format: str = "text") -> str:
        """The text of the item in one of FORMATS that items have."""
        return self._archive.get(self.reference, format).decode()

    def cite(self, style: str = "gbt7714", accessed: str | None = None) -> str:
        """A citation: gbt7714, bibtex, csl or ris. `accessed` is a day, as "2026-11-29"."""
        return self._archive._cite(self.reference, style, accessed)

    def to_dict(self, fields=None) -> dict[str, Any]:
        """The fields that were read, or these."""
        if fields is None:
            return dict(self._values)
        return {name: getattr(self, name) for name in fields}

    def __repr__(self) -> str:
        return f"<nbarc.Item {self.reference}>"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Item) and self.reference == other.reference and self._archive is other._archive

    def __hash__(self) -> int:
        return hash(self.reference)


class Selection:
    """Items of an archive that filters choose, in the order of their identifiers. It is
    iterated as often as one likes; `selection[:10]` is a list of the first ten."""

    def __init__(self, archive: Archive, prefix: str, filters: dict[str, Several], fields: tuple[str, ...], all: bool):
        self._archive, self._prefix, self._filters = archive, prefix, filters
        self._fields, self._all = fields, all
        _bits(fields)
        self._filter()  # what is not valid is told at once

    def _filter(self):
        if not self._filters:
            return None
        made = lib.nb_filter_create()
        if not made:
            raise MemoryError("nbarc: out of memory")
        try:
            for name, value in self._filters.items():
                for one in value if isinstance(value, (list, tuple, set, frozenset)) else (value,):
                    call("nb_filter_set", made, name.encode(), str(one).encode())
        except BaseException:
            lib.nb_filter_free(made)
            raise
        return made

    def _records(self, fields: tuple[str, ...]) -> Iterator[Any]:
        """The record of each item, which lives until the next one is asked for."""
        archive, chosen = self._archive, self._filter()
        cursor = None
        try:
            with archive._lock:
                cursor = make("nb_item_cursor_create", archive._handle, self._prefix.encode(), chosen, _bits(fields),
                              self._all)
                archive._open_cursors += 1
            while True:
                with archive._lock:
                    archive._check_open()
                    record = make("nb_item_cursor_next", cursor)
                if not record:
                    return
                yield record
        finally:
            with archive._lock:
                if cursor is not None:
                    lib.nb_item_cursor_free(cursor)
                    archive._open_cursors -= 1
                    archive._close_if_due()
            lib.nb_filter_free(chosen)

    def __iter__(self) -> Iterator[Item]:
        for record in self._records(self._fields):
            yield Item(self._archive, _values(record, self._fields))

    def __len__(self) -> int:
        return sum(1 for _ in self._records(("id",)))

    def __bool__(self) -> bool:
        return next(self._records(("id",)), None) is not None

    def __getitem__(self, index: int | slice):
        if isinstance(index, slice):
            if (index.start or 0) < 0 or (index.stop or 0) < 0 or (index.step or 1) < 1:
                return list(self)[index]
            return list(itertools.islice(self, index.start, index.stop, index.step))
        if index < 0:
            return list(self)[index]
        for item in itertools.islice(self, index, None):
            return item
        raise IndexError("no such item")

    def to_dicts(self) -> Iterator[dict[str, Any]]:
        """The records, for pandas.DataFrame() and json."""
        for record in self._records(self._fields):
            yield _values(record, self._fields)

    def grep(self, *patterns: str, regex: bool = False, variants: bool = False, exact_width: bool = False,
             exclude: Iterable[str] = (), parts: Iterable[str] = (), all_revisions: bool = False,
             index: bool | str | os.PathLike[str] = True, threads: int = 0,
             damage: Callable[[_native.Error], None] | None = None) -> Hits:
        """Search the text of these items, as `nbarc grep` does: for any of the patterns.

        A hit within a text of `exclude` does not count; `parts` are of "head", "byline" and
        "text". `index` is the path of the index, True for the one beside the archive or in it,
        if there is one, or False. What is damaged raises DamagedError, unless `damage` is a function:
        then it is called with that, and the search goes on. A prefix of the selection ends
        where a part of an identifier ends."""
        sought = [("pattern", text) for text in patterns] + [("not", text) for text in _texts("exclude", exclude)]
        sought += [(name, "yes") for name, on in
                   (("regex", regex), ("variants", variants), ("exact-width", exact_width)) if on]
        named = ",".join(_texts("parts", parts))
        if named:
            sought.append(("in", named))
        return Hits(self._archive, sought, self._prefix, self._filter, all_revisions, index, threads, damage)


class Archive:
    """An archive, opened for reading; a context manager. Any thread may use it, one at a
    time. `at` is an earlier commit, by its number or its Merkle root."""

    def __init__(self, path: str | os.PathLike[str], at: str | int | None = None):
        self._lock = threading.RLock()
        self._open_cursors, self._closing = 0, False
        self._handle = None
        self.path = os.fspath(path)
        self._handle = make("nb_archive_open", os.fsencode(self.path))
        try:
            if at is None:
                call("nb_archive_check_end", self._handle)
            else:
                call("nb_archive_at", self._handle, str(at).encode())
        except BaseException:
            self.close()
            raise

    # ---- opening and closing

    def _check_open(self) -> None:
        if self._handle is None or self._closing:
            raise ValueError("the archive is closed")

    def _close_if_due(self) -> None:
        if self._closing and not self._open_cursors and self._handle is not None:
            lib.nb_archive_close(self._handle)
            self._handle = None

    def close(self) -> None:
        """Close it; iterations that go on end with ValueError."""
        with self._lock:
            self._closing = True
            self._close_if_due()

    def __enter__(self) -> Archive:
        return self

    def __exit__(self, *exception) -> None:
        self.close()

    def __del__(self) -> None:
        if getattr(self, "_handle", None) is not None:
            self.close()

    def __repr__(self) -> str:
        return f"<nbarc.Archive {self.path}>"

    # ---- what it holds

    @property
    def info(self) -> dict[str, Any]:
        """Facts of the commit: commits, pages, items, root, time ... (nbarc_items(3))."""
        with self._lock:
            self._check_open()
            return json.loads(collect("nb_archive_info_json", self._handle))

    @property
    def root(self) -> str:
        """The Merkle root, in hexadecimal."""
        return self.info["root"]

    def items(self, prefix: str = "", *, fields=CATALOGUE, all: bool = False, date_from: str | None = None,
              date_to: str | None = None, title: Several = None, page: Several = None, kind: Several = None,
              author: Several = None, head: str | None = None) -> Selection:
        """The items that all filters choose. Dates are "2019", "2019-03" or "2019-03-04".
        Of several titles, pages, kinds or authors in a list, any will do; all but authors may
        have commas between them instead.
        `fields` are read with each item, others when they are asked for."""
        given = {"from": date_from, "to": date_to, "title": title, "page": page, "kind": kind, "author": author,
                 "head": head}
        filters = {name: value for name, value in given.items() if value is not None}
        names = tuple(dict.fromkeys(("id", "revision", *fields)))
        return Selection(self, prefix, filters, names, all)

    def grep(self, *patterns: str, regex: bool = False, variants: bool = False, exact_width: bool = False,
             exclude: Iterable[str] = (), parts: Iterable[str] = (), all_revisions: bool = False,
             index: bool | str | os.PathLike[str] = True, threads: int = 0,
             damage: Callable[[_native.Error], None] | None = None, **filters: Any) -> Hits:
        """Search the text of the items that `filters`, those of items(), choose. The rest is
        said at Selection.grep()."""
        return self.items(**filters).grep(*patterns, regex=regex, variants=variants, exact_width=exact_width,
                                          exclude=exclude, parts=parts, all_revisions=all_revisions, index=index,
                                          threads=threads, damage=damage)

    def __iter__(self) -> Iterator[Item]:
        return iter(self.items())

    def __len__(self) -> int:
        return self.info["items"]

    def __getitem__(self, key: str | slice) -> Item | Selection:
        """An item by its identifier, or a slice of days: archive["2019-03":"2019-04"],
        the last one included."""
        if isinstance(key, slice):
            if key.step is not None:
                raise _native.UsageError("a slice of days has no step")
            return self.items(date_from=key.start, date_to=key.stop)
        return Item(self, self._read(key, CATALOGUE))

    def __contains__(self, key: str) -> bool:
        try:
            return self._read(key, ("state",))["state"] == "present"
        except (_native.NotFound, _native.UsageError):
            return False

    def get(self, id: str, format: str = "tei") -> bytes:
        """A page or an item as `nbarc get` prints it; see FORMATS."""
        if format not in FORMATS:
            raise _native.UsageError(f"{format}: no such format")
        with self._lock:
            self._check_open()
            return collect("nb_archive_get", self._handle, id.encode(), FORMATS.index(format))

    # ---- for items

    def _read(self, id: str, fields) -> dict[str, Any]:
        names = tuple(dict.fromkeys(("id", "revision", *fields)))
        with self._lock:
            self._check_open()
            record = make("nb_item_record_find", self._handle, id.encode(), _bits(names))
            try:
                return _values(record, names)
            finally:
                lib.nb_item_record_free(record)

    def _cite(self, id: str, style: str, accessed: str | None) -> str:
        if style not in _STYLES:
            raise _native.UsageError(f"{style}: no such style")
        day = None if accessed is None else accessed.encode()
        with self._lock:
            self._check_open()
            record = make("nb_item_record_find", self._handle, id.encode(), lib.nb_cite_fields())
            try:
                return collect("nb_cite_write", record, bytes.fromhex(self.root), day, _STYLES.index(style)).decode()
            finally:
                lib.nb_item_record_free(record)


def open(path: str | os.PathLike[str], at: str | int | None = None) -> Archive:
    """Open an archive for reading."""
    return Archive(path, at)
