"""What devices and the source kit commonly answer in a few words: listed so that it is shown in the seat's language."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from commandcenter.domain.text import QT_TRANSLATE_NOOP

# For `lupdate`; the protocol leaves a device free to say something else, which is shown as it came.
COMMON = (
    QT_TRANSLATE_NOOP("answer", "on"),
    QT_TRANSLATE_NOOP("answer", "off"),
    QT_TRANSLATE_NOOP("answer", "offline"),
    QT_TRANSLATE_NOOP("answer", "expired"),
    QT_TRANSLATE_NOOP("answer", "no such device"),
    QT_TRANSLATE_NOOP("answer", "no such action"),
    QT_TRANSLATE_NOOP("answer", "nothing to say"),
    QT_TRANSLATE_NOOP("answer", "failed: this source takes no commands"),
    QT_TRANSLATE_NOOP("answer", "unknown: the source stopped while acting"),
    QT_TRANSLATE_NOOP("answer", "unknown: the source cannot write its outbox"),
)


def answer_words(detail: str) -> str:
    """A step's detail in the seat's language where it is known, else as it is."""
    return QCoreApplication.translate("answer", detail) if detail else ""
