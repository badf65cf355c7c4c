"""How the state follows accounts, sessions, wrong passwords and approvals."""

from __future__ import annotations

from types import MappingProxyType

import msgspec

from commandcenter.domain.changes import people as changes
from commandcenter.domain.journal import Entry
from commandcenter.domain.merging import MAX_FORMER, FormerSession
from commandcenter.domain.moving.mover import Movers
from commandcenter.domain.patience import ACCOUNT, MAX_KEPT, SEAT
from commandcenter.domain.state import State, Touch, Touched


def _keep_account(state: State, entry: Entry, change: changes.AccountChange) -> list[Touch]:
    account = change.account
    state.accounts[account.id] = account
    return [Touch(Touched.ACCOUNT, account.id, account)]


def _recover(state: State, entry: Entry, change: changes.AccountsRecovered) -> list[Touch]:
    """Wrong passwords were given before, most likely."""
    return [*_keep_account(state, entry, change), *_forget(state, ACCOUNT + change.account.id)]


def _prove(state: State, entry: Entry, change: changes.CredentialChecked) -> list[Touch]:
    """The holder is there: the holder's wrong ones before are forgotten."""
    account = state.accounts[change.account]
    digest = change.digest or account.digest
    account = msgspec.structs.replace(account, step=max(account.step, change.step), digest=digest)
    state.accounts[account.id] = account
    own = state.failures.get(ACCOUNT + account.id)
    forgotten = _forget(state, ACCOUNT + account.id) + _forgive(state, SEAT + change.seat, own.count if own else 0)
    return [Touch(Touched.ACCOUNT, account.id, account), *forgotten]


def _keep_session(
    state: State, entry: Entry, change: changes.SessionBegan | changes.SessionLocked | changes.SessionUnlocked
) -> list[Touch]:
    session = change.session
    state.sessions[session.seat] = session
    return [Touch(Touched.SESSION, session.seat, session)]


def _end_session(state: State, entry: Entry, change: changes.SessionEnded) -> list[Touch]:
    """What it has asked for is void with it."""
    ended = change.session
    state.sessions.pop(ended.seat, None)
    void = [approval.id for approval in state.approvals.values() if approval.session == ended.id]
    gone = [Touch(Touched.SESSION, ended.seat, None), *(touch for it in void for touch in _drop(state, it))]
    return [*gone, *_remember(state, FormerSession(session=ended, ended_at=entry.at, why=change.why))]


def _remember(state: State, former: FormerSession) -> list[Touch]:
    """What was done in it may still be told by a seat that was cut off."""
    state.former[former.session.id] = former
    touched = [Touch(Touched.FORMER, former.session.id, former)]
    while len(state.former) > MAX_FORMER:
        oldest = min((it.ended_at, name) for name, it in state.former.items())[1]
        del state.former[oldest]
        touched.append(Touch(Touched.FORMER, oldest, None))
    return touched


def _count_failures(state: State, entry: Entry, change: changes.SignInFailed) -> list[Touch]:
    touched = []
    for failures in change.failures:
        # The newest last: when there are too many, the oldest go.
        state.failures.pop(failures.key, None)
        state.failures[failures.key] = failures
        touched.append(Touch(Touched.FAILURES, failures.key, failures))
    while len(state.failures) > MAX_KEPT:
        touched += _forget(state, next(iter(state.failures)))
    return touched


def _lift(state: State, entry: Entry, change: changes.LockLifted) -> list[Touch]:
    return _forget(state, ACCOUNT + change.account)


def _ask(state: State, entry: Entry, change: changes.ApprovalAsked) -> list[Touch]:
    state.approvals[change.approval.id] = change.approval
    return [Touch(Touched.APPROVAL, change.approval.id, change.approval)]


def _settle(state: State, entry: Entry, change: changes.ApprovalGiven | changes.ApprovalEnded) -> list[Touch]:
    return _drop(state, change.approval.id)


def _forget(state: State, key: str) -> list[Touch]:
    return [] if state.failures.pop(key, None) is None else [Touch(Touched.FAILURES, key, None)]


def _forgive(state: State, key: str, own: int) -> list[Touch]:
    known = state.failures.get(key)
    left = known.without(own) if known else None
    if left is None:
        return _forget(state, key)
    state.failures[key] = left
    return [Touch(Touched.FAILURES, key, left)]


def _drop(state: State, approval: str) -> list[Touch]:
    return [] if state.approvals.pop(approval, None) is None else [Touch(Touched.APPROVAL, approval, None)]


MOVERS: Movers = MappingProxyType(
    {
        changes.AccountAdded: _keep_account,
        changes.AccountChanged: _keep_account,
        changes.AccountDisabled: _keep_account,
        changes.AccountEnabled: _keep_account,
        changes.PasswordSet: _keep_account,
        changes.SecondFactorSet: _keep_account,
        changes.ViewsKept: _keep_account,
        changes.FavouritesKept: _keep_account,
        changes.AccountsRecovered: _recover,
        changes.CredentialChecked: _prove,
        changes.SessionBegan: _keep_session,
        changes.SessionLocked: _keep_session,
        changes.SessionUnlocked: _keep_session,
        changes.SessionEnded: _end_session,
        changes.SignInFailed: _count_failures,
        changes.LockLifted: _lift,
        changes.ApprovalAsked: _ask,
        changes.ApprovalGiven: _settle,
        changes.ApprovalEnded: _settle,
    }
)
