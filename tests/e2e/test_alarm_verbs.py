"""The whole life of an alarm through the command line's JSON, beside a core that is killed, and without one."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.centre import Centre, bare_centre

PASSWORDS = "COMMANDCENTER_PASSWORD_FILE"


@pytest.fixture
def centre(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Centre]:
    found = bare_centre(tmp_path)
    found.staff()
    try:
        yield found
    finally:
        found.stop()


class Tool:
    """An outside program that acts in somebody's name."""

    def __init__(self, centre: Centre, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self._centre = centre
        self._folder = folder
        self._monkeypatch = monkeypatch

    def does(self, account: str, verb: str, *arguments: str) -> list[dict[str, Any]]:
        """What has become of each alarm."""
        file = self._folder / f"{account}.password"
        file.write_text(self._centre.people[account].password)
        self._monkeypatch.setenv(PASSWORDS, str(file))
        done = self._centre.run("alarms", verb, *arguments, "--as", account, "--json")
        found: list[dict[str, Any]] = json.loads(done.stdout)["moves"]
        assert done.returncode == (0 if all(it["ok"] for it in found) else 1), done.stderr
        return found

    def moves(self, account: str, verb: str, *arguments: str) -> dict[str, Any]:
        """The alarm after a move that is obeyed."""
        (found,) = self.does(account, verb, *arguments)
        assert found["ok"], found
        return dict(found["alarm"])

    def is_refused(self, account: str, verb: str, *arguments: str) -> str:
        (found,) = self.does(account, verb, *arguments)
        assert not found["ok"]
        return str(found["text"])


@pytest.fixture
def tool(centre: Centre, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Tool:
    return Tool(centre, tmp_path, monkeypatch)


def test_outside_tools_drive_the_whole_life_beside_a_core_that_is_killed(centre: Centre, tool: Tool) -> None:
    centre.start_source()
    centre.start("core")
    centre.tell_source("raise P1 major Pump room 1 floods")
    centre.wait(lambda: centre.count("alarm.raised", by="event"), "the alarm is in the journal")

    taken = tool.moves("li.wei", "ack", "A1", "--note", "on the way")
    assert (taken["state"], taken["note"], taken["acknowledged_by"]) == ("acknowledged", "on the way", "li.wei")
    assert "already acknowledged" in tool.is_refused("li.wei", "ack", "A1")
    assert tool.moves("li.wei", "unack", "A1")["state"] == "unacknowledged"
    seen = tool.moves("li.wei", "shelve", "A1", "--minutes", "30", "--reason", "works", "--comment", "digging")
    assert (seen["state"], seen["hidden_by"]["shelved"]["comment"]) == ("shelved", "digging")
    stale = str(seen["version"] - 1)
    assert "has changed" in tool.is_refused("li.wei", "unshelve", "A1", "--version", stale)

    centre.kill("core")
    centre.tell_source("return P1")
    centre.wait(lambda: centre.count("alarm.returned"), "the return is taken in by the core that came after")
    assert alarm(centre)["state"] == "shelved"
    centre.tell_source("raise P1 major Pump room 1 floods")
    centre.wait(lambda: centre.count("alarm.repeated"), "it occurs on the shelf")
    back = tool.moves("li.wei", "unshelve", "A1")
    assert (back["state"], back["active"], back["annunciated"]) == ("unacknowledged", True, 2)

    assert "may not do this" in tool.is_refused("li.wei", "remove", "A1", "--permit", "PTW-7")
    assert tool.moves("chen.jing", "remove", "A1", "--permit", "PTW-7")["state"] == "out-of-service"
    assert tool.moves("chen.jing", "restore", "A1")["state"] == "unacknowledged"
    assert "only one that is over and latched" in tool.is_refused("li.wei", "reset", "A1")
    centre.tell_source("return P1")
    centre.wait(lambda: alarm(centre).get("state") == "returned", "it is over")
    assert tool.moves("li.wei", "ack", "A1")["state"] == "cleared"
    assert json.loads(centre.run("alarms", "--json").stdout)["alarms"] == []
    assert json.loads(centre.run("journal", "--verify", "--json").stdout)["verified"] is True
    (desk,) = json.loads(centre.run("alarms", "quality", "--days", "1", "--json").stdout)["desks"]
    assert (desk["calls"], desk["occurrences"], desk["indicative"]) == (3, 2, True)
    assert [it["state"] for it in desk["hidden"]] == ["shelved", "out-of-service"]
    assert {it["verdict"] for it in desk["verdicts"]} >= {"very likely acceptable"}


def test_a_key_is_hidden_before_its_alarm_occurs_and_several_are_acknowledged_at_once(
    centre: Centre, tool: Tool
) -> None:
    key = ("--key", "pumps", "pump.flood", "P9")
    blank = tool.moves("chen.jing", "remove", *key, "--permit", "PTW-8")
    assert (blank["state"], blank["count"]) == ("out-of-service", 0)
    centre.start_source()
    centre.start("core")
    for number in (9, 1, 2):
        centre.tell_source(f"raise P{number} minor Pump room {number} floods")
    centre.wait(lambda: centre.count("alarm.raised", by="event") == 3, "all three came")
    hidden = alarm(centre)
    assert (hidden["subject"], hidden["count"], hidden["annunciated"], hidden["title"]) == (
        "P9",
        1,
        0,
        "Pump room 9 floods",
    )
    found = tool.does("li.wei", "ack", "A1", "A2", "A3", "--note", "one comment for all")
    assert [it["ok"] for it in found] == [False, True, True]
    assert [it["alarm"]["note"] for it in found] == ["", "one comment for all", "one comment for all"]
    counts = json.loads(centre.run("alarms", "--json").stdout)["counts"]
    assert (counts["open"], counts["unacknowledged"], counts["hidden"]) == (3, 0, 1)


def alarm(centre: Centre) -> dict[str, Any]:
    """The first one, empty while nobody can tell."""
    alarms: list[dict[str, Any]] = centre.said("alarms", "--all").get("alarms", [])
    return next((it for it in alarms if it["id"] == "A1"), {})
