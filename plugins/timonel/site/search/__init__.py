"""The search: an index in parts, made with the site, that assets/search.js asks, served or opened from a folder."""

from timonel.site.search.entries import Entry, entry, hosts
from timonel.site.search.index import FOLDER, Memory, files
from timonel.site.search.noted import Noted, Recalled, noted
from timonel.site.search.told import told

__all__ = ["FOLDER", "Entry", "Memory", "Noted", "Recalled", "entry", "files", "hosts", "noted", "told"]
