"""Who floods slows only itself: others' alarms, commands and answers overtake nearly all that lies ready there.

Measured in journal entries, not in seconds: how many stand between the moment when something was said and its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import NamedTuple

import pytest

from bridge.core.intake import SLICE
from bridge.source import Source
from bridge.source.keys import new_keys
from commandcenter.domain.changes.alarms import AlarmRaised
from commandcenter.domain.changes.operating import LinkageAnswered, LinkageStarted
from tests.support.good_source import good_source, keys_of, wrong
from tests.support.rough_source import AT, packed
from tests.support.sourced_core import SourcedCore, sourced_core
from tests.support.waiting import eventually

# What the core may have decided while a message is on its way from thread to thread: the flood is a hundred times that.
ON_ITS_WAY = 10 * SLICE
ALARMS = 20
NOTE = packed({"kind": "note", "at": AT, "type": "t", "subject": "s", "title": "x" * 100})
HERE = {"lon": 106.55, "lat": 29.59}
COLUMN = {"kind": "device", "device": "C", "type": "loudspeaker", "name": "C", "actions": ["speak"], "place": HERE}


class Setting(NamedTuple):
    """`calm` has a loudspeaker that obeys at once."""

    core: SourcedCore
    calm: Source

    def raise_alarm(self, number: int) -> int:
        """How many entries were written between the moment when the calm source raises an alarm and that alarm's."""
        before = self.core.core.state.size
        self.core.until_taken("calm", self.calm.emit(wrong(f"A{number}", priority="critical", place=HERE)))
        changes = [(entry.seq, entry.change) for entry in self.core.entries(before)]
        (at,) = [
            seq for seq, change in changes if isinstance(change, AlarmRaised) and change.alarm.subject == f"A{number}"
        ]
        return at - before

    def left(self, flood: str, size: int) -> int:
        return size - self.core.position(flood)


@contextmanager
def flooded(folder: Path, floods: Mapping[str, Sequence[bytes]]) -> Iterator[Setting]:
    """The core begins to call the floods when all their events lie ready, and the calm source is linked by then."""
    keys = new_keys("core")
    with ExitStack() as stack:
        calm = stack.enter_context(good_source(folder / "calm", "calm", keys, obey=lambda *_: (True, "played")))
        places = {"calm": calm.endpoint}
        for name, bodies in floods.items():
            flood = stack.enter_context(good_source(folder / name, name, keys))
            flood.emit_packed(bodies)
            places[name] = flood.endpoint
        core = stack.enter_context(sourced_core(folder, places, keys))
        core.trust("calm", keys_of(folder / "calm"))
        core.until_taken("calm", calm.emit(COLUMN))
        for name in floods:
            core.trust(name, keys_of(folder / name))
        for name in floods:
            core.until_taken(name, 1)
        yield Setting(core, calm)


def test_critical_alarms_overtake_a_flood_of_100_000_events(tmp_path: Path) -> None:
    with flooded(tmp_path, {"flood": [NOTE] * 100_000}) as setting:
        waited = [setting.raise_alarm(number) for number in range(ALARMS)]
        assert setting.left("flood", 100_000) > ON_ITS_WAY
        assert max(waited) <= ON_ITS_WAY
        assert sorted(waited)[ALARMS // 2] <= 4 * SLICE


def test_critical_alarms_overtake_twenty_floods_and_none_of_them_starves(tmp_path: Path) -> None:
    each = 4000
    floods = {f"flood-{number}": [NOTE] * each for number in range(20)}
    with flooded(tmp_path, floods) as setting:
        waited = [setting.raise_alarm(number) for number in range(ALARMS)]
        assert max(waited) <= ON_ITS_WAY
        eventually(lambda: any(not setting.left(name, each) for name in floods), 60)
        assert min(setting.core.position(name) for name in floods) > each / 2


@pytest.mark.expects_log("WARNING bridge.source: flood: from core: quarantined")
def test_critical_alarms_overtake_a_flood_of_what_cannot_be_read(tmp_path: Path) -> None:
    """Each such event is two entries: its own, and the repeat of the centre's alarm about it."""
    with flooded(tmp_path, {"flood": [b"\xc0"] * 30_000}) as setting:
        waited = [setting.raise_alarm(number) for number in range(ALARMS)]
        assert setting.left("flood", 30_000) > SLICE
        assert max(waited) <= 2 * ON_ITS_WAY


def test_commands_and_their_answers_overtake_a_flood_as_well(tmp_path: Path) -> None:
    with flooded(tmp_path, {"flood": [NOTE] * 100_000}) as setting:
        core = setting.core
        for number in range(5):
            setting.raise_alarm(number)
            core.command("linkage.start", alarm=f"A{number + 1}")
        eventually(lambda: len(answers(core)) == 5, 10)
        assert setting.left("flood", 100_000) > ON_ITS_WAY
        assert max(answers(core)) <= ON_ITS_WAY


def answers(core: SourcedCore) -> list[int]:
    """How many entries stand between each command and its answer."""
    asked: dict[str, int] = {}
    found = []
    for entry in core.entries():
        if isinstance(entry.change, LinkageStarted):
            asked[entry.change.linkage.id] = entry.seq
        elif isinstance(entry.change, LinkageAnswered) and entry.change.step.endswith("/speak"):
            found.append(entry.seq - asked[entry.change.linkage.id])
    return found
