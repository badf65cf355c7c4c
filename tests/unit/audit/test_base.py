"""A journal whose oldest entries were archived: what they have left stands in for them, and nothing else does."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from pathlib import Path

import msgpack
import pytest

from audit.base import read_base
from audit.entries import EntryError
from audit.verdict import Code
from tests.support.audit_cases import FIRST, SECOND, found, full, judged, told
from tests.support.audit_pruned import agreed, left_by, packed, pruned, save, telling
from tests.support.audit_writer import changed, write_tar

UNREAD = "what the archived entries have left cannot be read: "
OTHER = "what the archived entries have left is not what the journal says"
Left = dict[str, object]


def test_what_the_archived_entries_have_left_stands_in_for_them(tmp_path: Path) -> None:
    log, base = pruned()
    save(log, tmp_path, ((600, 710, base),))
    report = judged(tmp_path, keys=[FIRST])
    assert (report.code, found(report)) == (Code.OK, [])
    assert (report.facts["size"], report.facts["sealed"], report.facts["checkpoints"]) == (711, 711, 5)
    assert report.facts["keys"] == [[FIRST.vkey, SECOND.vkey]]
    assert {
        "entries before 600 were archived; the journal says so",
        "2 credentials compared with the entries that set them",
        "desk-1 cosigned 10 times",
    } <= set(told(report))


def test_without_a_base_the_entry_that_tells_of_the_pruning_names_the_key(tmp_path: Path) -> None:
    log = full()
    log.credentials.clear()
    agreed(log)
    log.add(telling())
    log.seal()
    save(log, tmp_path, ())
    wrong = found(judged(tmp_path, keys=[SECOND]))
    assert not any(text.startswith("what the archived entries have left") for text in wrong)
    assert "the database, checkpoint 260: checkpoint 260 is older than the log's first key" in wrong
    assert "the database, checkpoint 606: checkpoint 606 is not signed" not in " ".join(wrong)


def test_of_several_entries_that_tell_of_the_beginning_the_newest_counts(tmp_path: Path) -> None:
    log, base = pruned()
    log.add(telling(base="00" * 32))
    log.seal()
    save(log, tmp_path / "old", ((600, 710, base),))
    assert found(judged(tmp_path / "old"))[0] == OTHER
    last = log.add({**telling(), "base": msgpack.unpackb(log.entries[710], timestamp=1)["change"]["base"]})
    log.seal()
    save(log, tmp_path / "new", ((600, last, base),))
    assert judged(tmp_path / "new").code is Code.OK
    save(log, tmp_path / "place", ((600, 710, base),))
    assert found(judged(tmp_path / "place"))[0] == OTHER


def test_entries_that_tell_of_another_beginning_do_not_count(tmp_path: Path) -> None:
    log, base = pruned()
    log.add(telling(550, base="00" * 32))
    log.seal()
    save(log, tmp_path, ((600, 710, base),))
    assert judged(tmp_path).code is Code.OK


ROWS: dict[str, tuple[Callable[[bytes], tuple[tuple[int, int, bytes], ...]], str]] = {
    "none": (lambda _: (), "what the archived entries have left is missing; entry 710 names it"),
    "other bytes": (lambda base: ((600, 710, base + b"x"),), OTHER),
    "of another entry": (lambda base: ((600, 709, base),), OTHER),
    "of another beginning": (lambda base: ((601, 710, base),), f"{UNREAD}it is of another beginning"),
    "two": (lambda base: ((600, 710, base), (700, 710, base)), f"{UNREAD}it is of another beginning"),
}


@pytest.mark.parametrize("case", ROWS.values(), ids=ROWS.keys())
def test_a_base_that_the_journal_does_not_name_is_found(
    tmp_path: Path, case: tuple[Callable[[bytes], tuple[tuple[int, int, bytes], ...]], str]
) -> None:
    rows, said = case
    log, base = pruned()
    save(log, tmp_path, rows(base))
    report = judged(tmp_path)
    assert report.code is Code.ALTERED
    assert said in found(report)


def test_a_base_that_is_text_is_none(tmp_path: Path) -> None:
    log, base = pruned()
    path = save(log, tmp_path, ((600, 710, base),))
    changed(path, "UPDATE bases SET value = 'text'")
    assert f"{UNREAD}it is of another beginning" in found(judged(tmp_path))


def test_a_base_before_the_very_first_entry_is_found(tmp_path: Path) -> None:
    log = full()
    base = packed({"size": 0, "marks": [], "digests": {}})
    save(log, tmp_path, ((0, -1, base),), first=0)
    report = judged(tmp_path)
    assert (report.code, found(report)) == (Code.ALTERED, [OTHER])


def test_a_base_that_no_entry_names_is_found(tmp_path: Path) -> None:
    log = full()
    agreed(log)
    log.add(telling())
    log.seal()
    save(log, tmp_path, ((600, 710, packed(left_by(log))),))
    assert OTHER in found(judged(tmp_path))


def with_mark(seq: object, do: str = "witness.known") -> Callable[[Left], Left]:
    return lambda left: {**left, "marks": [[seq, {"do": do}]]}


def with_digest(account: object, seq: object, digest: object) -> Callable[[Left], Left]:
    return lambda left: {**left, "digests": {account: [seq, digest]}}


NO_ENTRY, NO_SECRET = "it tells of what is no entry before the first", "it tells of what is no secret"
CONTENTS: dict[str, tuple[Callable[[Left], Left], str]] = {
    "a mark at the beginning": (with_mark(600), NO_ENTRY),
    "a mark before the first of all": (with_mark(-1), NO_ENTRY),
    "a mark at a truth": (with_mark(True), NO_ENTRY),
    "a mark at a part of a place": (with_mark(1.0), NO_ENTRY),
    "a mark of another kind": (with_mark(5, "operator.acted"), NO_ENTRY),
    "a digest at the beginning": (with_digest("li", 600, "00"), NO_SECRET),
    "a digest before the first of all": (with_digest("li", -1, "00"), NO_SECRET),
    "a digest at a truth": (with_digest("li", True, "00"), NO_SECRET),
    "a digest of a number": (with_digest("li", 5, 7), NO_SECRET),
    "a digest of no account": (with_digest(b"li", 5, "00"), NO_SECRET),
    "another size": (lambda left: {**left, "size": 599}, "it is of another beginning"),
    "no size": (lambda left: {"marks": left["marks"], "digests": left["digests"]}, "'size'"),
    "no marks": (lambda left: {"size": 600, "digests": left["digests"]}, "'marks'"),
    "no digests": (lambda left: {"size": 600, "marks": left["marks"]}, "'digests'"),
    "a mark without its kind": (lambda left: {**left, "marks": [[5, {}]]}, "'do'"),
}


@pytest.mark.parametrize("case", CONTENTS.values(), ids=CONTENTS.keys())
def test_a_base_that_tells_of_what_cannot_have_been_is_no_base(case: tuple[Callable[[Left], Left], str]) -> None:
    change, reason = case
    with pytest.raises(EntryError) as raised:
        read_base(packed(change(left_by(full()))), 600)
    assert str(raised.value) == reason


BYTES = {
    "cut": (packed({"size": 600})[:-1], "it is not whole"),
    "longer": (packed({"size": 600}) + b"x", "it is not whole"),
    "not packed": (b"x" * 20, "Error -3 while decompressing data: incorrect header check"),
    "what is no map": (packed(5), "'int' object is not subscriptable"),
    "digests that are no map": (packed({"size": 600, "marks": [], "digests": 5}), "'int' object has no attribute"),
    "what decodes to nothing": (zlib.compress(b"\xc1"), "FormatError"),
}


@pytest.mark.parametrize("case", BYTES.values(), ids=BYTES.keys())
def test_bytes_that_are_no_base_are_refused(case: tuple[bytes, str]) -> None:
    data, reason = case
    with pytest.raises(EntryError) as raised:
        read_base(data, 600)
    assert str(raised.value).startswith(reason)


def test_a_base_is_read_up_to_its_edges() -> None:
    at = msgpack.Timestamp(5, 500_000_000)
    left = {
        "size": 600,
        "marks": [[0, {"do": "journal.restored", "at": at}], [599, {"do": "journal.forked"}]],
        "digests": {"li": [0, "aa"], "zhang": [599, "bb"]},
    }
    marks = read_base(packed(left), 600)
    assert marks.changes == [(0, {"do": "journal.restored", "at": 5.5}), (599, {"do": "journal.forked"})]
    assert marks.digests == {"li": (0, "aa"), "zhang": (599, "bb")}


def test_a_base_that_cannot_be_read_leaves_the_entries_at_hand(tmp_path: Path) -> None:
    base = packed({"size": 599, "marks": [], "digests": {}})
    log, _ = pruned(base)
    save(log, tmp_path, ((600, 710, base),))
    report = judged(tmp_path, keys=[SECOND])
    assert f"{UNREAD}it is of another beginning" in found(report)
    assert report.facts["keys"] == [[SECOND.vkey]]
    assert "entries before 600 were archived; the journal says so" in told(report)


def test_an_archive_s_base_is_vouched_for_by_its_manifest_unless_its_entries_name_one(tmp_path: Path) -> None:
    log = full()
    files = {name: data for name, data in log.archive_files(first=600).items() if not name.startswith("manifest")}
    base = packed(left_by(log))
    path = write_tar(tmp_path / "it.ccaudit", log.signed({**files, "base.bin": base}, first=600, kind="archive"))
    report = judged(path, keys=[SECOND])
    assert (report.code, found(report)) == (Code.OK, [])
    assert report.facts["keys"] == [[FIRST.vkey, SECOND.vkey]]
    agreed(log)
    log.add(telling(base="00" * 32))
    log.seal()
    files = {name: data for name, data in log.archive_files(first=600).items() if not name.startswith("manifest")}
    path = write_tar(tmp_path / "other.ccaudit", log.signed({**files, "base.bin": base}, first=600, kind="archive"))
    assert found(judged(path, keys=[SECOND]))[0] == OTHER


def test_an_archive_s_base_is_never_read_beyond_the_longest(tmp_path: Path) -> None:
    log = full()
    files = {name: data for name, data in log.archive_files(first=600).items() if not name.startswith("manifest")}
    for length, said in ((2**24, f"{UNREAD}Error -3"), (2**24 + 1, f"{UNREAD}base.bin is too long")):
        signed = log.signed({**files, "base.bin": b"x" * length}, first=600, kind="archive")
        report = judged(write_tar(tmp_path / "it.ccaudit", signed), keys=[SECOND])
        assert any(text.startswith(said) for text in found(report)), found(report)
