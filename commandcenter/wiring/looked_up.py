"""Words that are looked up by a value: `commandcenter.app.words` and the tables beside their use list them."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication


def word(context: str, text: str) -> str:
    """In the seat's language where it is known, else as it is."""
    return QCoreApplication.translate(context, text) if text else ""
