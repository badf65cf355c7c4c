"""Speaking through the loudspeaker columns: a text, or live, one talker at a time for each column."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Literal

import msgspec

from commandcenter.domain.changes.acting import HoldEnded, HoldTaken, MovesEnded, OrderGiven
from commandcenter.domain.errors import Refused
from commandcenter.domain.holding import Course, Doing, require_nothing_else
from commandcenter.domain.journal import Draft
from commandcenter.domain.orders import TALK_BEGIN, TALK_END
from commandcenter.domain.people import Scope
from commandcenter.domain.state import State
from commandcenter.domain.text import QT_TRANSLATE_NOOP
from commandcenter.domain.voice import KEPT, LONGEST
from commandcenter.domain.written import required
from commandcenter.services import holding, lateness
from commandcenter.services.commands import Args, Context, Declaration
from commandcenter.services.orders import Target, key_of, order, speaker_of
from commandcenter.services.permissions import Permission
from commandcenter.services.reach import Reach
from commandcenter.services.steering import own

SAY = "speak"
LIVE = (TALK_BEGIN, TALK_END)
"""What a column offers that can be talked through: one that cannot be told to end is not begun with."""
SAYING = timedelta(seconds=20)
TALKING = timedelta(minutes=2)

Which = Annotated[str, msgspec.Meta(max_length=260)]


class AtColumn(Args, frozen=True, kw_only=True):
    """The column beside a `camera`, or the `device` itself ("source/device")."""

    camera: Which = ""
    device: Which = ""


class Say(AtColumn, frozen=True, kw_only=True):
    """A `text`, or the `kept` one of that name."""

    text: Annotated[str, msgspec.Meta(max_length=LONGEST)] = ""
    kept: Annotated[str, msgspec.Meta(max_length=32)] = ""


class Talk(AtColumn, frozen=True, kw_only=True):
    """It ends by itself after two minutes, at the column as well, unless `begin` is said again before."""

    do: Literal["begin", "end"]


def say(state: State, args: Say, context: Context) -> list[Draft]:
    """The column is held as long as a text takes."""
    text = _text(args)
    target = speaker_of(state, args.camera, args.device, SAY)
    _, drafts = holding.take(state, target, context, SAYING, SAYING / 2)
    given = order(state, key_of(state, context.command), target, SAY, context.now, {"text": text})
    return [*drafts, Draft(change=OrderGiven(order=given), subject=args.camera or args.device)]


def talk(state: State, args: Talk, context: Context) -> list[Draft]:
    """The end is ordered whatever the column offers by now: a microphone may be open."""
    if args.do == "end":
        return _end(state, speaker_of(state, args.camera, args.device), context)
    return _begin(state, speaker_of(state, args.camera, args.device, *LIVE), context)


def _begin(state: State, target: Target, context: Context) -> list[Draft]:
    """Said again, it goes on for two minutes from then; the column is told so, and ends it when it hears no more."""
    lateness.require_prompt(context.doing)
    held, drafts = holding.take(state, target, context, TALKING, TALKING)
    require_nothing_else(held, Doing.TALK)
    key = key_of(state, context.command)
    course = held.course or Course(id=key, doing=Doing.TALK, since=context.now)
    args = {"session": course.id, "seat": context.seat, "seconds": f"{TALKING.total_seconds():g}"}
    begun = OrderGiven(
        order=order(state, key, target, TALK_BEGIN, context.now, args),
        hold=msgspec.structs.replace(held, course=course),
    )
    return [*drafts, Draft(change=begun, subject=holding.subject_of(held))]


def _end(state: State, target: Target, context: Context) -> list[Draft]:
    held = own(state, target, context)
    if held.course is None or held.course.doing is not Doing.TALK:
        raise Refused(QT_TRANSLATE_NOOP("trouble", "Nobody talks through {device}."), device=target.device.name)
    return list(holding.ending(state, held, "released", context.now, key_of(state, context.command)))


def _text(args: Say) -> str:
    """Raises Refused."""
    if bool(args.text) == bool(args.kept):
        raise Refused(QT_TRANSLATE_NOOP("trouble", "Name either a text or one of those that are kept."))
    if args.text:
        return required(args.text)
    text = KEPT.get(args.kept)
    if text is None:
        raise Refused(QT_TRANSLATE_NOOP("trouble", "No text is kept under the name {name}."), name=args.kept)
    return text


def _covers(state: State, args: AtColumn, scope: Scope) -> bool:
    """Those beside the cameras of one's areas; a column that is named itself lies who knows where."""
    camera = state.cameras.get(args.camera)
    return scope.everywhere if camera is None else scope.covers_camera(camera)


def declarations() -> list[Declaration]:
    """The lines of the command table on loudspeakers."""
    may, reach = Permission.SPEAK, Reach("camera", _covers)
    said = (HoldTaken, MovesEnded, OrderGiven)
    return [
        Declaration("voice.say", Say, may, said, say, reach=reach),
        Declaration("voice.talk", Talk, may, (*said, HoldEnded), talk, reach=reach),
    ]
