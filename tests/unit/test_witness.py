"""A seat as witness: it signs what goes on from what it has signed, keeps it first, and is loud when it does not."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from audit.places import Piece, files_of, read
from audit.verdict import Report
from bridge.sealing.keys import new_key, verify
from bridge.sealing.memory import WitnessMemory, forget_log
from bridge.sealing.witness import (
    BACK,
    BROKEN,
    FORKED,
    NO_CLOCK,
    NO_DISK,
    OTHER_KEY,
    OTHER_LOG,
    Have,
    Line,
    Shown,
    Witness,
)
from commandcenter.domain.checkpoints import cosigned_at, open_checkpoint
from commandcenter.domain.notes import COSIGNATURE
from tests.support.made_log import ORIGIN, MadeLog, made_log

NOW = datetime(2026, 11, 22, 8, 0, 0, tzinfo=UTC)
SEAT = new_key("console/desk-1", COSIGNATURE)


def witness(folder: Path) -> Witness:
    """As after each start of the seat."""
    return Witness(SEAT, WitnessMemory(folder / "desk.witness"), "console-desk-1", lambda: NOW)


def lines(folder: Path, name: str = "2026-11-22.jsonl") -> list[dict[str, str]]:
    path = folder / "desk.witness" / name
    return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []


def signed(log: MadeLog, answer: Line | Have, size: int) -> bool:
    """Whether it is the seat's signature of the log's checkpoint of that size."""
    if not isinstance(answer, Line) or answer.size != size:
        return False
    text = open_checkpoint(log.note(size))[0].text
    return cosigned_at(answer.line, text, SEAT.key, verify) == 1795334400


def test_the_first_checkpoint_is_believed_kept_and_signed(tmp_path: Path) -> None:
    log, seat = made_log(), witness(tmp_path)
    answer = seat.hear(log.shown(0, 5))
    assert signed(log, answer, 5)
    assert isinstance(answer, Line)
    assert lines(tmp_path) == [{"at": "2026-11-22T08:00:00.000+00:00", "note": log.note(5), "line": answer.line}]
    assert seat.trouble == ("", {})


def test_what_goes_on_from_it_is_signed_also_after_a_restart(tmp_path: Path) -> None:
    log = made_log()
    witness(tmp_path).hear(log.shown(0, 5))
    seat = witness(tmp_path)
    assert signed(log, seat.hear(log.shown(5, 200)), 200)
    assert signed(log, witness(tmp_path).hear(log.shown(200, 300)), 300)
    assert [open_checkpoint(line["note"])[1].size for line in lines(tmp_path)] == [5, 200, 300]


def test_the_same_checkpoint_is_signed_again(tmp_path: Path) -> None:
    log, seat = made_log(), witness(tmp_path)
    seat.hear(log.shown(0, 5))
    assert signed(log, seat.hear(log.shown(0, 5)), 5)


def test_a_proof_from_elsewhere_is_answered_with_what_the_seat_has(tmp_path: Path) -> None:
    log, seat = made_log(), witness(tmp_path)
    seat.hear(log.shown(0, 5))
    assert seat.hear(log.shown(3, 9)) == Have(log.note(5), log.key.vkey)
    assert seat.hear(log.shown(0, 9)) == Have(log.note(5), log.key.vkey)
    assert seat.trouble == ("", {})
    assert signed(log, seat.hear(log.shown(5, 9)), 9)


def test_a_journal_that_went_back_is_refused_loudly_and_both_notes_are_kept(tmp_path: Path) -> None:
    log, seat = made_log(), witness(tmp_path)
    seat.hear(log.shown(0, 200))
    assert seat.hear(log.shown(0, 100)) == Have(log.note(200), log.key.vkey, "smaller")
    assert seat.trouble == (BACK, {"known": "200", "said": "100"})
    assert [line["note"] for line in lines(tmp_path)] == [log.note(200)]
    assert [line["note"] for line in lines(tmp_path, "refused.jsonl")] == [log.note(100)]


@pytest.mark.parametrize(("old", "size"), [(200, 250), (200, 200)])
def test_a_forked_journal_is_refused_loudly_and_both_notes_are_kept(tmp_path: Path, old: int, size: int) -> None:
    log, seat = made_log(), witness(tmp_path)
    fork = made_log(fork=150, key=log.key)
    seat.hear(log.shown(0, 200))
    assert seat.hear(fork.shown(old, size)) == Have(log.note(200), log.key.vkey, "inconsistent")
    assert seat.trouble == (FORKED, {"known": "200", "said": str(size)})
    assert [line["note"] for line in lines(tmp_path, "refused.jsonl")] == [fork.note(size)]


def test_what_is_refused_again_is_kept_once_and_the_right_journal_ends_the_trouble(tmp_path: Path) -> None:
    log, seat = made_log(), witness(tmp_path)
    seat.hear(log.shown(0, 200))
    for _ in range(5):
        seat.hear(log.shown(0, 100))
    assert len(lines(tmp_path, "refused.jsonl")) == 1
    assert signed(log, seat.hear(log.shown(200, 201)), 201)
    assert seat.trouble == ("", {})


def test_a_key_that_the_old_one_signs_for_is_believed(tmp_path: Path) -> None:
    log, new = made_log(), new_key(ORIGIN)
    seat = witness(tmp_path)
    seat.hear(log.shown(0, 5))
    assert signed(log, seat.hear(log.shown(5, 6, log.key, new)), 6)
    assert isinstance(witness(tmp_path).hear(log.shown(6, 7, new)), Line)
    assert isinstance(witness(tmp_path).hear(log.shown(7, 8, log.key)), Have)


def test_a_key_that_is_not_proven_is_asked_about_once_and_then_refused(tmp_path: Path) -> None:
    log, new = made_log(), new_key(ORIGIN)
    seat = witness(tmp_path)
    seat.hear(log.shown(0, 5))
    assert seat.hear(log.shown(5, 7, new)) == Have(log.note(5), log.key.vkey)
    assert seat.trouble == ("", {})
    assert isinstance(seat.hear(log.shown(5, 6, log.key, new)), Line)
    assert isinstance(seat.hear(log.shown(6, 7, new)), Line)
    stranger = new_key(ORIGIN)
    seat.hear(log.shown(7, 8, stranger))
    assert seat.hear(log.shown(7, 8, stranger)) == Have(log.note(7, new), new.vkey, "key")
    assert seat.trouble == (OTHER_KEY, {})


def test_another_log_is_refused_until_somebody_has_gone_to_the_seat(tmp_path: Path) -> None:
    log, other = made_log(), made_log(key=new_key("commandcenter/00000002"))
    seat = witness(tmp_path)
    seat.hear(log.shown(0, 5))
    assert seat.hear(other.shown(0, 7)) == Have(log.note(5), log.key.vkey, "origin")
    assert seat.trouble == (OTHER_LOG, {"known": ORIGIN, "seat": "console-desk-1"})
    assert forget_log(tmp_path / "desk.witness", NOW)
    assert not forget_log(tmp_path / "desk.witness", NOW)
    assert signed(other, witness(tmp_path).hear(other.shown(0, 7)), 7)
    assert {it.name for it in (tmp_path / "desk.witness").iterdir()} == {
        "2026-11-22.jsonl",
        "log.20261122T080000Z.json",
        "log.json",
        "refused.jsonl",
    }


def test_what_nobody_has_signed_is_refused(tmp_path: Path) -> None:
    log, seat = made_log(), witness(tmp_path)
    good = log.shown(0, 5)
    for wrong in (
        good._replace(note=good.note.replace("\n5\n", "\n6\n")),
        good._replace(note="nothing"),
        good._replace(key="nobody"),
        good._replace(key=new_key(ORIGIN).vkey),
        Shown(0, (), log.note(5, SEAT), log.key.vkey),
    ):
        assert seat.hear(wrong) == Have("", "", "signature")
        assert seat.trouble == (BROKEN, {})
    assert lines(tmp_path) == []


def test_a_seat_whose_clock_stands_before_there_were_witnesses_signs_nothing(tmp_path: Path) -> None:
    log = made_log()
    clock = [datetime(2023, 12, 31, 23, 59, 59, tzinfo=UTC)]
    seat = Witness(SEAT, WitnessMemory(tmp_path / "desk.witness"), "console-desk-1", lambda: clock[0])
    assert seat.hear(log.shown(0, 5)) == Have("", "", "clock")
    assert seat.trouble == (NO_CLOCK, {"year": "2023"})
    assert not (tmp_path / "desk.witness").exists()
    clock[0] = NOW
    assert signed(log, seat.hear(log.shown(0, 5)), 5)
    assert seat.trouble == ("", {})


def test_a_line_that_a_power_cut_tore_off_is_put_aside_before_the_next(tmp_path: Path) -> None:
    log = made_log()
    witness(tmp_path).hear(log.shown(0, 5))
    day = tmp_path / "desk.witness" / "2026-11-22.jsonl"
    with day.open("ab") as file:
        file.write(b'{"at": "2026-11-22T07:59:59.000+00:00", "no')
    witness(tmp_path).hear(log.shown(5, 200))
    assert [open_checkpoint(line["note"])[1].size for line in lines(tmp_path)] == [5, 200]
    assert (tmp_path / "desk.witness" / "2026-11-22.jsonl.torn").read_bytes() == (
        b'{"at": "2026-11-22T07:59:59.000+00:00", "no\n'
    )


def test_the_verifier_reads_every_line_that_a_witness_writes(tmp_path: Path) -> None:
    log, seat = made_log(), witness(tmp_path)
    answers = [seat.hear(log.shown(0, 5)), seat.hear(log.shown(5, 200))]
    seat.hear(log.shown(200, 5))
    report = Report()
    found = [piece for file in files_of(tmp_path / "desk.witness", "it", report) for piece in read(file)]
    assert [it.line for it in answers if isinstance(it, Line)] == [
        piece.line for piece in found[:2] if isinstance(piece, Piece)
    ]
    assert [piece.note.decode() for piece in found if isinstance(piece, Piece)] == [
        log.note(5),
        log.note(200),
        log.note(5),
    ]
    assert {frozenset(line) for line in lines(tmp_path)} == {frozenset({"at", "note", "line"})}
    assert {frozenset(line) for line in lines(tmp_path, "refused.jsonl")} == {frozenset({"at", "note"})}


def test_a_witness_whose_disk_fails_does_not_sign(tmp_path: Path) -> None:
    log, seat = made_log(), witness(tmp_path)
    (tmp_path / "desk.witness").write_text("in the way")
    assert seat.hear(log.shown(0, 5)) == Have("", "", "disk")
    assert seat.trouble[0] == NO_DISK
    (tmp_path / "desk.witness").unlink()
    assert signed(log, seat.hear(log.shown(0, 5)), 5)


@pytest.mark.parametrize("content", ["", "{", "[]", '{"log": "x", "note": "y"}', '{"log": 1}'])
def test_a_damaged_memory_is_no_beginning(tmp_path: Path, content: str) -> None:
    log = made_log()
    witness(tmp_path).hear(log.shown(0, 200))
    (tmp_path / "desk.witness" / "log.json").write_text(content)
    seat = witness(tmp_path)
    assert seat.hear(log.shown(0, 100)) == Have("", "", "disk")
    assert seat.trouble[0] == NO_DISK


def test_a_kill_before_the_memory_is_written_leaves_the_last_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log, seat = made_log(), witness(tmp_path)
    seat.hear(log.shown(0, 5))

    def kill(path: Path, target: Path) -> None:
        raise SystemExit

    with monkeypatch.context() as patched:
        patched.setattr(Path, "replace", kill)
        with pytest.raises(SystemExit):
            seat.hear(log.shown(5, 9))
    again = witness(tmp_path)
    assert again.hear(log.shown(9, 12)) == Have(log.note(5), log.key.vkey)
    assert signed(log, again.hear(log.shown(5, 12)), 12)
