"""`tours`: video tours (视频轮巡), listed, defined from a file, removed, started and stopped at a seat."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import click
import msgspec

from commandcenter.adapters.tour_file import read_tours
from commandcenter.app.administering import obey, obeying
from commandcenter.app.opening import open_reader
from commandcenter.cli.acting import acting, claim
from commandcenter.cli.printing import as_json_option, plain, say, say_json
from commandcenter.cli.program import Call
from commandcenter.domain.state import Touched
from commandcenter.domain.text import QT_TRANSLATE_NOOP
from commandcenter.domain.tours import RunState, Schedule, Tour, TourRun


@click.group()
def tours() -> None:
    """视频轮巡 · Video tours: cameras shown in turn, by hand or by a schedule."""


@tours.command(name="list")
@as_json_option
@click.pass_obj
def list_tours(call: Call, as_json: bool) -> None:
    """有哪些轮巡，正在哪里播放 · Which there are, and where they run."""
    with open_reader(call.journal()) as reader:
        known = sorted(reader.things(Touched.TOUR, Tour), key=lambda tour: tour.id)
        runs = [run for run in reader.things(Touched.TOURING, TourRun) if run.state is not RunState.ENDED]
    if as_json:
        say_json({"tours": msgspec.to_builtins(known), "running": msgspec.to_builtins(runs)})
        return
    for tour in known:
        here = ", ".join(sorted(run.seat for run in runs if run.tour == tour.id))
        times = "; ".join(_written(schedule) for schedule in tour.schedules)
        count = len(list(tour.all))
        say(plain(f"{tour.id:<20} {count:>4} × {tour.dwell} s  [{tour.tiles}]  {tour.name}  {times}  {here}".rstrip()))
    say(call.words("cli", QT_TRANSLATE_NOOP("cli", "{count} tours"), count=len(known)))


@tours.command()
@click.argument("file", metavar="FILE", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@as_json_option
@acting
@click.pass_obj
def define(call: Call, file: Path, as_json: bool) -> None:
    """由文件（TOML）定义轮巡 · Defines tours from a TOML file; those of the same id are replaced.

    全部无误才开始写入 · Nothing is taken in unless all of it can be read.
    """
    found = read_tours(file)
    done = []
    with obeying(call.folder, call.settings()) as order:
        for fields in found:
            order("tour.define", msgspec.to_builtins(fields), claim())
            done.append(fields.id)
            if not as_json:
                say(fields.id)
    _told(call, as_json, done)


@tours.command()
@click.argument("tour", metavar="TOUR")
@as_json_option
@acting
@click.pass_obj
def remove(call: Call, tour: str, as_json: bool) -> None:
    """删除轮巡，正在播放的随之结束 · Removes one; it ends wherever it runs."""
    obey(call.folder, call.settings(), "tour.remove", {"tour": tour}, claim())
    _told(call, as_json, [tour])


@tours.command()
@click.argument("tour", metavar="TOUR")
@click.argument("seat", metavar="SEAT")
@as_json_option
@acting
@click.pass_obj
def start(call: Call, tour: str, seat: str, as_json: bool) -> None:
    """在某席位开始轮巡 · Starts one at a seat, such as wall; what runs there is replaced."""
    obey(call.folder, call.settings(), "tour.start", {"tour": tour, "seat": seat}, claim())
    _told(call, as_json, [tour])


@tours.command()
@click.argument("seat", metavar="SEAT")
@as_json_option
@acting
@click.pass_obj
def stop(call: Call, seat: str, as_json: bool) -> None:
    """停止某席位的轮巡 · Stops the one that runs at a seat."""
    obey(call.folder, call.settings(), "tour.stop", {"seat": seat}, claim())
    _told(call, as_json, [])


def _told(call: Call, as_json: bool, done: Iterable[str]) -> None:
    """As every verb that does something: the ids for programs, one word for people."""
    if as_json:
        say_json({"done": list(done)})
    else:
        say(call.words("cli", QT_TRANSLATE_NOOP("cli", "Done.")))


def _written(schedule: Schedule) -> str:
    return f"{''.join(map(str, schedule.days))} {schedule.starts}–{schedule.ends} {schedule.seat}"
