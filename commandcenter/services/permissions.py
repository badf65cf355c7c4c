"""Who may do what: the permissions of each position, and who acts at a seat. What is not granted here is denied."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from types import MappingProxyType

import msgspec

from commandcenter.domain.people import EVERYWHERE, NOWHERE, Role, Scope


class Permission(Enum):
    REPORT_SEAT = "seat.report"
    REPORT_TOOL = "tool.report"
    SIGN_IN = "session.sign-in"
    HOLD_SESSION = "session.hold"
    UNLOCK_OTHERS = "session.unlock-others"
    RECORD_ACTIONS = "record.actions"
    HANDLE_ALARMS = "alarms.handle"
    SHELVE_ALARMS = "alarms.shelve"
    SERVICE_ALARMS = "alarms.service"
    START_LINKAGE = "linkage.start"
    CHANGE_WALL = "wall.change"
    REPORT_WALL = "wall.report"
    VIEW_CAMERAS = "cameras.view"
    MOVE_CAMERAS = "cameras.move"
    SPEAK = "voice.speak"
    RUN_TOURS = "tours.run"
    DEFINE_TOURS = "tours.define"
    ASK_APPROVAL = "approval.ask"
    DUTY = "duty"
    LEAD_SHIFT = "shift.lead"
    HAND_OVER = "shift.hand-over"
    MANAGE_PEOPLE = "people.manage"
    AGREE_PEOPLE = "people.agree"
    LIFT_LOCKS = "people.lift-locks"
    MANAGE_KEYS = "keys.manage"
    MANAGE_SEAL = "seal.manage"
    MANAGE_QUARANTINE = "quarantine.manage"
    READ_FIGURES = "alarms.figures"
    READ_AUDIT = "audit.read"
    EXPORT_AUDIT = "audit.export"
    PRUNE_JOURNAL = "journal.prune"
    KEEP_EVIDENCE = "evidence.keep"


_P = Permission

NOBODY = frozenset({_P.REPORT_SEAT, _P.SIGN_IN})
"""What a seat does by itself, and what whoever stands before it needs to begin."""

_SIGNED_IN = NOBODY | {_P.HOLD_SESSION, _P.RECORD_ACTIONS, _P.ASK_APPROVAL}
_SERVING = _SIGNED_IN | {_P.DUTY, _P.HAND_OVER}
_OFFICER = _SERVING | {
    _P.HANDLE_ALARMS,
    _P.SHELVE_ALARMS,
    _P.START_LINKAGE,
    _P.CHANGE_WALL,
    _P.VIEW_CAMERAS,
    _P.MOVE_CAMERAS,
    _P.SPEAK,
    _P.RUN_TOURS,
    _P.READ_FIGURES,
    _P.KEEP_EVIDENCE,
}
_LOCAL = _SIGNED_IN | {_P.HANDLE_ALARMS, _P.VIEW_CAMERAS, _P.MOVE_CAMERAS, _P.SPEAK}

ROLES: Mapping[Role, frozenset[Permission]] = MappingProxyType(
    {
        Role.DUTY_OFFICER: _OFFICER,
        Role.SHIFT_LEADER: _OFFICER
        | {_P.LEAD_SHIFT, _P.SERVICE_ALARMS, _P.UNLOCK_OTHERS, _P.LIFT_LOCKS, _P.DEFINE_TOURS},
        Role.COORDINATOR: _OFFICER - {_P.CHANGE_WALL},
        Role.STREET_CENTRE: _LOCAL,
        Role.DEPARTMENT: _LOCAL,
        Role.WALL: frozenset({_P.REPORT_SEAT, _P.REPORT_WALL, _P.VIEW_CAMERAS}),
        Role.AUDITOR: _SIGNED_IN | {_P.READ_AUDIT, _P.READ_FIGURES, _P.EXPORT_AUDIT, _P.PRUNE_JOURNAL, _P.AGREE_PEOPLE},
        Role.SECURITY_ADMINISTRATOR: _SIGNED_IN | {_P.MANAGE_PEOPLE, _P.LIFT_LOCKS, _P.MANAGE_KEYS, _P.MANAGE_SEAL},
        Role.SYSTEM_ADMINISTRATOR: _SIGNED_IN | {_P.MANAGE_QUARANTINE, _P.PRUNE_JOURNAL, _P.AGREE_PEOPLE},
    }
)

ADMINISTRATOR = (
    ROLES[Role.SECURITY_ADMINISTRATOR] | ROLES[Role.SYSTEM_ADMINISTRATOR] | {_P.EXPORT_AUDIT, _P.REPORT_TOOL}
)
"""What this machine's tool may do while the centre has no security administrator yet."""


class Standing(Enum):
    """How somebody stands before the core.

    `ABSENT`: nobody is signed in; `LOCKED`: the seat's session is locked; `PROVEN`: by credentials alone, without a
    session at this seat; `PRESENT`: by an unlocked session, or as the kiosk or a tool that may.
    """

    ABSENT = "absent"
    LOCKED = "locked"
    PROVEN = "proven"
    PRESENT = "present"


class Person(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody, or the kiosk, who acts at a seat; `id` stands in the journal, `number` is the staff number.

    `session` is the id of the session acted in, "" for none; `role` the position, "" for none.
    """

    id: str
    name: str
    permissions: frozenset[Permission] = frozenset()
    number: str = ""
    scope: Scope = NOWHERE
    session: str = ""
    role: str = ""
    standing: Standing = Standing.ABSENT


KIOSK = Person(
    id="wall",
    name="大屏",
    permissions=ROLES[Role.WALL],
    scope=EVERYWHERE,
    role=Role.WALL.value,
    standing=Standing.PRESENT,
)
ABSENT = Person(id="nobody", name="", permissions=NOBODY)
TOOL = Person(id="nobody", name="", permissions=NOBODY | {Permission.REPORT_TOOL})
"""A tool of this machine without anybody's credentials: it may say what it has done."""
FIRST_ADMINISTRATOR = Person(
    id="admin", name="管理员", permissions=ADMINISTRATOR, scope=EVERYWHERE, standing=Standing.PRESENT
)
