"""What is said of accounts, sessions, passwords and second persons."""

from __future__ import annotations

from collections.abc import Iterable
from types import MappingProxyType

from commandcenter.domain.changes.people import (
    AccountAdded,
    AccountChange,
    AccountChanged,
    AccountDisabled,
    AccountEnabled,
    AccountsRecovered,
    ApprovalAsked,
    ApprovalEnded,
    ApprovalGiven,
    CredentialAltered,
    CredentialChecked,
    FavouritesKept,
    LockLifted,
    PasswordSet,
    SessionBegan,
    SessionEnded,
    SessionLocked,
    SessionUnlocked,
    SignInFailed,
    SignInsThrottled,
    ViewsKept,
)
from commandcenter.domain.journal import Entry
from commandcenter.domain.patience import ACCOUNT, Failures
from commandcenter.domain.people import Account, Role
from commandcenter.domain.text import QT_TRANSLATE_NOOP
from commandcenter.services.said.asked import details
from commandcenter.services.said.values import (
    Kind,
    Many,
    Named,
    Said,
    Term,
    Value,
    cut,
    many,
    person,
    with_more,
    words,
)

SessionChange = SessionBegan | SessionLocked | SessionUnlocked | SessionEnded
ProofChange = CredentialChecked | CredentialAltered | SignInFailed | SignInsThrottled | LockLifted
ApprovalChange = ApprovalAsked | ApprovalGiven | ApprovalEnded
PersonChange = SessionChange | ProofChange | ApprovalChange

FACTORS = (
    QT_TRANSLATE_NOOP("factor", "password"),
    QT_TRANSLATE_NOOP("factor", "code"),
    QT_TRANSLATE_NOOP("factor", "directory"),
)
ENDED = MappingProxyType(
    {
        "replaced": QT_TRANSLATE_NOOP("story", "{name} is signed out: somebody else signs in here"),
        "expired": QT_TRANSLATE_NOOP("story", "{name} is signed out at {seat}: after 12 hours one signs in anew"),
        "silent": QT_TRANSLATE_NOOP("story", "{name} is signed out at {seat}: the desk was silent for 10 minutes"),
        "revoked": QT_TRANSLATE_NOOP("story", "{name} is signed out at {seat}: position, account or key was withdrawn"),
    }
)
APPROVALS = MappingProxyType(
    {
        "refused": QT_TRANSLATE_NOOP("story", "does not approve what {name} asked for: {action}"),
        "withdrawn": QT_TRANSLATE_NOOP("story", "takes back the request of {name}: {action}"),
        "expired": QT_TRANSLATE_NOOP("story", "nobody has approved what {name} asked for: {action}"),
    }
)


def say_person(change: PersonChange, entry: Entry) -> Said:
    match change:
        case SessionBegan() | SessionLocked() | SessionUnlocked() | SessionEnded():
            return say_session(change, entry)
        case ApprovalAsked() | ApprovalGiven() | ApprovalEnded():
            return say_approval(change)
        case _:
            return say_proof(change)


def say_account(change: AccountChange, entry: Entry) -> Said:
    said = _say_account(change, entry)
    if not change.alone:
        return said
    return with_more(said, Said(QT_TRANSLATE_NOOP("story", "alone: no second person was there yet who could agree")))


def _say_account(change: AccountChange, entry: Entry) -> Said:
    account = change.account
    values: dict[str, Value] = {"name": cut(account.name), "roles": _roles(account.roles)}
    match change:
        case AccountAdded():
            text = QT_TRANSLATE_NOOP("story", "sets up the account of {name} ({number}): {roles}")
            said = Said(text, {**values, "number": cut(account.person)})
            return with_more(said, _scope(account), _directory(account))
        case AccountChanged():
            said = Said(QT_TRANSLATE_NOOP("story", "the account of {name} is now: {roles}"), values)
            return with_more(said, _scope(account), _directory(account), _without_password(account))
        case AccountDisabled():
            return Said(QT_TRANSLATE_NOOP("story", "stops the account of {name}"), values)
        case AccountEnabled():
            return Said(QT_TRANSLATE_NOOP("story", "opens the account of {name} again"), values)
        case ViewsKept() | FavouritesKept():
            return _kept(change)
        case AccountsRecovered(user=user):
            text = QT_TRANSLATE_NOOP("story", "at the core's machine {user} has given {name} a new password")
            return Said(text, {**values, "user": cut(user)})
        case PasswordSet():
            if entry.actor == account.id:
                return Said(QT_TRANSLATE_NOOP("story", "chooses a new password"))
            said = Said(QT_TRANSLATE_NOOP("story", "sets a password for {name}"), values)
            must = Said(QT_TRANSLATE_NOOP("story", "to be changed at the first sign-in"))
            return with_more(said, must if account.must_change else None)
        case _ if account.second_factor:
            return Said(QT_TRANSLATE_NOOP("story", "{name} signs in with one-time codes from now on"), values)
        case _:
            return Said(QT_TRANSLATE_NOOP("story", "{name} needs no one-time codes any more"), values)


def say_session(change: SessionChange, entry: Entry) -> Said:
    session = change.session
    values: dict[str, Value] = {"name": cut(session.name), "seat": cut(session.seat)}
    match change:
        case SessionBegan():
            return Said(QT_TRANSLATE_NOOP("story", "signs in as {role}"), {"role": Term("role", session.role.spoken)})
        case SessionLocked() if entry.actor == session.account:
            return Said(QT_TRANSLATE_NOOP("story", "locks the desk"))
        case SessionLocked():
            return Said(QT_TRANSLATE_NOOP("story", "the desk of {name} is locked"), values)
        case SessionUnlocked(reason=""):
            return Said(QT_TRANSLATE_NOOP("story", "unlocks the desk"))
        case SessionUnlocked(reason=reason):
            text = QT_TRANSLATE_NOOP("story", "unlocks the desk of {name}: {reason}")
            return Said(text, {**values, "reason": cut(reason)})
        case SessionEnded(why=why) if why in ENDED:
            return Said(ENDED[why], values)
        case SessionEnded():
            return Said(QT_TRANSLATE_NOOP("story", "signs out"))


def say_proof(change: ProofChange) -> Said:
    match change:
        case CredentialChecked(factors=factors):
            return Said(
                QT_TRANSLATE_NOOP("story", "has proven to be the right person: {factors}"),
                {"factors": words("factor", factors)},
            )
        case CredentialAltered(account=account):
            text = QT_TRANSLATE_NOOP("story", "the stored password of {name} was changed behind the core's back")
            return Said(text, {"name": person(account)})
        case SignInFailed():
            return _of_failure(change)
        case SignInsThrottled(seat=seat, count=count):
            text = QT_TRANSLATE_NOOP("story", "{count} attempts at {seat} came too soon after wrong ones")
            return Said(text, {"count": count, "seat": cut(seat)})
        case LockLifted(account=account):
            return Said(
                QT_TRANSLATE_NOOP("story", "lets {name} sign in again after wrong passwords"), {"name": person(account)}
            )


def say_approval(change: ApprovalChange) -> Said:
    return with_more(_say_approval(change), *details(change.approval))


def _say_approval(change: ApprovalChange) -> Said:
    approval = change.approval
    values: dict[str, Value] = {"action": Term("action", approval.command), "name": cut(approval.name)}
    match change:
        case ApprovalAsked():
            return Said(QT_TRANSLATE_NOOP("story", "asks a second person to approve: {action}"), values)
        case ApprovalGiven():
            return Said(QT_TRANSLATE_NOOP("story", "approves what {name} asked for: {action}"), values)
        case ApprovalEnded(why=why):
            return Said(APPROVALS.get(why, APPROVALS["expired"]), values)


def _of_failure(change: SignInFailed) -> Said:
    known = next((it for it in change.failures if it.key.startswith(ACCOUNT)), None)
    if known is None:
        said = Said(QT_TRANSLATE_NOOP("story", "somebody unknown gave a name that is none, or a wrong password"))
    else:
        text = QT_TRANSLATE_NOOP("story", "wrong password or code for {name}")
        said = Said(text, {"name": person(change.account or known.key.removeprefix(ACCOUNT))})
    counted = known or next(iter(change.failures), None)
    tried = Said(QT_TRANSLATE_NOOP("story", "for: {action}"), {"action": Term("action", change.command)})
    other = change.command not in ("", "session.sign_in")
    return with_more(said, *(_count(counted) if counted else ()), tried if other else None)


def _count(failures: Failures) -> Iterable[Said]:
    if failures.count > 1:
        yield Said(QT_TRANSLATE_NOOP("story", "{count} times in a row"), {"count": failures.count})
    if failures.barred:
        yield Said(QT_TRANSLATE_NOOP("story", "closed until an administrator opens it"))
    elif failures.locked:
        yield Said(QT_TRANSLATE_NOOP("story", "closed for 15 minutes"))


def _roles(roles: Iterable[Role]) -> Many:
    return words("role", (role.spoken for role in roles))


def _scope(account: Account) -> Said | None:
    """Only where it is narrowed."""
    if account.scope.everywhere or not account.scope.areas:
        return None
    areas = many(Named(Kind.AREA, area) for area in account.scope.areas)
    return Said(QT_TRANSLATE_NOOP("story", "for {areas}"), {"areas": areas})


def _directory(account: Account) -> Said | None:
    """Only where the core does not check the password itself."""
    if not account.directory:
        return None
    text = QT_TRANSLATE_NOOP("story", "the directory checks the password, as that of {login}")
    return Said(text, {"login": cut(account.directory)})


def _kept(change: ViewsKept | FavouritesKept) -> Said:
    account = change.account
    if isinstance(change, ViewsKept):
        return Said(QT_TRANSLATE_NOOP("story", "keeps {count} views of the queue"), {"count": len(account.views)})
    groups = account.favourites
    if not groups:
        return Said(QT_TRANSLATE_NOOP("story", "keeps no groups of cameras"))
    text = QT_TRANSLATE_NOOP("story", "keeps as groups of cameras: {groups}")
    return Said(text, {"groups": many(cut(group.name) for group in groups)})


def _without_password(account: Account) -> Said | None:
    """None is there yet, or who became one of the three administrators has lost it."""
    if account.digest or account.directory:
        return None
    return Said(QT_TRANSLATE_NOOP("story", "no password counts for it: a first one has to be set"))
