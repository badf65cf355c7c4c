"""How the centre was after an entry: told by the search's thread, within a time, giving way to others."""

from __future__ import annotations

import time
from collections.abc import Callable

import msgspec

from commandcenter.adapters.search import asking
from commandcenter.adapters.search.index import SearchIndex
from commandcenter.adapters.search.journal_rows import JournalRows
from commandcenter.adapters.search.past import IndexedPast
from commandcenter.domain.errors import Trouble
from commandcenter.domain.text import QT_TRANSLATE_NOOP
from commandcenter.services.replaying_shift import NotKnown, Stepper
from commandcenter.services.scene import scene_of
from commandcenter.services.searching import Found

PIECE = 50
"""Entries between two rests."""
PATIENCE_S = 20.0
"""Shorter than a seat waits for an answer, and than somebody who searches meanwhile would."""
KEPT = 6
KEEP_S = 300.0
"""After so long without a step the states near where somebody stood are let go: each may be of some megabytes."""


class Scenes:
    """`rest` gives way to others for a moment, and says whether all is to stop."""

    def __init__(
        self,
        index: SearchIndex,
        rows: JournalRows,
        rest: Callable[[], bool],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._past = IndexedPast.of(index, rows, lambda query: asking.ask(index, query, rows.ends()[1]))
        self._rest = rest
        self._clock = clock
        self._stepper: Stepper | None = None
        self._asked = self._until = float("-inf")
        self._gone = 0

    def beside(self, found: Found) -> Found | Trouble:
        """The same with the scene after its first entry, or why it is not known: the search itself goes on."""
        if not found.page.seqs:
            return found
        self._stepper = self._stepper or Stepper(self._past, self._pass, KEPT)
        self._until = self._clock() + PATIENCE_S
        try:
            moment = self._stepper.at(found.page.seqs[0])
        except Trouble as error:
            return error
        finally:
            self._asked = self._clock()
        return msgspec.structs.replace(found, scene=scene_of(moment.state))

    def forget(self) -> None:
        """Nobody steps any more."""
        if self._stepper is not None and self._clock() - self._asked > KEEP_S:
            self._stepper = None

    def _pass(self) -> None:
        """Before each entry that is gone through. Raises NotKnown when it takes too long; the next time goes on."""
        self._gone += 1
        if self._gone % PIECE:
            return
        if self._rest() or self._clock() > self._until:
            raise NotKnown(
                QT_TRANSLATE_NOOP("trouble", "That moment is far from any that is kept: it is on its way, ask again.")
            )
