# SPDX-License-Identifier: Apache-2.0
"""Searching the text of items."""
from __future__ import annotations

import itertools
import os
import warnings
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from . import _native

if TYPE_CHECKING:
    from .archive import Archive, Item

_ID, _DATE, _PART, _TITLE, _LEFT, _MATCH, _RIGHT = range(7)  # enum nb_hit_text
_REVISION, _START, _END, _TIMES = range(4)  # enum nb_hit_number
_FIRST, _BARE, _REVISIONS = 1, 2, 4  # enum nb_hits_flags


class Hit:
    """Where something was found. `left` and `right` are the rest of its line, `start` and
    `end` its place in the text of the item, in characters:
    hit.item.text[hit.start:hit.end] == hit.match."""

    __slots__ = ("_archive", "id", "revision", "date", "title", "part", "left", "match", "right", "start", "end")

    _archive: Archive
    id: str
    revision: int
    date: str
    title: str
    part: str
    left: str
    match: str
    right: str
    start: int
    end: int

    @property
    def reference(self) -> str:
        """Identifier and revision of the item, as "jdrb-20190304-a01-02@1"."""
        return f"{self.id}@{self.revision}"

    @property
    def item(self) -> Item:
        """The item that it is in."""
        return self._archive[self.reference]

    def to_dict(self) -> dict[str, Any]:
        """All of it, for pandas and json."""
        return {name: getattr(self, name) for name in self.__slots__[1:]}

    def __repr__(self) -> str:
        return f"<nbarc.Hit {self.reference} {self.start}: {self.match}>"


def _hit(archive: Archive, record, find) -> Hit:
    def text(which: int) -> str:
        return find.nb_hit_record_text(record, which).decode()

    hit = Hit()
    hit._archive = archive
    hit.id, hit.date, hit.part, hit.title = text(_ID), text(_DATE), text(_PART), text(_TITLE)
    hit.left, hit.match, hit.right = text(_LEFT), text(_MATCH), text(_RIGHT)
    hit.revision = find.nb_hit_record_number(record, _REVISION)
    hit.start = find.nb_hit_record_number(record, _START)
    hit.end = find.nb_hit_record_number(record, _END)
    return hit


class Hits:
    """What a search finds, in the order of the identifiers. It searches while it is
    iterated, and anew each time; `hits[:20]` searches no longer than for twenty."""

    def __init__(self, archive: Archive, sought: list[tuple[str, str]], prefix: str, chosen: Callable[[], Any],
                 revisions: bool, index: bool | str | os.PathLike[str], threads: int,
                 damage: Callable[[_native.Error], None] | None):
        self._archive, self._sought, self._prefix, self._chosen = archive, sought, prefix, chosen
        self._flags = _REVISIONS if revisions else 0
        self._index, self._threads, self._damage = index, threads, damage
        find = _native.find_lib()
        find.nb_grep_free(self._compile(find))  # what is not valid is told at once

    def _compile(self, find):
        sought = find.nb_sought_create()
        if not sought:
            raise MemoryError("nbarc: out of memory")
        try:
            for name, value in self._sought:
                if "\0" in value:
                    raise _native.UsageError("a pattern has no NUL")
                _native.call("nb_sought_set", sought, name.encode(), value.encode(), of=find)
            return _native.make("nb_sought_compile", sought, of=find)
        finally:
            find.nb_sought_free(sought)

    def _candidates(self, find, grep):
        """What an index says of where to search; None: search everything."""
        if self._index is False:
            return None
        path = None if self._index is True else os.fsencode(self._index)
        index = None
        try:
            index = _native.make("nb_index_open", self._archive._handle, path, of=find)
            return _native.make("nb_index_candidates", index, grep, of=find)
        except _native.NotFound:
            if path:
                raise
        except _native.Error as error:
            warnings.warn(f"{error}; searching without it", RuntimeWarning, stacklevel=2)
        finally:
            find.nb_index_close(index)
        return None

    def _records(self, flags: int) -> Iterator[Any]:
        """The record of each hit, which lives until the next one is asked for."""
        find, archive = _native.find_lib(), self._archive
        grep = among = cursor = chosen = None
        try:
            grep = self._compile(find)
            chosen = self._chosen()
            with archive._lock:
                archive._check_open()
                among = self._candidates(find, grep)
                cursor = _native.make("nb_hit_cursor_create", archive._handle, grep, among, self._prefix.encode(),
                                      chosen, self._flags | flags, self._threads, of=find)
                archive._open_cursors += 1
            while True:
                with archive._lock:
                    archive._check_open()
                    try:
                        record = _native.make("nb_hit_cursor_next", cursor, of=find)
                    except _native.DamagedError as error:
                        if self._damage is None:
                            raise
                        problem = error
                    except _native.NotFound:  # nothing is chosen
                        continue
                    else:
                        problem = None
                if problem is not None:
                    self._damage(problem)
                    continue
                if not record:
                    return
                yield record
        finally:
            with archive._lock:
                if cursor is not None:
                    find.nb_hit_cursor_free(cursor)
                    archive._open_cursors -= 1
                    archive._close_if_due()
            find.nb_candidates_free(among)
            find.nb_grep_free(grep)
            _native.lib.nb_filter_free(chosen)

    def __iter__(self) -> Iterator[Hit]:
        find = _native.find_lib()
        for record in self._records(0):
            yield _hit(self._archive, record, find)

    def ids(self) -> Iterator[str]:
        """The identifiers of the items that have a hit, each once; with their revisions if all
        revisions are searched. An index answers this without a look at the text."""
        find = _native.find_lib()
        for record in self._records(_FIRST | _BARE):
            id = find.nb_hit_record_text(record, _ID).decode()
            yield f"{id}@{find.nb_hit_record_number(record, _REVISION)}" if self._flags & _REVISIONS else id

    def items(self) -> Iterator[Item]:
        """The items that have a hit."""
        return (self._archive[id] for id in self.ids())

    def count(self) -> int:
        """How many hits there are; contexts are not looked at. There is no len(): list() would
        ask for it, and search twice."""
        find = _native.find_lib()
        return sum(find.nb_hit_record_number(record, _TIMES) for record in self._records(_BARE))

    def __bool__(self) -> bool:
        return next(self.ids(), None) is not None

    def __getitem__(self, index: int | slice):
        if isinstance(index, slice):
            if (index.start or 0) < 0 or (index.stop or 0) < 0 or (index.step or 1) < 1:
                return list(self)[index]
            return list(itertools.islice(self, index.start, index.stop, index.step))
        if index < 0:
            return list(self)[index]
        for hit in itertools.islice(self, index, None):
            return hit
        raise IndexError("no such hit")

    def to_dicts(self) -> Iterator[dict[str, Any]]:
        """The hits as records, for pandas.DataFrame()."""
        return (hit.to_dict() for hit in self)
