"""What somebody with access to the files can do to the log of the verifier's tests."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import msgpack

from audit.verdict import Code, Report
from tests.support.audit_cases import DESK, FIRST, SECOND, found, judged
from tests.support.audit_writer import ORIGIN, Log, Signer, changed, checkpoint_text, entry, lines, opened

Tampering = Callable[[Path, Log], None]
Case = tuple[Tampering, Code, str]


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


def tampered(tamper: Tampering, original: tuple[Path, Log], folder: Path) -> Report:
    """The verdict on a copy in `folder`."""
    shutil.copytree(original[0], folder)
    tamper(folder, original[1])
    return judged(folder)


def must_be_found(case: Case, original: tuple[Path, Log], folder: Path) -> None:
    """With the code of the case, and named as it says."""
    tamper, code, said = case
    report = tampered(tamper, original, folder)
    assert report.code is code, found(report)
    assert any(said in text for text in found(report)), found(report)
