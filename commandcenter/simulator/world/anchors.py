"""The places of the day's story: where the few things happen that matter."""

from __future__ import annotations

from typing import NamedTuple

from commandcenter.simulator.world.ground import Point, to_ground
from commandcenter.simulator.world.places import District, beside


class Anchors(NamedTuple):
    """Points in metres."""

    cesspool: Point
    underpass: Point
    sos: Point
    lift: Point


CESSPOOL_ID = "HFC-0231"
CESSPOOL_ADDRESS = ("建新东路 86 号后院", "Jianxin East Road 86, backyard")
UNDERPASS_ID = "PS-07"
UNDERPASS_NAME = ("建新东路下穿道", "Jianxin East underpass")
BAND_ID = "0417"
LIFT_ID = "DT-0032"
LIFT_BUILDING = ("金源路 3 号楼", "Jinyuan Road Bldg 3")
LIFT_NUMBER = 2


def anchors(where: District) -> Anchors:
    cesspool, underpass, sos = to_ground([(106.56215, 29.5873), (106.5450, 29.5775), (106.5268, 29.5842)])
    jinyuan = where.road("金源路").shape
    return Anchors(cesspool, underpass, sos, beside(jinyuan, jinyuan.length / 2, 30.0))
