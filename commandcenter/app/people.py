"""Who acts at which place, until people and roles come."""

from __future__ import annotations

from collections.abc import Callable

from bridge.protocol.seat import SeatKind
from commandcenter.services.permissions import ADMINISTRATOR, KIOSK, OFFICER, Person
from commandcenter.settings import OfficerSettings


def people(officer: OfficerSettings) -> Callable[[SeatKind], Person]:
    """One officer at the consoles, the kiosk at the wall, the administrator at the command line."""
    known = {
        SeatKind.CONSOLE: Person(id=officer.id, name=officer.name, permissions=OFFICER),
        SeatKind.WALL: Person(id="wall", name="大屏", permissions=KIOSK),
        SeatKind.TOOL: Person(id="admin", name="管理员", permissions=ADMINISTRATOR),
    }
    return known.__getitem__
