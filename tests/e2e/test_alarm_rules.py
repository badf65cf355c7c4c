"""A district's own rules in a running centre: what waits survives a kill, causes hide, a wrong file starts nothing."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from commandcenter.cli.exit_codes import ExitCode
from tests.support.centre import Centre, bare_centre

pytestmark = pytest.mark.lasts(30)

RULES = """version = 1

[[event]]
name = "slow-pumps"
when = { types = ["pump.flood"], subjects = ["SLOW*"] }
on_delay_s = 20

[[inhibit]]
name = "main"
cause = { types = ["pump.flood"], subjects = ["MAIN"] }
hides = { types = ["pump.flood"], subjects = ["P*", "SLOW*"] }
"""


@pytest.fixture
def centre(tmp_path: Path) -> Iterator[Centre]:
    found = bare_centre(tmp_path)
    settings = found.data / "settings.toml"
    settings.write_text('rules = "district.toml"\n' + settings.read_text())
    (found.data / "district.toml").write_text(RULES)
    try:
        yield found
    finally:
        found.stop()


def alarms(centre: Centre) -> dict[str, dict[str, Any]]:
    """All that are open, by subject."""
    found = json.loads(centre.run("alarms", "--all", "--json").stdout)["alarms"]
    return {it["subject"]: it for it in found if it["state"] != "cleared"}


def test_what_waits_goes_on_through_a_kill_and_a_cause_hides_what_follows_from_it(centre: Centre) -> None:
    centre.start_source()
    centre.start("core")
    centre.tell_source("raise SLOW1 major Slow pump")
    centre.tell_source("raise SLOW2 major Slow pump")
    centre.wait(lambda: centre.count("event.held") == 2, "both wait")
    centre.kill("core")
    centre.tell_source("return SLOW2")
    centre.wait(lambda: centre.count("alarm.raised") == 1, "the one that lasted is raised by the core that came after")
    assert alarms(centre)["SLOW1"]["state"] == "unacknowledged"
    centre.tell_source("raise MAIN critical Main feeder")
    centre.tell_source("raise P1 minor Pump 1")
    centre.wait(lambda: centre.count("alarm.raised") == 3, "the cause and a consequence")
    found = alarms(centre)
    assert {name: it["state"] for name, it in found.items()} == {
        "SLOW1": "suppressed",
        "MAIN": "unacknowledged",
        "P1": "suppressed",
    }
    assert (found["P1"]["annunciated"], found["P1"]["hidden_by"]["suppressed"]["rule"]) == (0, "main")
    centre.kill("core")
    centre.tell_source("return MAIN")
    centre.wait(lambda: alarms(centre)["P1"]["state"] == "unacknowledged", "it comes out of hiding")
    assert centre.count("event.held") == 3
    assert json.loads(centre.run("journal", "--verify", "--json").stdout)["verified"] is True


def test_a_wrong_file_is_named_with_its_line_and_starts_nothing(centre: Centre) -> None:
    right = centre.run("rules", "check", "--json")
    assert json.loads(right.stdout)["rules"] == {"event": 1, "inhibit": 1, "window": 0}
    assert "slow-pumps" in centre.run("rules", "list").stdout
    (centre.data / "district.toml").write_text(RULES.replace("on_delay_s = 20", "on_delay_s = 20\noff_dly_s = 3"))
    for verb in (("rules", "check"), ("core",)):
        done = centre.run(*verb)
        assert done.returncode == ExitCode.SETTINGS
        assert "district.toml is wrong at line 7, event[0].off_dly_s" in done.stderr
        assert "is off_delay_s meant?" in done.stderr
    assert centre.count("core.started") == 0
