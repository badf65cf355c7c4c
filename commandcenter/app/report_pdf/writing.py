"""From blocks to a PDF file; needs no screen."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice, QMarginsF
from PySide6.QtGui import QGuiApplication, QPageLayout, QPageSize, QPainter, QPdfWriter

from commandcenter import __version__
from commandcenter.app.report_pdf.flow import Block, Flowing, draw_pages, paginate
from commandcenter.app.report_pdf.paper import BOTTOM, HEIGHT, INNER, LEFT, SMALL, Align, Ink, Paper
from commandcenter.app.report_pdf.searchable import searchable
from commandcenter.app.words import Words
from commandcenter.domain.errors import Trouble
from commandcenter.domain.text import QT_TRANSLATE_NOOP

DPI = 1200


class ReportTrouble(Trouble):
    """A report could not be made."""


@contextmanager
def fonts() -> Iterator[None]:
    """Qt's fonts for a program without windows; nothing to do where there is an application already."""
    if QGuiApplication.instance() is not None:
        yield
        return
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    application = QGuiApplication(["commandcenter"])
    try:
        yield
    finally:
        application.shutdown()


def pdf(blocks: Sequence[Block | Flowing], title: str, foot: str, words: Words) -> bytes:
    """The file's bytes. `foot` stands at the foot of every page, on its left. Raises ReportTrouble."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setResolution(DPI)
    writer.setPageLayout(
        QPageLayout(QPageSize(QPageSize.PageSizeId.A4), QPageLayout.Orientation.Portrait, QMarginsF(0, 0, 0, 0))
    )
    writer.setTitle(title)
    writer.setCreator(f"CommandCenter {__version__}")
    painter = QPainter()
    if not painter.begin(writer):
        raise ReportTrouble(QT_TRANSLATE_NOOP("trouble", "The report cannot be drawn."))
    try:
        paper = Paper(writer, painter)

        def around(paper: Paper, number: int, count: int) -> None:
            _around(
                paper,
                title,
                foot,
                words("report", QT_TRANSLATE_NOOP("report", "Page {number} of {count}"), number=number, count=count),
                number,
            )

        draw_pages(paper, paginate(paper, blocks), around)
    finally:
        painter.end()
    return searchable(bytes(buffer.data().data()), paper.written, paper.fonts.values())


def _around(paper: Paper, title: str, foot: str, page: str, number: int) -> None:
    y = HEIGHT - BOTTOM
    paper.rule(LEFT, y - 2.0, INNER)
    paper.text(LEFT, y - 0.6, INNER * 0.75, foot, SMALL)
    paper.text(LEFT, y - 0.6, INNER, page, SMALL.but(align=Align.RIGHT))
    if number > 1:
        paper.text(LEFT, 11.0, INNER, title, SMALL)
        paper.rule(LEFT, 16.2, INNER, Ink.HEAD, 0.3)


def write_pdf(path: Path, data: bytes) -> None:
    """Whole or not at all. Raises ReportTrouble."""
    beside = path.with_name(f".{path.name}.part")
    try:
        beside.write_bytes(data)
        beside.replace(path)
    except OSError as error:
        beside.unlink(missing_ok=True)
        raise ReportTrouble(
            QT_TRANSLATE_NOOP("trouble", "The report {file} cannot be written: {reason}"),
            QT_TRANSLATE_NOOP("trouble", "Name another file with --out."),
            file=path,
            reason=error.strerror or str(error),
        ) from error
