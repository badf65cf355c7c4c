"""How the state follows what leaves the journal."""

from __future__ import annotations

from types import MappingProxyType

import msgspec

from commandcenter.domain.changes.retention import JournalPruned, PruneAgreed
from commandcenter.domain.journal import Entry
from commandcenter.domain.moving.mover import Movers
from commandcenter.domain.retention import AGREED_FOR, Agreed, Retention
from commandcenter.domain.state import State, Touch, Touched


def _agree(state: State, entry: Entry, change: PruneAgreed) -> list[Touch]:
    """The newest agreement counts."""
    agreed = Agreed(entry=entry.seq, before=change.before, archive=change.archive, until=entry.at + AGREED_FOR)
    state.retention = msgspec.structs.replace(state.retention, agreed=agreed)
    return [Touch(Touched.RETENTION, "retention", state.retention)]


def _prune(state: State, entry: Entry, change: JournalPruned) -> list[Touch]:
    state.retention = Retention(first=change.first, forgotten=change.alarms)
    return [Touch(Touched.RETENTION, "retention", state.retention)]


MOVERS: Movers = MappingProxyType({PruneAgreed: _agree, JournalPruned: _prune})
