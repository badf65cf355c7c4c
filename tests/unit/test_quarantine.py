"""Events that cannot be taken in: kept as they came, alarmed, taken in later or laid to rest."""

from __future__ import annotations

import msgspec
import pytest

from commandcenter.domain.applying import apply
from commandcenter.domain.changes.sources import EventIgnored, EventQuarantined, QuarantineRetried
from commandcenter.domain.state import Doubt, State
from commandcenter.services.core import Batch, Verdict
from tests.support.cores import ADMIN, WANG, TestCore


def event(**more: object) -> bytes:
    whole = {"kind": "raise", "at": "2026-11-21T06:00:00Z", "type": "gate.open", "subject": "G1", **more}
    return msgspec.msgpack.encode(whole)


def refresh(phase: str) -> bytes:
    return msgspec.msgpack.encode({"kind": "refresh", "at": "2026-11-21T06:00:00Z", "phase": phase})


def centre_granting(*types: str) -> TestCore:
    centre = TestCore()
    centre.trust("s", *types)
    centre.open("s")
    return centre


def retry(centre: TestCore, entry: int) -> Verdict:
    return centre.command("quarantine.retry", ADMIN, "", entry=entry)


def alarm_types(centre: TestCore) -> list[tuple[str, bool]]:
    return [(alarm.type, alarm.active) for alarm in centre.core.state.alarms.values()]


def waiting(centre: TestCore) -> list[int]:
    return sorted(it.entry for it in centre.store.waiting.values())


def test_a_type_that_is_not_granted_is_put_aside_until_it_is() -> None:
    centre = centre_granting("pump.*")
    centre.raws(event(), event(type="pump.fault"))
    assert centre.core.state.quarantined == {"s": 1}
    (entry,) = waiting(centre)
    refused = retry(centre, entry)
    assert (refused.ok, refused.values["reason"]) == (
        False,
        "grant: gate.open is not among what this source may publish",
    )
    key = next(iter(centre.core.state.keys.values()))
    assert centre.command(
        "keys.trust", ADMIN, public=key.public, kind="source", id="s", types=["pump.*", "gate.open"]
    ).ok
    assert retry(centre, entry).ok
    assert centre.core.state.quarantined == {}
    assert ("gate.open", True) in alarm_types(centre)
    assert ("source.quarantine", False) in alarm_types(centre)


def test_an_event_is_taken_in_from_quarantine_once() -> None:
    centre = centre_granting("pump.*")
    centre.raws(event(), event(subject="G2"))
    first, second = waiting(centre)
    centre.trust("t", "*")
    centre.wait(1)
    centre.command("keys.trust", ADMIN, public="k" * 40, kind="source", id="s", types=["*"])
    assert retry(centre, first).ok
    assert retry(centre, first).reason == "No event of journal entry {entry} is in quarantine."
    assert waiting(centre) == [second]
    assert ("source.quarantine", True) in alarm_types(centre)


def test_what_is_dismissed_has_no_effect_and_its_alarm_ends() -> None:
    centre = centre_granting("*")
    centre.raws(b"\xc1")
    (entry,) = waiting(centre)
    assert centre.command("quarantine.dismiss", ADMIN, "", entry=entry).ok
    assert (waiting(centre), alarm_types(centre)) == ([], [("source.quarantine", False)])
    assert centre.store.entries[-2].entry.actor == "admin"


def test_only_the_administrator_may() -> None:
    centre = centre_granting("*")
    centre.raws(b"\xc1")
    verdict = centre.command("quarantine.dismiss", WANG, entry=waiting(centre)[0])
    assert verdict.values["permission"] == "quarantine.manage"


@pytest.mark.parametrize("size", [64 * 1024 + 1, 900 * 1024])
def test_of_an_event_that_is_too_large_the_beginning_is_kept(size: int) -> None:
    centre = centre_granting("*")
    centre.raws(b"\xc4" * size)
    change = centre.store.entries[-2].entry.change
    assert isinstance(change, EventQuarantined)
    assert (change.size, len(change.raw), change.reason) == (size, 61440, f"size: {size} bytes, 65536 are allowed")
    assert retry(centre, waiting(centre)[0]).values["reason"] == f"size: {size} bytes"


def test_what_the_wire_found_wrong_is_not_read_even_if_it_could_be() -> None:
    centre = centre_granting("*")
    batch = Batch(source="s", epoch="e", first=1, events=[event(), event(subject="G2")], wrong={1: "malformed: twice"})
    centre.core.take([batch])
    assert centre.core.state.quarantined == {"s": 1}
    assert [alarm.subject for alarm in centre.core.state.alarms.values()] == ["s", "G2"]


def test_a_source_without_a_trusted_key_may_publish_nothing() -> None:
    centre = TestCore()
    centre.open("s")
    centre.core.take([Batch(source="s", epoch="e", first=1, events=[event()])])
    assert centre.core.state.quarantined == {"s": 1}


@pytest.mark.parametrize(
    "more",
    [
        {"kind": "raise"},
        {"kind": "return"},
        {"kind": "note"},
        {"kind": "device", "device": "D", "name": "d", "actions": ["speak"]},
    ],
)
def test_whatever_was_put_aside_for_its_grant_can_be_taken_in(more: dict[str, object]) -> None:
    centre = centre_granting("pump.*")
    whole = {"at": "2026-11-21T06:00:00Z", "type": "gate.open", "subject": "G1", **more}
    centre.raws(msgspec.msgpack.encode(whole))
    (entry,) = waiting(centre)
    centre.wait(1)
    centre.command("keys.trust", ADMIN, public="k" * 40, kind="source", id="s", types=["*"])
    assert retry(centre, entry).ok
    assert waiting(centre) == []


@pytest.mark.parametrize("phase", ["begin", "end"])
def test_a_part_of_a_refresh_is_not_taken_in_later(phase: str) -> None:
    centre = centre_granting("*")
    centre.raws(msgspec.msgpack.encode({"kind": "refresh", "at": "2026-11-25T06:00:00Z", "phase": phase}))
    (entry,) = waiting(centre)
    centre.wait(5 * 86_400)
    assert retry(centre, entry).values["reason"] == "a refresh counts at its time only: dismiss it"
    assert centre.command("quarantine.dismiss", ADMIN, "", entry=entry).ok


def put_aside_and_then(kind: str, *since: dict[str, object]) -> tuple[TestCore, int]:
    """An event about the gate that was not granted then, and what came since, when it was."""
    centre = centre_granting("pump.*")
    centre.raws(event(kind=kind))
    (entry,) = waiting(centre)
    centre.wait(1)
    centre.command("keys.trust", ADMIN, public="k" * 40, kind="source", id="s", types=["*"])
    centre.raws(*(event(**more) for more in since))
    return centre, entry


def gate(centre: TestCore) -> tuple[bool, bool] | None:
    """Active, suspect."""
    alarm = centre.core.state.open_alarm("s", "gate.open", "G1")
    return (alarm.active, alarm.suspect) if alarm else None


def doubt(centre: TestCore) -> Doubt | None:
    return centre.core.state.positions["s"].doubt


def test_an_alarm_that_is_taken_in_late_is_suspect_until_the_source_has_said_what_is_wrong_now() -> None:
    """Its end may have passed meanwhile: nothing was raised then that it could end."""
    centre, entry = put_aside_and_then("raise", {"kind": "return"})
    assert retry(centre, entry).ok
    assert (gate(centre), doubt(centre)) == ((True, True), Doubt.GAP)
    centre.raws(refresh("begin"), refresh("end"))
    assert (gate(centre), doubt(centre)) == ((False, False), None)


def test_what_is_open_already_is_suspect_too_when_it_is_said_late() -> None:
    centre, entry = put_aside_and_then("raise", {}, {"subject": "G2"})
    assert retry(centre, entry).ok
    assert (gate(centre), doubt(centre)) == ((True, True), Doubt.GAP)
    assert [alarm.subject for alarm in centre.core.state.suspects("s")] == ["G1"]


def test_a_return_that_is_taken_in_late_ends_nothing_that_may_have_been_raised_since() -> None:
    centre, entry = put_aside_and_then("return", {})
    assert retry(centre, entry).ok
    assert (gate(centre), doubt(centre)) == ((True, True), Doubt.GAP)
    centre.raws(refresh("begin"), event(), refresh("end"))
    assert (gate(centre), doubt(centre)) == ((True, False), None)


def test_a_late_event_within_a_refresh_is_not_settled_by_its_end() -> None:
    centre, entry = put_aside_and_then("raise")
    centre.raws(refresh("begin"), event())
    assert retry(centre, entry).ok
    centre.raws(refresh("end"))
    assert (gate(centre), doubt(centre)) == ((True, True), Doubt.GAP)


@pytest.mark.parametrize(
    "more",
    [
        {"kind": "return"},
        {"kind": "note"},
        {"kind": "device", "device": "D", "name": "d", "actions": ["speak"], "subject": ""},
    ],
)
def test_what_opens_and_ends_nothing_leaves_no_doubt(more: dict[str, object]) -> None:
    centre = centre_granting("pump.*")
    raw = {"at": "2026-11-21T06:00:00Z", "type": "gate.open", **({} if "device" in more else {"subject": "G1"}), **more}
    centre.raws(msgspec.msgpack.encode(raw))
    (entry,) = waiting(centre)
    centre.wait(1)
    centre.command("keys.trust", ADMIN, public="k" * 40, kind="source", id="s", types=["*"])
    assert retry(centre, entry).ok
    assert doubt(centre) is None


def test_the_doubt_of_a_late_event_is_what_the_journal_says() -> None:
    centre, entry = put_aside_and_then("return", {})
    assert retry(centre, entry).ok
    changes = [stamped.entry.change for stamped in centre.store.entries[-3:-1]]
    assert changes == [
        QuarantineRetried(entry=entry, source="s", late=True, suspect="A2"),
        EventIgnored(reason="taken in late", type="gate.open", subject="G1"),
    ]
    replayed = State()
    for stamped in centre.store.entries:
        apply(replayed, stamped.entry)
    assert replayed == centre.fresh_core().state == centre.core.state
