"""How well the cameras could be seen (摄像机健康度) on paper: the figures of a day, the worst cameras first."""

from __future__ import annotations

from commandcenter.app.camera_reporting import CameraReport
from commandcenter.app.report_pdf.blocks import Figure, Figures, Heading, Paragraph, Title, nothing
from commandcenter.app.report_pdf.flow import Block, Flowing, Kept, Space
from commandcenter.app.report_pdf.paper import BODY, STRONG, Align, Ink
from commandcenter.app.report_pdf.seal import grouped, seal_of
from commandcenter.app.report_pdf.table import Cell, Column, Table
from commandcenter.app.report_pdf.wording import Wording
from commandcenter.app.report_pdf.writing import pdf
from commandcenter.domain.text import QT_TRANSLATE_NOOP
from commandcenter.domain.video import PictureState
from commandcenter.services.camera_health.figures import FAULTS, Health

GOOD, FAIR = 0.99, 0.95
MOST = 400
"""Cameras in the table; the others are better than all of these."""

Blocks = list[Block | Flowing]


def cameras_pdf(report: CameraReport, wording: Wording) -> bytes:
    """The whole file. Raises ReportTrouble."""
    size, root = report.evidence.checkable
    foot = wording(QT_TRANSLATE_NOOP("report", "Journal {size} · {root} …"), size=f"{size:,}", root=grouped(root)[:19])
    return pdf(_blocks(report, wording), _title(wording), foot, wording.words)


def _title(wording: Wording) -> str:
    return wording.centre + wording(QT_TRANSLATE_NOOP("report", " · Health of the cameras"))


def _blocks(report: CameraReport, wording: Wording) -> Blocks:
    span = f"{wording.exactly(report.begins)[:16]} – {wording.exactly(report.ends)[:16]}"
    made = wording(QT_TRANSLATE_NOOP("report", "Made {at}"), at=wording.exactly(report.made_at))
    told = QT_TRANSLATE_NOOP(
        "report",
        "A camera counts as watched while any seat shows it, and as live while any of them has its picture without a"
        " fault; what a seat that was cut off has not told yet is not in it.",
    )
    return [
        Title(_title(wording), f"{wording.day(report.day)}    {span}" if report.day else span, made),
        Space(2.0),
        Paragraph(wording(told), BODY),
        _figures(report, wording),
        *_worst(report, wording),
        Kept((Heading(wording(QT_TRANSLATE_NOOP("report", "What it can be checked with"))), _seal(report, wording))),
    ]


def _seal(report: CameraReport, wording: Wording) -> Block:
    return seal_of(report.evidence, wording)


def _figures(report: CameraReport, wording: Wording) -> Figures:
    watched = sum(it.watched_s for it in report.health)
    share = sum(it.live_s for it in report.health) / watched if watched else None
    poor = sum((it.availability or 0.0) < FAIR for it in report.health)
    return Figures((
        Figure(
            wording(QT_TRANSLATE_NOOP("report", "Watched")),
            f"{len(report.health):,}",
            wording(QT_TRANSLATE_NOOP("report", "of {count} on the list"), count=f"{len(report.cameras):,}"),
        ),
        Figure(
            wording(QT_TRANSLATE_NOOP("report", "Live")),
            "–" if share is None else f"{share:.1%}",
            wording(QT_TRANSLATE_NOOP("report", "of the time watched")),
            Ink.DEEP if share is None else _ink(share),
        ),
        Figure(
            wording(QT_TRANSLATE_NOOP("report", "Below 95 %")),
            f"{poor:,}",
            wording(QT_TRANSLATE_NOOP("report", "cameras")),
            Ink.RED if poor else Ink.GREEN,
        ),
        Figure(
            wording(QT_TRANSLATE_NOOP("report", "Faults")),
            f"{sum(it.faults for it in report.health):,}",
            wording(QT_TRANSLATE_NOOP("report", "frozen, lost, refused")),
        ),
        Figure(
            wording(QT_TRANSLATE_NOOP("report", "Restarts")),
            f"{sum(it.restarts for it in report.health):,}",
            wording(QT_TRANSLATE_NOOP("report", "of streams")),
        ),
    ))  # fmt: skip


def _ink(share: float) -> Ink:
    return Ink.GREEN if share >= GOOD else Ink.ORANGE if share >= FAIR else Ink.RED


def _worst(report: CameraReport, wording: Wording) -> Blocks:
    heading = Heading(wording(QT_TRANSLATE_NOOP("report", "Cameras, the worst first")))
    if not report.health:
        return [Kept((heading, nothing(wording(QT_TRANSLATE_NOOP("report", "None in this period.")))))]
    more = len(report.health) - MOST
    caption = wording(QT_TRANSLATE_NOOP("report", "and {count} more"), count=more) if more > 0 else ""
    columns = (
        Column(wording(QT_TRANSLATE_NOOP("report", "Camera")), 3.4),
        Column(wording(QT_TRANSLATE_NOOP("report", "Live")), 1.5, Align.RIGHT),
        Column(wording(QT_TRANSLATE_NOOP("report", "Watched")), 2.0, Align.RIGHT),
        Column(wording(QT_TRANSLATE_NOOP("report", "With a fault")), 2.0, Align.RIGHT),
        Column(wording(QT_TRANSLATE_NOOP("report", "Faults")), 1.1, Align.RIGHT),
        Column(wording(QT_TRANSLATE_NOOP("report", "Restarts")), 1.3, Align.RIGHT),
        Column(wording(QT_TRANSLATE_NOOP("report", "Mbit/s")), 1.2, Align.RIGHT),
        Column(wording(QT_TRANSLATE_NOOP("report", "Newest picture")), 1.9, Align.RIGHT),
    )
    rows = tuple(_row(report, it, wording) for it in report.health[:MOST])
    return [heading, Table(columns, rows, caption)]


def _row(report: CameraReport, it: Health, wording: Wording) -> tuple[str | Cell, ...]:
    share = it.availability or 0.0
    area = report.area(it.camera)
    where = f"{wording.area(area)} · {it.camera}" if area else it.camera
    faulty = sum(seconds for state, seconds in it.in_state.items() if PictureState(state) in FAULTS)
    return (
        f"{report.name(it.camera)}\n{where}",
        Cell(f"{share:.1%}", STRONG.but(ink=_ink(share))),
        wording.lasted(it.watched_s),
        wording.lasted(faulty) if faulty else "–",
        str(it.faults),
        str(it.restarts),
        "–" if it.bitrate is None else f"{it.bitrate / 1e6:.2f}",
        wording.when(it.picture_at),
    )
