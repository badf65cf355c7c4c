"""Looking back is part of the record too: who has searched it from a desk, and for what."""

from __future__ import annotations

from typing import Annotated

import msgspec

from commandcenter.domain.changes.operating import Acted
from commandcenter.domain.journal import Draft
from commandcenter.domain.state import State
from commandcenter.services.commands import Args, Context, Declaration
from commandcenter.services.permissions import Permission

SEARCH = "audit.search"
PAST = "alarm.past"
MOST = 512


class Searched(Args, frozen=True, kw_only=True):
    """`wanted` is the query in words, "" for the newest entries."""

    wanted: Annotated[str, msgspec.Meta(max_length=MOST)] = ""


class LookedBack(Args, frozen=True, kw_only=True):
    """At the alarms that the thing `subject` had before."""

    subject: Annotated[str, msgspec.Meta(max_length=MOST)]


def looked_back(state: State, args: LookedBack, context: Context) -> list[Draft]:
    return [Draft(change=Acted(action=PAST, subject=args.subject), subject=args.subject)]


def searched(state: State, args: Searched, context: Context) -> list[Draft]:
    detail: dict[str, str | float] = {"wanted": args.wanted} if args.wanted else {}
    return [Draft(change=Acted(action=SEARCH, detail=detail))]


def declarations() -> list[Declaration]:
    """The core gives it for whoever searches, before it answers."""
    return [
        Declaration(SEARCH, Searched, Permission.READ_AUDIT, (Acted,), searched),
        Declaration(PAST, LookedBack, Permission.HANDLE_ALARMS, (Acted,), looked_back),
    ]
