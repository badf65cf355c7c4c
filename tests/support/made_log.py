"""A log as a core would show it to its witnesses, made of nothing but entries and keys."""

from __future__ import annotations

from bridge.sealing.keys import SealKey, new_key
from bridge.sealing.witness import Shown
from commandcenter.domain.checkpoints import Checkpoint
from commandcenter.domain.notes import Note
from commandcenter.domain.proofs import consistency_proof, root_of
from tests.support.tiles import tiles_of

ORIGIN = "commandcenter/0badcafe"


class MadeLog:
    """300 entries; from number `fork` on they are others than another log of the same key has."""

    def __init__(self, key: SealKey, *, fork: int = 10_000) -> None:
        self.key = key
        self._tiles = tiles_of(b"entry %d" % number if number < fork else b"other %d" % number for number in range(300))

    def note(self, size: int, *signers: SealKey) -> str:
        text = Checkpoint(self.key.key.name, size, root_of(size, self._tiles)).text
        return Note(text, tuple(signer.signature(text) for signer in signers or (self.key,))).whole

    def shown(self, old: int, size: int, *signers: SealKey) -> Shown:
        """The last of the `signers` is the key that signs from now on."""
        proof = tuple(consistency_proof(old, size, self._tiles)) if old <= size else ()
        return Shown(old, proof, self.note(size, *signers), (signers or (self.key,))[-1].vkey)


def made_log(*, fork: int = 10_000, key: SealKey | None = None) -> MadeLog:
    return MadeLog(key or new_key(ORIGIN), fork=fork)
