"""When a base is examined: a file that somebody types at once, all of it when nobody types; the next key breaks that off."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TypeVar

from lsprotocol.types import Diagnostic

from timonel.lsp.edited import Edited
from timonel.pipeline import NewerModelError
from timonel.pipeline.again import HaltedError
from timonel.text import one_line, say

T = TypeVar("T")
_REST = 0.1  # seconds without a key after which everything is examined
Publish = Callable[[str, Sequence[Diagnostic]], None]


class Examining:
    """Examines one base for as long as it is edited, and shows what it finds.

    Args:
        base: the base.
        publish: shows what is to be shown in a file, by the editor's name of it.
        tell: tells people a line.
    """

    def __init__(self, base: Edited, publish: Publish, tell: Callable[[str], None]) -> None:
        self.base, self._publish, self._tell = base, publish, tell
        self._one = ThreadPoolExecutor(1, "examining")  # one thing after another: they share what they know
        self._other = ThreadPoolExecutor(1, "glancing")  # who types does not wait for what examines all else to halt
        self._woken, self._at_rest = asyncio.Event(), asyncio.Event()
        self._typed: dict[str, None] = {}
        self._shown: dict[str, Sequence[Diagnostic]] = {}
        self._told = ""
        self._is_settled = False
        self._glancing: asyncio.Task[None] | None = None
        self._task = asyncio.create_task(self._run())

    def changed(self, path: str | None = None) -> None:
        """Examine the base again.

        Args:
            path: the file that somebody types, if that is all that changed.
        """
        if path:
            self._typed[path] = None
            if self._glancing is None or self._glancing.done():
                self._glancing = asyncio.create_task(self._glance())
        self._at_rest.clear()
        self._woken.set()

    async def rest(self) -> None:
        """Wait until all that was changed has been examined and shown."""
        await self._at_rest.wait()

    async def ask(self, question: Callable[[], T]) -> T:
        """Return the answer to what reads more than one thing of the base, or takes its time."""
        return await asyncio.get_running_loop().run_in_executor(self._one, question)

    def end(self) -> None:
        """Examine no more."""
        self._task.cancel()
        self._woken.set()  # halts what runs
        for pool in (self._one, self._other):
            pool.shutdown(wait=False, cancel_futures=True)

    async def _run(self) -> None:
        while True:
            await self._woken.wait()
            while self._woken.is_set():
                self._woken.clear()
                await self._pause()
            if self._glancing is not None:
                await self._glancing  # what all else says of the file comes last
            await self._examine()
            if not self._woken.is_set():
                self._at_rest.set()

    async def _pause(self) -> None:
        """Wait until nobody has typed for a while; the first time there is nothing to wait for."""
        if self.base.result is not None:
            try:
                await asyncio.wait_for(self._woken.wait(), _REST)
            except TimeoutError:
                return

    async def _glance(self) -> None:
        while self._typed:
            path = next(iter(self._typed))
            del self._typed[path]
            opened = self.base.open.get(path)
            if opened is None:
                continue
            look = partial(self.base.glance, path, opened.buffer)
            found = await asyncio.get_running_loop().run_in_executor(self._other, look)
            if found is not None and self.base.open.get(path) == opened:
                self._show(opened.uri, found)

    async def _examine(self) -> None:
        try:
            found = await self.ask(lambda: self.base.examine(self._woken.is_set))
        except HaltedError:
            return
        except NewerModelError as error:
            self._say(say(error.problem, self.base.lang))
            return
        except OSError as error:
            self._say(f"{error.filename or ''}: {error.strerror or error}")
            return
        self._told = ""
        if not self._is_settled:  # what there is now stays: nobody need look through it for garbage again
            self._is_settled = True
            gc.collect()
            gc.freeze()
        shown = {self.base.uri(path): some for path, some in found.items()}
        for uri in [*shown, *(one for one in self._shown if one not in shown)]:
            if self._woken.is_set():
                return
            if self._show(uri, shown.get(uri, ())):
                await asyncio.sleep(0)  # somebody may have typed: thousands of files are shown the first time

    def _show(self, uri: str, found: Sequence[Diagnostic]) -> bool:
        """Show what is wrong with a file, if that is not what is shown already."""
        if [*self._shown.get(uri, ())] == [*found]:
            return False
        self._shown[uri] = found
        self._publish(uri, found)
        return True

    def _say(self, line: str) -> None:
        if line != self._told:
            self._told = line
            self._tell(one_line(line))
