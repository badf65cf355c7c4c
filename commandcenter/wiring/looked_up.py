"""Words that are looked up by a value: `commandcenter.app.words` and the tables beside their use list them."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication


def word(context: str, text: str) -> str:
    """In the seat's language where it is known, else as it is."""
    return QCoreApplication.translate(context, text) if text else ""


def shift_words(slot: str) -> str:
    """ "2026-11-22/Early" as people say it: the day of the year is enough."""
    day, _, name = slot.partition("/")
    return f"{day[5:]} {name}" if name else slot
