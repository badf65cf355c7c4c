"""A file of tours that is wrong is refused with its line, its place and what was expected there."""

from __future__ import annotations

from pathlib import Path

import pytest

from commandcenter.adapters.tour_file import TourFileError, read_tours

GOOD = """# the gates of the district
[[tour]]
id = "gates"
name = "各路口"
dwell = 15
tiles = 4
cameras = ["C1", "C2", "C3"]

[[tour.schedules]]
days = [1, 2, 3, 4, 5]
starts = "22:00"
ends = "06:00"
seat = "wall"

[[tour]]
id = "river"
name = "River"
dwell = 30
tiles = 4
groups = [["C1", "C2"], ["C3"]]
"""

WRONG = [
    ("[[tour]\n", "line 1, column 7: this cannot be read as TOML"),
    ("x = 1\n", "line 1, x"),
    (GOOD.replace("dwell = 15", "dwell = 3"), "line 5, tour[0].dwell"),
    (GOOD.replace('"gates"', '"Gates!"'), "line 3, tour[0].id: a tour's id has"),
    (GOOD.replace('"22:00"', '"24:00"'), "line 11, tour[0].schedules[0].starts: a time of day is written like 08:30"),
    (GOOD.replace("5]", "8]"), "line 10, tour[0].schedules[0].days[4]"),
    (GOOD.replace('"river"', '"gates"'), "line 16, tour[1].id: 'gates' stands there twice"),
    (GOOD.replace('["C3"]]', '["C2"]]'), "line 20, tour[1].groups[1][0]: 'C2' stands there twice"),
    (GOOD.replace("tiles = 4\ncam", "tiles = 5\ncam"), "line 6, tour[0].tiles: there is no layout of 5 pictures"),
    (GOOD.replace("dwell = 30\n", ""), "tour[1].dwell"),
    (GOOD.replace("seat =", "seats ="), "tour[0].schedules[0]"),
]


def test_a_file_of_tours(tmp_path: Path) -> None:
    file = tmp_path / "tours.toml"
    file.write_text(GOOD, encoding="utf-8")
    gates, river = read_tours(file)
    assert (gates.id, gates.name, gates.dwell, gates.cameras) == ("gates", "各路口", 15, ("C1", "C2", "C3"))
    assert (gates.schedules[0].seat, gates.schedules[0].days) == ("wall", (1, 2, 3, 4, 5))
    assert river.groups == (("C1", "C2"), ("C3",))


@pytest.mark.parametrize(("text", "says"), WRONG)
def test_a_wrong_place_is_named(tmp_path: Path, text: str, says: str) -> None:
    file = tmp_path / "tours.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(TourFileError) as error:
        read_tours(file)
    assert says in str(error.value).replace("  ", " ")


@pytest.mark.parametrize("data", [b"\xff\xfe", b"#" * 1_000_001, b"", b"tour = []\n"])
def test_what_is_no_file_of_tours(tmp_path: Path, data: bytes) -> None:
    file = tmp_path / "tours.toml"
    file.write_bytes(data)
    with pytest.raises(TourFileError):
        read_tours(file)
    with pytest.raises(TourFileError):
        read_tours(tmp_path)
