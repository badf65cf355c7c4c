"""Whose signature a checkpoint needs: rotations, restorations, witnesses, and everything that is no succession."""

from __future__ import annotations

from pathlib import Path

import pytest

from audit.keys import Ring, ring_of
from audit.notes import parse_key, parse_note
from audit.verdict import Code, Report
from tests.support.audit_cases import DESK, FIRST, SECOND, STRANGER, found, judged, small, told
from tests.support.audit_writer import ORIGIN, Log, Signer, checkpoint_text, lines

THIRD = Signer(ORIGIN, 3)
FRESH = Signer("commandcenter/99999999", 4)
ROOT = b"\x11" * 32


def note(size: int, *signers: Signer, origin: str = ORIGIN) -> bytes:
    text = checkpoint_text(origin, size, ROOT)
    return (text + "\n" + "".join(signer.line(text) for signer in signers)).encode()


def seal(seq: int, key: Signer, before: Signer | None = None) -> tuple[int, dict[str, object]]:
    change: dict[str, object] = {"do": "seal.key", "vkey": key.vkey}
    return seq, change if before is None else {**change, "before": before.vkey}


def ring(
    *changes: tuple[int, dict[str, object]], first: int = 0, size: int = 1000, given: Signer | None = None
) -> Ring:
    keys = [] if given is None else [parse_key(given.vkey)]
    it = ring_of(changes, keys, Report(), first=first)
    it.size = size
    return it


TWO = (seal(5, FIRST), seal(100, SECOND, FIRST))

ACCEPTED = {
    "the first key": (note(6, FIRST), TWO),
    "the first key, up to the entry of the second": (note(100, FIRST), TWO),
    "both keys at the succession": (note(101, FIRST, SECOND), TWO),
    "both keys in the other order": (note(101, SECOND, FIRST), TWO),
    "the second key": (note(102, SECOND), TWO),
    "beside others that nobody knows": (note(102, Signer("other/1", 7), SECOND), TWO),
    "beyond the journal": (note(2000, SECOND), TWO),
    "the second key beside the first": (note(300, FIRST, SECOND), TWO),
}


@pytest.mark.parametrize("case", ACCEPTED.values(), ids=ACCEPTED.keys())
def test_a_checkpoint_with_the_key_of_its_time_counts(
    case: tuple[bytes, tuple[tuple[int, dict[str, object]], ...]],
) -> None:
    data, changes = case
    assert ring(*changes).judge(parse_note(data)) is None


REFUSED = {
    "before the first key": (note(5, FIRST), "checkpoint {size} is older than the log's first key"),
    "the old key alone at the succession": (
        note(101, FIRST),
        "checkpoint {size} is not signed with the key of its time",
    ),
    "the new key alone at the succession": (
        note(101, SECOND),
        "checkpoint {size} is not signed with the key of its time",
    ),
    "the old key later": (note(102, FIRST), "checkpoint {size} is not signed with the key of its time"),
    "the new key earlier": (note(100, SECOND), "checkpoint {size} is not signed with the key of its time"),
    "the old key beyond the journal": (note(2000, FIRST), "checkpoint {size} is not signed with the key of its time"),
    "a stranger": (note(50, STRANGER), "checkpoint {size} is signed with an unknown key only"),
    "a stranger beyond the journal": (note(2000, STRANGER), "checkpoint {size} is signed with an unknown key only"),
    "a stranger of the same name as well": (
        note(50, FIRST, STRANGER),
        "checkpoint {size} is also signed with a key that only bears the log's name",
    ),
    "nobody": (note(50), "checkpoint {size} carries no signature"),
    "another origin": (note(50, FIRST, origin="commandcenter/0"), "a checkpoint is of another origin: {origin}"),
}


@pytest.mark.parametrize("case", REFUSED.values(), ids=REFUSED.keys())
def test_a_checkpoint_without_the_key_of_its_time_is_key_trouble(case: tuple[bytes, str]) -> None:
    data, said = case
    finding = ring(*TWO).judge(parse_note(data))
    assert finding is not None
    assert (finding.code, finding.said.template.startswith(said)) == (Code.KEY, True)


def test_a_signature_that_fails_makes_the_whole_note_altered() -> None:
    data = note(102, SECOND).decode()
    other = note(102, FIRST).decode().split("\n\n")[1].replace("— ", "— ")
    broken = data + other.replace(other[-12:-4], "AAAAAAAA")
    finding = ring(*TWO).judge(parse_note(broken.encode()))
    assert finding is not None
    assert finding.code is Code.ALTERED


def test_a_key_that_the_auditor_brings_counts_beyond_the_journal_only() -> None:
    known = ring(*TWO, given=THIRD)
    assert known.judge(parse_note(note(2000, THIRD))) is None
    assert known.judge(parse_note(note(500, THIRD))) is not None


def test_an_archive_without_the_entries_of_the_keys_is_judged_with_the_auditor_s() -> None:
    known = ring(first=256, given=FIRST)
    assert known.judge(parse_note(note(300, FIRST))) is None
    assert known.judge(parse_note(note(300, STRANGER))) is not None


def test_after_pruning_the_key_in_force_is_the_one_that_the_journal_names() -> None:
    pruned = (700, {"do": "journal.pruned", "first": 512, "vkey": SECOND.vkey})
    known = ring(pruned, first=512)
    assert known.judge(parse_note(note(600, SECOND))) is None
    assert known.judge(parse_note(note(600, FIRST))) is not None
    assert known.judge(parse_note(note(511, SECOND))) is not None


def test_a_rotation_behind_a_missing_beginning_names_the_key_before() -> None:
    known = ring(seal(700, SECOND, FIRST), first=512)
    assert known.judge(parse_note(note(600, FIRST))) is None
    assert known.judge(parse_note(note(701, FIRST, SECOND))) is None
    assert known.judge(parse_note(note(702, FIRST))) is not None


BROKEN_SUCCESSIONS = {
    "a second first key": (seal(5, FIRST), seal(100, SECOND)),
    "a key after another than the present one": (seal(5, FIRST), seal(100, SECOND, FIRST), seal(200, THIRD, FIRST)),
    "a key of another name": (seal(5, FIRST), seal(100, FRESH, FIRST)),
    "a key once more": (seal(5, FIRST), seal(100, SECOND, FIRST), seal(200, FIRST, SECOND)),
    "a first key that follows one": (seal(5, FIRST, SECOND),),
    "a first key long after a restoration": (
        seal(5, FIRST),
        (50, {"do": "journal.restored", "origin": ORIGIN}),
        seal(60, FRESH),
    ),
    "a key that is none": ((5, {"do": "seal.key", "vkey": "x"}),),
    "no key": ((5, {"do": "seal.key"}),),
    "a witness's key": ((5, {"do": "seal.key", "vkey": DESK.vkey}),),
    "a log's key as a witness": (seal(5, FIRST), (6, {"do": "witness.known", "name": ORIGIN, "vkey": FIRST.vkey})),
    "a witness of another name": (seal(5, FIRST), (6, {"do": "witness.known", "name": "desk-2", "vkey": DESK.vkey})),
}


@pytest.mark.parametrize("changes", BROKEN_SUCCESSIONS.values(), ids=BROKEN_SUCCESSIONS.keys())
def test_what_is_no_succession_is_key_trouble(changes: tuple[tuple[int, dict[str, object]], ...]) -> None:
    report = Report()
    ring_of(changes, [], report, first=0)
    assert [finding.code for finding in report.findings] == [Code.KEY]
    assert report.findings[0].entry == changes[-1][0]


def restored_log() -> Log:
    """A log of 500 that was put back to 302, and goes on as another one."""
    lost = small()
    lost.fill(200)
    newest = lost.seal()
    log = small()
    log.second = list(lost.second)
    log.add({"do": "journal.restored", "origin": ORIGIN, "note": newest, "reason": "disk"})
    log.signer = FRESH
    log.add({"do": "seal.key", "vkey": FRESH.vkey})
    log.seal()
    log.fill(300)
    log.seal()
    return log


def test_a_restored_journal_is_rolled_back_until_the_auditor_says_that_he_knows(tmp_path: Path) -> None:
    restored_log().save(tmp_path)
    report = judged(tmp_path)
    assert report.code is Code.TRUNCATED
    assert found(report) == ["the journal was restored at entry 300; if you know of it, say --restored 300"]
    known = judged(tmp_path, restored=[300], keys=[FIRST, FRESH])
    assert (known.code, found(known)) == (Code.OK, [])
    assert "entry 300 tells of a restored journal, as you know: a log of 500 entries ended there" in told(known)


def test_a_restoration_does_not_hide_more_than_it_tells(tmp_path: Path) -> None:
    log, lost = restored_log(), small().fill(400)
    lost.seal()
    log.second.append(lost.second[-1])
    log.save(tmp_path)
    report = judged(tmp_path, restored=[300])
    assert (report.code, len(report.findings)) == (Code.TRUNCATED, 1)


OTHER = Signer("commandcenter/77777777", 8)


def emptied_log(others: tuple[str, ...] = ()) -> Log:
    """All that was lost was 500 entries, with a key of which nothing is left but checkpoints elsewhere."""
    lost = small()
    lost.know(DESK)
    lost.fill(199)
    newest = lost.seal()
    log = Log(FRESH)
    log.second, log.witnessed = list(lost.second), lost.witnessed
    log.add({"do": "journal.restored", "origin": ORIGIN, "note": newest, "reason": "x", "others": list(others)})
    log.add({"do": "seal.key", "vkey": FRESH.vkey})
    log.seal()
    log.fill(600)
    log.seal()
    return log


def test_what_is_left_of_a_log_that_a_restoration_names_is_no_other_origin(tmp_path: Path) -> None:
    emptied_log().save(tmp_path)
    assert found(judged(tmp_path))[0] == "the journal was restored at entry 0; if you know of it, say --restored 0"
    report = judged(tmp_path, restored=[0])
    assert (report.code, found(report)) == (Code.OK, [])
    assert (
        "4 checkpoints of commandcenter/1a2b3c4d, which ended, cannot be proven: the entry that named their key is lost"
        in told(report)
    )
    assert report.facts["keys"] == [[FRESH.vkey]]


def test_what_is_left_of_a_lost_log_can_be_proven_by_a_key_that_the_auditor_has(tmp_path: Path) -> None:
    emptied_log().save(tmp_path)
    report = judged(tmp_path, restored=[0], keys=[FIRST, FRESH])
    assert (report.code, found(report)) == (Code.OK, [])
    assert not any("cannot be proven" in it for it in told(report))
    second = tmp_path / "checkpoints" / "2026-11-22.jsonl"
    second.write_text(second.read_text(encoding="utf-8").replace("\\n500\\n", "\\n499\\n"), encoding="utf-8")
    assert judged(tmp_path, restored=[0], keys=[FIRST, FRESH]).code is Code.ALTERED


@pytest.mark.parametrize("keys", [(), (FIRST, FRESH)], ids=["without its key", "with its key"])
def test_a_lost_log_was_not_longer_than_its_restoration_tells(tmp_path: Path, keys: tuple[Signer, ...]) -> None:
    log, longer = emptied_log(), small().fill(201)
    longer.seal()
    log.second.append(longer.second[-1])
    log.save(tmp_path)
    report = judged(tmp_path, restored=[0], keys=keys)
    assert (report.code, found(report)) == (
        Code.TRUNCATED,
        [
            "second place/2026-11-22.jsonl:6 knows of 501 entries of a log that ended;"
            " its restoration does not tell of them"
        ],
    )


def test_a_log_whose_length_the_restoration_does_not_tell_may_have_had_any(tmp_path: Path) -> None:
    log, other = emptied_log((OTHER.name, "not a name")), Log(OTHER).begin().fill(898)
    other.seal()
    log.second += other.second
    log.save(tmp_path)
    report = judged(tmp_path, restored=[0])
    assert (report.code, found(report)) == (Code.OK, [])
    assert (
        "1 checkpoints of commandcenter/77777777, which ended, cannot be proven: the entry that named their key is lost"
        in told(report)
    )


def test_a_log_that_no_restoration_names_is_another_origin(tmp_path: Path) -> None:
    log, other = emptied_log(), Log(OTHER).begin()
    other.seal()
    log.second += other.second
    log.save(tmp_path)
    report = judged(tmp_path, restored=[0])
    assert (report.code, found(report)) == (
        Code.KEY,
        ["second place/2026-11-22.jsonl:6: a checkpoint is of another origin: commandcenter/77777777"],
    )


def test_checkpoints_of_two_ended_logs_do_not_contradict_each_other(tmp_path: Path) -> None:
    """Both once had 500 entries."""
    log, other = emptied_log((OTHER.name,)), Log(OTHER).begin().fill(498)
    other.seal()
    log.second += other.second
    log.save(tmp_path)
    report = judged(tmp_path, restored=[0], keys=[FIRST, FRESH, OTHER])
    assert (report.code, found(report)) == (Code.OK, [])


def test_a_key_that_was_named_in_lost_entries_is_no_trouble(tmp_path: Path) -> None:
    lost = small()
    lost.fill(100)
    lost.rotate(SECOND)
    lost.fill(98)
    lost.know(DESK)
    newest = lost.seal()
    log = small()
    log.second, log.witnessed = list(lost.second), lost.witnessed
    log.add({"do": "journal.restored", "origin": ORIGIN, "note": newest})
    log.signer = FRESH
    log.add({"do": "seal.key", "vkey": FRESH.vkey})
    log.seal()
    log.save(tmp_path)
    report = judged(tmp_path, restored=[300])
    assert (report.code, found(report)) == (Code.OK, [])
    assert (
        "2 checkpoints of commandcenter/1a2b3c4d, which ended, cannot be proven: the entry that named their key is lost"
        in told(report)
    )


def test_a_restored_journal_needs_a_key_of_each_of_its_logs(tmp_path: Path) -> None:
    restored_log().save(tmp_path)
    assert judged(tmp_path, restored=[300], keys=[FIRST]).code is Code.KEY
    assert judged(tmp_path, restored=[300], keys=[FRESH]).code is Code.KEY


def test_a_rotation_that_a_crash_cut_short_is_no_trouble(tmp_path: Path) -> None:
    log = small()
    log.add({"do": "seal.key", "vkey": SECOND.vkey, "before": FIRST.vkey})
    log.save(tmp_path)
    lines(tmp_path / "keys" / "seal.json", [FIRST.file()])
    assert judged(tmp_path).code is Code.OK


def test_a_fork_that_a_seat_reported_is_told(tmp_path: Path) -> None:
    log = small()
    log.add({"do": "journal.forked", "seat": "desk-1", "note": "", "known": True})
    log.seal()
    log.save(tmp_path)
    assert "entry 300 tells of a seat that held another history" in told(judged(tmp_path))
