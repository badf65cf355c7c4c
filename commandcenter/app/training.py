"""A data folder to play a recording into: its settings and keys, and the proof that no real source is behind them."""

from __future__ import annotations

import json
import shutil
import socket
from collections.abc import Iterable, Sequence
from contextlib import closing
from ipaddress import ip_address
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from bridge.recording.records import Header, Recorded
from bridge.source.keys import KeyTrouble, read_keys
from commandcenter.adapters.data_folder import DataFolder, DataFolderError
from commandcenter.adapters.ports import LOOPBACK, PortTaken, check_free
from commandcenter.app.administering import make_keys
from commandcenter.app.keys import core_keys, unusable
from commandcenter.app.opening import journal_of, open_reader
from commandcenter.domain.keys import EVERYTHING, Key, KeyKind
from commandcenter.domain.text import QT_TRANSLATE_NOOP
from commandcenter.settings import Settings

MOST_PORTS = 500


class NotForTraining(DataFolderError):
    """A real centre's data folder, or one that does not fit the recording; nothing was sent."""


class Part(NamedTuple):
    """A recorded source, by its place in the header, and where it is to be played."""

    place: int
    source: str
    endpoint: str


def make_settings(folder: DataFolder, header: Header, centre: str, language: str, port_base: int) -> bool:
    """Settings with all recorded sources on free ports, when there are none. Raises NotForTraining and PortTaken."""
    if folder.settings.exists():
        return False
    if folder.journal.exists():
        raise NotForTraining(
            QT_TRANSLATE_NOOP("trouble", "The data folder {folder} holds a centre's journal and no settings file."),
            _OTHER_FOLDER,
            folder=folder.path,
        )
    folder.prepare()
    core, *ports = _free_ports(port_base, len(header.sources) + 1)
    endpoint = json.dumps(f"tcp://{LOOPBACK}:{core}")
    lines = ["version = 1", f"language = {json.dumps(language)}", f"centre = {_text(centre[:64])}", ""]
    # The figures of a training are nobody's, and their port may be the real centre's.
    lines += ["[core]", f"endpoint = {endpoint}", "", "[metrics]", 'endpoint = ""']
    for recorded, port in zip(header.sources, ports, strict=True):
        lines += ["", "[[sources]]", f"id = {_text(recorded.id)}", f'endpoint = "tcp://{LOOPBACK}:{port}"']
        lines += [f"name = {_text(recorded.name[:64])}"] if recorded.name else []
    folder.settings.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return True


def parts_of(folder: DataFolder, settings: Settings, recorded: Sequence[Recorded], names: Sequence[str]) -> list[Part]:
    """Where each recorded source (those of `names`, all for none) is to be played, if it may be.

    Raises NotForTraining and PortTaken; then nothing was sent, and nothing changed.
    """
    known = {line.id: line.endpoint for line in settings.sources}
    there = [it.id for it in recorded]
    for name in names or there:
        if name not in there:
            raise _wrong(QT_TRANSLATE_NOOP("trouble", "The recording holds no source {source}."), folder, name)
        if name not in known:
            what = QT_TRANSLATE_NOOP("trouble", "The settings of the data folder {folder} name no source {source}.")
            raise _wrong(what, folder, name)
    parts = [Part(at, name, known[name]) for at, name in enumerate(there) if not names or name in names]
    keys = _trusted(folder, settings)
    for part in parts:
        _check_is_ours(folder, part, keys)
        _check_is_free(folder, part)
    return parts


def give_keys(folder: DataFolder, settings: Settings, parts: Iterable[Part]) -> None:
    """Keys that the training core trusts, for each source its own. A core without a past gets sources without one."""
    trusted = {key.public for key in _trusted(folder, settings)}
    core = core_keys(folder).public
    for part in parts:
        path = keys_file(folder, part.source)
        if path.exists():
            ours = _read(path)
            if ours[0] in trusted and core in ours[1]:
                continue
            shutil.rmtree(path.parent)
        make_keys(folder, settings, KeyKind.SOURCE, part.source, EVERYTHING, path)


def keys_file(folder: DataFolder, source: str) -> Path:
    """Beside it lies the outbox of the played source."""
    return folder.path / "replay" / source / "keys.json"


_OTHER_FOLDER = QT_TRANSLATE_NOOP(
    "trouble", "A recording is played into a folder of its own: name one with --data; an empty one is set up by itself."
)


def _check_is_ours(folder: DataFolder, part: Part, keys: Iterable[Key]) -> None:
    if not _is_local(part.endpoint):
        what = QT_TRANSLATE_NOOP("trouble", "The source {source} of {folder} is a real one: {endpoint} is elsewhere.")
        raise _wrong(what, folder, part.source, part.endpoint)
    path = keys_file(folder, part.source)
    ours = _read(path)[0] if path.exists() else ""
    if any(key.id == part.source and key.public != ours for key in keys):
        what = QT_TRANSLATE_NOOP("trouble", "The source {source} of {folder} is a real one: it has a key of its own.")
        raise _wrong(what, folder, part.source)


def _check_is_free(folder: DataFolder, part: Part) -> None:
    try:
        _bind(part.endpoint)
    except (OSError, PortTaken) as error:
        raise PortTaken(
            QT_TRANSLATE_NOOP("trouble", "The source {source} of {folder} is there already: {endpoint} is in use."),
            QT_TRANSLATE_NOOP(
                "trouble", "Stop what listens there if it is another replay; a real source's place is never taken."
            ),
            source=part.source,
            folder=folder.path,
            endpoint=part.endpoint,
        ) from error


def _is_local(endpoint: str) -> bool:
    if endpoint.startswith("ipc://"):
        return True
    host = endpoint.removeprefix("tcp://").rpartition(":")[0].strip("[]")
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def _bind(endpoint: str) -> None:
    """Raises OSError or PortTaken when somebody listens there."""
    if endpoint.startswith("tcp://"):
        check_free(urlsplit(endpoint).port or 0)
        return
    path = endpoint.removeprefix("ipc://")
    with closing(socket.socket(socket.AF_UNIX)) as probe:
        try:
            probe.connect("\0" + path[1:] if path.startswith("@") else path)
        except (FileNotFoundError, ConnectionRefusedError):
            return
    raise OSError(f"{endpoint} is in use")


def _free_ports(first: int, count: int) -> list[int]:
    """Raises PortTaken when too many are taken."""
    found: list[int] = []
    for port in range(first, min(first + MOST_PORTS, 65536)):
        try:
            check_free(port)
        except PortTaken:
            continue
        found.append(port)
        if len(found) == count:
            return found
    raise PortTaken(
        QT_TRANSLATE_NOOP("trouble", "There are no {count} free ports from {first} on."),
        QT_TRANSLATE_NOOP("trouble", "Name another first port with --port-base."),
        count=count,
        first=first,
    )


def _trusted(folder: DataFolder, settings: Settings) -> list[Key]:
    """The keys of sources that the folder's core trusts."""
    where = journal_of(folder, settings)
    if isinstance(where, Path) and not where.exists():
        return []
    with open_reader(where) as reader:
        known = reader.keys()
    return [key for key in known if key.trusted and key.kind is KeyKind.SOURCE]


def _read(path: Path) -> tuple[str, tuple[str, ...]]:
    """The public key and the peers. Raises DataFolderError."""
    try:
        keys = read_keys(path)
    except KeyTrouble as error:
        raise unusable(error) from error
    return keys.public, keys.peers


def _text(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _wrong(what: str, folder: DataFolder, source: str, endpoint: str = "") -> NotForTraining:
    return NotForTraining(what, _OTHER_FOLDER, folder=folder.path, source=source, endpoint=endpoint)
