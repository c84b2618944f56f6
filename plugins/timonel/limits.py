"""Work that a stranger's file may make endless: done in a process that the system ends when it takes too long or too much."""

from __future__ import annotations

import io
import os
import pickle
import signal
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

from timonel.aside import can_fork

_SLOW = {-getattr(signal, name, 0) for name in ("SIGXCPU", "SIGALRM")} - {0}  # how a process ends that took too long
_PATIENCE = 20  # by the clock, so many times what a process may compute: where others compute too, it is slower
_LATE = -24  # what stands for such an end where there are no signals
_CONFINE = 'ulimit -v "$0" 2>/dev/null; exec "$@"'
_BEGIN = "import sys, pickle; sys.path[:] = pickle.load(sys.stdin.buffer); from timonel.limits import serve; serve()"


class LimitError(Exception):
    """Work that was ended.

    Attributes:
        slow: whether it took too long; else it took too much memory, or broke down.
    """

    def __init__(self, *, slow: bool) -> None:
        """Say which it was."""
        super().__init__()
        self.slow = slow


def limited(work: Callable[..., Any], *arguments: object, seconds: int, megabytes: int) -> Any:  # noqa: ANN401 - what the work returns
    """Return ``work(*arguments)``, done within limits; what it raises is raised here.

    Args:
        work: a function of a module; what it returns or raises can be pickled.
        arguments: what can be pickled.
        seconds: what it may compute.
        megabytes: what it may take up, beside what this process has already.

    Raises:
        LimitError: it took too long or too much.
    """
    with unseen() as made:
        if can_fork():
            ended = forked(lambda: _answer(made, work, arguments), seconds=seconds, megabytes=megabytes)()
        else:
            with unseen() as given:
                pickle.dump(sys.path, given)
                pickle.dump((work, arguments, seconds, megabytes), given)
                given.seek(0)
                ended = spawned([sys.executable, "-c", _BEGIN], given, made, seconds=seconds)()
        if ended:
            raise LimitError(slow=was_slow(ended))
        made.seek(0)
        done, value = pickle.load(made)  # noqa: S301 - from our own process
    if not done:
        raise value
    return value


def serve() -> None:
    """Do what another process wrote to the standard input, and write what came of it."""
    work, arguments, seconds, megabytes = pickle.load(sys.stdin.buffer)  # noqa: S301 - from our own process
    restrict(seconds, megabytes)
    sys.exit(_answer(sys.stdout.buffer, work, arguments))


def _answer(file: IO[bytes], work: Callable[..., Any], arguments: tuple[object, ...]) -> int:
    try:
        told = True, work(*arguments)
    except MemoryError:
        return 1
    except Exception as error:  # noqa: BLE001 - raised again by whoever asked
        told = False, error
    file.write(pickle.dumps(told, pickle.HIGHEST_PROTOCOL))
    file.flush()
    return 0


def forked(work: Callable[[], int], *, seconds: int, megabytes: int) -> Callable[[], int]:
    """Let a copy of this process work, which knows all that this one knows; return what waits for its exit code.

    Args:
        work: what it does; returns the exit code.
        seconds: what it may compute.
        megabytes: what it may take up, beside what this process has already.
    """
    process = os.fork()
    if process:
        return lambda: os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])
    ended = 1
    try:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)  # what libraries cry when there is no more memory
        restrict(seconds, megabytes)
        ended = work()
    finally:
        os._exit(ended)


def spawned(command: list[str], given: IO[bytes], made: IO[bytes], *, seconds: int) -> Callable[[], int]:
    """Start a program beside this one, and return what waits for its exit code; it restricts itself."""
    import subprocess  # noqa: PLC0415 - not every system needs it

    process = subprocess.Popen(command, stdin=given, stdout=made, stderr=subprocess.DEVNULL)  # noqa: S603 - ours

    def wait() -> int:
        try:
            return process.wait(_patience(seconds))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            return _LATE

    return wait


def _patience(seconds: int) -> int:
    """Return how long to wait by the clock for so many seconds of computing; it is all there is on some systems."""
    return seconds if sys.platform == "win32" else seconds * _PATIENCE


def was_slow(ended: int) -> bool:
    """Whether an exit code says that a process took too long."""
    return ended in _SLOW or ended == _LATE


def restrict(seconds: int, megabytes: int) -> None:
    """Have the system end this process when it takes more than this, beside what it takes up now."""
    limit("RLIMIT_CORE", 0)
    limit("RLIMIT_CPU", seconds)
    limit("RLIMIT_AS", _taken() + megabytes * 2**20)
    if hasattr(signal, "alarm"):
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.alarm(_patience(seconds))


def limit(name: str, value: int) -> None:
    """Set a limit of the system, where it has that one."""
    with suppress(ImportError, AttributeError, ValueError, OSError):
        import resource  # noqa: PLC0415 - not every system has it

        which = getattr(resource, name)
        _, most = resource.getrlimit(which)
        resource.setrlimit(which, (value if most == resource.RLIM_INFINITY else min(value, most), most))


def confined(command: Sequence[str], megabytes: int) -> list[str]:
    """Return a command that does the same and takes up no more addresses than this, where the system can limit them."""
    from shutil import which  # noqa: PLC0415 - no check asks for it

    shell = which("sh") if os.name == "posix" else None
    return [shell, "-c", _CONFINE, str(megabytes * 1024), *command] if shell else [*command]


def _taken() -> int:
    """Return how many bytes of addresses this process takes up; 0 where nobody says."""
    try:
        pages = Path("/proc/self/statm").read_text(encoding="ascii").split()[0]
    except OSError:
        return 0
    return int(pages) * os.sysconf("SC_PAGE_SIZE")


def unseen() -> IO[bytes]:
    """Return a file that only processes see which are handed it: in memory where the system can."""
    if hasattr(os, "memfd_create"):
        return io.FileIO(os.memfd_create("timonel"), "w+b")
    from tempfile import TemporaryFile  # noqa: PLC0415 - other systems

    return TemporaryFile(buffering=0)
