"""Accounts: who makes and changes them, what nobody may hold together, passwords and second factors."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from hashlib import sha256
from typing import Any

import msgspec

from commandcenter.domain.changes.people import (
    AccountAdded,
    AccountChanged,
    AccountDisabled,
    AccountEnabled,
    LockLifted,
    PasswordSet,
    SecondFactorSet,
    SessionEnded,
)
from commandcenter.domain.errors import Refused
from commandcenter.domain.journal import Draft
from commandcenter.domain.patience import ACCOUNT
from commandcenter.domain.people import (
    LOCAL,
    MAX_ACCOUNTS,
    RESERVED,
    Account,
    Role,
    Scope,
    directory_name,
    person_name,
    require_separate,
    staff_number,
)
from commandcenter.domain.state import State
from commandcenter.domain.text import QT_TRANSLATE_NOOP
from commandcenter.services import separation, sessions
from commandcenter.services.account_orders import Added, Changed, Line, Many, OnAccount, PasswordOf
from commandcenter.services.commands import Args, Asks, Context, Declaration
from commandcenter.services.credentials import SecretKind
from commandcenter.services.permissions import Permission
from commandcenter.services.standing import has_security_administrator

NO_ACCOUNT = QT_TRANSLATE_NOOP("trouble", "There is no account {account}.")
TAKEN = QT_TRANSLATE_NOOP("trouble", "There is an account {account} already.")


def add(state: State, args: Added, context: Context) -> list[Draft]:
    """With a first password when one was given; without, nobody can sign in yet."""
    account = _new(state.accounts, args)
    if context.prepared is None:
        return [Draft(change=AccountAdded(account=account), subject=account.id)]
    if account.directory:
        raise Refused(QT_TRANSLATE_NOOP("trouble", "The directory checks this password: give none."))
    noted = separation.given(account, context, must_change=args.must_change)
    return [_with_secret(AccountAdded, account, context, **noted)]


def add_many(state: State, args: Many, context: Context) -> list[Draft]:
    """All or none; nobody can sign in before a password was set."""
    known = dict(state.accounts)
    for line in args.lines:
        try:
            known[line.account] = _new(known, line)
        except Refused as refusal:
            raise Refused("{account}: {reason}", account=line.account, reason=refusal) from refusal
    return [Draft(change=AccountAdded(account=known[line.account]), subject=line.account) for line in args.lines]


def _new(known: Mapping[str, Account], line: Added | Line) -> Account:
    """Raises Refused."""
    if line.account in RESERVED or line.account in known:
        raise Refused(TAKEN, account=line.account)
    if len(known) >= MAX_ACCOUNTS:
        raise Refused(
            QT_TRANSLATE_NOOP("trouble", "There are {count} accounts, more are not kept."), count=MAX_ACCOUNTS
        )
    person = staff_number(line.person)
    require_separate(line.roles, _others(known, person))
    return Account(
        id=line.account,
        name=person_name(line.name),
        person=person,
        roles=_checked_roles(line.roles),
        scope=_checked_scope(line.roles, line.areas, line.cameras),
        directory=directory_name(line.directory, line.roles, _strangers(known, person)) if line.directory else "",
    )


def change(state: State, args: Changed, context: Context) -> list[Draft]:
    """Name, positions, scope and directory, all of it or nothing.

    Sessions in a position that is held no more end at once. What a directory checks from now on the core's own password
    counts no more for, nor does who signed in with it; a new one brings the account back, as for who becomes one of
    the three administrators.
    """
    account = _known(state, args.account)
    wanted = _wanted(args)
    if not wanted:
        raise Refused(QT_TRANSLATE_NOOP("trouble", "Nothing was given that is to change."))
    if args.roles is not None:
        require_separate(args.roles, _others(state.accounts, account.person, account.id))
        if Role.SECURITY_ADMINISTRATOR not in args.roles:
            _require_another(state, account)
    roles = account.roles if args.roles is None else _checked_roles(args.roles)
    anew = separation.begins_anew(account, roles, context.person)
    fresh = msgspec.structs.replace(account, roles=roles, **_moved(state, account, args, roles), **anew)
    if args.name is not None:
        fresh = msgspec.structs.replace(fresh, name=person_name(args.name))
    if wanted & {"roles", "areas", "cameras"}:
        areas = account.scope.areas if args.areas is None else args.areas
        cameras = account.scope.cameras if args.cameras is None else args.cameras
        fresh = msgspec.structs.replace(fresh, scope=_checked_scope(roles, areas, cameras))
    moved = args.directory is not None or bool(anew)
    revoked = sessions.of_account(state, account.id, lambda session: session.role in roles and not moved)
    return [Draft(change=AccountChanged(account=fresh), subject=account.id), *revoked]


def _wanted(args: Changed) -> set[str]:
    return {name for name in args.__struct_fields__ if name != "account" and getattr(args, name) is not None}


def _moved(state: State, account: Account, args: Changed, roles: tuple[Role, ...]) -> dict[str, Any]:
    """What another one who checks the password changes; with other roles, whether the directory still may."""
    if args.directory is not None:
        name = directory_name(args.directory, roles, _strangers(state.accounts, account.person))
        return {"directory": name, "must_change": False, "password_at": None}
    if account.directory and args.roles is not None:
        directory_name(account.directory, roles, ())
    return {}


def disable(state: State, args: OnAccount, context: Context) -> list[Draft]:
    account = _known(state, args.account)
    if not account.enabled:
        raise Refused(QT_TRANSLATE_NOOP("trouble", "The account {account} is disabled already."), account=account.id)
    _require_another(state, account)
    disabled = AccountDisabled(account=msgspec.structs.replace(account, enabled=False))
    return [Draft(change=disabled, subject=account.id), *sessions.of_account(state, account.id, lambda session: False)]


def enable(state: State, args: OnAccount, context: Context) -> list[Draft]:
    account = _known(state, args.account)
    if account.enabled:
        raise Refused(QT_TRANSLATE_NOOP("trouble", "The account {account} is not disabled."), account=account.id)
    enabled = AccountEnabled(account=msgspec.structs.replace(account, enabled=True))
    return [Draft(change=enabled, subject=account.id)]


def set_password(state: State, args: PasswordOf, context: Context) -> list[Draft]:
    """By an administrator, checked by the core from now on: who sat somewhere with the old one does so no more."""
    account = _known(state, args.account)
    noted = separation.given(account, context, must_change=args.must_change)
    done = _with_secret(PasswordSet, account, context, directory="", **noted)
    return [done, *sessions.of_account(state, account.id, lambda session: False)]


def set_codes(state: State, args: OnAccount, context: Context) -> list[Draft]:
    """One-time codes from now on."""
    return [_with_codes(state, args, context, present=True)]


def no_codes(state: State, args: OnAccount, context: Context) -> list[Draft]:
    """None any more: a command of its own, so that a second person sees which of the two is agreed to."""
    return [_with_codes(state, args, context, present=False)]


def _with_codes(state: State, args: OnAccount, context: Context, *, present: bool) -> Draft:
    account = _known(state, args.account)
    if not (account.digest or account.directory):
        raise Refused(QT_TRANSLATE_NOOP("trouble", "The account {account} has no password yet."), account=account.id)
    draft = _with_secret(SecondFactorSet, account, context, second_factor=present, step=0)
    if context.prepared is not None and context.prepared.present is not present:
        raise Refused(QT_TRANSLATE_NOOP("trouble", "What was given is not what the command says: it was not done."))
    return draft


def change_own_password(state: State, args: sessions.Nothing, context: Context) -> list[Draft]:
    if context.proof is None:
        raise ValueError("declared with a proof")
    account = state.accounts[context.proof.account]
    if account.directory:
        raise Refused(QT_TRANSLATE_NOOP("trouble", "Your password is the directory's: change it where it is kept."))
    return [_with_secret(PasswordSet, account, context, must_change=False)]


def lift(state: State, args: OnAccount, context: Context) -> list[Draft]:
    """Wrong passwords are forgotten: its holder may try again at once."""
    if ACCOUNT + args.account not in state.failures:
        raise Refused(QT_TRANSLATE_NOOP("trouble", "The account {account} is not locked."), account=args.account)
    return [Draft(change=LockLifted(account=args.account), subject=args.account)]


def _with_secret(
    change: type[AccountAdded | PasswordSet | SecondFactorSet], account: Account, context: Context, **values: Any
) -> Draft:
    """The account with what was prepared for it. Raises Refused when that is none, or for other credentials."""
    made = context.prepared
    if made is None or made.account != account.id:
        raise Refused(QT_TRANSLATE_NOOP("trouble", "Nothing was given to be set."))
    if made.flaw:
        raise Refused(made.flaw)
    if made.before != account.digest:
        raise Refused(
            QT_TRANSLATE_NOOP("trouble", "The account {account} was just changed: try again."), account=account.id
        )
    if made.kind is SecretKind.PASSWORD:
        values["password_at"] = context.now
    fresh = msgspec.structs.replace(account, digest=sha256(made.value).hexdigest(), **values)
    return Draft(change=change(account=fresh), subject=account.id, credential=made.value)


def _known(state: State, account: str) -> Account:
    found = state.accounts.get(account)
    if found is None:
        raise Refused(NO_ACCOUNT, account=account)
    return found


def _others(known: Mapping[str, Account], person: str, but: str = "") -> list[Account]:
    return [account for account in known.values() if account.person == person and account.id != but]


def _strangers(known: Mapping[str, Account], person: str) -> list[Account]:
    return [account for account in known.values() if account.person != person]


def _checked_roles(roles: Iterable[Role]) -> tuple[Role, ...]:
    """Each once, in their own order. Raises Refused for the kiosk's."""
    wanted = set(roles)
    if Role.WALL in wanted:
        raise Refused(QT_TRANSLATE_NOOP("trouble", "The wall is no person's position."))
    return tuple(role for role in Role if role in wanted)


def _checked_scope(roles: Iterable[Role], areas: tuple[str, ...], cameras: tuple[str, ...]) -> Scope:
    if LOCAL.intersection(roles) and (not areas or "*" in areas):
        raise Refused(
            QT_TRANSLATE_NOOP("trouble", "Street centres and departments act within their areas: name these.")
        )
    return Scope(areas=areas, cameras=cameras)


def _require_another(state: State, account: Account) -> None:
    """Without a security administrator the machine's tool would do everything again. Raises Refused."""
    is_one = Role.SECURITY_ADMINISTRATOR in account.roles and account.can_sign_in
    if is_one and not has_security_administrator(state, without=account.id):
        raise Refused(QT_TRANSLATE_NOOP("trouble", "This is the last security administrator: make another one first."))


def declarations() -> list[Declaration]:
    """The lines of the command table on accounts."""
    own = Declaration(
        "account.password",
        sessions.Nothing,
        Permission.SIGN_IN,
        (PasswordSet,),
        change_own_password,
        Asks.PERSON,
        prepares=SecretKind.PASSWORD,
    )
    return [
        *_managing(),
        Declaration("account.lift", OnAccount, Permission.LIFT_LOCKS, (LockLifted,), lift),
        own,
    ]


def _managing() -> Iterator[Declaration]:
    password, codes = SecretKind.PASSWORD, SecretKind.CODES
    lines: list[tuple[str, type[Args], tuple[type, ...], Callable[..., list[Draft]], SecretKind | None]] = [
        ("account.add", Added, (AccountAdded,), add, password),
        ("account.add_many", Many, (AccountAdded,), add_many, None),
        ("account.set", Changed, (AccountChanged, SessionEnded), change, None),
        ("account.disable", OnAccount, (AccountDisabled, SessionEnded), disable, None),
        ("account.enable", OnAccount, (AccountEnabled,), enable, None),
        ("account.set_password", PasswordOf, (PasswordSet, SessionEnded), set_password, password),
        ("account.codes", OnAccount, (SecondFactorSet,), set_codes, codes),
        ("account.codes_off", OnAccount, (SecondFactorSet,), no_codes, codes),
    ]
    for name, args, entries, handle, kind in lines:
        told = separation.told(handle)
        yield Declaration(name, args, Permission.MANAGE_PEOPLE, entries, told, prepares=kind, second=separation.SECOND)
