"""What seats say of cameras: only what is news is in the journal, and nobody's word outlives the seat."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from commandcenter.domain.changes.operating import Acted, CommandRefused
from commandcenter.domain.changes.video import CameraStated
from commandcenter.domain.video import PictureState, Sight, Sights
from commandcenter.services.around import NothingAround, SeatSeen
from commandcenter.services.camera_states import AT_ONCE, KNOWN_FOR
from commandcenter.services.permissions import ABSENT, KIOSK, Person
from tests.support.cores import START, TestCore


def seen(camera: str, state: str, at: datetime = START, **more: object) -> dict[str, object]:
    return {"camera": camera, "state": state, "at": at, **more}


def said(centre: TestCore, camera: str = "C1", seat: str = "desk-1") -> tuple[str, str, float]:
    """(state, reason, seconds since the start at which it began)."""
    sight = centre.core.state.sights[camera].of(seat)
    assert sight is not None
    return sight.state.value, sight.reason, (sight.since - START).total_seconds()


def stated(centre: TestCore) -> list[tuple[str, str]]:
    changes = [it.entry.change for it in centre.store.entries]
    return [(it.camera, it.sight.state.value) for it in changes if isinstance(it, CameraStated)]


def tell(centre: TestCore, *cameras: dict[str, object], person: Person = ABSENT, seat: str = "desk-1") -> bool:
    return centre.command_with("camera.report", {"cameras": list(cameras)}, person, seat).ok


@pytest.fixture
def centre() -> TestCore:
    it = TestCore()
    it.cameras(3)
    return it


def test_a_state_is_journalled_when_it_differs_from_what_that_seat_said_last(centre: TestCore) -> None:
    assert tell(centre, seen("C1", "live"), seen("C2", "lost", reason="no-answer"))
    assert tell(centre, seen("C1", "live"), seen("C2", "refused", reason="password"))
    assert tell(centre, seen("C1", "live"), person=KIOSK, seat="wall")
    assert stated(centre) == [("C1", "live"), ("C2", "lost"), ("C2", "refused"), ("C1", "live")]
    assert said(centre, "C2") == ("refused", "password", 0.0)


def test_what_is_no_news_leaves_one_small_entry_so_that_the_seats_chain_goes_on(centre: TestCore) -> None:
    tell(centre, seen("C1", "live"))
    assert tell(centre, seen("C1", "live"), seen("C9", "lost"), seen("C2", "unwatched"))
    last = centre.store.entries[-1].entry.change
    assert last == Acted(action="camera.report", detail={"cameras": 3.0})
    assert list(centre.core.state.sights) == ["C1"]


def test_a_word_is_said_again_after_an_hour_and_keeps_its_beginning(centre: TestCore) -> None:
    tell(centre, seen("C1", "frozen"))
    centre.wait(KNOWN_FOR.total_seconds() - 1)
    tell(centre, seen("C1", "frozen", centre.now))
    centre.wait(2)
    tell(centre, seen("C1", "frozen", centre.now, restarts=3, bitrate=2e6, picture_s=4000.0))
    assert stated(centre) == [("C1", "frozen")] * 2
    sight = centre.core.state.sights["C1"].by[0]
    assert (sight.since, sight.at, sight.restarts, sight.bitrate) == (START, centre.now, 3, 2e6)
    assert sight.picture_at == centre.now - timedelta(seconds=4000)


@pytest.mark.parametrize(("before_s", "since_s"), [(7.0, 93.0), (-50.0, 100.0), (90_000.0, 0.0)])
def test_a_time_is_believed_as_so_long_before_it_was_told(centre: TestCore, before_s: float, since_s: float) -> None:
    """Never after it was told, and never before that seat's last word began."""
    tell(centre, seen("C1", "live"))
    centre.wait(100)
    tell(centre, seen("C1", "lost", centre.now - timedelta(seconds=before_s)))
    assert said(centre)[2] == since_s


def test_at_most_64_cameras_come_at_once_and_an_unknown_state_is_refused(centre: TestCore) -> None:
    assert not tell(centre, *[seen("C1", "live")] * (AT_ONCE + 1))
    assert not tell(centre)
    assert not tell(centre, seen("C1", "splendid"))
    assert not tell(centre, seen("C1", "live", bitrate=-1.0))
    assert [type(it.entry.change) for it in centre.store.entries[-4:]] == [CommandRefused] * 4


def test_the_whole_centre_has_what_the_best_seat_has(centre: TestCore) -> None:
    tell(centre, seen("C1", "lost"))
    tell(centre, seen("C1", "live"), person=KIOSK, seat="wall")
    tell(centre, seen("C1", "frozen"), seat="desk-2")
    assert centre.core.state.sights["C1"].best.seat == "wall"
    tell(centre, seen("C1", "unwatched"), person=KIOSK, seat="wall")
    assert centre.core.state.sights["C1"].best.seat == "desk-2"


def test_only_the_newest_words_of_so_many_seats_are_kept() -> None:
    sights = Sights(camera="C1")
    for number in range(40):
        sights = sights.after(Sight(seat=f"desk-{number}", state=PictureState.LIVE, at=START, since=START))
    assert [it.seat for it in sights.by] == [f"desk-{number}" for number in range(24, 40)]


class Seats(NothingAround):
    def __init__(self, silent_s: dict[str, float]) -> None:
        self.silent_s = silent_s

    def seats(self) -> list[SeatSeen]:
        return [SeatSeen(seat=it, person="", silent_s=s, gone=s > 5) for it, s in self.silent_s.items()]


def test_the_word_of_a_seat_that_is_gone_is_taken_back_once(centre: TestCore) -> None:
    tell(centre, seen("C1", "live"), seen("C2", "lost"))
    tell(centre, seen("C1", "live"), seat="desk-2")
    around = Seats({"desk-1": 59.0, "desk-2": 0.0})
    centre.core.around = around
    centre.wait(100)
    assert centre.core.tick() == []
    around.silent_s["desk-1"] = 61.0
    assert len(centre.core.tick()) == 2
    assert said(centre) == ("unwatched", "seat-gone", 39.0)
    assert said(centre, seat="desk-2")[0] == "live"
    centre.wait(100)
    assert centre.core.tick() == []
    # It was only cut off: it says how it is, and is missed again.
    around.silent_s["desk-1"] = 0.0
    centre.core.tick()
    tell(centre, seen("C1", "live", centre.now))
    around.silent_s["desk-1"] = 61.0
    assert len(centre.core.tick()) == 1


def test_the_word_of_a_seat_that_does_not_come_back_after_a_restart_is_taken_back(centre: TestCore) -> None:
    tell(centre, seen("C1", "live"))
    tell(centre, seen("C2", "live"), seat="desk-2")
    centre.wait(1000)
    centre.restart()
    centre.core.around = Seats({"desk-2": 0.0})
    assert centre.passes(59) == []
    assert len(centre.passes(2)) == 1
    assert said(centre) == ("unwatched", "seat-gone", 1000.0)
    assert said(centre, "C2", "desk-2")[0] == "live"
    assert centre.passes(100) == []


def test_nothing_is_kept_of_a_camera_that_is_taken_off_the_list(centre: TestCore) -> None:
    tell(centre, seen("C3", "live"))
    centre.cameras(2)
    assert centre.core.state.sights == {}
