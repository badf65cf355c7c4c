"""People on duty within the real core: passwords, ticks, what it sees around it, what survives on disk."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from commandcenter.adapters.store.sql_store import SqlStore
from commandcenter.domain.catalogue import Catalogue
from commandcenter.domain.journal import CommandId
from commandcenter.domain.shift_plan import ShiftPlan
from commandcenter.domain.state import State
from commandcenter.services import duty
from commandcenter.services.around import SourceSeen
from commandcenter.services.commands import Asks, Offline
from commandcenter.services.core import Core
from commandcenter.services.operating import command_table
from tests.support.cores import THE_WALL, TestCore
from tests.support.duty import EIGHT, LEADER, PLAN, WANG, Surroundings


def planned(plan: ShiftPlan | None = PLAN) -> TestCore:
    centre = TestCore()
    centre.now = EIGHT
    centre.core.plan_shifts(plan)
    return centre


def test_signing_on_and_the_signatures_of_a_handover_need_a_password() -> None:
    asked = {line.name: line.asks for line in duty.declarations() if line.asks is not Asks.SESSION}
    assert asked == {"shift.sign_on": Asks.SIGNED, "handover.sign": Asks.PERSON}
    verdict = planned().command("shift.sign_on", WANG)
    assert (verdict.ok, verdict.reason) == (False, "This needs your password.")


def test_only_notes_are_taken_at_a_seat_that_is_cut_off() -> None:
    assert [it.name for it in duty.declarations() if it.offline is not Offline.REFUSED] == ["shift.note"]


def test_the_cores_tick_looks_after_people_on_duty() -> None:
    centre = planned()
    centre.wait(1)
    centre.core.tick()
    centre.wait(15 * 60)
    entries = centre.core.tick()
    assert [stamped.entry.change.alarm.type for stamped in entries] == ["duty.short"]  # type: ignore[union-attr]  # an alarm's
    assert [stamped.entry.actor for stamped in entries] == ["core"]
    assert centre.core.tick() == []


def test_a_centre_without_a_plan_is_left_in_peace() -> None:
    centre = planned(None)
    centre.wait(86400)
    assert centre.core.tick() == []
    assert centre.core.state == State()


def test_the_same_plan_costs_no_entry() -> None:
    assert planned().core.plan_shifts(PLAN) == []


def test_a_handover_sees_the_links_around_the_core() -> None:
    centre = planned()
    around = Surroundings()
    around.seen_sources = [SourceSeen(source="lifts", name="智能电梯", state="lost", silent_s=60.0)]
    centre.core.around = around
    centre.core.state.shifts = msgspec.structs.replace(centre.core.state.shifts, present="2026-11-21/中班")
    assert centre.command("handover.begin", LEADER).ok
    handover = centre.core.state.shifts.handover
    assert handover is not None
    assert [item.key for item in handover.report.items] == ["source/lifts"]


def test_the_cameras_that_the_wall_says_are_dark_are_handed_over() -> None:
    centre = planned()
    centre.cameras(2)
    centre.core.state.shifts = msgspec.structs.replace(centre.core.state.shifts, present="2026-11-21/中班")
    assert centre.command("wall.confirm", THE_WALL, "wall", version=0, tiles=1, wanted=2, map=True, dark=["C2"]).ok
    assert centre.core.state.wall.dark == ("C2",)
    assert centre.command("handover.begin", LEADER).ok
    handover = centre.core.state.shifts.handover
    assert handover is not None
    assert [(item.key, item.title) for item in handover.report.items] == [("camera/C2", "摄像机 2")]


@pytest.mark.parametrize("kind", ["rota", "note"])
def test_shifts_and_rota_are_read_back_from_disk(tmp_path: Path, kind: str) -> None:
    def core(store: SqlStore) -> Core:
        return Core(store, command_table(), Catalogue(), lambda: EIGHT)

    store = SqlStore(tmp_path / "journal.sqlite")
    first = core(store)
    first.plan_shifts(PLAN)
    orders: dict[str, dict[str, object]] = {
        "rota": {"day": "2026-11-22", "shift": "早班", "people": [{"person": "a1", "name": "王敏"}]},
        "note": {"text": "3 号泵待修"},
    }
    names = {"rota": "rota.set", "note": "shift.note"}
    cause = CommandId(id="command-1", name=names[kind])
    verdict, _ = first.command(cause, msgspec.msgpack.encode(orders[kind]), LEADER, "desk-1", EIGHT)
    assert verdict.ok
    kept = first.state
    store.close()
    again = SqlStore(tmp_path / "journal.sqlite")
    state = core(again).state
    assert (state.shifts, state.rota) == (kept.shifts, kept.rota)
    again.close()
