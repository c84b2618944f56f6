"""What changes in a base while somebody waits: files are named together, once their editor has come to rest."""

from __future__ import annotations

import os
import queue
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from watchdog.events import FileSystemEvent, FileSystemEventHandler
from watchdog.observers import Observer

from timonel.files import leads_out

_FOLDERS = ("data", "docs", "rules", "schemas")
_FILES = ("timonel.yaml", "mkdocs.yml")
_CHANGES = ("created", "modified", "deleted", "moved")
_QUIET = 0.05  # seconds without a change: editors write a file in several steps


class _Changes(FileSystemEventHandler):
    def __init__(self, root: Path, seen: queue.SimpleQueue[str], follow: Callable[[_Changes, Path], None]) -> None:
        self.root, self.seen, self.follow = root, seen, follow

    def on_any_event(self, event: FileSystemEvent) -> None:
        if event.event_type not in _CHANGES or (event.is_directory and event.event_type == "modified"):
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
            if str(relative).partition(os.sep)[0] in _FOLDERS or str(relative) in _FILES:
                self.seen.put(relative.as_posix())


@contextmanager
def watching(root: Path) -> Iterator[Iterator[Sequence[str]]]:
    """Give the changes from now on: each time the files (from the root, with forward slashes) that changed together."""
    root, seen = root.resolve(), queue.SimpleQueue[str]()
    observer = Observer()

    def follow(handler: _Changes, folder: Path) -> None:
        observer.schedule(handler, str(folder), recursive=True)

    handler = _Changes(root, seen, follow)
    for name in _FOLDERS:
        if (root / name).is_dir() and not leads_out(root, root / name):  # the whole disk, perhaps
            follow(handler, root / name)
    observer.schedule(handler, str(root))
    observer.start()
    try:
        yield _together(seen)
    finally:
        observer.stop()
        observer.join()


def _together(seen: queue.SimpleQueue[str]) -> Iterator[Sequence[str]]:
    while True:
        files = {seen.get()}
        try:
            while True:
                files.add(seen.get(timeout=_QUIET))
        except queue.Empty:
            yield sorted(files)
