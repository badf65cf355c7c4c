"""A made-up journal of any length: the lives of many alarms side by side, as sources and officers write them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from random import Random
from typing import NamedTuple

import msgspec

from commandcenter.domain.alarms import Alarm
from commandcenter.domain.changes.alarms import AlarmAcknowledged, AlarmRaised, AlarmRepeated, AlarmReturned
from commandcenter.domain.changes.operating import Acted, LinkageAnswered, LinkageStarted, WallChanged, WallConfirmed
from commandcenter.domain.changes.sources import NoteTaken
from commandcenter.domain.events import EventId, Noted
from commandcenter.domain.journal import AnyChange, Cause, CommandId, Entry, Outcome
from commandcenter.domain.linkage import Linkage, Step, StepState
from commandcenter.domain.place import Place
from commandcenter.domain.priority import Priority
from commandcenter.domain.wall import Wall

BEGAN = datetime(2025, 11, 22, tzinfo=UTC)
YEAR_S = 365 * 86_400
AT_ONCE = 40
PERSONS, SEATS, SOURCES, THINGS = 40, 12, 20, 20_000
ROADS = ("建新北路", "红旗河沟", "观音桥步行街", "北滨路", "鱼嘴镇工业大道", "石马河街道", "华新街", "五里店")
KINDS = (
    ("cesspool.methane", "化粪池沼气超标", "methane_ppm"),
    ("drainage.level", "下穿道积水", "level_m"),
    ("lift.trapped", "电梯困人", "floor"),
    ("fire.smoke", "烟感报警", "smoke"),
    ("manhole.open", "井盖移位 cover open", "tilt"),
)


class Line(NamedTuple):
    """An entry without its place in the journal."""

    change: AnyChange
    actor: str
    seat: str
    subject: str
    outcome: Outcome = Outcome.DONE


def made_up(count: int, seed: int = 1) -> Iterator[Entry]:
    """The first `count` entries; the same ones each time. Spread over a year."""
    random = Random(seed)
    lives: list[Iterator[Line]] = [_life(random, number) for number in range(AT_ONCE)]
    alarms, events = AT_ONCE, 0
    tick = timedelta(seconds=YEAR_S / max(1, count))
    for seq in range(count):
        chosen = random.randrange(AT_ONCE)
        line = next(lives[chosen], None)
        if line is None:
            lives[chosen] = _life(random, alarms)
            alarms += 1
            line = next(lives[chosen])
        cause: Cause
        if line.seat:
            cause = CommandId(id=f"c{seq:015}", name="command")
        else:
            events += 1
            cause = EventId(source=line.actor, epoch="e", seq=events)
        at = BEGAN + tick * seq
        yield Entry(
            seq=seq,
            at=at,
            actor=line.actor,
            seat=line.seat,
            subject=line.subject,
            outcome=line.outcome,
            cause=cause,
            change=line.change,
            done_at=at if line.seat else None,
        )


def write(path: Path, count: int) -> int:
    """A journal file with the table that the index reads; returns the bytes of its entries."""
    encode = msgspec.msgpack.Encoder().encode
    total = 0
    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        for line in ("journal_mode=WAL", "synchronous=OFF"):
            database.execute(f"PRAGMA {line}")
        database.execute("CREATE TABLE journal(seq INTEGER PRIMARY KEY, entry BLOB NOT NULL)")
        entries = ((entry.seq, encode(entry)) for entry in made_up(count))
        while part := list(islice(entries, 20_000)):
            total += sum(len(data) for _, data in part)
            database.execute("BEGIN")
            database.executemany("INSERT INTO journal VALUES (?, ?)", part)
            database.execute("COMMIT")
    return total


def _life(random: Random, number: int) -> Iterator[Line]:
    """One alarm from its first word to its last, with what the officer does about it."""
    thing = random.randrange(THINGS)
    alarm = _alarm(random, number, thing)
    source, seat = alarm.source, f"desk-{random.randrange(SEATS)}"
    person = f"officer-{random.randrange(PERSONS)}"
    yield Line(AlarmRaised(alarm=alarm), source, "", alarm.id)
    for _ in range(random.choice((0, 1, 1, 2, 4))):
        alarm = _moved(alarm, values={_quantity(thing): round(random.uniform(0, 100), 1)}, count=alarm.count + 1)
        yield Line(AlarmRepeated(alarm=alarm), source, "", alarm.id)
    for action in ("alarm.select", "alarm.open"):
        yield Line(Acted(action=action, subject=alarm.id), person, seat, alarm.id)
    alarm = _moved(alarm, acknowledged=True, acknowledged_by=person, acknowledged_at=alarm.raised_at)
    yield Line(AlarmAcknowledged(alarm=alarm), person, seat, alarm.id)
    if number % 12 == 0:
        yield from _linkage(alarm, person, seat, number)
    camera = f"C{thing % 900}"
    yield Line(Acted(action="camera.open", subject=camera), person, seat, camera)
    detail: dict[str, str | float] = {"lon": 106.5 + thing / 1e6, "lat": 29.6, "zoom": 14.0}
    yield Line(Acted(action="map.move", detail=detail), person, seat, "")
    if number % 5 == 0:
        note = Noted(
            at=alarm.raised_at, type="crew.arrived", subject=alarm.subject, title=f"抢修队 {thing % 60} 已到场"
        )
        yield Line(NoteTaken(source=source, note=note), source, "", alarm.subject)
    alarm = _moved(alarm, active=False, returned_at=alarm.raised_at, cleared_at=alarm.raised_at)
    yield Line(AlarmReturned(alarm=alarm), source, "", alarm.id)


def _linkage(alarm: Alarm, person: str, seat: str, number: int) -> Iterator[Line]:
    run_id = f"L{number}"
    step = Step(
        key=f"{run_id}/speak", kind="speak", target="columns/YZ-118", label="音柱 118", deadline=alarm.raised_at
    )
    run = Linkage(id=run_id, alarm=alarm.id, started_by=person, seat=seat, started_at=alarm.raised_at, steps=(step,))
    yield Line(LinkageStarted(linkage=run), person, seat, alarm.id)
    wall = Wall(version=number, cameras=("C1", "C2", "C3"), alarm=alarm.id, changed_by=person, run=run_id)
    yield Line(WallChanged(wall=wall), person, seat, alarm.id)
    state, outcome = (StepState.DONE, Outcome.DONE) if number % 24 else (StepState.UNKNOWN, Outcome.UNKNOWN)
    run = run.answered(step.key, state, "", alarm.raised_at)
    yield Line(LinkageAnswered(linkage=run, step=step.key), "columns/YZ-118", "", alarm.id, outcome)
    yield Line(WallConfirmed(wall=_shown(wall)), "wall", "wall", alarm.id)


def _alarm(random: Random, number: int, thing: int) -> Alarm:
    kind, title, quantity = KINDS[thing % len(KINDS)]
    at = BEGAN
    return Alarm(
        id=f"A{number}",
        source=f"source-{thing % SOURCES}",
        type=kind,
        subject=f"HFC-{thing}",
        priority=Priority.MAJOR if thing % 7 else Priority.CRITICAL,
        title=f"{title} {thing}号",
        raised_at=at,
        received_at=at,
        changed_at=at,
        place=Place(lon=106.5 + thing / 1e6, lat=29.6),
        area=f"5001050{thing % 30:02d}",
        address=f"江北区{ROADS[thing % len(ROADS)]}{thing}号",
        values={quantity: round(random.uniform(0, 100), 1)},
    )


def _quantity(thing: int) -> str:
    return KINDS[thing % len(KINDS)][2]


def _moved(alarm: Alarm, **values: object) -> Alarm:
    return msgspec.structs.replace(alarm, **values)


def _shown(wall: Wall) -> Wall:
    return msgspec.structs.replace(wall, shown=wall.version, playing=3, wanted=3, centred=True)
