"""The seal of the journal: when a checkpoint is signed, by which keys, and that it lies in two places.

A checkpoint is signed after its entries are on disk, over the root that is read back from there.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from typing import Protocol

import msgspec

from commandcenter.domain.changes.sealing import SealKeyChanged
from commandcenter.domain.checkpoints import Checkpoint
from commandcenter.domain.journal import Draft
from commandcenter.domain.notes import Note, NoteError, Signature, VerifierKey, Verify
from commandcenter.domain.proofs import consistency_proof, root_of
from commandcenter.domain.seal import Seal, SealKeyTrouble
from commandcenter.services.comparing import Journal, journal_of
from commandcenter.services.core import Core
from commandcenter.services.placing import Placing
from commandcenter.services.ports import CheckpointStore, Stamped, StoreTrouble

log = logging.getLogger(__name__)

EVERY_ENTRIES = 4096
EVERY_S = 10.0


class Signer(Protocol):
    """A private key of the log."""

    @property
    def key(self) -> VerifierKey: ...

    def signature(self, text: str) -> Signature: ...


class Keyring(Protocol):
    """The private keys as they lie on disk: the present one, and one that is to take its place."""

    @property
    def present(self) -> Signer | None: ...

    @property
    def following(self) -> Signer | None: ...

    def reload(self) -> None:
        """Reads both again. Raises SealKeyTrouble."""

    def promote(self) -> None:
        """Destroys the present key; the following takes its place. Raises SealKeyTrouble."""

    def drop_following(self) -> None:
        """Destroys the following key. Raises SealKeyTrouble."""


class Sealed(msgspec.Struct, frozen=True):
    """The newest checkpoint and its whole note."""

    size: int
    note: str


class Sealing:
    """Used by the thread of the core alone. What it writes into the journal it returns, for publication.

    `clock` gives monotonic seconds. Raises StoreTrouble as the core does.
    """

    def __init__(
        self,
        core: Core,
        store: CheckpointStore,
        keyring: Keyring,
        placing: Placing,
        verify: Verify,
        clock: Callable[[], float],
    ) -> None:
        self._core = core
        self._store = store
        self._keyring = keyring
        self._placing = placing
        self._verify = verify
        self._clock = clock
        self._sealed_at = float("-inf")
        self._wanted = True
        self._key_trouble = ""
        newest = store.newest_checkpoint()
        ours = newest is not None and newest.note.startswith(f"{self.seal.origin}\n")
        self.newest = Sealed(newest.size, newest.note) if newest and ours else None

    @property
    def seal(self) -> Seal:
        return self._core.state.seal

    @property
    def placing(self) -> Placing:
        """How far the second place is."""
        return self._placing

    def want(self) -> None:
        """The next look seals whatever is new: a shift was handed over, the core stops."""
        self._wanted = True

    def look(self) -> list[Stamped]:
        """Called often; does what is due, and what an earlier run left undone."""
        if self.seal.present is None:
            # The next look seals it.
            return self._name_key()
        if self._keyring.following is not None:
            self._prove_key()
        if self._due():
            self._checkpoint(self._core.state.size)
            self._sealed_at, self._wanted = self._clock(), False
        entries = self._placing.catch_up(self._core) if self._placing.due else []
        if self._keyring.following is not None:
            self._take_key_over()
        return entries

    def key_changed(self) -> list[Stamped]:
        """The journal has just named another key: what it ends with is sealed by both at once."""
        try:
            self._keyring.reload()
        except SealKeyTrouble as error:
            raise StoreTrouble(f"the journal cannot be sealed with the key that it names: {error}") from error
        return self.look()

    def note_at(self, size: int) -> str:
        """The note of the checkpoint of that size, "" when there is none."""
        found = self._store.checkpoint(size)
        return found.note if found else ""

    def proof(self, old: int, size: int) -> list[bytes]:
        """That the checkpoint of `size` goes on from the first `old` entries."""
        return consistency_proof(old, size, self._store.tile)

    def cosigned(self, size: int, name: str, line: str) -> None:
        """Keeps the line of a witness."""
        self._store.add_cosignature(size, name, line)

    @property
    def journal(self) -> Journal:
        """What others' checkpoints are compared with."""
        return journal_of(self._core.state, self._store)

    def is_signed(self, note: Note) -> bool:
        """Whether one of the log's own keys, of now or before, has signed it."""
        try:
            return bool(note.signed_by(self.journal.keys, self._verify))
        except NoteError:
            return False

    def _name_key(self) -> list[Stamped]:
        present = self._keyring.present
        if present is None:
            raise StoreTrouble("there is no key to seal the journal with")
        return self._core.record([Draft(change=SealKeyChanged(vkey=present.key.text), subject=present.key.name)])

    def _due(self) -> bool:
        size, last = self._core.state.size, self.newest.size if self.newest else 0
        if size == last:
            return False
        return self._wanted or size - last >= EVERY_ENTRIES or self._clock() - self._sealed_at >= EVERY_S

    def _checkpoint(self, size: int) -> None:
        """Raises StoreTrouble, also when what is on disk is not what was committed: nothing is signed then."""
        try:
            root = root_of(size, self._store.tile)
        except ValueError as error:
            raise StoreTrouble(f"the tree on disk is not whole: {error}", damaged=True) from error
        if size == self._core.state.size and root != self._core.root:
            raise StoreTrouble("the tree on disk is not the one that was committed", damaged=True)
        text = Checkpoint(self.seal.origin, size, root).text
        note = Note(text, tuple(signer.signature(text) for signer in self._signers(size))).whole
        self._store.put_checkpoint(size, self._core.now(), note)
        self._placing.want()
        if self.newest is None or size > self.newest.size:
            self.newest = Sealed(size, note)

    def _signers(self, size: int) -> Sequence[Signer]:
        """Raises StoreTrouble when a key is not there: the journal would stay without a seal."""
        held = {it.key.text: it for it in (self._keyring.present, self._keyring.following) if it is not None}
        try:
            return [held[key.vkey] for key in self.seal.needed(size)]
        except KeyError as error:
            raise StoreTrouble(f"the private key of {error} is not there") from error

    def _prove_key(self) -> None:
        """A key that takes another's place is first signed for by both, in a checkpoint that ends with its entry."""
        present, following = self.seal.present, self._keyring.following
        if present is None or following is None or present.vkey != following.key.text or present.first:
            return
        if self._store.checkpoint(present.proven_at) is None:
            self._checkpoint(present.proven_at)

    def _take_key_over(self) -> None:
        """The old key goes once both places hold that checkpoint."""
        present, following = self.seal.present, self._keyring.following
        if present is None or following is None:
            return
        try:
            if present.vkey != following.key.text:
                if self._keyring.present is not None and self._keyring.present.key.text == present.vkey:
                    self._keyring.drop_following()
            elif self._placing.written >= present.proven_at:
                self._keyring.promote()
                log.info("the journal is sealed with a new key; the one before is destroyed")
        except SealKeyTrouble as error:
            if str(error) != self._key_trouble:
                log.error("the old seal key is still there: %s", error)
            self._key_trouble = str(error)
