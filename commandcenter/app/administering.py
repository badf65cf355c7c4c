"""An administrator's command, obeyed by the running core or, when none runs, straight by its journal."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from pathlib import Path

import msgspec

from bridge.protocol.seat import Role
from bridge.seat.asking import CoreAway, command
from bridge.source.keys import Keys, KeyTrouble, new_keys, write_keys
from commandcenter.adapters.clock import utc_now
from commandcenter.adapters.data_folder import DataFolder, DataFolderError, FolderInUse
from commandcenter.adapters.resources import read_catalogue
from commandcenter.adapters.store.sql_store import SqlStore
from commandcenter.app.keys import core_keys, unusable
from commandcenter.app.people import people
from commandcenter.domain.errors import Refused
from commandcenter.domain.journal import CommandId
from commandcenter.domain.keys import KeyKind
from commandcenter.domain.text import QT_TRANSLATE_NOOP
from commandcenter.services.core import Core
from commandcenter.services.operating import command_table
from commandcenter.settings import Settings


class CoreSilent(DataFolderError):
    """A core runs on the data folder and does not answer."""


def obey(folder: DataFolder, settings: Settings, name: str, args: Mapping[str, object]) -> None:
    """Raises Refused with the core's reason, DataFolderError when it could not be asked."""
    folder.prepare()
    core_keys(folder)
    try:
        lock = folder.lock()
    except FolderInUse:
        ok, reason, values = _ask(folder, name, args)
    else:
        with lock:
            ok, reason, values = _write(folder, settings, name, args)
    if not ok:
        raise Refused(reason, **values)


def make_keys(
    folder: DataFolder, settings: Settings, kind: KeyKind, owner: str, types: tuple[str, ...], out: Path
) -> Keys:
    """A new pair in the file `out`, ready for its owner, whose public half the centre trusts.

    Raises Refused and DataFolderError; then there is no file.
    """
    folder.prepare()
    keys = new_keys(owner, [core_keys(folder).public])
    try:
        write_keys(out, keys)
    except FileExistsError as error:
        raise DataFolderError(
            QT_TRANSLATE_NOOP("trouble", "The file {file} exists already; it may hold a key that is in use."),
            QT_TRANSLATE_NOOP("trouble", "Name another file with --out."),
            file=out,
        ) from error
    except KeyTrouble as error:
        raise unusable(error) from error
    try:
        obey(folder, settings, "keys.trust", {"public": keys.public, "kind": kind.value, "id": owner, "types": types})
    except BaseException:
        out.unlink()
        raise
    return keys


Told = tuple[bool, str, Mapping[str, str]]


def _ask(folder: DataFolder, name: str, args: Mapping[str, object]) -> Told:
    try:
        answer = command(folder.running, folder.keys, name, args)
    except CoreAway as error:
        raise CoreSilent(
            QT_TRANSLATE_NOOP("trouble", "The core that runs on {folder} does not answer: {reason}"),
            QT_TRANSLATE_NOOP("trouble", "Look at its log; try again, or stop it and try then."),
            folder=folder.path,
            reason=error,
        ) from error
    return answer.ok, answer.reason, answer.values


def _write(folder: DataFolder, settings: Settings, name: str, args: Mapping[str, object]) -> Told:
    store = SqlStore(folder.journal)
    try:
        core = Core(store, command_table(), read_catalogue(), utc_now)
        cause = CommandId(id=uuid.uuid4().hex, name=name)
        person = people(settings.officer)(Role.TOOL)
        verdict, _ = core.command(cause, msgspec.msgpack.encode(args), person, "", utc_now())
    finally:
        store.close()
    return verdict.ok, verdict.reason, verdict.values
