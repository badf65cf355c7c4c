"""What a report on paper can be checked with: the journal's root in groups that can be read aloud, and a QR code."""

from __future__ import annotations

import msgspec
import segno

from commandcenter.app.report_pdf.paper import BODY, SMALL, Face, Ink, Paper, Style
from commandcenter.app.report_pdf.wording import Wording
from commandcenter.domain.text import QT_TRANSLATE_NOOP
from commandcenter.services.daily_report import Evidence

SIDE = 38.0
ROOT = Style(10.0, bold=True, face=Face.MONO, leading=1.6)


class Seal(msgspec.Struct, frozen=True):
    """`pairs` are named values, `groups` the root's, `code` what the QR code holds ("" for none)."""

    pairs: tuple[tuple[str, str], ...]
    groups: str
    code: str
    words: str

    def height(self, paper: Paper, width: float) -> float:
        return max(self._left(paper, width), SIDE + 8.0) + 4.0

    def draw(self, paper: Paper, x: float, y: float, width: float) -> None:
        tall = self.height(paper, width) - 4.0
        paper.box(x, y, width, tall, line=Ink.RULE, round=0.8)
        inner = self._inner(width)
        at = y + 4.0
        at += paper.text(x + 4.0, at, inner, self.groups, ROOT) + 2.0
        for name, value in self.pairs:
            paper.text(x + 4.0, at, 30.0, name, BODY.but(ink=Ink.MUTED))
            at += paper.text(x + 34.0, at, inner - 30.0, value, BODY) + 0.4
        paper.text(x + 4.0, at + 1.4, inner, self.words, SMALL)
        if self.code:
            _draw_code(paper, x + width - SIDE - 4.0, y + 4.0, self.code)

    def _left(self, paper: Paper, width: float) -> float:
        inner = self._inner(width)
        pairs = sum(paper.height(value, BODY, inner - 30.0) + 0.4 for _, value in self.pairs)
        return 11.4 + paper.height(self.groups, ROOT, inner) + pairs + paper.height(self.words, SMALL, inner)

    def _inner(self, width: float) -> float:
        return width - 8.0 - (SIDE + 6.0 if self.code else 0.0)


def _draw_code(paper: Paper, x: float, y: float, text: str) -> None:
    """As boxes, row by row: sharp at any size, and no picture in the file."""
    matrix = segno.make(text, error="m", micro=False).matrix
    step = SIDE / len(matrix)
    for number, row in enumerate(matrix):
        start = None
        for column, dark in enumerate([*row, 0]):
            if dark and start is None:
                start = column
            elif not dark and start is not None:
                # A hair taller than the row: no light seams between the rows.
                paper.box(x + start * step, y + number * step, (column - start) * step, step * 1.02, fill=Ink.TEXT)
                start = None


def grouped(root: str) -> str:
    """64 hexadecimal digits as two rows of eight groups of four."""
    groups = [root[at : at + 4] for at in range(0, len(root), 4)]
    return "\n".join(" ".join(groups[at : at + 8]) for at in range(0, len(groups), 8))


def seal_of(evidence: Evidence, wording: Wording) -> Seal:
    """With the checkpoint as it was signed in the QR code, or size and root where there is none."""
    return Seal(
        wording.evidence(evidence),
        grouped(evidence.checkable[1]),
        evidence.note or f"{evidence.size} {evidence.root}",
        wording(
            QT_TRANSLATE_NOOP(
                "report",
                "The root binds every entry before it: whoever keeps this sheet can prove that none was changed later."
                " The code holds the checkpoint; `audit verify --also` compares it with the journal.",
            )
        ),
    )
