"""The settings file: typed, versioned, read once; whatever is wrong in it is named with its exact place."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

from commandcenter.domain.errors import Trouble
from commandcenter.domain.journal import CORE
from commandcenter.domain.keys import ID_PATTERN, KEY_PATTERN
from commandcenter.domain.text import QT_TRANSLATE_NOOP

DEFAULT_PORT = 7600

_TCP = r"tcp://(\[[0-9A-Fa-f:.]+\]|[^\s:/\[\]]{1,253}):[0-9]{1,5}"
Endpoint = Annotated[str, msgspec.Meta(pattern=rf"^({_TCP}|ipc://\S{{1,100}})$")]
PublicKey = Annotated[str, msgspec.Meta(pattern=f"^({KEY_PATTERN})?$")]
Id = Annotated[str, msgspec.Meta(pattern=ID_PATTERN)]


class SettingsError(Trouble):
    """The settings file cannot be read; nothing was started."""


class CoreSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where seats reach the core, and its public key; "" at the core and where its data folder is at hand."""

    endpoint: Endpoint = f"tcp://127.0.0.1:{DEFAULT_PORT}"
    key: PublicKey = ""


class SourceSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A backend service: the id it answers with, where it listens, and what people call it."""

    id: Id
    endpoint: Endpoint
    name: Annotated[str, msgspec.Meta(max_length=64)] = ""


class OfficerSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The one local officer, until people and roles come."""

    id: Id = "officer"
    name: Annotated[str, msgspec.Meta(min_length=1, max_length=64)] = "值班员"


class Settings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Paths are relative to the data folder that holds the file.

    `cameras` is the list of cameras (name, place, address), `district` the folder with the map's geometry.
    """

    version: Literal[1] = 1
    centre: Annotated[str, msgspec.Meta(max_length=64)] = "江北区城市运行管理中心"
    language: Literal["zh", "en"] = "zh"
    time_zone: Annotated[str, msgspec.Meta(max_length=64)] = "Asia/Shanghai"
    core: CoreSettings = CoreSettings()
    officer: OfficerSettings = OfficerSettings()
    sources: tuple[SourceSettings, ...] = ()
    cameras: str = ""
    district: str = ""


def read_settings(path: Path) -> Settings:
    """The settings in `path`; the defaults when there is no such file. Raises SettingsError."""
    try:
        text = path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return Settings()
    except OSError as error:
        raise _wrong(path, "", str(error)) from error
    try:
        settings = msgspec.toml.decode(text, type=Settings)
    except msgspec.ValidationError as error:
        what, _, where = str(error).partition(" - at `")
        raise _wrong(path, where.strip("$.`"), _said(what, where)) from error
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise _wrong(path, "", str(error)) from error
    _check_sources(path, settings)
    _check_time_zone(path, settings)
    return settings


def _said(what: str, where: str) -> str | Trouble:
    """A pattern tells nobody what to write instead."""
    if where.endswith(".endpoint`") and "regex" in what:
        return Trouble(QT_TRANSLATE_NOOP("trouble", "an address is tcp://HOST:PORT or ipc://PATH"))
    return what


def _check_sources(path: Path, settings: Settings) -> None:
    seen: set[str] = set()
    for index, source in enumerate(settings.sources):
        if source.id == CORE:
            what = QT_TRANSLATE_NOOP("trouble", "{name} is the centre's own name")
            raise _wrong(path, f"sources[{index}].id", Trouble(what, name=repr(source.id)))
        if source.id in seen:
            what = QT_TRANSLATE_NOOP("trouble", "{name} stands there twice")
            raise _wrong(path, f"sources[{index}].id", Trouble(what, name=repr(source.id)))
        seen.add(source.id)


def _check_time_zone(path: Path, settings: Settings) -> None:
    try:
        ZoneInfo(settings.time_zone)
    except (ZoneInfoNotFoundError, ValueError) as error:
        what = QT_TRANSLATE_NOOP("trouble", "{name} is not known on this machine")
        raise _wrong(path, "time_zone", Trouble(what, name=repr(settings.time_zone))) from error


def _wrong(path: Path, where: str, what: str | Trouble) -> SettingsError:
    return SettingsError(
        QT_TRANSLATE_NOOP("trouble", "The settings file {file} is wrong at {where}: {what}"),
        QT_TRANSLATE_NOOP("trouble", "Correct that place, or move the file away to start with the defaults."),
        file=path,
        where=where or "-",
        what=what,
    )
