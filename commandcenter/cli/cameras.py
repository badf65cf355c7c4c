"""`cameras`: the list with how each is seen, a search in it, how well they were seen. Looks at the journal only."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta

import click
import msgspec

from commandcenter.adapters.district import read_district
from commandcenter.app.camera_reporting import (
    CameraReport,
    Listed,
    camera_record,
    health_record,
    list_cameras,
    make_camera_day,
    make_camera_report,
)
from commandcenter.cli.columns import in_columns
from commandcenter.cli.printing import as_json_option, local, say, say_json
from commandcenter.cli.program import Call
from commandcenter.domain.place import Place
from commandcenter.domain.text import QT_TRANSLATE_NOOP
from commandcenter.domain.video import PictureState
from commandcenter.services.camera_health.figures import Health
from commandcenter.services.camera_search import MOST, CameraSearch
from commandcenter.services.said.video import STATES

NONE = "–"
COLUMNS = (
    QT_TRANSLATE_NOOP("cli", "Camera"),
    QT_TRANSLATE_NOOP("cli", "Live"),
    QT_TRANSLATE_NOOP("cli", "Watched"),
    QT_TRANSLATE_NOOP("cli", "Faults"),
    QT_TRANSLATE_NOOP("cli", "Restarts"),
    QT_TRANSLATE_NOOP("cli", "Mbit/s"),
    QT_TRANSLATE_NOOP("cli", "Newest picture"),
)


@click.group(invoke_without_command=True)
@click.option(
    "--state",
    type=click.Choice([state.value for state in PictureState]),
    default=None,
    help="只列出此状态的 · Only those in this state",
)
@as_json_option
@click.pass_context
def cameras(context: click.Context, state: str | None, as_json: bool) -> None:
    """摄像机清单及状态、查找、健康度 · The cameras and how they are seen, a search, their health."""
    if context.invoked_subcommand is not None:
        return
    call: Call = context.obj
    call.settings()
    found = list_cameras(call.journal())
    if state is not None:
        found = [it for it in found if it.sights is not None and it.sights.best.state.value == state]
    _tell(call, found, as_json=as_json)


@cameras.command()
@click.argument("words", nargs=-1, required=True)
@click.option("--near", default="", metavar="LON,LAT", help="由近及远 · The nearest first among equal ones")
@click.option("--most", type=click.IntRange(1, MOST), default=50, show_default=True, help="最多几条 · At most")
@as_json_option
@click.pass_obj
def find(call: Call, words: Sequence[str], near: str, most: int, as_json: bool) -> None:
    """按名称、编码、编号、街镇查找 · Find by name, code, id, street or area."""
    settings = call.settings()
    place = _place(near) if near else None
    listed = {it.camera.id: it for it in list_cameras(call.journal())}
    district = read_district(call.folder.path / (settings.district or "district"))
    language = call.words.language
    search = CameraSearch((it.camera for it in listed.values()), lambda code: district.area_name(code, language))
    found = search.find(" ".join(words), place, most)
    _tell(call, [listed[camera.id] for camera in found.cameras], as_json=as_json, total=found.total)


@cameras.command()
@click.option("--day", type=click.DateTime(["%Y-%m-%d"]), default=None, help="日期，默认今天 · A day, today by default")
@click.option("--days", type=click.FloatRange(0.01, 3650), default=None, help="至今多少天 · So many days until now")
@as_json_option
@click.pass_obj
def health(call: Call, day: datetime | None, days: float | None, as_json: bool) -> None:
    """健康度：可用率、故障、重启、码率，最差在前 · Availability, faults, restarts, bitrate: the worst first."""
    if day is not None and days is not None:
        raise click.UsageError("--day 与 --days 只给一个 · Give --day or --days")
    settings = call.settings()
    if days is None:
        report = make_camera_day(call.journal(), settings, day.date() if day else None)
    else:
        ends = datetime.now(UTC)
        report = make_camera_report(call.journal(), ends - timedelta(days=days), ends)
    if as_json:
        say_json(health_record(report))
        return
    for line in health_lines(call, report):
        say(line)


def health_lines(call: Call, report: CameraReport) -> Iterator[str]:
    """A table, and how many cameras nobody watched."""
    head = QT_TRANSLATE_NOOP("cli", "Cameras from {begins} to {ends}, the worst first")
    yield call.words("cli", head, begins=local(report.begins), ends=local(report.ends))
    if report.health:
        titles = [call.words("cli", text) for text in COLUMNS]
        yield from in_columns([titles, *(_row(report, it) for it in report.health)])
    count = QT_TRANSLATE_NOOP("cli", "{watched} cameras were watched, of {listed} on the list")
    yield call.words("cli", count, watched=len(report.health), listed=len(report.cameras))


def _row(report: CameraReport, it: Health) -> list[str]:
    name = report.name(it.camera)
    return [
        f"{it.camera}  {name}" if name != it.camera else name,
        NONE if it.availability is None else f"{it.availability:.1%}",
        _hours(it.watched_s),
        str(it.faults),
        str(it.restarts),
        NONE if it.bitrate is None else f"{it.bitrate / 1e6:.2f}",
        local(it.picture_at) if it.picture_at else NONE,
    ]


def _hours(seconds: float) -> str:
    whole = round(seconds)
    return f"{whole // 3600}:{whole % 3600 // 60:02d}:{whole % 60:02d}"


def _tell(call: Call, found: Sequence[Listed], *, as_json: bool, total: int | None = None) -> None:
    if as_json:
        record: dict[str, object] = {"cameras": [camera_record(it) for it in found]}
        say_json(record if total is None else {**record, "total": total})
        return
    for it in found:
        say(_line(call, it))
    text = QT_TRANSLATE_NOOP("cli", "{count} cameras")
    if total is not None and total > len(found):
        text = QT_TRANSLATE_NOOP("cli", "{count} of {total} cameras")
    say(call.words("cli", text, count=len(found), total=total))


def _line(call: Call, it: Listed) -> str:
    camera, sights = it.camera, it.sights
    marks = [camera.code] if camera.code else []
    if camera.restricted:
        marks.append(call.words("cli", QT_TRANSLATE_NOOP("cli", "restricted")))
    said = NONE
    if sights is not None:
        best = sights.best
        state = call.words("story", STATES[best.state])
        since = QT_TRANSLATE_NOOP("cli", "{state} since {at}, {seat}")
        said = call.words("cli", since, state=state, at=local(best.since), seat=best.seat)
    return "  ".join([camera.id, camera.name, *marks, said])


def _place(text: str) -> Place:
    try:
        lon, lat = (float(part) for part in text.split(","))
        return msgspec.convert({"lon": lon, "lat": lat}, Place)
    except (ValueError, msgspec.ValidationError) as error:
        raise click.BadParameter("经度,纬度 · longitude,latitude", param_hint="--near") from error
