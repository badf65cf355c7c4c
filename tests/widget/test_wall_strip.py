"""The wall as the desk sees it."""

from __future__ import annotations

from datetime import UTC

import pytest
from pytestqt.qtbot import QtBot

from commandcenter.domain.place import Place
from commandcenter.domain.priority import Priority
from commandcenter.domain.wall import Wall
from tests.support.made_up_alarms import NOON
from widgets.wall_strip.view import WallStripView


@pytest.fixture
def strip(qtbot: QtBot) -> WallStripView:
    made = WallStripView(lambda camera: f"camera {camera}", person_name=lambda person: "王敏", zone=UTC)
    qtbot.addWidget(made)
    made.resize(600, 224)
    return made


def test_it_tells_a_wall_that_is_away_behind_or_where_it_should_be(strip: WallStripView) -> None:
    assert strip.message == "Loading…"
    wall = Wall(version=4, cameras=("c1", "c2"), centre=Place(lon=106.5, lat=29.6), changed_by="w", changed_at=NOON)
    strip.show_wall(wall, "methane")
    assert strip.state_text == "No wall connected"
    strip.set_shown(3)
    assert strip.state_text == "Changing…"
    strip.set_shown(4)
    assert strip.state_text == "王敏 12:00:00"
    strip.show_counts({Priority.CRITICAL: 1})
    assert not strip.grab().isNull()


def test_a_wall_that_nobody_has_changed_shows_the_daily_view(strip: WallStripView) -> None:
    strip.show_wall(Wall())
    strip.set_shown(0)
    assert strip.state_text == "Daily view"
    assert not strip.grab().isNull()
