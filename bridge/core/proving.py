"""Checks credentials beside the core's loop: a hash takes a tenth of a second and 64 MB, and nothing may wait for it.

Two threads, so that two hashes at most are made at a time; each seat may have one credential looked at, and few seats
may wait. Who comes when that is full is told so at once, and nothing of it is counted against anybody.
"""

from __future__ import annotations

import logging
import os
import threading
from collections import deque
from collections.abc import Callable
from queue import Empty, Queue
from typing import Generic, TypeVar

from commandcenter.services.credentials import Checked, Exam

log = logging.getLogger(__name__)

WORKERS = 2
MOST_WAITING = 16

Asked = TypeVar("Asked")


class Proving(Generic[Asked]):
    """`check` is called on the workers. When `wake` can be read from, `answers` has something."""

    def __init__(self, check: Callable[[Exam], Checked]) -> None:
        self._check = check
        self._questions: Queue[tuple[bytes, Asked, Exam] | None] = Queue()
        self._answers: deque[tuple[bytes, Asked, Checked | None]] = deque()
        self._pending: set[bytes] = set()
        self.wake, self._wake_write = os.pipe()
        self._threads: list[threading.Thread] = []

    def ask(self, sender: bytes, asked: Asked, exam: Exam) -> bool:
        """False when this `sender` has to come again: its last is being looked at, or too many wait."""
        if sender in self._pending or len(self._pending) >= MOST_WAITING:
            return False
        if not self._threads:
            self._start()
        self._pending.add(sender)
        self._questions.put((sender, asked, exam))
        return True

    def answers(self) -> list[tuple[Asked, Checked | None]]:
        """What was asked and what came of it, None when the checking failed; never waits."""
        os.read(self.wake, 4096)
        found = []
        while self._answers:
            sender, asked, checked = self._answers.popleft()
            self._pending.discard(sender)
            found.append((asked, checked))
        return found

    def close(self) -> None:
        """What waits is not looked at any more; what is being looked at is waited for."""
        try:
            while True:
                self._questions.get_nowait()
        except Empty:
            for _ in self._threads:
                self._questions.put(None)
        for thread in self._threads:
            thread.join()
        os.close(self.wake)
        os.close(self._wake_write)

    def _start(self) -> None:
        """With the first question: a core that never runs leaves no thread behind."""
        self._threads = [threading.Thread(target=self._work, name=f"proving-{n}") for n in range(1, WORKERS + 1)]
        for thread in self._threads:
            thread.start()

    def _work(self) -> None:
        while (question := self._questions.get()) is not None:
            sender, asked, exam = question
            try:
                checked: Checked | None = self._check(exam)
            # The thread is one of two: without it sign-ins would stop for ever.
            except Exception:
                log.exception("credentials could not be checked")
                checked = None
            self._answers.append((sender, asked, checked))
            os.write(self._wake_write, b"x")
