"""A seat as witness of the journal: signs a checkpoint only if it goes on from the last one that it has signed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import NamedTuple

from bridge.sealing.keys import SealKey, verify
from bridge.sealing.memory import MemoryTrouble, WitnessMemory
from bridge.sealing.proofs import goes_on
from commandcenter.domain.checkpoints import Checkpoint, cosignature, cosigned_message, open_checkpoint
from commandcenter.domain.notes import Note, NoteError, VerifierKey, parse_key
from commandcenter.domain.text import QT_TRANSLATE_NOOP

Told = tuple[str, dict[str, str]]
"""A sentence marked for translation, and what fills its placeholders."""

OTHER_LOG = QT_TRANSLATE_NOOP(
    "trouble",
    "JOURNAL NOT CONFIRMED: the core shows another journal than {known}. Inform the auditor; if it was restored on "
    "purpose: main.py seal forget {seat}",
)
OTHER_KEY = QT_TRANSLATE_NOOP(
    "trouble", "JOURNAL NOT CONFIRMED: it is sealed with a key that is not proven. Inform the auditor."
)
BACK = QT_TRANSLATE_NOOP(
    "trouble",
    "JOURNAL NOT CONFIRMED: this seat has seen {known} entries, the core shows {said}. Inform the auditor; both "
    "checkpoints are kept.",
)
FORKED = QT_TRANSLATE_NOOP(
    "trouble",
    "JOURNAL NOT CONFIRMED: the core's {said} entries do not go on from the {known} that this seat has seen. Inform "
    "the auditor; both checkpoints are kept.",
)
BROKEN = QT_TRANSLATE_NOOP("trouble", "JOURNAL NOT CONFIRMED: the core's checkpoint is not properly signed.")
NO_CLOCK = QT_TRANSLATE_NOOP(
    "trouble",
    "JOURNAL NOT CONFIRMED: this computer's clock stands in {year}. Set it; the seat confirms by itself then.",
)
NO_DISK = QT_TRANSLATE_NOOP("trouble", "This seat cannot keep the journal's checkpoints: {reason}")

# Nobody cosigned before there were witnesses: a line from then would be taken for a forged one.
EARLIEST = 1_704_067_200


class Shown(NamedTuple):
    """A checkpoint as the core shows it: `proof` that it goes on from size `old`, `key` is what the log signs with."""

    old: int
    proof: Sequence[bytes]
    note: str
    key: str


class Line(NamedTuple):
    """The cosignature of the checkpoint of that size."""

    size: int
    line: str


class Have(NamedTuple):
    """No signature: this is what the witness has, and whom it trusts; `why` is "" when that alone is the reason."""

    note: str
    log: str
    why: str = ""


class _No(Exception):
    """The checkpoint is refused; `keep`: it is evidence."""

    def __init__(self, why: str, told: Told, *, keep: bool = False) -> None:
        super().__init__(why)
        self.why = why
        self.told = told
        self.keep = keep


class Witness:
    """`trouble` is what the seat's screen has to say about the journal, ("", {}) when nothing."""

    def __init__(self, key: SealKey, memory: WitnessMemory, seat: str, now: Callable[[], datetime]) -> None:
        self._key = key
        self._memory = memory
        self._seat = seat
        self._now = now
        self._unproven = False
        self._size = 0
        self.trouble: Told = ("", {})
        self._loaded = self._load()

    @property
    def vkey(self) -> str:
        return self._key.vkey

    @property
    def size(self) -> int:
        """How many entries the newest checkpoint speaks of that it has signed."""
        return self._size

    def hear(self, shown: Shown) -> Line | Have:
        """What to answer; a signature only once all is on disk."""
        if not self._loaded:
            self._loaded = self._load()
        try:
            if not self._loaded:
                return Have("", "", "disk")
            return self._answer(shown)
        except _No as no:
            self.trouble = no.told
            if no.keep:
                self._keep_refused(shown.note)
            return Have(self._memory.note, self._memory.log, no.why)
        except MemoryTrouble as error:
            self.trouble = (NO_DISK, {"reason": str(error)})
            return Have(self._memory.note, self._memory.log, "disk")

    def _load(self) -> bool:
        try:
            self._memory.load()
            self._size = open_checkpoint(self._memory.note)[1].size if self._memory.note else 0
        except MemoryTrouble as error:
            self.trouble = (NO_DISK, {"reason": str(error)})
            return False
        return True

    def _answer(self, shown: Shown) -> Line | Have:
        try:
            note, said = open_checkpoint(shown.note)
            log = self._log_of(note, said, shown.key)
        except NoteError as error:
            raise _No("signature", (BROKEN, {})) from error
        if log is None:
            return self._ask_for_proof()
        self._unproven = False
        if self._memory.note and not self._follows(said, shown):
            return Have(self._memory.note, self._memory.log)
        return self._sign(log, note, said)

    def _log_of(self, note: Note, said: Checkpoint, key: str) -> VerifierKey | None:
        """Whom to trust from now on; None when the key that signs is not proven by the one before.

        Raises NoteError for a signature that does not fit.
        """
        shown = parse_key(key)
        trusted = parse_key(self._memory.log) if self._memory.log else shown
        if said.origin != trusted.name:
            known = {"known": trusted.name, "seat": self._seat}
            raise _No("origin", (OTHER_LOG, known), keep=bool(note.signed_by([shown], verify)))
        signers = note.signed_by({trusted, shown}, verify)
        if trusted not in signers:
            if shown not in signers:
                raise NoteError("nobody known has signed it")
            return None
        return shown if shown in signers and shown.name == said.origin else trusted

    def _ask_for_proof(self) -> Have:
        """The core has the checkpoint that both keys have signed, unless the key is not the log's at all."""
        if self._unproven:
            raise _No("key", (OTHER_KEY, {}), keep=True)
        self._unproven = True
        return Have(self._memory.note, self._memory.log)

    def _follows(self, said: Checkpoint, shown: Shown) -> bool:
        """False when the proof is none from what this witness has."""
        _, had = open_checkpoint(self._memory.note)
        sizes = {"known": str(had.size), "said": str(said.size)}
        if said.size < had.size:
            raise _No("smaller", (BACK, sizes), keep=True)
        if said.size == had.size:
            if said.root != had.root:
                raise _No("inconsistent", (FORKED, sizes), keep=True)
            return True
        if shown.old != had.size:
            return False
        if not goes_on(had.size, had.root, said.size, said.root, shown.proof):
            raise _No("inconsistent", (FORKED, sizes), keep=True)
        return True

    def _sign(self, log: VerifierKey, note: Note, said: Checkpoint) -> Line:
        now = self._now()
        time = int(now.timestamp())
        if time < EARLIEST:
            raise _No("clock", (NO_CLOCK, {"year": str(now.year)}))
        line = cosignature(self._key.key, time, self._key.sign(cosigned_message(note.text, time))).line
        self._memory.keep(log.text, note.whole, line, now)
        self._size = said.size
        self.trouble = ("", {})
        return Line(said.size, line)

    def _keep_refused(self, note: str) -> None:
        try:
            self._memory.keep_refused(note, self._now())
        except MemoryTrouble as error:
            self.trouble = (NO_DISK, {"reason": str(error)})
