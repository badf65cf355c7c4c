"""What a source of the chaos run says, event by event, and what must have become of it: both follow from a number."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

BLOCK = 10
SUBJECTS = 20
TYPE = "chaos.level"
START = datetime(2020, 1, 1, tzinfo=UTC)
STEP = timedelta(milliseconds=1)

RAISE, RETURN, NOTE, BAD = "raise", "return", "note", "bad"
# One event of so many blocks cannot be read.
BAD_EVERY = 50
# Each source has a device that serves this subject.
LINKED = "S1"


def moment(number: int) -> datetime:
    """When event `number` happened: every event carries its number as its time, because a return has nothing else."""
    return START + number * STEP


def number_of(at: datetime) -> int:
    return round((at - START) / STEP)


def planned(number: int, total: int) -> tuple[str, str]:
    """(kind, subject) of event `number` of `total`, counted from 1; `total` is a multiple of BLOCK.

    Each block raises a subject and says it again, and ends what the block before has raised, so that something
    is always wrong; after the last event nothing is.
    """
    block, at = divmod(number - 1, BLOCK)
    this, before = f"S{block % SUBJECTS}", f"S{(block - 1) % SUBJECTS}"
    if at == BLOCK - 1 and number == total:
        return RETURN, this
    if at in (3, 5):
        if block == 0:
            return NOTE, this
        return (RAISE, before) if at == 3 else (RETURN, before)
    if at == 4 and block % BAD_EVERY == 1:
        return BAD, this
    return (RAISE if at in (0, 2, 6, BLOCK - 1) else NOTE), this


def event(number: int, total: int) -> Mapping[str, object]:
    kind, subject = planned(number, total)
    said: dict[str, object] = {"kind": kind, "type": TYPE, "subject": subject, "at": moment(number)}
    return said if kind in (RETURN, BAD) else {**said, "values": {"n": float(number)}}
