"""Work shared out among forked copies of this process, which have everything that is loaded already.

Forking is safe here, where it is not in general: it happens only while no other Python thread runs (:func:`can_fork`), so that no
lock is held by a thread that the copy lacks. The threads that OpenBLAS starts when numpy is imported hold none of ours; OpenBLAS
ends them itself before a fork (``pthread_atfork``) and starts them anew at the next matrix product, of which there is none here.
A hyperscan database is only read, and each copy has its own scratch, as memory written to is its own.
"""

from __future__ import annotations

import gc
import os
import pickle
import select
import signal
import struct
import sys
import threading
import warnings
from array import array
from collections.abc import Callable, Generator, Iterator
from contextlib import suppress
from io import FileIO
from queue import SimpleQueue
from traceback import format_exc
from typing import Generic, NoReturn, TypeVar

from msgspec import Struct

from loganalyzer.errors import IncompleteError

T = TypeVar("T")

_HEADER = struct.Struct("<BIQ")  # what it is, number of the task, bytes that follow
_RESULT, _ERROR, _END = range(3)
_PIPE_BYTES = 1 << 20
_GRACE_MS = 2  # for a child that has more to send
_SWITCH_SECONDS = 0.0005


def can_fork() -> bool:
    """Whether this process may fork now. macOS could, but its own libraries must not be used behind a fork."""
    return sys.platform == "linux" and threading.active_count() == 1


def forked(
    work: Callable[[int], T], total: int, children: int, *, helps: bool, meanwhile: Callable[[], None]
) -> Generator[T]:
    """The results of the tasks 0 to ``total`` - 1 in their order; each process takes the next one when it is free.

    Args:
        work: does a task; called in the children, its result or error comes back pickled.
        total: number of tasks.
        children: processes to fork; where the system refuses some of them, fewer do the work, or this process alone.
        helps: whether this process does tasks too.
        meanwhile: called here once, when the children are at work. What it raises ends them.

    Raises:
        IncompleteError: a child was killed.
    """
    crew = _Crew(work, total, children)
    try:
        meanwhile()
        yield from crew.results(helps=helps or not crew.children)
    finally:
        crew.end()


class _Child(Struct, frozen=True):
    pid: int
    results: FileIO


class _Crew(Generic[T]):
    """The children and what connects them with this process.

    The numbers of the tasks lie in a file that all have opened together, so that its position, which they share, tells which
    is next. The read end of another pipe reports the end of this process to the children, however it ends.
    """

    def __init__(self, work: Callable[[int], T], total: int, children: int) -> None:
        self._work, self._total = work, total
        self._numbers = _numbers(total)
        self._alive, self._owner = os.pipe()
        self.children: list[_Child] = []
        gc.freeze()  # a collection in a child would write to, and so copy, every page it looks through
        try:
            with suppress(OSError):
                for _ in range(children):
                    self.children.append(self._fork())
        finally:
            gc.unfreeze()

    def results(self, *, helps: bool) -> Iterator[T]:
        """See :func:`forked`."""
        done: dict[int, T] = {}
        for number in range(self._total):
            while number not in done:
                mine = self._take() if helps else None
                if mine is not None:
                    done[mine] = self._work(mine)
                self._receive(done, wait=mine is None)
            yield done.pop(number)

    def end(self) -> None:
        """Let no child live on, and close everything."""
        for child in self.children:
            child.results.close()
            with suppress(ProcessLookupError):
                os.kill(child.pid, signal.SIGKILL)
            os.waitpid(child.pid, 0)
        for descriptor in (self._numbers, self._alive, self._owner):
            os.close(descriptor)
        self.children = []

    def _take(self) -> int | None:
        number = os.read(self._numbers, 4)
        return int.from_bytes(number, sys.byteorder) if number else None

    def _receive(self, done: dict[int, T], *, wait: bool) -> None:
        """Take all that the children have sent; ``wait``: until one of them has."""
        ready = select.poll()
        by_descriptor = {child.results.fileno(): child for child in self.children}
        for descriptor in by_descriptor:
            ready.register(descriptor, select.POLLIN)
        timeout = None if wait else 0
        while by_descriptor and (events := ready.poll(timeout)):
            for descriptor, _ in events:
                if not self._take_from(by_descriptor[descriptor], done):
                    ready.unregister(descriptor)
                    del by_descriptor[descriptor]
            timeout = _GRACE_MS

    def _take_from(self, child: _Child, done: dict[int, T]) -> bool:
        """Take one message; whether another one may follow."""
        kind, number, size = _HEADER.unpack(_read(child, _HEADER.size))
        if kind == _END:
            self._dismiss(child)
            return False
        result = pickle.loads(_read(child, size))  # noqa: S301 - from our own child
        if kind == _ERROR:
            raise result
        done[number] = result
        return True

    def _dismiss(self, child: _Child) -> None:
        self.children.remove(child)
        child.results.close()
        os.waitpid(child.pid, 0)

    def _fork(self) -> _Child:
        receive, send = os.pipe()
        _widen(send)
        with warnings.catch_warnings():
            # Python 3.12 warns of any thread of the process; the module's docstring says why those of OpenBLAS do not matter.
            warnings.simplefilter("ignore", DeprecationWarning)
            try:
                pid = os.fork()
            except OSError:
                os.close(receive)
                os.close(send)
                raise
        if not pid:
            self._be_child(send)
        os.close(send)
        return _Child(pid, FileIO(receive))

    def _be_child(self, send: int) -> NoReturn:
        """Do tasks until there is none; nothing of the parent's is finished, flushed or removed here."""
        status = 1
        try:
            # Ctrl-C reaches every process of the terminal; the parent ends its children itself.
            signal.signal(signal.SIGINT, signal.SIG_IGN)
            signal.signal(signal.SIGTERM, signal.SIG_DFL)
            os.close(self._owner)
            threading.Thread(target=_end_with_parent, args=(self._alive,), daemon=True).start()
            self._do_tasks(FileIO(send, "w"))
            status = 0
        finally:
            os._exit(status)

    def _do_tasks(self, pipe: FileIO) -> None:
        """Results are sent in a thread, as the parent takes them only when it is done with a task of its own."""
        sys.setswitchinterval(_SWITCH_SECONDS)  # the sender is not to wait long for its turn
        messages: SimpleQueue[tuple[bytes, bytes] | None] = SimpleQueue()
        sender = threading.Thread(target=_send_all, args=(pipe, messages), daemon=True)
        sender.start()
        while (number := self._take()) is not None:
            kind, data = _outcome(self._work, number)
            messages.put((_HEADER.pack(kind, number, len(data)), data))
        messages.put(None)
        sender.join()
        _send(pipe, _HEADER.pack(_END, 0, 0))


def _outcome(work: Callable[[int], T], number: int) -> tuple[int, bytes]:
    try:
        return _RESULT, pickle.dumps(work(number), pickle.HIGHEST_PROTOCOL)
    except Exception as error:  # noqa: BLE001 - whatever it is, it is raised again in the parent
        error.add_note(format_exc())
        with suppress(Exception):
            return _ERROR, pickle.dumps(error)
        return _ERROR, pickle.dumps(RuntimeError(format_exc()))


def _send_all(pipe: FileIO, messages: SimpleQueue[tuple[bytes, bytes] | None]) -> None:
    with suppress(OSError):  # nobody reads any more; whoever waits for this thread finds that out as well
        while (message := messages.get()) is not None:
            _send(pipe, *message)


def _send(pipe: FileIO, *parts: bytes) -> None:
    for part in parts:
        view = memoryview(part)
        while view:
            view = view[pipe.write(view) :]


def _read(child: _Child, size: int) -> bytearray:
    data = bytearray(size)
    view = memoryview(data)
    while view:
        count = child.results.readinto(view)
        if not count:
            raise IncompleteError(
                "a process that was reading ended before its work was done (killed, perhaps for want of memory);"
                " nothing was finished"
            )
        view = view[count:]
    return data


def _numbers(total: int) -> int:
    """A file of the numbers below ``total``, at its beginning."""
    descriptor = os.memfd_create("loganalyzer-tasks")
    _send(FileIO(descriptor, "w", closefd=False), array("I", range(total)).tobytes())
    os.lseek(descriptor, 0, os.SEEK_SET)
    return descriptor


def _widen(pipe: int) -> None:
    """Let a pipe hold more than the usual 64 KiB, if the system allows it."""
    import fcntl

    with suppress(OSError):
        fcntl.fcntl(pipe, fcntl.F_SETPIPE_SZ, _PIPE_BYTES)


def _end_with_parent(alive: int) -> None:
    """Wait until nobody holds the other end any more."""
    os.read(alive, 1)
    os._exit(1)
