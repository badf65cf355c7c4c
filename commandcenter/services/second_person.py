"""When one person is not enough: which commands need a second one, how long they wait, what is kept for them."""

from __future__ import annotations

from collections.abc import Callable, Container
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

import msgspec

from commandcenter.domain.changes.people import ApprovalAsked
from commandcenter.domain.errors import Refused
from commandcenter.domain.journal import Draft
from commandcenter.domain.people import Approval
from commandcenter.domain.state import State
from commandcenter.domain.text import QT_TRANSLATE_NOOP
from commandcenter.services.credentials import Prepared
from commandcenter.services.permissions import Permission, Person

LASTS_S = 120.0
MAX_WAITING = 64
MAX_ARGS = 4096

NO_CORE = QT_TRANSLATE_NOOP(
    "trouble", "A second person has to agree to this, and no core runs that could keep the new password until then."
)
LOST = QT_TRANSLATE_NOOP(
    "trouble", "The core was started anew since, and what was to be set is there no more: ask for it again."
)


class Second(msgspec.Struct, frozen=True):
    """A command that needs a second person where `needed` says so; given by one, it asks for that person by itself.

    `permission` is what the second one holds, in place of that for the command; `word` names the rule in documents.
    """

    word: str
    permission: Permission
    needed: Callable[[State, Any, Person], bool]


class Handed:
    """New secrets, sealed, that wait for a second person: in the memory of this core only, never in the journal."""

    def __init__(self) -> None:
        self._kept: dict[str, Prepared] = {}

    def keep(self, approval: str, secret: Prepared, waiting: Container[str]) -> None:
        """What waits no more is forgotten."""
        self._kept = {known: value for known, value in self._kept.items() if known in waiting}
        self._kept[approval] = secret

    def take(self, approval: Approval) -> Prepared | None:
        """None when there is none, or it has got lost."""
        kept = self._kept.get(approval.id)
        return kept if kept is not None and sha256(kept.value).hexdigest() == approval.secret else None


class Asking(msgspec.Struct, frozen=True, kw_only=True):
    """Who asks, where and when, under which number; `steady` as in `Context`."""

    command: str
    person: Person
    seat: str
    now: datetime
    steady: float


def digest_of(command: str, args: bytes) -> str:
    return sha256(command.encode() + b"\0" + args).hexdigest()


def asked(state: State, command: str, args: bytes, by: Asking, secret: Prepared | None = None) -> Draft:
    """The command waits from now on. Raises Refused."""
    person = by.person
    if not person.number:
        raise Refused(QT_TRANSLATE_NOOP("trouble", "Who asks for a second person has to be one: sign in first."))
    if len(state.approvals) >= MAX_WAITING:
        raise Refused(QT_TRANSLATE_NOOP("trouble", "{count} approvals wait already."), count=MAX_WAITING)
    if len(args) > MAX_ARGS:
        raise Refused(
            QT_TRANSLATE_NOOP("trouble", "This is too much for a second person to look at: make several orders of it.")
        )
    approval = Approval(
        id=by.command,
        command=command,
        args=args,
        digest=digest_of(command, args),
        account=person.id,
        name=person.name,
        person=person.number,
        session=person.session,
        seat=by.seat,
        asked=by.steady,
        until=by.now + timedelta(seconds=LASTS_S),
        secret=sha256(secret.value).hexdigest() if secret else "",
    )
    return Draft(change=ApprovalAsked(approval=approval), subject=approval.id)
