"""Journals that nobody has touched, of every size and history: none may be found fault with."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from random import Random

from audit.verdict import Code, Report
from tests.support.audit_cases import found, judged
from tests.support.audit_writer import ORIGIN, Log, Signer, opened, write_tar

EDGES = (1, 2, 3, 254, 255, 256, 257, 258, 511, 512, 513, 768)


def make_log(random: Random) -> Log:
    """Some entries before the first key, rotations, witnesses that come and go, checkpoints here and there, a tail."""
    log = Log(Signer(ORIGIN, random.randrange(1000)))
    for _ in range(random.choice((0, 1, 5))):
        log.add({"do": "core.started"})
    log.add({"do": "seal.key", "vkey": log.signer.vkey})
    log.seal()
    wanted = random.choice(EDGES) if random.random() < 0.4 else int(10 ** random.uniform(0, 2.8))
    while len(log.entries) < wanted:
        chance = random.random()
        if chance < 0.03:
            log.rotate(Signer(ORIGIN, random.randrange(1000, 10**9)))
        elif chance < 0.06:
            log.know(Signer(f"seat-{random.randrange(4)}", random.randrange(10**9), 4))
            names = {witness.name: witness for witness in log.witnesses}
            log.witnesses = list(names.values())
        elif chance < 0.10:
            log.secret(random.choice(("zhang", "li", "王")), random.randbytes(random.randrange(1, 200)))
        elif chance < 0.15 and len(log.entries) not in log.notes:
            log.seal(cosigned=random.random() < 0.8)
        else:
            log.fill(random.randrange(1, 60), "x" * random.randrange(300))
    if random.random() < 0.7 and len(log.entries) not in log.notes:
        log.seal()
    return log


def as_folder(log: Log, place: Path, random: Random) -> Report:
    path = log.save(place)
    # The write-ahead log is kept for some: it has to hold everything then.
    if random.random() < 0.3:
        connection = opened(path)
        connection.execute("PRAGMA wal_autocheckpoint=0")
        log.fill(random.randrange(1, 300))
        log.append(connection)
        for suffix in ("", "-wal"):
            (place / f"copy.sqlite{suffix}").write_bytes((place / f"journal.sqlite{suffix}").read_bytes())
        report = judged(
            place / "copy.sqlite", also=[it for it in (place / "checkpoints", place / "seats") if it.exists()]
        )
        connection.close()
        return report
    return judged(place, keys=[log.signer] if random.random() < 0.5 else [])


def as_archive(log: Log, place: Path, random: Random) -> Report:
    place.mkdir(parents=True)
    files = log.archive_files(each=random.choice((7, 100, 65_536)), kind=random.choice(("export", "backup")))
    packed = random.random() < 0.3
    return judged(write_tar(place / "it.ccaudit", files, "w:gz" if packed else "w"), keys=[log.signer])


def as_proof(log: Log, place: Path, random: Random) -> Report:
    place.mkdir(parents=True)
    path = place / "it.tlog-proof"
    path.write_text(log.proof(random.randrange(len(log.entries)), cosigned=log.witnesses), encoding="utf-8")
    return judged(path, keys=[log.signer, *log.witnesses])


WAYS: tuple[Callable[[Log, Path, Random], Report], ...] = (as_folder, as_folder, as_archive, as_proof)


def judge_clean(place: Path, random: Random) -> Report:
    """`place` does not exist yet."""
    return random.choice(WAYS)(make_log(random), place, random)


def judge_all(place: Path, seed: int, numbers: range) -> list[str]:
    """For each number "", or what was found fault with in a journal that nobody has touched."""
    folder, troubles = place / f"clean-{os.getpid()}", []
    for number in numbers:
        report = judge_clean(folder, Random(f"{seed}/{number}"))
        shutil.rmtree(folder)
        troubles.append("" if report.code is Code.OK else f"{report.code.name}: {found(report)[:3]}")
    return troubles
