"""Accounts: who makes and changes them, what nobody may hold together, passwords and second factors."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from hashlib import sha256
from typing import Annotated, Any

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
    AccountId,
    Area,
    CameraPattern,
    Role,
    Scope,
    StaffNumber,
    directory_name,
    person_name,
    require_separate,
    staff_number,
)
from commandcenter.domain.state import State
from commandcenter.domain.text import QT_TRANSLATE_NOOP
from commandcenter.services import sessions
from commandcenter.services.commands import Args, Asks, Context, Declaration
from commandcenter.services.credentials import SecretKind
from commandcenter.services.permissions import Permission
from commandcenter.services.standing import has_security_administrator

LongName = Annotated[str, msgspec.Meta(max_length=256)]
Roles = Annotated[tuple[Role, ...], msgspec.Meta(min_length=1, max_length=len(Role))]
Areas = Annotated[tuple[Area, ...], msgspec.Meta(max_length=64)]
Cameras = Annotated[tuple[CameraPattern, ...], msgspec.Meta(max_length=256)]

NO_ACCOUNT = QT_TRANSLATE_NOOP("trouble", "There is no account {account}.")
TAKEN = QT_TRANSLATE_NOOP("trouble", "There is an account {account} already.")


class Added(Args, frozen=True, kw_only=True):
    """`person` is the staff number; without areas the account may act nowhere.

    `directory`: the name under which the directory knows its holder and checks the password, "" for none.
    """

    account: AccountId
    name: LongName
    person: StaffNumber
    roles: Roles
    areas: Areas = ()
    cameras: Cameras = ()
    must_change: bool = True
    directory: LongName = ""


class Line(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One of many."""

    account: AccountId
    name: LongName
    person: StaffNumber
    roles: Roles
    areas: Areas = ()
    cameras: Cameras = ()
    directory: LongName = ""


class Many(Args, frozen=True, kw_only=True):
    lines: Annotated[tuple[Line, ...], msgspec.Meta(min_length=1, max_length=500)]


class OnAccount(Args, frozen=True, kw_only=True):
    account: AccountId


class Named(OnAccount, frozen=True, kw_only=True):
    name: LongName


class WithRoles(OnAccount, frozen=True, kw_only=True):
    roles: Roles


class WithScope(OnAccount, frozen=True, kw_only=True):
    areas: Areas
    cameras: Cameras


class WithDirectory(OnAccount, frozen=True, kw_only=True):
    directory: LongName


class PasswordOf(OnAccount, frozen=True, kw_only=True):
    must_change: bool = True


def add(state: State, args: Added, context: Context) -> list[Draft]:
    """With a first password when one was given; without, nobody can sign in yet."""
    account = _new(state.accounts, args)
    if context.prepared is None:
        return [Draft(change=AccountAdded(account=account), subject=account.id)]
    if account.directory:
        raise Refused(QT_TRANSLATE_NOOP("trouble", "The directory checks this password: give none."))
    return [_with_secret(AccountAdded, account, context, must_change=args.must_change)]


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


def rename(state: State, args: Named, context: Context) -> list[Draft]:
    return [_changed(_known(state, args.account), name=person_name(args.name))]


def set_roles(state: State, args: WithRoles, context: Context) -> list[Draft]:
    """Sessions in a position that is held no more end at once."""
    account = _known(state, args.account)
    require_separate(args.roles, _others(state.accounts, account.person, account.id))
    if Role.SECURITY_ADMINISTRATOR not in args.roles:
        _require_another(state, account)
    roles = _checked_roles(args.roles)
    _checked_scope(roles, account.scope.areas, account.scope.cameras)
    if account.directory:
        directory_name(account.directory, roles, ())
    revoked = sessions.of_account(state, account.id, lambda session: session.role in roles)
    return [_changed(account, roles=roles), *revoked]


def set_scope(state: State, args: WithScope, context: Context) -> list[Draft]:
    account = _known(state, args.account)
    return [_changed(account, scope=_checked_scope(account.roles, args.areas, args.cameras))]


def set_directory(state: State, args: WithDirectory, context: Context) -> list[Draft]:
    """The core's own password counts no more, nor does who signed in with it; a new one brings the account back."""
    account = _known(state, args.account)
    name = directory_name(args.directory, account.roles, _strangers(state.accounts, account.person))
    moved = _changed(account, directory=name, must_change=False, password_at=None)
    return [moved, *sessions.of_account(state, account.id, lambda session: False)]


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
    done = _with_secret(PasswordSet, account, context, must_change=args.must_change, directory="")
    return [done, *sessions.of_account(state, account.id, lambda session: False)]


def set_codes(state: State, args: OnAccount, context: Context) -> list[Draft]:
    """One-time codes from now on, or none any more when nothing was given."""
    account = _known(state, args.account)
    if not (account.digest or account.directory):
        raise Refused(QT_TRANSLATE_NOOP("trouble", "The account {account} has no password yet."), account=account.id)
    present = context.prepared is not None and context.prepared.present
    return [_with_secret(SecondFactorSet, account, context, second_factor=present, step=0)]


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


def _changed(account: Account, **values: Any) -> Draft:
    return Draft(change=AccountChanged(account=msgspec.structs.replace(account, **values)), subject=account.id)


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
    manage, changed = Permission.MANAGE_PEOPLE, (AccountChanged,)
    password, codes = SecretKind.PASSWORD, SecretKind.CODES
    return [
        Declaration("account.add", Added, manage, (AccountAdded,), add, prepares=password),
        Declaration("account.add_many", Many, manage, (AccountAdded,), add_many),
        Declaration("account.rename", Named, manage, changed, rename),
        Declaration("account.roles", WithRoles, manage, (AccountChanged, SessionEnded), set_roles),
        Declaration("account.scope", WithScope, manage, changed, set_scope),
        Declaration("account.directory", WithDirectory, manage, (AccountChanged, SessionEnded), set_directory),
        Declaration("account.disable", OnAccount, manage, (AccountDisabled, SessionEnded), disable),
        Declaration("account.enable", OnAccount, manage, (AccountEnabled,), enable),
        Declaration(
            "account.set_password", PasswordOf, manage, (PasswordSet, SessionEnded), set_password, prepares=password
        ),
        Declaration("account.codes", OnAccount, manage, (SecondFactorSet,), set_codes, prepares=codes),
        Declaration("account.lift", OnAccount, Permission.LIFT_LOCKS, (LockLifted,), lift),
        Declaration(
            "account.password",
            sessions.Nothing,
            Permission.SIGN_IN,
            (PasswordSet,),
            change_own_password,
            Asks.PERSON,
            prepares=password,
        ),
    ]
