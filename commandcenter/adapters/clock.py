"""The clock of the machine."""

from __future__ import annotations

from datetime import UTC, datetime


def utc_now() -> datetime:
    """The wall clock, aware, in UTC; for records, never for durations."""
    return datetime.now(UTC)
