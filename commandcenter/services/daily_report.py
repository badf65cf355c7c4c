"""The daily report (值班日报): a day or a shift in figures, computed in one pass over its entries."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

import msgspec

from commandcenter.domain.alarms import Alarm
from commandcenter.domain.changes.shifts import HandoverBegun, HandoverDone
from commandcenter.domain.journal import Entry
from commandcenter.services.daily.alarms import AlarmFigures, AlarmTally, LinkageLine
from commandcenter.services.daily.duty import DutyFigures, DutyTally
from commandcenter.services.daily.failures import FailureFigures, FailureTally
from commandcenter.services.daily.period import Period

# Entries from so long before the period are looked at too: who came on duty then, which alarms were open.
LEAD_IN = timedelta(hours=24)
# A shift may be handed over so long before or after its planned hour.
HANDED_OVER_WITHIN = timedelta(hours=4)


class Evidence(msgspec.Struct, frozen=True, kw_only=True):
    """What the report can be checked against: size and root (hexadecimal) of the journal when it was made.

    `note` is the newest checkpoint as it was signed, over `sealed_size` entries with the root `sealed_root`, `key` the
    name and id of the key that signed it; "" for none. `sealed_until` is the time of the last of these entries, which
    the root covers.
    """

    size: int
    root: str
    key: str = ""
    note: str = ""
    sealed_size: int = 0
    sealed_root: str = ""
    sealed_until: datetime | None = None

    @property
    def checkable(self) -> tuple[int, str]:
        """Size and root that a signature stands for; where there is none, those of the journal itself."""
        return (self.sealed_size, self.sealed_root) if self.sealed_root else (self.size, self.root)


class DailyReport(msgspec.Struct, frozen=True, kw_only=True):
    """`entries` of the journal are the period's, from number `first` to `last`; None without any."""

    period: Period
    made_at: datetime
    entries: int
    first: int | None
    last: int | None
    alarms: AlarmFigures
    linkages: tuple[LinkageLine, ...]
    duty: DutyFigures
    failures: FailureFigures
    evidence: Evidence

    @property
    def complete(self) -> bool:
        """The period was over when the report was made."""
        return self.made_at >= self.period.ends


def daily_report(
    entries: Iterable[Entry], period: Period, evidence: Evidence, made_at: datetime, open_now: Iterable[Alarm] = ()
) -> DailyReport:
    """`entries` in order, from `LEAD_IN` before the period on to its end.

    `open_now` are the alarms that are open at present, and those that were cleared since the end.
    """
    alarms = AlarmTally(period, min(period.ends, made_at))
    duty, failures = DutyTally(period), FailureTally()
    span: tuple[int, int | None, int | None] = (0, None, None)
    for alarm in open_now:
        alarms.know(alarm)
    for entry in entries:
        inside = period.holds(entry)
        if inside:
            span = (span[0] + 1, entry.seq if span[1] is None else span[1], entry.seq)
            failures.take(entry)
        if inside or period.precedes(entry):
            alarms.take(entry, inside)
        duty.take(entry, inside)
    return DailyReport(
        period=period,
        made_at=made_at,
        entries=span[0],
        first=span[1],
        last=span[2],
        alarms=alarms.alarms(),
        linkages=alarms.linkages(),
        duty=duty.figures(),
        failures=failures.figures(),
        evidence=evidence,
    )


def bounded_by_handovers(entries: Iterable[Entry], period: Period) -> Period:
    """The shift's period with its first and last entry, as far as it was taken over and handed over."""
    begun: dict[str, int] = {}
    for entry in entries:
        match entry.change:
            case HandoverBegun(handover=handover):
                begun[handover.id] = entry.seq
            case HandoverDone(record=record):
                at = begun.get(record.id)
                if record.incoming == period.shift:
                    period = msgspec.structs.replace(period, first=at)
                if record.outgoing == period.shift:
                    period = msgspec.structs.replace(period, last=at)
            case _:
                pass
    return period
