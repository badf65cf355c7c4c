"""Who may do what: permissions, and the three holders of them that exist so far."""

from __future__ import annotations

from enum import Enum

import msgspec


class Permission(Enum):
    RECORD_ACTIONS = "record.actions"
    HANDLE_ALARMS = "alarms.handle"
    START_LINKAGE = "linkage.start"
    CHANGE_WALL = "wall.change"
    REPORT_WALL = "wall.report"
    MANAGE_KEYS = "keys.manage"
    MANAGE_QUARANTINE = "quarantine.manage"


class Person(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody, or the kiosk, who acts at a seat; `id` stands in the journal."""

    id: str
    name: str
    permissions: frozenset[Permission]


ADMINISTRATOR = frozenset({Permission.MANAGE_KEYS, Permission.MANAGE_QUARANTINE})
KIOSK = frozenset({Permission.REPORT_WALL, Permission.RECORD_ACTIONS})
OFFICER = frozenset(Permission) - {Permission.REPORT_WALL} - ADMINISTRATOR
