"""How old something is: counted on from what was said, and put into words."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, tzinfo
from time import monotonic

from PySide6.QtCore import QCoreApplication

STALE_AFTER_S = 3.0

Now = Callable[[], datetime]
Monotonic = Callable[[], float]


def utc_now() -> datetime:
    return datetime.now(UTC)


class Age:
    """Grows by itself from the seconds that were last told, so that silence shows as age."""

    def __init__(self, monotonic: Monotonic = monotonic) -> None:
        self._monotonic = monotonic
        self._born: float | None = None

    def tell(self, seconds: float | None) -> None:
        """`seconds` since the data was made; None when there has been none."""
        self._born = None if seconds is None else self._monotonic() - max(0.0, seconds)

    @property
    def seconds(self) -> float | None:
        return None if self._born is None else max(0.0, self._monotonic() - self._born)

    @property
    def stale(self) -> bool:
        return self._born is not None and self._monotonic() - self._born > STALE_AFTER_S


def ago(seconds: float | None) -> str:
    """An age in its largest unit: "2 s ago"; None is "no data yet"."""
    if seconds is None:
        return QCoreApplication.translate("Ages", "no data yet")
    return QCoreApplication.translate("Ages", "{age} ago").format(age=lasting(seconds))


def lasting(seconds: float) -> str:
    """A duration in its largest unit: "45 s", "12 min"; never negative."""
    whole = max(0, int(seconds))
    if whole < 60:
        return QCoreApplication.translate("Ages", "{count} s").format(count=whole)
    if whole < 3600:
        return QCoreApplication.translate("Ages", "{count} min").format(count=whole // 60)
    if whole < 86_400:
        return QCoreApplication.translate("Ages", "{count} h").format(count=whole // 3600)
    return QCoreApplication.translate("Ages", "{count} d").format(count=whole // 86_400)


def running(seconds: float) -> str:
    """A running count: "00:34", from one hour on "1:02:03"; never negative."""
    whole = max(0, int(seconds))
    hours, minutes, rest = whole // 3600, whole // 60 % 60, whole % 60
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes:02}:{rest:02}"


def clock(instant: datetime, zone: tzinfo | None = None) -> str:
    """HH:MM:SS in `zone`, None for the machine's own."""
    return instant.astimezone(zone).strftime("%H:%M:%S")


def short_clock(instant: datetime, today: datetime, zone: tzinfo | None = None) -> str:
    """HH:MM, or month-day when it was not on the day of `today`."""
    local = instant.astimezone(zone)
    same = local.date() == today.astimezone(zone).date()
    return local.strftime("%H:%M" if same else "%m-%d")
