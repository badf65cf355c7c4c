"""Two desks at one alarm: one of two acknowledgements wins, and who came second reads why at the foot of the screen."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest

from commandcenter.adapters.virtual_display import VirtualDisplay
from commandcenter.app.demo.officer import Officer
from commandcenter.domain.changes.operating import CommandRefused
from commandcenter.domain.journal import Outcome
from tests.support.centre import Centre, grab, running, share_of
from tests.support.district import district

YELLOW = (0xE3, 0xC3, 0x43)
FOOT = 32  # how high the line of notices is
DESKS: Mapping[str, str] = {"desk-1": "li.wei", "desk-2": "chen.jing"}


class Hall:
    """A centre with a second desk on a second display."""

    def __init__(self, centre: Centre, second: Mapping[str, str]) -> None:
        self.centre = centre
        self.displays = {"desk-1": centre.environment, "desk-2": second}
        self.officers = {seat: Officer(display) for seat, display in self.displays.items()}

    def everybody(self, work: Callable[[str], object]) -> None:
        """At both desks at once."""
        with ThreadPoolExecutor(len(DESKS)) as pool:
            for done in [pool.submit(work, seat) for seat in DESKS]:
                done.result()

    def sign_in(self, seat: str) -> None:
        self.officers[seat].sign_in(self.centre.people[DESKS[seat]])

    def notices(self) -> dict[str, bool]:
        """Whether a notice stands at the foot of each desk: its mark is yellow."""
        looks = {"desk-1": self.centre.look("console")["console"], "desk-2": grab(self.displays["desk-2"])}
        return {seat: share_of(look, YELLOW, (0, look.height() - FOOT, 60, FOOT)) > 20 for seat, look in looks.items()}


@pytest.fixture
def hall(tmp_path: Path, wall_display: VirtualDisplay) -> Iterator[Hall]:
    centre = Centre(tmp_path, wall_display.environment(), district(), [])
    settings = centre.data / "settings.toml"
    settings.write_text(settings.read_text().replace('cameras = "cameras.json"\n', ""))
    centre.staff()
    with VirtualDisplay(("DESK",)) as second, running(centre, "core", "console"):
        found = Hall(centre, second.environment())
        centre.start_console("desk-2", second.environment())
        centre.wait(lambda: centre.ready() == set(DESKS), "both consoles show their first pictures")
        found.everybody(found.sign_in)
        centre.wait(lambda: centre.count("session.began") == 2, "both officers are signed in")
        yield found


@contextmanager
def held(process: int) -> Iterator[None]:
    """What is sent to it meanwhile waits, in the order of its coming."""
    os.kill(process, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(process, signal.SIGCONT)


def test_of_two_acknowledgements_at_once_one_wins_and_the_other_reads_why(hall: Hall) -> None:
    centre = hall.centre
    centre.tell_source("raise P1 critical Pump room 1 floods")
    centre.wait(lambda: centre.count("alarm.raised", by="event") == 1, "the alarm is in the journal")
    hall.everybody(lambda seat: hall.officers[seat].press("Home"))
    centre.wait(lambda: len(centre.actions("alarm.select")) == 2, "both look at it")
    centre.wait(lambda: hall.notices() == {"desk-1": False, "desk-2": False}, "no notice stands")

    windows = {seat: officer.window() for seat, officer in hall.officers.items()}
    with held(centre.processes.pid("core")):  # for less time than makes a seat believe that it is away
        hall.everybody(lambda seat: hall.officers[seat].press("Return", window=windows[seat]))

    def refused() -> list[tuple[str, str]]:
        changes = [(it.seat, it.change) for it in centre.actions("alarm.acknowledge")]
        return [(seat, change.reason) for seat, change in changes if isinstance(change, CommandRefused)]

    centre.wait(refused, "the second one is refused")
    (won,) = centre.actions("alarm.acknowledged")
    ((loser, reason),) = refused()
    assert {won.seat, loser} == set(DESKS)
    assert (won.actor, won.outcome, won.subject) == (DESKS[won.seat], Outcome.DONE, "A1")
    assert reason == "Alarm {alarm} was already acknowledged by {person}."
    centre.wait(lambda: hall.notices() == {won.seat: False, loser: True}, "who came second reads why, nobody else")
