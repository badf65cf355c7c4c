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
from commandcenter.app.administering import obey
from commandcenter.app.archiving import CheckpointReader, placed, refusal, youngest
from commandcenter.app.exporting import Tell
from commandcenter.app.opening import Where, open_reader, open_store
from commandcenter.app.sealing import open_sealing, second_place
from commandcenter.app.verifying import known, require_verified
from commandcenter.domain.changes.operating import Acted
from commandcenter.domain.changes.retention import JournalPruned
from commandcenter.domain.errors import Refused, Trouble
from commandcenter.domain.journal import Draft, Outcome
from commandcenter.domain.people import Approval
from commandcenter.domain.proofs import root_of
from commandcenter.domain.state import State, Touched
from commandcenter.domain.text import QT_TRANSLATE_NOOP
from commandcenter.services.approvals import digest_of
from commandcenter.services.core import Core
from commandcenter.services.credentials import Claim
from commandcenter.services.operating import command_table
from commandcenter.services.retention import PRUNE, Held, require_agreed
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


def agree(folder: DataFolder, settings: Settings, journal: Where, archived: Archived, by: Claim | None) -> None:
    """By an auditor, who may have to wait for the other. Raises Refused and what `obey` does."""
    approval = _waiting(journal, archived.digest)
    obey(folder, settings, "approval.approve", {"approval": approval.id, "digest": archived.digest}, by)


def carry_out(folder: DataFolder, settings: Settings, journal: Where, file: Path, tell: Tell) -> Done:
    """What was agreed on; why it could not be done is recorded as well. Raises Trouble; FolderInUse beside a core."""
    folder.prepare()
    with folder.lock(), open_store(journal) as store:
        core = Core(store, command_table(), read_catalogue(), utc_now)
        sealing = open_sealing(folder, settings, core, store)
        try:
            change, base = _prepared(folder, settings, core, store, file, tell)
        except Trouble as error:
            refused = Acted(action=PRUNE, subject=file.name, detail={"reason": str(error)[:512]})
            core.record([Draft(change=refused, subject=file.name, outcome=Outcome.FAILED)])
            raise
        (done,) = core.prune(change, base)
        sealing.want()
        sealing.look()
        return Done(first=change.first, entry=done.entry.seq)


def _prepared(
    folder: DataFolder, settings: Settings, core: Core, store: SqlStore, file: Path, tell: Tell
) -> tuple[JournalPruned, bytes]:
    state = core.state
    keys = [part for key in state.seal.keys for part in ("--key", key.vkey)]
    starts = [part for key in state.seal.keys[1:] if key.first for part in ("--restored", str(key.entry - 1))]
    require_verified(file, [*keys, *starts])
    with closing(ArchiveFile(file)) as archive:
        archived = _compared(file, archive, state.retention.first, state, store)
    require_agreed(state, archived.before, archived.archive, utc_now())
    if archived.before > placed(second_place(folder, settings), state, store):
        raise Refused(QT_TRANSLATE_NOOP("trouble", "No checkpoint over these entries lies in the second place."))
    held = Held(state, store.waiting(), youngest(settings))
    base = store.base(archived.before, held.look, tell)
    if held.first is not None:
        raise refusal(held.why, held.first, settings)
    stored = base.stored
    return _change(state, archived, base, stored), stored


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
        with open_reader(journal) as reader:
            waiting, now = reader.things(Touched.APPROVAL, Approval), utc_now()
        found = [it for it in waiting if it.digest == digest and it.until > now]
        if found:
            return max(found, key=lambda it: it.until)
        if time.monotonic() > until:
            raise Refused(
                QT_TRANSLATE_NOOP("trouble", "Nobody has asked for this within {seconds} s: `audit prune ask` does."),
                seconds=round(WAIT_S),
            )
        time.sleep(LOOK_S)
