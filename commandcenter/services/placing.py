"""The second place of the checkpoints, kept level with the first: what it missed is written when it is back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Protocol

import msgspec

from commandcenter.domain.journal import CORE
from commandcenter.domain.notes import Verify
from commandcenter.domain.seal import Seal
from commandcenter.domain.state import State
from commandcenter.services.comparing import Held, contradictions, journal_of, size_if_of
from commandcenter.services.core import Core
from commandcenter.services.ports import Checkpoint, CheckpointStore, Stamped

SECOND_PLACE = "seal.second_place"
RETRY_S = 5.0
# With one flush to the disk; more follow with the next look.
AT_ONCE = 500


class PlacedLine(msgspec.Struct, frozen=True):
    """A checkpoint as it lies in the second place: when it was signed, and the whole note."""

    at: datetime
    note: str


class PlaceTrouble(Exception):
    """The second place cannot be read or written; the text says why."""


class SecondPlace(Protocol):
    """Where the checkpoints lie beside the journal."""

    @property
    def name(self) -> str:
        """What people call it."""

    def newest(self) -> list[str]:
        """Notes among which the newest is. Raises PlaceTrouble."""

    def append(self, lines: Sequence[PlacedLine]) -> None:
        """On disk when it returns. Raises PlaceTrouble."""


class Placing:
    """`clock` gives monotonic seconds; `written` is the size of the newest checkpoint that lies there."""

    def __init__(
        self,
        place: SecondPlace,
        store: CheckpointStore,
        verify: Verify,
        clock: Callable[[], float],
    ) -> None:
        self.written = 0
        self.trouble = ""
        self._place = place
        self._store = store
        self._verify = verify
        self._clock = clock
        self._look_at = float("-inf")
        self._level = False
        self._known = False

    @property
    def due(self) -> bool:
        """Whether something is to be written, and it is time to try."""
        return not self._level and self._clock() >= self._look_at

    def want(self) -> None:
        """There is a new checkpoint."""
        self._level = False

    def catch_up(self, core: Core) -> list[Stamped]:
        """Writes what is missing; returns the entries on a place that fails, or is back."""
        try:
            self._write(core.state)
        except PlaceTrouble as error:
            self._known = False
            self._look_at = self._clock() + RETRY_S
            return self._failed(core, str(error))
        # The alarm may be of a run before this one.
        entries = core.calm(SECOND_PLACE, CORE)
        self.trouble = ""
        return entries

    def _write(self, state: State) -> None:
        if not self._known:
            # Also after a failure: what lies there now may be another disk.
            self.written = self._found(state)
            self._known = True
        missing = self._missing(state.seal.origin)
        if missing:
            self._place.append([PlacedLine(it.at, it.note) for it in missing])
            self.written = missing[-1].size
        self._level = not missing

    def _found(self, state: State) -> int:
        """The size of the newest that lies there. Raises PlaceTrouble when what lies there is not of this journal."""
        journal, notes = journal_of(state, self._store), self._place.newest()
        if contradictions(journal, [Held(self._place.name, note) for note in notes], self._verify):
            raise PlaceTrouble(f"{self._place.name} holds checkpoints that this journal does not fit")
        return max(_begin(state.seal), *(size_if_of(journal, note) for note in notes), 0)

    def _missing(self, origin: str) -> list[Checkpoint]:
        """Those of the log itself: of one that was given up there may be larger ones."""
        after = self.written
        while found := self._store.checkpoints(after, AT_ONCE):
            missing = [it for it in found if it.note.startswith(f"{origin}\n")]
            if missing:
                return missing
            after = found[-1].size
        return []

    def _failed(self, core: Core, why: str) -> list[Stamped]:
        if self.trouble:
            return []
        entries = core.warn(SECOND_PLACE, CORE, place=self._place.name, reason=why[:200])
        # Only once it is recorded: the journal may be in trouble as well.
        self.trouble = why
        return entries


def _begin(seal: Seal) -> int:
    """Before this size the checkpoints are those of another origin."""
    return next((key.entry for key in reversed(seal.keys) if key.first), 0)
