"""Writes the made-up district into a folder, once for each seed and language.

Its systems say their names as a city's systems do, in one language: that of the people who look at it.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Iterable
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import shapely

from commandcenter.simulator.world.assets import place_assets, story_places
from commandcenter.simulator.world.crews import PEOPLE
from commandcenter.simulator.world.grid import draw_grid
from commandcenter.simulator.world.ground import Outline, read_outline, shape_in_degrees, to_degrees
from commandcenter.simulator.world.places import Asset, District, district
from commandcenter.simulator.world.river import draw_rivers
from commandcenter.simulator.world.roads import Segment, cut_segments, draw_roads
from commandcenter.simulator.world.streets import draw_streets

VERSION = 2
"""Part of the cache's key: raise it whenever the same seed would give another district."""


def ensure_world(cache: Path, seed: int = 1, language: str = "zh") -> Path:
    """The folder `cache/jiangbei-SEED-LANGUAGE-vVERSION`, drawn now if it is not there; raises OSError.

    Holds outline, streets, roads, river and grid (.geojson), district.json and assets.json.
    It is complete or absent, also when two processes draw it at the same time.
    """
    folder = cache / f"jiangbei-{seed}-{language}-v{VERSION}"
    if folder.is_dir():
        return folder
    cache.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=cache))
    try:
        write_world(draft, seed, language)
        draft.chmod(0o755)
        draft.rename(folder)
    except OSError:
        if not folder.is_dir():  # else another process was first, with the same district
            raise
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return folder


def write_world(folder: Path, seed: int, language: str = "zh") -> None:
    """Draws the district of `seed` and writes its files into an existing folder.

    The map's own names are there in both languages, those of the assets in `language` ("zh" or "en").
    """
    outline = read_outline()
    streets = draw_streets(outline)
    roads = draw_roads(outline, streets, Random(f"roads {seed}"))
    segments = cut_segments(roads)
    cells = draw_grid(streets, Random(f"grid {seed}"))
    where = district(outline.shape, streets, roads, cells)
    placed = place_assets(where, Random(f"assets {seed}"))
    assets = {kind: [_spoken(asset, language) for asset in found] for kind, found in placed.items()}
    _write(folder / "outline.geojson", _features([(outline.shape, _names(outline))]))
    _write(folder / "streets.geojson", _features((it.shape, {"code": it.code, **_names(it)}) for it in streets))
    _write(folder / "roads.geojson", _features((it.shape, _about_segment(it)) for it in segments))
    rivers = draw_rivers(outline)
    _write(folder / "river.geojson", _features((it[2], {"name": it[0], "name_en": it[1]}) for it in rivers))
    _write(folder / "grid.geojson", _features((it.shape, {"code": it.code, "street": it.street}) for it in cells))
    _write(folder / "assets.json", assets)
    _write(folder / "district.json", _about(outline, where, segments, assets, seed))


def _about(
    outline: Outline, where: District, segments: list[Segment], assets: dict[str, list[Asset]], seed: int
) -> dict[str, object]:
    centres = [shapely.point_on_surface(street.shape).coords[0] for street in where.streets]
    return {
        **_names(outline),
        "seed": seed,
        "version": VERSION,
        "bbox": [float(value) for value in shape_in_degrees(outline.shape).bounds],
        "counts": {
            "streets": len(where.streets),
            "roads": len(where.roads),
            "segments": len(segments),
            "cells": len(where.cells),
            "people": PEOPLE,
            **{kind: len(items) for kind, items in assets.items()},
        },
        "streets": [
            {"code": street.code, **_names(street), "centre": to_degrees([centre])[0]}
            for street, centre in zip(where.streets, centres, strict=True)
        ],
        "story": {
            name: {"subject": subject, "place": to_degrees([point])[0]}
            for name, (subject, point) in story_places(where).items()
        },
    }


def _spoken(asset: Asset, language: str) -> Asset:
    """With its names in one language."""
    english = {name.removesuffix("_en"): said for name, said in asset.items() if name.endswith("_en")}
    plain = {name: said for name, said in asset.items() if not name.endswith("_en")}
    return plain | english if language == "en" else plain


def _names(named: Any) -> dict[str, str]:
    return {"name": named.name, "name_en": named.name_en}


def _about_segment(segment: Segment) -> dict[str, object]:
    road = segment.road
    return {
        "id": segment.id,
        "road": segment.road_id,
        "class": road.kind,
        "street": road.street,
        **_names(road),
    }


def _features(items: Iterable[tuple[Any, dict[str, Any]]]) -> dict[str, object]:
    shapes, properties = zip(*items, strict=True)
    features = [
        {"type": "Feature", "properties": about, "geometry": shapely.geometry.mapping(shape)}
        for shape, about in zip(shape_in_degrees(np.array(shapes)), properties, strict=True)
    ]
    return {"type": "FeatureCollection", "features": features}


def _write(path: Path, content: object) -> None:
    path.write_text(json.dumps(content, ensure_ascii=False, separators=(",", ":")), encoding="utf-8")
