"""The oldest entries taken away under a false excuse: in both kinds of database the verifier names the entry."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest

from audit.verdict import Code, Report
from tests.support.audit_cases import FIRST, SECOND, found, full, judged, told
from tests.support.audit_postgres import connected, text_of, write
from tests.support.audit_pruned import agreed, agreeing, giving, left_by, packed, save, telling
from tests.support.audit_writer import Log, write_tar
from tests.support.postgres import Server

OTHER = "cd" * 32
BEFORE = "the entries before 600 are missing"
EXCUSED = "entries before 600 were archived; the journal says so"
Forge = Callable[[Log], None]


def excuse(log: Log) -> None:
    """Whatever came before, this is what takes the entries away."""
    log.add(telling(base=sha256(base_of(log)).hexdigest()))


def base_of(log: Log) -> bytes:
    return packed(left_by(log))


def nothing(log: Log) -> None:
    excuse(log)


def with_approvals(log: Log) -> None:
    agreed(log)
    excuse(log)


def of_one_person(log: Log) -> None:
    log.add(giving(persons=("S1", "S1")))
    log.add(agreeing())
    excuse(log)


def of_other_numbers(log: Log) -> None:
    log.add(giving(599))
    log.add(agreeing(599))
    excuse(log)


def of_another_archive(log: Log) -> None:
    log.add(giving(archive=OTHER))
    log.add(agreeing(archive=OTHER))
    excuse(log)


def approved_for_less(log: Log) -> None:
    log.add(giving(300))
    log.add(agreeing())
    excuse(log)


def without_approval(log: Log) -> None:
    log.add(agreeing())
    excuse(log)


def approved_afterwards(log: Log) -> None:
    excuse(log)
    agreed(log)


# What was written, whether somebody has sealed it, and what is said of it.
FORGED: dict[str, tuple[Forge, bool, str]] = {
    "unsealed, with nothing before it": (
        nothing,
        False,
        f"{BEFORE}: no checkpoint vouches for entry 708, which excuses it",
    ),
    "unsealed, with approvals": (
        with_approvals,
        False,
        f"{BEFORE}: no checkpoint vouches for entry 710, which excuses it",
    ),
    "sealed, without approvals": (nothing, True, f"{BEFORE}: entry 708 excuses it, and nobody had agreed to it"),
    "sealed, approved by nobody": (
        without_approval,
        True,
        f"{BEFORE}: entry 709 excuses it, and no two persons approved what entry 708 says was agreed",
    ),
    "sealed, approved by one person with two accounts": (
        of_one_person,
        True,
        f"{BEFORE}: entry 710 excuses it, and one person alone approved it in entry 708",
    ),
    "sealed, approved for other numbers": (
        of_other_numbers,
        True,
        f"{BEFORE}: entry 710 excuses it, and nobody had agreed to it",
    ),
    "sealed, approved for another archive": (
        of_another_archive,
        True,
        f"{BEFORE}: entry 710 excuses it, and nobody had agreed to it",
    ),
    "sealed, approved for fewer entries": (
        approved_for_less,
        True,
        f"{BEFORE}: entry 710 excuses it, and no two persons approved what entry 709 says was agreed",
    ),
    "sealed, approved afterwards": (
        approved_afterwards,
        True,
        f"{BEFORE}: entry 708 excuses it, and nobody had agreed to it",
    ),
}


def forged(forge: Forge, sealed: bool) -> tuple[Log, int]:
    """The log, and the entry that excuses what is missing."""
    log = full()
    forge(log)
    (entry,) = [seq for seq, data in enumerate(log.entries) if b"journal.pruned" in data]
    if sealed:
        log.seal()
    return log, entry


def put(log: Log, entry: int, postgres: Server) -> str:
    url = postgres.database()
    write(url, log)
    with connected(url) as connection:
        connection.execute("ALTER TABLE journal DISABLE TRIGGER journal_append_only")
        connection.execute("CREATE TABLE bases (size BIGINT PRIMARY KEY, entry BIGINT NOT NULL, value BYTEA NOT NULL)")
        connection.execute("DELETE FROM journal WHERE seq < 600")
        connection.execute("INSERT INTO bases VALUES (600, %s, %s)", (entry, base_of(log)))
        connection.execute("UPDATE alembic_version SET version_num = '0004'")
        connection.execute("ALTER TABLE journal ENABLE TRIGGER journal_append_only")
    return text_of(url)


def must_be_named(report: Report, entry: int, said: str) -> None:
    assert report.code is Code.ALTERED, found(report)
    assert said in found(report)
    assert report.ordered()[0].entry == entry
    assert EXCUSED not in told(report)


@pytest.mark.parametrize("case", FORGED.values(), ids=FORGED.keys())
def test_a_false_excuse_is_named_in_sqlite(tmp_path: Path, case: tuple[Forge, bool, str]) -> None:
    forge, sealed, said = case
    log, entry = forged(forge, sealed)
    save(log, tmp_path, ((600, entry, base_of(log)),))
    for keys in ([], [FIRST]):
        must_be_named(judged(tmp_path, keys=keys), entry, said)


def test_a_false_excuse_is_named_in_postgresql(postgres: Server) -> None:
    for name, (forge, sealed, said) in FORGED.items():
        log, entry = forged(forge, sealed)
        report = judged(put(log, entry, postgres), keys=[FIRST])
        assert said in found(report), name
        must_be_named(report, entry, said)


def test_a_true_one_is_believed_in_both(postgres: Server, tmp_path: Path) -> None:
    log, entry = forged(with_approvals, True)
    save(log, tmp_path, ((600, entry, base_of(log)),))
    for place in (tmp_path, put(log, entry, postgres)):
        report = judged(place, keys=[FIRST])
        assert (report.code, found(report)) == (Code.OK, [])
        assert EXCUSED in told(report)


def test_a_false_excuse_is_named_in_an_archive_too(tmp_path: Path) -> None:
    for name, (forge, sealed, said) in FORGED.items():
        log, entry = forged(forge, sealed)
        files = {it: data for it, data in log.archive_files(first=600).items() if not it.startswith("manifest")}
        signed = log.signed({**files, "base.bin": base_of(log)}, first=600, kind="archive")
        report = judged(write_tar(tmp_path / f"{entry}.ccaudit", signed), keys=[FIRST, SECOND])
        if name == "unsealed, with approvals":
            # The manifest, which is signed, stands for what no checkpoint covers yet.
            assert report.code is Code.OK, found(report)
        elif sealed:
            must_be_named(report, entry, said)
        else:
            must_be_named(report, entry, f"{BEFORE}: entry 708 excuses it, and nobody had agreed to it")


def test_what_a_restored_journal_seals_is_no_excuse(tmp_path: Path) -> None:
    """Whoever starts a core with --accept-restored has it seal what is there, under another name."""
    log, entry = forged(with_approvals, False)
    log.add({"do": "journal.restored", "origin": log.signer.name, "note": log.notes[708], "reason": "x"})
    fresh = type(SECOND)("commandcenter/99999999", 9)
    log.add({"do": "seal.key", "vkey": fresh.vkey})
    log.signer = fresh
    log.seal(cosigned=False)
    save(log, tmp_path, ((600, entry, base_of(log)),))
    report = judged(tmp_path, keys=[FIRST, fresh], restored=[711])
    must_be_named(report, 710, f"{BEFORE}: no checkpoint vouches for entry 710, which excuses it")


def test_a_journal_that_was_about_to_be_pruned_is_as_it_was_sealed(tmp_path: Path) -> None:
    """Between the entry and the deletion a core may have died."""
    for sealed in (False, True):
        log, _ = forged(with_approvals, sealed)
        log.save(tmp_path / str(sealed))
        assert judged(tmp_path / str(sealed), keys=[FIRST]).code is Code.OK
