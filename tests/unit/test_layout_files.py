"""Layout files: the shipped ones load, and the broken ones say where they are broken."""

from __future__ import annotations

from pathlib import Path

import pytest

from commandcenter.app.demo.officer import CONSOLE_TITLE
from layouts.model import LayoutError
from layouts.reader import parse_layout, read_layout

ROOT = Path(__file__).parents[2]
SHIPPED = sorted(ROOT.glob("resources/layouts/*.toml"))
HEAD = 'version = 1\n[[screens]]\nname = "left"\n'


def problem(text: str) -> str:
    with pytest.raises(LayoutError) as caught:
        parse_layout(text.encode(), "wall.toml")
    return str(caught.value)


def test_there_are_layouts_for_the_wall_and_the_desk() -> None:
    assert [path.name for path in SHIPPED] == ["console.toml", "wall.toml"]


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.name)
def test_a_shipped_layout_loads(path: Path) -> None:
    assert read_layout(path).layout.version == 1


def test_the_wall_has_three_screens_and_nine_tiles() -> None:
    screens = read_layout(ROOT / "resources/layouts/wall.toml").layout.screens
    assert [screen.name for screen in screens] == ["left", "middle", "right"]
    tiles = [tile for row in screens[2].body.rows for tile in row.columns]
    assert [tile.widget for tile in tiles] == ["video.tile"] * 9


def test_the_officer_of_the_demo_finds_the_console_by_the_title_of_its_window() -> None:
    (console,) = read_layout(ROOT / "resources/layouts/console.toml").layout.screens
    assert console.title == CONSOLE_TITLE


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("version = ", "wall.toml: not a TOML file: Invalid value (at end of document)"),
        ('version = "1"', "wall.toml: version: expected a number, this program reads version 1"),
        ("version = 2", "wall.toml: version: 2 is not known, this program reads version 1"),
        ("version = 1", "wall.toml: object missing required field screens"),
        (HEAD, "wall.toml: screens[0]: object missing required field body"),
        (HEAD + "body = { widget = 3 }", "wall.toml: screens[0].body.widget: expected str, got int"),
        (HEAD + 'body = { wigdet = "map" }', "wall.toml: screens[0].body: object contains unknown field wigdet"),
        (
            HEAD + 'body = { rows = [ { widget = "map", size = -1 } ] }',
            "wall.toml: screens[0].body.rows[0].size: expected int >= 0",
        ),
        (
            HEAD + "body = { rows = [ {} ] }",
            "wall.toml: screens[0].body.rows[0]: exactly one of widget, rows and columns is needed, found none",
        ),
        (
            HEAD + 'body = { widget = "map", rows = [ { widget = "map" } ] }',
            "wall.toml: screens[0].body: exactly one of widget, rows and columns is needed, found widget and rows",
        ),
        (
            HEAD + 'body = { rows = [ { widget = "map" } ], options = { a = 1 } }',
            "wall.toml: screens[0].body.options: only a widget has options",
        ),
        (
            HEAD + 'body = { widget = "map", ruled = true }',
            "wall.toml: screens[0].body.ruled: only rows or columns without a gap are ruled",
        ),
        (
            HEAD + 'body = { widget = "map" }\n[[screens]]\nname = "left"\nbody = { widget = "map" }',
            'wall.toml: screens[1].name: "left" is also screens[0]',
        ),
    ],
)
def test_a_broken_layout_names_the_place_and_the_fault(text: str, message: str) -> None:
    assert problem(text) == message


def test_boxes_without_end_are_refused() -> None:
    nested = "{ rows = [" * 20 + '{ widget = "map" }' + "] }" * 20
    assert "boxes are nested more than 8 deep" in problem(HEAD + f"body = {nested}")


def test_a_file_that_is_not_there_or_not_text_is_named(tmp_path: Path) -> None:
    with pytest.raises(LayoutError, match=r"none.toml: cannot be read: No such file"):
        read_layout(tmp_path / "none.toml")
    broken = tmp_path / "broken.toml"
    broken.write_bytes(b"\xff\xfe")
    with pytest.raises(LayoutError, match="not a TOML file"):
        read_layout(broken)
