"""The chaos run's verdict is not good when nothing was tried, nor when a count is wrong."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from commandcenter.adapters.store.sql_store import SqlStore
from commandcenter.domain.state import State
from tests.chaos.setting import ChaosSetting
from tests.chaos.verdict import Journal, desk_lines, state_lines

COUNTED: list[dict[str, Any]] = [
    {"raised": 3},
    {"open": {"k": "A1"}},
    {"alarm_counts": {"s": 1}},
    {"device_counts": {"s": 1}},
]


def setting(folder: Path, acted: list[str], shown: State) -> ChaosSetting:
    desk = SimpleNamespace(asked={"c1": "A1"}, answers={"c1": ""}, holes=[], state=shown)
    parts = SimpleNamespace(
        where=folder / "journal.sqlite", desk=desk, sources={"s": None}, keys={"s": {}}, acted=lambda name: acted
    )
    return cast(ChaosSetting, parts)


def journal(size: int = 1, **parts: Any) -> Journal:
    """One entry further than what the desk shows: the last says that the core has stopped."""
    return Journal(State(size=size, **parts), {}, Counter(linkages=1))


def test_a_run_with_a_command_and_an_act_is_good(tmp_path: Path) -> None:
    assert [line for line in desk_lines(setting(tmp_path, ["act"], State()), journal()) if not line.good] == []


@pytest.mark.parametrize(("acted", "linkages"), [([], 1), (["act"], 0)])
def test_a_run_without_a_command_or_an_act_is_not(tmp_path: Path, acted: list[str], linkages: int) -> None:
    empty = journal()._replace(sorts=Counter(linkages=linkages))
    bad = [line.what for line in desk_lines(setting(tmp_path, acted, State()), empty) if not line.good]
    assert "commands were given, and devices acted" in bad


@pytest.mark.parametrize("counted", COUNTED, ids=lambda it: next(iter(it)))
def test_a_count_that_the_desk_or_the_disk_has_not_is_named(tmp_path: Path, counted: dict[str, Any]) -> None:
    SqlStore(tmp_path / "journal.sqlite").close()
    here = setting(tmp_path, ["act"], State())
    for lines in (desk_lines(here, journal(**counted)), state_lines(here, journal(size=0, **counted))):
        assert [line.found for line in lines if not line.good] == [list(counted)]


def test_a_desk_that_is_behind_is_named(tmp_path: Path) -> None:
    lines = desk_lines(setting(tmp_path, ["act"], State()), journal(size=2))
    assert [line.what for line in lines if not line.good] == ["how far the desk is"]
