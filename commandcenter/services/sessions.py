"""Who sits where: sign in to a position, lock the desk and unlock it, sign out, and what ends a session by itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Annotated

import msgspec

from commandcenter.domain.changes.people import SessionBegan, SessionEnded, SessionLocked, SessionUnlocked
from commandcenter.domain.errors import Refused
from commandcenter.domain.journal import CORE, Draft
from commandcenter.domain.people import Role, Session
from commandcenter.domain.state import State
from commandcenter.domain.text import QT_TRANSLATE_NOOP
from commandcenter.domain.written import required
from commandcenter.services import judging
from commandcenter.services.commands import Args, Asks, Context, Declaration
from commandcenter.services.credentials import Proof
from commandcenter.services.permissions import Permission
from commandcenter.services.standing import session_at

LONGEST_S = 12 * 3600.0
SILENT_S = 600.0

SIGNED_OUT, REPLACED, EXPIRED, SILENT, REVOKED = "signed-out", "replaced", "expired", "silent", "revoked"


class AsPosition(Args, frozen=True, kw_only=True):
    """Without a `role` the first one of the account."""

    role: Role | None = None


class Nothing(Args, frozen=True, kw_only=True):
    """No arguments."""


class WithReason(Args, frozen=True, kw_only=True):
    reason: Annotated[str, msgspec.Meta(max_length=500)]


def sign_in(state: State, args: AsPosition, context: Context) -> list[Draft]:
    """Whoever sat here before does so no more."""
    if not context.key:
        raise Refused(QT_TRANSLATE_NOOP("trouble", "One signs in at a desk."))
    proof = _proof(context)
    account = state.accounts[proof.account]
    judging.require_fresh(account, context.rules.password_days, context.now)
    role = args.role or account.roles[0]
    if role not in account.roles or role is Role.WALL:
        raise Refused(
            QT_TRANSLATE_NOOP("trouble", "{person} does not hold the position {role}."),
            person=account.name,
            role=role.spoken,
        )
    session = Session(
        id=f"S{state.size}-{context.command}",
        account=account.id,
        name=account.name,
        person=account.person,
        role=role,
        seat=context.seat,
        key=context.key,
        since=context.now,
        began=context.steady,
        factors=proof.factors,
    )
    began = Draft(change=SessionBegan(session=session), subject=account.id, actor=account.id)
    before = state.sessions.get(context.seat)
    return [began] if before is None else [ended(before, REPLACED), began]


def sign_out(state: State, args: Nothing, context: Context) -> list[Draft]:
    return [ended(_here(state, context), SIGNED_OUT)]


def lock(state: State, args: Nothing, context: Context) -> list[Draft]:
    """The input is blocked, the picture stays."""
    session = msgspec.structs.replace(_here(state, context), locked=True, locked_at=context.now)
    return [Draft(change=SessionLocked(session=session), subject=session.account)]


def unlock(state: State, args: Nothing, context: Context) -> list[Draft]:
    """By the one whose session it is."""
    session = _locked(state, context)
    if _proof(context).account != session.account:
        raise Refused(
            QT_TRANSLATE_NOOP("trouble", "{person} has locked this desk and unlocks it, or a supervisor does."),
            person=session.name,
        )
    return [_unlocked(session, "", "")]


def release(state: State, args: WithReason, context: Context) -> list[Draft]:
    """By a supervisor, with a reason; the session stays that of its person."""
    session = _locked(state, context)
    if context.person.number == session.person:
        raise Refused(QT_TRANSLATE_NOOP("trouble", "It is your own session: unlock it with your password."))
    return [_unlocked(session, context.person.id, required(args.reason))]


def ended(session: Session, why: str) -> Draft:
    actor = CORE if why in (EXPIRED, SILENT) else ""
    return Draft(change=SessionEnded(session=session, why=why), subject=session.account, actor=actor)


def of_account(state: State, account: str, still: Callable[[Session], bool]) -> list[Draft]:
    """Ends the account's sessions but for those that may go on."""
    own = [session for session in state.sessions.values() if session.account == account]
    return [ended(session, REVOKED) for session in own if not still(session)]


def of_key(state: State, key: str) -> list[Draft]:
    """A seat's key is trusted no more: neither is who sits there."""
    return [ended(session, REVOKED) for session in state.sessions.values() if session.key == key]


def overdue(state: State, age_s: Callable[[Session], float], silent_s: Callable[[str], float]) -> Iterator[Draft]:
    """What time ends; `silent_s` tells since when a seat was not heard of."""
    for session in state.sessions.values():
        if age_s(session) >= LONGEST_S:
            yield ended(session, EXPIRED)
        elif silent_s(session.seat) >= SILENT_S:
            yield ended(session, SILENT)


def _unlocked(session: Session, by: str, reason: str) -> Draft:
    fresh = msgspec.structs.replace(session, locked=False, locked_at=None, unlocked_by=by)
    return Draft(change=SessionUnlocked(session=fresh, reason=reason), subject=session.account)


def _here(state: State, context: Context) -> Session:
    session = session_at(state, context.seat, context.key)
    if session is None:
        raise Refused(QT_TRANSLATE_NOOP("trouble", "Nobody is signed in here: sign in first."))
    return session


def _locked(state: State, context: Context) -> Session:
    session = _here(state, context)
    if not session.locked:
        raise Refused(QT_TRANSLATE_NOOP("trouble", "The desk is not locked."))
    return session


def _proof(context: Context) -> Proof:
    if context.proof is None:
        raise ValueError("declared with a proof")
    return context.proof


def declarations() -> list[Declaration]:
    """The lines of the command table on sessions."""
    hold = Permission.HOLD_SESSION
    return [
        Declaration(
            "session.sign_in", AsPosition, Permission.SIGN_IN, (SessionBegan, SessionEnded), sign_in, Asks.PERSON
        ),
        Declaration("session.sign_out", Nothing, hold, (SessionEnded,), sign_out),
        Declaration("session.lock", Nothing, hold, (SessionLocked,), lock),
        Declaration("session.unlock", Nothing, Permission.SIGN_IN, (SessionUnlocked,), unlock, Asks.PERSON),
        Declaration("session.release", WithReason, Permission.UNLOCK_OTHERS, (SessionUnlocked,), release, Asks.PERSON),
    ]
