"""One camera and two desks: who moves it, who reads that it is held and by whom, who takes it over; the column too."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest
from PySide6.QtGui import QImage

from commandcenter.adapters.virtual_display import VirtualDisplay
from commandcenter.app.demo.officer import Officer
from commandcenter.domain.changes.acting import HoldEnded, HoldTaken, MovesEnded, OrderGiven
from commandcenter.domain.changes.operating import CommandRefused
from commandcenter.domain.holding import HELD
from tests.support.cameras import render_clip, serve
from tests.support.centre import Centre, grab, running, share_of, street_cameras
from tests.support.district import district

pytestmark = pytest.mark.lasts(55)

YELLOW = (0xE3, 0xC3, 0x43)
PTZ_ACTIONS = "ptz.move ptz.preset.recall ptz.preset.store ptz.preset.remove ptz.wiper ptz.focus ptz.iris"
SIDE = (1560, 560, 340, 160)  # where the panel says who holds the camera
FOOT = (0, 1048, 60, 32)
SHOTS = Path("build/shots/ptz")


class Desk:
    def __init__(self, seat: str, display: Mapping[str, str]) -> None:
        self.seat, self._display = seat, dict(display)
        self.officer = Officer(display)
        self.press = self.officer.press

    def look(self) -> QImage:
        return grab(self._display, 3 if self.seat == "desk-1" else 0)

    def shot(self, name: str) -> None:
        SHOTS.mkdir(parents=True, exist_ok=True)
        self.look().save(str(SHOTS / f"{name}.png"))

    def barred(self) -> bool:
        """The panel has a yellow mark before the name of who holds the camera."""
        return share_of(self.look(), YELLOW, SIDE) > 20

    def noticed(self) -> bool:
        return share_of(self.look(), YELLOW, FOOT) > 20

    @contextmanager
    def held_down(self, key: str) -> Iterator[None]:
        """The keyboard has to be at the window already."""
        self._key("keydown", key)
        try:
            yield
        finally:
            self._key("keyup", key)

    def _key(self, verb: str, key: str) -> None:
        subprocess.run(["xdotool", verb, key], env=self._display, check=True, timeout=10)

    def open_camera(self) -> None:
        """The first of the list, selected, and the keyboard at what moves it."""
        self.press("F8", "slash")
        self.officer.write("cam0")
        time.sleep(0.5)
        self.press("Escape", "p")
        time.sleep(0.5)


class Hall:
    def __init__(self, centre: Centre, second: Mapping[str, str]) -> None:
        self.centre = centre
        self.first, self.second = Desk("desk-1", centre.environment), Desk("desk-2", second)

    def sign_in(self, desk: Desk, account: str) -> None:
        before = self.centre.count("session.began")
        desk.officer.sign_in(self.centre.people[account])
        self.centre.wait(lambda: self.centre.count("session.began") == before + 1, f"{account} is signed in")
        time.sleep(0.5)

    def moves(self) -> list[str]:
        return [it for it in self.centre.told("PTZ-1") if it.startswith("ptz.move ")]

    @property
    def stands_still(self) -> bool:
        moves = self.moves()
        return bool(moves) and moves[-1] == "ptz.move pan=0 tilt=0 zoom=0"


@pytest.fixture
def hall(tmp_path: Path, wall_display: VirtualDisplay) -> Iterator[Hall]:
    with serve(render_clip(tmp_path / "clip.h264"), ("cam0",)) as server, VirtualDisplay(("DESK",)) as display:
        (camera,) = street_cameras(server, ("cam0",))
        camera |= {"device": "pumps/PTZ-1", "speaker": "pumps/YZ-1"}
        centre = Centre(tmp_path, wall_display.environment(), district(), [camera])
        centre.staff()
        with running(centre, "core", "console"):
            centre.start_console("desk-2", display.environment())
            centre.tell_source(f"device PTZ-1 ptz {PTZ_ACTIONS}")
            centre.tell_source("device YZ-1 loudspeaker speak talk.begin talk.end")
            centre.wait(lambda: centre.ready() == {"desk-1", "desk-2"}, "both consoles show their first pictures")
            found = Hall(centre, display.environment())
            found.sign_in(found.first, "li.wei")
            found.sign_in(found.second, "zhao.min")
            for desk in (found.first, found.second):
                desk.open_camera()
            yield found


def test_a_camera_is_moved_by_one_desk_and_held_against_the_other(hall: Hall) -> None:
    centre, first, second = hall.centre, hall.first, hall.second
    centre.tell_source("looks cam0 123 -10 1")  # for the pictures of the desks
    moved_while_a_key_is_down(hall)
    (taken,) = centre.actions("hold.taken")
    assert (taken.actor, taken.seat) == ("li.wei", "desk-1")

    centre.wait(second.barred, "the other desk reads that it is held")
    first.shot("mine")
    second.shot("held")
    before = len(hall.moves())
    with second.held_down("Left"):
        time.sleep(1.0)
    assert len(hall.moves()) == before, "its keys do nothing"

    first.press("t")
    centre.wait(lambda: centre.actions("hold.ended"), "the camera is given back")
    (ended,) = centre.actions("hold.ended")
    assert isinstance(ended.change, HoldEnded)
    assert ended.change.why == "released"
    centre.wait(lambda: not second.barred(), "it is free at the other desk too")
    one_of_two_at_once_gets_it(hall)


def moved_while_a_key_is_down(hall: Hall) -> None:
    centre = hall.centre
    with hall.first.held_down("Right"):
        centre.wait(lambda: len(hall.moves()) >= 3, "the move is said again while the key is down")
        assert set(hall.moves()) == {"ptz.move pan=0.5 seconds=1.5 tilt=0 zoom=0"}
    centre.wait(lambda: hall.stands_still, "it stops when the key comes up")
    said = len(hall.moves()) - 1
    # One entry begins it and one ends it, whatever lies between; a machine that stands still for a while makes it two.
    centre.wait(lambda: sum(it.moves for it in ends_of_moves(centre)) == said, "the run's end is in the record")
    runs = len(centre.actions("camera.moved"))
    assert runs == len(ends_of_moves(centre)) < said
    assert (ends_of_moves(centre)[-1].why, {it.failed for it in ends_of_moves(centre)}) == ("stopped", {0})


def ends_of_moves(centre: Centre) -> list[MovesEnded]:
    return [it.change for it in centre.actions("camera.still") if isinstance(it.change, MovesEnded)]


def one_of_two_at_once_gets_it(hall: Hall) -> None:
    centre, core = hall.centre, hall.centre.processes.pid("core")
    os.kill(core, signal.SIGSTOP)
    with hall.first.held_down("Up"), hall.second.held_down("Up"):
        time.sleep(1.0)  # both consoles have sent it, and less than the silence after which a link counts as lost
        os.kill(core, signal.SIGCONT)
        centre.wait(lambda: refused_moves(centre), "one of them is refused")
        (seat,) = {seat for seat, _ in refused_moves(centre)}
        loser, winner = (hall.first, hall.second) if seat == "desk-1" else (hall.second, hall.first)
        centre.wait(loser.noticed, "the refused one reads why")
        # While the core stood still the key was said again: each of these is refused, and none that comes later.
        said = refused_moves(centre)
        time.sleep(1.2)
        assert refused_moves(centre) == said, "what was refused is not said again, and not stopped"
    assert {reason for _, reason in said} == {HELD}
    loser.shot("refused")
    assert loser.barred()
    assert not winner.barred()
    centre.wait(lambda: hall.stands_still, "the other's run has ended")
    assert refused_moves(centre) == said, "nor when the key comes up"


def refused_moves(centre: Centre) -> list[tuple[str, str]]:
    """The seat and the reason of each."""
    found = [(it.seat, it.change) for it in centre.actions("camera.move")]
    return [(seat, change.reason) for seat, change in found if isinstance(change, CommandRefused)]


def test_a_higher_rank_takes_it_over_and_leaving_the_page_stops_it(hall: Hall) -> None:
    centre, first, second = hall.centre, hall.first, hall.second
    second.press("Escape", "ctrl+shift+l")
    centre.wait(lambda: centre.count("session.ended") == 1, "the officer has gone")
    hall.sign_in(second, "chen.jing")
    second.open_camera()
    with first.held_down("Right"):
        centre.wait(lambda: hall.moves(), "the officer moves it")
        centre.wait(second.barred, "and has it")
        second.press("t")
        centre.wait(first.barred, "the shift leader has taken it over")
    assert [it.how for it in taken(centre)][-1] == "over"
    centre.wait(lambda: hall.stands_still, "the officer's run was ended with it")
    first.shot("taken")

    second.press("Escape")
    second.press("F8", "p")
    time.sleep(0.5)
    before = len(hall.moves())
    with second.held_down("Next"):
        centre.wait(lambda: len(hall.moves()) >= before + 2, "the shift leader zooms")
        subprocess.run(["xdotool", "key", "Escape"], env=second._display, check=True)  # noqa: SLF001
        centre.wait(lambda: hall.stands_still, "who leaves the page stops it, whatever is still down")

    second.press("F8")
    with second.held_down("m"):
        centre.wait(lambda: centre.told("YZ-1"), "a live talk begins")
        second.shot("talks")
    centre.wait(lambda: centre.told("YZ-1")[-1].startswith("talk.end "), "it ends with the key")
    assert [it.split()[0] for it in centre.told("YZ-1")] == ["talk.begin", "talk.end"]
    # The officer's key may say once more what it wants before its desk has heard who has the camera now.
    assert {entry.change.reason for entry in centre.entries() if isinstance(entry.change, CommandRefused)} <= {HELD}


@pytest.mark.timeout(300)
def test_a_desk_keeps_and_removes_a_preset_holds_a_camera_for_long_and_says_its_own_words(hall: Hall) -> None:
    centre, first, second = hall.centre, hall.first, hall.second
    first.press("d")
    first.officer.write("25")
    centre.wait(lambda: taken(centre), "the camera is held without being moved")
    (held,) = taken(centre)
    assert 24 * 60 < (held.hold.until - held.hold.since).total_seconds() <= 25 * 60
    centre.wait(second.barred, "the other desk reads it")
    assert hall.moves() == []

    first.press("k")
    time.sleep(0.3)
    first.shot("keeps")
    first.officer.write("North gate")
    store = "ptz.preset.store name=North gate number=1"
    centre.wait(lambda: store in centre.told("PTZ-1"), "the device is told to keep where it looks")
    centre.wait(lambda: centre.count("device.answered"), "and says that it does")
    time.sleep(0.5)
    first.press("1")
    recall = "ptz.preset.recall name=North gate number=1"
    centre.wait(lambda: recall in centre.told("PTZ-1"), "the digit turns the camera there")

    first.press("a")
    time.sleep(0.3)
    first.shot("words")
    first.officer.write("Car park is closed")
    centre.wait(lambda: centre.spoken() == ["spoke YZ-1 speak"], "the column says it")
    said = [entry.change.order.args for entry in centre.entries() if isinstance(entry.change, OrderGiven)]
    assert said[-1] == {"text": "Car park is closed"}

    first.press("Delete", "Delete")
    time.sleep(0.3)
    first.shot("removes")
    first.press("Return")
    centre.wait(lambda: "ptz.preset.remove number=1" in centre.told("PTZ-1"), "the device forgets it")
    refused = [entry.change for entry in centre.entries() if isinstance(entry.change, CommandRefused)]
    assert refused == []


def taken(centre: Centre) -> list[HoldTaken]:
    return [entry.change for entry in centre.actions("hold.taken") if isinstance(entry.change, HoldTaken)]
