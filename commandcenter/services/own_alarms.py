"""The centre's own alarms about its duty: raised once, over when it is mended."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from commandcenter.domain.catalogue import Catalogue
from commandcenter.domain.events import Raised, Returned, Value
from commandcenter.domain.journal import CORE, Draft
from commandcenter.domain.state import State
from commandcenter.services import annunciating

SHORT, MISSING, PRESENCE, HANDOVER = "duty.short", "duty.missing", "duty.presence", "duty.handover"


def active(state: State, type_name: str, subject: str) -> bool:
    alarm = state.open_alarm(CORE, type_name, subject)
    return alarm is not None and alarm.active


def raise_once(
    state: State, type_name: str, subject: str, values: dict[str, Value], catalogue: Catalogue, now: datetime
) -> Iterator[Draft]:
    """Nothing while it is active already."""
    if not active(state, type_name, subject):
        event = Raised(at=now, type=type_name, subject=subject, values=values)
        yield annunciating.raised(state, CORE, event, catalogue, now, CORE)


def end(state: State, type_name: str, subject: str, now: datetime) -> Iterator[Draft]:
    """Nothing when it is not active."""
    if active(state, type_name, subject):
        yield annunciating.returned(state, CORE, Returned(at=now, type=type_name, subject=subject), now, CORE)
