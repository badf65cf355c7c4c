"""The seal of one data folder's journal: its keys, its second place, and the comparison before anything is written."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from bridge.sealing.keyring import FileKeyring, new_origin
from bridge.sealing.keys import verify
from bridge.sealing.second_place import CheckpointFolder
from commandcenter.adapters.data_folder import DataFolder, DataFolderError
from commandcenter.adapters.machine import boot_id, clock_synced
from commandcenter.app.guarding import JournalNotSealed as JournalNotSealed
from commandcenter.app.guarding import not_proven
from commandcenter.app.pruned_tail import flaw_in_tail
from commandcenter.domain.changes.sealing import JournalRestored, SealKeyChanged
from commandcenter.domain.journal import Draft
from commandcenter.domain.seal import SealKeyTrouble
from commandcenter.domain.text import QT_TRANSLATE_NOOP
from commandcenter.services.comparing import Contradiction, Held, contradictions, journal_of
from commandcenter.services.core import Core, Run
from commandcenter.services.placing import PlaceTrouble, Placing
from commandcenter.services.ports import Accepted, CheckpointStore, Flaw, Store
from commandcenter.services.sealing import Sealing
from commandcenter.services.steady import since_boot
from commandcenter.settings import Settings

log = logging.getLogger(__name__)

KEY_LOST = "key"


def open_sealing(
    folder: DataFolder, settings: Settings, core: Core, store: Store, *, accept_restored: bool = False
) -> Sealing:
    """Compares first. Raises JournalNotSealed, and DataFolderError for keys that cannot be used.

    With `accept_restored` a journal that does not fit its checkpoints, or whose key is lost, begins anew as a log of
    another name, and says so in its first entry.
    """
    place = second_place(folder, settings)
    try:
        keyring = FileKeyring(folder.keys)
        against = _compared(core, store, place, keyring)
        lost, flaw = _key_is_lost(core, keyring), store.flaw or flaw_in_tail(core, store)
        if (against or lost or flaw) and not accept_restored:
            raise _refusal(folder, against, flaw if keyring.present else None)
        if against or lost or flaw:
            _begin_anew(core, keyring, store.accept(), _reason(against, flaw), against)
        elif core.state.seal.present is None and keyring.present is None:
            keyring.make()
    except SealKeyTrouble as error:
        raise DataFolderError(
            QT_TRANSLATE_NOOP("trouble", "The keys of the seal cannot be used: {reason}"),
            QT_TRANSLATE_NOOP("trouble", "Correct that file, or restore it from a backup; then start again."),
            reason=error,
        ) from error
    core.following_key = following_key(folder)
    placing = Placing(place, store, verify, time.monotonic)
    return Sealing(core, store, keyring, placing, verify, time.monotonic)


def second_place(folder: DataFolder, settings: Settings) -> CheckpointFolder:
    """Where the settings say; only the one in the data folder is made when it is missing."""
    wanted = settings.audit.second_place
    if wanted:
        return CheckpointFolder(folder.path / Path(wanted).expanduser())
    with suppress(OSError):
        # One that cannot be made is one that cannot be written: duty goes on with an alarm.
        folder.checkpoints.mkdir(exist_ok=True)
    return CheckpointFolder(folder.checkpoints)


def run_facts(folder: DataFolder, rules: Path | None = None) -> Run:
    """What the first entry of a run says; its digest is that of the settings and of the file of rules."""
    config = sha256(b"\0".join(_bytes_of(it) for it in (folder.settings, rules) if it)).hexdigest()
    return Run(boot=boot_id(), monotonic=round(since_boot(), 3), synced=clock_synced(), config=config)


def _bytes_of(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""


def following_key(folder: DataFolder) -> Callable[[], str]:
    """Looks each time whether there is a key to take the place of the present one: a tool makes it."""

    def look() -> str:
        try:
            following = FileKeyring(folder.keys).following
        except SealKeyTrouble as error:
            log.error("the keys of the seal cannot be read: %s", error)
            return ""
        return following.vkey if following else ""

    return look


def _compared(core: Core, store: CheckpointStore, place: CheckpointFolder, keyring: FileKeyring) -> list[Contradiction]:
    """What speaks against the journal, the gravest first. A place that cannot be read has its alarm."""
    newest = store.newest_checkpoint()
    helds = [Held("journal.sqlite", newest.note)] if newest else []
    with suppress(PlaceTrouble):
        helds += [Held(place.name, note) for note in place.newest()]
    journal = journal_of(core.state, store)
    if not journal.origin and keyring.present is not None:
        # The journal is gone or was never named; what its key has signed still speaks of it.
        journal = type(journal)(
            keyring.present.key.name, journal.former, [keyring.present.key], journal.size, journal.tile
        )
    return contradictions(journal, helds, verify)


def _key_is_lost(core: Core, keyring: FileKeyring) -> bool:
    present = core.state.seal.present
    held = {it.vkey for it in (keyring.present, keyring.following) if it is not None}
    return present is not None and present.vkey not in held


def _refusal(folder: DataFolder, against: Sequence[Contradiction], flaw: Flaw | None) -> DataFolderError:
    """Without any key of the seal there is probably not the one either that the journal's end is known by."""
    if against:
        return _not_sealed(folder, against[0])
    return not_proven(folder, flaw) if flaw else _no_key(folder)


def _reason(against: Sequence[Contradiction], flaw: Flaw | None) -> str:
    if against or flaw is None:
        return against[0].reason if against else KEY_LOST
    return flaw.reason.format(first=flaw.first, last=flaw.last)


def _begin_anew(
    core: Core, keyring: FileKeyring, accepted: Accepted, reason: str, against: Sequence[Contradiction]
) -> None:
    """The old key signs nothing any more: it could only contradict itself."""
    known = keyring.present.key.name if keyring.present else ""
    note = against[0].held.note if against else ""
    origin = _origin(note) or core.state.seal.origin or known
    others = dict.fromkeys(_origin(it.held.note) for it in against)
    others.pop(origin, None)
    key = keyring.prepare(new_origin())
    restored = JournalRestored(
        origin=origin,
        note=note,
        reason=reason,
        others=tuple(others),
        altered=accepted.altered,
        base=accepted.base,
    )
    core.record(
        [
            Draft(change=restored, subject=origin),
            Draft(change=SealKeyChanged(vkey=key.vkey), subject=key.key.name),
        ]
    )


def _origin(note: str) -> str:
    return note.partition("\n")[0]


def _not_sealed(folder: DataFolder, against: Contradiction) -> JournalNotSealed:
    reason = DataFolderError(against.reason, said=against.said, size=against.size)
    return JournalNotSealed(
        QT_TRANSLATE_NOOP(
            "trouble", "THE JOURNAL in {folder} IS NOT THE ONE THAT WAS SEALED: {reason}. Checkpoint in {place}."
        ),
        QT_TRANSLATE_NOOP(
            "trouble",
            "Nothing was changed. Keep a copy of everything for the auditor and restore the newest backup. To go on "
            "with this journal all the same: core --accept-restored; the journal then says so.",
        ),
        folder=folder.path,
        reason=reason,
        place=against.held.where,
    )


def _no_key(folder: DataFolder) -> JournalNotSealed:
    return JournalNotSealed(
        QT_TRANSLATE_NOOP("trouble", "The private key that seals the journal is not in {folder}."),
        QT_TRANSLATE_NOOP(
            "trouble",
            "Restore seal.json there from a backup. If it is lost: core --accept-restored begins a new seal; the "
            "journal then says so.",
        ),
        folder=folder.keys,
    )
