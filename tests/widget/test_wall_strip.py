"""The wall as the desk sees it."""

from __future__ import annotations

from datetime import UTC

import pytest
from pytestqt.qtbot import QtBot

from commandcenter.domain.place import Place
from commandcenter.domain.priority import Priority
from commandcenter.domain.wall import Wall
from tests.support.cut_texts import settle
from tests.support.made_up_alarms import NOON
from widgets.kit.palette import Tone
from widgets.wall_strip.view import WallStripView


@pytest.fixture
def strip(qtbot: QtBot) -> WallStripView:
    made = WallStripView(lambda camera: f"camera {camera}", person_name=lambda person: "王敏", zone=UTC)
    qtbot.addWidget(made)
    made.resize(600, 224)
    return made


def test_it_tells_a_wall_that_is_away_behind_or_where_it_should_be(strip: WallStripView) -> None:
    assert strip.message == "Loading…"
    wall = Wall(
        version=4,
        cameras=("c1", "c2"),
        centre=Place(lon=106.5, lat=29.6),
        changed_by="w",
        changed_at=NOON,
        playing=2,
        wanted=2,
        centred=True,
    )
    strip.show_wall(wall, "methane")
    assert strip.state_text == "No wall connected"
    strip.set_shown(3)
    assert strip.state_text == "Changing…"
    strip.set_shown(4)
    assert strip.state_text == "王敏 12:00:00"
    strip.show_counts({Priority.CRITICAL: 1})
    assert not strip.grab().isNull()


def test_a_wall_that_nobody_has_changed_shows_the_daily_view(strip: WallStripView) -> None:
    strip.show_wall(Wall(playing=9, wanted=9, centred=True))
    strip.set_shown(0)
    assert strip.state_text == "Daily view"
    assert not strip.grab().isNull()


@pytest.mark.parametrize(
    ("playing", "centred", "text"),
    [
        (8, True, "8/9 pictures"),
        (9, False, "map not in place"),
        (8, False, "8/9 pictures · map not in place"),
    ],
)
def test_a_wall_that_shows_less_than_it_should_is_marked_and_names_nobody(
    strip: WallStripView, playing: int, centred: bool, text: str
) -> None:
    strip.show_wall(Wall(version=4, changed_at=NOON, playing=playing, wanted=9, centred=centred))
    strip.set_shown(4)
    assert strip.state_text == text
    assert (strip.state_mark, strip.state_tone) == (Priority.MINOR, Tone.YELLOW)
    strip.set_shown(3)
    assert strip.state_text == "Changing…"


def test_names_of_cameras_take_as_many_lines_as_there_are_and_are_whole(qtbot: QtBot) -> None:
    made = WallStripView(lambda camera: f"Jianxin East Road {camera}", zone=UTC)
    qtbot.addWidget(made)
    made.resize(467, 248)
    made.show_wall(Wall(cameras=tuple(str(at) for at in range(10, 17))))
    made.show()
    assert made.screens.camera_texts == [*(f"Jianxin East Road {at}" for at in range(10, 17)), "—", "—"]
    made.resize(320, 120)
    settle()
    assert made.screens.camera_texts[0].endswith("…")
