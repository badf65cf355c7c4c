"""From an event on the wire to its audit record, with the real processes, killed for real."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from commandcenter.domain.events import EventId
from commandcenter.domain.journal import LinkageAnswered, Outcome
from commandcenter.simulator.world.files import ensure_world
from tests.conftest import WallDisplay
from tests.support.cameras import render_clip, serve
from tests.support.centre import RED, Centre, running, share_of

CAMERAS = tuple(f"cam{number}" for number in range(9))


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return render_clip(tmp_path_factory.mktemp("clip") / "street.h264")


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return ensure_world(tmp_path_factory.mktemp("world"), 1)


@pytest.fixture
def centre(tmp_path: Path, wall_display: WallDisplay, clip: Path, world: Path) -> Iterator[Centre]:
    with serve(clip, CAMERAS) as server:
        cameras: list[dict[str, object]] = [
            {"id": name, "name": f"Camera {name}", "place": [106.55 + at * 0.001, 29.585], "address": server.url(name)}
            for at, name in enumerate(CAMERAS)
        ]
        centre = Centre(tmp_path, wall_display().environment(), world, cameras)
        with running(centre, "core", "wall", "console"):
            centre.wait(lambda: centre.ready() == {"wall", "desk-1"}, "wall and console show their first pictures")
            yield centre


@pytest.mark.timeout(300)
def test_an_event_from_the_wire_is_seen_acknowledged_and_answered_through_a_killed_core(centre: Centre) -> None:
    centre.tell_source("raise P1 critical Pump room 1 floods")
    centre.wait(lambda: centre.actions("alarm.raised"), "the alarm is in the journal")
    centre.wait(lambda: red_everywhere(centre), "the alarm is on queue, map and wall")

    centre.press("Home", "Return")
    centre.wait(lambda: centre.actions("alarm.acknowledged"), "Enter acknowledges")
    (held,) = centre.actions("alarm.acknowledged")
    assert (held.actor, held.seat, held.subject, held.outcome) == ("officer", "desk-1", "A1", Outcome.DONE)
    assert [entry.subject for entry in centre.actions("alarm.select")] == ["A1"]

    centre.press("F1")
    centre.wait(lambda: centre.actions("linkage.started"), "F1 starts the linkage")
    centre.kill("core")
    centre.tell_source("raise P2 major Pump room 2 floods")
    centre.wait(lambda: answers(centre) == {"wall": Outcome.DONE, "speak": Outcome.DONE}, "wall and loudspeaker answer")
    centre.wait(lambda: len(centre.actions("alarm.raised")) == 2, "what the source logged meanwhile arrives")
    assert centre.spoken() == ["spoke YZ-9 speak"]
    (started,) = centre.actions("linkage.started")
    assert (started.actor, started.seat, started.subject) == ("officer", "desk-1", "A1")
    assert len(centre.actions("core.started")) == 2

    events = [entry.cause for entry in centre.entries() if isinstance(entry.cause, EventId)]
    assert [event.seq for event in events] == [0, 1, 2, 3]
    report = json.loads(centre.run("journal", "--verify", "--json").stdout)
    assert report["verified"] is True
    counts = json.loads(centre.run("alarms", "--json").stdout)["counts"]
    assert (counts["open"], counts["unacknowledged"]) == (2, 1)


@pytest.mark.timeout(300)
def test_what_is_killed_comes_back_by_itself_and_the_others_go_on(centre: Centre) -> None:
    centre.tell_source("raise P1 critical Pump room 1 floods")
    centre.wait(lambda: red_everywhere(centre), "the alarm is on queue, map and wall")

    renderers = centre.renderers("wall")
    assert renderers
    kill(renderers)
    centre.wait(
        lambda: set(centre.renderers("wall")) - set(renderers) and red_everywhere(centre),
        "the wall's map is back with its alarm",
    )

    (worker, *others) = centre.children("wall", "bridge.video.worker")
    kill([worker])
    centre.wait(lambda: len(centre.children("wall", "bridge.video.worker")) == len(others) + 1, "a new video worker")
    centre.wait(lambda: all(moving_tiles(centre)), "all nine pictures move again")
    assert set(others) < set(centre.children("wall", "bridge.video.worker"))

    console = centre.processes.pid("console")
    centre.kill("wall")
    centre.wait(lambda: len([entry for entry in centre.actions("seat.ready") if entry.seat == "wall"]) == 2, "the wall")
    centre.wait(lambda: red_everywhere(centre) and all(moving_tiles(centre)), "the wall shows everything again")
    assert centre.processes.pid("console") == console


def kill(pids: list[int]) -> None:
    for pid in pids:
        os.kill(pid, signal.SIGKILL)


def answers(centre: Centre) -> dict[str, Outcome]:
    """How each step of the linkage was answered."""
    found = [entry for entry in centre.actions("linkage.answered") if isinstance(entry.change, LinkageAnswered)]
    return {entry.change.step.rpartition("/")[2]: entry.outcome for entry in found}  # type: ignore[union-attr]


def red_everywhere(centre: Centre) -> bool:
    """A critical mark in the wall's queue, on the wall's map, in the console's queue and on its map."""
    shown = centre.screens()
    return (
        share_of(shown["wall-left"], RED, (720, 80, 300, 140)) > 100
        and share_of(shown["wall-middle"], RED, (0, 100, 1920, 880)) > 100
        and share_of(shown["console"], RED, (0, 88, 120, 60)) > 30
        and share_of(shown["console"], RED, (560, 60, 900, 740)) > 50
    )


def moving_tiles(centre: Centre) -> list[bool]:
    """For each of the nine tiles, whether its picture has changed between two looks."""
    first, second = centre.screens()["wall-right"], centre.screens()["wall-right"]
    boxes = [(column * 640 + 40, row * 360 + 40, 560, 240) for row in range(3) for column in range(3)]
    return [first.copy(*box) != second.copy(*box) for box in boxes]
