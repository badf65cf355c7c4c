"""The made-up district's camera movers and columns: a move ends by itself, presets are kept, one talk at a time."""

from __future__ import annotations

import pytest

from commandcenter.app.demo.devices import beside
from commandcenter.simulator.services.loudspeaker import Loudspeakers
from commandcenter.simulator.services.ptz import Movers
from commandcenter.simulator.services.stage import Asset, World

CAMERAS: list[Asset] = [
    {"id": f"CAM-{n:03d}", "name": f"Camera {n}", "faces": 90, "lon": 106.5, "lat": 29.5} for n in range(1, 12)
]
COLUMNS: list[Asset] = [
    {"id": "YZ-1", "name": "1", "online": True, "lon": 106.5, "lat": 29.5},
    {"id": "YZ-2", "name": "2", "online": False, "lon": 106.5, "lat": 29.5},
]


class Time:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Time:
    return Time()


@pytest.fixture
def movers(clock: Time) -> Movers:
    return Movers(World({"cameras": CAMERAS, "columns": COLUMNS}, {}), 1, clock)


def where(movers: Movers, camera: str = "CAM-001") -> object:
    return next(it["values"] for it in movers.samples(0.0) if it["key"] == f"ptz/{camera}")


def test_a_move_ends_by_itself(movers: Movers, clock: Time) -> None:
    assert movers.obey("PTZ-CAM-001", "ptz.move", {"pan": "0.5", "seconds": "1.5"}).word == "done"
    clock.now += 60.0
    assert where(movers) == {"pan": 135.0, "tilt": -10.0, "zoom": 1.0}


def test_a_stop_and_a_further_move_end_the_one_before(movers: Movers, clock: Time) -> None:
    movers.obey("PTZ-CAM-001", "ptz.move", {"pan": "1", "seconds": "5"})
    clock.now += 1.0
    movers.obey("PTZ-CAM-001", "ptz.move", {"tilt": "-1", "seconds": "5"})
    clock.now += 1.0
    movers.obey("PTZ-CAM-001", "ptz.move", {"pan": "0", "tilt": "0", "zoom": "0"})
    clock.now += 9.0
    assert where(movers) == {"pan": 150.0, "tilt": -40.0, "zoom": 1.0}


def test_presets_are_kept_recalled_and_removed(movers: Movers, clock: Time) -> None:
    movers.obey("PTZ-CAM-001", "ptz.move", {"pan": "1", "zoom": "1", "seconds": "1"})
    clock.now += 2.0
    assert movers.obey("PTZ-CAM-001", "ptz.preset.store", {"number": "7", "name": "gate"}).word == "done"
    assert movers.obey("PTZ-CAM-001", "ptz.preset.recall", {"number": "1"}).word == "done"
    assert where(movers) == {"pan": 90.0, "tilt": -10.0, "zoom": 1.0}
    movers.obey("PTZ-CAM-001", "ptz.preset.recall", {"number": "7"})
    assert where(movers) == {"pan": 150.0, "tilt": -10.0, "zoom": 1.5}
    movers.obey("PTZ-CAM-001", "ptz.preset.remove", {"number": "7"})
    assert movers.obey("PTZ-CAM-001", "ptz.preset.recall", {"number": "7"}).word == "refused"


@pytest.mark.parametrize(
    ("device", "action", "args"),
    [
        ("PTZ-CAM-009", "ptz.move", {"pan": "1"}),
        ("PTZ-CAM-001", "ptz.fly", {}),
        ("PTZ-CAM-001", "ptz.move", {"pan": "9"}),
        ("PTZ-CAM-001", "ptz.move", {"pan": "nan"}),
        ("PTZ-CAM-001", "ptz.move", {"pan": "left"}),
        ("PTZ-CAM-001", "ptz.move", {"pan": "1", "seconds": "nan"}),
        ("PTZ-CAM-001", "ptz.preset.store", {}),
        ("PTZ-CAM-001", "ptz.focus", {"to": "moon"}),
    ],
)
def test_what_it_cannot_do_is_refused(movers: Movers, device: str, action: str, args: dict[str, str]) -> None:
    before = where(movers)
    assert movers.obey(device, action, args).word == "refused"
    assert where(movers) == before


def test_a_column_carries_one_talk_at_a_time() -> None:
    columns = Loudspeakers(World({"columns": COLUMNS}, {}), 1)
    assert columns.obey("YZ-1", "talk.begin", {"session": "a"}).word == "done"
    assert columns.obey("YZ-1", "talk.begin", {"session": "b"}).word == "refused"
    assert columns.obey("YZ-1", "talk.end", {"session": "b"}).word == "done"
    assert columns.obey("YZ-1", "talk.begin", {"session": "b"}).word == "refused"
    assert columns.obey("YZ-1", "talk.end", {"session": "a"}).word == "done"
    assert columns.obey("YZ-1", "talk.begin", {"session": "b"}).word == "done"
    assert columns.obey("YZ-2", "talk.begin", {"session": "c"}).word == "refused"
    assert columns.obey("YZ-1", "talk.begin", {}).word == "refused"


def test_the_demo_names_what_moves_a_camera_and_speaks_beside_it() -> None:
    far = {"id": "CAM-999", "name": "far", "faces": 0, "lon": 106.6, "lat": 29.6}
    assets = {"cameras": [*CAMERAS, far], "columns": COLUMNS}
    assert beside(CAMERAS[0], assets) == {"device": "ptz/PTZ-CAM-001", "speaker": "loudspeaker/YZ-1"}
    assert beside(CAMERAS[9], assets) == {"speaker": "loudspeaker/YZ-1"}
    assert beside(far, assets) == {}
