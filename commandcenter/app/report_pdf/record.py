"""Entries of the record on paper: a search or a story, with what it can be checked against."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from unicodedata import category

import msgspec

from commandcenter.app.report_pdf.blocks import Heading, Named, Paragraph, Title, nothing
from commandcenter.app.report_pdf.flow import Block, Flowing, Kept, Space
from commandcenter.app.report_pdf.paper import BODY, SMALL, Align, Ink
from commandcenter.app.report_pdf.seal import seal_of
from commandcenter.app.report_pdf.table import Cell, Column, Row, Table
from commandcenter.app.report_pdf.wording import Wording
from commandcenter.app.report_pdf.writing import pdf
from commandcenter.app.reports import entry_record
from commandcenter.app.telling import Teller
from commandcenter.domain.journal import Entry, Outcome
from commandcenter.domain.text import QT_TRANSLATE_NOOP
from commandcenter.services.daily_report import Evidence
from commandcenter.services.stories import Line

MOST = 5_000
"""Lines on paper: some hundred pages, which somebody may still leaf through."""
WRONG = (Outcome.REFUSED, Outcome.FAILED)
CUT = "…"
STEERING = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """Whose paper it is: title, the query or what the story is of, who has asked; "" for this machine's tool."""

    title: str
    query: str
    by: str = ""
    summary: tuple[str, ...] = ()
    more: bool = False


def record_pdf(
    asked: Asked, lines: Iterable[Line], entries: Mapping[int, Entry], evidence: Evidence, told: tuple[Teller, Wording]
) -> bytes:
    """The whole file; `entries` by number are those that the lines tell of. Raises ReportTrouble."""
    teller, wording = told
    rows = tuple(_row(line, entries.get(line.seq), teller, wording) for line in lines)
    foot = wording(
        QT_TRANSLATE_NOOP("report", "Journal of {size} entries, root {root} …"),
        size=f"{evidence.size:,}",
        root=evidence.root[:16],
    )
    title = visible(asked.title)
    return pdf(
        [*_head(asked, title, len(rows), wording), *_table(rows, wording), *_end(evidence, wording)],
        title,
        foot,
        wording.words,
    )


def visible(text: str) -> str:
    """What would steer the writing, or hide, shows as a replacement character; line ends become blanks."""
    return "".join(_shown(character) for character in text)


def _shown(character: str) -> str:
    if character in "\n\r\t":
        return " "
    return (
        "\N{REPLACEMENT CHARACTER}" if category(character) in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp") else character
    )


def _head(asked: Asked, title: str, count: int, wording: Wording) -> Iterator[Block | Flowing]:
    lines = wording(QT_TRANSLATE_NOOP("report", "{count} lines"), count=f"{count:,}")
    made = wording(QT_TRANSLATE_NOOP("report", "Taken out of the record"))
    yield Title(title, wording.centre, made)
    yield Space(2.0)
    by = visible(asked.by) or wording(QT_TRANSLATE_NOOP("report", "a tool on the core's machine"))
    yield Named(
        (
            (wording(QT_TRANSLATE_NOOP("report", "Asked for")), visible(asked.query) or "–"),
            (wording(QT_TRANSLATE_NOOP("report", "Made by")), by),
            (wording(QT_TRANSLATE_NOOP("report", "Holds")), lines),
        )
    )
    for text in asked.summary:
        yield Paragraph(visible(text))
    if asked.more:
        more = wording(QT_TRANSLATE_NOOP("report", "There is more than stands here: narrow the time."))
        yield Paragraph(more, BODY.but(bold=True, ink=Ink.HEAD))
    yield Heading(wording(QT_TRANSLATE_NOOP("report", "1  What is recorded")))


def _table(rows: tuple[Row, ...], wording: Wording) -> Iterator[Block | Flowing]:
    if not rows:
        yield nothing(wording(QT_TRANSLATE_NOOP("report", "The record says nothing of it.")))
        return
    yield Table(
        (
            Column(wording(QT_TRANSLATE_NOOP("report", "No.")), 1.2, Align.RIGHT),
            Column(wording(QT_TRANSLATE_NOOP("report", "At")), 3.1),
            Column(wording(QT_TRANSLATE_NOOP("report", "Who, where")), 2.6),
            Column(wording(QT_TRANSLATE_NOOP("report", "What")), 7.6),
            Column(wording(QT_TRANSLATE_NOOP("report", "Outcome")), 1.5),
        ),
        rows,
    )


def _row(line: Line, entry: Entry | None, teller: Teller, wording: Wording) -> Row:
    told = teller.line(line)
    said = visible(f"{told}  [{line.subject}]" if teller.object(line) else told)
    if CUT in told and entry is not None:
        # A sentence leaves out the end of what is long, and of digests; on paper all of it stands.
        said = f"{said}\n{_whole(entry)}"
    outcome = wording.words("outcome", line.outcome.value)
    style = BODY.but(bold=True, ink=Ink.HEAD) if line.outcome in WRONG else SMALL
    return (f"{line.seq:,}", wording.exactly(line.at), _who(line, teller), said, Cell(outcome, style))


def _whole(entry: Entry) -> str:
    return visible(json.dumps(entry_record(entry)["change"], ensure_ascii=False, default=str))


def _who(line: Line, teller: Teller) -> str:
    name = teller.who(line)
    who = line.actor if name == line.actor else f"{name} ({line.actor})"
    return visible(f"{who} · {line.seat}" if line.seat else who)


def _end(evidence: Evidence, wording: Wording) -> Iterator[Block | Flowing]:
    heading = Heading(wording(QT_TRANSLATE_NOOP("report", "2  Journal")))
    yield Kept((heading, Space(1.0), seal_of(evidence, wording)))
