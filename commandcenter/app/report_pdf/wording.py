"""How a report says times, durations, shifts, alarms and people, in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from types import MappingProxyType
from zoneinfo import ZoneInfo

from commandcenter.app.words import Words
from commandcenter.domain.alarms import Alarm
from commandcenter.domain.catalogue import Catalogue
from commandcenter.domain.shift_plan import spoken
from commandcenter.domain.text import QT_TRANSLATE_NOOP
from commandcenter.services.daily_report import Evidence

ENTRIES = QT_TRANSLATE_NOOP("report", "{count} entries")
WEEKDAYS = (
    QT_TRANSLATE_NOOP("report", "Monday"),
    QT_TRANSLATE_NOOP("report", "Tuesday"),
    QT_TRANSLATE_NOOP("report", "Wednesday"),
    QT_TRANSLATE_NOOP("report", "Thursday"),
    QT_TRANSLATE_NOOP("report", "Friday"),
    QT_TRANSLATE_NOOP("report", "Saturday"),
    QT_TRANSLATE_NOOP("report", "Sunday"),
)


class Wording:
    """`areas` has the names of streets and towns by their code, `sources` those of sources, `people` of accounts."""

    def __init__(
        self,
        words: Words,
        zone: str,
        centre: str,
        catalogue: Catalogue,
        areas: Mapping[str, str] = MappingProxyType({}),
        sources: Mapping[str, str] = MappingProxyType({}),
        people: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        self.words = words
        self.centre = centre
        self.zone = ZoneInfo(zone)
        self._catalogue = catalogue
        self._areas = areas
        self._sources = sources
        self._people = people

    def __call__(self, text: str, **values: object) -> str:
        """A text of the reports."""
        return self.words("report", text, **values)

    def when(self, moment: datetime | None) -> str:
        """Day and time without the year; a dash for none."""
        return "–" if moment is None else moment.astimezone(self.zone).strftime("%m-%d %H:%M")

    def exactly(self, moment: datetime | None) -> str:
        return "–" if moment is None else moment.astimezone(self.zone).strftime("%Y-%m-%d %H:%M:%S")

    def day(self, day: date) -> str:
        return self(
            QT_TRANSLATE_NOOP("report", "{weekday} {year}-{month:02d}-{day:02d}"),
            weekday=self(WEEKDAYS[day.weekday()]),
            year=day.year,
            month=day.month,
            day=day.day,
        )

    def lasted(self, seconds: float | None) -> str:
        """In the two largest units."""
        if seconds is None:
            return "–"
        whole = round(seconds)
        if whole < 60:
            return self(QT_TRANSLATE_NOOP("report", "{s} s"), s=whole)
        if whole < 3600:
            return self(QT_TRANSLATE_NOOP("report", "{min} min {s} s"), min=whole // 60, s=whole % 60)
        if whole < 86400:
            return self(QT_TRANSLATE_NOOP("report", "{h} h {min} min"), h=whole // 3600, min=whole % 3600 // 60)
        return self(QT_TRANSLATE_NOOP("report", "{d} d {h} h"), d=whole // 86400, h=whole % 86400 // 3600)

    def shift(self, slot_id: str) -> str:
        return spoken(slot_id)

    def priority(self, value: str) -> str:
        return self.words("priority", value)

    def alarm(self, alarm: Alarm) -> str:
        return self._catalogue.describe(alarm, self.words.language, self.source)

    def kind(self, event_type: str) -> str:
        known = self._catalogue.types.get(event_type)
        return known.wording(self.words.language).label if known else event_type

    def thing(self, key: tuple[str, str, str]) -> str:
        """An alarm by its key (source, type, subject): what is wrong, and with what."""
        _, kind, subject = key
        return f"{self.kind(kind)}  {self.source(subject)}"

    def area(self, code: str) -> str:
        return self._areas.get(code, code) or self(QT_TRANSLATE_NOOP("report", "without a place"))

    def source(self, source: str) -> str:
        return self._sources.get(source) or source

    def person(self, account: str) -> str:
        return self._people.get(account) or account

    def evidence(self, evidence: Evidence) -> tuple[tuple[str, str], ...]:
        """Name and value of what stands beside the root."""
        size, _ = evidence.checkable
        pairs = [(self(QT_TRANSLATE_NOOP("report", "Root over")), self(ENTRIES, count=f"{size:,}"))]
        if evidence.key:
            pairs.append(
                (self(QT_TRANSLATE_NOOP("report", "Journal by then")), self(ENTRIES, count=f"{evidence.size:,}"))
            )
            pairs.append((self(QT_TRANSLATE_NOOP("report", "Sealed up to")), self._last(evidence)))
            pairs.append((self(QT_TRANSLATE_NOOP("report", "Log key")), evidence.key))
        else:
            nothing = self(QT_TRANSLATE_NOOP("report", "none: this journal is not sealed yet"))
            pairs.append((self(QT_TRANSLATE_NOOP("report", "Newest checkpoint")), nothing))
        return tuple(pairs)

    def _last(self, evidence: Evidence) -> str:
        """The newest sealed entry with its time: both are in the root that was signed."""
        text = QT_TRANSLATE_NOOP("report", "entry {number} of {at}")
        return self(text, number=f"{evidence.sealed_size - 1:,}", at=self.exactly(evidence.sealed_until))
