"""The demo's video AI says where in which camera's picture it has seen what it reports."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from itertools import combinations, takewhile
from pathlib import Path

import msgspec
import pytest

from commandcenter.adapters.resources import read_catalogue
from commandcenter.domain.catalogue import Catalogue, Quantity
from commandcenter.domain.events import Raised
from commandcenter.services.ai_boxes import AiBoxes, Box, boxes_of, camera_of
from commandcenter.simulator.cameras.roster import scenes
from commandcenter.simulator.services.names import SERVICES
from commandcenter.simulator.services.sights import SIGHTS, Spot, sights_of
from commandcenter.simulator.services.stage import Act, read_world
from tests.support.cores import TestCore
from tests.support.district import district

CATALOGUE_FILE = Path(__file__).parents[2] / "resources" / "catalogue.toml"
SEEN = {it for sights in SIGHTS.values() for it in sights}
UNSEEN = {"capture.noise", "capture.truck", "capture.bikes", "shop.mask", "shop.fridge"}
LABEL = 0.06
"""So much of the picture's height the words above a box take on a small tile."""


def raises(seed: int = 1, until: float = 3600) -> list[Act]:
    acts = SERVICES["capture"].make(read_world(district(seed)), seed).acts()
    return [act for act in takewhile(lambda act: act.at <= until, acts) if act.event["kind"] == "raise"]


def values_of(act: Act) -> dict[str, object]:
    values = act.event["values"]
    assert isinstance(values, dict)
    return values


def boxes(act: Act, centre: TestCore) -> Sequence[Box]:
    event = msgspec.convert({"at": centre.now, **act.event}, Raised, strict=False)
    centre.events(event)
    alarm = centre.core.state.open_alarm("s", event.type, event.subject)
    assert alarm is not None
    return boxes_of(alarm)


def apart(one: Box, other: Box) -> bool:
    beside = one.left + one.width <= other.left + 1e-9 or other.left + other.width <= one.left + 1e-9
    return beside or one.top + one.height <= other.top + 1e-9 or other.top + other.height <= one.top + 1e-9


@pytest.mark.parametrize("seed", [1, 2])
def test_what_a_camera_sees_has_its_boxes_and_the_rest_has_none(seed: int) -> None:
    cameras = {it["id"] for it in read_world(district(seed)).assets["cameras"]}
    acts = raises(seed)
    assert {str(act.event["type"]) for act in acts} == SEEN | UNSEEN
    for act in acts:
        values = values_of(act)
        if act.event["type"] in UNSEEN:
            assert not {"camera", "box", "boxes"} & values.keys()
        else:
            assert values["camera"] == act.event["subject"]
            assert values["camera"] in cameras


@pytest.mark.parametrize("seed", [1, 2])
def test_the_boxes_lie_where_the_picture_has_something_of_the_kind_and_none_twice(seed: int) -> None:
    sights = sights_of(read_world(district(seed)).assets["cameras"])
    for act in raises(seed):
        event_type, camera = str(act.event["type"]), str(act.event["subject"])
        if event_type in UNSEEN:
            continue
        found, spots = boxes(act, TestCore()), sights[camera][event_type]
        assert len(found) == min(int(str(values_of(act)["count"])), len(spots))
        assert len({placed(it) for it in found}) == len(found)
        assert {placed(it) for it in found} <= set(spots)


def test_what_one_picture_has_lies_apart_with_room_for_the_words_and_is_no_camera_s_writing() -> None:
    """Whatever its alarms are at once: no two of different kinds can lie upon each other, nor two of one kind."""
    for scene, sights in SIGHTS.items():
        spots = [spot for found in sights.values() for spot in found]
        for left, top, width, height in spots:
            # Name and clock are written along the upper edge.
            assert 0 <= left <= 100 - width, scene
            assert 10 <= top <= 100 - height, scene
        for one, other in combinations(map(with_words, spots), 2):
            assert apart(one, other), (scene, one, other)


def test_every_camera_of_the_demo_but_the_underpass_has_something_to_find() -> None:
    cameras = read_world(district()).assets["cameras"]
    assert {(it.kind, it.seed) for it in scenes(cameras)} >= SIGHTS.keys()
    assert [camera for camera, sights in sights_of(cameras).items() if not sights] == ["CAM-005"]


def test_the_words_beside_a_box_are_few_and_in_the_language_of_the_seat_that_shows_it() -> None:
    catalogue, labels = read_catalogue(), {"zh": set[str](), "en": set[str]()}
    for act in raises():
        centre = TestCore()
        if found := boxes(act, centre):
            assert {it.word for it in found} == {""}
            (alarm,) = centre.core.state.alarms.values()
            for language, said in labels.items():
                said.add(catalogue.label(alarm, language))
    assert labels["zh"] == {"占道经营", "暴露垃圾", "井盖倾斜", "绿化缺株", "护栏破损", "门前三包堆物"}
    assert all(label.isascii() and len(label) < 24 for label in labels["en"])
    assert "Litter" in labels["en"]


def test_what_the_catalogue_does_not_know_is_called_as_its_source_says() -> None:
    centre = TestCore()
    centre.events(Raised(at=centre.now, type="odd.thing", subject="X1", title="Odd"))
    (alarm,) = centre.core.state.alarms.values()
    assert Catalogue().label(alarm, "en") == "Odd"
    assert Catalogue().label(msgspec.structs.replace(alarm, title=""), "en") == "odd.thing"


def test_the_same_event_has_the_same_boxes() -> None:
    assert raises(until=600) == raises(until=600)


def placed(box: Box) -> Spot:
    left, top, width, height = (round(share * 100) for share in (box.left, box.top, box.width, box.height))
    return left, top, width, height


def with_words(spot: Spot) -> Box:
    left, top, width, height = (share / 100 for share in spot)
    return Box(left, top - LABEL, width, height + LABEL)


def test_a_report_of_the_demo_is_over_its_cameras_picture_and_no_clutter_beside_the_alarm() -> None:
    centre, keeper, catalogue = TestCore(), AiBoxes(), read_catalogue()
    act = next(act for act in raises() if act.event["type"] == "capture.litter")
    found = boxes(act, centre)
    (alarm,) = centre.core.state.alarms.values()
    keeper.note(alarm)
    assert [it.box for it in keeper.of(camera_of(alarm), centre.now)] == list(found)
    assert catalogue.values(alarm, "zh") == [("数量", str(values_of(act)["count"]))]
    assert catalogue.values(alarm, "en") == [("Count", str(values_of(act)["count"]))]


def test_a_centre_that_names_the_camera_shows_it_and_no_list_is_needed_to_hide_it() -> None:
    values = {"camera": "C1", "box": "0 0 1 1", "boxes": "0 0 1 1", "other": "x"}
    assert Catalogue().measured(values, "en") == [("other", "x")]
    named = Catalogue(quantities={"camera": Quantity(zh="摄像机", en="Camera")})
    assert named.measured(values, "en") == [("Camera", "C1"), ("other", "x")]
    assert (
        not {"camera", "box", "boxes"} & tomllib.loads(CATALOGUE_FILE.read_text(encoding="utf-8"))["quantities"].keys()
    )
