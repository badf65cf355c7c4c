"""An entry that tells of a pruning nobody had agreed to is never sealed: the core does not start on it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest

from commandcenter.domain.changes.people import ApprovalGiven
from commandcenter.domain.changes.retention import JournalPruned, PruneAgreed
from commandcenter.domain.checkpoints import Checkpoint
from commandcenter.domain.journal import Draft
from commandcenter.domain.people import Approval
from commandcenter.services.ports import Flaw
from commandcenter.services.retention import PRUNE, UNAGREED, Begun, pruned_by, unagreed
from tests.support.cores import START, TestCore
from tests.unit.test_open_sealing import Machine

Change = ApprovalGiven | PruneAgreed | JournalPruned
ARCHIVE, OTHER = "ab" * 32, "cd" * 32
PRUNED = JournalPruned(first=2, archive=ARCHIVE, origin="o", vkey="k", base="b")
AGREED = PruneAgreed(before=2, archive=ARCHIVE)


def given(
    before: int = 2, archive: str = ARCHIVE, persons: tuple[str, str] = ("S1", "S2"), command: str = PRUNE
) -> ApprovalGiven:
    approval = Approval(
        id="c",
        command=command,
        args=msgspec.msgpack.encode({"before": before, "archive": archive}),
        digest="d",
        account="sun",
        name="Sun",
        person=persons[0],
        session="",
        seat="",
        asked=0.0,
        until=START + timedelta(minutes=2),
    )
    return ApprovalGiven(approval=approval, by="zhou", by_person=persons[1])


def written(it: TestCore, changes: Sequence[Change]) -> int:
    """The number of the last of them."""
    return it.core.record([Draft(change=change, subject="x") for change in changes])[-1].entry.seq


GOOD = given()
NOT_AGREED: dict[str, Sequence[Change]] = {
    "nobody asked": [PRUNED],
    "nobody approved": [AGREED, PRUNED],
    "approved and not intended": [GOOD, PRUNED],
    "approved afterwards": [AGREED, GOOD, PRUNED],
    "approved by one person": [given(persons=("S1", "S1")), AGREED, PRUNED],
    "approved by one person in small letters": [given(persons=("S1", "s1")), AGREED, PRUNED],
    "approved by nobody": [given(persons=("S1", "")), AGREED, PRUNED],
    "asked by nobody": [given(persons=("", "S1")), AGREED, PRUNED],
    "approved for another number": [given(before=1), AGREED, PRUNED],
    "approved for another archive": [given(archive=OTHER), AGREED, PRUNED],
    "approved another command": [given(command="keys.trust"), AGREED, PRUNED],
    "approved what is no such command": [given(archive="x"), AGREED, PRUNED],
    "intended for another number": [GOOD, PruneAgreed(before=1, archive=ARCHIVE), PRUNED],
    "intended for another archive": [GOOD, PruneAgreed(before=2, archive=OTHER), PRUNED],
    "intended afterwards": [GOOD, PRUNED, AGREED],
    "of nothing": [GOOD, AGREED, msgspec.structs.replace(PRUNED, first=-(10**15))],
}


@pytest.mark.parametrize("changes", NOT_AGREED.values(), ids=NOT_AGREED.keys())
def test_a_core_does_not_start_on_what_nobody_had_agreed_to(tmp_path: Path, changes: Sequence[Change]) -> None:
    machine = Machine(tmp_path / "data")
    machine.work()
    written(machine.centre, changes)
    sealed = machine.centre.store.checkpoints()
    assert machine.reason() == UNAGREED
    assert machine.centre.store.checkpoints() == sealed


def test_a_core_seals_what_two_persons_had_agreed_to(tmp_path: Path) -> None:
    machine = Machine(tmp_path / "data")
    machine.work()
    last = written(machine.centre, [GOOD, AGREED, PRUNED])
    machine.open()
    assert machine.centre.store.checkpoints()[-1].size == last + 1


def test_the_agreement_may_be_sealed_already(tmp_path: Path) -> None:
    machine = Machine(tmp_path / "data")
    machine.work()
    written(machine.centre, [GOOD, AGREED])
    machine.work()
    written(machine.centre, [PRUNED])
    machine.open()


def test_what_is_sealed_is_left_to_the_verifier(tmp_path: Path) -> None:
    machine = Machine(tmp_path / "data")
    sealing = machine.work()
    written(machine.centre, [PRUNED])
    sealing.want()
    sealing.look()
    machine.open()


def test_a_checkpoint_that_the_log_has_not_signed_covers_nothing(tmp_path: Path) -> None:
    machine = Machine(tmp_path / "data")
    machine.work()
    written(machine.centre, [PRUNED])
    core = machine.centre.core
    text = Checkpoint(core.state.seal.origin, core.state.size, core.root).text
    for note in (text, f"{text}\n", "x"):
        machine.centre.store.put_checkpoint(core.state.size, START, note)
        assert machine.reason() == UNAGREED


def test_entries_are_looked_through_however_many_lie_between(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("commandcenter.services.retention.AT_ONCE", 3)
    for between in range(8):
        it = TestCore()
        moved(it, 2)
        written(it, [GOOD, AGREED])
        moved(it, between)
        last = written(it, [PRUNED])
        entries = it.store.entry_bytes
        assert unagreed(entries, 0, last + 1) is None
        found = [pruned_by(entries, size, 2, ARCHIVE) for size in (last, last + 1)]
        assert found == [None, Begun(last, PRUNED)]
        assert pruned_by(entries, last + 1, 3, ARCHIVE) is pruned_by(entries, last + 1, 2, OTHER) is None
        false = written(it, [msgspec.structs.replace(PRUNED, first=1)])
        moved(it, between)
        assert unagreed(entries, 0, it.core.state.size) == Flaw(reason=UNAGREED, first=false, last=false)


def moved(it: TestCore, times: int) -> None:
    for _ in range(times):
        it.command("map.move", lon=106.5, lat=29.6, zoom=12.5)
