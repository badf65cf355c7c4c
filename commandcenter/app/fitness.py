"""Whether a data folder has the keys that a core needs to lead the centre of that database."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing
from typing import NamedTuple

from sqlalchemy import URL

from bridge.sealing.keyring import FileKeyring
from commandcenter.adapters.credentials import open_vault
from commandcenter.adapters.data_folder import DataFolder, DataFolderError
from commandcenter.adapters.store import engine
from commandcenter.adapters.store.migrate import NewerSchema, OlderSchema
from commandcenter.adapters.store.reading import JournalReader, NoProjections
from commandcenter.app.guarding import guard_of
from commandcenter.domain.errors import Trouble
from commandcenter.domain.keys import Key
from commandcenter.domain.people import Account
from commandcenter.domain.seal import Seal, SealKeyTrouble
from commandcenter.domain.state import Touched
from commandcenter.domain.text import QT_TRANSLATE_NOOP


class Known(NamedTuple):
    """What the database says of its centre: the journal's size, who is trusted, who signs, whether there are people.

    `head_key` is the name of the key that shows who wrote the journal's end, b"" before there is one; `led`: a core
    leads it now; `whole` is the newest checkpoint if it seals all entries, else ""; `secrets` are sealed, by account.
    """

    size: int
    keys: list[Key]
    seal: Seal
    people: bool
    head_key: bytes = b""
    led: bool = False
    whole: str = ""
    secrets: Sequence[tuple[str, bytes]] = ()


class Unfit(DataFolderError):
    """This data folder cannot lead that centre."""


def known(url: URL) -> Known:
    """Raises StoreTrouble, NewerSchema, and Unfit when nobody but the leader can read it."""
    with closing(JournalReader(url)) as reader:
        try:
            reader.check()
            size = reader.stored_tree().size
            seals = reader.things(Touched.SEAL, Seal)
            people = bool(reader.things(Touched.ACCOUNT, Account))
            newest = reader.newest_checkpoint()
            return Known(
                size,
                reader.keys(),
                next(iter(seals), Seal()),
                people,
                reader.head_key(),
                reader.is_led(),
                newest.note if newest and newest.size == size else "",
                reader.credentials(),
            )
        except (OlderSchema, NoProjections):
            # Whoever leads next brings them up to date; until then nothing is known of them here.
            return Known(0, [], Seal(), False)
        except NewerSchema:
            raise
        except engine.UNUSABLE as error:
            raise engine.trouble(error) from error


def unfit(folder: DataFolder, found: Known) -> Trouble | None:
    """What is missing here, in words; None when nothing is."""
    missing = list(_missing(folder, found)) if found.size else []
    if not missing:
        return None
    return Unfit(
        QT_TRANSLATE_NOOP(
            "trouble", "This core cannot lead the centre of its database: {files} not in {folder}, or not the centre's."
        ),
        QT_TRANSLATE_NOOP(
            "trouble",
            "Copy keys/ from the data folder of the core that leads, or from a backup. If they are lost: core "
            "--accept-restored makes new ones; the journal then says so.",
        ),
        files=", ".join(missing),
        folder=folder.keys,
    )


def _missing(folder: DataFolder, found: Known) -> Iterator[str]:
    if not folder.core_keys.exists():
        yield folder.core_keys.name
    if not folder.vault_key.exists():
        if found.people or found.head_key:
            yield folder.vault_key.name
    elif not _knows_the_end(folder, found):
        # Without it this core could not tell what the other has written last from what somebody else has.
        yield folder.vault_key.name
    if found.seal.present is not None and found.seal.present.vkey not in _held(folder):
        yield "seal.json"


def _knows_the_end(folder: DataFolder, found: Known) -> bool:
    """Whether the key is the one that the journal's end was written with, or the end needs none.

    Sealed to its end by our own seal, it is known without, once nobody leads: so goes on who restores the key that was
    lost for a while. It has to open passwords there, though, if there are any.
    """
    guard = guard_of(folder)
    if not found.head_key or found.head_key == guard.key_id:
        return True
    if found.led or not guard.seals(found.whole):
        return False
    vault = open_vault(folder.vault_key)
    return not found.secrets or any(vault.open(account, value) is not None for account, value in found.secrets)


def _held(folder: DataFolder) -> set[str]:
    try:
        keyring = FileKeyring(folder.keys)
    except SealKeyTrouble:
        return set()
    return {it.vkey for it in (keyring.present, keyring.following) if it is not None}
