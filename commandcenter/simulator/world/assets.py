"""Everything with a sensor or a voice: cesspools, fans, drains, lifts, smoke detectors, wristbands, columns, shops."""

from __future__ import annotations

from random import Random

from commandcenter.simulator.world import anchors as story
from commandcenter.simulator.world.anchors import Anchors, anchors
from commandcenter.simulator.world.cameras import place_cameras
from commandcenter.simulator.world.crews import place_crews
from commandcenter.simulator.world.ground import Point
from commandcenter.simulator.world.places import Asset, District, apart, located, scattered, spots_near

CESSPOOLS = 320
MONITORED = 20
DRAINS = 24
LIFTS = 180
SMOKE = 200
BANDS = 120
COLUMNS = 64
SHOPS = 48
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
            located(where, point, id=f"YG-{number:04d}", name=f"烟感 YG-{number:04d}")
            for number, point in enumerate(scattered(where, SMOKE, (20, 60), random), start=1)
        ],
        "bands": _bands(where, places, random),
        "columns": _columns(where, places, random),
        "shops": _shops(where, random),
        "crews": place_crews(where, places, random),
    }


def _cesspools(where: District, places: Anchors, random: Random) -> list[Asset]:
    pools = [
        located(where, point, id=f"HFC-{number:04d}", name=f"化粪池 HFC-{number:04d}", monitored=False)
        for number, point in enumerate(scattered(where, CESSPOOLS, (25, 70), random), start=1)
    ]
    at = next(i for i, pool in enumerate(pools) if pool["id"] == story.CESSPOOL_ID)
    pools[at] = located(where, places.cesspool, id=story.CESSPOOL_ID, name=f"化粪池 {story.CESSPOOL_ID}")
    pools[at]["address"] = story.CESSPOOL_ADDRESS
    for i in (at, *random.sample([i for i in range(CESSPOOLS) if i != at], MONITORED - 1)):
        pools[i]["monitored"] = True
    return pools


def _fan(pool: Asset) -> Asset:
    """The exhaust fan of a cesspool stands where the cesspool is."""
    number = str(pool["id"]).removeprefix("HFC-")
    return {**pool, "id": f"FAN-{number}", "name": f"排风机 FAN-{number}", "subject": pool["id"]}


def _drains(where: District, places: Anchors, random: Random) -> list[Asset]:
    spots = scattered(where, DRAINS, (0, 6), random)
    drains = [
        located(where, point, id=f"PS-{number:02d}", limit_cm=random.choice((25, 30, 30, 40)))
        for number, point in enumerate(spots, start=1)
    ]
    at = next(i for i, drain in enumerate(drains) if drain["id"] == story.UNDERPASS_ID)
    drains[at] = located(where, places.underpass, id=story.UNDERPASS_ID, limit_cm=30)
    for drain in drains:
        drain["name"] = f"{str(drain['address']).split()[0]} {drain['id']}"
    drains[at].update(name=story.UNDERPASS_NAME, address=story.UNDERPASS_NAME)
    return drains


def _lifts(where: District, places: Anchors, random: Random) -> list[Asset]:
    lifts = []
    for number, point in enumerate(scattered(where, LIFTS, (25, 60), random), start=1):
        lift = located(where, point, id=f"DT-{number:04d}")
        building = f"{str(lift['address']).split()[0]} {random.randint(1, 24)} 号楼"
        lift.update(address=building, name=f"{building} {random.randint(1, 4)}#")
        lifts.append(lift)
    at = next(i for i, lift in enumerate(lifts) if lift["id"] == story.LIFT_ID)
    lifts[at] = located(where, places.lift, id=story.LIFT_ID, name=story.LIFT_NAME)
    lifts[at]["address"] = story.LIFT_NAME.rsplit(maxsplit=1)[0]
    return lifts


def _bands(where: District, places: Anchors, random: Random) -> list[Asset]:
    bands = [
        located(where, point, id=f"{number:04d}", name=f"手环 {number:04d}", heart_rate=random.randint(62, 84))
        for number, point in enumerate(scattered(where, BANDS, (10, 70), random), start=350)
    ]
    at = next(i for i, band in enumerate(bands) if band["id"] == story.BAND_ID)
    bands[at] = located(where, places.sos, id=story.BAND_ID, name=f"手环 {story.BAND_ID}", heart_rate=88)
    return bands


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
        located(where, point, id=name, name=f"音柱 {name}", name_en=f"Column {name}", online=name not in _OFFLINE)
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
        kind, name = ("kitchen", "后厨") if number % 2 else ("pharmacy", "放心药店")
        shops.append(located(where, point, id=f"SP-{100 + number}", name=f"{name} {100 + number}", kind=kind))
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
