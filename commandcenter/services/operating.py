"""What officers and seats can do: the handlers of all commands, and the table that declares them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Annotated

import msgspec

from commandcenter.domain.changes.acting import HoldEnded, MovesEnded, OrderGiven
from commandcenter.domain.changes.operating import Acted, LinkageAnswered, LinkageStarted, WallChanged, WallConfirmed
from commandcenter.domain.changes.system import SeatJoined
from commandcenter.domain.errors import Refused
from commandcenter.domain.events import Name
from commandcenter.domain.journal import Draft, Outcome
from commandcenter.domain.linkage import Linkage, StepState
from commandcenter.domain.place import Latitude, Longitude
from commandcenter.domain.state import State
from commandcenter.domain.text import QT_TRANSLATE_NOOP
from commandcenter.domain.wall import TILES, Wall
from commandcenter.services import (
    accounts,
    administering,
    camera_states,
    checklist,
    desks,
    duty,
    evidence,
    exporting,
    favourites,
    handling,
    holding,
    lateness,
    linking,
    looking_back,
    queue_views,
    recovering,
    resealing,
    retention,
    sessions,
    steering,
    touring_orders,
    voice,
)
from commandcenter.services.approvals import Approvals
from commandcenter.services.commands import Args, Asks, CommandTable, Context, Declaration, Offline
from commandcenter.services.handling import open_alarm
from commandcenter.services.permissions import Permission
from commandcenter.services.reach import CENTRE, NOTHING, Reach, of_alarm

Word = Annotated[str, msgspec.Meta(max_length=128)]


class OnAlarm(Args, frozen=True, kw_only=True):
    alarm: Name


class MapMoved(Args, frozen=True, kw_only=True):
    lon: Longitude
    lat: Latitude
    zoom: Annotated[float, msgspec.Meta(ge=0, le=24)]


class Filtered(Args, frozen=True, kw_only=True):
    filter: Word


class Joined(Args, frozen=True, kw_only=True):
    role: Word


class Ready(Args, frozen=True, kw_only=True):
    """`seconds` from the start of the seat's program to its first pictures."""

    seconds: Annotated[float, msgspec.Meta(ge=0, le=1e6)]


class Muted(Args, frozen=True, kw_only=True):
    """For so long nothing is heard at the desk; 0: it sounds again."""

    seconds: Annotated[float, msgspec.Meta(ge=0, le=3600)]


class Loud(Args, frozen=True, kw_only=True):
    """`state` of the seat's loudspeaker: well, or what is wrong with it."""

    state: Word


class Nothing(Args, frozen=True, kw_only=True):
    """No arguments."""


class WallShown(Args, frozen=True, kw_only=True):
    """The wall shows `version`: `tiles` pictures play of `wanted`, not those of `dark`; the map is centred or not."""

    version: Annotated[int, msgspec.Meta(ge=0)]
    tiles: Annotated[int, msgspec.Meta(ge=0)]
    wanted: Annotated[int, msgspec.Meta(ge=0)]
    map: bool
    dark: Annotated[tuple[Name, ...], msgspec.Meta(max_length=TILES)] = ()


def start_linkage(state: State, args: OnAlarm, context: Context) -> list[Draft]:
    lateness.require_timely(context.doing)
    alarm = open_alarm(state, args.alarm)
    lateness.require_same_alarm(state, alarm, context.person.id, context.doing)
    lateness.require_same_wall(state, context.person.id, context.doing)
    if any(run.live and run.alarm == alarm.id for run in state.linkages.values()):
        raise Refused(QT_TRANSLATE_NOOP("trouble", "The linkage of alarm {alarm} is already running."), alarm=alarm.id)
    # Devices remember it: it must not come again, not even when the journal was restored from a backup.
    run_id = f"L{state.size}-{context.command}"
    run = Linkage(
        id=run_id,
        alarm=alarm.id,
        started_by=context.person.id,
        seat=context.seat,
        started_at=context.now,
        steps=linking.plan(state, alarm, run_id, context.catalogue, context.now),
    )
    wall = linking.wall_for(state, alarm, context.person.id, context.now, run_id)
    needed = [step.target for step in run.steps if step.action]
    return [
        *holding.yielded(state, needed, context.now, context.command),
        Draft(change=LinkageStarted(linkage=run), subject=alarm.id),
        Draft(change=WallChanged(wall=wall), subject=alarm.id),
    ]


def reset_wall(state: State, args: Nothing, context: Context) -> list[Draft]:
    lateness.require_timely(context.doing)
    lateness.require_same_wall(state, context.person.id, context.doing)
    wall = Wall(
        version=state.wall.version + 1,
        changed_by=context.person.id,
        changed_at=context.now,
        shown=state.wall.shown,
    )
    return [Draft(change=WallChanged(wall=wall), subject="wall")]


def confirm_wall(state: State, args: WallShown, context: Context) -> list[Draft]:
    """The wall's own word that it shows what it should; answers the linkage that asked for it."""
    if args.version != state.wall.version:
        raise Refused(
            QT_TRANSLATE_NOOP("trouble", "The wall reports version {reported}, but {wanted} is wanted."),
            reported=args.version,
            wanted=state.wall.version,
        )
    wanted = max(args.wanted, len(state.wall.cameras))
    whole = args.map and args.tiles == wanted
    wall = msgspec.structs.replace(
        state.wall, shown=args.version, playing=args.tiles, wanted=wanted, centred=args.map, dark=args.dark
    )
    outcome = Outcome.DONE if whole else Outcome.FAILED
    report = WallConfirmed(wall=wall)
    drafts = [Draft(change=report, subject=state.wall.alarm or "wall", outcome=outcome)]
    run = state.linkages.get(state.wall.run)
    if run is None:
        return drafts
    step = f"{run.id}/wall"
    answer = StepState.DONE if whole else StepState.FAILED
    answered = run.answered(step, answer, f"{args.tiles}/{wanted}", context.now)
    if answered != run:
        change = LinkageAnswered(linkage=answered, step=step)
        drafts.append(Draft(change=change, subject=run.alarm, outcome=outcome))
    return drafts


def joined(state: State, args: Joined, context: Context) -> list[Draft]:
    return [Draft(change=SeatJoined(role=args.role), subject=context.seat)]


def recorded(action: str, subject: Callable[[Args], str]) -> Callable[[State, Args, Context], list[Draft]]:
    """The handler of a small action, which changes nothing but stands in the record."""

    def record(state: State, args: Args, context: Context) -> list[Draft]:
        detail = {key: value for key, value in msgspec.structs.asdict(args).items() if isinstance(value, str | float)}
        return [Draft(change=Acted(action=action, subject=subject(args), detail=detail), subject=subject(args))]

    return record


def _alarm_of(args: Args) -> str:
    return args.alarm if isinstance(args, OnAlarm) else ""


ALARM = of_alarm(_alarm_of)


def _small(
    name: str,
    args: type[Args],
    subject: Callable[[Args], str],
    reach: Reach = NOTHING,
    permission: Permission = Permission.RECORD_ACTIONS,
    asks: Asks = Asks.SESSION,
) -> Declaration:
    return Declaration(name, args, permission, (Acted,), recorded(name, subject), asks, reach, Offline.LOCAL)


def _duties() -> list[Declaration]:
    """What an officer does about alarms, and what is left of it in the record."""
    linked, saves = (LinkageStarted, WallChanged, HoldEnded, MovesEnded, OrderGiven), Offline.LIFE_SAFETY
    start, session = Permission.START_LINKAGE, Asks.SESSION
    return [
        Declaration("linkage.start", OnAlarm, start, linked, start_linkage, session, ALARM, saves),
        Declaration("wall.reset", Nothing, Permission.CHANGE_WALL, (WallChanged,), reset_wall, session, CENTRE, saves),
        _small("alarm.select", OnAlarm, _alarm_of, ALARM),
        _small("alarm.open", OnAlarm, _alarm_of, ALARM),
        _small("map.move", MapMoved, lambda args: ""),
        _small("queue.filter", Filtered, lambda args: ""),
        _small("sound.mute", Muted, lambda args: ""),
        _small("sound.test", Nothing, lambda args: ""),
    ]


def _reports() -> list[Declaration]:
    """What a seat says of itself, whoever sits there."""
    confirmed = (WallConfirmed, LinkageAnswered)
    report, seat, local = Permission.REPORT_SEAT, Asks.SEAT, Offline.LOCAL
    return [
        Declaration("seat.join", Joined, report, (SeatJoined,), joined, seat, NOTHING, local),
        _small("seat.ready", Ready, lambda args: "", NOTHING, report, seat),
        _small("seat.sound", Loud, lambda args: "", NOTHING, report, seat),
        Declaration("wall.confirm", WallShown, Permission.REPORT_WALL, confirmed, confirm_wall, seat, NOTHING, local),
    ]


def declarations() -> list[Declaration]:
    """All that the core obeys, but for what has to do with second persons."""
    return [
        *_reports(),
        *handling.declarations(),
        *desks.declarations(),
        *checklist.declarations(),
        *queue_views.declarations(),
        *favourites.declarations(),
        *_duties(),
        *camera_states.declarations(),
        *evidence.declarations(),
        *administering.declarations(),
        *sessions.declarations(),
        *accounts.declarations(),
        *duty.declarations(),
        *exporting.declarations(),
        *looking_back.declarations(),
        *resealing.declarations(),
        *recovering.declarations(),
        *retention.declarations(),
        *steering.declarations(),
        *voice.declarations(),
        *touring_orders.declarations(),
    ]


def command_table(more: Iterable[Declaration] = ()) -> CommandTable:
    """Name, arguments, permission, journal entries, handler: all that the core obeys, and `more`."""
    lines = [*declarations(), *more]
    return CommandTable([*lines, *Approvals(lines).declarations()])
