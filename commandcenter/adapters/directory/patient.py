"""Asks a directory for so long and no longer, and leaves one that has not answered alone for a while.

Hosts are looked up and TLS is begun in ways that no timeout of the library reaches (measured: a server that takes the
call and says nothing held one for minutes). So each question is put on a thread of its own, which is left behind when
it takes too long.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from queue import Empty, SimpleQueue

from commandcenter.services.directory import Directory, DirectoryAway

log = logging.getLogger(__name__)

MOST_AT_ONCE = 4
REST_S = 5.0

Answer = bool | DirectoryAway


class PatientDirectory:
    """Implements `services.directory.Directory`. The core's own accounts never wait behind many that ask in vain."""

    def __init__(
        self, directory: Directory, name: str, timeout_s: float, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._directory = directory
        self._name = name
        self._timeout_s = timeout_s
        self._clock = clock
        self._free = threading.BoundedSemaphore(MOST_AT_ONCE)
        self._rests_until = clock()

    def knows(self, name: str, password: str) -> bool:
        if self._clock() < self._rests_until:
            raise DirectoryAway("it has not answered a moment ago")
        if not self._free.acquire(blocking=False):
            raise DirectoryAway("too many questions wait for it")
        answers: SimpleQueue[Answer] = SimpleQueue()
        # A daemon: the end of the program does not wait for a directory either.
        threading.Thread(target=self._ask, args=(name, password, answers), name="directory", daemon=True).start()
        try:
            answer = answers.get(timeout=self._timeout_s)
        except Empty:
            answer = DirectoryAway(f"no answer within {self._timeout_s:g} s")
        if isinstance(answer, DirectoryAway):
            self._rests_until = self._clock() + REST_S
            log.warning("the directory %s cannot be asked: %s", self._name, answer)
            raise answer
        return answer

    def _ask(self, name: str, password: str, answers: SimpleQueue[Answer]) -> None:
        answer: Answer = DirectoryAway("asking it has failed")
        try:
            answer = self._directory.knows(name, password)
        except DirectoryAway as away:
            answer = away
        finally:
            self._free.release()
            answers.put(answer)
