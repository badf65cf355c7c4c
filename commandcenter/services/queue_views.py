"""Views of the queue that an officer keeps: they follow the person to whatever desk they sit at."""

from __future__ import annotations

from typing import Annotated

import msgspec

from commandcenter.domain.changes.people import ViewsKept
from commandcenter.domain.errors import Refused
from commandcenter.domain.journal import Draft
from commandcenter.domain.people import MAX_VIEWS, QueueView
from commandcenter.domain.state import State
from commandcenter.domain.text import QT_TRANSLATE_NOOP
from commandcenter.services.commands import Args, Context, Declaration, Offline
from commandcenter.services.permissions import Permission


class Views(Args, frozen=True, kw_only=True):
    """All of them, in their order."""

    views: Annotated[tuple[QueueView, ...], msgspec.Meta(max_length=MAX_VIEWS)]


def keep(state: State, args: Views, context: Context) -> list[Draft]:
    """One's own."""
    account = state.accounts.get(context.person.id)
    if account is None:
        raise Refused(QT_TRANSLATE_NOOP("trouble", "Views belong to an account: sign in at a desk."))
    kept = msgspec.structs.replace(account, views=args.views)
    return [Draft(change=ViewsKept(account=kept), subject=account.id)]


def declarations() -> list[Declaration]:
    """Its line of the command table."""
    line = Declaration("queue.views", Views, Permission.RECORD_ACTIONS, (ViewsKept,), keep, offline=Offline.LOCAL)
    return [line]
