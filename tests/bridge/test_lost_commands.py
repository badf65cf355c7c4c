"""A device command or its answer is lost on the way: the device acts once, and the journal has the true answer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from bridge.source import Source
from bridge.source.keys import Keys, new_keys
from commandcenter.domain.changes.operating import LinkageAnswered
from tests.support.good_source import good_source, keys_of, wrong
from tests.support.lossy_proxy import LossyProxy
from tests.support.sourced_core import SourcedCore, sourced_core
from tests.support.waiting import eventually

HERE = {"lon": 106.55, "lat": 29.59}
COLUMN = {"kind": "device", "device": "C", "type": "loudspeaker", "name": "C", "actions": ["speak"], "place": HERE}
SILENT = "WARNING bridge.core.source_link: source columns has been silent"


class Speaker:
    """What was really said."""

    def __init__(self) -> None:
        self.spoken: list[str] = []

    def obey(self, device: str, action: str, args: Mapping[str, str]) -> tuple[bool, str]:
        self.spoken.append(args["text"])
        return True, f"the {len(self.spoken)}."


@pytest.fixture
def keys() -> Keys:
    return new_keys("core")


@pytest.fixture
def speaker() -> Speaker:
    return Speaker()


@pytest.fixture
def columns(tmp_path: Path, keys: Keys, speaker: Speaker) -> Iterator[Source]:
    with good_source(tmp_path / "columns", "columns", keys, obey=speaker.obey) as source:
        yield source


@pytest.fixture
def line(columns: Source) -> Iterator[LossyProxy]:
    with LossyProxy(columns.endpoint, seed=20261122) as proxy:
        yield proxy


@pytest.fixture
def core(tmp_path: Path, keys: Keys, columns: Source, line: LossyProxy) -> Iterator[SourcedCore]:
    """An alarm is open beside a loudspeaker."""
    with sourced_core(tmp_path, {"columns": line.endpoint}, keys) as running:
        running.trust("columns", keys_of(tmp_path / "columns"))
        columns.emit(COLUMN)
        running.until_taken("columns", columns.emit(wrong("X", place=HERE)))
        yield running


def answers(core: SourcedCore) -> list[tuple[str, str]]:
    """(state, words) of each answer of a loudspeaker in the journal."""
    changes = [entry.change for entry in core.entries() if isinstance(entry.change, LinkageAnswered)]
    steps = [(step, change) for change in changes for step in change.linkage.steps if step.key == change.step]
    return [(step.state.value, step.detail) for step, _ in steps if step.kind == "speak"]


def test_a_command_that_is_lost_is_given_again_and_obeyed_once(
    core: SourcedCore, line: LossyProxy, speaker: Speaker
) -> None:
    line.lose_requests = 1.0
    core.command("linkage.start", alarm="A1")
    before = line.lost
    eventually(lambda: line.lost > before, 5)
    assert speaker.spoken == []
    line.lose_requests = 0.0
    eventually(lambda: answers(core), 10)
    assert (answers(core), len(speaker.spoken)) == ([("done", "the 1.")], 1)


def test_an_answer_that_is_lost_is_asked_for_again_and_the_device_does_not_act_again(
    core: SourcedCore, line: LossyProxy, speaker: Speaker
) -> None:
    line.lose_replies = 1.0
    core.command("linkage.start", alarm="A1")
    before = line.lost
    eventually(lambda: speaker.spoken and line.lost > before, 5)
    assert answers(core) == []
    line.lose_replies = 0.0
    eventually(lambda: answers(core), 10)
    assert (answers(core), len(speaker.spoken)) == ([("done", "the 1.")], 1)


@pytest.mark.may_log("WARNING bridge.core.source_link.*silent")  # every fifth ping is lost too
def test_on_a_line_that_loses_a_fifth_of_everything_each_of_20_commands_is_obeyed_once(
    core: SourcedCore, columns: Source, line: LossyProxy, speaker: Speaker
) -> None:
    line.lose_requests = line.lose_replies = 0.2
    for number in range(2, 22):
        core.until_taken("columns", columns.emit(wrong(f"X{number}", place=HERE)))
        core.command("linkage.start", alarm=f"A{number}")
    eventually(lambda: len(answers(core)) == 20, 30)
    words = sorted(words for _, words in answers(core))
    assert words == sorted(f"the {number}." for number in range(1, 21))
    assert len(speaker.spoken) == 20
