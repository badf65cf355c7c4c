"""What the administrator can do: trust and revoke keys, deal with what lies in quarantine."""

from __future__ import annotations

from typing import Annotated

import msgspec

from commandcenter.domain.changes.alarms import AlarmRaised, AlarmRepeated, AlarmReturned
from commandcenter.domain.changes.keys import KeyRevoked, KeyTrusted
from commandcenter.domain.changes.people import SessionEnded
from commandcenter.domain.changes.sources import (
    DeviceKnown,
    EventIgnored,
    NoteTaken,
    QuarantineDismissed,
    QuarantineRetried,
)
from commandcenter.domain.errors import Refused
from commandcenter.domain.events import Event, Raised, Refreshed, Returned
from commandcenter.domain.journal import Draft
from commandcenter.domain.keys import EVERYTHING, ID_PATTERN, Key, KeyKind, Pattern, PublicKey, is_public_key
from commandcenter.domain.state import State
from commandcenter.domain.text import QT_TRANSLATE_NOOP
from commandcenter.services import doubts, sessions
from commandcenter.services.commands import Args, Context, Declaration
from commandcenter.services.permissions import Permission
from commandcenter.services.ports import Kept
from commandcenter.services.ruling.ruling import Ruling
from commandcenter.services.taking import EventReader, Unreadable, take

# It stands in every entry from there, and on every screen.
HolderId = Annotated[str, msgspec.Meta(pattern=ID_PATTERN)]


class Trusted(Args, frozen=True, kw_only=True):
    """`types` counts for a source only."""

    public: PublicKey
    kind: KeyKind
    id: HolderId
    types: Annotated[tuple[Pattern, ...], msgspec.Meta(min_length=1, max_length=64)] = EVERYTHING


class OnKey(Args, frozen=True, kw_only=True):
    public: PublicKey


class OnEntry(Args, frozen=True, kw_only=True):
    """The journal entry that put an event into quarantine."""

    entry: Annotated[int, msgspec.Meta(ge=0, le=2**62)]


def trust_key(state: State, args: Trusted, context: Context) -> list[Draft]:
    """A key is one holder's: it does not change hands, only its grant can change."""
    if not is_public_key(args.public):
        raise Refused(QT_TRANSLATE_NOOP("trouble", "{public} is no public key."), public=args.public)
    known = state.keys.get(args.public)
    if known is not None and (known.id, known.kind) != (args.id, args.kind):
        raise Refused(
            QT_TRANSLATE_NOOP("trouble", "The key {public} is that of {holder}: make a new one for {wanted}."),
            public=args.public,
            holder=known.id,
            wanted=args.id,
        )
    key = Key(
        public=args.public,
        kind=args.kind,
        id=args.id,
        types=args.types,
        by=context.person.id,
        trusted_at=context.now,
    )
    return [Draft(change=KeyTrusted(key=key), subject=args.id)]


def revoke_key(state: State, args: OnKey, context: Context) -> list[Draft]:
    known = state.keys.get(args.public)
    if known is None or not known.trusted:
        raise Refused(
            QT_TRANSLATE_NOOP("trouble", "The key {public} is not among those that are trusted."), public=args.public
        )
    key = msgspec.structs.replace(known, revoked_at=context.now)
    return [Draft(change=KeyRevoked(key=key), subject=known.id), *sessions.of_key(state, known.public)]


def retry(state: State, args: OnEntry, context: Context) -> list[Draft]:
    """The event takes effect now if it can be read by now: the program or the source's grant is another.

    What came since may have said otherwise, and nobody here knows: a raise opens its alarm as suspect, a return only
    makes it suspect, and the source is asked for a refresh. A part of a refresh says what was wrong then: no effect.
    """
    kept = _quarantined(args.entry, context)
    source = kept.about.event.source
    try:
        if kept.about.size > len(kept.raw):
            raise Unreadable(f"size: {kept.about.size} bytes")
        event = EventReader().read(kept.raw, state.grant(source), context.now)
        if isinstance(event, Refreshed):
            raise Unreadable("a refresh counts at its time only: dismiss it")
        effect = list(take(state, source, event, Ruling.none(context.catalogue), context.now))
    except Unreadable as error:
        raise Refused(
            QT_TRANSLATE_NOOP("trouble", "The event of journal entry {entry} cannot be taken in: {reason}"),
            entry=args.entry,
            reason=error,
        ) from error
    return [*_late(args.entry, source, event, effect), *doubts.last_leaves(state, source, context.now)]


def _late(entry: int, source: str, event: Event, effect: list[Draft]) -> list[Draft]:
    """What a retried event does in place of `effect`, which it would have had at its time."""
    left = QuarantineRetried(entry=entry, source=source)
    match event, effect:
        case Raised(), [Draft(change=AlarmRaised(alarm=alarm) | AlarmRepeated(alarm=alarm) as change) as draft]:
            change = msgspec.structs.replace(change, alarm=msgspec.structs.replace(alarm, suspect=True))
            effect = [msgspec.structs.replace(draft, change=change)]
            left = msgspec.structs.replace(left, late=True)
        case Returned(), [Draft(change=AlarmReturned(alarm=alarm)) as draft]:
            ignored = EventIgnored(reason="taken in late", type=event.type, subject=event.subject)
            effect = [msgspec.structs.replace(draft, change=ignored, subject=event.subject)]
            left = msgspec.structs.replace(left, late=True, suspect=alarm.id)
    return [Draft(change=left, subject=source), *effect]


def dismiss(state: State, args: OnEntry, context: Context) -> list[Draft]:
    """Somebody has looked at it: it will take no effect."""
    source = _quarantined(args.entry, context).about.event.source
    left = Draft(change=QuarantineDismissed(entry=args.entry, source=source), subject=source)
    return [left, *doubts.last_leaves(state, source, context.now)]


def _quarantined(entry: int, context: Context) -> Kept:
    found = context.quarantined(entry)
    if found is None:
        raise Refused(QT_TRANSLATE_NOOP("trouble", "No event of journal entry {entry} is in quarantine."), entry=entry)
    return found


def declarations() -> list[Declaration]:
    """The administrator's lines of the command table."""
    alarms = (AlarmRaised, AlarmRepeated, AlarmReturned)
    taken = (*alarms, DeviceKnown, NoteTaken, EventIgnored)
    manage = Permission.MANAGE_QUARANTINE
    return [
        Declaration("keys.trust", Trusted, Permission.MANAGE_KEYS, (KeyTrusted,), trust_key),
        Declaration("keys.revoke", OnKey, Permission.MANAGE_KEYS, (KeyRevoked, SessionEnded), revoke_key),
        Declaration("quarantine.retry", OnEntry, manage, (QuarantineRetried, *taken), retry),
        Declaration("quarantine.dismiss", OnEntry, manage, (QuarantineDismissed, AlarmReturned), dismiss),
    ]
