"""The second place, witnesses' files and what the auditor brings: read to the last line, and no line trusted."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from audit.places import Piece, PlaceFile, files_of, places_of, read
from audit.verdict import Code, Report
from tests.support.audit_cases import DESK, FIRST, SECOND, STRANGER, found, full, judged, small, told
from tests.support.audit_writer import ORIGIN, Log, checkpoint_text, lines

NOTE = "o\n1\nroot\n\n— a b\n"
GOOD = json.dumps({"at": "2026-11-22T00:00:00Z", "note": NOTE}, ensure_ascii=False)


def pieces(tmp_path: Path, data: bytes) -> list[Piece | str]:
    path = tmp_path / "a.jsonl"
    path.write_bytes(data)
    it = read(PlaceFile("place", path, len(data)))
    return [piece if isinstance(piece, Piece) else str(piece.said.values["where"]) for piece in it]


def test_lines_are_read_with_their_numbers(tmp_path: Path) -> None:
    with_line = json.dumps({"at": "", "note": "n", "line": "— w x"})
    data = f"{GOOD}\n{with_line}\n".encode()
    assert pieces(tmp_path, data) == [
        Piece("place:1", NOTE.encode(), ""),
        Piece("place:2", b"n", "— w x"),
    ]


STRANGE = {
    "another field": '{"at": "", "note": "n", "more": ""}',
    "no time": '{"note": "n"}',
    "no note": '{"at": ""}',
    "a number for a note": '{"at": "", "note": 5}',
    "a number for a line": '{"at": "", "note": "n", "line": 5}',
    "a note twice": '{"at": "", "note": "n", "note": "m"}',
    "a list": "[]",
    "nothing": "",
    "deep": "[" * 60_000,
    "half a character": '{"at": "", "note": "\\ud800"}',
    "a long number": '{"at": "", "note": ' + "9" * 5000 + "}",
}


@pytest.mark.parametrize("text", STRANGE.values(), ids=STRANGE.keys())
def test_a_line_that_is_no_checkpoint_is_named_and_the_next_is_read(tmp_path: Path, text: str) -> None:
    data = f"{GOOD}\n{text}\n{GOOD}\n".encode()
    assert pieces(tmp_path, data) == [Piece("place:1", NOTE.encode()), "place:2", Piece("place:3", NOTE.encode())]


def test_a_line_that_is_no_text_is_named(tmp_path: Path) -> None:
    assert pieces(tmp_path, GOOD.encode() + b"\n{\xff\xfe}\n") == [Piece("place:1", NOTE.encode()), "place:2"]


def test_a_line_that_a_crash_cut_off_is_no_trouble(tmp_path: Path) -> None:
    for length in (1, 10, len(GOOD.encode()) - 1, len(GOOD.encode())):
        assert pieces(tmp_path, f"{GOOD}\n".encode() + GOOD.encode()[:length]) == [Piece("place:1", NOTE.encode())]


def test_a_whole_line_with_another_end_was_changed(tmp_path: Path) -> None:
    assert pieces(tmp_path, f"{GOOD}\n{GOOD}".encode() + b"\x8a") == [Piece("place:1", NOTE.encode()), "place:2"]
    assert pieces(tmp_path, f"{GOOD}\n{GOOD}x".encode()) == [Piece("place:1", NOTE.encode()), "place:2"]


def test_an_endless_line_is_named_and_not_kept(tmp_path: Path) -> None:
    assert pieces(tmp_path, b'{"note": "' + b"x" * 3_000_000 + b'"}\n') == ["place:1"]


def test_what_was_written_after_the_beginning_is_left_out(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text(f"{GOOD}\n{GOOD}\n", encoding="utf-8")
    half = len(GOOD.encode()) + 1
    assert list(read(PlaceFile("place", path, half))) == [Piece("place:1", NOTE.encode())]
    assert list(read(PlaceFile("place", path, half + 20))) == [Piece("place:1", NOTE.encode())]
    assert list(read(PlaceFile("place", path, 0))) == []


def test_a_raw_note_is_read_whole(tmp_path: Path) -> None:
    assert pieces(tmp_path, NOTE.encode()) == [Piece("place", NOTE.encode())]
    assert pieces(tmp_path, b"x" * (64 * 1024 + 1)) == ["place"]


def test_a_file_that_is_gone_meanwhile_is_unreadable(tmp_path: Path) -> None:
    (finding,) = read(PlaceFile("place", tmp_path / "gone", 5))
    assert not isinstance(finding, Piece)
    assert finding.code is Code.UNREADABLE


def test_only_files_with_checkpoints_are_taken_in_the_order_of_their_names(tmp_path: Path) -> None:
    for name in ("b.jsonl", "a.jsonl", "c.note", "d.txt", "sub/e.jsonl"):
        lines(tmp_path / name, ["x"])
    found_files = files_of(tmp_path, "place", Report())
    assert [(it.place, it.length) for it in found_files] == [
        ("place/a.jsonl", 2),
        ("place/b.jsonl", 2),
        ("place/c.note", 2),
        ("place/e.jsonl", 2),
    ]
    (single,) = files_of(tmp_path / "a.jsonl", "a.jsonl", Report())
    assert single.place == "a.jsonl"


def test_a_pipe_is_refused_without_waiting_for_somebody_to_write(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "x.jsonl")
    report = Report()
    assert files_of(tmp_path, "place", report) == []
    assert [finding.code for finding in report.findings] == [Code.UNREADABLE]


def test_a_place_that_is_missing_is_said_and_spoils_the_verdict(tmp_path: Path) -> None:
    small().save(tmp_path / "var")
    report = judged(tmp_path / "var", also=[tmp_path / "nowhere"])
    assert report.code is Code.UNREADABLE
    assert found(report)[0].endswith("nowhere cannot be read: No such file or directory")


def test_an_empty_place_is_said(tmp_path: Path) -> None:
    small().save(tmp_path / "var")
    (tmp_path / "empty").mkdir()
    assert "empty holds no checkpoints" in told(judged(tmp_path / "var", also=[tmp_path / "empty"]))


def test_without_a_second_place_the_report_says_what_cannot_be_told(tmp_path: Path) -> None:
    path = small().save(tmp_path / "var")
    path.parent.joinpath("checkpoints/2026-11-22.jsonl").unlink()
    path.parent.joinpath("checkpoints").rmdir()
    report = judged(tmp_path / "var")
    assert report.code is Code.OK
    assert "no second place was found: whether the newest entries are missing cannot be told from it" in told(report)


@pytest.mark.parametrize("relative", [True, False])
def test_the_second_place_of_the_settings_is_looked_at(tmp_path: Path, relative: bool) -> None:
    log, folder = small(), tmp_path / "var"
    log.save(folder)
    folder.joinpath("checkpoints").rename(tmp_path / "elsewhere")
    place = "../elsewhere" if relative else str(tmp_path / "elsewhere")
    lines(folder / "settings.toml", ["[audit]", f'second_place = "{place}"'])
    report = Report()
    assert [it.place for it in places_of(folder, report)] == ["second place/2026-11-22.jsonl"]


@pytest.mark.parametrize("text", ["[audit", "audit = 5", "[audit]\nsecond_place = 5", ""])
def test_settings_that_say_nothing_leave_the_usual_place(tmp_path: Path, text: str) -> None:
    small().save(tmp_path / "var")
    lines(tmp_path / "var" / "settings.toml", [text])
    assert [it.place for it in places_of(tmp_path / "var", Report())] == ["second place/2026-11-22.jsonl"]


def shortened(tmp_path: Path) -> Log:
    log = full()
    log.save(tmp_path / "var")
    return log


def test_checkpoints_that_the_auditor_kept_show_a_rollback(tmp_path: Path) -> None:
    log = small()
    log.save(tmp_path / "var")
    log.fill(20)
    kept = log.seal()
    (tmp_path / "kept.note").write_text(kept, encoding="utf-8")
    report = judged(tmp_path / "var" / "journal.sqlite", also=[tmp_path / "kept.note"])
    assert (report.code, found(report)) == (
        Code.TRUNCATED,
        ["the journal once had 320 entries, as kept.note says; now it has 300"],
    )


def test_a_second_place_that_lags_behind_is_no_trouble(tmp_path: Path) -> None:
    log = shortened(tmp_path)
    lines(tmp_path / "var" / "checkpoints" / "2026-11-22.jsonl", log.second[:1])
    report = judged(tmp_path / "var", keys=[FIRST])
    assert report.code is Code.OK
    assert "second place/2026-11-22.jsonl: 1 checkpoints fit, up to 260 entries" in told(report)


def test_a_witness_s_line_below_another_note_is_found(tmp_path: Path) -> None:
    log = shortened(tmp_path)
    one, two = (json.loads(line) for line in log.witnessed[DESK.name][:2])
    one["line"] = two["line"]
    path = tmp_path / "var" / "seats" / "desk-1.witness" / "2026-11-22.jsonl"
    lines(path, [json.dumps(one, ensure_ascii=False)])
    report = judged(tmp_path / "var")
    assert found(report) == ["desk-1.witness/2026-11-22.jsonl:1: the cosignature of desk-1 does not fit checkpoint 260"]


def test_what_a_seat_refused_counts_only_when_the_log_has_signed_it(tmp_path: Path) -> None:
    shortened(tmp_path)
    path = tmp_path / "var" / "seats" / "desk-1.witness" / "refused.jsonl"
    text = checkpoint_text(ORIGIN, 650, b"\x05" * 32)
    for signer, code in ((STRANGER, Code.OK), (SECOND, Code.FORKED)):
        note = text + "\n" + signer.line(text)
        lines(path, [json.dumps({"at": "", "note": note}, ensure_ascii=False)])
        assert judged(tmp_path / "var").code is code
