"""Words that are looked up by a value: `commandcenter.app.words` and the tables beside their use list them."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from commandcenter.domain.errors import Trouble


def word(context: str, text: str) -> str:
    """In the seat's language where it is known, else as it is."""
    return QCoreApplication.translate(context, text) if text else ""


def trouble_words(trouble: Trouble) -> str:
    """What has happened, in the seat's language, its reasons too."""
    return word("trouble", trouble.template).format(**{name: _said(value) for name, value in trouble.values.items()})


def _said(value: object) -> object:
    if isinstance(value, Trouble):
        return trouble_words(value)
    return word("trouble", value) if isinstance(value, str) else value
