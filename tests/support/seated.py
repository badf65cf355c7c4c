"""Somebody who has signed in at a seat, in the state that the seat knows."""

from __future__ import annotations

from commandcenter.domain.people import EVERYWHERE, Account, Role, Scope, Session
from commandcenter.domain.state import State
from tests.support.cores import START

ROLE = Role.DUTY_OFFICER


def seat_somebody(state: State, seat: str, scope: Scope = EVERYWHERE, role: Role = ROLE) -> Session:
    """Li Wei, who may act within the scope."""
    state.accounts["li.wei"] = Account(id="li.wei", name="Li Wei", person="A1", roles=(role,), scope=scope)
    session = Session(
        id="S1",
        account="li.wei",
        name="Li Wei",
        person="A1",
        role=role,
        seat=seat,
        key="k",
        since=START,
        began=0.0,
        factors=("password",),
    )
    state.sessions[seat] = session
    return session
