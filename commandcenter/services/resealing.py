"""The command that gives the journal's seal a new key."""

from __future__ import annotations

from typing import Annotated

import msgspec

from commandcenter.domain.changes.sealing import SealKeyChanged
from commandcenter.domain.errors import Refused
from commandcenter.domain.journal import Draft
from commandcenter.domain.state import State
from commandcenter.domain.text import QT_TRANSLATE_NOOP
from commandcenter.services.commands import Args, Context, Declaration
from commandcenter.services.permissions import Permission


class Rotated(Args, frozen=True, kw_only=True):
    """`vkey` is the verifier key of the new private key, which lies beside the old one already."""

    vkey: Annotated[str, msgspec.Meta(min_length=1, max_length=512)]


def rotate(state: State, args: Rotated, context: Context) -> list[Draft]:
    """Only to a key that the core can sign with: the journal must not name one that nobody has."""
    present = state.seal.present
    if present is None:
        raise Refused(QT_TRANSLATE_NOOP("trouble", "The journal is not sealed yet: start the core once."))
    if args.vkey != context.following() or args.vkey == present.vkey:
        raise Refused(QT_TRANSLATE_NOOP("trouble", "The core does not find the seal's new key beside the old one."))
    return [Draft(change=SealKeyChanged(vkey=args.vkey, before=present.vkey), subject=state.seal.origin)]


def declarations() -> list[Declaration]:
    """The seal's line of the command table."""
    return [Declaration("seal.rotate", Rotated, Permission.MANAGE_SEAL, (SealKeyChanged,), rotate)]
