"""Makes the daily report and the handover protocol from a centre's journal, beside a running core or without one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import chain
from pathlib import Path
from zoneinfo import ZoneInfo

import msgspec

from commandcenter.adapters.clock import utc_now
from commandcenter.adapters.quality.reading import CLOCKS_BACK, measure
from commandcenter.adapters.store.by_time import first_at
from commandcenter.adapters.store.reading import JournalReader
from commandcenter.app.opening import Where, open_reader
from commandcenter.domain.alarms import Alarm
from commandcenter.domain.changes.alarms import AlarmChange
from commandcenter.domain.checkpoints import open_checkpoint
from commandcenter.domain.errors import Refused
from commandcenter.domain.journal import Entry
from commandcenter.domain.notes import NoteError
from commandcenter.domain.people import Account
from commandcenter.domain.rules.desks import Desks
from commandcenter.domain.state import Touched
from commandcenter.domain.text import QT_TRANSLATE_NOOP
from commandcenter.services.daily.duty import DutyTally, HandoverLine
from commandcenter.services.daily.period import Period, day_period, shift_period
from commandcenter.services.daily_report import (
    HANDED_OVER_WITHIN,
    LEAD_IN,
    DailyReport,
    Evidence,
    bounded_by_handovers,
    daily_report,
)
from commandcenter.services.quality.asking import Measured
from commandcenter.services.quality.figures import Figures
from commandcenter.settings import Settings


class Reported(msgspec.Struct, frozen=True, kw_only=True):
    """A report, and the words for the people and places in it."""

    report: DailyReport
    people: dict[str, str]


class QualityReport(msgspec.Struct, frozen=True, kw_only=True):
    """The figures of all desks, and what their words, names and checking need."""

    measured: Measured
    desks: Desks
    people: dict[str, str]
    evidence: Evidence
    made_at: datetime

    def figures(self, desk: str | None = None) -> list[Figures]:
        """In the order of the centre's desks; only that one's where it is named. Raises Refused when there is none."""
        order = [it.desk for it in self.measured.desks]
        if desk is not None and desk not in order:
            raise Refused(
                QT_TRANSLATE_NOOP("trouble", "There is no desk {desk}."),
                QT_TRANSLATE_NOOP("trouble", "These there are: {desks}."),
                desk=desk,
                desks=", ".join(it for it in order if it) or "-",
            )
        wanted = order if desk is None else [desk]
        return [it for name in wanted if (it := self.measured.of(name)) is not None]

    def called(self, desk: str, language: str) -> str:
        """What people call the desk; of what is none, as it is; "" for everybody's."""
        found = self.desks.find(desk)
        return desk if found is None else found.en if language == "en" else found.zh


def make_daily(where: Where, settings: Settings, day: date | None, shift: str) -> Reported:
    """Of that day (today), or of the shift of that name on it. Raises Refused and DataFolderError."""
    now = utc_now()
    period = _period(settings, day or _today(settings, now), shift)
    with open_reader(where) as reader:
        if period.shift:
            period = bounded_by_handovers(entries_of(reader, period, HANDED_OVER_WITHIN), period)
        still = chain(reader.alarms(), _cleared_since(reader, period))
        report = daily_report(entries_of(reader, period), period, evidence_of(reader), now, still)
        return Reported(report=report, people=_people(reader))


def make_quality(where: Where, begins: datetime, ends: datetime) -> QualityReport:
    """The figures of the alarms between the two times, of each desk. Raises DataFolderError."""
    with open_reader(where) as reader:
        return QualityReport(
            measured=measure(reader, begins, ends),
            desks=next(iter(reader.things(Touched.DESKS, Desks)), Desks()),
            people=_people(reader),
            evidence=evidence_of(reader),
            made_at=utc_now(),
        )


def find_handover(where: Where, handover_id: str) -> tuple[HandoverLine, Evidence, dict[str, str]]:
    """The handover of that id, with what it was sealed with. Raises Refused and DataFolderError."""
    number = handover_id.removeprefix("H")
    with open_reader(where) as reader:
        if handover_id.startswith("H") and number.isascii() and number.isdigit():
            line, last = _handover(reader, handover_id, int(number))
            if line is not None:
                return line, evidence_of(reader, last if line.done_at else None), _people(reader)
    raise Refused(
        QT_TRANSLATE_NOOP("trouble", "There is no handover {handover} in the journal."),
        QT_TRANSLATE_NOOP("trouble", "`report daily --json` names those of a day."),
        handover=handover_id,
    )


def report_file(report: DailyReport) -> Path:
    """Its name where nobody gives one."""
    shift = report.period.shift.partition("/")[2]
    return Path(f"report-{report.period.day.isoformat()}{'-' if shift else ''}{shift}.pdf")


def quality_file(report: QualityReport, desk: str | None) -> Path:
    """Its name where nobody gives one, by the centre's day on which it ends."""
    return Path(f"quality-{report.made_at.astimezone():%Y-%m-%d}{'-' if desk else ''}{desk or ''}.pdf")


def evidence_of(reader: JournalReader, sealing: int | None = None) -> Evidence:
    """The journal's tree as it is now, and its newest checkpoint, or the first one that covers the entry `sealing`."""
    tree = reader.stored_tree()
    newest = reader.newest_checkpoint() if sealing is None else next(iter(reader.checkpoints(sealing, 1)), None)
    plain = Evidence(size=tree.size, root=tree.root().hex())
    if newest is None:
        return plain
    try:
        note, sealed = open_checkpoint(newest.note)
    except NoteError:
        return plain
    keys = ", ".join(f"{it.name}+{it.id.hex()}" for it in note.signatures)
    return msgspec.structs.replace(
        plain,
        key=keys,
        note=newest.note,
        sealed_size=sealed.size,
        sealed_root=sealed.root.hex(),
        sealed_until=_time_of(reader, sealed.size - 1),
    )


def _time_of(reader: JournalReader, entry: int) -> datetime | None:
    """Of that entry. The time of a checkpoint itself is signed by nobody: whoever has the database could write any."""
    found = next(reader.entries(entry, 1), None)
    return found.at if found is not None and found.seq == entry else None


def entries_of(reader: JournalReader, period: Period, after: timedelta = timedelta()) -> Iterator[Entry]:
    """From `LEAD_IN` before the period until its end, or `after` it."""
    last = period.ends + after
    for entry in reader.entries(first_at(reader, period.starts - LEAD_IN)):
        if entry.at >= last + CLOCKS_BACK and (period.last is None or entry.seq >= period.last):
            return
        yield entry


def _cleared_since(reader: JournalReader, period: Period) -> Iterator[Alarm]:
    """An alarm that was raised long before the period and cleared after it is in no other entry that is read."""
    for entry in reader.entries(first_at(reader, period.ends - CLOCKS_BACK)):
        if isinstance(entry.change, AlarmChange) and entry.change.alarm.cleared_at is not None:
            yield entry.change.alarm


def _period(settings: Settings, day: date, shift: str) -> Period:
    if not shift:
        return day_period(day, settings.time_zone)
    plan = settings.shift_plan()
    slot = plan.find(f"{day.isoformat()}/{shift}") if plan else None
    if slot is None:
        raise Refused(
            QT_TRANSLATE_NOOP("trouble", "The plan has no shift {shift}; its shifts are {known}."),
            shift=shift,
            known=", ".join(kind.name for kind in plan.kinds) if plan else "–",
        )
    return shift_period(slot, settings.time_zone)


def _today(settings: Settings, now: datetime) -> date:
    return now.astimezone(ZoneInfo(settings.time_zone)).date()


def _people(reader: JournalReader) -> dict[str, str]:
    return {account.id: account.name for account in reader.things(Touched.ACCOUNT, Account)}


def _handover(reader: JournalReader, handover_id: str, number: int) -> tuple[HandoverLine | None, int]:
    """With the last entry that was read: the handover begins with its number, and is looked at until it has ended."""
    first = next(reader.entries(number, 1), None)
    if first is None or first.subject != handover_id:
        return None, number
    day, last = first.at.date(), number
    period = Period(day=day, starts=first.at, ends=first.at + LEAD_IN, zone="UTC", first=number)
    tally = DutyTally(period)
    for entry in reader.entries(number):
        tally.take(entry, True)
        last = entry.seq
        over = entry.action in ("handover.done", "handover.cancelled") and entry.subject == handover_id
        if over:
            break
    return next((line for line in tally.figures().handovers if line.handover.id == handover_id), None), last
