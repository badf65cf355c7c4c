"""How an administrator looks at the journal's seal, gives it a new key, and takes the proof of one entry."""

from __future__ import annotations

import time
from contextlib import suppress
from typing import NamedTuple

from bridge.sealing.keyring import FileKeyring
from bridge.sealing.keys import SealKey
from commandcenter.adapters.clock import utc_now
from commandcenter.adapters.data_folder import DataFolder, DataFolderError, FolderInUse
from commandcenter.adapters.resources import read_catalogue
from commandcenter.adapters.store.reading import JournalReader
from commandcenter.app.administering import obey
from commandcenter.app.guarding import tell_of_altered
from commandcenter.app.opening import Where, journal_of, open_reader, open_store
from commandcenter.app.sealing import open_sealing
from commandcenter.domain.checkpoints import EntryProof, joined_note
from commandcenter.domain.errors import Refused
from commandcenter.domain.notes import parse_note
from commandcenter.domain.proofs import inclusion_proof
from commandcenter.domain.seal import Seal, SealKeyTrouble, Witness
from commandcenter.domain.state import Touched
from commandcenter.domain.text import QT_TRANSLATE_NOOP
from commandcenter.services.core import Core
from commandcenter.services.credentials import Claim
from commandcenter.services.operating import command_table
from commandcenter.settings import Settings

PATIENCE_S = 5.0
# So many checkpoints are looked through for one with a witness: about ten minutes of them.
NEAR = 60


class Shown(NamedTuple):
    """The log's keys in order, and those of its witnesses."""

    seal: Seal
    witnesses: list[Witness]


def show(journal: Where) -> Shown:
    """Raises DataFolderError."""
    with open_reader(journal) as reader:
        seals = reader.things(Touched.SEAL, Seal)
        witnesses = sorted(reader.things(Touched.WITNESS, Witness), key=lambda it: it.name)
    return Shown(seals[0] if seals else Seal(), witnesses)


def rotate(folder: DataFolder, settings: Settings, claim: Claim | None = None) -> SealKey:
    """The new key, by which the journal is sealed from now on. Raises Refused, DataFolderError, CoreSilent.

    The old private key may still be there when the second place could not take the checkpoint: `is_finished`.
    """
    origin = show(journal_of(folder, settings)).seal.origin
    if not origin:
        raise Refused(QT_TRANSLATE_NOOP("trouble", "The journal is not sealed yet: start the core once."))
    try:
        keyring = FileKeyring(folder.keys)
        key = keyring.prepare(origin)
    except SealKeyTrouble as error:
        raise DataFolderError(
            QT_TRANSLATE_NOOP("trouble", "The new key of the seal cannot be made: {reason}"),
            QT_TRANSLATE_NOOP("trouble", "Put that right and try again; the old key is in use as before."),
            reason=error,
        ) from error
    try:
        obey(folder, settings, "seal.rotate", {"vkey": key.vkey}, claim)
    except Refused:
        with suppress(SealKeyTrouble):
            # The next start of the core would take it away as well.
            keyring.drop_following()
        raise
    _finish(folder, settings)
    return key


def is_finished(folder: DataFolder) -> bool:
    """Whether no old key is left. Raises SealKeyTrouble."""
    return FileKeyring(folder.keys).following is None


def proof_of(journal: Where, entry: int) -> EntryProof:
    """That this entry is in the journal, by a checkpoint that witnesses have signed if there is one near.

    Raises Refused when there is no such entry, or no checkpoint after it yet; DataFolderError.
    """
    with open_reader(journal) as reader:
        return proof_from(reader, entry)


def proof_from(reader: JournalReader, entry: int) -> EntryProof:
    """As `proof_of`, by who has the journal open already. Raises Refused, and as the reader does."""
    data = next(reader.stored(entry, 1), None)
    near = reader.checkpoints(entry, NEAR)
    if data is None or not near:
        raise Refused(
            QT_TRANSLATE_NOOP("trouble", "No checkpoint of the journal holds an entry {entry}."),
            QT_TRANSLATE_NOOP("trouble", "`journal` shows the newest entries; what is new a running core seals soon."),
            entry=entry,
        )
    # One question: of 60 checkpoints without a witness each alone would take longer than all the rest.
    cosigned = reader.cosigned(near[0].size, near[-1].size)
    chosen = next((it for it in near if it.size == cosigned), near[0])
    lines = [it.line for it in reader.cosignatures(chosen.size)]
    hashes = inclusion_proof(entry, chosen.size, reader.tile)
    return EntryProof(data=data, index=entry, hashes=tuple(hashes), note=joined_note(parse_note(chosen.note), lines))


def _finish(folder: DataFolder, settings: Settings) -> None:
    """A running core does it by itself within moments; where none runs it is done here, as a start would."""
    until = time.monotonic() + PATIENCE_S
    while not is_finished(folder) and time.monotonic() < until:
        try:
            lock = folder.lock()
        except FolderInUse:
            time.sleep(0.1)
            continue
        with lock, open_store(journal_of(folder, settings), folder, compares=True) as store:
            core = Core(store, command_table(), read_catalogue(), utc_now)
            sealing = open_sealing(folder, settings, core, store)
            tell_of_altered(core, store)
            sealing.look()
        return
