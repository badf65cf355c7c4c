"""The protocol of a handover (交接班记录) on paper: the frozen report, remarks, both signatures, the seal."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType

from commandcenter.app.report_pdf.blocks import Heading, Named, Signed, Title, nothing, stacked
from commandcenter.app.report_pdf.flow import Beside, Block, Flowing, Kept, Space
from commandcenter.app.report_pdf.handover_counts import KINDS, counted, overview
from commandcenter.app.report_pdf.paper import BODY, Align, Ink
from commandcenter.app.report_pdf.seal import grouped, seal_of
from commandcenter.app.report_pdf.table import Cell, Column, Table
from commandcenter.app.report_pdf.wording import Wording
from commandcenter.app.report_pdf.writing import pdf
from commandcenter.domain.handover import GIVEN, TAKEN, Handover, Item, ItemKind, Side
from commandcenter.domain.priority import Priority
from commandcenter.domain.shifts import Flag
from commandcenter.domain.text import QT_TRANSLATE_NOOP
from commandcenter.services.daily.duty import HandoverLine
from commandcenter.services.daily_report import Evidence

# The values that are told, in order; the others show otherwise.
VALUES: Mapping[str, str] = MappingProxyType(
    {
        "acknowledged_by": QT_TRANSLATE_NOOP("report", "acknowledged by {value}"),
        "hidden_by": QT_TRANSLATE_NOOP("report", "hidden by {value}"),
        "why": QT_TRANSLATE_NOOP("report", "why: {value}"),
        "until": QT_TRANSLATE_NOOP("report", "until {value}"),
        "suspect": QT_TRANSLATE_NOOP("report", "not confirmed{value}"),
        "next": QT_TRANSLATE_NOOP("report", "waiting for: {value}"),
        "unknown": QT_TRANSLATE_NOOP("report", "no answer from: {value}"),
        "failed": QT_TRANSLATE_NOOP("report", "failed: {value}"),
        "told": QT_TRANSLATE_NOOP("report", "written while the seat was cut off, told {value}"),
        "by": QT_TRANSLATE_NOOP("report", "by {value}"),
        "alarm": QT_TRANSLATE_NOOP("report", "for alarm {value}"),
        "trouble": QT_TRANSLATE_NOOP("report", "trouble {value}"),
        "doubt": QT_TRANSLATE_NOOP("report", "in doubt: {value}"),
        "silent_s": QT_TRANSLATE_NOOP("report", "silent for {value} s"),
        "count": QT_TRANSLATE_NOOP("report", "{value} events"),
        "unanswered": QT_TRANSLATE_NOOP("report", "no answer: {value}"),
        "no_go": QT_TRANSLATE_NOOP("report", "no-go: {value}"),
        "person": QT_TRANSLATE_NOOP("report", "who: {value}"),
    }
)

Blocks = list[Block | Flowing]


def handover_pdf(line: HandoverLine, evidence: Evidence, wording: Wording) -> bytes:
    """The whole file. Raises ReportTrouble."""
    handover = line.handover
    title = wording.centre + wording(QT_TRANSLATE_NOOP("report", " · Handover"))
    foot = wording(QT_TRANSLATE_NOOP("report", "{id} · digest {digest} …"), id=handover.id, digest=handover.digest[:16])
    return pdf(
        _blocks(line, evidence, wording, title), f"{title} {wording.shift(handover.outgoing)}", foot, wording.words
    )


def _blocks(line: HandoverLine, evidence: Evidence, wording: Wording, title: str) -> Blocks:
    handover, report = line.handover, line.handover.report
    shifts = f"{wording.shift(handover.outgoing)} → {wording.shift(handover.incoming)}"
    frozen = wording(QT_TRANSLATE_NOOP("report", "Frozen {at}"), at=wording.exactly(report.at))
    blocks: Blocks = [
        Title(title, shifts, frozen),
        Space(2.0),
        Named(_facts(line, wording)),
        Heading(wording(QT_TRANSLATE_NOOP("report", "1  What is handed over"))),
    ]
    if report.count:
        blocks += overview(report, wording)
    else:
        blocks.append(nothing(wording(QT_TRANSLATE_NOOP("report", "Nothing is open."))))
    for kind in ItemKind:
        items = [item for item in report.items if item.kind is kind]
        if items:
            blocks.append(_items(items, KINDS[kind], handover, wording))
        blocks += counted(handover, kind, wording)
    return [*blocks, *_remarks(handover, wording), *_signatures(handover, wording), *_seal(handover, evidence, wording)]


def _facts(line: HandoverLine, wording: Wording) -> tuple[tuple[str, str], ...]:
    handover, report = line.handover, line.handover.report
    done = wording.exactly(line.done_at)
    if line.cancelled:
        done = wording(QT_TRANSLATE_NOOP("report", "cancelled: {reason}"), reason=line.cancelled)
    return (
        (wording(QT_TRANSLATE_NOOP("report", "Begun by")), f"{handover.name} {handover.by}"),
        (wording(QT_TRANSLATE_NOOP("report", "Done")), done),
        (wording(QT_TRANSLATE_NOOP("report", "On duty")), "    ".join(report.on_duty) or "–"),
        (wording(QT_TRANSLATE_NOOP("report", "Journal")), f"{report.size:,}"),
        (wording(QT_TRANSLATE_NOOP("report", "Open items")), f"{report.count:,}"),
    )


def _items(items: list[Item], caption: str, handover: Handover, wording: Wording) -> Table:
    rows = []
    for item in items:
        remarks = [f"※ {it.text} ({it.name})" for it in handover.remarks if it.item == item.key]
        again = item.times > 1
        first = f"{wording.shift(item.since_shift)}\n{wording.when(item.since)}" if again else "–"
        rows.append(
            (
                item.key.partition("/")[2] or "–",
                Cell(stacked([_title(item, wording), *remarks]), priority=_priority(item)),
                " · ".join(_values(item, wording)) or "–",
                wording.when(item.at),
                first,
                Cell(str(item.times), BODY.but(bold=True, ink=Ink.HEAD) if again else None),
            )
        )
    columns = (
        Column(wording(QT_TRANSLATE_NOOP("report", "No.")), 1.6),
        Column(wording(QT_TRANSLATE_NOOP("report", "What")), 5.0),
        Column(wording(QT_TRANSLATE_NOOP("report", "How it stands")), 3.6),
        Column(wording(QT_TRANSLATE_NOOP("report", "Since")), 1.9),
        Column(wording(QT_TRANSLATE_NOOP("report", "First handed over")), 2.1),
        Column(wording(QT_TRANSLATE_NOOP("report", "Times")), 1.0, Align.RIGHT),
    )
    return Table(columns, tuple(rows), _caption(items, caption, handover, wording))


def _caption(items: list[Item], caption: str, handover: Handover, wording: Wording) -> str:
    """With how many it is about, and how many there are."""
    more = sum(it.count for it in handover.report.folded if it.kind is items[0].kind)
    if not more:
        return f"{wording(caption)} ({len(items)})"
    text = QT_TRANSLATE_NOOP("report", "{kind} ({named} of {count})")
    return wording(text, kind=wording(caption), named=len(items), count=len(items) + more)


def _title(item: Item, wording: Wording) -> str:
    """A source is called as the centre calls it."""
    if item.kind in (ItemKind.SOURCE, ItemKind.QUARANTINE):
        return wording.source(item.title)
    return item.title


def _priority(item: Item) -> Priority | None:
    return next((it for it in Priority if it.value == item.values.get("priority")), None)


def _values(item: Item, wording: Wording) -> list[str]:
    state = item.values.get("state", "")
    # An alarm's own state, or that of a source's link: words that stand for themselves.
    alarm = item.kind is ItemKind.ALARM
    lines = (
        [wording.words("state", state.replace("-", " ")) if alarm else wording.words("link", state)] if state else []
    )
    flag = item.values.get("flag", "")
    lines += [wording.words("flag", flag)] if flag not in ("", Flag.PLAIN.value) else []
    for name, text in VALUES.items():
        value = item.values.get(name, "")
        if value:
            lines.append(wording(text, value=_value(name, value, wording)))
    return lines


def _value(name: str, value: str, wording: Wording) -> str:
    if name == "suspect":
        return ""
    if name in ("told", "until"):
        return wording.when(datetime.fromisoformat(value))
    if name == "doubt":
        return wording.kind(f"source.{value}")
    return wording.person(value) if name in ("by", "acknowledged_by", "hidden_by") else value


def _remarks(handover: Handover, wording: Wording) -> Blocks:
    heading = Heading(wording(QT_TRANSLATE_NOOP("report", "2  Remarks")))
    whole = [it for it in handover.remarks if not it.item]
    if not whole:
        text = wording(QT_TRANSLATE_NOOP("report", "None on the whole; those on items stand with them (※)."))
        return [Kept((heading, nothing(text)))]
    rows = tuple((it.text, f"{it.name} {it.person}", wording.when(it.at)) for it in whole)
    columns = (
        Column(wording(QT_TRANSLATE_NOOP("report", "Remark")), 7.0),
        Column(wording(QT_TRANSLATE_NOOP("report", "By")), 2.2),
        Column(wording(QT_TRANSLATE_NOOP("report", "At")), 1.8),
    )
    return [heading, Table(columns, rows)]


def _signatures(handover: Handover, wording: Wording) -> Blocks:
    heading = Heading(wording(QT_TRANSLATE_NOOP("report", "3  Signatures")))
    sides = (
        _signature(handover, Side.OUTGOING, wording(QT_TRANSLATE_NOOP("report", "Handed over by")), GIVEN, wording),
        _signature(handover, Side.INCOMING, wording(QT_TRANSLATE_NOOP("report", "Taken over by")), TAKEN, wording),
    )
    return [Kept((heading, Space(1.0), Beside(sides, (0.5, 0.5), 6.0), Space(1.0)))]


def _signature(handover: Handover, side: Side, label: str, meaning: str, wording: Wording) -> Signed:
    given = handover.signed_by(side)
    if given is None:
        unsigned = wording(QT_TRANSLATE_NOOP("report", "not signed"))
        return Signed(label, unsigned, (), wording.words.known("handover", meaning), "", given=False)
    account = wording(
        QT_TRANSLATE_NOOP("report", "Account {account} at {seat}, with password"),
        account=given.account,
        seat=given.seat,
    )
    return Signed(
        label,
        f"{given.name}  {given.person}",
        (wording.exactly(given.at), account),
        wording.words.known("handover", given.meaning),
        grouped(given.digest),
        given=True,
    )


def _seal(handover: Handover, evidence: Evidence, wording: Wording) -> Blocks:
    heading = Heading(wording(QT_TRANSLATE_NOOP("report", "4  Journal")))
    return [Kept((heading, Space(1.0), seal_of(evidence, wording)))]
