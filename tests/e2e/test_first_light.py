"""From an event on the wire to its audit record, with the real processes, killed for real."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import NamedTuple

import numpy
import numpy.typing
import pytest
from PySide6.QtGui import QImage

from commandcenter.adapters.virtual_display import VirtualDisplay
from commandcenter.domain.changes.operating import LinkageAnswered, LinkageStarted
from commandcenter.domain.events import EventId
from commandcenter.domain.journal import Outcome
from tests.support import processes
from tests.support.cameras import render_clip, serve
from tests.support.centre import RED, Centre, pixels, running, share_of, street_cameras
from tests.support.district import district

pytestmark = pytest.mark.lasts(45)

CAMERAS = tuple(f"cam{number}" for number in range(9))
RUNS_MOST = 3
ALL_DONE = {"wall": Outcome.DONE, "speak": Outcome.DONE}
BRIGHT = 60  # of 255: the clip's mean is about 120, that of words on the ground, or of a veiled picture, below 40

STILL_S = 2.0  # a picture that has not changed for so long stands still, however busy this machine is

Look = dict[str, QImage]


class Seen(NamedTuple):
    """What the screens showed, and when: monotonic seconds."""

    at: float
    look: Look


Looks = list[Seen]


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return render_clip(tmp_path_factory.mktemp("clip") / "street.h264")


@pytest.fixture
def centre(tmp_path: Path, wall_display: VirtualDisplay, clip: Path) -> Iterator[Centre]:
    with serve(clip, CAMERAS) as server:
        centre = Centre(tmp_path, wall_display.environment(), district(), street_cameras(server, CAMERAS))
        centre.staff()
        with running(centre, "core", "wall", "console"):
            centre.wait(lambda: centre.ready() == {"wall", "desk-1"}, "wall and console show their first pictures")
            centre.sign_in()
            yield centre


def test_an_event_from_the_wire_is_seen_acknowledged_and_answered_through_a_killed_core(centre: Centre) -> None:
    centre.tell_source("raise P1 critical Pump room 1 floods")
    centre.wait(lambda: centre.count("alarm.raised"), "the alarm is in the journal")
    centre.wait(lambda: red_everywhere(centre), "the alarm is on queue, map and wall")

    centre.press("Home", "Return")
    centre.wait(lambda: centre.count("alarm.acknowledged"), "Enter acknowledges")
    (held,) = centre.actions("alarm.acknowledged")
    assert (held.actor, held.seat, held.subject, held.outcome) == ("li.wei", "desk-1", "A1", Outcome.DONE)
    assert [entry.subject for entry in centre.actions("alarm.select")] == ["A1"]

    link_through_a_killed_core(centre)
    runs = answers(centre)
    assert runs[-1] == ALL_DONE, runs
    centre.wait(lambda: centre.count("alarm.raised") == 1 + len(runs), "what the source logged meanwhile arrives")
    spoken = [run["speak"] for run in runs].count(Outcome.DONE)
    assert centre.spoken() == spoken * ["spoke YZ-9 speak"], "an unknown answer is no word spoken late"
    started = centre.actions("linkage.started")
    assert {(it.actor, it.seat, it.subject) for it in started} == {("li.wei", "desk-1", "A1")}
    assert (len(started), len(centre.actions("core.started"))) == (len(runs), 1 + len(runs))

    events = [entry.cause for entry in centre.entries() if isinstance(entry.cause, EventId)]
    assert [event.seq for event in events] == list(range(3 + len(runs)))
    report = json.loads(centre.run("journal", "--verify", "--json").stdout)
    assert report["verified"] is True
    counts = json.loads(centre.run("alarms", "--json").stdout)["counts"]
    assert (counts["open"], counts["unacknowledged"]) == (1 + len(runs), len(runs))


def test_what_is_killed_comes_back_by_itself_and_the_others_go_on(centre: Centre) -> None:
    centre.tell_source("raise P1 critical Pump room 1 floods")
    centre.wait(lambda: red_everywhere(centre), "the alarm is on queue, map and wall")

    wall_map_comes_back_while_tiles_and_console_go_on(centre)
    video_worker_comes_back_while_the_other_tiles_go_on(centre)
    wall_comes_back_while_the_console_goes_on(centre)


def wall_map_comes_back_while_tiles_and_console_go_on(centre: Centre) -> None:
    renderers = centre.renderers("wall")
    assert renderers

    def back(looks: Looks) -> bool:
        return bool(set(centre.renderers("wall")) - set(renderers)) and mark_on_wall_map(looks[-1].look)

    names = ("wall-middle", "wall-right", "console")
    looks = looks_until(centre, names, partial(kill, renderers), back, "the wall's map is back with its alarm")
    assert dark_tiles(looks) == set()
    assert all(mark_on_console_map(look) for _, look in looks)


def video_worker_comes_back_while_the_other_tiles_go_on(centre: Centre) -> None:
    (worker, *others) = centre.video_workers()

    def back(looks: Looks) -> bool:
        running = set(centre.video_workers()) - {worker}
        return len(running) == len(others) + 1 and all_move(looks)

    looks = looks_until(centre, ("wall-right",), partial(kill, [worker]), back, "all nine pictures move again")
    assert len(dark_tiles(looks)) <= -(-len(CAMERAS) // (len(others) + 1)), "one worker's tiles, no other in any look"
    assert set(others) < set(centre.video_workers())


def wall_comes_back_while_the_console_goes_on(centre: Centre) -> None:
    console = centre.processes.pid("console")

    def back(looks: Looks) -> bool:
        return sum(entry.seat == "wall" for entry in centre.actions("seat.ready")) == 2

    looks = looks_until(centre, ("console",), partial(centre.kill, "wall"), back, "the wall is ready again")
    assert all(mark_in_console_queue(look) and mark_on_console_map(look) for _, look in looks)
    assert centre.processes.pid("console") == console
    centre.wait(lambda: red_everywhere(centre), "the wall shows the alarm again")
    looks_until(centre, ("wall-right",), lambda: None, all_move, "all nine pictures move again")


def looks_until(
    centre: Centre, names: tuple[str, ...], act: Callable[[], None], held: Callable[[Looks], bool], what: str
) -> Looks:
    """What the screens showed before the act and, look after look, until the condition held."""
    looks = [Seen(time.monotonic(), centre.look(*names))]
    act()

    def look_again() -> bool:
        looks.append(Seen(time.monotonic(), centre.look(*names)))
        return held(looks)

    centre.wait(look_again, what)
    return looks


def kill(pids: list[int]) -> None:
    for pid in pids:
        processes.kill(pid)


def link_through_a_killed_core(centre: Centre) -> None:
    """Again until all is done: where nothing answers within ten seconds of F1, since the machine starts a core so
    slowly, the officer is told that it is unknown, and presses again."""
    for number in range(1, RUNS_MOST + 1):
        centre.press("F1")
        centre.wait(partial(linked, centre, number), "F1 starts the linkage")
        centre.kill("core")
        centre.tell_source(f"raise P{number + 1} major Pump room {number + 1} floods")
        centre.wait(lambda: len(answers(centre)[-1]) == 2, "wall and loudspeaker answer")
        if answers(centre)[-1] == ALL_DONE:
            break


def linked(centre: Centre, times: int) -> bool:
    return centre.count("linkage.started") == times


def answers(centre: Centre) -> list[dict[str, Outcome]]:
    """How each step was answered, linkage for linkage."""
    found: dict[str, dict[str, Outcome]] = {}
    for entry in centre.entries():
        match entry.change:
            case LinkageStarted(linkage=run):
                found[run.id] = {}
            case LinkageAnswered(linkage=run, step=step):
                found[run.id][step.rpartition("/")[2]] = entry.outcome
    return list(found.values())


def red_everywhere(centre: Centre) -> bool:
    """A critical mark in the wall's queue, on the wall's map, in the console's queue and on its map."""
    look = centre.look("wall-left", "wall-middle", "console")
    return (
        share_of(look["wall-left"], RED, (720, 80, 300, 140)) > 100
        and mark_on_wall_map(look)
        and mark_in_console_queue(look)
        and mark_on_console_map(look)
    )


def mark_on_wall_map(look: Look) -> bool:
    return share_of(look["wall-middle"], RED, (0, 100, 1920, 880)) > 100


def mark_in_console_queue(look: Look) -> bool:
    return share_of(look["console"], RED, (0, 88, 120, 60)) > 30


def mark_on_console_map(look: Look) -> bool:
    return share_of(look["console"], RED, (560, 60, 900, 740)) > 50


def all_move(looks: Looks) -> bool:
    """Now, and since a while ago."""
    newest = looks[-1]
    since = [seen for seen in looks if newest.at - seen.at < 2 * STILL_S]
    return newest.at - since[0].at >= STILL_S and not dark_tiles(since)


def dark_tiles(looks: Looks) -> set[int]:
    """Which of the nine tiles were without a bright picture in any look, or stood still for a while."""
    seen = [(at, tile_pictures(look["wall-right"])) for at, look in looks]
    dark = set()
    for number, (at, pictures) in enumerate(seen):
        older = [before for then, before in seen[:number] if at - then >= STILL_S][-1:]
        for tile, picture in enumerate(pictures):
            still = any((before[tile] == picture).all() for before in older)
            if still or picture.mean() < BRIGHT:
                dark.add(tile)
    return dark


def tile_pictures(right: QImage) -> list[numpy.typing.NDArray[numpy.uint8]]:
    boxes = [(column * 640 + 40, row * 360 + 40, 560, 240) for row in range(3) for column in range(3)]
    return [pixels(right, box) for box in boxes]
