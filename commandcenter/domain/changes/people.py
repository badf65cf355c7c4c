"""What happens to accounts, sessions and approvals; no entry ever holds a password or a code."""

from __future__ import annotations

from commandcenter.domain.changes.change import Change
from commandcenter.domain.patience import Failures
from commandcenter.domain.people import Account, Approval, Session


class AccountChange(Change, frozen=True, kw_only=True):
    """An account has a new value, and here it stands.

    `alone`: it is an administrator's, and nobody was there yet who could have agreed to it.
    """

    account: Account
    alone: bool = False


class AccountAdded(AccountChange, frozen=True, kw_only=True, tag="account.added"):
    """A new one."""


class AccountChanged(AccountChange, frozen=True, kw_only=True, tag="account.changed"):
    """Another name, other roles, another scope, another one who checks its password."""


class AccountDisabled(AccountChange, frozen=True, kw_only=True, tag="account.disabled"):
    """It can be used no more."""


class AccountEnabled(AccountChange, frozen=True, kw_only=True, tag="account.enabled"):
    """It can be used again."""


class PasswordSet(AccountChange, frozen=True, kw_only=True, tag="password.set"):
    """By its holder, or by an administrator, and then its holder must change it."""


class SecondFactorSet(AccountChange, frozen=True, kw_only=True, tag="factor.set"):
    """One-time codes are asked for from now on, or no more."""


class ViewsKept(AccountChange, frozen=True, kw_only=True, tag="account.views"):
    """Its holder keeps other views of the queue."""


class FavouritesKept(AccountChange, frozen=True, kw_only=True, tag="favourites.kept"):
    """Its holder keeps other groups of cameras."""


class AccountsRecovered(AccountChange, frozen=True, kw_only=True, tag="accounts.recovered"):
    """At the core's own machine, without anybody's password, a security administrator got a new one.

    `user` is who did it by the word of the machine.
    """

    user: str


class CredentialChecked(Change, frozen=True, kw_only=True, tag="credential.checked"):
    """Somebody has proven who it is. `step`: the code's number, 0 for none; `digest`: of the hash made anew, or ""."""

    account: str
    seat: str
    factors: tuple[str, ...] = ()
    step: int = 0
    digest: str = ""


class CredentialAltered(Change, frozen=True, kw_only=True, tag="credential.altered"):
    """What is stored beside the journal is not what the journal says: somebody has changed it behind its back."""

    account: str


class SessionBegan(Change, frozen=True, kw_only=True, tag="session.began"):
    session: Session


class SessionLocked(Change, frozen=True, kw_only=True, tag="session.locked"):
    session: Session


class SessionUnlocked(Change, frozen=True, kw_only=True, tag="session.unlocked"):
    """`reason` is a supervisor's."""

    session: Session
    reason: str = ""


class SessionEnded(Change, frozen=True, kw_only=True, tag="session.ended"):
    """`why`: signed-out, replaced, expired, silent, revoked (role, account, password or key)."""

    session: Session
    why: str


class SignInFailed(Change, frozen=True, kw_only=True, tag="signin.failed"):
    """Wrong name, password or code, for whichever command. Each of `failures` is the new value of its key."""

    command: str
    account: str = ""
    failures: tuple[Failures, ...] = ()


class SignInsThrottled(Change, frozen=True, kw_only=True, tag="signin.throttled"):
    """So many attempts came from this seat too soon after wrong ones; they were not looked at."""

    seat: str
    count: int


class LockLifted(Change, frozen=True, kw_only=True, tag="lock.lifted"):
    """Wrong passwords of the account are forgotten."""

    account: str


class ApprovalAsked(Change, frozen=True, kw_only=True, tag="approval.asked"):
    approval: Approval


class ApprovalGiven(Change, frozen=True, kw_only=True, tag="approval.given"):
    """The command is carried out by the entries that follow, in the name of who asked."""

    approval: Approval
    by: str
    by_person: str
    by_session: str = ""


class ApprovalEnded(Change, frozen=True, kw_only=True, tag="approval.ended"):
    """It will not be carried out. `why`: refused, withdrawn, expired."""

    approval: Approval
    why: str
