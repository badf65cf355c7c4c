"""Core and seats on real sockets: checkpoints are witnessed, and a journal that is not the one that was is refused."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime, timedelta
from itertools import chain
from pathlib import Path

import pytest

from bridge.sealing.keyring import FileKeyring
from bridge.sealing.witness import BACK, FORKED, OTHER_LOG
from bridge.source.keys import new_keys
from commandcenter.domain.changes.sealing import JournalForked, WitnessKnown
from commandcenter.domain.checkpoints import open_checkpoint
from tests.support.waiting import eventually
from tests.support.witnessed_core import PATIENCE_S, copied, witness_seat, witnessed_core

CORE = new_keys("core")
SEATS = {name: new_keys(name) for name in ("tool", "desk-1", "desk-2")}


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """What takes ten seconds in a centre."""
    monkeypatch.setattr("commandcenter.services.sealing.EVERY_S", 0.1)
    monkeypatch.setattr("bridge.core.witnesses.EVERY_S", 0.1)


def test_every_seat_signs_what_it_has_on_its_own_disk(tmp_path: Path) -> None:
    with (
        witnessed_core(tmp_path / "data", CORE, SEATS) as core,
        witness_seat(core, tmp_path, "desk-1") as one,
        witness_seat(core, tmp_path, "desk-2"),
    ):
        core.act()
        size = core.until_cosigned("console/desk-1", "console/desk-2")
        assert open_checkpoint(one.memory.note)[1].size >= size
        known = [entry.change for entry in core.entries("witness.known")]
        assert sorted(it.name for it in known if isinstance(it, WitnessKnown)) == ["console/desk-1", "console/desk-2"]
        assert one.until_told("").live


def test_a_seat_that_was_away_goes_on_from_what_it_signed(tmp_path: Path) -> None:
    with witnessed_core(tmp_path / "data", CORE, SEATS) as core:
        with witness_seat(core, tmp_path, "desk-1"):
            core.until_cosigned("console/desk-1")
        for _ in range(3):
            core.act()
        with witness_seat(core, tmp_path, "desk-1") as seat:
            core.until_cosigned("console/desk-1")
            assert len(core.entries("witness.known")) == 1
            assert seat.until_told("").live


def test_a_core_that_starts_again_is_witnessed_from_where_it_was(tmp_path: Path) -> None:
    for _ in range(2):
        with (
            witnessed_core(tmp_path / "data", CORE, SEATS) as core,
            witness_seat(core, tmp_path, "desk-1") as seat,
        ):
            core.act()
            core.until_cosigned("console/desk-1")
            assert seat.until_told("").live
            assert core.entries("journal.forked") == []


@pytest.mark.expects_log("CRITICAL bridge.core.witnesses: seat 'desk-1' holds a checkpoint that is not of this journal")
def test_a_restored_older_journal_is_refused_by_the_seat_that_saw_more(tmp_path: Path) -> None:
    """All that the core itself could compare with was restored as well."""
    with witnessed_core(tmp_path / "data", CORE, SEATS) as core:
        core.act()
    copied(tmp_path / "data", tmp_path / "backup")
    with witnessed_core(tmp_path / "data", CORE, SEATS) as core, witness_seat(core, tmp_path, "desk-1"):
        for _ in range(20):
            core.act()
        core.until_cosigned("console/desk-1")
    shutil.rmtree(tmp_path / "data")
    copied(tmp_path / "backup", tmp_path / "data")
    with witnessed_core(tmp_path / "data", CORE, SEATS) as core, witness_seat(core, tmp_path, "desk-1") as seat:
        assert seat.until_told(BACK).live
        eventually(lambda: core.entries("journal.forked"), PATIENCE_S, "the core knows")
        change = core.entries("journal.forked")[0].change
        assert isinstance(change, JournalForked)
        assert (change.seat, change.known, change.note) == ("desk-1", True, seat.memory.note)
        alarm = core.core.state.open_alarm("core", "journal.forked", "desk-1")
        assert alarm is not None
        assert len(core.entries("journal.forked")) == 1


@pytest.mark.expects_log("CRITICAL bridge.core.witnesses: seat 'desk-1' holds a checkpoint that is not of this journal")
def test_a_journal_that_took_another_way_is_refused_though_it_is_longer(tmp_path: Path) -> None:
    with witnessed_core(tmp_path / "data", CORE, SEATS) as core:
        core.act()
    copied(tmp_path / "data", tmp_path / "other")
    with witnessed_core(tmp_path / "data", CORE, SEATS) as core, witness_seat(core, tmp_path, "desk-1"):
        core.act()
        core.until_cosigned("console/desk-1")
    with witnessed_core(tmp_path / "other", CORE, SEATS) as core:
        for _ in range(20):
            core.act()
        with witness_seat(core, tmp_path, "desk-1") as seat:
            assert seat.until_told(FORKED).live
            eventually(lambda: core.entries("journal.forked"), PATIENCE_S, "the core knows")


def test_a_seat_follows_a_new_key_also_when_it_was_away(tmp_path: Path) -> None:
    with witnessed_core(tmp_path / "data", CORE, SEATS) as core:
        with witness_seat(core, tmp_path, "desk-1"), witness_seat(core, tmp_path, "desk-2"):
            core.until_cosigned("console/desk-1", "console/desk-2")
        with witness_seat(core, tmp_path, "desk-2") as present:
            for _ in range(2):
                key = FileKeyring(core.folder.keys).prepare(core.sealing.seal.origin)
                core.act("seal.rotate", vkey=key.vkey)
                eventually(lambda: not (core.folder.keys / "seal.next.json").exists(), PATIENCE_S, "destroyed")
            core.until_cosigned("console/desk-2")
            assert present.memory.log == key.vkey
        core.act()
        with witness_seat(core, tmp_path, "desk-1") as seat:
            core.until_cosigned("console/desk-1")
            assert seat.memory.log == key.vkey
            assert seat.until_told("").live


@pytest.mark.expects_log("WARNING bridge.core.witnesses: what seat 'desk-1' says to have signed is refused: its clock")
def test_a_seat_whose_clock_is_more_than_a_day_ahead_is_no_witness(tmp_path: Path) -> None:
    with (
        witnessed_core(tmp_path / "data", CORE, SEATS) as core,
        witness_seat(core, tmp_path, "desk-1", lambda: datetime.now(UTC) + timedelta(hours=25)),
        witness_seat(core, tmp_path, "desk-2", lambda: datetime.now(UTC) + timedelta(hours=23)),
    ):
        eventually(lambda: len(core.entries("witness.known")) == 2, PATIENCE_S, "both are known")
        core.act()
        core.until_cosigned("console/desk-2")
        assert set(chain(*core.cosigned().values())) == {"console/desk-2"}


@pytest.mark.expects_log("CRITICAL bridge.core.witnesses: seat 'desk-1' holds a checkpoint that is not of this journal")
def test_a_journal_of_another_name_is_refused(tmp_path: Path) -> None:
    with witnessed_core(tmp_path / "data", CORE, SEATS) as core, witness_seat(core, tmp_path, "desk-1"):
        core.until_cosigned("console/desk-1")
    with witnessed_core(tmp_path / "new", CORE, SEATS) as core, witness_seat(core, tmp_path, "desk-1") as seat:
        assert seat.until_told(OTHER_LOG).live
