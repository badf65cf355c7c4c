"""A desk's questions to the record: one is on its way at a time, of the others the newest of each kind waits."""

from __future__ import annotations

from collections.abc import Callable
from enum import IntEnum

import msgspec
from PySide6.QtCore import QObject, Slot

from bridge.protocol.seat import AskSearch, Found
from commandcenter.services.searching import Query
from commandcenter.wiring.seat_model import SeatModel

Search = Callable[[AskSearch], None]
Then = Callable[[Found], None]


class Kind(IntEnum):
    """What a question is for; the smaller goes first."""

    LIST = 0
    STEP = 1
    STORY = 2
    PAST = 3


class _Question(msgspec.Struct, frozen=True):
    query: Query
    then: Then
    scene: bool
    part: bool


class Questions(QObject):
    """`then` hears the answer, whatever it is; of a question that another of its kind has taken the place of, nothing.

    A `part` goes on with what was asked for before, and has no entry of its own in the record.
    """

    def __init__(self, seat: SeatModel, search: Search, parent: QObject) -> None:
        super().__init__(parent)
        self._search = search
        self._number = 0
        self._then: Then | None = None
        self._waiting: dict[Kind, _Question] = {}
        seat.found.connect(self._on_found)

    def ask(self, kind: Kind, query: Query, then: Then, *, scene: bool = False, part: bool = False) -> None:
        self._waiting[kind] = _Question(query, then, scene, part)
        self._go_on()

    def drop(self, kind: Kind) -> None:
        """What waits of that kind is not wanted any more."""
        self._waiting.pop(kind, None)

    def _go_on(self) -> None:
        if self._then is not None or not self._waiting:
            return
        question = self._waiting.pop(min(self._waiting))
        self._number += 1
        self._then = question.then
        self._search(
            AskSearch(number=self._number, query=question.query, whole=True, scene=question.scene, part=question.part)
        )

    @Slot(object)
    def _on_found(self, found: Found) -> None:
        if found.number != self._number or self._then is None:
            return
        then, self._then = self._then, None
        then(found)
        self._go_on()
