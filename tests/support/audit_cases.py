"""What the verifier's tests begin with: a log with a bit of everything, and a short way to the verdict on it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from audit.checking import Wish, verify
from audit.notes import parse_key
from audit.verdict import Report
from audit.words import Words
from tests.support.audit_writer import ORIGIN, Log, Signer

FIRST, SECOND, STRANGER = Signer(ORIGIN, 1), Signer(ORIGIN, 2), Signer(ORIGIN, 99)
DESK, WALL = Signer("desk-1", 11, 4), Signer("wall-1", 12, 4)


def small() -> Log:
    """300 entries, two checkpoints, no witness."""
    log = Log(FIRST).begin().fill(198)
    log.seal()
    log.fill(100)
    log.seal()
    return log


def full() -> Log:
    """708 entries, two keys, two witnesses, secrets of two accounts, sealed at 260, 506 (both keys), 606 and 708."""
    log = Log(FIRST).begin()
    log.know(DESK)
    log.know(WALL)
    log.secret("zhang", b"sealed secret of zhang")
    log.secret("li", b"an older one of li")
    log.fill(254)
    log.seal()
    log.fill(244)
    log.secret("li", b"sealed secret of li")
    log.rotate(SECOND)
    log.fill(100)
    log.seal()
    log.fill(102)
    log.seal()
    return log


def judged(
    path: Path | str,
    *,
    keys: Sequence[Signer] = (),
    also: Iterable[Path] = (),
    restored: Iterable[int] = (),
    jobs: int = 1,
) -> Report:
    given = tuple(parse_key(key.vkey) for key in keys)
    return verify(Wish(str(path), given, tuple(also), frozenset(restored), jobs), lambda *_: None)


def found(report: Report) -> list[str]:
    """The findings in words, the gravest first."""
    return [Words("en").said(finding.said) for finding in report.ordered()]


def told(report: Report) -> list[str]:
    return [Words("en").said(said) for said in report.compared]


KEYS_OF_FULL: Sequence[Signer] = (FIRST, SECOND, DESK, WALL)
