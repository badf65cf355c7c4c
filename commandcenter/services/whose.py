"""In whose name it counts what a seat's journal holds: theirs who sat there when it was done."""

from __future__ import annotations

from datetime import datetime, timedelta

import msgspec

from commandcenter.domain.people import Session
from commandcenter.domain.state import State
from commandcenter.domain.text import QT_TRANSLATE_NOOP
from commandcenter.services.chaining import Linked
from commandcenter.services.lateness import ago
from commandcenter.services.permissions import ABSENT, NOBODY, Person
from commandcenter.services.sessions import LONGEST_S, SILENT
from commandcenter.services.standing import in_session, session_at

# What a command may take from the seat to here, and what a session may take to be known there.
ON_ITS_WAY_S = 1.0
SLACK_S = 5.0

NO_SESSION = QT_TRANSLATE_NOOP("trouble", "The seat names a session in which this was done, and there was none such.")
OVER = QT_TRANSLATE_NOOP("trouble", "The session had ended when this was done at the seat.")


def person_then(
    state: State, seat: str, key: str, linked: Linked, present: Person, now: datetime
) -> tuple[Person, str]:
    """Who did it, and "" or why it does not count; `present` is whoever acts at the seat now."""
    at, session = ago(now, linked.age_s), session_at(state, seat, key)
    if not linked.session:
        # Nobody's, unless it is just on its way and the seat has not heard yet who sits there.
        return (ABSENT if present.session and linked.age_s > SLACK_S else present), ""
    if session is not None and session.id == linked.session:
        return present, "" if at >= session.since - timedelta(seconds=SLACK_S) else NO_SESSION
    former = state.former.get(linked.session)
    if former is None or (former.session.seat, former.session.key) != (seat, key):
        return ABSENT, NO_SESSION
    session = former.session
    # Who could not be heard was not gone for that.
    ended = session.since + timedelta(seconds=LONGEST_S) if former.why == SILENT else former.ended_at
    after = at > ended + timedelta(seconds=ON_ITS_WAY_S)
    before = at < session.since - timedelta(seconds=SLACK_S)
    return _named(state, session), OVER if after else NO_SESSION if before else ""


def _named(state: State, session: Session) -> Person:
    """With today's permissions; who has none any more is named all the same."""
    person = in_session(state, session)
    if person is ABSENT:
        return msgspec.structs.replace(ABSENT, id=session.account, name=session.name, permissions=NOBODY)
    return person
