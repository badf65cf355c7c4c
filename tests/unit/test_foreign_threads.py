"""Python's state of threads that Python has not made: one for each thread, and none left when they have ended."""

from __future__ import annotations

import ctypes
import threading
import weakref

import pytest

from bridge.video.foreign_threads import ForeignThreads

Write = ctypes.CFUNCTYPE(ctypes.c_ssize_t, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_size_t)
Close = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p)


class Cookie(ctypes.Structure):
    """What the C library calls in place of reading, writing, seeking and closing a file."""

    _fields_ = (("read", ctypes.c_void_p), ("write", Write), ("seek", ctypes.c_void_p), ("close", Close))


class Held:
    """Lives as long as Python's state of the thread that made it."""


class Calls:
    """Two calls from one thread of the C library: it writes and closes a file that is made of functions of ours."""

    def __init__(self, threads: ForeignThreads | None) -> None:
        self._threads = threads
        self._here = threading.local()
        self.first: list[bool] = []  # of each call: whether Python had no state of the thread
        self.held: list[weakref.ref[Held]] = []

    def run(self) -> None:
        libc = ctypes.CDLL(None)
        libc.fopencookie.restype = ctypes.c_void_p
        cookie = Cookie(None, Write(self._on_write), None, Close(self._on_close))
        file = ctypes.c_void_p(libc.fopencookie(None, b"w", cookie))
        libc.fputs(b"something", file)
        thread = ctypes.c_ulong()
        assert libc.pthread_create(ctypes.byref(thread), None, libc.fclose, file) == 0
        assert libc.pthread_join(thread, None) == 0

    def _on_write(self, _cookie: object, _data: object, size: int) -> int:
        self._called()
        return size

    def _on_close(self, _cookie: object) -> int:
        self._called()
        return 0

    def _called(self) -> None:
        if self._threads is not None:
            self._threads.keep()
        self.first.append(not hasattr(self._here, "held"))
        if self.first[-1]:
            self._here.held = Held()
            self.held.append(weakref.ref(self._here.held))


@pytest.fixture
def threads() -> ForeignThreads:
    return ForeignThreads()


def test_without_it_each_call_begins_anew() -> None:
    calls = Calls(None)
    calls.run()
    assert calls.first == [True, True]


def test_a_thread_keeps_its_state_from_call_to_call(threads: ForeignThreads) -> None:
    calls = Calls(threads)
    calls.run()
    assert calls.first == [True, False]
    assert len(threads) == 1
    threads.forget()


def test_nothing_is_left_of_threads_that_have_ended(threads: ForeignThreads) -> None:
    calls = Calls(threads)
    for _ in range(3):
        calls.run()
    assert (len(threads), [held() is None for held in calls.held]) == (3, [False] * 3)
    threads.forget()
    assert (len(threads), [held() is None for held in calls.held]) == (0, [True] * 3)
    threads.forget()
