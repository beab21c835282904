# SPDX-License-Identifier: Apache-2.0
"""Read archives of nbarc: Chinese newspapers and bulletins.

    import nbarc
    with nbarc.open("corpus.nbarc") as archive:
        for item in archive.items(title="jdrb", date_from="2019-03"):
            print(item.id, item.title, item.authors)
        for hit in archive.grep("春耕", date_from="2019"):
            print(hit.id, hit.left, hit.match, hit.right)
"""
from ._native import DamagedError, Error, NotFound, SystemCallError, UsageError, lib
from .archive import CATALOGUE, FIELDS, FORMATS, Archive, Item, Selection, open
from .search import Hit, Hits

__all__ = ["Archive", "CATALOGUE", "DamagedError", "Error", "FIELDS", "FORMATS", "Hit", "Hits", "Item", "NotFound",
           "Selection", "SystemCallError", "UsageError", "open"]
__version__ = "0.1.0"
library_version: str = lib.nb_version().decode()
