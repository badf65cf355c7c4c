"""The journal's oldest entries leave it: looked at, agreed on by two persons, done while no core runs."""

from __future__ import annotations

import time
from contextlib import closing
from hashlib import sha256
from pathlib import Path

import msgspec

from commandcenter.adapters.clock import utc_now
from commandcenter.adapters.data_folder import DataFolder
from commandcenter.adapters.export.archive import ARCHIVE
from commandcenter.adapters.export.reading import ArchiveFile
from commandcenter.adapters.export.target import ExportTrouble
from commandcenter.adapters.resources import read_catalogue
from commandcenter.adapters.store.bases import Base
from commandcenter.adapters.store.sql_store import SqlStore
from commandcenter.app import approving
from commandcenter.app.administering import obey
from commandcenter.app.archiving import CheckpointReader, placed, refusal, youngest
from commandcenter.app.exporting import Tell
from commandcenter.app.guarding import tell_of_altered
from commandcenter.app.opening import Where, open_reader, open_store
from commandcenter.app.sealing import open_sealing, second_place
from commandcenter.app.verifying import known, require_verified
from commandcenter.domain.changes.operating import Acted
from commandcenter.domain.changes.retention import JournalPruned
from commandcenter.domain.errors import Refused, Trouble
from commandcenter.domain.journal import Draft, Entry, Outcome
from commandcenter.domain.people import Approval
from commandcenter.domain.proofs import root_of
from commandcenter.domain.state import State
from commandcenter.domain.text import QT_TRANSLATE_NOOP
from commandcenter.services.core import Core
from commandcenter.services.credentials import Claim
from commandcenter.services.operating import command_table
from commandcenter.services.retention import PRUNE, Begun, Held, pruned_by, require_agreed
from commandcenter.services.sealing import Sealing
from commandcenter.services.second_person import digest_of
from commandcenter.settings import Settings

WAIT_S = 10 * 60.0
LOOK_S = 0.5


class Archived(msgspec.Struct, frozen=True, kw_only=True):
    """Entries `first`..`before`-1 lie in the archive of that digest, and are this journal's."""

    first: int
    before: int
    archive: str

    @property
    def args(self) -> bytes:
        """Of the command that two persons give."""
        return msgspec.msgpack.encode({"before": self.before, "archive": self.archive})

    @property
    def digest(self) -> str:
        """What the second one agrees to."""
        return digest_of(PRUNE, self.args)


class Done(msgspec.Struct, frozen=True, kw_only=True):
    """The journal begins with `first`; `entry` says so."""

    first: int
    entry: int


def inspect(journal: Where, file: Path) -> Archived:
    """The independent verifier's word on the archive, and whether it is the beginning of this journal.

    Raises Refused, NotVerified, ExportTrouble, DataFolderError.
    """
    require_verified(file, known(journal))
    with open_reader(journal) as reader, closing(ArchiveFile(file)) as archive:
        return _compared(file, archive, reader.first(), reader.state(), reader)


def ask(folder: DataFolder, settings: Settings, archived: Archived, by: Claim | None) -> None:
    """By a system administrator. Raises Refused and what `obey` does."""
    obey(folder, settings, "approval.request", {"command": PRUNE, "args": archived.args}, by)


def asked(journal: Where, archived: Archived) -> Approval:
    """The request for just this, which an auditor agrees to; waits for it. Raises Refused and DataFolderError."""
    return _waiting(journal, archived.digest)


def carry_out(folder: DataFolder, settings: Settings, journal: Where, file: Path, tell: Tell) -> Done:
    """What was agreed on, or what is left to do of it; why it could not be done is recorded as well.

    The entry that says so comes first, then its seal in both places, and only then the deletion: whatever ends this
    leaves a journal as it was sealed, and the same call does the rest. Raises Trouble; FolderInUse beside a core.
    """
    folder.prepare()
    with folder.lock(), open_store(journal, folder, compares=True) as store:
        core = Core(store, command_table(), read_catalogue(), utc_now)
        sealing = open_sealing(folder, settings, core, store)
        tell_of_altered(core, store)
        with open_reader(journal) as reader:
            first = reader.first()
        try:
            told = _told(folder, settings, core, store, file, first, tell)
            _seal(sealing, told.entry)
        except Trouble as error:
            refused = Acted(action=PRUNE, subject=file.name, detail={"reason": str(error)[:512]})
            core.record([Draft(change=refused, subject=file.name, outcome=Outcome.FAILED)])
            raise
        if first < told.first:
            store.prune(told.first, told.entry, told.base)
        return Done(first=told.first, entry=told.entry)


class _Told(msgspec.Struct, frozen=True, kw_only=True):
    """Entry `entry` says that the journal begins with `first`; `base` is what is to be kept, b"" once it is done."""

    first: int
    entry: int
    base: bytes = b""


def _told(
    folder: DataFolder, settings: Settings, core: Core, store: SqlStore, file: Path, first: int, tell: Tell
) -> _Told:
    """Has the journal say so, unless it did before something ended this; `first` is the first entry that is there."""
    state = core.state
    _require_verified(file, state)
    with closing(ArchiveFile(file)) as archive:
        begun = _begun(archive, state, store)
        if begun is not None and begun.change.first == first:
            return _Told(first=first, entry=begun.seq)
        archived = _compared(file, archive, first, state, store)
    if begun is None:
        base = _looked_at(folder, settings, state, store, archived, tell)
    else:
        base = store.base(archived.before, lambda entry: None, tell)
    stored = base.stored
    if begun is not None and begun.change.base == sha256(stored).hexdigest() and not _restored_since(state, begun):
        return _Told(first=archived.before, entry=begun.seq, base=stored)
    # Another version of the program may have begun it, and would have kept other bytes. And what is sealed only after
    # somebody took the journal as it was excuses nothing to a verifier.
    change = _change(state, archived, base, stored)
    entries = core.record([Draft(change=change, subject=change.archive)])
    return _Told(first=change.first, entry=entries[-1].entry.seq, base=stored)


def _require_verified(file: Path, state: State) -> None:
    keys = [part for key in state.seal.keys for part in ("--key", key.vkey)]
    starts = [part for key in state.seal.keys[1:] if key.first for part in ("--restored", str(key.entry - 1))]
    require_verified(file, [*keys, *starts])


def _begun(archive: ArchiveFile, state: State, store: SqlStore) -> Begun | None:
    """What the journal says already of these entries' going."""
    before = archive.manifest.size
    if state.retention.first != before:
        return None
    return pruned_by(store.entry_bytes, state.size, before, archive.digest)


def _restored_since(state: State, begun: Begun) -> bool:
    """The first key of another log follows the entry that says so."""
    return any(key.first and key.entry > begun.seq for key in state.seal.keys)


def _looked_at(
    folder: DataFolder, settings: Settings, state: State, store: SqlStore, archived: Archived, tell: Tell
) -> Base:
    """What would stay of the entries, when two persons have agreed that they go, and nothing keeps them."""
    require_agreed(state, archived.before, archived.archive, utc_now())
    if archived.before > placed(second_place(folder, settings), state, store):
        raise Refused(QT_TRANSLATE_NOOP("trouble", "No checkpoint over these entries lies in the second place."))
    (newest,) = store.entry_bytes(state.size - 1, 1)
    held = Held(state, store.waiting(), youngest(settings, msgspec.msgpack.decode(newest, type=Entry).at))
    base = store.base(archived.before, held.look, tell)
    if held.first is not None:
        raise refusal(held.why, held.first, settings)
    return base


def _seal(sealing: Sealing, entry: int) -> None:
    """Raises Refused unless a checkpoint over the entry lies in both places."""
    sealing.want()
    sealing.look()
    while sealing.placing.due:
        sealing.look()
    newest = sealing.newest
    if newest is None or min(newest.size, sealing.placing.written) <= entry:
        raise Refused(
            QT_TRANSLATE_NOOP(
                "trouble", "Entry {entry} tells of it and is not sealed in the second place yet: nothing has gone."
            ),
            QT_TRANSLATE_NOOP("trouble", "See that the second place can be written to, then repeat this."),
            entry=entry,
        )


def _change(state: State, archived: Archived, base: Base, stored: bytes) -> JournalPruned:
    present = state.seal.present
    return JournalPruned(
        first=archived.before,
        archive=archived.archive,
        origin=state.seal.origin,
        vkey=present.vkey if present else "",
        base=sha256(stored).hexdigest(),
        # Those that were open then have said something since.
        alarms=base.raised - len(base.alarms),
    )


def _compared(file: Path, archive: ArchiveFile, first: int, state: State, tiles: CheckpointReader) -> Archived:
    """Raises Refused and ExportTrouble."""
    it = archive.manifest
    if it.kind != ARCHIVE:
        raise ExportTrouble(
            QT_TRANSLATE_NOOP("trouble", "{file} is an archive of the kind {kind}: make one with `audit archive`."),
            file=file,
            kind=it.kind,
        )
    try:
        same = it.first == first and it.size <= state.size and it.origin in state.seal.origins
        same = same and root_of(it.size, archive.tile) == root_of(it.size, tiles.tile)
    except ValueError:
        same = False
    if not same:
        raise Refused(
            QT_TRANSLATE_NOOP("trouble", "What {file} holds is not the beginning of this journal."), file=file
        )
    return Archived(first=it.first, before=it.size, archive=archive.digest)


def _waiting(journal: Where, digest: str) -> Approval:
    """Raises Refused when nobody asks for just this, however long one waits."""
    until = time.monotonic() + WAIT_S
    while True:
        found = [it for it in approving.waiting(journal) if it.digest == digest]
        if found:
            return max(found, key=lambda it: it.until)
        if time.monotonic() > until:
            raise Refused(
                QT_TRANSLATE_NOOP("trouble", "Nobody has asked for this within {seconds} s: `audit prune ask` does."),
                seconds=round(WAIT_S),
            )
        time.sleep(LOOK_S)
