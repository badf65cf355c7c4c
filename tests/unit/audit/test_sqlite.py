"""SQLite files: beside a running core, after a crash, on media that cannot be written, with a damaged log."""

from __future__ import annotations

import os
import shutil
import sqlite3
from pathlib import Path

import pytest

from audit import sqlite, wal
from audit.sqlite_schema import affinity
from audit.verdict import Code, Unreadable
from tests.support.audit_cases import FIRST, found, judged, small, told
from tests.support.audit_writer import Log, changed, opened

FRAME = 24 + 4096


def seen(folder: Path) -> dict[str, tuple[int, int, bytes]]:
    return {
        it.name: (it.stat().st_size, it.stat().st_mtime_ns, it.read_bytes()) for it in folder.iterdir() if it.is_file()
    }


def crashed(folder: Path, *, shm: bool = False) -> Log:
    """The last 30 entries, their checkpoint and three more entries are in the write-ahead log alone."""
    log = small()
    connection = opened(log.save(folder / "live"))
    connection.execute("PRAGMA wal_autocheckpoint=0")
    for _ in range(3):
        log.fill(10)
        log.append(connection)
    log.seal()
    log.append(connection)
    log.fill(3)
    log.append(connection)
    for suffix in ("", "-wal", *(("-shm",) if shm else ())):
        shutil.copy(folder / "live" / f"journal.sqlite{suffix}", folder)
    connection.close()
    shutil.rmtree(folder / "live")
    log.save_places(folder)
    return log


def test_nothing_is_written_to_what_is_read(tmp_path: Path) -> None:
    crashed(tmp_path)
    before = seen(tmp_path)
    report = judged(tmp_path)
    assert (report.code, report.facts["size"]) == (Code.OK, 333)
    assert seen(tmp_path) == before


def test_nothing_is_made_beside_a_database_without_a_write_ahead_log(tmp_path: Path) -> None:
    small().save(tmp_path)
    before = seen(tmp_path)
    assert judged(tmp_path).code is Code.OK
    assert seen(tmp_path) == before


def test_evidence_on_read_only_media_is_read_with_its_write_ahead_log(tmp_path: Path) -> None:
    crashed(tmp_path)
    for path in tmp_path.glob("journal.sqlite*"):
        path.chmod(0o400)
    tmp_path.chmod(0o500)
    report = judged(tmp_path / "journal.sqlite")
    tmp_path.chmod(0o700)
    assert (report.code, report.facts["size"]) == (Code.OK, 333)


def test_after_a_crash_the_index_that_was_left_is_used(tmp_path: Path) -> None:
    crashed(tmp_path, shm=True)
    report = judged(tmp_path)
    assert (report.code, report.facts["size"]) == (Code.OK, 333)


def test_beside_a_running_core_one_moment_is_seen(tmp_path: Path) -> None:
    log = small()
    connection = opened(log.save(tmp_path))
    log.fill(300)
    log.seal()
    log.append(connection)
    log.save_places(tmp_path)
    report = judged(tmp_path)
    assert (report.code, report.facts["size"], report.facts["sealed"]) == (Code.OK, 600, 600)
    connection.close()


def test_what_begins_to_be_written_meanwhile_is_read_as_a_running_core_s(tmp_path: Path) -> None:
    log = small()
    path = log.save(tmp_path)
    source = sqlite.opener(path)()
    source.measure()
    source.still()
    connection = opened(path)
    log.fill(5)
    log.append(connection)
    with pytest.raises(sqlite.Changed):
        source.still()
    source.close()
    assert not sqlite.opener(path).still
    connection.close()
    assert sqlite.opener(path).still


def test_a_database_that_is_held_for_writing_is_read_all_the_same(tmp_path: Path) -> None:
    path = small().save(tmp_path)
    connection = opened(path)
    connection.execute("BEGIN IMMEDIATE")
    assert judged(tmp_path).code is Code.OK
    connection.close()


def flipped(path: Path, at: int) -> None:
    data = bytearray(path.read_bytes())
    data[at] ^= 1
    path.write_bytes(data)


@pytest.mark.parametrize("at", [0, 8, 16, 24, 31])
def test_a_damaged_head_of_the_write_ahead_log_is_named(tmp_path: Path, at: int) -> None:
    crashed(tmp_path)
    flipped(tmp_path / "journal.sqlite-wal", at)
    report = judged(tmp_path)
    assert report.code is Code.TRUNCATED
    assert "the head of the write-ahead log is damaged: nothing in it is read" in found(report)


@pytest.mark.parametrize("within", [0, 4, 8, 12, 16, 20, 24, 4119])
def test_a_damaged_frame_of_the_write_ahead_log_is_named(tmp_path: Path, within: int) -> None:
    crashed(tmp_path)
    flipped(tmp_path / "journal.sqlite-wal", 32 + 2 * FRAME + within)
    said = "the write-ahead log is damaged in frame 3: what was written from there on is not read"
    assert said in found(judged(tmp_path))


def test_a_damaged_last_frame_is_named_although_no_checkpoint_misses_it(tmp_path: Path) -> None:
    crashed(tmp_path)
    path = tmp_path / "journal.sqlite-wal"
    frames = (path.stat().st_size - 32) // FRAME
    flipped(path, path.stat().st_size - 100)
    report = judged(tmp_path)
    text = f"the write-ahead log is damaged in frame {frames}: what was written from there on is not read"
    assert (report.code, found(report)) == (Code.TRUNCATED, [text])


def test_a_write_ahead_log_cut_before_the_newest_checkpoint_is_a_rollback(tmp_path: Path) -> None:
    crashed(tmp_path)
    path = tmp_path / "journal.sqlite-wal"
    for length in (0, 10, 32, 32 + FRAME, 32 + 3 * FRAME + 17):
        with path.open("r+b") as file:
            file.truncate(length)
        report = judged(tmp_path)
        assert report.code is Code.TRUNCATED
        assert found(report)[0].startswith("the journal once had 330 entries, as second place/2026-11-22.jsonl:3 says")
        crashed_again = tmp_path / "again"
        crashed_again.mkdir(exist_ok=True)
        crashed(crashed_again)
        shutil.copy(crashed_again / "journal.sqlite-wal", path)


def test_an_unfinished_transaction_at_the_end_is_no_trouble(tmp_path: Path) -> None:
    log = crashed(tmp_path)
    path = tmp_path / "journal.sqlite-wal"
    with path.open("r+b") as file:
        file.truncate(path.stat().st_size - FRAME)
    report = judged(tmp_path)
    assert (report.code, report.facts["size"]) == (Code.OK, len(log.entries) - 3)


def test_what_an_older_writing_of_the_log_left_behind_is_passed_over(tmp_path: Path) -> None:
    log = small()
    path = log.save(tmp_path / "live")
    connection = opened(path)
    connection.execute("PRAGMA wal_autocheckpoint=0")
    for _ in range(5):
        log.fill(20)
        log.append(connection)
    connection.execute("PRAGMA wal_checkpoint(RESTART)")
    log.fill(1)
    log.append(connection)
    for suffix in ("", "-wal"):
        shutil.copy(f"{path}{suffix}", tmp_path)
    connection.close()
    assert wal.trouble(tmp_path / "journal.sqlite", tmp_path / "journal.sqlite-wal", still=True) == []
    report = judged(tmp_path / "journal.sqlite")
    assert (report.code, report.facts["size"]) == (Code.OK, 401)


@pytest.mark.parametrize("foreign", [1, 2, 3])
def test_frames_of_an_older_writing_before_one_of_this_are_damage(tmp_path: Path, foreign: int) -> None:
    """Somebody has hidden frames by giving them other salts; whatever follows is of this writing still."""
    crashed(tmp_path)
    path = tmp_path / "journal.sqlite-wal"
    data = bytearray(path.read_bytes())
    frames = (len(data) - 32) // FRAME
    for number in range(frames - 1 - foreign, frames - 1):
        at = 32 + number * FRAME
        data[at + 8 : at + 16] = bytes(8)
    path.write_bytes(data)
    assert wal.trouble(tmp_path / "journal.sqlite", path, still=True) == [
        (
            "the write-ahead log is damaged in frame {frame}: what was written from there on is not read",
            {"frame": frames - foreign},
        )
    ]
    path.write_bytes(data[: 32 + (frames - 1) * FRAME])
    assert wal.trouble(tmp_path / "journal.sqlite", path, still=True) == []


def test_trouble_that_goes_away_while_we_look_is_a_running_core_s(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    crashed(tmp_path)
    path = tmp_path / "journal.sqlite-wal"
    whole = path.read_bytes()
    flipped(path, 32 + FRAME + 50)
    waited = []

    def wait(seconds: float) -> None:
        waited.append(seconds)
        path.write_bytes(whole)

    monkeypatch.setattr("audit.wal.time.sleep", wait)
    assert wal.trouble(tmp_path / "journal.sqlite", path, still=False) == []
    assert waited == [0.1]


def test_trouble_that_stays_is_reported_after_a_second(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    crashed(tmp_path)
    path = tmp_path / "journal.sqlite-wal"
    flipped(path, 32 + FRAME + 50)
    waited: list[float] = []
    monkeypatch.setattr("audit.wal.time.sleep", waited.append)
    ((_, values),) = wal.trouble(tmp_path / "journal.sqlite", path, still=False)
    assert (len(waited), values) == (9, {"frame": 2})


def test_a_write_ahead_log_beside_a_database_without_is_named(tmp_path: Path) -> None:
    crashed(tmp_path)
    path = tmp_path / "journal.sqlite"
    with path.open("r+b") as file:
        file.seek(18)
        file.write(b"\x01\x01")
    assert "a write-ahead log lies beside a database that says it has none" in found(judged(tmp_path))


def test_an_older_program_s_database_is_sent_back_to_its_core(tmp_path: Path) -> None:
    connection = opened(tmp_path / "journal.sqlite")
    connection.executescript("CREATE TABLE tree (id); CREATE TABLE journal (seq INTEGER PRIMARY KEY, entry BLOB)")
    connection.close()
    report = judged(tmp_path)
    assert report.code is Code.UNREADABLE
    assert found(report)[0].endswith("journal.sqlite was written by an older program: start its core once")


def test_what_is_no_database_is_unreadable(tmp_path: Path) -> None:
    for name, data in {"a.sqlite": b"", "b.sqlite": b"SQLite format 3", "c": b"hello", "d": b""}.items():
        (tmp_path / name).write_bytes(data)
        assert judged(tmp_path / name).code is Code.UNREADABLE
    assert judged(tmp_path / "nothing").code is Code.UNREADABLE
    with pytest.raises(Unreadable):
        sqlite.opener(tmp_path / "c")


def test_a_database_cut_in_the_middle_is_found(tmp_path: Path) -> None:
    path = small().save(tmp_path)
    os.truncate(path, path.stat().st_size // 2 // 4096 * 4096)
    assert judged(tmp_path).code in (Code.ALTERED, Code.UNREADABLE)


def test_a_file_that_is_damaged_where_no_row_lies_is_named(tmp_path: Path) -> None:
    path = small().save(tmp_path)
    with path.open("r+b") as file:
        file.seek(36)
        file.write(b"\0\0\0\x05")
    report = judged(tmp_path)
    assert report.code is Code.ALTERED
    assert found(report)[0].startswith("the database is damaged: ")


def test_an_entry_of_gigantic_length_is_not_read(tmp_path: Path) -> None:
    changed(small().save(tmp_path), f"UPDATE journal SET entry = zeroblob({17 * 2**20}) WHERE seq = 7")
    report = judged(tmp_path)
    assert report.code is Code.ALTERED
    assert "the entries from 0 on cannot be read: the file is damaged" in found(report)


def test_names_with_strange_characters_are_opened(tmp_path: Path) -> None:
    folder = tmp_path / "a?b#c%20d"
    assert judged(small().save(folder)).code is Code.OK


def test_columns_are_compared_by_what_sqlite_makes_of_their_types() -> None:
    said = {"BIGINT": "INTEGER", "VARCHAR(32)": "TEXT", "CLOB": "TEXT", "BLOB": "BLOB", "": "BLOB", "DOUBLE": "REAL"}
    assert {text: affinity(text) for text in said} == said
    assert (affinity("FLOAT"), affinity("real"), affinity("DATE")) == ("REAL", "REAL", "NUMERIC")


def test_an_empty_journal_is_vouched_for_by_nobody(tmp_path: Path) -> None:
    Log().save(tmp_path)
    report = judged(tmp_path)
    assert (report.code, found(report)) == (
        Code.KEY,
        ["the journal names no key that it is sealed with", "no checkpoint vouches for the entries"],
    )


def test_a_journal_whose_core_was_stopped_before_its_first_entry_is_as_it_was(tmp_path: Path) -> None:
    path = Log().save(tmp_path)
    tmp_path.joinpath("checkpoints", "2026-11-22.jsonl").unlink()
    report = judged(tmp_path)
    assert (report.code, found(report)) == (Code.OK, [])
    assert "there is no entry, and no checkpoint anywhere that tells of one" in told(report)
    assert judged(tmp_path, keys=[FIRST]).code is Code.KEY
    assert judged(path).code is Code.KEY


@pytest.mark.parametrize("seq", [2**62, -(2**62)])
def test_a_place_far_away_does_not_take_forever(tmp_path: Path, seq: int) -> None:
    path = small().save(tmp_path)
    connection = sqlite3.connect(path)
    connection.execute("INSERT INTO journal VALUES (?, x'00')", (seq,))
    connection.execute("INSERT INTO tiles VALUES (0, ?, x'00')", (seq,))
    connection.commit()
    connection.close()
    assert judged(tmp_path).code is Code.ALTERED
