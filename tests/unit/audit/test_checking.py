"""The whole of a verification: what kind of evidence is opened how, how the work is shared out, and what is told."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from audit import checking, sqlite
from audit.checking import Wish, verify
from audit.parallel import in_order
from audit.source import Damaged
from audit.verdict import Code, Unreadable
from tests.support.audit_cases import DESK, FIRST, WALL, found, full, judged, small, told
from tests.support.audit_pruned import pruned, save
from tests.support.audit_writer import Log, changed, lines, opened, write_tar

Told = list[tuple[str, int, int]]


def test_a_database_is_known_by_its_first_bytes_or_by_its_name(tmp_path: Path) -> None:
    shutil.move(small().save(tmp_path), tmp_path / "copy.db")
    assert judged(tmp_path / "copy.db").code is Code.OK
    path = tmp_path / "other.sqlite"
    path.write_bytes(b"something else")
    assert found(judged(path)) == [f"{path} is no SQLite database"]
    path = tmp_path / "other.db"
    path.write_bytes(b"something else")
    for text in (b"something else", b"# A text that is longer than a header of an archive is\n" * 20):
        path.write_bytes(text)
        assert found(judged(path)) == ["it is neither an archive (.ccaudit) nor a proof of this program"]


def test_a_proof_is_compared_with_keys_only(tmp_path: Path) -> None:
    path = tmp_path / "it"
    path.write_text(small().proof(5), encoding="utf-8")
    note = "a proof is compared with keys only"
    assert note not in told(judged(path, keys=[FIRST]))
    assert told(judged(path, keys=[FIRST], also=[tmp_path]))[0] == note


def test_what_the_auditor_brings_bears_the_name_that_he_gave_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = small()
    log.save(tmp_path / "var")
    lines(tmp_path / "kept" / "a.jsonl", log.second)
    monkeypatch.chdir(tmp_path / "kept")
    for also, name in ((Path(), "./a.jsonl"), (tmp_path / "kept", "kept/a.jsonl"), (Path("a.jsonl"), "a.jsonl")):
        report = judged(tmp_path / "var", also=[also])
        assert f"{name}: 2 checkpoints fit, up to 300 entries" in told(report)


def test_an_archive_tells_its_kind_and_the_digest_of_its_manifest(tmp_path: Path) -> None:
    files = full().archive_files(kind="backup")
    report = judged(write_tar(tmp_path / "it.ccaudit", files), keys=[FIRST])
    assert (report.facts["kind"], report.facts["size"]) == ("backup", 708)
    assert report.facts["manifest"] == files["manifest.sig"].decode().split("\n")[1]


def test_an_archive_is_compared_with_what_the_auditor_brings(tmp_path: Path) -> None:
    log = small()
    path = write_tar(tmp_path / "it.ccaudit", log.archive_files())
    lines(tmp_path / "a.jsonl", log.second[:1])
    assert "a.jsonl: 1 checkpoints fit, up to 200 entries" in told(judged(path, also=[tmp_path / "a.jsonl"]))


def test_a_key_file_is_looked_at_in_a_data_folder_alone(tmp_path: Path) -> None:
    path = small().save(tmp_path)
    lines(tmp_path / "keys" / "seal.json", ["{}"])
    assert found(judged(tmp_path)) == ["keys/seal.json does not hold one key any more"]
    assert judged(path).code is Code.OK


def test_a_database_that_changes_while_it_is_read_is_read_once_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, seen = small().save(tmp_path), list[bool]()
    examine = sqlite.SqliteSource.examine

    def examined(source: Any, report: Any) -> bool:
        seen.append(source.opener.still)
        (tmp_path / "journal.sqlite-shm").write_bytes(b"")
        return bool(examine(source, report))

    monkeypatch.setattr(sqlite.SqliteSource, "examine", examined)
    report = judged(tmp_path)
    assert (seen, report.code, report.facts["size"]) == ([True, False], Code.OK, 300)
    assert told(report).count("2 checkpoints in it fit; the newest that fits is over 300 entries") == 1
    assert path.exists()


def test_what_cannot_be_read_in_either_way_is_unreadable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    small().save(tmp_path)
    tried: list[bool] = []

    def refused(source: Any, opened: Any) -> None:
        tried.append(opened.still)
        raise Unreadable("{path} cannot be opened: {reason}", path="it", reason=str(opened.still))

    monkeypatch.setattr(sqlite.SqliteSource, "__init__", refused)
    report = judged(tmp_path)
    assert (tried, report.code, found(report)) == ([True, False], Code.UNREADABLE, ["it cannot be opened: False"])


def test_what_was_found_before_the_database_was_opened_is_said_once(tmp_path: Path) -> None:
    small().save(tmp_path)
    shutil.rmtree(tmp_path / "checkpoints")
    report = judged(tmp_path, also=[tmp_path / "gone"])
    assert found(report) == [f"{tmp_path / 'gone'} cannot be read: No such file or directory"]
    note = "no second place was found: whether the newest entries are missing cannot be told from it"
    assert told(report).count(note) == 1


def test_many_findings_are_counted_although_the_report_is_moved(tmp_path: Path) -> None:
    changed(small().save(tmp_path), "UPDATE journal SET entry = x'00' WHERE seq >= 100 AND seq < 250")
    report = judged(tmp_path)
    assert (len(report.findings), report.more) == (100, 50)


def test_a_place_that_was_written_to_meanwhile_is_read_up_to_where_it_ended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = small()
    path = log.save(tmp_path)
    opener = sqlite.opener

    def writing(*arguments: Any, **more: Any) -> Any:
        log.fill(10)
        log.seal()
        log.save_places(tmp_path)
        return opener(*arguments, **more)

    monkeypatch.setattr(sqlite, "opener", writing)
    assert judged(tmp_path).code is Code.OK
    assert path.exists()


def test_entries_that_are_missing_make_missing_secrets_a_rollback(tmp_path: Path) -> None:
    log = full()
    log.credentials["late"] = b"x"
    text = "credentials of late are there that no entry names"
    report = judged(log.save(tmp_path / "all"))
    assert (report.code, found(report)) == (Code.ALTERED, [text])
    log.fill(1)
    log.seal()
    log.notes.pop(709)
    log.cosignatures = [it for it in log.cosignatures if it[0] < 709]
    log.entries.pop()
    log.save(tmp_path / "less")
    report = judged(tmp_path / "less")
    assert (report.code, text in found(report)) == (Code.TRUNCATED, True)


@pytest.fixture
def shared(monkeypatch: pytest.MonkeyPatch) -> list[tuple[list[Any], int]]:
    """The tasks that were handed out, and over how many processes; all are done here."""
    seen: list[tuple[list[Any], int]] = []

    def noted(work: Any, tasks: Sequence[Any], source: Any, opener: Any, jobs: int) -> Iterator[Any]:
        seen.append((list(tasks), jobs))
        return in_order(work, tasks, source, opener, 1)

    monkeypatch.setattr(checking, "in_order", noted)
    return seen


LOW, HIGH = -(2**63), 2**63 - 1


def test_work_is_shared_out_in_pieces_and_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, shared: list[tuple[list[Any], int]]
) -> None:
    log = full()
    path = log.save(tmp_path)
    monkeypatch.setattr(checking, "TILES_EACH", 1)
    monkeypatch.setattr(checking, "NOTES_EACH", 3)
    moved: Told = []
    report = verify(Wish(str(path)), lambda *it: moved.append(it))
    assert report.code is Code.OK
    assert shared == [([(0, 1), (1, 2)], 1), ([(LOW, 606), (606, HIGH)], 1)]
    assert moved == [("entries", 256, 708), ("entries", 512, 708), ("checkpoints", 1, 2), ("checkpoints", 2, 2)]
    monkeypatch.setattr(checking, "TILES_EACH", 64)
    moved.clear()
    assert verify(Wish(str(path)), lambda *it: moved.append(it)).facts == report.facts
    assert shared[2] == ([(0, 2)], 1)
    assert moved[0] == ("entries", 708, 708)


@pytest.mark.parametrize(
    ("alone", "notes", "jobs"), [(708, 4, [1, 1]), (707, 4, [7, 1]), (708, 3, [1, 7]), (707, 3, [7, 7])]
)
def test_helpers_are_used_where_there_is_enough_to_do(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    shared: list[tuple[list[Any], int]],
    alone: int,
    notes: int,
    jobs: list[int],
) -> None:
    path = full().save(tmp_path)
    monkeypatch.setattr(checking, "ALONE", alone)
    monkeypatch.setattr(checking, "ALONE_NOTES", notes)
    assert judged(path, jobs=7).code is Code.OK
    assert [it for _, it in shared] == jobs


def test_files_of_checkpoints_count_by_their_length(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, shared: list[tuple[list[Any], int]]
) -> None:
    log = full()
    path = log.save(tmp_path / "var")
    kept = tmp_path / "kept.jsonl"
    lines(kept, log.second)
    expected = 4 + kept.stat().st_size // 300
    for notes, jobs in ((expected, 1), (expected - 1, 7)):
        monkeypatch.setattr(checking, "ALONE_NOTES", notes)
        assert judged(path, also=[kept], jobs=7).code is Code.OK
        assert shared[-1][1] == jobs
        assert len(shared[-1][0]) == 2


def test_helpers_are_not_needed_for_what_was_archived(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, shared: list[tuple[list[Any], int]]
) -> None:
    log, base = pruned()
    save(log, tmp_path, ((600, 710, base),))
    for alone, jobs in ((111, 1), (110, 7)):
        monkeypatch.setattr(checking, "ALONE", alone)
        assert judged(tmp_path, jobs=7).code is Code.OK
        assert shared[-2][1] == jobs


def damaged(*_: object) -> Any:
    raise Damaged("a bad page")


def test_damage_is_said_once_wherever_it_is_met(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    small().save(tmp_path)
    with monkeypatch.context() as patch:
        patch.setattr(sqlite.SqliteSource, "checkpoints", damaged)
        report = judged(tmp_path / "journal.sqlite")
        assert (report.code, found(report)[0]) == (Code.ALTERED, "the checkpoints cannot be read: a bad page")
        assert len(found(report)) == 2
    monkeypatch.setattr(sqlite.SqliteSource, "measure", damaged)
    report = judged(tmp_path)
    assert (report.code, found(report)) == (Code.ALTERED, ["the database is damaged: a bad page"])
    assert report.facts == {}


def test_a_core_that_was_stopped_before_its_first_entry_has_nothing_to_be_altered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Log().save(tmp_path)
    (tmp_path / "checkpoints" / "2026-11-22.jsonl").unlink()
    report = judged(tmp_path)
    assert (report.code, found(report), report.facts) == (Code.OK, [], {"size": 0})
    assert told(report)[-1] == "there is no entry, and no checkpoint anywhere that tells of one"
    assert judged(tmp_path / "journal.sqlite").code is Code.KEY
    assert judged(tmp_path, keys=[FIRST]).code is Code.KEY
    with monkeypatch.context() as patch:
        patch.setattr(sqlite.SqliteSource, "credentials", damaged)
        assert "the credentials cannot be read: a bad page" in found(judged(tmp_path))
    changed(tmp_path / "journal.sqlite", "INSERT INTO credentials VALUES ('li', x'00')")
    assert judged(tmp_path).code is Code.ALTERED


@pytest.mark.parametrize("size", [-1, -5])
def test_checkpoints_of_sizes_that_cannot_be_are_judged_in_one_piece(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, shared: list[tuple[list[Any], int]], size: int
) -> None:
    monkeypatch.setattr(checking, "NOTES_EACH", 1)
    changed(small().save(tmp_path), f"INSERT INTO checkpoints SELECT {size}, at, note FROM checkpoints LIMIT 1")
    report = judged(tmp_path / "journal.sqlite")
    text = f"the database, checkpoint {size}: the checkpoint speaks of 200 entries"
    assert (report.code, found(report)) == (Code.ALTERED, [text])
    assert shared[-1][0] == [(LOW, HIGH)]


def test_witnesses_are_taken_from_what_the_auditor_brings_too(tmp_path: Path) -> None:
    log = Log(FIRST).begin()
    log.witnesses = [DESK, WALL]
    log.seal()
    connection = opened(log.save(tmp_path))
    connection.close()
    wrong = found(judged(tmp_path / "journal.sqlite"))
    text = "the database, checkpoint 2: checkpoint 2 is cosigned by {} with a key that the journal does not know"
    assert wrong == [text.format("desk-1"), text.format("wall-1")]
    assert found(judged(tmp_path / "journal.sqlite", keys=[FIRST, DESK])) == [text.format("wall-1")]
