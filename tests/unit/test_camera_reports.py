"""When a seat says something of a camera: what is news at once, and a tour nothing at all."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import msgspec
import pytest

from commandcenter.domain.journal import CommandId
from commandcenter.domain.video import PictureState, Sight
from commandcenter.services.camera_health.figures import health
from commandcenter.services.camera_reports import CameraReports, Shown
from commandcenter.services.camera_states import AT_ONCE, Seen
from commandcenter.services.permissions import KIOSK
from tests.support.cores import START, TestCore

NOON = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)


class Seat:
    """Looks once a second; the core writes down what it says, unless it is away or deaf."""

    def __init__(self) -> None:
        self.now = 100.0
        self.reports = CameraReports()
        self.recorded: dict[str, Sight] = {}
        self.away = self.deaf = False

    def look(self, *shown: Shown, seconds: int = 1) -> list[tuple[float, str, str]]:
        """(second, camera, state) of all that was said while it was so for that long."""
        return [(at, it.camera, it.state.value) for at, it in self.words(*shown, seconds=seconds)]

    def words(self, *shown: Shown, seconds: int = 1) -> list[tuple[float, Seen]]:
        found = []
        for _ in range(seconds):
            wall = NOON + timedelta(seconds=self.now)
            for seen in self.reports.due(shown, self.recorded, self.now, wall, away=self.away):
                found.append((self.now - 100.0, seen))
                if not (self.away or self.deaf):
                    self.recorded[seen.camera] = Sight(
                        seat="wall", state=seen.state, at=wall, since=seen.at, reason=seen.reason
                    )
            self.now += 1.0
        return found


def shown(state: str, camera: str = "C1", reason: str = "", **more: int) -> Shown:
    return Shown(camera=camera, state=PictureState(state), reason=reason, **more)


@pytest.fixture
def seat() -> Seat:
    return Seat()


def test_what_it_shows_is_said_once_and_again_within_the_hour(seat: Seat) -> None:
    assert seat.look(shown("connecting"), seconds=2) == []
    assert seat.look(shown("live"), seconds=7200) == [
        (2.0, "C1", "live"),
        (3302.0, "C1", "live"),
        (6602.0, "C1", "live"),
    ]


def test_a_long_connecting_is_news_and_a_short_one_only_after_a_fault(seat: Seat) -> None:
    assert seat.look(shown("connecting"), seconds=10) == [(3.0, "C1", "connecting")]
    assert seat.look(shown("live"), seconds=10) == [(10.0, "C1", "live")]
    assert seat.look(shown("connecting"), seconds=2) == []
    assert seat.look(shown("live"), seconds=10) == []
    assert seat.look(shown("lost"), seconds=10) == [(32.0, "C1", "lost")]
    assert seat.look(shown("connecting"), seconds=1) == [(42.0, "C1", "connecting")]


def test_a_tour_over_good_cameras_says_each_once(seat: Seat) -> None:
    said = []
    for _ in range(20):
        for camera in ("C1", "C2", "C3"):
            said += seat.look(shown("connecting", camera), seconds=1)
            said += seat.look(shown("live", camera), seconds=9)
    assert [(camera, state) for _, camera, state in said] == [("C1", "live"), ("C2", "live"), ("C3", "live")]


def test_a_camera_that_was_wrong_is_taken_back_as_soon_as_it_is_closed(seat: Seat) -> None:
    seat.look(shown("frozen"), seconds=20)
    assert seat.look(seconds=20) == [(20.0, "C1", "unwatched")]
    assert seat.look(seconds=4000) == []


def test_a_good_one_is_taken_back_after_ten_minutes_with_the_time_it_was_closed(seat: Seat) -> None:
    seat.look(shown("live"), seconds=20)
    ((at, seen),) = seat.words(seconds=4000)
    assert (at, seen.state) == (620.0, PictureState.UNWATCHED)
    assert seen.at == NOON + timedelta(seconds=120)


def test_a_flapping_camera_says_at_most_a_word_in_five_seconds(seat: Seat) -> None:
    said = []
    for _ in range(100):
        said += seat.look(shown("live")) + seat.look(shown("lost"))
    assert len(said) == 40
    assert all(later[0] - sooner[0] >= 5.0 for sooner, later in pairwise(said))


def test_a_state_has_the_time_at_which_it_began(seat: Seat) -> None:
    seat.look(shown("live"), seconds=2)
    ((at, seen),) = seat.words(shown("frozen", reason="no-picture"), seconds=5)
    assert (at, seen.at, seen.reason) == (5.0, NOON + timedelta(seconds=102), "no-picture")


def test_bits_and_restarts_are_those_since_the_last_word_over_reopened_feeds(seat: Seat) -> None:
    seat.look(shown("live", received=1000, restarts=1))
    seat.look(shown("live", received=101_000, restarts=3), seconds=9)
    # It was opened anew, and counts from nothing.
    ((_, seen),) = seat.words(shown("lost", received=25_000, restarts=0))
    assert (seen.restarts, seen.bitrate) == (2, 8 * 125_000 / 10)


def test_while_the_core_is_away_a_word_a_minute_is_kept(seat: Seat) -> None:
    seat.away = True
    said = []
    for _ in range(300):
        said += seat.look(shown("live")) + seat.look(shown("lost"))
    assert len(said) == 10


def test_a_word_that_never_got_there_is_said_again(seat: Seat) -> None:
    seat.deaf = True
    assert [at for at, _, _ in seat.look(shown("live"), seconds=65)] == [0.0, 30.0, 60.0]


def test_what_the_core_took_back_is_said_again_once_it_is_there(seat: Seat) -> None:
    seat.look(shown("live"), seconds=40)
    gone = Sight(seat="wall", state=PictureState.UNWATCHED, at=NOON, since=NOON, reason="seat-gone")
    seat.recorded["C1"] = gone
    assert seat.look(shown("live"), seconds=3) == [(40.0, "C1", "live")]


def test_what_an_earlier_run_showed_is_taken_back(seat: Seat) -> None:
    seat.recorded["C7"] = Sight(seat="wall", state=PictureState.LIVE, at=NOON, since=NOON)
    seat.recorded["C8"] = Sight(seat="wall", state=PictureState.LOST, at=NOON, since=NOON)
    assert sorted(seat.look(seconds=10)) == [(0.0, "C7", "unwatched"), (0.0, "C8", "unwatched")]


def test_very_many_come_one_report_after_the_other(seat: Seat) -> None:
    wall = [shown("live", f"C{number}") for number in range(150)]
    assert [len(seat.look(*wall)) for _ in range(4)] == [AT_ONCE, AT_ONCE, 150 - 2 * AT_ONCE, 0]


def test_hours_of_a_good_picture_are_hours_in_the_record_however_long_words_take() -> None:
    """Seat and core together: a word is on its way for up to 20 s, and no minute is lost between two of them."""
    centre = TestCore()
    centre.cameras(1)
    reports = CameraReports()
    for second in range(0, 6 * 3600, 10):
        seen = reports.due(
            [shown("live", received=second * 1000)] if second < 5 * 3600 else [],
            {it.camera: it.by[0] for it in centre.core.state.sights.values()},
            second,
            centre.now,
            away=False,
        )
        if seen:
            raw, said_at = msgspec.msgpack.encode({"cameras": seen}), centre.now
            on_its_way = 20.0 if second % 7 else 0.1
            centre.wait(on_its_way)
            centre.core.command(CommandId(id=f"report-{second}", name="camera.report"), raw, KIOSK, "wall", said_at)
            centre.wait(-on_its_way)
        centre.wait(10)
    entries = [it.entry for it in centre.store.entries]
    (found,) = health(entries, START, START + timedelta(hours=6))
    assert found.live_s == pytest.approx(5 * 3600, abs=25)
    assert found.watched_s == found.live_s
    assert found.bitrate == pytest.approx(8000, rel=0.01)


def test_many_seats_that_show_one_camera_say_it_once_each() -> None:
    centre = TestCore()
    centre.cameras(1)
    seats = {f"wall-{number}": CameraReports() for number in range(20)}
    before = len(centre.store.entries)
    for second in range(120):
        for seat, reports in seats.items():
            known = centre.core.state.sights.get("C1")
            word = known.of(seat) if known else None
            recorded = {"C1": word} if word else {}
            due = reports.due([shown("live")], recorded, float(second), centre.now, away=False)
            if due:
                args = {"cameras": [msgspec.to_builtins(it) for it in due]}
                assert centre.command_with("camera.report", args, KIOSK, seat).ok
        centre.wait(1.0)
    assert len(centre.store.entries) - before == 20
