"""The rota of the demo: whatever the hour, its officers are planned, enough of them, and nobody is missing at once."""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from commandcenter.adapters.store.reading import JournalReader
from commandcenter.app import administering
from commandcenter.app.demo import preparing
from commandcenter.app.demo.accounts import Made, make_people
from commandcenter.app.demo.options import Options
from commandcenter.app.demo.rota import make_rota
from commandcenter.domain.shifts import RotaSlot
from commandcenter.domain.state import State, Touched
from commandcenter.services.handover import EARLIEST
from commandcenter.services.staffing import missing_now
from commandcenter.settings import Settings, read_settings

# What a demo needs at most until its officers sign on.
STARTING = timedelta(minutes=9)


class Prepared:
    """A demo's folder as it is before its core starts, at that moment."""

    def __init__(self, folder: Path, now: datetime, language: str = "zh") -> None:
        options = Options(data=folder / "data", build=folder / "build", language=language)
        here = preparing.fresh_folder(options)
        preparing.write_settings(folder, options, here, now)
        self.settings: Settings = read_settings(here.settings)
        self.people: list[Made] = make_people(here, self.settings, language)
        make_rota(here, self.settings, self.people, now)
        with closing(JournalReader(here.journal)) as reader:
            slots = sorted(reader.things(Touched.ROTA, RotaSlot), key=lambda slot: slot.starts)
        self.slots = {slot.id: [(it.name, it.person, it.position, it.leader) for it in slot.people] for slot in slots}
        self.state = State(rota={slot.id: slot for slot in slots})


@pytest.mark.parametrize(
    ("now", "shifts"),
    [
        pytest.param(datetime(2026, 11, 21, 16, 0, tzinfo=UTC), ["2026-11-22/甲班", "2026-11-22/乙班"], id="0:00"),
        pytest.param(datetime(2026, 11, 22, 0, 59, tzinfo=UTC), ["2026-11-22/甲班", "2026-11-22/乙班"], id="8:59"),
        pytest.param(datetime(2026, 11, 22, 14, 3, tzinfo=UTC), ["2026-11-22/甲班", "2026-11-23/乙班"], id="22:03"),
        pytest.param(datetime(2026, 11, 22, 15, 59, tzinfo=UTC), ["2026-11-22/甲班", "2026-11-23/乙班"], id="23:59"),
    ],
)
def test_two_officers_are_planned_for_the_present_shift_and_the_next_at_any_hour(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, now: datetime, shifts: list[str]
) -> None:
    monkeypatch.setattr(administering, "utc_now", lambda: now)
    demo = Prepared(tmp_path, now)
    plan = demo.settings.shift_plan()
    assert plan is not None
    assert demo.slots == {
        shifts[0]: [("李伟", "JB1001", "值班席", False), ("赵敏", "JB1003", "值班席", False)],
        shifts[1]: [("陈静", "JB1002", "值班席", True), ("赵敏", "JB1003", "值班席", False)],
    }
    assert (plan.at(now).id, plan.minimum) == (shifts[0], 2)
    demo.state.shifts = type(demo.state.shifts)(plan=plan)
    assert missing_now(demo.state, now + STARTING) == {}, "nobody had the time to come"
    assert plan.at(now + STARTING).ends - now <= EARLIEST, "it may be handed over at once"


def test_in_english_the_rota_speaks_english(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    now = datetime(2026, 11, 22, 4, 30, tzinfo=UTC)
    monkeypatch.setattr(administering, "utc_now", lambda: now)
    slots = Prepared(tmp_path, now, "en").slots
    assert {slot: [(name, position) for name, _, position, _ in people] for slot, people in slots.items()} == {
        "2026-11-22/A-shift": [("Li Wei", "Duty desk"), ("Zhao Min", "Duty desk")],
        "2026-11-22/B-shift": [("Chen Jing", "Duty desk"), ("Zhao Min", "Duty desk")],
    }
