"""The words and marks of a camera's state, the same in every list."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from commandcenter.domain.priority import Priority

WRONG = frozenset(("frozen", "lost", "refused", "unsupported"))
DOUBTFUL = frozenset(("late", "static", "restarting"))
# Worst first, for lists that are sorted by it.
ORDER = (
    "lost",
    "refused",
    "unsupported",
    "frozen",
    "late",
    "static",
    "restarting",
    "connecting",
    "live",
    "closed",
    "",
)


def camera_state_word(state: str) -> str:
    """A state's word; an unknown one stays a code, and "" (nobody watches it) is nothing."""
    words = {
        "connecting": QCoreApplication.translate("CameraWords", "connecting"),
        "live": QCoreApplication.translate("CameraWords", "live"),
        "late": QCoreApplication.translate("CameraWords", "late"),
        "static": QCoreApplication.translate("CameraWords", "unchanged"),
        "frozen": QCoreApplication.translate("CameraWords", "frozen"),
        "lost": QCoreApplication.translate("CameraWords", "lost"),
        "refused": QCoreApplication.translate("CameraWords", "refused"),
        "unsupported": QCoreApplication.translate("CameraWords", "unsupported"),
        "restarting": QCoreApplication.translate("CameraWords", "restarting"),
        "closed": "",
        "restricted": QCoreApplication.translate("CameraWords", "restricted"),
        "unlisted": QCoreApplication.translate("CameraWords", "not on the list"),
    }
    return words.get(state, state)


def camera_state_mark(state: str) -> tuple[Priority | None, bool]:
    """The shape before the word and whether it is hollow; nothing before what is as it should be."""
    if state in WRONG:
        return Priority.MINOR, False
    return (Priority.MINOR, True) if state in DOUBTFUL else (None, False)


def worse(state: str) -> int:
    """Sorts states worst first; an unknown one stands with those that are wrong."""
    return ORDER.index(state) if state in ORDER else 0
