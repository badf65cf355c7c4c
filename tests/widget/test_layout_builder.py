"""Placing widgets on screens by name."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from layouts.builder import Factory, build
from layouts.model import LayoutError, Option
from layouts.reader import parse_layout, read_layout

ROOT = Path(__file__).parents[2]
NAMES = (
    *("header", "vital.signs", "alarm.queue", "chart", "map", "map.top", "map.bottom", "video.tile", "tour.line"),
    *("wall.strip", "sources", "alarm.detail", "linkage", "notice"),
)


def blank(options: Mapping[str, Option]) -> QWidget:
    return QWidget()


FACTORIES: Mapping[str, Factory] = dict.fromkeys(NAMES, blank)


def test_every_shipped_layout_is_built_from_the_known_widgets(qtbot: QtBot) -> None:
    for name, screens in (("wall", ["left", "middle", "right"]), ("console", ["console"])):
        built = build(read_layout(ROOT / f"resources/layouts/{name}.toml"), FACTORIES)
        for screen in built:
            qtbot.addWidget(screen)
        assert [screen.name for screen in built] == screens


def test_the_nine_tiles_fill_their_screen_evenly(qtbot: QtBot) -> None:
    tiles: list[QWidget] = []

    def tile(options: Mapping[str, Option]) -> QWidget:
        tiles.append(QWidget())
        return tiles[-1]

    def hidden(options: Mapping[str, Option]) -> QWidget:
        made = QWidget()
        made.hide()
        return made

    factories = {**FACTORIES, "video.tile": tile, "tour.line": hidden}
    right = build(read_layout(ROOT / "resources/layouts/wall.toml"), factories)[2]
    qtbot.addWidget(right)
    right.resize(1920, 1080)
    right.show()
    assert len(tiles) == 9
    assert {tile.width() for tile in tiles} <= {638, 639}
    assert {tile.height() for tile in tiles} <= {358, 359}
    right.close()


def test_sizes_stretches_and_options_are_kept(qtbot: QtBot) -> None:
    seen: list[Mapping[str, Option]] = []
    made: list[QWidget] = []

    def watched(options: Mapping[str, Option]) -> QWidget:
        seen.append(options)
        made.append(QWidget())
        return made[-1]

    text = """version = 1
[[screens]]
name = "one"
title = "One"
body = { margin = 8, gap = 8, columns = [
  { widget = "map", size = 100, options = { slot = 3 } }, { widget = "map", stretch = 3 }, { widget = "map" } ] }
"""
    screen = build(parse_layout(text.encode(), "one.toml"), {"map": watched})[0]
    qtbot.addWidget(screen)
    screen.resize(1000, 500)
    screen.show()
    assert [widget.width() for widget in made] == [100, 651, 217]
    assert seen[0] == {"slot": 3}
    assert screen.windowTitle() == "One"
    screen.close()


def test_in_a_small_window_columns_shrink_and_a_bar_keeps_the_height_of_its_type(qtbot: QtBot) -> None:
    made: dict[str, QWidget] = {}

    def bar(options: Mapping[str, Option]) -> QWidget:
        made["header"] = QWidget()
        made["header"].setFixedHeight(40)
        return made["header"]

    def queue(options: Mapping[str, Option]) -> QWidget:
        made["queue"] = QWidget()
        return made["queue"]

    layout = b"""version = 1
[[screens]]
name = "console"
[screens.body]
rows = [{ widget = "header", size = 40 }, { columns = [{ widget = "alarm.queue", size = 544 }, { widget = "map" }] }]
"""
    (screen,) = build(parse_layout(layout, "x"), {**FACTORIES, "header": bar, "alarm.queue": queue}, 0.5)
    qtbot.addWidget(screen)
    screen.resize(960, 540)
    screen.show()
    assert (made["header"].height(), made["queue"].width()) == (40, 272)


def test_an_unknown_widget_is_named_with_its_place_before_anything_is_made() -> None:
    def never(options: Mapping[str, Option]) -> QWidget:
        raise AssertionError("made too early")

    text = 'version = 1\n[[screens]]\nname = "one"\nbody = { rows = [ { widget = "map" }, { widget = "foo" } ] }'
    with pytest.raises(LayoutError) as caught:
        build(parse_layout(text.encode(), "wall.toml"), {"map": never, "chart": never})
    assert str(caught.value) == ('wall.toml: screens[0].body.rows[1].widget: unknown widget "foo" (known: chart, map)')


def test_a_factory_that_refuses_its_options_is_named_with_its_place() -> None:
    def picky(options: Mapping[str, Option]) -> QWidget:
        raise ValueError(f"no slot {options['slot']}")

    text = 'version = 1\n[[screens]]\nname = "one"\nbody = { widget = "map", options = { slot = 99 } }'
    with pytest.raises(LayoutError) as caught:
        build(parse_layout(text.encode(), "wall.toml"), {"map": picky})
    assert str(caught.value) == "wall.toml: screens[0].body.options: map: no slot 99"
