"""Who acts: by the session at a seat, by credentials, by what a key stands for; looked up anew for each command."""

from __future__ import annotations

from commandcenter.domain.keys import KeyKind
from commandcenter.domain.people import Account, Role, Session
from commandcenter.domain.state import State
from commandcenter.services.permissions import (
    ABSENT,
    FIRST_ADMINISTRATOR,
    KIOSK,
    NOBODY,
    ROLES,
    TOOL,
    Permission,
    Person,
    Standing,
)


def person_at(state: State, kind: KeyKind, seat: str, key: str = "", proven: str = "") -> Person:
    """Who acts at a seat of that kind whose link has proven `key`; `proven` is the account that gave its password."""
    if kind is KeyKind.WALL:
        return KIOSK
    account = state.accounts.get(proven)
    if kind is KeyKind.TOOL:
        return _with_tool(state, account)
    session = session_at(state, seat, key)
    if account is not None and (session is None or session.account != account.id):
        return _person(account, _permissions(account), Standing.PROVEN)
    return ABSENT if session is None else in_session(state, session)


def session_at(state: State, seat: str, key: str) -> Session | None:
    """The seat's session; a seat of the same name with another key has none."""
    session = state.sessions.get(seat)
    return session if session is not None and session.key == key else None


def in_session(state: State, session: Session) -> Person:
    """The position's permissions while the account holds it still."""
    account = state.accounts.get(session.account)
    if account is None or not account.enabled or session.role not in account.roles:
        return ABSENT
    standing = Standing.LOCKED if session.locked else Standing.PRESENT
    return _person(account, ROLES[session.role], standing, session)


def by_account(state: State, account: str) -> Person:
    """Who has no session and proves each command."""
    found = state.accounts.get(account)
    return ABSENT if found is None or not found.enabled else _person(found, _permissions(found), Standing.PRESENT)


def has_security_administrator(state: State, without: str = "") -> bool:
    """Whether somebody can manage people; from then on this machine's tool may nothing by itself."""
    return any(
        account.can_sign_in and Role.SECURITY_ADMINISTRATOR in account.roles and account.id != without
        for account in state.accounts.values()
    )


def _with_tool(state: State, account: Account | None) -> Person:
    if account is not None:
        return by_account(state, account.id)
    return TOOL if has_security_administrator(state) else FIRST_ADMINISTRATOR


def _permissions(account: Account) -> frozenset[Permission]:
    return frozenset[Permission]().union(NOBODY, *(ROLES[role] for role in account.roles))


def _person(
    account: Account, permissions: frozenset[Permission], standing: Standing, session: Session | None = None
) -> Person:
    return Person(
        id=account.id,
        name=account.name,
        permissions=permissions,
        number=account.person,
        scope=account.scope,
        session=session.id if session else "",
        role=session.role.value if session else "",
        standing=standing,
    )
