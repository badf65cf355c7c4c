"""Whose queue an alarm is in: by the desks of a position, the areas of an account, and who works on it."""

from __future__ import annotations

import msgspec

from commandcenter.domain.alarms import Alarm
from commandcenter.domain.people import Scope
from commandcenter.domain.state import State


class Mine(msgspec.Struct, frozen=True, kw_only=True):
    """What one person's queue holds."""

    account: str
    position: str
    desks: frozenset[str]
    scope: Scope

    def __call__(self, alarm: Alarm) -> bool:
        """What somebody works on, or was called for, is theirs wherever it lies; where a place is not known, all's."""
        if alarm.holder is not None and alarm.holder.account == self.account:
            return True
        told = alarm.escalation.told if alarm.escalation else ()
        if any(name == self.position or (name and name in self.desks) for name in told):
            return True
        return alarm.desk in self.desks and (not alarm.area or self.scope.covers_area(alarm.area))


def mine(state: State, seat: str) -> Mine | None:
    """Of whoever has signed in at the seat; None where all alarms are everybody's.

    A position that works at no desk in particular sees all of them.
    """
    session = state.sessions.get(seat)
    account = state.accounts.get(session.account) if session else None
    if session is None or account is None:
        return None
    desks = state.desks.of_role(session.role.value)
    if len(desks) == 1:
        desks = frozenset({"", *(desk.name for desk in state.desks.all)})
        if account.scope.everywhere:
            return None
    return Mine(account=session.account, position=session.role.value, desks=desks, scope=account.scope)
