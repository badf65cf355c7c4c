"""`report`: of a day, a handover, the alarms' quality, the cameras, as PDF or JSON. Looks at the journal only."""

from __future__ import annotations

import os
from datetime import MAXYEAR, MINYEAR, UTC, datetime, timedelta
from pathlib import Path

import click
import msgspec

from commandcenter.adapters.export.target import taken
from commandcenter.app.camera_reporting import camera_file, health_record, make_camera_day
from commandcenter.app.reporting import find_handover, make_daily, make_quality, quality_file, report_file
from commandcenter.cli.alarms_quality import as_record, days_option, desk_option
from commandcenter.cli.drawing import drawing
from commandcenter.cli.printing import as_json_option, complain, say, say_json
from commandcenter.cli.program import Call
from commandcenter.domain.text import QT_TRANSLATE_NOOP

out_option = click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    default=None,
    help="PDF 文件，不覆盖 · The PDF file; none is written over",
)


def _within_calendar(context: click.Context, parameter: click.Parameter, value: datetime | None) -> datetime | None:
    """The days beside it are looked at too."""
    if value is not None and not MINYEAR < value.year < MAXYEAR:
        raise click.BadParameter("没有这一天的日志 · no journal tells of that day")
    return value


@click.group()
def report() -> None:
    """报告：值班日报、交接班记录、告警质量、摄像机健康度 · Reports: of a day, a handover, alarms, cameras."""


@report.command()
@click.option(
    "--date",
    "day",
    type=click.DateTime(["%Y-%m-%d"]),
    default=None,
    callback=_within_calendar,
    help="日期，默认今天 · The day, today by default",
)
@click.option("--shift", default="", help="只限当日一个班次 · Only the shift of that name")
@out_option
@as_json_option
@click.pass_obj
def daily(call: Call, day: datetime | None, shift: str, out: Path | None, as_json: bool) -> None:
    """值班日报 · The report of a day or a shift."""
    _require_new(out)
    settings = call.settings()
    made = make_daily(call.journal(), settings, day.date() if day else None, shift)
    if not made.report.entries:
        text = QT_TRANSLATE_NOOP("cli", "The journal has no entry of {day}: the report is empty.")
        complain(call.words("cli", text, day=made.report.period.shift or made.report.period.day))
    if as_json:
        say_json(msgspec.to_builtins(made.report))
    if as_json and out is None:
        return
    # With a picture in it, and so Qt's drawing: not for who only wants the figures.
    from commandcenter.app.report_pdf.centre import wording_of
    from commandcenter.app.report_pdf.daily import daily_pdf
    from commandcenter.app.report_pdf.writing import write_pdf

    file = out or report_file(made.report)
    _require_new(file)
    with drawing(call):
        write_pdf(file, daily_pdf(made.report, wording_of(settings, call.folder, call.words, made.people)))
    _tell(call, file, as_json)


@report.command()
@click.argument("handover", metavar="ID")
@out_option
@as_json_option
@click.pass_obj
def handover(call: Call, handover: str, out: Path | None, as_json: bool) -> None:
    """交接班记录（编号如 H123） · The protocol of a handover, by its id, such as H123."""
    _require_new(out)
    settings = call.settings()
    line, evidence, people = find_handover(call.journal(), handover)
    if as_json:
        say_json({**msgspec.to_builtins(line), "digest": line.handover.digest})
    if as_json and out is None:
        return
    from commandcenter.app.report_pdf.centre import wording_of
    from commandcenter.app.report_pdf.handover import handover_pdf
    from commandcenter.app.report_pdf.writing import write_pdf

    file = out or Path(f"handover-{handover}.pdf")
    _require_new(file)
    with drawing(call):
        write_pdf(file, handover_pdf(line, evidence, wording_of(settings, call.folder, call.words, people)))
    _tell(call, file, as_json)


@report.command()
@days_option
@desk_option
@out_option
@as_json_option
@click.pass_obj
def quality(call: Call, days: float, desk: str | None, out: Path | None, as_json: bool) -> None:
    """告警质量报告：ISA-18.2、EEMUA 191 · The quality of the alarms, of one desk or of all."""
    _require_new(out)
    settings = call.settings()
    ends = datetime.now(UTC)
    made = make_quality(call.journal(), ends - timedelta(days=days), ends)
    found = made.figures(desk)
    if as_json:
        say_json({"desks": [as_record(it) for it in found]})
    if as_json and out is None:
        return
    from commandcenter.app.report_pdf.centre import wording_of
    from commandcenter.app.report_pdf.quality import quality_pdf
    from commandcenter.app.report_pdf.writing import write_pdf

    file = out or quality_file(made, desk)
    _require_new(file)
    with drawing(call):
        write_pdf(file, quality_pdf(made, found, wording_of(settings, call.folder, call.words, made.people)))
    _tell(call, file, as_json)


@report.command()
@click.option(
    "--day",
    type=click.DateTime(["%Y-%m-%d"]),
    default=None,
    callback=_within_calendar,
    help="日期，默认今天 · The day, today by default",
)
@out_option
@as_json_option
@click.pass_obj
def cameras(call: Call, day: datetime | None, out: Path | None, as_json: bool) -> None:
    """摄像机健康度报告 · How well the cameras could be seen on a day, the worst first."""
    _require_new(out)
    settings = call.settings()
    made = make_camera_day(call.journal(), settings, day.date() if day else None)
    if as_json:
        say_json(health_record(made))
    if as_json and out is None:
        return
    from commandcenter.app.report_pdf.cameras import cameras_pdf
    from commandcenter.app.report_pdf.centre import wording_of
    from commandcenter.app.report_pdf.writing import write_pdf

    file = out or Path(camera_file(made))
    _require_new(file)
    with drawing(call):
        write_pdf(file, cameras_pdf(made, wording_of(settings, call.folder, call.words, made.people)))
    _tell(call, file, as_json)


def _require_new(file: Path | None) -> None:
    """Raises ExportTrouble rather than that a report is written over something."""
    if file is not None and os.path.lexists(file):
        raise taken(file)


def _tell(call: Call, file: Path, as_json: bool) -> None:
    """With JSON on it, standard output holds nothing else."""
    if not as_json:
        say(call.words("cli", QT_TRANSLATE_NOOP("cli", "Written: {file}"), file=file))
