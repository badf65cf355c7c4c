"""Work that takes longer than a screen may stand still: done on a thread of its own, its result brought back."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Signal, Slot

from commandcenter.domain.errors import Trouble

Result = TypeVar("Result")


class OffThread(QObject):
    """Lives on the GUI thread; `then` and `failed` are called there."""

    _done = Signal(object, object)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._done.connect(self._on_done)

    def run(
        self, work: Callable[[], Result], then: Callable[[Result], None], failed: Callable[[Trouble], None]
    ) -> None:
        """`work` may raise Trouble; it touches nothing of Qt's but pictures of its own."""

        def job() -> None:
            after: Callable[[Any], None] = then
            try:
                result: object = work()
            except Trouble as trouble:
                after, result = failed, trouble
            with suppress(RuntimeError):  # the seat has ended meanwhile
                self._done.emit(after, result)

        threading.Thread(target=job, name="off-thread").start()

    @Slot(object, object)
    def _on_done(self, after: Callable[[object], None], result: object) -> None:
        after(result)
