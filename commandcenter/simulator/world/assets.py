"""Everything with a sensor or a voice: cesspools, fans, drains, lifts, smoke detectors, wristbands, columns, shops."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from commandcenter.simulator.world import anchors as story
from commandcenter.simulator.world.anchors import Anchors, anchors
from commandcenter.simulator.world.cameras import place_cameras
from commandcenter.simulator.world.crews import place_crews
from commandcenter.simulator.world.ground import Point
from commandcenter.simulator.world.names import Name
from commandcenter.simulator.world.places import (
    Asset,
    District,
    addressed,
    apart,
    located,
    named,
    road_at,
    scattered,
    spots_near,
)

CESSPOOLS = 320
MONITORED = 20
DRAINS = 24
LIFTS = 180
SMOKE = 200
BANDS = 120
COLUMNS = 64
SHOPS = 48
_SHOP_KINDS = (("pharmacy", "放心药店", "Pharmacy"), ("kitchen", "后厨", "Kitchen"))
_OFFLINE = ("YZ-118", "YZ-133", "YZ-147", "YZ-159")


def place_assets(where: District, random: Random) -> dict[str, list[Asset]]:
    places = anchors(where)
    cesspools = _cesspools(where, places, random)
    return {
        "cameras": place_cameras(where, places, random),
        "cesspools": cesspools,
        "fans": [_fan(pool) for pool in cesspools if pool["monitored"]],
        "drains": _drains(where, places, random),
        "lifts": _lifts(where, places, random),
        "smoke": [
            located(where, point, id=name, **named(f"烟感 {name}", f"Smoke detector {name}"))
            for name, point in _numbered("YG-{:04d}", scattered(where, SMOKE, (20, 60), random))
        ],
        "bands": _bands(where, places, random),
        "columns": _columns(where, places, random),
        "shops": _shops(where, random),
        "crews": place_crews(where, places, random),
    }


def _cesspools(where: District, places: Anchors, random: Random) -> list[Asset]:
    pools = [
        located(where, point, id=name, **_pool(name), monitored=False)
        for name, point in _numbered("HFC-{:04d}", scattered(where, CESSPOOLS, (25, 70), random))
    ]
    at = next(i for i, pool in enumerate(pools) if pool["id"] == story.CESSPOOL_ID)
    pools[at] = located(where, places.cesspool, id=story.CESSPOOL_ID, **_pool(story.CESSPOOL_ID))
    pools[at].update(addressed(*story.CESSPOOL_ADDRESS))
    for i in (at, *random.sample([i for i in range(CESSPOOLS) if i != at], MONITORED - 1)):
        pools[i]["monitored"] = True
    return pools


def _numbered(form: str, points: list[Point]) -> Iterator[tuple[str, Point]]:
    for number, point in enumerate(points, start=1):
        yield form.format(number), point


def _pool(name: str) -> dict[str, object]:
    return named(f"化粪池 {name}", f"Cesspool {name}") | _gauge("甲烷", "Methane", (name, name))


def _gauge(what: str, what_en: str, where: Name) -> dict[str, object]:
    """What people call the value that is measured there."""
    return {"gauge": f"{what} {where[0]}", "gauge_en": f"{what_en} {where[1]}"}


def _fan(pool: Asset) -> Asset:
    """The exhaust fan of a cesspool stands where the cesspool is."""
    number = str(pool["id"]).removeprefix("HFC-")
    names = named(f"排风机 FAN-{number}", f"Exhaust fan FAN-{number}")
    return {**pool, "id": f"FAN-{number}", **names, "subject": pool["id"]}


def _drains(where: District, places: Anchors, random: Random) -> list[Asset]:
    spots = scattered(where, DRAINS, (0, 6), random)
    drains = [
        _drain(where, point, number, limit_cm=random.choice((25, 30, 30, 40)))
        for number, point in enumerate(spots, start=1)
    ]
    at = next(i for i, drain in enumerate(drains) if drain["id"] == story.UNDERPASS_ID)
    name = story.UNDERPASS_NAME
    drains[at] = located(where, places.underpass, id=story.UNDERPASS_ID, limit_cm=30)
    drains[at].update(named(*name) | addressed(*name) | _gauge("水位", "Level", name))
    return drains


def _drain(where: District, point: Point, number: int, limit_cm: int) -> Asset:
    road = road_at(where, point)
    name = f"{road.name} PS-{number:02d}", f"{road.name_en} PS-{number:02d}"
    return located(
        where, point, id=f"PS-{number:02d}", **named(*name), **_gauge("水位", "Level", name), limit_cm=limit_cm
    )


def _lifts(where: District, places: Anchors, random: Random) -> list[Asset]:
    lifts = []
    for number, point in enumerate(scattered(where, LIFTS, (25, 60), random), start=1):
        road, building = road_at(where, point), random.randint(1, 24)
        house = f"{road.name} {building} 号楼", f"{road.name_en} Bldg {building}"
        lifts.append(_lift(where, point, f"DT-{number:04d}", house, random.randint(1, 4)))
    at = next(i for i, lift in enumerate(lifts) if lift["id"] == story.LIFT_ID)
    lifts[at] = _lift(where, places.lift, story.LIFT_ID, story.LIFT_BUILDING, story.LIFT_NUMBER)
    return lifts


def _lift(where: District, point: Point, name: str, house: Name, number: int) -> Asset:
    lift = located(where, point, id=name, **named(f"{house[0]} {number}#", f"{house[1]} no. {number}"))
    lift.update(addressed(*house))
    return lift


def _bands(where: District, places: Anchors, random: Random) -> list[Asset]:
    bands = [
        located(where, point, id=f"{number:04d}", **_band(f"{number:04d}"), heart_rate=random.randint(62, 84))
        for number, point in enumerate(scattered(where, BANDS, (10, 70), random), start=350)
    ]
    at = next(i for i, band in enumerate(bands) if band["id"] == story.BAND_ID)
    bands[at] = located(where, places.sos, id=story.BAND_ID, **_band(story.BAND_ID), heart_rate=88)
    return bands


def _band(number: str) -> dict[str, object]:
    return named(f"手环 {number}", f"Wristband {number}")


def _columns(where: District, places: Anchors, random: Random) -> list[Asset]:
    """Two within 300 m of each place of the story; YZ-121 is the cesspool's nearest, YZ-118 near it is offline."""
    numbers = ("YZ-121", "YZ-118", "YZ-104", "YZ-105", "YZ-110", "YZ-111", "YZ-126", "YZ-127")
    points: dict[str, Point] = {}
    for place, first, second in zip(places, numbers[::2], numbers[1::2], strict=True):
        points[first], points[second] = _beside_road(where, place, 70.0), _beside_road(where, place, 210.0)
    rest = [point for point in scattered(where, COLUMNS * 3, (6, 10), random) if _far(point, places)]
    for number in range(101, 101 + COLUMNS):
        points.setdefault(f"YZ-{number}", rest[number - 101])
    return [
        located(where, point, id=name, **named(f"音柱 {name}", f"Loudspeaker {name}"), online=name not in _OFFLINE)
        for name, point in sorted(points.items())
    ]


def _beside_road(where: District, place: Point, distance: float) -> Point:
    """A roadside point at about `distance` metres from a place."""
    spots = (point for _, point in spots_near(where, place))
    return min(spots, key=lambda point: abs(apart(point, place) - distance))


def _far(point: Point, places: Anchors) -> bool:
    return all(apart(point, place) > 400.0 for place in places)


def _shops(where: District, random: Random) -> list[Asset]:
    """Kitchens under video (明厨亮灶) and pharmacies with a cold store (放心药店)."""
    shops = []
    for number, point in enumerate(scattered(where, SHOPS, (12, 25), random), start=1):
        kind, name, name_en = _SHOP_KINDS[number % 2]
        names = named(f"{name} {100 + number}", f"{name_en} {100 + number}")
        shops.append(located(where, point, id=f"SP-{100 + number}", **names, kind=kind))
    return shops


def story_places(where: District) -> dict[str, tuple[str, Point]]:
    """Where each strand of the story happens: its subject and its place in metres."""
    cesspool, underpass, sos, lift = anchors(where)
    return {
        "cesspool": (story.CESSPOOL_ID, cesspool),
        "underpass": (story.UNDERPASS_ID, underpass),
        "sos": (story.BAND_ID, sos),
        "lift": (story.LIFT_ID, lift),
    }
