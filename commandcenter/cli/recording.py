"""`record` and `replay`: keeps the traffic of sources in a file, and plays it into a core for training."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import click

from commandcenter.app.opening import open_reader
from commandcenter.app.recording import Line, Recording, Wanted
from commandcenter.app.replaying import Pace, Replay, Summary, look_through
from commandcenter.app.training import make_settings, parts_of
from commandcenter.cli.program import Call
from commandcenter.cli.recording_text import RecordText, ReplayText, size_of
from commandcenter.domain.text import QT_TRANSLATE_NOOP

TRAINING_PORT = 7700

file_argument = click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
source_option = click.option("--source", "names", multiple=True, help="只选这些数据源（可多次） · Only these sources")


@click.command()
@file_argument
@source_option
@click.option(
    "--from-start", is_flag=True, help="从数据源保留的最早事件开始 · From the oldest event that is still there"
)
@click.option("--seconds", type=click.FloatRange(min=0.1), default=None, help="时长 · How long")
@click.pass_obj
def record(call: Call, file: Path, names: tuple[str, ...], from_start: bool, seconds: float | None) -> None:
    """录制数据源的事件与遥测 · Keep what sources say in a file."""
    settings = call.settings()
    wanted = Wanted(file.absolute(), names, from_start, seconds)
    with open_reader(call.journal()) as journal:
        recording = Recording(call.folder, settings, journal, wanted)
        text = RecordText(call.words)
        click.echo(call.words("cli", QT_TRANSLATE_NOOP("cli", "Recording into {file}; Ctrl+C ends it."), file=file))
        try:
            recording.run(text.show)
        finally:
            text.show(recording.lines(), last=True)
            _tell_recorded(call, file, recording.lines(), recording.size)


def _tell_recorded(call: Call, file: Path, lines: Sequence[Line], size: int) -> None:
    done = QT_TRANSLATE_NOOP(
        "cli", "{file}: {events} events and {samples} samples, {size}. Nothing stays at the sources."
    )
    events, samples = sum(line.kept.events for line in lines), sum(line.kept.samples for line in lines)
    click.echo(call.words("cli", done, file=file, events=events, samples=samples, size=size_of(size)))


@click.command()
@file_argument
@source_option
@click.option(
    "--speed", type=click.FloatRange(0, 10_000), default=1.0, show_default=True, help="倍速 · 0 = 尽快 / at once"
)
@click.option("--now", is_flag=True, help="所有时间改为现在 · Move all times to now")
@click.option("--loop", is_flag=True, help="循环播放 · Begin again at the end")
@click.option(
    "--port-base",
    type=click.IntRange(1024, 65000),
    default=TRAINING_PORT,
    show_default=True,
    help="新建设置时的起始端口 · First port, where settings are made",
)
@click.pass_obj
def replay(call: Call, file: Path, names: tuple[str, ...], speed: float, now: bool, loop: bool, port_base: int) -> None:
    """在培训用数据目录中回放录制 · Play a recording into a data folder for training."""
    summary = look_through(file, names)
    centre = call.words("cli", QT_TRANSLATE_NOOP("cli", "Replay: {centre}"), centre=summary.header.centre)
    made = make_settings(call.folder, summary.header, centre, call.words.language, port_base)
    settings = call.settings()
    parts = parts_of(call.folder, settings, summary.header.sources, names)
    _tell_about(call, file, summary)
    if made:
        _tell_made(call)
    text = ReplayText(call.words, call.folder.path, summary)
    finished = Replay(call.folder, settings, parts, file).run(summary, Pace(speed, now, loop), text)
    text.ended()
    click.echo(
        call.words("cli", QT_TRANSLATE_NOOP("cli", "The replay is at its end."))
        if finished
        else call.words("cli", QT_TRANSLATE_NOOP("cli", "The replay was stopped."))
    )


def _tell_about(call: Call, file: Path, summary: Summary) -> None:
    about = QT_TRANSLATE_NOOP("cli", "{file}: {centre}, {first} to {last}, {events} events and {samples} samples")
    values = {"file": file, "centre": summary.header.centre, "events": summary.events, "samples": summary.samples}
    click.echo(call.words("cli", about, first=_when(summary.first), last=_when(summary.last), **values))
    if summary.torn:
        torn = QT_TRANSLATE_NOOP("cli", "Its last {count} bytes are no whole record and are left out.")
        click.echo(call.words("cli", torn, count=summary.torn))
    if not summary.ended:
        killed = QT_TRANSLATE_NOOP("cli", "The recorder was not stopped in order: what came last may be missing.")
        click.echo(call.words("cli", killed))


def _tell_made(call: Call) -> None:
    made = QT_TRANSLATE_NOOP("cli", "{folder} is set up for training. A console for it is started with")
    click.echo(call.words("cli", made, folder=call.folder.path))
    click.echo(f"  .venv/bin/python main.py --data {shlex.quote(str(call.folder.path))} console")


def _when(at: datetime) -> str:
    return at.astimezone().strftime("%Y-%m-%d %H:%M:%S")
