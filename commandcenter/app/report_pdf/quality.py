"""The quality of the alarms (告警质量) on paper, desk by desk: figures, plots, verdicts, what is to be mended."""

from __future__ import annotations

from commandcenter.app.report_pdf.blocks import Figure, Figures, Heading, Lines, Paragraph, Title, nothing
from commandcenter.app.report_pdf.flow import Beside, Block, Flowing, Kept, NewPage, Space
from commandcenter.app.report_pdf.paper import BODY, STRONG, Ink
from commandcenter.app.report_pdf.quality_plots import LIMITS, Legend, Offenders, Rate, Shares, Within, cumulated
from commandcenter.app.report_pdf.quality_tables import hidden, named, overview, taken, verdicts
from commandcenter.app.report_pdf.seal import grouped, seal_of
from commandcenter.app.report_pdf.wording import Wording
from commandcenter.app.report_pdf.writing import pdf
from commandcenter.app.reporting import QualityReport
from commandcenter.domain.priority import Priority
from commandcenter.domain.text import QT_TRANSLATE_NOOP
from commandcenter.services.quality import figures as quality
from commandcenter.services.quality.charting import WITHIN
from commandcenter.services.quality.verdicts import judged

Blocks = list[Block | Flowing]
PRIORITIES = tuple(Priority)
CALLS = QT_TRANSLATE_NOOP("report", "Calls in each 10 minutes")
SMALL_PLOT = 24.0
NONE = QT_TRANSLATE_NOOP("report", "None in this period.")


def quality_pdf(report: QualityReport, found: list[quality.Figures], wording: Wording) -> bytes:
    """The whole file, of the desks in `found`. Raises ReportTrouble."""
    size, root = report.evidence.checkable
    foot = wording(QT_TRANSLATE_NOOP("report", "Journal {size} · {root} …"), size=f"{size:,}", root=grouped(root)[:19])
    return pdf(_blocks(report, found, wording), _title(wording), foot, wording.words)


def _title(wording: Wording) -> str:
    return wording.centre + wording(QT_TRANSLATE_NOOP("report", " · Quality of the alarms"))


def _blocks(report: QualityReport, found: list[quality.Figures], wording: Wording) -> Blocks:
    first = found[0]
    span = f"{wording.exactly(first.begins)[:16]} – {wording.exactly(first.ends)[:16]}"
    made = wording(QT_TRANSLATE_NOOP("report", "Made {at}"), at=wording.exactly(report.made_at))
    blocks: Blocks = [Title(_title(wording), span, made), Space(2.0), *_notes(report, first, wording)]
    names = {it.desk: _desk(report, it.desk, wording) for it in found}
    if len(found) > 1:
        blocks += [Heading(wording(QT_TRANSLATE_NOOP("report", "All desks"))), overview(found, names, wording)]
        blocks += _side_by_side(found, names, wording)
    for number, it in enumerate(found):
        if len(found) > 1 or number:
            blocks.append(NewPage())
        blocks += _of_desk(it, names[it.desk], wording, report.people)
    heading = Heading(wording(QT_TRANSLATE_NOOP("report", "What it can be checked with")))
    blocks.append(Kept((heading, seal_of(report.evidence, wording))))
    blocks.append(_signatures(wording))
    return blocks


def _side_by_side(found: list[quality.Figures], names: dict[str, str], wording: Wording) -> Blocks:
    """The desks' calls under one another, all drawn on one scale."""
    most = max(max(it.tens, default=0) for it in found)
    blocks: Blocks = [Paragraph(wording(CALLS), BODY.but(ink=Ink.MUTED), 1.0)]
    for it in found:
        plot = Rate(it.tens, it.floods, it.begins, it.ends, wording.zone, SMALL_PLOT, most)
        blocks.append(Kept((Paragraph(names[it.desk], STRONG, 1.2), plot)))
    return [*blocks, _legend(wording)]


def _signatures(wording: Wording) -> Lines:
    return Lines((
        wording(QT_TRANSLATE_NOOP("report", "Shift leader")),
        wording(QT_TRANSLATE_NOOP("report", "Leader in charge")),
        wording(QT_TRANSLATE_NOOP("report", "Date")),
    ))  # fmt: skip


def _notes(report: QualityReport, it: quality.Figures, wording: Wording) -> Blocks:
    said = [
        wording(
            QT_TRANSLATE_NOOP(
                "report",
                "Measured by ISA-18.2 and EEMUA 191, for each desk by itself: their limits are those of what one person"
                " can attend to. A call is a moment at which an alarm asked for a person; what happened to hidden"
                " alarms is no call.",
            )
        )
    ]
    if not report.desks.all:
        said.append(
            wording(
                QT_TRANSLATE_NOOP(
                    "report", "This centre has no desks of its own: the limits of one desk are held against all of it."
                )
            )
        )
    notes: Blocks = [Paragraph("".join(said) if wording.words.language == "zh" else " ".join(said), BODY)]
    if it.indicative:
        short = QT_TRANSLATE_NOOP("report", "Less than 30 days: the standards' verdicts are indicative only.")
        notes.append(Paragraph(wording(short), STRONG.but(ink=Ink.HEAD)))
    return notes


def _desk(report: QualityReport, desk: str, wording: Wording) -> str:
    if desk:
        return report.called(desk, wording.words.language)
    if report.desks.all:
        return wording(QT_TRANSLATE_NOOP("report", "Everybody's queue"))
    return wording(QT_TRANSLATE_NOOP("report", "Whole centre"))


def _of_desk(it: quality.Figures, name: str, wording: Wording, people: dict[str, str]) -> Blocks:
    return [
        Kept((Heading(name), Space(1.0), _boxes(it, wording))),
        *_rate(it, wording),
        Space(1.0),
        Beside((_shares(it, wording), _within(it, wording)), (0.44, 0.56)),
        *_offenders(it, wording),
        Heading(wording(QT_TRANSLATE_NOOP("report", "Verdicts"))),
        verdicts(it, wording),
        Space(1.0),
        taken(it, wording),
        *_mend(it, wording),
        *_hidings(it, wording, people),
    ]


def _boxes(it: quality.Figures, wording: Wording) -> Figures:
    lines = judged(it)
    poor = sum(not line.verdict.good for line in lines)
    return Figures((
        Figure(
            wording(QT_TRANSLATE_NOOP("report", "Calls")),
            f"{it.calls:,}",
            wording(QT_TRANSLATE_NOOP("report", "{count} a day"), count=f"{it.per_day:,.0f}"),
        ),
        Figure(
            wording(QT_TRANSLATE_NOOP("report", "Per 10 minutes")),
            f"{it.per_ten_minutes:.3g}",
            wording(QT_TRANSLATE_NOOP("report", "at most 2")),
            Ink.RED if it.per_ten_minutes > 2 else Ink.ORANGE if it.per_ten_minutes > 1 else Ink.GREEN,
        ),
        Figure(
            wording(QT_TRANSLATE_NOOP("report", "Most in 10 minutes")),
            f"{it.most_in_ten_minutes:,}",
            wording(QT_TRANSLATE_NOOP("report", "at most 10")),
            Ink.RED if it.most_in_ten_minutes > 10 else Ink.GREEN,
        ),
        Figure(
            wording(QT_TRANSLATE_NOOP("report", "Time in flood")),
            f"{it.in_flood:.1%}",
            wording(QT_TRANSLATE_NOOP("report", "{count} floods"), count=len(it.floods)),
            Ink.RED if it.in_flood >= 0.01 else Ink.GREEN,
        ),
        Figure(
            wording(QT_TRANSLATE_NOOP("report", "Beyond the limits")),
            str(poor),
            wording(QT_TRANSLATE_NOOP("report", "of {count} figures"), count=len(lines)),
            Ink.RED if poor else Ink.GREEN,
        ),
    ))  # fmt: skip


def _rate(it: quality.Figures, wording: Wording) -> Blocks:
    caption = Paragraph(wording(CALLS), STRONG, 2.0)
    plot = Rate(it.tens, it.floods, it.begins, it.ends, wording.zone)
    return [Kept((caption, plot, _legend(wording)))]


def _legend(wording: Wording) -> Legend:
    texts = (
        wording(QT_TRANSLATE_NOOP("report", "1: very likely acceptable")),
        wording(QT_TRANSLATE_NOOP("report", "2: manageable")),
        wording(QT_TRANSLATE_NOOP("report", "10: more is a flood")),
    )
    items = [(ink, text) for (_, ink), text in zip(LIMITS, texts, strict=True)]
    items.append((Ink.WASH, wording(QT_TRANSLATE_NOOP("report", "in flood"))))
    return Legend(tuple(items))


def _shares(it: quality.Figures, wording: Wording) -> Shares:
    rows = tuple((one, wording.priority(one.value), it.by_priority[one.value]) for one in PRIORITIES)
    target = wording(QT_TRANSLATE_NOOP("report", "The line: what ISA-18.2 wants, < 1 %, 5 %, 15 %, 80 %"))
    return Shares(wording(QT_TRANSLATE_NOOP("report", "Calls by priority")), rows, target)


def _within(it: quality.Figures, wording: Wording) -> Within:
    caption = wording(QT_TRANSLATE_NOOP("report", "Acknowledged within"))
    return Within(caption, tuple((one, it.taken_within[one.value]) for one in PRIORITIES), WITHIN, wording(NONE))


def _offenders(it: quality.Figures, wording: Wording) -> Blocks:
    heading = Heading(wording(QT_TRANSLATE_NOOP("report", "Alarms that called most")))
    if not it.offenders:
        return [Kept((heading, nothing(wording(NONE))))]
    worst = cumulated((wording.thing(one.key), one.priority, one.count, one.share) for one in it.offenders)
    titles = (
        wording(QT_TRANSLATE_NOOP("report", "Calls")),
        wording(QT_TRANSLATE_NOOP("report", "Share")),
        wording(QT_TRANSLATE_NOOP("report", "Together")),
    )
    return [Kept((heading, Offenders(worst, titles)))]


def _mend(it: quality.Figures, wording: Wording) -> Blocks:
    """Chattering, fleeting, stale: what needs a rule or a repair."""
    heading = Heading(wording(QT_TRANSLATE_NOOP("report", "To be mended")))
    times = wording(QT_TRANSLATE_NOOP("report", "Times"))
    tables = [
        (QT_TRANSLATE_NOOP("report", "Chattering: 3 calls in a minute"), it.chattering, times),
        (QT_TRANSLATE_NOOP("report", "Fleeting: gone within a minute"), it.fleeting, times),
    ]
    lasted = {name: wording.lasted(seconds) for name, seconds in it.stale.items()}
    stood = wording(QT_TRANSLATE_NOOP("report", "For"))
    stale = named(wording(QT_TRANSLATE_NOOP("report", "Stale: for more than a day")), lasted, stood, wording)
    left, right = (
        named(wording(caption), {name: f"{count:.0f}" for name, count in found.items()}, title, wording)
        for caption, found, title in tables
    )
    return [Kept((heading, Beside((left, right, stale), (1 / 3, 1 / 3, 1 / 3), 5.0)))]


def _hidings(it: quality.Figures, wording: Wording, people: dict[str, str]) -> Blocks:
    heading = Heading(wording(QT_TRANSLATE_NOOP("report", "Shelved, suppressed by rule, out of service")))
    if not it.hidden:
        return [Kept((heading, nothing(wording(NONE))))]
    return [heading, hidden(it, wording, people)]
