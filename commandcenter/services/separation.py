"""Auditor, security administrator and system administrator are three persons, and stay it (三员分立).

Who may make accounts could otherwise be all three: give an auditor's account a password of one's own choice, and sign
in with it. So whatever changes such an account of another one needs two of the three. And who becomes one of the three
begins with a new first password: an officer's is given by one alone, who may know it still.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import msgspec

from commandcenter.domain.changes.people import AccountChange
from commandcenter.domain.errors import Refused
from commandcenter.domain.journal import Draft
from commandcenter.domain.people import SEPARATE, Account, Role, staff_number
from commandcenter.domain.state import State
from commandcenter.domain.text import QT_TRANSLATE_NOOP
from commandcenter.services.account_orders import Added, Changed, Line, Many, OnAccount
from commandcenter.services.commands import Args, Context
from commandcenter.services.permissions import ROLES, Permission, Person
from commandcenter.services.second_person import Second

WORD = "administrator"
"""How the rule is called where the command table is written down."""


def concerns(state: State, args: Args, person: Person) -> bool:
    """Whether it is about somebody else's account that holds one of the three positions, or by it gets one.

    The machine's tool, before there is a security administrator, is nobody: it has no staff number.
    """
    if not person.number:
        return False
    match args:
        case Many(lines=lines):
            return any(_is_anothers(line, person) for line in lines)
        case Added():
            return _is_anothers(args, person)
        case OnAccount(account=wanted):
            account = state.accounts.get(wanted)
            if account is None or account.person == person.number:
                return False
            gets = args.roles or () if isinstance(args, Changed) else ()
            return bool(SEPARATE.intersection((*account.roles, *gets)))
    return False


def needed(state: State, args: Args, person: Person) -> bool:
    """At the very first nobody is there who could agree; from then on nobody can make it so again alone."""
    return concerns(state, args, person) and _is_there_another(state, person.number)


SECOND = Second(WORD, Permission.AGREE_PEOPLE, needed)


def given(account: Account, context: Context, *, must_change: bool) -> dict[str, Any]:
    """What is noted of a password that somebody sets. Raises Refused where another one of the three would keep it."""
    person, at = context.person, context.now
    if not must_change and person.number not in ("", account.person) and SEPARATE.intersection(account.roles):
        raise Refused(
            QT_TRANSLATE_NOOP(
                "trouble",
                "Who is {role} chooses a password at the first sign-in: what another one has set does not stay.",
            ),
            role=min(role.spoken for role in SEPARATE.intersection(account.roles)),
        )
    # The machine's tool, at the very first: that it stays says that its holder has typed it.
    own: datetime | None = None if not person.number and not must_change else at
    return {"must_change": must_change, "given_at": own}


def begins_anew(account: Account, roles: tuple[Role, ...], person: Person) -> dict[str, Any]:
    """What changes where somebody becomes one of the three by another's hand: password and codes count no more.

    Whoever knows a given password can choose the next one with it; so one that was chosen since proves nothing.
    """
    own = person.number in ("", account.person)
    if own or SEPARATE.intersection(account.roles) or not SEPARATE.intersection(roles):
        return {}
    return {"digest": "", "second_factor": False, "step": 0, "must_change": False, "password_at": None}


def told(handle: Callable[..., list[Draft]]) -> Callable[..., list[Draft]]:
    """As `handle`; what only one has done because nobody could agree is recorded as that."""

    def handled(state: State, args: Args, context: Context) -> list[Draft]:
        drafts = handle(state, args, context)
        alone = context.approver is None and concerns(state, args, context.person)
        return [_alone(draft) for draft in drafts] if alone else drafts

    return handled


def _alone(draft: Draft) -> Draft:
    change = draft.change
    if not isinstance(change, AccountChange):
        return draft
    return msgspec.structs.replace(draft, change=msgspec.structs.replace(change, alone=True))


def _is_anothers(line: Added | Line, person: Person) -> bool:
    return bool(SEPARATE.intersection(line.roles)) and staff_number(line.person) != person.number


def _is_there_another(state: State, number: str) -> bool:
    """Somebody who may agree, and whose password is not yet to be changed.

    Whether it is forgotten by now, or locked for a while, does not count: it would be an easy way to be the only one.
    Nor does whose choice it was: one that was kept in journals of old is chosen anew before its holder agrees.
    """
    return any(
        account.can_sign_in and not account.must_change and account.person != number and _may_agree(account.roles)
        for account in state.accounts.values()
    )


def _may_agree(roles: tuple[Role, ...]) -> bool:
    return any(Permission.AGREE_PEOPLE in ROLES[role] for role in roles)
