"""The day's story: what happens in what order, how much of it matters, and that all of it is of the protocol."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import pairwise, takewhile
from pathlib import Path

import msgspec
import pytest

from bridge.protocol.source import Sample
from bridge.source import Outcome, refused
from commandcenter.adapters.store.reading import JournalReader
from commandcenter.app.demo.narrating import Narrator
from commandcenter.app.words import Words
from commandcenter.domain.catalogue import Catalogue, fill
from commandcenter.domain.changes.sources import NoteTaken
from commandcenter.domain.events import Event, Noted
from commandcenter.domain.journal import Entry
from commandcenter.domain.priority import Priority
from commandcenter.simulator.services.clock import StoryClock
from commandcenter.simulator.services.crews import Crews
from commandcenter.simulator.services.loudspeaker import Loudspeakers
from commandcenter.simulator.services.names import SERVICES
from commandcenter.simulator.services.rhythm import sway, through
from commandcenter.simulator.services.stage import Act, World, read_world
from tests.support.district import district
from tests.support.searched import entry

CATALOGUE_FILE = Path(__file__).parents[2] / "resources" / "catalogue.toml"
NOW = datetime(2025, 3, 1, tzinfo=UTC)


def world(seed: int = 1) -> World:
    return read_world(district(seed))


def catalogue() -> Catalogue:
    return msgspec.convert(tomllib.loads(CATALOGUE_FILE.read_text(encoding="utf-8")), Catalogue)


def day(until: float, seed: int = 1) -> list[Act]:
    """All services' acts up to a second of the story."""
    acts = [
        act
        for name in SERVICES
        for act in takewhile(lambda act: act.at <= until, SERVICES[name].make(world(seed), seed).acts())
    ]
    return sorted(acts, key=lambda act: act.at)


def moments(until: float) -> dict[tuple[str, str, str], float]:
    """When each (kind, type, subject) happens first."""
    found: dict[tuple[str, str, str], float] = {}
    for act in day(until):
        key = (str(act.event["kind"]), str(act.event["type"]), str(act.event["subject"]))
        found.setdefault(key, act.at)
    return found


def priorities(acts: list[Act]) -> Counter[Priority]:
    return Counter(catalogue().types[str(act.event["type"])].priority for act in acts if act.event["kind"] == "raise")


def test_the_emergency_comes_in_its_order() -> None:
    at = moments(200)
    order = [
        at["note", "cesspool.fan_started", "HFC-0231"],
        at["raise", "cesspool.methane_high", "HFC-0231"],
        at["raise", "cesspool.methane", "HFC-0231"],
        at["return", "cesspool.methane", "HFC-0231"],
        at["return", "cesspool.methane_high", "HFC-0231"],
        at["note", "cesspool.fan_stopped", "HFC-0231"],
    ]
    assert order == sorted(order)
    assert order[2] == 40.0


def test_what_matters_comes_at_its_second() -> None:
    at = moments(90)
    assert at["raise", "wristband.sos", "0417"] == 16.0
    assert at["raise", "drainage.level", "PS-07"] == 20.0
    assert at["raise", "lift.trapped", "DT-0032"] == 30.0
    assert at["return", "wristband.sos", "0417"] == 76.0
    assert at["return", "drainage.level", "PS-07"] == 82.0
    assert at["return", "lift.trapped", "DT-0032"] == 84.0


@pytest.mark.parametrize("seed", [1, 2])
def test_the_first_ten_seconds_have_only_small_things(seed: int) -> None:
    found = priorities(day(10, seed))
    assert 10 <= found.total() <= 14
    assert found[Priority.NOTICE] > found[Priority.MINOR] > 0
    assert found[Priority.CRITICAL] == found[Priority.MAJOR] == 0


@pytest.mark.parametrize("seed", [1, 2])
def test_most_is_low_some_medium_little_high(seed: int) -> None:
    found = priorities(day(600, seed))
    total = found.total()
    assert 0.75 <= found[Priority.NOTICE] / total <= 0.90
    assert 0.05 <= found[Priority.MINOR] / total <= 0.20
    assert 0.03 <= (found[Priority.MAJOR] + found[Priority.CRITICAL]) / total <= 0.08
    assert found[Priority.CRITICAL] == 2


@pytest.mark.parametrize("seed", [1, 2])
def test_new_alarms_keep_coming_and_some_return_within_the_demo(seed: int) -> None:
    raises = [act.at for act in day(90, seed) if act.event["kind"] == "raise"]
    assert len(raises) >= 35
    assert max(b - a for a, b in pairwise(raises)) < 10.0
    assert sum(act.event["kind"] == "return" for act in day(90, seed)) >= 12


@pytest.mark.parametrize("seed", [1, 2])
def test_nothing_is_raised_twice_and_nothing_returns_that_was_not_raised(seed: int) -> None:
    held: set[tuple[object, object]] = set()
    for act in day(1800, seed):
        key = (act.event["type"], act.event["subject"])
        if act.event["kind"] == "raise":
            assert key not in held, act
            held.add(key)
        elif act.event["kind"] == "return":
            held.remove(key)


def test_the_same_seed_tells_the_same_day_and_another_does_not() -> None:
    assert day(300, 1) == day(300, 1)
    assert day(300, 1) != day(300, 2)


@pytest.mark.parametrize("name", SERVICES)
def test_every_event_and_sample_is_of_the_protocol(name: str) -> None:
    service = SERVICES[name].make(world(), 1)
    acts = takewhile(lambda act: act.at <= 900, service.acts())
    for event in [*service.opening(), *(act.event for act in acts)]:
        msgspec.convert({"at": NOW, **event}, Event, strict=False)
    for t in (0.0, 20.0, 45.0, 1000.0):
        for sample in service.samples(t):
            msgspec.convert({"at": NOW, **sample}, Sample, strict=False)


def test_every_type_of_event_has_words_in_both_languages_and_no_value_is_missing() -> None:
    types = catalogue().types
    for act in day(1800):
        known = types[str(act.event["type"])]
        values, subject = act.event.get("values"), str(act.event["subject"])
        if isinstance(values, dict):
            assert "?" not in fill(known.zh.text, values, subject) + fill(known.en.text, values, subject)


def test_everything_that_matters_says_what_to_do() -> None:
    for name, it in catalogue().types.items():
        if it.priority in (Priority.CRITICAL, Priority.MAJOR):
            assert 2 <= len(it.zh.guidance) == len(it.en.guidance) <= 4, name
    methane = catalogue().types["cesspool.methane"]
    assert methane.zh.guidance[:3] == ("禁止明火，疏散 20 m", "保持排风", "现场复测两点")
    assert fill(methane.zh.text, {"methane_pct": 62.4, "exhaust_h": 1}, "") == "化粪池甲烷 62.4 % 排风 1 h 未降"


def methane(t: float) -> dict[str, object]:
    samples = {str(it["key"]): it["values"] for it in SERVICES["cesspool"].make(world(), 1).samples(t)}
    found = samples["methane/HFC-0231"]
    assert isinstance(found, dict)
    return found


def test_methane_climbs_past_the_limit_and_stays_until_the_alarm() -> None:
    assert methane(0.0) == {"value": 4.0, "unit": "%", "limit": 60.0, "fan": False}
    assert methane(17.0)["fan"] is False
    assert methane(18.0) == {"value": 60.4, "unit": "%", "limit": 60.0, "fan": True}
    assert all(float(str(methane(t / 2)["value"])) > 60.0 for t in range(36, 168))
    assert methane(200.0) == {"value": pytest.approx(4.0, abs=0.6), "unit": "%", "limit": 60.0, "fan": False}


def test_a_fan_obeys_and_says_so_in_its_telemetry() -> None:
    service = SERVICES["cesspool"].make(world(), 1)
    assert service.obey("FAN-0231", "fan.start", {}) == Outcome("done", "on")
    assert [it["values"]["fan"] for it in service.samples(0.0) if it["key"] == "methane/HFC-0231"] == [True]  # type: ignore[index]  # values are a map
    assert service.obey("FAN-0231", "fan.stop", {}) == Outcome("done", "off")
    assert service.obey("FAN-9999", "fan.start", {}) == refused("no such device")
    assert service.obey("FAN-0231", "speak", {}) == refused("no such action")


def test_a_column_refuses_what_it_cannot_do() -> None:
    columns = Loudspeakers(world(), 1)
    assert columns.obey("YZ-999", "speak", {"text": "a"}) == refused("no such device")
    assert columns.obey("YZ-121", "sing", {"text": "a"}) == refused("no such action")
    assert columns.obey("YZ-121", "speak", {"text": " "}) == refused("nothing to say")


def test_crews_move_without_jumps_and_two_reach_the_emergency() -> None:
    crews = Crews(world(), 1)
    pool = world().find("cesspools", "HFC-0231")
    sent = [crew for crew in world().assets["crews"] if "HFC-0231" in crew["routes"]]
    assert len(sent) == 2
    for crew in world().assets["crews"]:
        places = [crews.position(crew["id"], t)[0] for t in range(200)]
        steps = [max(abs(b[0] - a[0]) * 96_800, abs(b[1] - a[1]) * 111_320) for a, b in pairwise(places)]
        assert max(steps) < 250.0, crew["id"]
    for crew in sent:
        (lon, lat, _), out = crews.position(crew["id"], 80.0)
        assert out
        assert (lon, lat) == pytest.approx((pool["lon"], pool["lat"]), abs=1e-5)
        assert crews.position(crew["id"], 30.0)[1] is False


def test_a_line_through_points_is_level_outside_them() -> None:
    points = ((2.0, 10.0), (4.0, 20.0))
    assert [through(points, t) for t in (0.0, 2.0, 3.0, 4.0, 9.0)] == [10.0, 10.0, 15.0, 20.0, 20.0]


def test_a_sway_keeps_within_its_size() -> None:
    assert max(abs(sway("a", t / 3, 2.0)) for t in range(1000)) <= 2.0


def test_the_story_runs_at_its_speed_and_stands_still_while_paused() -> None:
    now = [100.0]
    clock = StoryClock(2.0, start=5.0, monotonic=lambda: now[0])
    now[0] = 103.0
    assert clock.now() == 11.0
    assert clock.until(15.0) == 2.0
    clock.pause()
    now[0] = 200.0
    assert clock.now() == 11.0
    assert clock.until(15.0) == float("inf")
    clock.resume()
    now[0] = 201.0
    assert clock.now() == 13.0


class ToldJournal(JournalReader):
    """A journal that is just these entries."""

    def __init__(self, entries: list[Entry]) -> None:
        self._entries = entries

    def entries(self, first: int = 0, count: int | None = None) -> Iterator[Entry]:
        return iter(self._entries[first:][:count])


def test_what_a_source_notes_is_told_in_the_readers_language() -> None:
    note = Noted(
        at=NOW,
        type="cesspool.fan_started",
        subject="HFC-0231",
        title="排风机自动启动",
        values={"methane_pct": 60.4},
    )
    reader = ToldJournal([entry(0, NoteTaken(source="cesspool", note=note), subject="HFC-0231", actor="cesspool")])
    told = {language: next(Narrator(reader, catalogue(), Words(language)).news())[1][10:] for language in ("en", "zh")}
    assert told == {
        "en": "Fan started at methane 60.4 % HFC-0231",
        "zh": "排风机启动 甲烷 60.4 % HFC-0231",
    }
