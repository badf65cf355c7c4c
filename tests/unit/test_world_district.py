"""The made-up district: exact counts, sound shapes, the same again from the same seed."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from math import cos, hypot, radians
from pathlib import Path
from typing import Any

import pytest
import shapely

from commandcenter.simulator.world.files import ensure_world
from commandcenter.simulator.world.names import counted
from tests.support.district import district

FILES = ["assets.json", "district.json", *(f"{n}.geojson" for n in ("grid", "outline", "river", "roads", "streets"))]


def shapes(file: str, seed: int = 1) -> list[tuple[Any, dict[str, Any]]]:
    features = json.loads((district(seed) / f"{file}.geojson").read_text(encoding="utf-8"))["features"]
    return [(shapely.from_geojson(json.dumps(it["geometry"])), it["properties"]) for it in features]


def assets(seed: int = 1) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = json.loads((district(seed) / "assets.json").read_text(encoding="utf-8"))
    return found


def about(seed: int = 1) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((district(seed) / "district.json").read_text(encoding="utf-8"))
    return found


def metres(a: tuple[float, float], thing: dict[str, Any]) -> float:
    return hypot((a[0] - thing["lon"]) * cos(radians(29.6)), a[1] - thing["lat"]) * 111_320


def story_places(seed: int) -> Iterator[tuple[float, float]]:
    for strand in about(seed)["story"].values():
        yield strand["place"]


def test_the_district_has_the_counts_of_the_real_one() -> None:
    assert len(shapes("streets")) == 12
    assert len(shapes("grid")) == 7405
    roads = [properties for _, properties in shapes("roads")]
    assert len(roads) == 406
    assert len({road["road"] for road in roads}) == 339
    assert len({road["name"] for road in roads}) == 339
    assert len({road["name_en"] for road in roads}) == 339
    assert {road["class"] for road in roads} == {"trunk", "primary", "secondary", "minor"}
    counts = about()["counts"]
    assert {name: counts[name] for name in ("streets", "roads", "segments", "cells", "people")} == {
        "streets": 12,
        "roads": 339,
        "segments": 406,
        "cells": 7405,
        "people": 386,
    }


def test_the_outline_has_the_corners_of_the_real_one() -> None:
    (outline, properties), *others = shapes("outline")
    assert others == []
    assert properties == {"name": "江北区", "name_en": "Jiangbei"}
    assert len(outline.exterior.coords) == 79
    assert about()["bbox"] == [106.448, 29.5552, 106.8898, 29.6813]


def test_streets_share_the_outline_out_without_overlap() -> None:
    outline = shapes("outline")[0][0]
    streets = [shape for shape, _ in shapes("streets")]
    assert all(shape.is_valid and shape.geom_type == "Polygon" for shape in streets)
    assert sum(shape.area for shape in streets) == pytest.approx(outline.area, rel=1e-4)
    assert shapely.union_all(streets).area == pytest.approx(outline.area, rel=1e-4)
    names = {properties["name"]: properties["name_en"] for _, properties in shapes("streets")}
    assert names["观音桥街道"] == "Guanyinqiao"
    assert names["五宝镇"] == "Wubao"


def test_grid_cells_are_sound_and_numbered_by_their_street() -> None:
    cells = shapes("grid")
    assert all(shape.is_valid and shape.geom_type == "Polygon" and shape.area > 0 for shape, _ in cells)
    codes = [properties["code"] for _, properties in cells]
    assert len(set(codes)) == 7405
    assert all(len(code) == 16 and code.isdigit() for code in codes)
    assert all(properties["code"].startswith(properties["street"]) for _, properties in cells)
    outline = shapes("outline")[0][0]
    assert sum(shape.area for shape, _ in cells) == pytest.approx(outline.area, rel=1e-3)


def test_roads_and_river_keep_to_their_side_of_the_bank() -> None:
    outline = shapes("outline")[0][0]
    assert all(shape.is_valid and outline.covers(shape) for shape, _ in shapes("roads"))
    assert {properties["name"] for _, properties in shapes("river")} == {"长江", "嘉陵江"}
    for shape, _ in shapes("river"):
        assert shape.is_valid
        assert shape.intersection(outline).area < outline.area * 1e-5
        assert shape.touches(outline) or shape.distance(outline) < 1e-5


@pytest.mark.parametrize("seed", [1, 2])
def test_every_place_of_the_story_has_four_cameras_and_a_column_that_speaks(seed: int) -> None:
    things = assets(seed)
    for place in story_places(seed):
        assert sum(metres(place, camera) < 600 for camera in things["cameras"]) >= 4
        nearest = min(things["columns"], key=lambda column: metres(place, column))
        assert metres(place, nearest) < 300
        assert nearest["online"]


@pytest.mark.parametrize("seed", [1, 2])
def test_the_emergencys_cesspool_and_camera_are_where_the_story_says(seed: int) -> None:
    things = assets(seed)
    pool = next(it for it in things["cesspools"] if it["id"] == "HFC-0231")
    assert (pool["area"], pool["address"], pool["monitored"]) == ("500105007", "建新东路 86 号后院", True)
    camera = min(things["cameras"], key=lambda it: metres((pool["lon"], pool["lat"]), it))
    assert camera["name"] == "建新东路 12"
    assert [it["subject"] for it in things["fans"]].count("HFC-0231") == 1


def test_crews_and_assets_add_up() -> None:
    things = assets()
    assert sum(crew["people"] for crew in things["crews"]) == 386
    assert [crew["name"] for crew in things["crews"]][:2] == ["一组", "二组"]
    assert Counter(subject for crew in things["crews"] for subject in crew["routes"]) == {
        "HFC-0231": 2,
        "PS-07": 2,
        "0417": 2,
        "DT-0032": 2,
    }
    ids = [(kind, thing["id"]) for kind, items in things.items() for thing in items]
    assert len(ids) == len(set(ids))
    assert {kind: len(things[kind]) for kind in ("cameras", "cesspools", "fans")} == {
        "cameras": 24,
        "cesspools": 320,
        "fans": 20,
    }


def test_the_same_seed_gives_the_same_bytes_is_drawn_once_and_leaves_nothing_else(tmp_path: Path) -> None:
    again = ensure_world(tmp_path / "cache", 1)
    assert all((again / name).read_bytes() == (district(1) / name).read_bytes() for name in FILES)
    stamp = (again / "grid.geojson").stat().st_mtime_ns
    assert ensure_world(tmp_path / "cache", 1) == again
    assert (again / "grid.geojson").stat().st_mtime_ns == stamp
    assert [it.name for it in (tmp_path / "cache").iterdir()] == [again.name]
    assert sorted(it.name for it in again.iterdir()) == sorted(FILES)


def test_an_english_district_has_the_same_things_in_the_same_places_and_no_chinese_name(english: Any) -> None:
    assert not [text for text in _texts(english) if any("\u4e00" <= char <= "\u9fff" for char in text)]
    names = ("name", "address", "gauge")
    for kind, things in assets().items():
        bare = [{key: value for key, value in thing.items() if key not in names} for thing in things]
        said = [{key: value for key, value in thing.items() if key not in names} for thing in english[kind]]
        assert said == bare, kind
        assert [sorted(thing) for thing in things] == [sorted(thing) for thing in english[kind]]


@pytest.mark.parametrize(
    ("kind", "thing", "said"),
    [
        ("cesspools", "HFC-0231", {"name": "Cesspool HFC-0231", "address": "Jianxin East Road 86, backyard"}),
        ("drains", "PS-07", {"name": "Jianxin East underpass", "gauge": "Level Jianxin East underpass"}),
        ("lifts", "DT-0032", {"name": "Jinyuan Road Bldg 3 no. 2", "address": "Jinyuan Road Bldg 3"}),
        ("columns", "YZ-121", {"name": "Loudspeaker YZ-121"}),
        ("crews", "ZY-01", {"name": "Crew 1"}),
        ("cameras", "CAM-001", {"name": "Jianxin East Road 12"}),
    ],
)
def test_the_things_of_the_story_have_english_names(kind: str, thing: str, said: dict[str, str], english: Any) -> None:
    found = next(it for it in english[kind] if it["id"] == thing)
    assert {key: found[key] for key in said} == said


@pytest.fixture(scope="module")
def english(tmp_path_factory: pytest.TempPathFactory) -> Any:
    folder = ensure_world(tmp_path_factory.mktemp("english"), 1, "en")
    return json.loads((folder / "assets.json").read_text(encoding="utf-8"))


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, (dict, list)):
        for part in value.values() if isinstance(value, dict) else value:
            yield from _texts(part)


def test_another_seed_gives_other_roads() -> None:
    assert (district(2) / "roads.geojson").read_bytes() != (district(1) / "roads.geojson").read_bytes()


@pytest.mark.parametrize(("number", "said"), [(1, "一"), (10, "十"), (12, "十二"), (20, "二十"), (48, "四十八")])
def test_crews_are_counted_as_people_count(number: int, said: str) -> None:
    assert counted(number) == said
