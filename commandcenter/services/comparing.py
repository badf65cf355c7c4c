"""Whether the journal on disk still is the one that its checkpoints speak of: asked before anything is written."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet

import msgspec

from commandcenter.domain.checkpoints import Checkpoint, open_checkpoint
from commandcenter.domain.merkle import TileOf
from commandcenter.domain.notes import BadSignature, NoteError, VerifierKey, Verify
from commandcenter.domain.proofs import root_of
from commandcenter.domain.state import State
from commandcenter.domain.text import QT_TRANSLATE_NOOP
from commandcenter.services.ports import CheckpointStore

BEHIND = QT_TRANSLATE_NOOP("trouble", "the checkpoint speaks of {said} entries, the journal has {size}")
OTHER_LOG = QT_TRANSLATE_NOOP("trouble", "the checkpoint, of {said} entries, is of another journal")
OTHER = QT_TRANSLATE_NOOP("trouble", "the journal's first {said} entries are not those of the checkpoint")


class Held(msgspec.Struct, frozen=True):
    """A checkpoint's note and where it lies."""

    where: str
    note: str


class Contradiction(msgspec.Struct, frozen=True, kw_only=True):
    """A checkpoint that the journal does not fit; `reason` is a template for `said` and `size`."""

    held: Held
    reason: str
    said: int
    size: int


class Journal(msgspec.Struct, frozen=True):
    """What is compared: the log's names, its keys, how many entries it has, and the tiles over them.

    `origin` is its name, "" before it has one; `former` those that it had or has taken the place of.
    """

    origin: str
    former: AbstractSet[str]
    keys: Sequence[VerifierKey]
    size: int
    tile: TileOf

    def fits(self, said: Checkpoint) -> bool:
        """Whether the journal begins with those entries."""
        if not 0 < said.size <= self.size:
            return said.size == 0
        try:
            return root_of(said.size, self.tile) == said.root
        except ValueError:
            return False


def journal_of(state: State, store: CheckpointStore) -> Journal:
    seal = state.seal
    return Journal(seal.origin, seal.origins, [key.key for key in seal.keys], state.size, store.tile)


def contradictions(journal: Journal, helds: Iterable[Held], verify: Verify) -> list[Contradiction]:
    """Those of the checkpoints that the journal does not fit, the largest first.

    What is damaged is no word of the log; what is signed by a key that nobody knows here counts only when it speaks
    of more entries than there are, or of another log: it may have been signed after what was restored.
    """
    found = [it for held in helds if (it := _contradiction(journal, held, verify)) is not None]
    return sorted(found, key=lambda it: it.said, reverse=True)


def size_if_of(journal: Journal, note: str) -> int:
    """The size of a checkpoint that the journal fits, 0 for any other."""
    try:
        _, said = open_checkpoint(note)
    except NoteError:
        return 0
    return said.size if said.origin == journal.origin and journal.fits(said) else 0


def _contradiction(journal: Journal, held: Held, verify: Verify) -> Contradiction | None:
    try:
        note, said = open_checkpoint(held.note)
        known = bool(note.signed_by(journal.keys, verify))
    except (NoteError, BadSignature):
        return None
    if said.origin != journal.origin:
        # One that was given up is no word against the one that took its place.
        reason = "" if said.origin in journal.former else OTHER_LOG
    elif journal.fits(said) or not (known or said.size > journal.size):
        reason = ""
    else:
        reason = BEHIND if said.size > journal.size else OTHER
    if not reason:
        return None
    return Contradiction(held=held, reason=reason, said=said.size, size=journal.size)
