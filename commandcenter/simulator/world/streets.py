"""Borders of the streets and towns: each has the ground that is nearest to its centre."""

from __future__ import annotations

from typing import Any

import shapely

from commandcenter.simulator.world.ground import Outline, Street


def draw_streets(outline: Outline) -> list[Street]:
    """The streets with their shapes, which cover the outline without overlap."""
    centres = shapely.MultiPoint([street.centre for street in outline.streets])
    cells = shapely.voronoi_polygons(centres, extend_to=outline.shape, ordered=True)
    return [
        street._replace(shape=shapely.intersection(cell, outline.shape))
        for street, cell in zip(outline.streets, shapely.get_parts(cells), strict=True)
    ]


def street_at(streets: list[Street], point: Any) -> Street:
    """The street that holds a point in metres, or the nearest one."""
    return min(streets, key=lambda street: shapely.distance(street.shape, point))
