"""The settings file: typed, versioned, read once; whatever is wrong in it is named with its exact place."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

from commandcenter.domain.errors import UNDECODABLE, Trouble
from commandcenter.domain.hosts import is_loopback
from commandcenter.domain.journal import CORE
from commandcenter.domain.keys import ID_PATTERN, KEY_PATTERN
from commandcenter.domain.people import Role
from commandcenter.domain.retention import DAYS, LEAST_DAYS
from commandcenter.domain.shift_plan import ShiftKind, ShiftPlan, ordered, too_near
from commandcenter.domain.text import QT_TRANSLATE_NOOP
from commandcenter.services.directory import ADDRESS as DIRECTORY_ADDRESS
from commandcenter.services.directory import DirectoryServer, flaw
from commandcenter.services.settings_flaws import flaw_of_text, flaw_of_value

DEFAULT_PORT = 7600
METRICS_PORT = 9600
METRICS_ADDRESS = QT_TRANSLATE_NOOP("trouble", "an address for figures is HOST:PORT, or empty for none")

_TCP = r"tcp://(\[[0-9A-Fa-f:.]+\]|[^\s:/\[\]]{1,253}):[0-9]{1,5}"
Endpoint = Annotated[str, msgspec.Meta(pattern=rf"^({_TCP}|ipc://\S{{1,100}})$")]
HTTP_PATTERN = r"^((\[[0-9A-Fa-f:.]{2,45}\]|[A-Za-z0-9.-]{1,253}):[0-9]{1,5})?\Z"
PublicKey = Annotated[str, msgspec.Meta(pattern=f"^({KEY_PATTERN})?$")]
Id = Annotated[str, msgspec.Meta(pattern=ID_PATTERN)]

Percent = Annotated[int, msgspec.Meta(ge=10, le=100)]

SHIFT_PATTERN = r"^[^\s/\x00-\x1f\x7f]{1,16}$"
SERVICE_PATTERN = r"^[A-Za-z0-9._-]{1,40}\Z"
TIME_PATTERN = r"^([01][0-9]|2[0-3]):[0-5][0-9]$"

# By the place of a text that has to have a certain form.
PATTERNS: tuple[tuple[str, str], ...] = (
    (r".*metrics\.endpoint`", METRICS_ADDRESS),
    (r".*directory\.url`", DIRECTORY_ADDRESS),
    (r".*\.key`", QT_TRANSLATE_NOOP("trouble", "a key has 40 characters: it stands in keys/core.public at the core")),
    (
        r".*\.endpoint`|\$\.core\.others.*",
        QT_TRANSLATE_NOOP("trouble", "an address is tcp://HOST:PORT or ipc://PATH"),
    ),
    (r".*\.starts`", QT_TRANSLATE_NOOP("trouble", "a time of the day is HH:MM, from 00:00 to 23:59")),
    (
        r"\$\.shifts\.plan.*",
        QT_TRANSLATE_NOOP("trouble", "a shift's name has 1 to 16 characters, no blank and no slash"),
    ),
    (
        r".*video\.service`",
        QT_TRANSLATE_NOOP("trouble", "a service's name has 1 to 40 letters, digits, dots, dashes and underscores"),
    ),
    (
        r"\$\.sources.*\.id`",
        QT_TRANSLATE_NOOP(
            "trouble", "an id has up to 64 letters, digits, dots, dashes and underscores, a letter or digit first"
        ),
    ),
)


class SettingsError(Trouble):
    """The settings file cannot be read; nothing was started."""


class OtherCore(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Another core of the same centre; `key` where it has another than the first."""

    endpoint: Endpoint
    key: PublicKey = ""


class CoreSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where seats reach the core, and its public key; "" at the core and where its data folder is at hand.

    `others` are called when it does not answer or only stands by.
    """

    endpoint: Endpoint = f"tcp://127.0.0.1:{DEFAULT_PORT}"
    key: PublicKey = ""
    others: Annotated[tuple[Endpoint | OtherCore, ...], msgspec.Meta(max_length=4)] = ()

    @property
    def other_cores(self) -> tuple[OtherCore, ...]:
        return tuple(it if isinstance(it, OtherCore) else OtherCore(endpoint=it) for it in self.others)


class SourceSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A backend service: the id it answers with, where it listens, and what people call it."""

    id: Id
    endpoint: Endpoint
    name: Annotated[str, msgspec.Meta(max_length=64)] = ""


class AccountSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """For how many days a password counts; 0 for always."""

    password_days: Annotated[int, msgspec.Meta(ge=0, le=3650)] = 90


class DeskSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """After how many minutes without a key or a move of the mouse a console locks itself, but in an incident."""

    lock_minutes: Annotated[int, msgspec.Meta(ge=1, le=720)] = 15


class SoundSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`player` is the program that plays a file, with its arguments; the file's path comes after them.

    A critical alarm that nobody acknowledges is heard again every `nag_s` seconds; a desk that is made mute stays so
    for `mute_s`.
    """

    on: bool = True
    player: Annotated[
        tuple[Annotated[str, msgspec.Meta(min_length=1, max_length=4096)], ...],
        msgspec.Meta(min_length=1, max_length=20),
    ] = ("paplay",)
    nag_s: Annotated[int, msgspec.Meta(ge=5, le=600)] = 30
    mute_s: Annotated[int, msgspec.Meta(ge=5, le=600)] = 120


class ShiftLine(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One shift of the day; `starts` by the centre's clocks."""

    name: Annotated[str, msgspec.Meta(pattern=SHIFT_PATTERN)]
    starts: Annotated[str, msgspec.Meta(pattern=TIME_PATTERN)]


class ShiftSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The plan of the day, how many are always on duty, presence checks of each person and shift, who answers calls."""

    plan: Annotated[tuple[ShiftLine, ...], msgspec.Meta(min_length=1, max_length=8)]
    minimum: Annotated[int, msgspec.Meta(ge=1, le=50)] = 2
    checks: Annotated[int, msgspec.Meta(ge=0, le=12)] = 1
    positions: Annotated[
        tuple[Annotated[str, msgspec.Meta(min_length=1, max_length=32)], ...], msgspec.Meta(max_length=40)
    ] = ()


class AuditSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`second_place` is a folder on another disk for the journal's checkpoints; "" for one in the data folder.

    `keep_days`: how old an entry is at least before it may leave the journal.
    """

    second_place: Annotated[str, msgspec.Meta(max_length=4096)] = ""
    keep_days: Annotated[int, msgspec.Meta(ge=LEAST_DAYS, le=36_500)] = DAYS


class DatabaseSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A PostgreSQL database for a whole centre, postgresql+psycopg://…; "" for SQLite in the data folder."""

    url: Annotated[str, msgspec.Meta(max_length=1024)] = ""

    def __repr__(self) -> str:
        # A password may stand in it.
        return f"DatabaseSettings(url={'…' if self.url else ''!r})"


class MetricsSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where the core's figures can be fetched, HOST:PORT; "" for nowhere. Nobody is asked for a password there."""

    endpoint: Annotated[str, msgspec.Meta(pattern=HTTP_PATTERN)] = f"127.0.0.1:{METRICS_PORT}"
    allow_remote: bool = False

    @property
    def address(self) -> tuple[str, int]:
        """Host and port; of an endpoint that is not ""."""
        host, _, port = self.endpoint.rpartition(":")
        return host.strip("[]"), int(port)

    @property
    def is_local(self) -> bool:
        """Whether only programs of this machine reach it."""
        return is_loopback(self.address[0])


class DiskSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """From how many per cent in use on there is an alarm, each graver than the one before.

    `reserve_mib`: room that is kept for the record of a disk that is full; 0 for none.
    """

    warn_percent: tuple[Percent, Percent, Percent] = (75, 85, 95)
    reserve_mib: Annotated[int, msgspec.Meta(ge=0, le=65_536)] = 64


class VideoSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Seats of one user and machine that name the same `service` share its decodes.

    What the first of them says of workers counts for all. Over the pictures that people in the positions of
    `watermark` look at stand their name, seat and time.
    """

    service: Annotated[str, msgspec.Meta(pattern=SERVICE_PATTERN)] = "seats"
    workers: Annotated[int, msgspec.Meta(ge=1, le=32)] = 8
    streams_per_worker: Annotated[int, msgspec.Meta(ge=1, le=16)] = 4
    watermark: tuple[Role, ...] = ()


class Settings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Paths are relative to the data folder that holds the file.

    `cameras` is the list of cameras (name, place, address), `district` the folder with the map's geometry, `rules` the
    file that says how events become alarms ("" for the program's own).
    """

    version: Literal[1] = 1
    centre: Annotated[str, msgspec.Meta(max_length=64)] = "江北区城市运行管理中心"
    language: Literal["zh", "en"] = "zh"
    time_zone: Annotated[str, msgspec.Meta(max_length=64)] = "Asia/Shanghai"
    core: CoreSettings = CoreSettings()
    database: DatabaseSettings = DatabaseSettings()
    accounts: AccountSettings = AccountSettings()
    directory: DirectoryServer | None = None
    sources: tuple[SourceSettings, ...] = ()
    cameras: str = ""
    district: str = ""
    rules: Annotated[str, msgspec.Meta(max_length=4096)] = ""
    desk: DeskSettings = DeskSettings()
    sound: SoundSettings = SoundSettings()
    shifts: ShiftSettings | None = None
    audit: AuditSettings = AuditSettings()
    metrics: MetricsSettings = MetricsSettings()
    disk: DiskSettings = DiskSettings()
    video: VideoSettings = VideoSettings()

    def shift_plan(self) -> ShiftPlan | None:
        """None: this centre keeps no shifts."""
        if self.shifts is None:
            return None
        kinds = tuple(ShiftKind(name=line.name, starts=line.starts) for line in self.shifts.plan)
        return ShiftPlan(
            zone=self.time_zone,
            kinds=ordered(kinds),
            minimum=self.shifts.minimum,
            checks=self.shifts.checks,
            positions=self.shifts.positions,
        )


def read_settings(path: Path) -> Settings:
    """The settings in `path`; the defaults when there is no such file. Raises SettingsError."""
    try:
        text = path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return Settings()
    except OSError as error:
        raise SettingsError(
            QT_TRANSLATE_NOOP("trouble", "The settings file {file} cannot be read: {reason}"),
            QT_TRANSLATE_NOOP("trouble", "Let the user who starts this program read it: it is a plain file."),
            file=path,
            reason=error.strerror or str(error),
        ) from error
    try:
        settings = msgspec.toml.decode(text, type=Settings)
    except msgspec.ValidationError as error:
        where, what = flaw_of_value(error, Settings)
        raise _wrong(path, where, _said(str(error)) or what) from error
    except (*UNDECODABLE, ValueError) as error:
        raise _wrong(path, *flaw_of_text(error)) from error
    _check_sources(path, settings)
    _check_time_zone(path, settings)
    _check_shifts(path, settings)
    _check_metrics(path, settings.metrics)
    _check_disk(path, settings.disk)
    _check_directory(path, settings.directory)
    return settings


def _said(error: str) -> Trouble | None:
    """A pattern tells nobody what to write instead."""
    what, _, where = error.partition(" - at `")
    if "unknown field `officer`" in what:
        return Trouble(
            QT_TRANSLATE_NOOP("trouble", "there is no [officer] any more: people sign in; `people add` makes accounts")
        )
    if where.endswith("audit.keep_days`") and ">=" in what:
        return Trouble(QT_TRANSLATE_NOOP("trouble", "the record stays online for 180 days at least, as the law wants"))
    if "regex" in what:
        return next((Trouble(text) for place, text in PATTERNS if re.fullmatch(place, where)), None)
    return None


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


def _check_shifts(path: Path, settings: Settings) -> None:
    lines = settings.shifts.plan if settings.shifts else ()
    for index, line in enumerate(lines):
        if line.name in (other.name for other in lines[:index]):
            what = QT_TRANSLATE_NOOP("trouble", "{name} stands there twice")
            raise _wrong(path, f"shifts.plan[{index}].name", Trouble(what, name=repr(line.name)))
        before = tuple(ShiftKind(name=it.name, starts=it.starts) for it in lines[: index + 1])
        if too_near(ordered(before)):
            what = QT_TRANSLATE_NOOP("trouble", "{time} is less than two hours from another shift's beginning")
            raise _wrong(path, f"shifts.plan[{index}].starts", Trouble(what, time=line.starts))
    positions = settings.shifts.positions if settings.shifts else ()
    for index, position in enumerate(positions):
        if position in positions[:index]:
            what = QT_TRANSLATE_NOOP("trouble", "{name} stands there twice")
            raise _wrong(path, f"shifts.positions[{index}]", Trouble(what, name=repr(position)))


def _check_metrics(path: Path, metrics: MetricsSettings) -> None:
    """Figures tell a stranger when to come: how many are on duty, what is broken."""
    if not metrics.endpoint:
        return
    if not 1 <= metrics.address[1] <= 65_535:
        raise _wrong(path, "metrics.endpoint", Trouble(METRICS_ADDRESS))
    if not (metrics.is_local or metrics.allow_remote):
        what = QT_TRANSLATE_NOOP(
            "trouble",
            "other machines reach {address}, and nobody is asked for a password there: add allow_remote = true if that "
            "is meant",
        )
        raise _wrong(path, "metrics.endpoint", Trouble(what, address=metrics.endpoint))


def _check_disk(path: Path, disk: DiskSettings) -> None:
    if list(disk.warn_percent) != sorted(disk.warn_percent):
        what = QT_TRANSLATE_NOOP("trouble", "each of the three per cents is at least the one before it")
        raise _wrong(path, "disk.warn_percent", Trouble(what))


def _check_directory(path: Path, server: DirectoryServer | None) -> None:
    found = flaw(server) if server else None
    if found:
        raise _wrong(path, f"directory.{found[0]}", found[1])


def _wrong(path: Path, where: str | Trouble, what: str | Trouble) -> SettingsError:
    return SettingsError(
        QT_TRANSLATE_NOOP("trouble", "The settings file {file} is wrong at {where}: {what}"),
        QT_TRANSLATE_NOOP("trouble", "Correct that place, or move the file away to start with the defaults."),
        file=path,
        where=where or "-",
        what=what,
    )
