"""A seat's answers to the checkpoints that the core shows it, and its patience when the core shows none."""

from __future__ import annotations

import time
from collections.abc import Callable

from bridge.protocol import seat as wire
from bridge.sealing.witness import Line, Shown, Told, Witness
from commandcenter.domain.text import QT_TRANSLATE_NOOP

OVERDUE_S = 60.0
# Longer is not counted between two looks: the seat was busy, asleep or without a core.
LONGEST_S = 1.0

UNSEEN = QT_TRANSLATE_NOOP(
    "trouble",
    "JOURNAL NOT CONFIRMED: the core has more entries than it has shown a seal for, for more than a minute. Inform "
    "the auditor.",
)


class Witnessing:
    """Lives on the link's thread; a seat without a key witnesses nothing. `clock` gives monotonic seconds."""

    def __init__(self, witness: Witness | None, clock: Callable[[], float] = time.monotonic) -> None:
        self._witness = witness
        self._clock = clock
        self._waited = 0.0
        self._looked = clock()

    @property
    def vkey(self) -> str:
        return self._witness.vkey if self._witness else ""

    @property
    def trouble(self) -> Told:
        """What the screen has to say of the journal, ("", {}) when nothing."""
        if self._witness is None:
            return "", {}
        return (UNSEEN, {}) if self._waited > OVERDUE_S and not self._witness.trouble[0] else self._witness.trouble

    def answer(self, sealed: wire.Sealed) -> wire.Cosigned | wire.Witnessed | None:
        """What to tell the core: a signature only once it is on this seat's disk."""
        if self._witness is None:
            return None
        found = self._witness.hear(Shown(sealed.old, sealed.proof, sealed.note, sealed.key))
        if isinstance(found, Line):
            self._waited = 0.0
            return wire.Cosigned(size=found.size, line=found.line)
        return wire.Witnessed(note=found.note, log=found.log, why=found.why)

    def watch(self, size: int) -> None:
        """Called often while the core is there and well; it has told of `size` entries."""
        now = self._clock()
        passed, self._looked = now - self._looked, now
        if self._witness is not None and size > self._witness.size:
            self._waited += min(passed, LONGEST_S)
