"""What leaves the journal: agreed on by two persons, then done, each in an entry of its own."""

from __future__ import annotations

from commandcenter.domain.changes.change import Change


class PruneAgreed(Change, frozen=True, kw_only=True, tag="journal.prune"):
    """Entries below `before` may go, which the archive with that digest (SHA-256 of its list, in hex) holds."""

    before: int
    archive: str


class JournalPruned(Change, frozen=True, kw_only=True, tag="journal.pruned"):
    """The journal begins with entry `first` from now on; what was before lies in the archive of that digest.

    Written and sealed before anything goes: after a crash what was before may still be there.

    `origin` and `vkey` are the log's name and key at this entry, `base` is the SHA-256, in hex, of what was kept of
    the entries that went: the state that they left, for whoever goes on from there. Of `alarms` nothing is left but
    their number.
    """

    first: int
    archive: str
    origin: str
    vkey: str
    base: str
    alarms: int = 0
