"""What the details say of an alarm in lines, made from the alarm alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, tzinfo

import msgspec
from PySide6.QtCore import QCoreApplication

from commandcenter.domain.alarms import Alarm
from commandcenter.domain.journal import CORE
from widgets.kit.words import priority_word, shelf_word

MOST_PARTS = 6
MOST_EARLIER = 8


class HistoryLine(msgspec.Struct, frozen=True, kw_only=True):
    at: datetime
    text: str


class Earlier(msgspec.Struct, frozen=True, kw_only=True):
    """An alarm that the thing had before; `by` took notice of it, "" for nobody."""

    at: datetime
    text: str
    by: str = ""
    false_alarm: bool = False
    note: str = ""


def earlier(alarms: Sequence[Earlier], zone: tzinfo | None) -> list[tuple[str, str]]:
    """The newest first; how many more there are stands last."""
    rows = [(it.at.astimezone(zone).strftime("%m-%d %H:%M"), _in_short(it)) for it in alarms[:MOST_EARLIER]]
    if len(alarms) > MOST_EARLIER:
        more = QCoreApplication.translate("AlarmFacts", "and {count} more").format(count=len(alarms) - MOST_EARLIER)
        rows.append(("", more))
    return rows


def _in_short(alarm: Earlier) -> str:
    said = QCoreApplication.translate("AlarmFacts", "nobody took notice")
    if alarm.by:
        said = QCoreApplication.translate("AlarmFacts", "acknowledged by {person}").format(person=alarm.by)
    false = QCoreApplication.translate("AlarmFacts", "false alarm") if alarm.false_alarm else ""
    return " · ".join(part for part in (alarm.text, said, false, alarm.note) if part)


def life(alarm: Alarm, person_name: Callable[[str], str], source_name: Callable[[str], str] = str) -> list[HistoryLine]:
    """What has happened to the alarm itself, oldest first."""
    lines = [HistoryLine(at=alarm.raised_at, text=_raised(alarm, source_name))]
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


def thing(alarm: Alarm, source_name: Callable[[str], str]) -> tuple[str, str]:
    """What the alarm is about, as a named fact: a device of a source, or of the centre's own alarms a source."""
    if alarm.source != CORE:
        return (
            QCoreApplication.translate("AlarmFacts", "Device"),
            f"{alarm.subject} · {source_name(alarm.source)}",
        )
    name = source_name(alarm.subject)
    text = name if name == alarm.subject else f"{name} · {alarm.subject}"
    return QCoreApplication.translate("AlarmFacts", "Source"), text


def hidden_by(
    alarm: Alarm, person_name: Callable[[str], str], clock: Callable[[datetime], str]
) -> list[tuple[str, str]]:
    """What hides the alarm: by whom, since when, why, for how long; nothing when it is shown."""
    rows, hiding = [], alarm.hiding
    if (removed := hiding.removed) is not None:
        text = QCoreApplication.translate("AlarmFacts", "by {person} at {time} under the permit {permit}")
        said = text.format(person=person_name(removed.by), time=clock(removed.at), permit=removed.permit)
        rows.append((QCoreApplication.translate("AlarmFacts", "Out of service"), _with(said, removed.comment)))
    if (suppressed := hiding.suppressed) is not None:
        text = QCoreApplication.translate("AlarmFacts", "by the rule {rule} since {time}")
        said = text.format(rule=suppressed.rule, time=clock(suppressed.at))
        rows.append((QCoreApplication.translate("AlarmFacts", "Suppressed"), said))
    if (shelved := hiding.shelved) is not None:
        text = QCoreApplication.translate("AlarmFacts", "by {person} at {time} for {minutes} min: {reason}")
        why = shelf_word(shelved.reason)
        said = text.format(person=person_name(shelved.by), time=clock(shelved.at), minutes=shelved.minutes, reason=why)
        rows.append((QCoreApplication.translate("AlarmFacts", "Shelved"), _with(said, shelved.comment)))
    return rows


def worst(alarm: Alarm) -> list[tuple[str, str]]:
    """That it has been worse since somebody last took notice; nothing where it has not."""
    if alarm.worst is alarm.priority:
        return []
    return [(QCoreApplication.translate("AlarmFacts", "Worst"), priority_word(alarm.worst))]


def ruled(alarm: Alarm) -> list[tuple[str, str]]:
    """What a rule has made of the events; nothing where none has."""
    rows = []
    others = [part.partition("\x1f")[2] for part in alarm.parts]
    if len(others) > 1:
        named = " · ".join(sorted(dict.fromkeys(others))[:MOST_PARTS])
        text = QCoreApplication.translate("AlarmFacts", "{count} reports together: {things}")
        rows.append((QCoreApplication.translate("AlarmFacts", "Parts"), text.format(count=len(others), things=named)))
    if alarm.chattering:
        text = QCoreApplication.translate("AlarmFacts", "it comes and goes; it stays until it has been quiet")
        rows.append((QCoreApplication.translate("AlarmFacts", "Chattering"), text))
    if alarm.rule:
        rows.append((QCoreApplication.translate("AlarmFacts", "Rule"), alarm.rule))
    return rows


def taken(alarm: Alarm) -> list[tuple[str, str]]:
    """What was said at the acknowledgement."""
    if not alarm.note and not alarm.false_alarm:
        return []
    false = QCoreApplication.translate("AlarmFacts", "False alarm") if alarm.false_alarm else ""
    return [(QCoreApplication.translate("AlarmFacts", "Note"), " · ".join(it for it in (false, alarm.note) if it))]


def _with(said: str, comment: str) -> str:
    return f"{said} · {comment}" if comment else said


def suspicion(alarm: Alarm, source_name: Callable[[str], str]) -> list[tuple[str, str]]:
    """Why the alarm may be over, what to do about that, and how the mark goes; nothing when it is sure."""
    if not alarm.suspect:
        return []
    why = QCoreApplication.translate(
        "AlarmFacts", "{source} may have lost events, and has not said since that this still stands. It may be over."
    )
    verify = QCoreApplication.translate(
        "AlarmFacts", "Look by camera or ask on site; until then treat it as an alarm that stands."
    )
    end = QCoreApplication.translate(
        "AlarmFacts", "The mark goes by itself once the source has reported the alarm again, or ended it."
    )
    return [
        (QCoreApplication.translate("AlarmFacts", "Why"), why.format(source=source_name(alarm.source))),
        (QCoreApplication.translate("AlarmFacts", "Do"), verify),
        (QCoreApplication.translate("AlarmFacts", "Then"), end),
    ]


def _raised(alarm: Alarm, source_name: Callable[[str], str]) -> str:
    if alarm.source == CORE:
        return QCoreApplication.translate("AlarmFacts", "Raised by the centre itself")
    text = QCoreApplication.translate("AlarmFacts", "Raised by {source}")
    return text.format(source=source_name(alarm.source))
