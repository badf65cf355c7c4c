"""What stands around the map."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from commandcenter.domain.priority import Priority
from tests.support.made_up_alarms import Clock
from widgets.kit.palette import Tone
from widgets.kit.scale import Scale
from widgets.map_overlay.bars import MapBottomBar, MapTopBar


def test_the_legend_counts_each_priority_and_shows_a_dash_before(qtbot: QtBot) -> None:
    bar = MapTopBar("江北区一张图", scale=Scale.WALL)
    qtbot.addWidget(bar)
    bar.resize(1920, bar.height())
    assert bar.legend.texts == ["—", "—", "—", "—"]
    bar.set_counts({Priority.CRITICAL: 2, Priority.MINOR: 14})
    assert bar.legend.texts == ["2", "0", "14", "0"]
    bar.set_forces(386)
    assert bar.legend.texts == ["2", "0", "14", "0", "386"]
    assert not bar.grab().isNull()


def test_a_priority_without_alarms_has_no_colour(qtbot: QtBot) -> None:
    bar = MapTopBar("map", scale=Scale.WALL)
    qtbot.addWidget(bar)
    bar.resize(1920, bar.height())

    def colours() -> set[str]:
        image = bar.legend.grab().toImage()
        return {image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height())}

    bar.set_counts(dict.fromkeys(Priority, 0))
    assert Tone.RED.hex not in colours()
    bar.set_counts({Priority.CRITICAL: 1})
    assert Tone.RED.hex in colours()


def test_facts_that_are_not_known_are_left_out_and_old_data_is_told(qtbot: QtBot) -> None:
    time = Clock()
    bar = MapBottomBar(clock=time)
    qtbot.addWidget(bar)
    assert bar.data.text == "Data no data yet"
    bar.set_facts([("部件", 1382000), ("网格", 7405), ("风险点", None)])
    assert bar.facts.text == "部件 1\u00a0382\u00a0000   网格 7\u00a0405"
    bar.set_age(2.0)
    assert bar.data.text == "Data 2 s ago"
    time.seconds += 10
    bar.refresh()
    assert bar.data.text == "Data 12 s old"
    assert bar.data.mark is Priority.MINOR
