"""A seat says so when the core has entries and shows no seal for them."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from bridge.protocol import seat as wire
from bridge.sealing.keys import new_key
from bridge.sealing.memory import WitnessMemory
from bridge.sealing.witness import Shown, Witness
from bridge.seat.witnessing import UNSEEN, Witnessing
from commandcenter.domain.notes import COSIGNATURE
from tests.support.made_log import made_log


class Seat:
    """Its clock is the test's."""

    def __init__(self, folder: Path) -> None:
        self.log = made_log()
        key = new_key("console/desk-1", COSIGNATURE)
        witness = Witness(key, WitnessMemory(folder), "console-desk-1", lambda: datetime(2026, 11, 22, tzinfo=UTC))
        self.clock = 0.0
        self.witnessing = Witnessing(witness, lambda: self.clock)

    def see(self, old: int, size: int) -> None:
        shown: Shown = self.log.shown(old, size)
        sealed = wire.Sealed(old=shown.old, proof=tuple(shown.proof), note=shown.note, key=shown.key)
        assert isinstance(self.witnessing.answer(sealed), wire.Cosigned)

    def wait(self, seconds: int, size: int) -> str:
        """Looks twice a second, as the link does; what the screen says then."""
        for _ in range(seconds * 2):
            self.clock += 0.5
            self.witnessing.watch(size)
        return self.witnessing.trouble[0]


@pytest.fixture
def seat(tmp_path: Path) -> Seat:
    return Seat(tmp_path / "witness")


def test_entries_without_a_seal_are_told_after_a_minute_and_until_there_is_one(seat: Seat) -> None:
    seat.see(0, 5)
    assert seat.wait(60, 6) == ""
    assert seat.wait(1, 7) == UNSEEN
    assert seat.wait(600, 7) == UNSEEN
    seat.see(5, 7)
    assert seat.wait(0, 7) == ""


def test_a_quiet_journal_needs_no_new_seal(seat: Seat) -> None:
    seat.see(0, 5)
    assert seat.wait(3600, 5) == ""


def test_a_core_that_never_shows_a_seal_is_told(seat: Seat) -> None:
    assert seat.wait(61, 5) == UNSEEN


def test_an_hour_without_a_core_is_no_hour_without_a_seal(seat: Seat) -> None:
    seat.see(0, 5)
    seat.clock += 3600
    assert seat.wait(59, 6) == ""


def test_a_seat_that_is_no_witness_waits_for_nothing() -> None:
    witnessing = Witnessing(None)
    witnessing.watch(100)
    assert (witnessing.vkey, witnessing.trouble) == ("", ("", {}))
