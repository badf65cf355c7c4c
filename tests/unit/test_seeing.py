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
from commandcenter.simulator.services.names import SERVICES
from commandcenter.simulator.services.seeing import LOOKS
from commandcenter.simulator.services.stage import Act, read_world
from tests.support.cores import TestCore
from tests.support.district import district

CATALOGUE_FILE = Path(__file__).parents[2] / "resources" / "catalogue.toml"
UNSEEN = {"capture.noise", "shop.mask", "shop.fridge"}


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
    assert {str(act.event["type"]) for act in acts} == LOOKS.keys() | UNSEEN
    for act in acts:
        values = values_of(act)
        if act.event["type"] in UNSEEN:
            assert not {"camera", "box", "boxes"} & values.keys()
        else:
            assert values["camera"] == act.event["subject"]
            assert values["camera"] in cameras


@pytest.mark.parametrize("seed", [1, 2])
def test_the_boxes_are_as_many_as_were_counted_and_lie_apart_in_the_picture(seed: int) -> None:
    for act in raises(seed):
        if act.event["type"] in UNSEEN:
            continue
        found = boxes(act, TestCore())
        heap = act.event["type"] == "capture.bikes"
        assert len(found) == (1 if heap else values_of(act)["count"])
        assert {it.word for it in found} == {LOOKS[str(act.event["type"])].word}
        assert all(apart(one, other) for one, other in combinations(found, 2)), found


def test_the_same_event_has_the_same_boxes_and_another_has_others() -> None:
    assert raises(until=600) == raises(until=600)
    seen = [values_of(act)["boxes"] for act in raises() if "boxes" in values_of(act)]
    assert len(set(seen)) > len(seen) * 0.95


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
