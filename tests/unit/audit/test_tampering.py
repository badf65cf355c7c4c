"""Everything that somebody with access to the files can do to a journal, and the exit code that answers it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import msgpack
import pytest

from audit.verdict import Code
from tests.support.audit_cases import DESK, FIRST, SECOND, STRANGER, WALL, found, full, judged, small, told
from tests.support.audit_writer import (
    AT,
    ORIGIN,
    Log,
    Signer,
    changed,
    checkpoint_text,
    entry,
    leaf_hash,
    lines,
    opened,
)

Tampering = Callable[[Path, Log], None]


def database(folder: Path) -> Path:
    return folder / "journal.sqlite"


def sql(*statements: str) -> Tampering:
    return lambda folder, _: changed(database(folder), *statements)


def note(size: int, text: Callable[[str], str]) -> Tampering:
    """Changes the checkpoint of a size in the database alone."""

    def tamper(folder: Path, log: Log) -> None:
        connection = opened(database(folder))
        connection.execute("UPDATE checkpoints SET note = ? WHERE size = ?", (text(log.notes[size]).encode(), size))
        connection.close()

    return tamper


def everywhere(size: int, text: Callable[[str], str]) -> Tampering:
    """Changes the checkpoint of a size in every place."""

    def tamper(folder: Path, log: Log) -> None:
        note(size, text)(folder, log)
        for path in folder.glob("**/*.jsonl"):
            kept = [json.loads(line) for line in path.read_text().splitlines()]
            for line in kept:
                if f"\n{size}\n" in line["note"]:
                    line["note"] = text(line["note"])
            lines(path, [json.dumps(line, ensure_ascii=False) for line in kept])

    return tamper


def rewritten(folder: Path, log: Log, fake: Log) -> None:
    """Puts another log's database and keys into the folder; the second place and the witnesses keep what they have."""
    database(folder).unlink()
    fake.save(folder / "fake", keys=False)
    shutil.move(folder / "fake" / "journal.sqlite", database(folder))
    shutil.rmtree(folder / "fake")


def copy_of(log: Log) -> Log:
    return Log(
        log.signer,
        list(log.entries),
        dict(log.notes),
        list(log.cosignatures),
        dict(log.credentials),
        witnesses=list(log.witnesses),
    )


def edited_with_tree(folder: Path, log: Log) -> None:
    fake = copy_of(log)
    fake.entries[300] = entry(300, {"do": "operator.acted", "action": "nothing"})
    rewritten(folder, log, fake)


def older_copy(folder: Path, log: Log) -> None:
    fake = Log(FIRST, log.entries[:260], {260: log.notes[260]}, log.cosignatures[:2], {})
    fake.credentials = {"zhang": b"sealed secret of zhang", "li": b"an older one of li"}
    rewritten(folder, log, fake)


def forked(folder: Path, log: Log) -> None:
    """Everything after the checkpoint of 506 is another history, sealed with the present key."""
    fake = copy_of(log)
    fake.entries = fake.entries[:506]
    fake.notes = {size: it for size, it in log.notes.items() if size <= 506}
    fake.cosignatures = [it for it in log.cosignatures if it[0] <= 506]
    fake.fill(100, " never done")
    fake.seal(cosigned=False)
    fake.fill(102)
    fake.seal(cosigned=False)
    rewritten(folder, log, fake)


def resealed_old_epoch(folder: Path, log: Log) -> None:
    """As CVE-2023-31439: the entries of the first key are changed and sealed once more with the second one."""
    fake = copy_of(log)
    fake.entries[100] = entry(100, {"do": "operator.acted", "action": "nothing"})
    for size in (260, 606, 708):
        fake.notes.pop(size)
        fake.seal(SECOND, size=size, cosigned=False)
    fake.notes.pop(506)
    fake.seal(SECOND, size=506, cosigned=False)
    fake.cosignatures = []
    rewritten(folder, log, fake)


def inserted(folder: Path, log: Log) -> None:
    fake = copy_of(log)
    later = [msgpack.packb(msgpack.unpackb(data) | {"seq": 351 + at}) for at, data in enumerate(log.entries[350:707])]
    fake.entries = [*log.entries[:350], entry(350, {"do": "operator.acted", "action": "new"}), *later]
    rewritten(folder, log, fake)


def truncated(folder: Path, log: Log) -> None:
    changed(database(folder), "DELETE FROM journal WHERE seq >= 650")


def truncated_with_tree(folder: Path, log: Log) -> None:
    fake = copy_of(log)
    fake.entries = fake.entries[:650]
    fake.notes.pop(708)
    fake.cosignatures = [it for it in fake.cosignatures if it[0] < 708]
    rewritten(folder, log, fake)


def stripped(text: str) -> str:
    return text[: text.index("\n\n") + 2]


def signed_by(*signers: Signer) -> Callable[[str], str]:
    return lambda text: (
        text.split("\n\n")[0] + "\n\n" + "".join(it.line(text.split("\n\n")[0] + "\n") for it in signers)
    )


def other_origin(text: str) -> str:
    fresh = text.split("\n\n")[0].replace(ORIGIN, "commandcenter/ffffffff") + "\n"
    return fresh + "\n" + Signer("commandcenter/ffffffff", 2).line(fresh)


def resigned(change: Callable[[str], str]) -> Callable[[str], str]:
    """A text that was changed and then signed with the right key."""

    def apply(text: str) -> str:
        fresh = change(text.split("\n\n")[0] + "\n")
        return fresh + "\n" + SECOND.line(fresh)

    return apply


def also_colliding(text: str) -> str:
    return text + Signer(ORIGIN, 55).line(text.split("\n\n")[0] + "\n")


def cosigned_at(time: int) -> Tampering:
    def tamper(folder: Path, log: Log) -> None:
        line = DESK.cosign(checkpoint_text(ORIGIN, 606, log.root(606)), time)
        connection = opened(database(folder))
        connection.execute("UPDATE cosignatures SET line = ? WHERE size = 606 AND name = 'desk-1'", (line,))
        connection.close()

    return tamper


def cosignature(line: Callable[[str], str], name: str = "desk-1") -> Tampering:
    def tamper(folder: Path, log: Log) -> None:
        text = log.notes[606].split("\n\n")[0] + "\n"
        connection = opened(database(folder))
        statement = "UPDATE cosignatures SET line = ?, name = ? WHERE size = 606 AND name = 'desk-1'"
        connection.execute(statement, (line(text), name))
        connection.close()

    return tamper


def without_checkpoints(folder: Path, log: Log) -> None:
    changed(database(folder), "DELETE FROM checkpoints", "DELETE FROM cosignatures")
    shutil.rmtree(folder / "checkpoints")
    shutil.rmtree(folder / "seats")


EDITED = entry(77, {"do": "operator.acted", "action": "nothing"})
ADDED = entry(708, {"do": "operator.acted", "action": "more"})

CASES: dict[str, tuple[Tampering, Code, str]] = {
    "an entry edited": (
        sql(f"UPDATE journal SET entry = x'{EDITED.hex()}' WHERE seq = 77"),
        Code.ALTERED,
        "entry 77 was altered: its bytes do not give the hash that was sealed",
    ),
    "an entry deleted": (sql("DELETE FROM journal WHERE seq = 77"), Code.ALTERED, "entry 77 is missing"),
    "the first entry deleted": (
        sql("DELETE FROM journal WHERE seq = 0"),
        Code.ALTERED,
        "the entries before 1 are missing",
    ),
    "two entries swapped": (
        sql(
            "UPDATE journal SET seq = -1 WHERE seq = 80",
            "UPDATE journal SET seq = 80 WHERE seq = 81",
            "UPDATE journal SET seq = 81 WHERE seq = -1",
        ),
        Code.ALTERED,
        "entry 80 was altered: its bytes do not give the hash that was sealed",
    ),
    "an entry doubled in the place of the next": (
        sql("UPDATE journal SET entry = (SELECT entry FROM journal WHERE seq = 90) WHERE seq = 91"),
        Code.ALTERED,
        "entry 91 was altered: its bytes do not give the hash that was sealed",
    ),
    "entries numbered anew": (
        sql(
            "DELETE FROM journal WHERE seq = 100",
            "UPDATE journal SET seq = -seq WHERE seq > 100",
            "UPDATE journal SET seq = -seq - 1 WHERE seq < 0",
        ),
        Code.ALTERED,
        "entry 100 was altered: its bytes do not give the hash that was sealed",
    ),
    "an entry added": (
        sql(f"INSERT INTO journal VALUES (708, x'{ADDED.hex()}')"),
        Code.ALTERED,
        "entry 708 is not in the tree",
    ),
    "an entry added with its hash": (
        sql(
            f"INSERT INTO journal VALUES (708, x'{ADDED.hex()}')",
            f"UPDATE tiles SET hashes = CAST(hashes || x'{leaf_hash(b'another').hex()}' AS BLOB)"
            " WHERE level = 0 AND number = 2",
        ),
        Code.ALTERED,
        "entry 708 and its hash in the tile do not fit each other",
    ),
    "an entry before the first": (
        sql("INSERT INTO journal VALUES (-1, x'00')"),
        Code.ALTERED,
        "entry 708 is missing",
    ),
    "an entry stored as text": (
        sql("UPDATE journal SET entry = 'text' WHERE seq = 500"),
        Code.ALTERED,
        "entry 500 is not stored as bytes",
    ),
    "the tail cut off": (
        truncated,
        Code.TRUNCATED,
        "the entries from 650 on are missing: the tree holds 708",
    ),
    "the tail cut off with its tree and checkpoint": (
        truncated_with_tree,
        Code.TRUNCATED,
        "the journal once had 708 entries, as second place/2026-11-22.jsonl:4 says; now it has 650",
    ),
    "the tail cut off with the secret that it sets": (
        sql("DELETE FROM journal WHERE seq >= 400"),
        Code.TRUNCATED,
        "the credentials of li are not those that entry 5 names",
    ),
    "an older copy put back": (
        older_copy,
        Code.TRUNCATED,
        "the journal once had 506 entries, as second place/2026-11-22.jsonl:2 says; now it has 260",
    ),
    "an entry edited and the tree made anew without the key": (
        edited_with_tree,
        Code.ALTERED,
        "entries 260 to 505 are not those that were sealed: checkpoint 506 in desk-1.witness/2026-11-22.jsonl:2",
    ),
    "an entry put in and the tree made anew": (
        inserted,
        Code.ALTERED,
        "entries 260 to 505 are not those that were sealed",
    ),
    "forked at a checkpoint and sealed with the present key": (
        forked,
        Code.FORKED,
        "the log has signed two histories: desk-1.witness/2026-11-22.jsonl:3 holds the root",
    ),
    "an old epoch sealed once more with the new key": (
        resealed_old_epoch,
        Code.FORKED,
        "the log has signed two histories: desk-1.witness/2026-11-22.jsonl:",
    ),
    "a hash in a tile changed": (
        sql("UPDATE tiles SET hashes = zeroblob(8192) WHERE level = 0 AND number = 1"),
        Code.ALTERED,
        "the hash of entry 256 in its tile was altered; the entry is as it was sealed",
    ),
    "a tile removed": (
        sql("DELETE FROM tiles WHERE level = 0 AND number = 1"),
        Code.ALTERED,
        "entry 256 is not in the tree",
    ),
    "an upper tile changed": (
        sql("UPDATE tiles SET hashes = zeroblob(64) WHERE level = 1"),
        Code.ALTERED,
        "tile 1/0 is not what the entries give",
    ),
    "an upper tile removed": (sql("DELETE FROM tiles WHERE level = 1"), Code.ALTERED, "tile 1/0 is missing"),
    "a tile added": (
        sql("INSERT INTO tiles VALUES (2, 0, zeroblob(32))"),
        Code.ALTERED,
        "tile 2/0 is not what the entries give",
    ),
    "an empty tile added": (
        sql("INSERT INTO tiles VALUES (7, 3, x'')"),
        Code.ALTERED,
        "tile 7/3 is not what the entries give",
    ),
    "a signature stripped": (
        everywhere(708, stripped),
        Code.KEY,
        "the database, checkpoint 708: checkpoint 708 carries no signature",
    ),
    "signed with an unknown key": (
        note(708, signed_by(Signer("other/1", 5))),
        Code.KEY,
        "the database, checkpoint 708: checkpoint 708 is signed with an unknown key only",
    ),
    "signed with a key of the same name": (
        note(708, signed_by(STRANGER)),
        Code.KEY,
        "the database, checkpoint 708: checkpoint 708 is signed with an unknown key only",
    ),
    "signed with a key of the same name as well": (
        note(708, also_colliding),
        Code.KEY,
        "the database, checkpoint 708: checkpoint 708 is also signed with a key that only bears the log's name",
    ),
    "signed with the key of an earlier time": (
        note(708, signed_by(FIRST)),
        Code.KEY,
        "the database, checkpoint 708: checkpoint 708 is not signed with the key of its time, only with another one",
    ),
    "signed with the key of a later time": (
        note(260, signed_by(SECOND)),
        Code.KEY,
        "the database, checkpoint 260: checkpoint 260 is not signed with the key of its time, only with another one",
    ),
    "a new key without the word of the one before": (
        everywhere(506, signed_by(SECOND)),
        Code.KEY,
        "the key that entry 505 names was not vouched for by the key before",
    ),
    "of another origin": (
        note(708, other_origin),
        Code.KEY,
        "the database, checkpoint 708: a checkpoint is of another origin: commandcenter/ffffffff",
    ),
    "a root changed": (
        note(708, lambda text: text.replace(text.split("\n")[2], "A" * 43 + "=")),
        Code.ALTERED,
        "the database, checkpoint 708: the signature of checkpoint 708 does not fit its text",
    ),
    "a size changed": (
        note(708, lambda text: text.replace("\n708\n", "\n707\n")),
        Code.ALTERED,
        "the database, checkpoint 708: the checkpoint speaks of 707 entries",
    ),
    "a size with a leading zero": (
        note(708, resigned(lambda text: text.replace("\n708\n", "\n0708\n"))),
        Code.ALTERED,
        "the database, checkpoint 708: what stands there is no checkpoint: a number is not of the form",
    ),
    "carriage returns": (
        note(708, resigned(lambda text: text.replace("\n", "\r\n"))),
        Code.ALTERED,
        "the database, checkpoint 708: what stands there is no checkpoint: a control character",
    ),
    "two hyphens for the dash": (
        note(708, lambda text: text.replace("—", "--")),
        Code.ALTERED,
        "the database, checkpoint 708: what stands there is no checkpoint: a signature line is not of the form",
    ),
    "a checkpoint removed": (
        sql("DELETE FROM checkpoints WHERE size = 606", "DELETE FROM cosignatures WHERE size = 606"),
        Code.TRUNCATED,
        "checkpoint 606 stands in desk-1.witness/2026-11-22.jsonl and not in the database any more",
    ),
    "all checkpoints removed": (
        without_checkpoints,
        Code.KEY,
        "no checkpoint vouches for the entries",
    ),
    "a cosignature without its checkpoint": (
        sql("INSERT INTO cosignatures SELECT 300, name, line FROM cosignatures LIMIT 1"),
        Code.ALTERED,
        "the database: desk-1 has cosigned checkpoint 300, which is not there",
    ),
    "a cosignature of tomorrow's tomorrow": (
        cosigned_at(2**40),
        Code.KEY,
        "the database, checkpoint 606: desk-1 cosigned checkpoint 606 at a time that cannot be: 1099511627776 s after",
    ),
    "a cosignature of 1970": (
        cosigned_at(3600),
        Code.KEY,
        "the database, checkpoint 606: desk-1 cosigned checkpoint 606 at a time that cannot be: 3600 s after 1970",
    ),
    "a cosignature of something else": (
        cosignature(lambda text: DESK.cosign(text + "x\n")),
        Code.ALTERED,
        "the database, checkpoint 606: the cosignature of desk-1 does not fit checkpoint 606",
    ),
    "a cosignature with a key that nobody knows": (
        cosignature(lambda text: Signer("desk-1", 77, 4).cosign(text)),
        Code.KEY,
        "the database, checkpoint 606: checkpoint 606 is cosigned by desk-1 with a key that the journal does not know",
    ),
    "a cosignature under another name": (
        cosignature(lambda text: DESK.cosign(text), "desk-2"),
        Code.ALTERED,
        "the database, checkpoint 606: a cosignature of desk-1 stands under the name desk-2",
    ),
    "a cosignature that is none": (
        cosignature(lambda text: DESK.cosign(text).replace("—", "-")),
        Code.ALTERED,
        "the database, checkpoint 606: what stands there is no cosignature: a signature line is not of the form",
    ),
    "a secret changed": (
        sql("UPDATE credentials SET value = x'00' WHERE account = 'li'"),
        Code.ALTERED,
        "the credentials of li are not those that entry 504 names",
    ),
    "an older secret put back": (
        sql(f"UPDATE credentials SET value = x'{b'an older one of li'.hex()}' WHERE account = 'li'"),
        Code.ALTERED,
        "the credentials of li are not those that entry 504 names",
    ),
    "a secret removed": (
        sql("DELETE FROM credentials WHERE account = 'zhang'"),
        Code.ALTERED,
        "the credentials of zhang are missing",
    ),
    "a secret added": (
        sql("INSERT INTO credentials VALUES ('wang', x'00')"),
        Code.ALTERED,
        "credentials of wang are there that no entry names",
    ),
    "a trigger removed": (
        lambda folder, _: opened(database(folder)).execute("DROP TRIGGER journal_no_delete").connection.close(),
        Code.ALTERED,
        "the trigger that refuses DELETE on journal is missing",
    ),
    "a trigger that does nothing": (
        lambda folder, _: (
            opened(database(folder))
            .executescript(
                "DROP TRIGGER journal_no_update;"
                "CREATE TRIGGER journal_no_update BEFORE UPDATE ON journal BEGIN SELECT 1; END"
            )
            .connection.close()
        ),
        Code.ALTERED,
        "the database holds something foreign: trigger journal_no_update",
    ),
    "a view added": (
        sql("CREATE VIEW late AS SELECT seq FROM journal"),
        Code.ALTERED,
        "the database holds something foreign: view late",
    ),
    "a table added": (sql("CREATE TABLE more (a)"), Code.ALTERED, "the database holds something foreign: table more"),
    "an index added": (
        sql("CREATE INDEX more ON journal (entry)"),
        Code.ALTERED,
        "the database holds something foreign: index more",
    ),
    "a table removed": (sql("DROP TABLE credentials"), Code.ALTERED, "the table credentials is missing"),
    "a column added": (
        sql("ALTER TABLE journal ADD COLUMN more TEXT"),
        Code.ALTERED,
        "the table journal has other columns than it should",
    ),
    "another schema": (
        sql("UPDATE alembic_version SET version_num = '9999'"),
        Code.ALTERED,
        "the database says that its schema is 9999",
    ),
    "the log's key file of another log": (
        lambda folder, _: lines(folder / "keys" / "seal.json", [Signer("commandcenter/ffffffff", 5).file()]),
        Code.KEY,
        "the key in keys/seal.json is none that the journal names",
    ),
    "the log's key file broken": (
        lambda folder, _: lines(
            folder / "keys" / "seal.json", [SECOND.file().replace('"private": "', '"private": "A')]
        ),
        Code.KEY,
        "keys/seal.json does not hold one key any more",
    ),
    "the log's key file with another private half": (
        lambda folder, _: lines(folder / "keys" / "seal.json", [SECOND.file().replace(SECOND.vkey, FIRST.vkey)]),
        Code.KEY,
        "keys/seal.json does not hold one key any more",
    ),
    "a witness's key file broken": (
        lambda folder, _: lines(
            folder / "keys" / "consoles" / "desk-1.witness.json", [DESK.file().replace('"name": "', '"name": "x')]
        ),
        Code.KEY,
        "keys/consoles/desk-1.witness.json does not hold one key any more",
    ),
    "a witness's key file that holds a log's key": (
        lambda folder, _: lines(folder / "keys" / "consoles" / "desk-1.witness.json", [SECOND.file()]),
        Code.KEY,
        "keys/consoles/desk-1.witness.json does not hold one key any more",
    ),
    "a line of the second place that is none": (
        lambda folder, log: lines(folder / "checkpoints" / "2026-11-22.jsonl", [*log.second, "{}"]),
        Code.ALTERED,
        "second place/2026-11-22.jsonl:5 is no checkpoint as the program writes them",
    ),
    "the file is no database any more": (
        lambda folder, _: lines(database(folder), ["SQLite format 4"]),
        Code.UNREADABLE,
        "journal.sqlite is no SQLite database",
    ),
    "no database there": (
        lambda folder, _: database(folder).unlink(),
        Code.UNREADABLE,
        "journal.sqlite cannot be read: No such file or directory",
    ),
}


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Log]:
    log, folder = full(), tmp_path_factory.mktemp("original")
    log.save(folder)
    return folder, log


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_each_tampering_is_found_with_its_code_and_named(
    case: tuple[Tampering, Code, str], original: tuple[Path, Log], tmp_path: Path
) -> None:
    tamper, code, said = case
    folder = tmp_path / "var"
    shutil.copytree(original[0], folder)
    tamper(folder, original[1])
    report = judged(folder)
    assert report.code is code, found(report)
    assert any(said in text for text in found(report)), found(report)


def test_what_nobody_touched_is_as_it_was_sealed(original: tuple[Path, Log]) -> None:
    folder, log = original
    report = judged(folder, keys=[FIRST])
    assert (report.code, found(report)) == (Code.OK, [])
    assert told(report) == [
        "the key of commandcenter/1a2b3c4d is the one that was given",
        "2 credentials compared with the entries that set them",
        f"708 entries; root {log.root().hex()}",
        "4 checkpoints in it fit; the newest that fits is over 708 entries",
        "desk-1.witness/2026-11-22.jsonl: 4 checkpoints fit, up to 708 entries",
        "second place/2026-11-22.jsonl: 4 checkpoints fit, up to 708 entries",
        "wall-1.witness/2026-11-22.jsonl: 4 checkpoints fit, up to 708 entries",
        "desk-1 cosigned 8 times",
        "wall-1 cosigned 8 times",
    ]


@pytest.mark.parametrize("key", [FIRST, SECOND])
def test_any_key_of_the_log_may_be_the_one_that_the_auditor_has(original: tuple[Path, Log], key: Signer) -> None:
    assert judged(original[0], keys=[key]).code is Code.OK


def test_another_log_than_the_auditor_expects_is_key_trouble(original: tuple[Path, Log]) -> None:
    report = judged(original[0], keys=[STRANGER])
    assert report.code is Code.KEY
    assert found(report) == ["none of the keys of commandcenter/1a2b3c4d is the one that was given"]


def test_without_a_key_the_report_says_that_none_was_compared(original: tuple[Path, Log]) -> None:
    said = "the log's key was NOT compared with one of yours (--key): who sealed this is taken from itself"
    assert said in told(judged(original[0]))


def test_a_whole_journal_made_up_anew_is_found_by_the_key_and_by_the_witnesses(
    original: tuple[Path, Log], tmp_path: Path
) -> None:
    fake = Log(STRANGER).begin().fill(706)
    fake.seal()
    folder = tmp_path / "var"
    shutil.copytree(original[0], folder)
    rewritten(folder, original[1], fake)
    assert judged(database(folder), keys=[FIRST]).code is Code.KEY
    assert judged(folder).code is Code.KEY
    assert judged(database(folder)).code is Code.OK


def test_with_the_auditor_s_key_the_entry_that_names_the_first_key_is_found_altered(tmp_path: Path) -> None:
    changed(small().save(tmp_path), "UPDATE journal SET entry = x'00' WHERE seq = 1")
    report = judged(tmp_path, keys=[FIRST])
    assert (report.code, found(report)) == (
        Code.ALTERED,
        [
            "entry 1 was altered: its bytes do not give the hash that was sealed",
            "the journal names no key that it is sealed with",
        ],
    )


def test_the_first_of_many_bad_entries_is_named_first(original: tuple[Path, Log], tmp_path: Path) -> None:
    folder = tmp_path / "var"
    shutil.copytree(original[0], folder)
    sql("UPDATE journal SET entry = x'00' WHERE seq IN (33, 34, 600)")(folder, original[1])
    report = judged(folder)
    assert [finding.entry for finding in report.ordered()] == [33, 34, 600]


def test_two_checkpoints_of_one_size_are_a_fork_even_without_the_journal_that_far(tmp_path: Path) -> None:
    log = Log(FIRST).begin().fill(100)
    log.seal()
    folder = tmp_path / "var"
    log.save(folder)
    for name in ("one", "two"):
        text = checkpoint_text(ORIGIN, 500, leaf_hash(name.encode()))
        lines(folder / "checkpoints" / f"{name}.jsonl", [json.dumps({"at": "", "note": f"{text}\n{FIRST.line(text)}"})])
    report = judged(folder)
    assert report.code is Code.FORKED
    assert found(report)[0] == (
        "two checkpoints of 500 entries differ, both signed by the log:"
        " second place/one.jsonl:1 and second place/two.jsonl:1"
    )


def test_witnesses_beyond_the_journal_need_not_be_known_to_it(original: tuple[Path, Log], tmp_path: Path) -> None:
    folder = tmp_path / "var"
    original[1].save(folder)
    log = copy_of(original[1])
    late = Signer("desk-9", 90, 4)
    log.know(late)
    log.seal()
    lines(folder / "seats" / "desk-9.witness" / "2026-11-23.jsonl", log.witnessed["desk-9"])
    report = judged(folder)
    assert (report.code, report.findings[0].entry) == (Code.TRUNCATED, 708)
    assert found(report) == [
        "the journal once had 709 entries, as desk-9.witness/2026-11-23.jsonl:1 says; now it has 708"
    ]


def test_the_key_of_a_seat_that_has_not_joined_yet_is_told(original: tuple[Path, Log], tmp_path: Path) -> None:
    folder = tmp_path / "var"
    shutil.copytree(original[0], folder)
    lines(folder / "keys" / "walls" / "w.witness.json", [Signer("wall/w", 5, 4).file()])
    report = judged(folder)
    assert report.code is Code.OK
    assert "the key in keys/walls/w.witness.json is none that the journal names" in told(report)


def test_times_of_cosignatures_are_those_of_the_program_s_years(original: tuple[Path, Log]) -> None:
    assert AT > 1_704_067_200
    assert WALL.name == "wall-1"
