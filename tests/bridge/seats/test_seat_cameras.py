"""The cameras' health over real sockets: asked by a seat, worked out from a journal on disk, or plainly refused."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

import pytest

from bridge.mailbox import Mailbox
from bridge.protocol import seat as wire
from bridge.seat.happenings import Happening, Newest
from commandcenter.adapters.camera_figures import CameraFigures
from commandcenter.adapters.data_folder import DataFolder
from commandcenter.app.opening import open_reader
from commandcenter.domain.errors import Trouble
from commandcenter.domain.people import Role
from tests.support.camera_day import CAMERAS, CameraDay
from tests.support.cores import START, MemoryStore
from tests.support.hall import Hall, desks, hall, sign_in
from tests.support.seat_core import Peer, collect, linked, seat_core
from tests.support.waiting import eventually

ENDS = START + timedelta(hours=1)
BEGINS = START - timedelta(hours=1)


def begins(moment: datetime) -> datetime:
    return BEGINS


@pytest.fixture
def figures(tmp_path: Path) -> Iterator[CameraFigures]:
    folder = tmp_path / "centre"
    folder.mkdir()
    CameraDay(folder)
    made = CameraFigures(lambda: open_reader(DataFolder(folder).journal), lambda: ENDS, begins)
    made.start()
    yield made
    made.stop()


@pytest.fixture
def centre(figures: CameraFigures) -> Iterator[Hall]:
    with hall(camera_measurer=figures) as it:
        it.core.do(lambda: it.core.core.list_cameras(CAMERAS))
        yield it


def ask(seat: Peer, number: int = 7) -> wire.CamerasTold:
    seat.say(wire.AskCameras(number=number))
    return seat.expect(wire.CamerasTold)


def test_an_officer_sees_the_cameras_that_were_watched_the_worst_first(centre: Hall) -> None:
    with desks(centre, "desk-1") as (one,):
        assert sign_in(one).ok
        one.join()
        told = ask(one)
        assert (told.number, told.begins, told.as_of, told.total) == (7, BEGINS, ENDS, 2)
        assert [it.camera for it in told.cameras] == ["C2", "C1"]
        worst = told.cameras[0]
        # Live for 10 and 15 minutes, frozen for 5, lost for half an hour.
        assert worst.in_state == pytest.approx({"live": 1500, "frozen": 300, "lost": 1800})
        assert worst.faults == 2


def test_nobody_hears_of_cameras_that_they_may_not_see(centre: Hall) -> None:
    with desks(centre, "desk-1") as (one,):
        nobody = ask(one)
        assert (nobody.cameras, nobody.as_of, nobody.values["permission"]) == ((), None, "cameras.view")
        assert sign_in(one, "wu.lei", "system-administrator").ok
        one.join()
        assert ask(one).values["permission"] == "cameras.view"


def test_whoever_acts_in_some_areas_hears_of_the_cameras_there(centre: Hall) -> None:
    with desks(centre, "desk-1") as (one,):
        centre.add("qian.li", "A9", Role.DUTY_OFFICER, areas=("500105001",))
        assert sign_in(one, "qian.li").ok
        one.join()
        told = ask(one)
        # The cameras of that day lie in no area: they are nobody's whose scope is narrowed.
        assert (told.cameras, told.total, told.as_of) == ((), 0, ENDS)


def test_figures_are_worked_out_anew_when_they_are_old(tmp_path: Path) -> None:
    folder = tmp_path / "centre"
    folder.mkdir()
    CameraDay(folder)
    clock, opened = [0.0], [0]
    told: list[object] = []

    def journal() -> object:
        opened[0] += 1
        return open_reader(DataFolder(folder).journal)

    made = CameraFigures(journal, lambda: ENDS, begins, clock=lambda: clock[0])  # type: ignore[arg-type]  # it counts
    made.start()
    try:
        for count, now in enumerate((0.0, 20.0, 26.0), 1):
            clock[0] = now
            assert made.ask(told.append)
            eventually(partial(_has, told, count), 10, "the answer is here")
    finally:
        made.stop()
    assert (opened[0], len(told)) == (2, 3)


def _has(told: list[object], count: int) -> bool:
    return len(told) == count


@pytest.mark.expects_log("WARNING .*no figures of the cameras")
def test_a_journal_that_cannot_be_read_is_said(tmp_path: Path) -> None:
    told: list[object] = []
    made = CameraFigures(lambda: open_reader(tmp_path / "none.sqlite"), lambda: ENDS, begins)
    made.start()
    try:
        assert made.ask(told.append)
        eventually(lambda: told, 10, "the answer is here")
    finally:
        made.stop()
    assert isinstance(told[0], Trouble)


def test_a_seat_without_a_core_is_answered_by_itself(tmp_path: Path) -> None:
    mailbox: Mailbox[Happening, Newest] = Mailbox(lambda: None)
    seen: list[Happening] = []
    with seat_core(MemoryStore()) as core:
        keys, endpoint = core.trust(), core.endpoint
    with linked(endpoint, keys, core.keys.public, mailbox, tmp_path / "outbox") as link:
        link.ask(wire.AskCameras(number=3))
        collect(mailbox, seen, lambda: any(isinstance(it, wire.CamerasTold) for it in seen))
    (answer,) = [it for it in seen if isinstance(it, wire.CamerasTold)]
    assert (answer.number, answer.as_of) == (3, None)
    assert answer.reason == "The core is away: there are no new figures until it is back."
