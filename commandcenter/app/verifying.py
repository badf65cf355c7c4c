"""The independent verifier's word on what this program has written, and what it has to know for that."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from pathlib import Path

from sqlalchemy import URL
from sqlalchemy.exc import DBAPIError

from commandcenter.adapters.data_folder import DataFolder, DataFolderError
from commandcenter.adapters.store.reading import JournalReader, NoProjections
from commandcenter.adapters.verifier import Verdict, verify
from commandcenter.app.opening import Where
from commandcenter.domain.errors import Trouble
from commandcenter.domain.seal import Seal
from commandcenter.domain.state import Touched
from commandcenter.domain.text import QT_TRANSLATE_NOOP


class NotVerified(Trouble):
    """The verifier has found something."""


def verdict(target: Path | URL, options: Sequence[str] = ()) -> Verdict:
    """Raises DataFolderError when the verifier cannot be run."""
    try:
        return verify(target, options)
    except OSError as error:
        raise DataFolderError(
            QT_TRANSLATE_NOOP("trouble", "The verifier cannot be run: {reason}"), reason=error.strerror or error
        ) from error


def require_verified(file: Path, options: Sequence[str]) -> None:
    """Raises NotVerified with the gravest finding."""
    found = verdict(file, options)
    if found.code:
        raise NotVerified(
            QT_TRANSLATE_NOOP("trouble", "The verifier does not confirm what was written or read: {reason}"),
            QT_TRANSLATE_NOOP("trouble", "Run `audit verify` on it and on the journal; copy the data folder as it is."),
            reason=found.said[0] if found.said else f"[{found.code}]",
        )


def known(journal: Where) -> list[str]:
    """Options for the verifier: the log's keys, and where it was restored, which is no news to its own centre."""
    reader = JournalReader(journal)
    try:
        seals = reader.things(Touched.SEAL, Seal)
    except (NoProjections, DBAPIError, sqlite3.Error):
        # The verifier then takes both from the journal alone.
        return []
    finally:
        reader.close()
    keys = [key for seal in seals for key in seal.keys]
    options = [part for key in keys for part in ("--key", key.vkey)]
    return options + [part for key in keys[1:] if key.first for part in ("--restored", str(key.entry - 1))]


def places(folder: DataFolder, second_place: str, journal: Where) -> tuple[Path | URL, list[str]]:
    """What the verifier is to look at, and which places besides."""
    elsewhere = [folder.path / Path(second_place).expanduser()] if second_place else []
    if isinstance(journal, Path):
        target: Path | URL = folder.path if journal == folder.journal else journal
    else:
        target = journal
        elsewhere += [] if second_place else [folder.checkpoints]
        elsewhere += sorted((folder.path / "seats").glob("*.witness"))
    return target, [part for place in elsewhere if place.is_dir() for part in ("--also", str(place))]
