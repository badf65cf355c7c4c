"""Chains of calls and shelves go by true time: through a killed core and a clock that is set while it runs."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from commandcenter.adapters.processes import Part
from commandcenter.domain.changes.alarms import AlarmEscalated, AlarmUnshelved
from tests.support.centre import Centre, bare_centre

pytestmark = pytest.mark.lasts(60)

RULES = """version = 1

[[escalate]]
name = "critical-unattended"
when = { types = ["*"] }
steps = [{ after_s = 8, to = "shift-leader" }, { after_s = 6, to = "wall" }]
"""
HOUR_S = 3600
LATE_S = 10.0  # for a core to start again


@pytest.fixture
def clock(tmp_path: Path) -> Path:
    file = tmp_path / "wrong"
    file.write_text("0")
    return file


@pytest.fixture
def centre(tmp_path: Path, clock: Path) -> Iterator[Centre]:
    found = bare_centre(tmp_path)
    settings = found.data / "settings.toml"
    settings.write_text('rules = "rules.toml"\n' + settings.read_text())
    (found.data / "rules.toml").write_text(RULES)
    found.staff()
    found.start_source()
    command = [sys.executable, "-m", "tests.support.stepped_core", str(clock), "--data", str(found.data), "core"]
    found.processes.start(Part(name="core", command=command))
    try:
        yield found
    finally:
        found.stop()


def told(centre: Centre) -> list[tuple[str, ...]]:
    """Who was called, after each step of the chain."""
    changes = [it.change for it in centre.actions("alarm.escalated")]
    found = [it.alarm.escalation for it in changes if isinstance(it, AlarmEscalated)]
    return [it.told for it in found if it is not None and it.told]


def set_clock(file: Path, seconds: int) -> None:
    """At once: the core reads it all the time."""
    new = file.with_suffix(".new")
    new.write_text(str(seconds))
    new.replace(file)


def test_calls_and_shelf_come_at_their_true_time_through_a_kill_and_two_steps_of_the_clock(
    centre: Centre, clock: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    centre.tell_source("raise P2 minor Pump room 2 is damp")
    centre.wait(lambda: centre.count("alarm.raised") == 1, "the alarm to be shelved")
    password = tmp_path / "password"
    password.write_text(centre.people["li.wei"].password)
    monkeypatch.setenv("COMMANDCENTER_PASSWORD_FILE", str(password))
    asked = time.monotonic()
    done = centre.run("alarms", "shelve", "A1", "--minutes", "1", "--reason", "works", "--as", "li.wei", "--json")
    assert done.returncode == 0, done.stdout
    shelved = time.monotonic()

    told_at = time.monotonic()
    centre.tell_source("raise P1 critical Pump room 1 floods")
    centre.wait(lambda: centre.count("alarm.raised") == 2, "the alarm that nobody attends")
    raised = time.monotonic()
    set_clock(clock, HOUR_S)
    centre.wait(lambda: centre.count("clock.stepped") >= 1, "the core has seen that its clock was set")
    assert told(centre) == []
    centre.kill("core")
    set_clock(clock, -HOUR_S)

    centre.wait(lambda: told(centre) == [("shift-leader",)], "the shift leader is called")
    now = time.monotonic()
    assert now - told_at >= 7.5
    assert now - raised <= 8 + LATE_S
    assert centre.count("clock.stepped") >= 2
    centre.kill("core")
    centre.wait(lambda: told(centre) == [("shift-leader",), ("shift-leader", "wall")], "the wall is called")
    now = time.monotonic()
    assert now - told_at >= 13.5
    assert now - raised <= 14 + LATE_S

    centre.wait(lambda: centre.count("alarm.unshelved") == 1, "the shelf's time is over", 80)
    now = time.monotonic()
    assert now - asked >= 59.0
    assert now - shelved <= 60 + LATE_S
    (back,) = [it.change for it in centre.actions("alarm.unshelved")]
    assert isinstance(back, AlarmUnshelved)
    assert (back.expired, back.alarm.state.value, back.alarm.annunciated) == (True, "unacknowledged", 2)
    assert json.loads(centre.run("journal", "--verify", "--json").stdout)["verified"] is True
