"""The part of the daily report about people: on duty, handovers, presence checks, roll calls."""

from __future__ import annotations

from commandcenter.app.report_pdf.blocks import Heading, nothing, stacked
from commandcenter.app.report_pdf.flow import Block, Flowing, Kept
from commandcenter.app.report_pdf.paper import Face, Ink, Style
from commandcenter.app.report_pdf.table import Cell, Column, Table
from commandcenter.app.report_pdf.wording import Wording
from commandcenter.domain.handover import Side, Signature
from commandcenter.domain.shifts import CheckResult, RollAnswer
from commandcenter.domain.text import QT_TRANSLATE_NOOP
from commandcenter.services.daily.duty import HandoverLine
from commandcenter.services.daily_report import DailyReport

DIGEST = Style(7.0, face=Face.MONO, ink=Ink.MUTED)
RESULTS = (
    QT_TRANSLATE_NOOP("check", "asked"),
    QT_TRANSLATE_NOOP("check", "confirmed"),
    QT_TRANSLATE_NOOP("check", "missed"),
    QT_TRANSLATE_NOOP("check", "late"),
    QT_TRANSLATE_NOOP("check", "excused"),
    QT_TRANSLATE_NOOP("check", "settled"),
)
BAD = frozenset({CheckResult.MISSED, CheckResult.LATE, CheckResult.SETTLED})

Blocks = list[Block | Flowing]


def duty_blocks(report: DailyReport, wording: Wording) -> Blocks:
    return [*_people(report, wording), *_handovers(report, wording), *_checks(report, wording)]


def _people(report: DailyReport, wording: Wording) -> Blocks:
    heading = Heading(wording(QT_TRANSLATE_NOOP("report", "3  On duty and handed over")))
    if not report.duty.people:
        return [Kept((heading, nothing(wording(QT_TRANSLATE_NOOP("report", "Nobody signed on.")))))]
    stood_in = wording(QT_TRANSLATE_NOOP("report", "not planned"))
    rows = tuple(
        (
            wording.shift(it.shift),
            it.name,
            it.person,
            it.position or "–",
            wording.when(it.since),
            wording.when(it.until),
            stacked(("" if it.planned else stood_in, it.reason)) or "–",
        )
        for it in report.duty.people
    )
    columns = (
        Column(wording(QT_TRANSLATE_NOOP("report", "Shift")), 2.2),
        Column(wording(QT_TRANSLATE_NOOP("report", "Full name")), 1.8),
        Column(wording(QT_TRANSLATE_NOOP("report", "Staff no.")), 1.5),
        Column(wording(QT_TRANSLATE_NOOP("report", "Position")), 1.8),
        Column(wording(QT_TRANSLATE_NOOP("report", "Signed on")), 2.0),
        Column(wording(QT_TRANSLATE_NOOP("report", "Signed off")), 2.0),
        Column(wording(QT_TRANSLATE_NOOP("report", "Remark")), 2.4),
    )
    return [heading, Table(columns, rows)]


def _handovers(report: DailyReport, wording: Wording) -> Blocks:
    if not report.duty.handovers:
        return [nothing(wording(QT_TRANSLATE_NOOP("report", "No handover in this period.")))]
    rows = tuple(_handover(line, wording) for line in report.duty.handovers)
    columns = (
        Column(wording(QT_TRANSLATE_NOOP("report", "From – to")), 2.0),
        Column(wording(QT_TRANSLATE_NOOP("report", "Begun")), 1.8),
        Column(wording(QT_TRANSLATE_NOOP("report", "Result")), 2.6),
        Column(wording(QT_TRANSLATE_NOOP("report", "Handed over by")), 2.4),
        Column(wording(QT_TRANSLATE_NOOP("report", "Taken over by")), 2.4),
        Column(wording(QT_TRANSLATE_NOOP("report", "Items")), 1.0),
        Column(wording(QT_TRANSLATE_NOOP("report", "Digest")), 2.0, style=DIGEST),
    )
    return [Table(columns, rows, wording(QT_TRANSLATE_NOOP("report", "Handovers")))]


def _handover(line: HandoverLine, wording: Wording) -> tuple[str | Cell, ...]:
    handover = line.handover
    if line.done_at is not None:
        result = wording(QT_TRANSLATE_NOOP("report", "done {at}"), at=wording.when(line.done_at))
    elif line.cancelled:
        result = wording(QT_TRANSLATE_NOOP("report", "cancelled: {reason}"), reason=line.cancelled)
    else:
        result = wording(QT_TRANSLATE_NOOP("report", "open"))
    return (
        f"{wording.shift(handover.outgoing)}\n{wording.shift(handover.incoming)}",
        wording.when(handover.report.at),
        result,
        _signed(handover.signed_by(Side.OUTGOING), wording),
        _signed(handover.signed_by(Side.INCOMING), wording),
        str(handover.report.count),
        f"{handover.digest[:8]}\n{handover.digest[8:16]}",
    )


def _signed(signature: Signature | None, wording: Wording) -> str:
    if signature is None:
        return "–"
    return f"{signature.name} {signature.person}\n{wording.when(signature.at)}"


def _checks(report: DailyReport, wording: Wording) -> Blocks:
    heading = Heading(wording(QT_TRANSLATE_NOOP("report", "4  Presence checks and roll calls")))
    duty = report.duty
    if not duty.checks and not duty.roll_calls:
        return [Kept((heading, nothing(wording(QT_TRANSLATE_NOOP("report", "None in this period.")))))]
    blocks: Blocks = [heading]
    if duty.checks:
        rows = tuple(
            (
                wording.when(it.asked_at),
                f"{it.name} {it.person}",
                wording.shift(it.shift),
                Cell(wording.words("check", it.result.value), dot=Ink.ORANGE if it.result in BAD else Ink.GREEN),
                wording.when(it.answered_at),
                it.reason or "–",
            )
            for it in duty.checks
        )
        columns = (
            Column(wording(QT_TRANSLATE_NOOP("report", "Asked")), 2.0),
            Column(wording(QT_TRANSLATE_NOOP("report", "Person")), 2.6),
            Column(wording(QT_TRANSLATE_NOOP("report", "Shift")), 2.2),
            Column(wording(QT_TRANSLATE_NOOP("report", "Result")), 2.0),
            Column(wording(QT_TRANSLATE_NOOP("report", "Answered")), 2.0),
            Column(wording(QT_TRANSLATE_NOOP("report", "Remark")), 2.4),
        )
        blocks.append(Table(columns, rows, wording(QT_TRANSLATE_NOOP("report", "Presence checks"))))
    for call in duty.roll_calls:
        blocks.append(_roll_call(call.question, call.answers, call.unanswered, wording, wording.when(call.at)))
    return blocks


def _roll_call(
    question: str, answers: tuple[RollAnswer, ...], unanswered: tuple[str, ...], wording: Wording, at: str
) -> Table:
    rows: list[tuple[str | Cell, ...]] = []
    for it in answers:
        said = QT_TRANSLATE_NOOP("report", "go") if it.go else QT_TRANSLATE_NOOP("report", "no-go")
        late = wording(QT_TRANSLATE_NOOP("report", "late")) if it.late else ""
        word = Cell(" ".join((wording(said), late)).strip(), dot=Ink.GREEN if it.go else Ink.RED)
        rows.append((it.position, word, f"{it.name} {it.person}", wording.when(it.at), it.remark or "–"))
    for position in unanswered:
        none = Cell(wording(QT_TRANSLATE_NOOP("report", "no answer")), dot=Ink.FAINT)
        rows.append((position, none, "–", "–", "–"))
    columns = (
        Column(wording(QT_TRANSLATE_NOOP("report", "Position")), 2.2),
        Column(wording(QT_TRANSLATE_NOOP("report", "Answer")), 1.8),
        Column(wording(QT_TRANSLATE_NOOP("report", "By")), 2.4),
        Column(wording(QT_TRANSLATE_NOOP("report", "At")), 2.0),
        Column(wording(QT_TRANSLATE_NOOP("report", "Remark")), 4.0),
    )
    caption = wording(QT_TRANSLATE_NOOP("report", "Roll call {at}: {question}"), at=at, question=question)
    return Table(columns, tuple(rows), caption)
