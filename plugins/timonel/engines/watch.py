"""What changes in a base while somebody waits: files are named together, once their editor has come to rest."""

from __future__ import annotations

import os
import queue
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from watchdog.events import (
    DirCreatedEvent,
    DirDeletedEvent,
    DirMovedEvent,
    FileClosedEvent,
    FileCreatedEvent,
    FileDeletedEvent,
    FileModifiedEvent,
    FileMovedEvent,
    FileSystemEvent,
    FileSystemEventHandler,
)
from watchdog.observers import Observer

from timonel.files import leads_out

_FOLDERS = ("data", "docs", "rules", "schemas")
_FILES = ("timonel.yaml", "mkdocs.yml")
# Of all others nobody is told: each check opens every file, which would be tens of thousands.
_CHANGES: list[type[FileSystemEvent]] = [
    FileCreatedEvent, FileModifiedEvent, FileClosedEvent, FileDeletedEvent, FileMovedEvent,
    DirCreatedEvent, DirDeletedEvent, DirMovedEvent,
]  # fmt: skip
_QUIET = 0.05  # seconds without a change: editors write a file in several steps
_REST = 0.01  # … where whoever wrote has said that each file is whole, as far as the system tells: others may follow


class _Change(NamedTuple):
    """A change of a file, and whether it is whole now; None where it is gone, and that as far as it was before."""

    path: str
    is_whole: bool | None


class _Changes(FileSystemEventHandler):
    def __init__(self, root: Path, seen: queue.SimpleQueue[_Change], follow: Callable[[_Changes, Path], None]) -> None:
        self.root, self.seen, self.follow = root, seen, follow

    def on_any_event(self, event: FileSystemEvent) -> None:
        if type(event) not in _CHANGES:
            return
        for name in {str(event.src_path), str(event.dest_path or event.src_path)}:
            path = Path(name)
            try:
                relative = path.relative_to(self.root)
            except ValueError:
                continue
            if (
                str(relative) in _FOLDERS and path.is_dir() and not leads_out(self.root, path)
            ):  # a folder that was not there before
                self.follow(self, path)
            name_there = str(relative)
            if name_there.partition(os.sep)[0] in _FOLDERS or name_there in _FILES or _may_be_known(name_there):
                self.seen.put(_Change(relative.as_posix(), _is_whole(event, name)))


def _may_be_known(name: str) -> bool:
    """Whether a file may be the one that notes which gaps are known."""
    return name.endswith(".json") and os.sep not in name and not name.startswith(".")


def _is_whole(event: FileSystemEvent, name: str) -> bool | None:
    if event.event_type == "deleted" or (event.event_type == "moved" and name == str(event.src_path)):
        return None
    return event.event_type in {"closed", "moved"}


@contextmanager
def watching(root: Path) -> Iterator[Iterator[Sequence[str]]]:
    """Give the changes from now on: each time the files (from the root, with forward slashes) that changed together."""
    root, seen = root.resolve(), queue.SimpleQueue[_Change]()
    observer = Observer()

    def follow(handler: _Changes, folder: Path) -> None:
        observer.schedule(handler, str(folder), recursive=True, event_filter=_CHANGES)

    handler = _Changes(root, seen, follow)
    for name in _FOLDERS:
        if (root / name).is_dir() and not leads_out(root, root / name):  # the whole disk, perhaps
            follow(handler, root / name)
    observer.schedule(handler, str(root), event_filter=_CHANGES)
    observer.start()
    try:
        yield _together(seen)
    finally:
        observer.stop()
        observer.join()


def _together(seen: queue.SimpleQueue[_Change]) -> Iterator[Sequence[str]]:
    while True:
        files = dict[str, bool]()
        change = seen.get()
        try:
            while True:
                before = files.get(change.path, False)
                files[change.path] = before if change.is_whole is None else change.is_whole
                change = seen.get(timeout=_REST if all(files.values()) else _QUIET)
        except queue.Empty:
            yield sorted(files)
