"""The tables of the quality report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from commandcenter.app.report_pdf.flow import Block
from commandcenter.app.report_pdf.paper import SMALL, STRONG, Align, Ink
from commandcenter.app.report_pdf.table import Cell, Column, Table
from commandcenter.app.report_pdf.wording import Wording
from commandcenter.domain.alarms.hiding import ShelfReason
from commandcenter.domain.priority import Priority
from commandcenter.domain.text import QT_TRANSLATE_NOOP
from commandcenter.services.quality.charting import split_key
from commandcenter.services.quality.figures import Figures
from commandcenter.services.quality.verdicts import Judged, Verdict, judged

SHELVED = frozenset(it.value for it in ShelfReason)
MOST = 12
MOST_HIDDEN = 60
INKS = {Verdict.ACCEPTABLE: Ink.GREEN, Verdict.MANAGEABLE: Ink.YELLOW}


def overview(found: Sequence[Figures], names: Mapping[str, str], wording: Wording) -> Table:
    """A line for each desk."""
    rows = []
    for it in found:
        lines = judged(it)
        poor = sum(not line.verdict.good for line in lines)
        rows.append(
            (
                names[it.desk],
                f"{it.calls:,}",
                f"{it.per_ten_minutes:.3g}",
                str(it.most_in_ten_minutes),
                f"{it.in_flood:.1%}",
                f"{it.top_share:.0%}",
                str(len(it.chattering)),
                str(len(it.stale)),
                Cell(f"{poor} / {len(lines)}", STRONG.but(ink=Ink.RED if poor else Ink.GREEN)),
            )
        )
    columns = (
        Column(wording(QT_TRANSLATE_NOOP("report", "Desk")), 2.8),
        Column(wording(QT_TRANSLATE_NOOP("report", "Calls")), 1.4, Align.RIGHT),
        Column(wording(QT_TRANSLATE_NOOP("report", "Per 10 minutes")), 1.8, Align.RIGHT),
        Column(wording(QT_TRANSLATE_NOOP("report", "Most in 10 minutes")), 2.0, Align.RIGHT),
        Column(wording(QT_TRANSLATE_NOOP("report", "Time in flood")), 1.9, Align.RIGHT),
        Column(wording(QT_TRANSLATE_NOOP("report", "Ten worst")), 1.6, Align.RIGHT),
        Column(wording(QT_TRANSLATE_NOOP("report", "Chattering")), 1.9, Align.RIGHT),
        Column(wording(QT_TRANSLATE_NOOP("report", "Stale")), 1.3, Align.RIGHT),
        Column(wording(QT_TRANSLATE_NOOP("report", "Beyond the limits")), 2.3, Align.RIGHT),
    )
    return Table(columns, tuple(rows))


def verdicts(it: Figures, wording: Wording) -> Table:
    columns = (
        Column(wording(QT_TRANSLATE_NOOP("report", "Figure")), 4.9),
        Column(wording(QT_TRANSLATE_NOOP("report", "Value")), 1.5, Align.RIGHT),
        Column(wording(QT_TRANSLATE_NOOP("report", "Acceptable")), 1.7, Align.CENTRE),
        Column(wording(QT_TRANSLATE_NOOP("report", "Manageable")), 1.9, Align.CENTRE),
        Column(wording(QT_TRANSLATE_NOOP("report", "Verdict")), 4.7),
        Column(wording(QT_TRANSLATE_NOOP("report", "Standard")), 1.6, style=SMALL),
    )
    return Table(columns, tuple(_judged(line, wording) for line in judged(it)))


def _judged(line: Judged, wording: Wording) -> tuple[str | Cell, ...]:
    words = wording.words
    return (
        words("quality", line.name),
        Cell(line.figure, STRONG),
        line.acceptable or "–",
        line.manageable or "–",
        Cell(words("quality", line.verdict.value), dot=INKS.get(line.verdict, Ink.RED)),
        line.standard,
    )


def taken(it: Figures, wording: Wording) -> Table:
    """How soon somebody took notice."""
    rows = []
    for priority in Priority:
        took = it.acknowledging[priority.value]
        name = Cell(wording.priority(priority.value), priority=priority)
        rows.append((name, f"{took.count:,}", wording.lasted(took.mean), wording.lasted(took.p90)))
    columns = (
        Column(wording(QT_TRANSLATE_NOOP("report", "Priority")), 3.0),
        Column(wording(QT_TRANSLATE_NOOP("report", "Acknowledged")), 2.0, Align.RIGHT),
        Column(wording(QT_TRANSLATE_NOOP("report", "Acknowledged after, mean")), 3.0, Align.RIGHT),
        Column(wording(QT_TRANSLATE_NOOP("report", "90 % within")), 3.0, Align.RIGHT),
    )
    return Table(columns, tuple(rows), wording(QT_TRANSLATE_NOOP("report", "Time to acknowledge")))


def named(caption: str, found: Mapping[str, str], title: str, wording: Wording) -> Block:
    """The worst, and how many more there are. `found`: "source/type/subject" → what is told of it."""
    head = Table((Column(wording(QT_TRANSLATE_NOOP("report", "Alarm")), 5.0), Column(title, 1.6, Align.RIGHT)), ())
    rows = [(wording.thing(split_key(name)), told) for name, told in list(found.items())[:MOST]]
    if not rows:
        empty = msgspec.structs.replace(head, rows=((wording(QT_TRANSLATE_NOOP("report", "none")), ""),))
        return msgspec.structs.replace(empty, caption=caption)
    if len(found) > MOST:
        more = wording(QT_TRANSLATE_NOOP("report", "and {count} more"), count=len(found) - MOST)
        rows.append((more, ""))
    return msgspec.structs.replace(head, rows=tuple(rows), caption=caption)


def hidden(it: Figures, wording: Wording, people: Mapping[str, str]) -> Table:
    rows = []
    for one in it.hidden[:MOST_HIDDEN]:
        until = wording.when(one.ends) if one.ends else wording(QT_TRANSLATE_NOOP("report", "still"))
        why = wording.words("shelf", one.why) if one.why in SHELVED else one.why
        rows.append(
            (
                wording.thing(one.key),
                wording.words("state", one.state.spoken),
                wording.when(one.begins),
                until,
                wording.lasted(one.seconds(it.ends)),
                people.get(one.by, one.by) or "–",
                why or "–",
            )
        )
    columns = (
        Column(wording(QT_TRANSLATE_NOOP("report", "Alarm")), 3.4),
        Column(wording(QT_TRANSLATE_NOOP("report", "State")), 1.6),
        Column(wording(QT_TRANSLATE_NOOP("report", "Since")), 1.9),
        Column(wording(QT_TRANSLATE_NOOP("report", "Until")), 1.9),
        Column(wording(QT_TRANSLATE_NOOP("report", "For")), 2.0),
        Column(wording(QT_TRANSLATE_NOOP("report", "By")), 1.5),
        Column(wording(QT_TRANSLATE_NOOP("report", "Reason")), 2.8),
    )
    more = len(it.hidden) - MOST_HIDDEN
    caption = wording(QT_TRANSLATE_NOOP("report", "and {count} more"), count=more) if more > 0 else ""
    return Table(columns, tuple(rows), caption)
