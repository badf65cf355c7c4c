"""How much is handed over, on paper: an overview by kind, and what is counted because it found no room by name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType

from commandcenter.app.report_pdf.blocks import Paragraph, stacked
from commandcenter.app.report_pdf.flow import Block, Flowing, Space
from commandcenter.app.report_pdf.paper import BODY, SMALL, Align
from commandcenter.app.report_pdf.table import Cell, Column, Row, Table
from commandcenter.app.report_pdf.wording import Wording
from commandcenter.domain.handover import Folded, Handover, Item, ItemKind, Report
from commandcenter.domain.priority import Priority
from commandcenter.domain.shifts import Flag
from commandcenter.domain.text import QT_TRANSLATE_NOOP

KINDS: Mapping[ItemKind, str] = MappingProxyType(
    {
        ItemKind.ALARM: QT_TRANSLATE_NOOP("report", "Open alarms"),
        ItemKind.LINKAGE: QT_TRANSLATE_NOOP("report", "Running linkages"),
        ItemKind.WALL: QT_TRANSLATE_NOOP("report", "Wall away from the daily view"),
        ItemKind.SOURCE: QT_TRANSLATE_NOOP("report", "Sources not live or in doubt"),
        ItemKind.SEAT: QT_TRANSLATE_NOOP("report", "Seats cut off"),
        ItemKind.CAMERA: QT_TRANSLATE_NOOP("report", "Cameras without a picture on the wall"),
        ItemKind.QUARANTINE: QT_TRANSLATE_NOOP("report", "Events in quarantine"),
        ItemKind.ROLL_CALL: QT_TRANSLATE_NOOP("report", "Roll calls without all answers"),
        ItemKind.PRESENCE: QT_TRANSLATE_NOOP("report", "Missed presence checks"),
        ItemKind.NOTE: QT_TRANSLATE_NOOP("report", "Notes"),
    }
)
STRONG = BODY.but(bold=True)


def overview(report: Report, wording: Wording) -> list[Block | Flowing]:
    """One line for each kind that has any, for alarms one for each priority too."""
    rows = []
    for kind in ItemKind:
        items = [item for item in report.items if item.kind is kind]
        folded = [line for line in report.folded if line.kind is kind]
        if items or folded:
            rows.append(_sum(Cell(wording(KINDS[kind]), STRONG), items, folded))
        if kind in (ItemKind.ALARM, ItemKind.NOTE):
            rows += _parts(kind, items, folded, wording)
    # Older reports do not say what it was.
    untold = report.more - sum(line.count for line in report.folded)
    if untold:
        rows.append((wording(QT_TRANSLATE_NOOP("report", "Found no room")), f"{untold:,}", "–", "–", f"{untold:,}"))
    columns = (
        Column(wording(QT_TRANSLATE_NOOP("report", "What is open")), 5.0),
        Column(wording(QT_TRANSLATE_NOOP("report", "Open")), 1.2, Align.RIGHT, STRONG),
        Column(wording(QT_TRANSLATE_NOOP("report", "Again")), 1.2, Align.RIGHT),
        Column(wording(QT_TRANSLATE_NOOP("report", "Named below")), 1.5, Align.RIGHT),
        Column(wording(QT_TRANSLATE_NOOP("report", "Only counted")), 1.5, Align.RIGHT),
    )
    return [Table(columns, tuple(rows)), Space(2.0)]


def _parts(kind: ItemKind, items: list[Item], folded: list[Folded], wording: Wording) -> Iterator[Row]:
    """Alarms by priority, and the important ones among the notes."""
    if kind is ItemKind.NOTE:
        weighs = Flag.IMPORTANT.value
        parts = [(weighs, Cell(f"    {wording.words('flag', weighs)}"))]
    else:
        parts = [(it.value, Cell(wording.priority(it.value), priority=it)) for it in Priority]
    for value, cell in parts:
        some = [item for item in items if value in (item.values.get("priority"), item.values.get("flag"))]
        others = [line for line in folded if value in (line.priority, line.sort)]
        if some or others:
            yield _sum(cell, some, others)


def _sum(cell: Cell, items: Iterable[Item], folded: Iterable[Folded]) -> Row:
    named, again = 0, 0
    for item in items:
        named, again = named + 1, again + (item.times > 1)
    counted = 0
    for line in folded:
        counted, again = counted + line.count, again + line.again
    return (cell, f"{named + counted:,}", *(f"{it:,}" if it else "–" for it in (again, named, counted)))


def counted(handover: Handover, kind: ItemKind, wording: Wording) -> list[Block | Flowing]:
    """Those of that kind which are not named, by sort; nothing where all are."""
    report = handover.report
    lines = [line for line in report.folded if line.kind is kind]
    if not lines:
        return []
    columns = (
        Column(wording(QT_TRANSLATE_NOOP("report", "What")), 5.0),
        Column(wording(QT_TRANSLATE_NOOP("report", "Open")), 1.2, Align.RIGHT, STRONG),
        Column(wording(QT_TRANSLATE_NOOP("report", "Oldest since")), 1.9),
        Column(wording(QT_TRANSLATE_NOOP("report", "Again")), 1.2, Align.RIGHT),
        Column(wording(QT_TRANSLATE_NOOP("report", "Most often")), 3.2),
    )
    text = QT_TRANSLATE_NOOP("report", "{kind}: {count} more, counted by sort")
    caption = wording(text, kind=wording(KINDS[kind]), count=f"{sum(line.count for line in lines):,}")
    blocks: list[Block | Flowing] = [Table(columns, tuple(_row(line, handover, wording) for line in lines), caption)]
    numbers = report.numbers(kind)
    if numbers:
        blocks.append(Paragraph(", ".join(numbers), SMALL, 3.0))
    return blocks


def _row(line: Folded, handover: Handover, wording: Wording) -> Row:
    remarks = [f"※ {it.text} ({it.name})" for it in handover.remarks if it.item == line.key]
    most = "–"
    if line.times > 1:
        text = QT_TRANSLATE_NOOP("report", "{count} times, since {shift}")
        most = wording(text, count=line.times, shift=wording.shift(line.since_shift))
    priority = next((it for it in Priority if it.value == line.priority), None)
    return (
        Cell(stacked([_name(line, wording), *remarks]), priority=priority),
        f"{line.count:,}",
        wording.when(line.oldest),
        f"{line.again:,}" if line.again else "–",
        most,
    )


def _name(line: Folded, wording: Wording) -> str:
    if line.kind is ItemKind.NOTE:
        return wording.words("flag", line.sort) if line.sort else "–"
    if line.kind is not ItemKind.ALARM:
        return wording(KINDS[line.kind])
    return wording.kind(line.sort) if line.sort else wording(QT_TRANSLATE_NOOP("report", "of other kinds"))
