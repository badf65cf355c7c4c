"""Commands that need two persons: one asks, another human being agrees, and it is done at once, exactly so, once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Annotated

import msgspec

from commandcenter.domain.changes.people import ApprovalAsked, ApprovalEnded, ApprovalGiven
from commandcenter.domain.errors import Refused
from commandcenter.domain.events import Name
from commandcenter.domain.journal import CORE, Draft
from commandcenter.domain.people import Approval
from commandcenter.domain.state import State
from commandcenter.domain.text import QT_TRANSLATE_NOOP
from commandcenter.services import judging, second_person
from commandcenter.services.commands import NOT_GRANTED, Args, Asks, Context, Declaration, require
from commandcenter.services.permissions import Permission, Person
from commandcenter.services.second_person import LASTS_S, MAX_ARGS, digest_of
from commandcenter.services.standing import by_account, in_session


class Asked(Args, frozen=True, kw_only=True):
    """`args` are the other command's arguments, as it would have them."""

    command: Name
    args: Annotated[bytes, msgspec.Meta(max_length=MAX_ARGS)]


class OnApproval(Args, frozen=True, kw_only=True):
    """`digest` is that of what one has seen: nothing else is agreed to."""

    approval: Name
    digest: Annotated[str, msgspec.Meta(max_length=64)]


class Approvals:
    """`lines` are the table's; those that always need two persons are asked for, the others ask by themselves."""

    def __init__(self, lines: Sequence[Declaration]) -> None:
        self._lines = {line.name: line for line in lines if line.two_persons or line.second}

    def ask(self, state: State, args: Asked, context: Context) -> list[Draft]:
        line = self._line(args.command)
        if not line.two_persons:
            raise Refused(QT_TRANSLATE_NOOP("trouble", "This asks for a second person by itself: just do it."))
        require(line, state, args.args, context.person)
        return [second_person.asked(state, args.command, args.args, context.asking)]

    def approve(self, state: State, args: OnApproval, context: Context) -> list[Draft]:
        """Both are held against the permission as it is now."""
        approval, approver = _waiting(state, args, context), context.person
        if not approver.number or approver.number == approval.person:
            raise Refused(
                QT_TRANSLATE_NOOP("trouble", "Another person has to agree than {person}."), person=approval.name
            )
        if approval.session and approver.session == approval.session:
            raise Refused(QT_TRANSLATE_NOOP("trouble", "Another session has to agree."))
        _require_own_choice(state, approver)
        line, asker = self._line(approval.command), _asker(state, approval)
        _require_may_agree(line, state, approval, approver)
        wanted = require(line, state, approval.args, asker)
        secret = context.handed.take(approval) if context.handed else None
        if approval.secret and secret is None:
            raise Refused(second_person.LOST)
        given = ApprovalGiven(approval=approval, by=approver.id, by_person=approver.number, by_session=approver.session)
        both = msgspec.structs.replace(context, person=asker, approver=approver, prepared=secret)
        done = line.handle(state, wanted, both)
        named = [msgspec.structs.replace(draft, actor=draft.actor or asker.id) for draft in done]
        return [Draft(change=given, subject=approval.id), *named]

    def refuse(self, state: State, args: OnApproval, context: Context) -> list[Draft]:
        """By whoever might have agreed, or withdrawn by who asked."""
        approval = _waiting(state, args, context)
        own = context.person.number == approval.person
        if not own:
            _require_may_agree(self._line(approval.command), state, approval, context.person)
        ended = ApprovalEnded(approval=approval, why="withdrawn" if own else "refused")
        return [Draft(change=ended, subject=approval.id)]

    def declarations(self) -> list[Declaration]:
        permission = Permission.ASK_APPROVAL
        entries = dict.fromkeys(entry for line in self._lines.values() for entry in line.entries)
        return [
            Declaration("approval.request", Asked, permission, (ApprovalAsked,), self.ask),
            Declaration(
                "approval.approve", OnApproval, permission, (ApprovalGiven, *entries), self.approve, Asks.SIGNED
            ),
            Declaration("approval.refuse", OnApproval, permission, (ApprovalEnded,), self.refuse),
        ]

    def _line(self, name: str) -> Declaration:
        line = self._lines.get(name)
        if line is None:
            raise Refused(QT_TRANSLATE_NOOP("trouble", "This needs no second person."))
        return line


def overdue(state: State, steady: float) -> Iterator[Draft]:
    for approval in state.approvals.values():
        if steady - approval.asked >= LASTS_S:
            yield Draft(change=ApprovalEnded(approval=approval, why="expired"), subject=approval.id, actor=CORE)


def _waiting(state: State, args: OnApproval, context: Context) -> Approval:
    approval = state.approvals.get(args.approval)
    # By whichever clock it is too old: nobody gains by setting one.
    if approval is None or context.steady - approval.asked >= LASTS_S or context.now >= approval.until:
        raise Refused(QT_TRANSLATE_NOOP("trouble", "This approval waits no more: it was used, refused, or is too old."))
    if approval.digest != args.digest or approval.digest != digest_of(approval.command, approval.args):
        raise Refused(QT_TRANSLATE_NOOP("trouble", "What waits for approval is not what you have seen."))
    return approval


def _require_may_agree(line: Declaration, state: State, approval: Approval, person: Person) -> None:
    """Raises Refused."""
    if line.second is None:
        require(line, state, approval.args, person)
    elif line.second.permission not in person.permissions:
        raise Refused(NOT_GRANTED, person=person.name, command=line.name, permission=line.second.permission.value)


def _require_own_choice(state: State, approver: Person) -> None:
    """Raises Refused for whom somebody else may be: who has set the password could agree to the own request."""
    account = state.accounts.get(approver.id)
    if account is None or not (account.chosen or account.directory):
        raise Refused(judging.STALE)


def _asker(state: State, approval: Approval) -> Person:
    """Who asked, as it may act now. Raises Refused when the session is over."""
    if not approval.session:
        return by_account(state, approval.account)
    session = state.sessions.get(approval.seat)
    if session is None or session.id != approval.session:
        raise Refused(
            QT_TRANSLATE_NOOP("trouble", "The session of {person} is over, and the request with it."),
            person=approval.name,
        )
    return in_session(state, session)
