"""Exports leave the centre: each is an action of the record, its intent before it and what came of it after."""

from __future__ import annotations

from typing import Annotated

import msgspec

from commandcenter.domain.changes.operating import Acted
from commandcenter.domain.journal import Draft, Outcome
from commandcenter.domain.state import State
from commandcenter.services.commands import Args, Asks, Context, Declaration
from commandcenter.services.permissions import Permission

ExportId = Annotated[str, msgspec.Meta(min_length=8, max_length=64)]
Short = Annotated[str, msgspec.Meta(max_length=512)]


class Begun(Args, frozen=True, kw_only=True):
    """`wanted` is the query in words, `file` the name of what is to be written."""

    export: ExportId
    format: Annotated[str, msgspec.Meta(max_length=16)]
    wanted: Short = ""
    file: Short = ""


class Ended(Args, frozen=True, kw_only=True):
    """`digest`: SHA-256 of the file in hex, of an archive that of its list; "" when there is no file."""

    export: ExportId
    ok: bool
    entries: Annotated[int, msgspec.Meta(ge=0)] = 0
    digest: Annotated[str, msgspec.Meta(max_length=64)] = ""
    reason: Short = ""


def begin(state: State, args: Begun, context: Context) -> list[Draft]:
    """What was asked for; that it was done only the other entry says."""
    detail: dict[str, str | float] = {"format": args.format, "wanted": args.wanted, "file": args.file}
    change = Acted(action="audit.export", subject=args.export, detail=detail)
    return [Draft(change=change, subject=args.export, outcome=Outcome.UNKNOWN)]


def end(state: State, args: Ended, context: Context) -> list[Draft]:
    detail: dict[str, str | float] = {"entries": float(args.entries), "digest": args.digest, "reason": args.reason}
    change = Acted(action="audit.exported", subject=args.export, detail=detail)
    return [Draft(change=change, subject=args.export, outcome=Outcome.DONE if args.ok else Outcome.FAILED)]


class BackedUp(Args, frozen=True, kw_only=True):
    """`digest`: SHA-256 of the backup's list in hex."""

    file: Short
    entries: Annotated[int, msgspec.Meta(ge=0)]
    digest: Annotated[str, msgspec.Meta(max_length=64)]


def backed_up(state: State, args: BackedUp, context: Context) -> list[Draft]:
    detail: dict[str, str | float] = {"entries": float(args.entries), "digest": args.digest}
    return [Draft(change=Acted(action="db.backup", subject=args.file, detail=detail), subject=args.file)]


def declarations() -> list[Declaration]:
    """A seat that is cut off exports nothing."""
    return [
        Declaration("audit.export", Begun, Permission.EXPORT_AUDIT, (Acted,), begin),
        # By the program that has written the file: a one-time code is good for the intent only.
        Declaration("audit.exported", Ended, Permission.REPORT_TOOL, (Acted,), end, Asks.SEAT),
        # Every night by itself: nobody is there to give a password.
        Declaration("db.backup", BackedUp, Permission.REPORT_TOOL, (Acted,), backed_up, Asks.SEAT),
    ]
