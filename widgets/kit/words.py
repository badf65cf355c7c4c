"""The trade's words for priorities and states, and figures as people write them."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from commandcenter.domain.alarms import AlarmState
from commandcenter.domain.alarms.hiding import ShelfReason
from commandcenter.domain.priority import Priority

NO_VALUE = "—"


def priority_word(priority: Priority) -> str:
    match priority:
        case Priority.CRITICAL:
            return QCoreApplication.translate("Words", "Critical")
        case Priority.MAJOR:
            return QCoreApplication.translate("Words", "Major")
        case Priority.MINOR:
            return QCoreApplication.translate("Words", "Minor")
        case Priority.NOTICE:
            return QCoreApplication.translate("Words", "Notice")


def state_word(state: AlarmState) -> str:
    """Short enough for a column of the queue."""
    match state:
        case AlarmState.UNACKNOWLEDGED:
            return QCoreApplication.translate("Words", "Unacked")
        case AlarmState.ACKNOWLEDGED:
            return QCoreApplication.translate("Words", "Acked")
        case AlarmState.RETURNED:
            return QCoreApplication.translate("Words", "Returned")
        case AlarmState.CLEARED:
            return QCoreApplication.translate("Words", "Cleared")
        case AlarmState.LATCHED_UNACKNOWLEDGED:
            return QCoreApplication.translate("Words", "Unacked")
        case AlarmState.LATCHED_ACKNOWLEDGED:
            return QCoreApplication.translate("Words", "Latched")
        case AlarmState.SHELVED:
            return QCoreApplication.translate("Words", "Shelved")
        case AlarmState.SUPPRESSED:
            return QCoreApplication.translate("Words", "By rule")
        case AlarmState.OUT_OF_SERVICE:
            return QCoreApplication.translate("Words", "Removed")


def shelf_word(reason: ShelfReason) -> str:
    """Why an alarm is shelved."""
    match reason:
        case ShelfReason.CHATTERING:
            return QCoreApplication.translate("Words", "chattering")
        case ShelfReason.STALE:
            return QCoreApplication.translate("Words", "stale")
        case ShelfReason.FAULTY:
            return QCoreApplication.translate("Words", "faulty")
        case ShelfReason.WORKS:
            return QCoreApplication.translate("Words", "works")
        case ShelfReason.OTHER:
            return QCoreApplication.translate("Words", "other")


def suspect_word() -> str:
    """Of an alarm whose source may have lost events since, and has not said anew that it stands."""
    return QCoreApplication.translate("Words", "Not confirmed")


def figure(value: float | None) -> str:
    """1382000 → "1 382 000", 98.64 → "98.6", 0.417 → "0.42", None → a dash; no-break spaces part the groups."""
    if value is None or value != value or value in (float("inf"), float("-inf")):
        return NO_VALUE
    shown = f"{value:,.1f}" if abs(value) >= 1 else f"{value:.2f}"
    if "." in shown:
        shown = shown.rstrip("0").rstrip(".")
    shown = shown.replace(",", "\u00a0")
    return "0" if shown == "-0" else shown.replace("-", "\u2212")
