"""The handover's report in lines: what is open, since when, and how often it was handed over before."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

from commandcenter.domain.handover import Folded, Item, ItemKind, Remark, Report, Signature
from commandcenter.domain.priority import Priority
from commandcenter.domain.shift_plan import spoken
from commandcenter.domain.shifts import Flag
from commandcenter.domain.text import QT_TRANSLATE_NOOP
from commandcenter.wiring.looked_up import word
from commandcenter.wiring.seat_model import SeatModel
from commandcenter.wiring.wording import Wording
from widgets.kit.ages import clock
from widgets.kit.lines.line import Line
from widgets.kit.marks import Sign
from widgets.kit.palette import Tone
from widgets.kit.words import figure

HEADINGS = {
    ItemKind.ALARM: QT_TRANSLATE_NOOP("handover", "Open alarms"),
    ItemKind.LINKAGE: QT_TRANSLATE_NOOP("handover", "Linkages without all answers"),
    ItemKind.WALL: QT_TRANSLATE_NOOP("handover", "Wall away from its daily view"),
    ItemKind.SOURCE: QT_TRANSLATE_NOOP("handover", "Sources in trouble"),
    ItemKind.SEAT: QT_TRANSLATE_NOOP("handover", "Seats that do not answer"),
    ItemKind.CAMERA: QT_TRANSLATE_NOOP("handover", "Cameras without a picture"),
    ItemKind.QUARANTINE: QT_TRANSLATE_NOOP("handover", "Events in quarantine"),
    ItemKind.ROLL_CALL: QT_TRANSLATE_NOOP("handover", "Roll calls to settle"),
    ItemKind.PRESENCE: QT_TRANSLATE_NOOP("handover", "Presence checks that were missed"),
    ItemKind.NOTE: QT_TRANSLATE_NOOP("handover", "Notes"),
}
SIGNS = {
    ItemKind.LINKAGE: Sign.UNKNOWN,
    ItemKind.SOURCE: Sign.FAILED,
    ItemKind.SEAT: Sign.FAILED,
    ItemKind.CAMERA: Sign.FAILED,
    ItemKind.PRESENCE: Sign.FAILED,
    ItemKind.ROLL_CALL: Sign.UNKNOWN,
}


def report_lines(report: Report, seat: SeatModel, wording: Wording) -> tuple[Line, ...]:
    """Under a heading for each kind, in the report's order; at its end what is only counted."""
    lines: list[Line] = []
    for kind in ItemKind:
        items = [item for item in report.items if item.kind is kind]
        folded = [line for line in report.folded if line.kind is kind]
        if items or folded:
            lines.append(_heading(kind, len(items), sum(line.count for line in folded)))
            lines += [_line(item, seat, wording) for item in items]
            lines += [_counted(line, report, wording) for line in folded]
    # Older reports do not say what it was.
    untold = report.more - sum(line.count for line in report.folded)
    if untold:
        text = said(QT_TRANSLATE_NOOP("handover", "and {count} more, by their numbers in the record"))
        lines.append(Line(text=text.format(count=figure(untold)), tone=Tone.MUTED))
    return tuple(lines)


def _heading(kind: ItemKind, named: int, counted: int) -> Line:
    tail = figure(named)
    if counted:
        text = said(QT_TRANSLATE_NOOP("handover", "{count}, of them {named} named, {counted} only counted"))
        tail = text.format(count=figure(named + counted), named=figure(named), counted=figure(counted))
    return Line(text=said(HEADINGS[kind]), tail=tail, heading=True)


def _counted(line: Folded, report: Report, wording: Wording) -> Line:
    """So many of one sort. They can be remarked on, not opened."""
    text = said(QT_TRANSLATE_NOOP("handover", "{count} more: {what}"))
    again = said(QT_TRANSLATE_NOOP("handover", "{count} of them again, up to {times} times, since {shift}"))
    tail = again.format(count=figure(line.again), times=line.times, shift=spoken(line.since_shift))
    return Line(
        text=text.format(count=figure(line.count), what=_sort(line, wording)),
        key=line.key,
        lead=_day_or_time(line.oldest),
        detail=", ".join(report.numbers(line.kind)),
        tail=tail if line.again else "",
        tail_tone=Tone.TEXT,
        mark=Priority(line.priority) if line.priority else None,
        sign=SIGNS.get(line.kind, Sign.OPEN),
        bold=True,
    )


def _sort(line: Folded, wording: Wording) -> str:
    if line.kind is not ItemKind.ALARM:
        return word("flag", line.sort) if line.sort not in ("", Flag.PLAIN.value) else said(HEADINGS[line.kind])
    known = wording.catalogue.types.get(line.sort)
    if known is not None:
        return known.wording(wording.language).label
    return line.sort or said(QT_TRANSLATE_NOOP("handover", "of other kinds"))


def remark_lines(remarks: Iterable[Remark], report: Report, wording: Wording) -> tuple[Line, ...]:
    titles = {item.key: item.title for item in report.items} | {it.key: _sort(it, wording) for it in report.folded}
    return tuple(
        Line(text=remark.text, detail=titles.get(remark.item, ""), tail=f"{remark.name} {clock(remark.at, None)}")
        for remark in remarks
    )


def report_summary(report: Report) -> str:
    """Which shift hands over to which, when it was frozen, how much there is and how much of it again."""
    again = sum(item.times > 1 for item in report.items) + sum(line.again for line in report.folded)
    template = said(QT_TRANSLATE_NOOP("handover", "{outgoing} → {incoming} · {time} · {count} open, {again} again"))
    text = template.format(
        outgoing=spoken(report.shift),
        incoming=spoken(report.incoming),
        time=clock(report.at, None),
        count=figure(report.count),
        again=figure(again),
    )
    counted = said(QT_TRANSLATE_NOOP("handover", "{count} only counted"))
    return f"{text} · {counted.format(count=figure(report.more))}" if report.more else text


def signed_text(signature: Signature | None) -> str:
    return f"{signature.name}  {clock(signature.at, None)}" if signature else ""


def said(text: str) -> str:
    return word("handover", text)


def _line(item: Item, seat: SeatModel, wording: Wording) -> Line:
    again = item.times > 1
    template = said(QT_TRANSLATE_NOOP("handover", "{count} times, since {shift}"))
    tail = template.format(count=item.times, shift=spoken(item.since_shift)) if again else ""
    return Line(
        text=_title(item, seat, wording),
        key=item.key,
        lead=_day_or_time(item.at),
        detail=" · ".join(part for part in _details(item, seat, wording) if part),
        tail=tail,
        tail_tone=Tone.TEXT,
        mark=_priority(item),
        sign=SIGNS.get(item.kind, Sign.OPEN),
        bold=item.values.get("flag") == Flag.IMPORTANT.value,
    )


def _title(item: Item, seat: SeatModel, wording: Wording) -> str:
    """Of an alarm that is still open its line in this seat's language; else what the report says."""
    alarm_id = item.values.get("alarm", "")
    if item.kind is ItemKind.ALARM:
        alarm_id = item.key.partition("/")[2]
    alarm = seat.state.alarms.get(alarm_id)
    if alarm is not None:
        return wording.alarm(alarm)
    if item.kind is ItemKind.QUARANTINE:
        return seat.source_name(item.title)
    flag = item.values.get("flag", Flag.PLAIN.value)
    if flag != Flag.PLAIN.value:
        template = said(QT_TRANSLATE_NOOP("handover", "[{flag}] {text}"))
        return template.format(flag=word("flag", flag), text=item.title)
    return item.title


def _details(item: Item, seat: SeatModel, wording: Wording) -> Iterator[str]:
    values = item.values
    if values.get("told"):
        late = said(QT_TRANSLATE_NOOP("handover", "written while the seat was cut off, told {time}"))
        yield late.format(time=_day_or_time(datetime.fromisoformat(values["told"])))
    if item.kind is ItemKind.ALARM:
        yield wording.area(values["area"]) if values.get("area") else ""
        by = values.get("acknowledged_by")
        acknowledged = said(QT_TRANSLATE_NOOP("handover", "acknowledged by {person}"))
        not_yet = said(QT_TRANSLATE_NOOP("handover", "not acknowledged"))
        yield acknowledged.format(person=seat.name_of(by)) if by else not_yet
        yield from _hiding(values, seat)
    for name, template in (
        ("unknown", QT_TRANSLATE_NOOP("handover", "no answer from {value}")),
        ("failed", QT_TRANSLATE_NOOP("handover", "failed: {value}")),
        ("next", QT_TRANSLATE_NOOP("handover", "waits for {value}")),
        ("silent_s", QT_TRANSLATE_NOOP("handover", "silent for {value} s")),
        ("count", QT_TRANSLATE_NOOP("handover", "{value} events")),
        ("unanswered", QT_TRANSLATE_NOOP("handover", "no answer from {value}")),
        ("no_go", QT_TRANSLATE_NOOP("handover", "no-go: {value}")),
    ):
        if values.get(name):
            yield said(template).format(value=values[name])
    if item.kind in (ItemKind.NOTE, ItemKind.WALL, ItemKind.LINKAGE) and values.get("by"):
        yield seat.name_of(values["by"])


def _hiding(values: Mapping[str, str], seat: SeatModel) -> Iterator[str]:
    """What hides an alarm, by whom, why and for how long."""
    if not values.get("why"):
        return
    yield word("state", values.get("state", "").replace("-", " "))
    if values.get("hidden_by"):
        yield seat.name_of(values["hidden_by"])
    yield values["why"]
    if values.get("until"):
        until = said(QT_TRANSLATE_NOOP("handover", "until {time}"))
        yield until.format(time=_day_or_time(datetime.fromisoformat(values["until"])))


def _priority(item: Item) -> Priority | None:
    found = item.values.get("priority")
    return Priority(found) if found else None


def _day_or_time(at: datetime | None) -> str:
    """The time of today, else the day."""
    if at is None:
        return ""
    local = at.astimezone()
    return f"{local:%H:%M}" if local.date() == datetime.now().astimezone().date() else f"{local:%m-%d}"
