"""The states in the camera tree: a whole mapping, made of the tiles' words and the record."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from bridge.qt.gateway import Gateway
from bridge.video.status import FeedState
from commandcenter.domain.assets import Camera
from commandcenter.domain.state import State
from commandcenter.domain.video import PictureState, Sight, Sights
from commandcenter.wiring.page_tree import SeenStates
from commandcenter.wiring.seat_model import SeatModel
from tests.support.joining import joined
from tests.support.made_up_alarms import NOON
from tests.support.page_desk import camera


class Said:
    """A tile that says this word, and counts how often it is asked."""

    def __init__(self, number: int | None, state: FeedState | str) -> None:
        self.camera: Camera | None = None if number is None else camera(number)
        self._state, self.asked = str(state), 0

    @property
    def state(self) -> str:
        self.asked += 1
        return self._state


def on_record(**states: PictureState) -> SeatModel:
    gateway = Gateway()
    seat = SeatModel(gateway, name="desk-1")
    sights = {
        name: Sights(camera=name, by=(Sight(seat="desk-2", state=state, at=NOON, since=NOON),))
        for name, state in states.items()
    }
    gateway.happened.emit([joined(State(sights=sights))])
    return seat


def test_it_names_the_cameras_that_it_has_a_word_of_and_no_others(qtbot: QtBot) -> None:
    seat = on_record(c1=PictureState.LIVE, c2=PictureState.UNWATCHED, c3=PictureState.FROZEN)
    tiles = [Said(1, FeedState.CLOSED), Said(3, FeedState.LATE), Said(4, ""), Said(5, FeedState.CLOSED), Said(None, "")]
    states = SeenStates(seat, tiles)
    assert {name: states[name] for name in states} == {"c1": "live", "c3": "late"}
    assert len(states) == 2
    assert "c4" not in states


def test_of_two_tiles_with_one_camera_the_better_counts(qtbot: QtBot) -> None:
    seat = on_record()
    for words in (
        (FeedState.LIVE, FeedState.CLOSED),
        (FeedState.LOST, FeedState.LIVE),
        (FeedState.LIVE, FeedState.LOST),
    ):
        assert dict(SeenStates(seat, [Said(1, word) for word in words])) == {"c1": "live"}


def test_a_look_up_asks_no_tile(qtbot: QtBot) -> None:
    tile = Said(1, FeedState.LIVE)
    states = SeenStates(on_record(), [tile])
    assert [states["c1"] for _ in range(9)] == ["live"] * 9
    assert (tile.asked, len(states), list(states)) == (1, 1, ["c1"])
