"""The events of the measurement: what a city's sensors say, mixed as they come."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

SUBJECTS = 500
RAISE, REPEAT, NOTE, RETURN = range(4)


def events(first: int, count: int, at: datetime | None = None) -> Iterator[dict[str, object]]:
    """Events number `first`…: each subject is raised, raised again with a newer value, noted, returned, and anew."""
    when = at or datetime.now(UTC)
    for number in range(first, first + count):
        phase, subject = number // SUBJECTS % 4, f"HFC-{number % SUBJECTS:04}"
        if phase == NOTE:
            yield {"kind": "note", "at": when, "type": "cesspool.fan_started", "subject": subject, "title": "风机启动"}
        elif phase == RETURN:
            yield {"kind": "return", "at": when, "type": "cesspool.methane", "subject": subject}
        else:
            yield {
                "kind": "raise",
                "at": when,
                "type": "cesspool.methane",
                "subject": subject,
                "title": "甲烷超限",
                "place": {"lon": 106.55, "lat": 29.585},
                "area": "500105007",
                "values": {"methane_pct": 61.5 + phase, "exhaust_h": 1.0},
            }
