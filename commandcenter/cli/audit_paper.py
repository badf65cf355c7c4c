"""Entries and stories as PDF: made and recorded as every other export."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO

import msgspec

from commandcenter.adapters.clock import utc_now
from commandcenter.app import exporting
from commandcenter.app.opening import open_reader
from commandcenter.app.reporting import evidence_of
from commandcenter.app.telling import Teller
from commandcenter.cli.acting import claim
from commandcenter.cli.drawing import drawing
from commandcenter.cli.printing import local
from commandcenter.cli.program import Call
from commandcenter.cli.telling import telling
from commandcenter.domain.journal import Entry
from commandcenter.domain.text import QT_TRANSLATE_NOOP
from commandcenter.services.said.values import Said
from commandcenter.services.stories import Line

MOST = 5_000
"""As `report_pdf.record` has it, which is not loaded only to be asked."""


class Paper(msgspec.Struct, frozen=True, kw_only=True):
    """What is to stand on it. `query` is that of the record too; `title` None: it is a search, and no story."""

    query: str
    lines: Iterable[Line]
    entries: Mapping[int, Entry]
    title: Said | None = None
    summary: tuple[Said, ...] = ()
    more: bool = False


def on_paper(call: Call, out: Path, query: str, make: Callable[[], Paper]) -> exporting.Made:
    """`make` reads what is to stand there, once the intent is recorded. Raises Trouble; then there is no file."""
    by = claim()
    wanted = exporting.Wanted(format="pdf", wanted=query, out=out, by=by)
    settings = call.settings()
    return exporting.export(
        call.folder, settings, wanted, lambda file: _written(call, file, make(), by.account if by else "")
    )


def _written(call: Call, file: BinaryIO, paper: Paper, account: str) -> tuple[int, str]:
    # With a picture in it, and so Qt's drawing: not for who wants something else.
    from commandcenter.app.report_pdf import record
    from commandcenter.app.report_pdf.centre import wording_of

    with drawing(call), telling(call) as teller, open_reader(call.journal()) as reader:
        asked = record.Asked(
            title=_title(call, paper, teller),
            query=paper.query,
            by=_by(call, teller, account),
            summary=tuple(teller.said(it) for it in paper.summary),
            more=paper.more,
        )
        lines = list(paper.lines)
        wording = wording_of(call.settings(), call.folder, call.words, {})
        data = record.record_pdf(asked, lines, paper.entries, evidence_of(reader), (teller, wording))
    file.write(data)
    return len(paper.entries), sha256(data).hexdigest()


def _title(call: Call, paper: Paper, teller: Teller) -> str:
    if paper.title is None:
        return call.words("report", QT_TRANSLATE_NOOP("report", "Entries of the record"))
    return teller.said(paper.title)


def _by(call: Call, teller: Teller, account: str) -> str:
    """And when."""
    who = f"{teller.name(account)} ({account})" if account else ""
    tool = call.words("report", QT_TRANSLATE_NOOP("report", "a tool on the core's machine"))
    return f"{who or tool}, {local(utc_now())}"
