"""Auditor, security administrator and system administrator are three persons, and stay it (三员分立).

Who may make accounts could otherwise be all three: give an auditor's account a password of one's own choice, and sign
in with it. So whatever changes such an account of another one needs two of the three.
"""

from __future__ import annotations

from commandcenter.domain.people import SEPARATE, Role, staff_number
from commandcenter.domain.state import State
from commandcenter.services.account_orders import Added, Changed, Line, Many, OnAccount
from commandcenter.services.commands import Args
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


def _is_anothers(line: Added | Line, person: Person) -> bool:
    return bool(SEPARATE.intersection(line.roles)) and staff_number(line.person) != person.number


def _is_there_another(state: State, number: str) -> bool:
    """Somebody who may agree, and whose password is of the own choice.

    Whether it is forgotten by now, or locked for a while, does not count: it would be an easy way to be the only one.
    """
    return any(
        account.can_sign_in and not account.must_change and account.person != number and _may_agree(account.roles)
        for account in state.accounts.values()
    )


def _may_agree(roles: tuple[Role, ...]) -> bool:
    return any(Permission.AGREE_PEOPLE in ROLES[role] for role in roles)
