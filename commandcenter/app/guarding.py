"""What a data folder's keys say of its database: whether the centre's own core has written what is there."""

from __future__ import annotations

from bridge.sealing.keyring import FileKeyring
from bridge.sealing.keys import verify
from commandcenter.adapters.credentials import open_journal_key
from commandcenter.adapters.data_folder import DataFolder, DataFolderError
from commandcenter.adapters.store.guard import Guard, guarded_by
from commandcenter.adapters.store.head import OTHER_KEY
from commandcenter.adapters.store.sql_store import SqlStore
from commandcenter.domain.checkpoints import open_checkpoint
from commandcenter.domain.journal import CORE
from commandcenter.domain.notes import BadSignature, NoteError
from commandcenter.domain.seal import SealKeyTrouble
from commandcenter.domain.text import QT_TRANSLATE_NOOP
from commandcenter.services.core import Core
from commandcenter.services.ports import Flaw

ALTERED = "journal.derived"


class JournalNotSealed(DataFolderError):
    """The journal is not the one that was sealed."""


def guard_of(folder: DataFolder) -> Guard:
    """Makes the key at the first start, and puts it on disk when the guard is told to. Raises DataFolderError."""
    key, keep = open_journal_key(folder.vault_key)
    return guarded_by(key, lambda note: _seals(folder, note), keep, sealed=_has_sealed(folder))


def tell_of_altered(core: Core, store: SqlStore, *, starts: bool = False) -> None:
    """The alarm that somebody has written to what is derived from the journal; over at a start that finds it whole."""
    if store.altered:
        core.warn(ALTERED, CORE)
    elif starts:
        core.calm(ALTERED, CORE)


def not_proven(folder: DataFolder, flaw: Flaw) -> JournalNotSealed:
    reason = DataFolderError(flaw.reason, first=flaw.first, last=flaw.last)
    if flaw.reason == OTHER_KEY:
        return JournalNotSealed(
            QT_TRANSLATE_NOOP("trouble", "Who wrote the end of the journal in {folder} cannot be known: {reason}."),
            QT_TRANSLATE_NOOP(
                "trouble",
                "Nothing was changed. Restore vault.key from the backup of keys/, then start again. If it is the "
                "centre's already, somebody has written to the database: keep a copy of everything for the auditor and "
                "restore the newest backup. If that key is lost: core --accept-restored goes on with this journal; the "
                "journal then says so.",
            ),
            folder=folder.path,
            reason=reason,
        )
    return JournalNotSealed(
        QT_TRANSLATE_NOOP("trouble", "THE JOURNAL in {folder} IS NOT THE ONE THAT WAS WRITTEN: {reason}."),
        QT_TRANSLATE_NOOP(
            "trouble",
            "Nothing was changed. Keep a copy of everything for the auditor. If vault.key is not the centre's, restore "
            "it. Otherwise somebody has written to the database: restore the newest backup. To go on with this journal "
            "all the same: core --accept-restored; the journal then says so.",
        ),
        folder=folder.path,
        reason=reason,
    )


def _has_sealed(folder: DataFolder) -> bool:
    try:
        return FileKeyring(folder.keys).present is not None
    except SealKeyTrouble:
        # One that cannot be read has sealed all the same.
        return True


def _seals(folder: DataFolder, note: str) -> bool:
    """Only the keys on disk count: whom the journal names as its keys whoever has written to it may have chosen."""
    try:
        keyring = FileKeyring(folder.keys)
        parsed, said = open_checkpoint(note)
        keys = [it.key for it in (keyring.present, keyring.following) if it is not None]
        return any(key.name == said.origin for key in parsed.signed_by(keys, verify))
    except (SealKeyTrouble, NoteError, BadSignature):
        return False
