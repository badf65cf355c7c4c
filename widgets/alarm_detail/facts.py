"""What the details say of an alarm in lines, made from the alarm alone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import msgspec
from PySide6.QtCore import QCoreApplication

from commandcenter.domain.alarms import Alarm


class HistoryLine(msgspec.Struct, frozen=True, kw_only=True):
    at: datetime
    text: str


def life(alarm: Alarm, person_name: Callable[[str], str], source_name: Callable[[str], str] = str) -> list[HistoryLine]:
    """What has happened to the alarm itself, oldest first."""
    lines = [
        HistoryLine(
            at=alarm.raised_at,
            text=QCoreApplication.translate("AlarmFacts", "Raised by {source}").format(
                source=source_name(alarm.source)
            ),
        )
    ]
    if alarm.count > 1:
        repeated = QCoreApplication.translate("AlarmFacts", "Reported {count} times").format(count=alarm.count)
        lines.append(HistoryLine(at=alarm.changed_at, text=repeated))
    if alarm.acknowledged_at is not None:
        person = person_name(alarm.acknowledged_by)
        lines.append(
            HistoryLine(
                at=alarm.acknowledged_at,
                text=QCoreApplication.translate("AlarmFacts", "Acknowledged by {person}").format(person=person),
            )
        )
    if alarm.returned_at is not None:
        lines.append(
            HistoryLine(at=alarm.returned_at, text=QCoreApplication.translate("AlarmFacts", "Returned to normal"))
        )
    if alarm.cleared_at is not None:
        lines.append(HistoryLine(at=alarm.cleared_at, text=QCoreApplication.translate("AlarmFacts", "Cleared")))
    return sorted(lines, key=lambda line: line.at)
