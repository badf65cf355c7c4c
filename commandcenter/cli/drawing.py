"""Qt's drawing for a command that makes a PDF: loaded only by one that does."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from commandcenter.app.words import Words
from commandcenter.cli.program import Call


@contextmanager
def drawing(call: Call) -> Iterator[None]:
    """With Qt's application go all translations that were loaded before: what is said afterwards needs its own."""
    from commandcenter.app.report_pdf.writing import fonts

    try:
        with fonts():
            yield
    finally:
        call.words = Words(call.words.language)
