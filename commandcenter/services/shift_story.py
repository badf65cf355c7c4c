"""The story of a shift on one page: what counts of its entries, in order, and what repeats itself in one line."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Sequence
from datetime import timedelta

import msgspec

from commandcenter.domain.changes.alarms import AlarmAcknowledged, AlarmChange, AlarmRaised, AlarmReturned
from commandcenter.domain.changes.keys import LinkRefused
from commandcenter.domain.changes.operating import Acted, CommandRefused, LinkageAnswered, LinkageStarted
from commandcenter.domain.changes.people import SignInFailed
from commandcenter.domain.changes.seats import ChainBroken
from commandcenter.domain.changes.shifts import NoteWritten, PresenceAnswered, PresenceAsked, RollCallStarted, SignedOn
from commandcenter.domain.changes.sources import EventIgnored, EventQuarantined, NoteTaken, RefreshBegun, RefreshEnded
from commandcenter.domain.changes.system import SeatJoined
from commandcenter.domain.journal import Entry
from commandcenter.domain.linkage import StepState
from commandcenter.domain.priority import Priority
from commandcenter.domain.shifts import CheckResult
from commandcenter.domain.text import QT_TRANSLATE_NOOP
from commandcenter.services.said.values import Moment, Said, cut, many, with_more
from commandcenter.services.stories import Line, story

TOLD = (
    "alarm.raised",
    "alarm.acknowledged",
    "alarm.returned",
    "approval.*",
    "audit.export*",
    "clock.*",
    "command.refused",
    "core.*",
    "bookmark.*",
    "camera.opened",
    "duty.*",
    "event.quarantined",
    "evidence.*",
    "handover.*",
    "journal.*",
    "link.refused",
    "linkage.*",
    "lock.*",
    "note.*",
    "presence.*",
    "quarantine.*",
    "refresh.*",
    "rollcall.*",
    "rota.*",
    "seat.chain_broken",
    "seat.joined",
    "session.*",
    "shift.*",
    "signin.*",
    "source.*",
    "wall.changed",
)
"""Not told: what was looked at, confirmations of the wall, alarms that are said again, the seal at work."""
AGAIN = timedelta(minutes=15)
"""What is like it and comes no later after the one before stands in the same line."""
FEW = 3
"""So many lines alike are still read one by one."""
URGENT = (Priority.CRITICAL, Priority.MAJOR)


class _Fold:
    """Entries alike, not far from one another."""

    def __init__(self, first: Entry) -> None:
        self.entries = [first]

    def takes(self, entry: Entry) -> bool:
        return entry.at - self.entries[-1].at <= AGAIN


def lines(entries: Iterable[Entry]) -> Iterator[Line]:
    """In the order in which each began; `folded` is how many more a line stands for."""
    folds: list[_Fold] = []
    latest: dict[Hashable, _Fold] = {}
    for entry in entries:
        key = _alike(entry)
        fold = latest.get(key) if key is not None else None
        if fold is not None and fold.takes(entry):
            fold.entries.append(entry)
            continue
        folds.append(_Fold(entry))
        if key is not None:
            latest[key] = folds[-1]
    shown = [entry for fold in folds for entry in (fold.entries if len(fold.entries) <= FEW else fold.entries[:1])]
    folded = {fold.entries[0].seq: fold.entries for fold in folds if len(fold.entries) > FEW}
    for entry in sorted(shown, key=lambda it: it.seq):
        (line,) = story([entry])
        yield _with_those(line, folded[entry.seq]) if entry.seq in folded else line


def _with_those(line: Line, entries: Sequence[Entry]) -> Line:
    more = Said(
        QT_TRANSLATE_NOOP("story", "and {count} more such until {time}"),
        {"count": len(entries) - 1, "time": Moment(entries[-1].at)},
    )
    return msgspec.structs.replace(line, said=with_more(line.said, more), folded=len(entries) - 1)


def _alike(entry: Entry) -> Hashable | None:
    """Entries with the same are alike; None for what always stands by itself."""
    match entry.change:
        case AlarmRaised(alarm=alarm) | AlarmReturned(alarm=alarm) | AlarmAcknowledged(alarm=alarm):
            # Each urgent one is read; of one that comes and goes not every time.
            thing = alarm.subject if alarm.priority in URGENT else ""
            return (entry.action, alarm.source, alarm.type, thing, entry.actor)
        case LinkageAnswered(linkage=run, step=key):
            done = any(step.key == key and step.state is StepState.DONE for step in run.steps)
            return (entry.action, run.id) if done else None
        case PresenceAsked() | PresenceAnswered(check=_):
            return _of_check(entry)
        case NoteTaken(source=source, note=note):
            return (entry.action, source, note.type)
        case CommandRefused(name=name, reason=reason):
            return (entry.action, entry.actor, entry.seat, name, reason)
        case SignInFailed() | LinkRefused() | EventQuarantined() | EventIgnored() | ChainBroken():
            return (entry.action, entry.actor, entry.subject, entry.seat)
        case SeatJoined() | RefreshBegun() | RefreshEnded():
            return (entry.action, entry.actor, entry.subject, entry.seat)
        case Acted():
            return (entry.action, entry.actor, entry.seat)
        case _:
            return None


def _of_check(entry: Entry) -> Hashable | None:
    """One that was missed stands by itself."""
    match entry.change:
        case PresenceAsked():
            return entry.action
        case PresenceAnswered(check=check) if check.result is CheckResult.CONFIRMED:
            return entry.action
        case _:
            return None


def summary(entries: Sequence[Entry], shift: str) -> tuple[Said, ...]:
    """Who was on duty for the shift, and how much of what there was: those of the next one come before it is over."""
    raised = [it.change.alarm.priority for it in entries if isinstance(it.change, AlarmRaised)]
    alarms = Said(
        QT_TRANSLATE_NOOP(
            "story",
            "alarms raised: {alarms} (critical {critical}, major {major}), acknowledged: {acknowledged},"
            " over: {returned}",
        ),
        {
            "alarms": str(len(raised)),
            "critical": str(raised.count(Priority.CRITICAL)),
            "major": str(raised.count(Priority.MAJOR)),
            "acknowledged": _count(entries, AlarmAcknowledged),
            "returned": _count(entries, AlarmReturned),
        },
    )
    missed = sum(isinstance(it.change, PresenceAnswered) and _is_missed(it.change) for it in entries)
    others = Said(
        QT_TRANSLATE_NOOP(
            "story",
            "linkages: {linkages}, presence checks: {checks} (missed {missed}), roll calls: {calls}, notes: {notes},"
            " commands refused: {refused}",
        ),
        {
            "linkages": _count(entries, LinkageStarted),
            "checks": _count(entries, PresenceAsked),
            "missed": str(missed),
            "calls": _count(entries, RollCallStarted),
            "notes": _count(entries, NoteWritten),
            "refused": _count(entries, CommandRefused),
        },
    )
    came = [it.change.duty for it in entries if isinstance(it.change, SignedOn)]
    names = dict.fromkeys(duty.name for duty in came if duty.shift == shift)
    there = Said(QT_TRANSLATE_NOOP("story", "on duty: {people}"), {"people": many(cut(name) for name in names)})
    nobody = Said(QT_TRANSLATE_NOOP("story", "nobody has come on duty"))
    return (there if names else nobody, alarms, others)


def _count(entries: Sequence[Entry], kind: type[AlarmChange] | type[msgspec.Struct]) -> str:
    return str(sum(isinstance(it.change, kind) for it in entries))


def _is_missed(change: PresenceAnswered) -> bool:
    return change.check.result is CheckResult.MISSED
