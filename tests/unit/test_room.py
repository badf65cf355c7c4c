"""One source cannot fill the memory of the core and of all seats: beyond its room, events are put aside."""

from __future__ import annotations

import pytest

from commandcenter.domain.changes.sources import EventQuarantined
from commandcenter.domain.events import DeviceDeclared, Raised, Refreshed, Returned
from commandcenter.services import taking
from tests.support.cores import ADMIN, START, TestCore


@pytest.fixture
def centre(monkeypatch: pytest.MonkeyPatch) -> TestCore:
    """With room for two alarms and two devices of a source."""
    monkeypatch.setattr(taking, "MAX_ALARMS", 2)
    monkeypatch.setattr(taking, "MAX_DEVICES", 2)
    return TestCore()


def wrong(subject: str) -> Raised:
    return Raised(at=START, type="t", subject=subject)


def device(name: str, actions: tuple[str, ...] = ("speak",)) -> DeviceDeclared:
    return DeviceDeclared(at=START, device=name, type="loudspeaker", name=name, actions=actions)


def open_subjects(centre: TestCore, source: str = "s") -> list[str]:
    return [alarm.subject for alarm in centre.core.state.alarms.values() if alarm.source == source]


def reasons(centre: TestCore) -> list[str]:
    changes = [stamped.entry.change for stamped in centre.store.entries]
    return [change.reason for change in changes if isinstance(change, EventQuarantined)]


def test_an_alarm_beyond_the_room_of_its_source_is_put_aside_and_alarmed_and_the_others_flow_on(
    centre: TestCore,
) -> None:
    centre.events(wrong("1"), wrong("2"), wrong("3"), wrong("1"), Returned(at=START, type="t", subject="2"))
    assert open_subjects(centre) == ["1", "2"]
    assert reasons(centre) == ["room: 2 alarms of this source are open, more are not kept"]
    assert [(alarm.type, alarm.subject) for alarm in centre.core.state.alarms.values() if alarm.source == "core"] == [
        ("source.quarantine", "s")
    ]
    assert centre.core.state.alarms["A1"].count == 2
    assert not centre.core.state.alarms["A2"].active


def test_it_does_not_take_the_room_of_another_source(centre: TestCore) -> None:
    centre.events(wrong("1"), wrong("2"), wrong("3"))
    centre.events(wrong("1"), source="z")
    assert open_subjects(centre, "z") == ["1"]


def test_a_cleared_alarm_leaves_room_and_what_was_put_aside_can_be_taken_in(centre: TestCore) -> None:
    centre.events(wrong("1"), wrong("2"), wrong("3"))
    (entry,) = [it.entry for it in centre.store.waiting.values()]
    refused = centre.command("quarantine.retry", ADMIN, "", entry=entry)
    assert (refused.ok, refused.values["reason"]) == (
        False,
        "room: 2 alarms of this source are open, more are not kept",
    )
    centre.events(Returned(at=START, type="t", subject="1"))
    assert centre.command("alarm.acknowledge", alarm="A1").ok
    assert centre.command("quarantine.retry", ADMIN, "", entry=entry).ok
    assert open_subjects(centre) == ["2", "3"]


def test_a_device_beyond_the_room_is_put_aside_and_a_known_one_can_change(centre: TestCore) -> None:
    centre.events(device("a"), device("b"), device("c"), device("a", ("speak", "sing")))
    assert sorted(centre.core.state.devices) == ["s/a", "s/b"]
    assert centre.core.state.devices["s/a"].actions == ("speak", "sing")
    assert reasons(centre) == ["room: 2 devices of this source are known, more are not kept"]


def test_a_refresh_that_finds_no_room_for_all_still_says_what_is_over(centre: TestCore) -> None:
    """Else the core would ask for one each minute, for ever."""
    centre.events(wrong("1"), wrong("2"))
    begin, end = (Refreshed(at=START, phase=phase) for phase in ("begin", "end"))
    centre.events(begin, wrong("2"), wrong("3"), end)
    assert [(alarm.subject, alarm.active) for alarm in centre.core.state.alarms.values() if alarm.source == "s"] == [
        ("1", False),
        ("2", True),
    ]


def test_the_room_that_is_taken_is_the_same_after_a_restart(centre: TestCore) -> None:
    centre.events(wrong("1"), wrong("2"), device("a"))
    state = centre.fresh_core().state
    assert (state.alarm_counts, state.device_counts) == ({"s": 2}, {"s": 1})
