"""Answers to device commands that nobody gave, or that the wrong one gives."""

from __future__ import annotations

from pathlib import Path

import pytest

from bridge.protocol import source as wire
from tests.support.rough_source import AT, RoughSource, alarm
from tests.support.sourced_core import SourcedCore, sourced_core

COLUMN = {"kind": "device", "at": AT, "type": "loudspeaker", "name": "C", "actions": ["speak"]}
HERE = {"lon": 106.55, "lat": 29.59}


@pytest.mark.expects_log("WARNING bridge.core.source_link: source evil sent something that was refused .refused.")
def test_an_answer_counts_only_from_the_source_that_was_asked(tmp_path: Path, rough: RoughSource) -> None:
    with (
        RoughSource("evil") as evil,
        sourced_core(tmp_path, {"rough": rough.endpoint, "evil": evil.endpoint}) as core,
    ):
        for source in (rough, evil):
            core.trust(source.id, source.keys)
            source.welcome()
        rough.log(1, {**COLUMN, "device": "C", "place": HERE}, alarm("x", place=HERE))
        core.until_taken("rough", 2)
        core.command("linkage.start", alarm="A1")
        asked = rough.expect(wire.DeviceCommand)
        run = asked.key.partition("/")[0]
        for key in (asked.key, f"{run}/wall"):
            evil.say(wire.DeviceResult(key=key, outcome="done", detail="forged"))
            assert evil.expect(wire.Fault).code == "refused"
        evil.say(wire.DeviceResult(key="nobody's", outcome="done"))
        evil.until_heard()
        assert steps(core) == {asked.key: "waiting", f"{run}/wall": "waiting"}
        rough.say(*[wire.DeviceResult(key=asked.key, outcome="done", detail="0.8 s")] * 3)
        rough.say(wire.DeviceResult(key=asked.key, outcome="failed", detail="second thoughts"))
        rough.until_heard()
        assert steps(core) == {asked.key: "done", f"{run}/wall": "waiting"}
        assert [entry.action for entry in core.entries()].count("linkage.answered") == 1
        assert core.health("evil").refused == 2


def steps(core: SourcedCore) -> dict[str, str]:
    return {step.key: step.state.value for run in core.core.state.linkages.values() for step in run.steps}
