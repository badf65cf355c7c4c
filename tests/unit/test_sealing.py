"""When the journal is sealed, and that the seal lies in two places."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from audit.places import Piece, files_of, read
from audit.verdict import Report
from bridge.sealing.keys import new_key
from commandcenter.domain.alarms import AlarmState
from commandcenter.domain.changes.sealing import SealKeyChanged
from commandcenter.domain.checkpoints import open_checkpoint
from commandcenter.services.ports import StoreTrouble
from tests.support.made_log import made_log
from tests.support.sealed import SealedCentre, sealed_once


@pytest.fixture
def centre(tmp_path: Path) -> SealedCentre:
    return sealed_once(tmp_path)


def test_the_key_is_named_before_anything_is_sealed(centre: SealedCentre) -> None:
    change = centre.centre.store.entries[0].entry.change
    assert isinstance(change, SealKeyChanged)
    assert change.before == ""
    assert centre.signs_with(change.vkey)
    assert (centre.sealed(), centre.placed()) == ([1], [1])


def test_what_is_new_is_sealed_ten_seconds_after_the_last_time(centre: SealedCentre) -> None:
    centre.act(3)
    centre.wait(9.9)
    centre.look()
    assert centre.sealed() == [1]
    centre.wait(0.1)
    centre.look(2)
    assert (centre.sealed(), centre.placed()) == ([1, 4], [1, 4])


def test_where_nothing_happens_nothing_is_sealed(centre: SealedCentre) -> None:
    centre.wait(3600)
    centre.look(5)
    assert centre.sealed() == [1]


def test_four_thousand_and_ninety_six_entries_do_not_wait(
    centre: SealedCentre, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("commandcenter.services.sealing.EVERY_ENTRIES", 8)
    centre.act(7)
    centre.look()
    assert centre.sealed() == [1]
    centre.act()
    centre.look()
    assert centre.sealed() == [1, 9]


def test_a_handover_or_an_end_is_sealed_at_once(centre: SealedCentre) -> None:
    centre.act()
    centre.sealing.want()
    centre.look()
    assert centre.sealed() == [1, 2]


def test_a_start_seals_what_a_crash_left_unsealed(centre: SealedCentre) -> None:
    centre.act(2)
    centre.restart()
    centre.look()
    assert centre.sealed() == [1, 3]


def test_a_crash_between_journal_and_second_place_is_made_up_for(centre: SealedCentre) -> None:
    centre.place.broken = True
    centre.act()
    centre.wait(10)
    centre.look()
    centre.place.broken = False
    assert (centre.sealed(), centre.placed()) == ([1, 2], [1])
    centre.restart()
    centre.look(3)
    assert set(centre.placed()) >= {1, 2}


def test_a_tree_on_disk_that_is_not_what_was_committed_is_never_signed(centre: SealedCentre) -> None:
    centre.act()
    held = centre.centre.store.tiles.held
    held[0, 0] = held[0, 0][:-1] + bytes((held[0, 0][-1] ^ 1,))
    centre.wait(10)
    with pytest.raises(StoreTrouble) as caught:
        centre.look()
    assert caught.value.damaged
    assert sorted(centre.centre.store.seals) == [1]


def test_a_full_disk_is_waited_out(centre: SealedCentre) -> None:
    centre.act()
    centre.wait(10)
    centre.centre.store.broken = StoreTrouble("SQLITE_FULL", full=True)
    with pytest.raises(StoreTrouble):
        centre.look()
    centre.centre.store.broken = None
    centre.look()
    assert centre.sealed() == [1, 2]


def test_a_second_place_that_fails_is_an_alarm_and_duty_goes_on(centre: SealedCentre) -> None:
    centre.place.broken = True
    centre.act()
    centre.wait(10)
    centre.look(3)
    assert centre.alarm("seal.second_place") is AlarmState.UNACKNOWLEDGED
    raised = centre.size
    for _ in range(5):
        centre.wait(10)
        centre.look(2)
    assert centre.size == raised
    assert centre.placed() == [1]


def test_what_the_second_place_missed_is_written_when_it_is_back(centre: SealedCentre) -> None:
    centre.place.broken = True
    for _ in range(3):
        centre.act()
        centre.wait(10)
        centre.look()
    centre.place.broken = False
    centre.wait(10)
    centre.look(2)
    assert centre.placed() == centre.sealed()
    assert centre.alarm("seal.second_place") is AlarmState.RETURNED


def test_a_restart_takes_back_the_alarm_of_a_place_that_is_well_again(centre: SealedCentre) -> None:
    centre.place.broken = True
    centre.act()
    centre.wait(10)
    centre.look()
    assert centre.alarm("seal.second_place") is AlarmState.UNACKNOWLEDGED
    centre.place.broken = False
    centre.restart()
    centre.look(3)
    assert centre.alarm("seal.second_place") is AlarmState.RETURNED


def test_an_alarm_that_could_not_be_recorded_is_recorded_later(
    centre: SealedCentre, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise StoreTrouble("SQLITE_FULL", full=True)

    centre.place.broken = True
    centre.act()
    centre.wait(10)
    with monkeypatch.context() as patched:
        patched.setattr(type(centre.centre.core), "record", refuse)
        with pytest.raises(StoreTrouble):
            centre.look()
    centre.wait(10)
    centre.look()
    assert centre.alarm("seal.second_place") is AlarmState.UNACKNOWLEDGED


def test_a_place_that_comes_back_empty_gets_all_of_it(centre: SealedCentre) -> None:
    centre.act()
    centre.wait(10)
    centre.look()
    for path in centre.place_folder.iterdir():
        path.unlink()
    centre.place_folder.rmdir()
    centre.act()
    centre.wait(10)
    centre.look()
    assert centre.alarm("seal.second_place") is AlarmState.UNACKNOWLEDGED
    centre.place_folder.mkdir()
    centre.wait(10)
    centre.look(3)
    assert centre.placed() == centre.sealed()


def test_a_place_that_comes_back_with_what_is_not_of_this_journal_stays_an_alarm(centre: SealedCentre) -> None:
    centre.place.broken = True
    centre.act()
    centre.wait(10)
    centre.look()
    foreign = made_log(key=new_key("commandcenter/00000002")).note(7)
    (centre.place_folder / "2026-11-20.jsonl").write_text(json.dumps({"at": "", "note": foreign}) + "\n")
    centre.place.broken = False
    centre.wait(10)
    centre.look(3)
    assert centre.alarm("seal.second_place") is AlarmState.UNACKNOWLEDGED
    assert 2 in centre.sealed()


def test_much_that_is_missing_is_written_in_parts(centre: SealedCentre, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("commandcenter.services.placing.AT_ONCE", 2)
    centre.place.broken = True
    for _ in range(5):
        centre.act()
        centre.wait(10)
        centre.look()
    centre.place.broken = False
    centre.wait(10)
    centre.look(6)
    assert max(centre.place.writes) == 2
    assert centre.placed() == centre.sealed()


@pytest.mark.parametrize("torn", ['{"at": "2026-11-21T06:0', "x" * (1 << 19)], ids=["a line", "more than any line"])
def test_a_line_that_a_power_cut_tore_off_is_put_aside_before_the_next(centre: SealedCentre, torn: str) -> None:
    (day,) = centre.place_folder.iterdir()
    with day.open("a") as file:
        file.write(torn)
    centre.act()
    centre.wait(10)
    centre.look()
    assert day.with_name("2026-11-21.jsonl.torn").read_text() == f"{torn}\n"
    assert [json.loads(line)["at"] for line in day.read_text().splitlines()] == [
        "2026-11-21T06:00:00.000+00:00",
        "2026-11-21T06:00:10.000+00:00",
    ]


def test_a_line_without_its_line_feed_is_written_again(centre: SealedCentre) -> None:
    """Nobody relies on it: not the core that starts, nor the verifier."""
    centre.act()
    centre.wait(10)
    centre.look(2)
    (day,) = centre.place_folder.iterdir()
    whole = day.read_bytes()
    day.write_bytes(whole.removesuffix(b"\n"))
    assert [open_checkpoint(note)[1].size for note in centre.place.newest()] == [1]
    centre.restart()
    centre.look(2)
    assert centre.placed() == [1, 2]
    assert day.read_bytes() == whole


def test_the_verifier_reads_every_line_of_the_second_place(centre: SealedCentre) -> None:
    centre.act()
    centre.wait(10)
    centre.look(2)
    report = Report()
    found = [piece for file in files_of(centre.place_folder, "second place", report) for piece in read(file)]
    assert [piece.note.decode() for piece in found if isinstance(piece, Piece)] == [
        centre.centre.store.seals[1].note,
        centre.centre.store.seals[2].note,
    ]
    assert len(found) == 2
