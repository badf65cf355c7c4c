"""The daily report (值班日报) on paper."""

from __future__ import annotations

from collections.abc import Mapping

from commandcenter.app.report_pdf.blocks import Bars, Figure, Figures, Heading, Lines, Title, nothing
from commandcenter.app.report_pdf.daily_duty import duty_blocks
from commandcenter.app.report_pdf.flow import Beside, Block, Flowing, Kept, Space
from commandcenter.app.report_pdf.paper import STRONG, Align, Ink
from commandcenter.app.report_pdf.seal import grouped, seal_of
from commandcenter.app.report_pdf.table import Cell, Column, Table
from commandcenter.app.report_pdf.wording import Wording
from commandcenter.app.report_pdf.writing import pdf
from commandcenter.domain.priority import Priority
from commandcenter.domain.text import QT_TRANSLATE_NOOP
from commandcenter.services.daily.failures import FailureFigures
from commandcenter.services.daily_report import DailyReport

MOST_LINES = 7

Blocks = list[Block | Flowing]


def daily_pdf(report: DailyReport, wording: Wording) -> bytes:
    """The whole file. Raises ReportTrouble."""
    title = daily_title(report, wording)
    size, root = report.evidence.checkable
    foot = wording(QT_TRANSLATE_NOOP("report", "Journal {size} · {root} …"), size=f"{size:,}", root=grouped(root)[:19])
    return pdf(_blocks(report, wording), title, foot, wording.words)


def daily_title(report: DailyReport, wording: Wording) -> str:
    return f"{wording.centre}{_kind(report, wording)} {report.period.day.isoformat()}"


def _kind(report: DailyReport, wording: Wording) -> str:
    if report.period.shift:
        return wording(QT_TRANSLATE_NOOP("report", " · Shift report"))
    return wording(QT_TRANSLATE_NOOP("report", " · Daily report"))


def _blocks(report: DailyReport, wording: Wording) -> Blocks:
    period = report.period
    span = f"{wording.when(period.starts)} – {wording.when(min(period.ends, report.made_at))}"
    made = wording(QT_TRANSLATE_NOOP("report", "Made {at}"), at=wording.exactly(report.made_at))
    left = f"{wording.day(period.day)}    {wording.shift(period.shift) if period.shift else ''}"
    if not report.complete:
        left += wording(QT_TRANSLATE_NOOP("report", "(not over yet)"))
    return [
        Title(wording.centre + _kind(report, wording), f"{left.strip()}    {span}", made),
        Space(2.0),
        _figures(report, wording),
        *_alarms(report, wording),
        *_linkages(report, wording),
        *duty_blocks(report, wording),
        *_failures(report, wording),
        *_seal(report, wording),
        Lines(
            (
                wording(QT_TRANSLATE_NOOP("report", "Shift leader")),
                wording(QT_TRANSLATE_NOOP("report", "Leader in charge")),
                wording(QT_TRANSLATE_NOOP("report", "Date")),
            )
        ),
    ]


def _figures(report: DailyReport, wording: Wording) -> Figures:
    return Figures((*_alarm_figures(report, wording), *_duty_figures(report, wording)))


def _alarm_figures(report: DailyReport, wording: Wording) -> tuple[Figure, ...]:
    alarms = report.alarms
    critical, taken = alarms.by_priority[Priority.CRITICAL.value], alarms.acknowledging
    return (
        Figure(
            wording(QT_TRANSLATE_NOOP("report", "New alarms")),
            str(alarms.raised),
            wording(QT_TRANSLATE_NOOP("report", "{count} critical"), count=critical),
            Ink.RED if critical else Ink.DEEP,
        ),
        Figure(
            wording(QT_TRANSLATE_NOOP("report", "Acknowledged after")),
            wording.lasted(taken.mean),
            wording(QT_TRANSLATE_NOOP("report", "90 % within {time}"), time=wording.lasted(taken.p90)),
        ),
        Figure(
            wording(QT_TRANSLATE_NOOP("report", "Still open")),
            str(alarms.open_at_end),
            wording(QT_TRANSLATE_NOOP("report", "{count} unacknowledged"), count=alarms.unacknowledged_at_end),
            Ink.ORANGE if alarms.unacknowledged_at_end else Ink.DEEP,
        ),
    )


def _duty_figures(report: DailyReport, wording: Wording) -> tuple[Figure, ...]:
    duty = report.duty
    done, steps = _ended(report, "done"), sum(sum(run.steps.values()) for run in report.linkages)
    missed, checks = duty.checks_by_result.get("missed", 0), len(duty.checks)
    return (
        Figure(
            wording(QT_TRANSLATE_NOOP("report", "Linkages")),
            str(len(report.linkages)),
            wording(QT_TRANSLATE_NOOP("report", "{done} of {all} steps done"), done=done, all=steps),
        ),
        Figure(
            wording(QT_TRANSLATE_NOOP("report", "Handovers")),
            str(sum(line.done_at is not None for line in duty.handovers)),
            wording(QT_TRANSLATE_NOOP("report", "{missed} of {all} checks missed"), missed=missed, all=checks),
            Ink.ORANGE if missed else Ink.DEEP,
        ),
    )


def _ended(report: DailyReport, state: str) -> int:
    return sum(run.steps[state] for run in report.linkages)


def _alarms(report: DailyReport, wording: Wording) -> Blocks:
    alarms = report.alarms
    heading = Heading(wording(QT_TRANSLATE_NOOP("report", "1  Alarms")))
    bars = Bars(wording(QT_TRANSLATE_NOOP("report", "New alarms by the hour")), alarms.by_hour)
    blocks: Blocks = [Kept((heading, Space(1.0), Beside((bars, _priorities(report, wording)), (0.5, 0.5))))]
    if alarms.raised:
        kinds = _counted(
            wording(QT_TRANSLATE_NOOP("report", "By kind")),
            {wording.kind(name): count for name, count in alarms.by_type.items()},
            wording,
        )
        areas = _counted(
            wording(QT_TRANSLATE_NOOP("report", "By street")),
            {wording.area(name): count for name, count in alarms.by_area.items()},
            wording,
        )
        blocks += [Space(2.0), Beside((kinds, areas), (0.5, 0.5))]
    blocks.append(Space(2.0))
    blocks.append(_longest(report, wording) if alarms.longest else nothing(_none(wording)))
    return blocks


def _priorities(report: DailyReport, wording: Wording) -> Table:
    alarms = report.alarms
    rows: list[tuple[str | Cell, ...]] = []
    for priority in Priority:
        taken = alarms.acknowledging_by_priority[priority.value]
        name = Cell(wording.priority(priority.value), priority=priority)
        count = str(alarms.by_priority[priority.value])
        rows.append((name, count, wording.lasted(taken.mean), wording.lasted(taken.p90)))
    total = alarms.acknowledging
    whole = wording(QT_TRANSLATE_NOOP("report", "All"))
    rows.append(
        (
            Cell(whole, STRONG),
            Cell(str(alarms.raised), STRONG),
            Cell(wording.lasted(total.mean), STRONG),
            Cell(wording.lasted(total.p90), STRONG),
        )
    )
    columns = (
        Column(wording(QT_TRANSLATE_NOOP("report", "Priority")), 3.2),
        Column(wording(QT_TRANSLATE_NOOP("report", "New")), 1.6, Align.RIGHT),
        Column(wording(QT_TRANSLATE_NOOP("report", "Acknowledged after, mean")), 3.4, Align.RIGHT),
        Column(wording(QT_TRANSLATE_NOOP("report", "90 % within")), 3.0, Align.RIGHT),
    )
    return Table(columns, tuple(rows), wording(QT_TRANSLATE_NOOP("report", "By priority")))


def _counted(caption: str, counts: Mapping[str, int], wording: Wording) -> Table:
    """The most, and the rest in one line."""
    lines = list(counts.items())
    rows: list[tuple[str | Cell, ...]] = [(name, str(count)) for name, count in lines[:MOST_LINES]]
    if len(lines) > MOST_LINES:
        rest = sum(count for _, count in lines[MOST_LINES:])
        rows.append((wording(QT_TRANSLATE_NOOP("report", "others")), str(rest)))
    name = wording(QT_TRANSLATE_NOOP("report", "Name"))
    columns = (Column(name, 5.0), Column(wording(QT_TRANSLATE_NOOP("report", "New")), 1.4, Align.RIGHT))
    return Table(columns, tuple(rows), caption)


def _longest(report: DailyReport, wording: Wording) -> Table:
    rows = []
    for line in report.alarms.longest:
        alarm = line.alarm
        by = wording.person(alarm.acknowledged_by) if alarm.acknowledged_by else "–"
        state = QT_TRANSLATE_NOOP("report", "open") if line.still_open else QT_TRANSLATE_NOOP("report", "cleared")
        rows.append(
            (
                alarm.id,
                Cell(wording.alarm(alarm), priority=alarm.priority),
                wording.area(alarm.area) if alarm.area else "–",
                wording.when(alarm.received_at),
                wording.lasted(line.seconds),
                by,
                wording(state),
            )
        )
    columns = (
        Column(wording(QT_TRANSLATE_NOOP("report", "No.")), 1.1),
        Column(wording(QT_TRANSLATE_NOOP("report", "Alarm")), 4.0),
        Column(wording(QT_TRANSLATE_NOOP("report", "Street")), 2.2),
        Column(wording(QT_TRANSLATE_NOOP("report", "Since")), 2.0),
        Column(wording(QT_TRANSLATE_NOOP("report", "Open for")), 2.2),
        Column(wording(QT_TRANSLATE_NOOP("report", "Acknowledged by")), 2.3),
        Column(wording(QT_TRANSLATE_NOOP("report", "State")), 1.3),
    )
    return Table(columns, tuple(rows), wording(QT_TRANSLATE_NOOP("report", "Open longest")))


def _linkages(report: DailyReport, wording: Wording) -> Blocks:
    heading = Heading(wording(QT_TRANSLATE_NOOP("report", "2  One-key linkages")))
    if not report.linkages:
        return [Kept((heading, nothing(_none(wording))))]
    rows = tuple(
        (
            wording.when(run.at),
            run.alarm,
            wording.person(run.by),
            *(str(run.steps[state]) for state in ("done", "failed", "unknown", "waiting")),
        )
        for run in report.linkages
    )
    columns = (
        Column(wording(QT_TRANSLATE_NOOP("report", "Started")), 2.2),
        Column(wording(QT_TRANSLATE_NOOP("report", "Alarm")), 1.6),
        Column(wording(QT_TRANSLATE_NOOP("report", "By")), 2.4),
        *(Column(wording.words("step", state), 1.4, Align.RIGHT) for state in ("done", "failed", "unknown", "waiting")),
    )
    return [heading, Table(columns, rows)]


def _failures(report: DailyReport, wording: Wording) -> Blocks:
    failures = report.failures
    heading = Heading(wording(QT_TRANSLATE_NOOP("report", "5  Sources and system")))
    said = nothing(
        wording(
            QT_TRANSLATE_NOOP(
                "report",
                "Starts of the core: {starts}; disk full: {full}; refused: {commands} commands, {links} links.",
            ),
            starts=failures.core_starts,
            full=failures.disk_full,
            commands=failures.commands_refused,
            links=failures.links_refused,
        )
    )
    if not failures.sources:
        sound = nothing(wording(QT_TRANSLATE_NOOP("report", "No source lost events.")))
        return [Kept((heading, sound, said))]
    return [heading, said, _sources(failures, wording)]


def _sources(failures: FailureFigures, wording: Wording) -> Table:
    rows = tuple(
        (
            wording.source(it.source),
            str(it.gaps),
            f"{it.lost:,}",
            str(it.new_logs),
            str(it.went_back),
            str(it.quarantined),
        )
        for it in failures.sources
    )
    columns = (
        Column(wording(QT_TRANSLATE_NOOP("report", "Source")), 3.0),
        Column(wording(QT_TRANSLATE_NOOP("report", "Gaps")), 1.2, Align.RIGHT),
        Column(wording(QT_TRANSLATE_NOOP("report", "Events lost")), 1.8, Align.RIGHT),
        Column(wording(QT_TRANSLATE_NOOP("report", "New logs")), 1.6, Align.RIGHT),
        Column(wording(QT_TRANSLATE_NOOP("report", "Went back")), 1.6, Align.RIGHT),
        Column(wording(QT_TRANSLATE_NOOP("report", "In quarantine")), 1.8, Align.RIGHT),
    )
    return Table(columns, rows)


def _seal(report: DailyReport, wording: Wording) -> Blocks:
    heading = Heading(wording(QT_TRANSLATE_NOOP("report", "6  Journal")))
    entries = wording(
        QT_TRANSLATE_NOOP("report", "{count} entries of this period, number {first} to {last}."),
        count=f"{report.entries:,}",
        first="–" if report.first is None else f"{report.first:,}",
        last="–" if report.last is None else f"{report.last:,}",
    )
    return [Kept((heading, nothing(entries), seal_of(report.evidence, wording)))]


def _none(wording: Wording) -> str:
    return wording(QT_TRANSLATE_NOOP("report", "None in this period."))
