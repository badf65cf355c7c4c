"""Tours as people define and run them, and what the seats report of them: the handlers of their commands."""

from __future__ import annotations

from hashlib import sha256
from typing import Annotated

import msgspec

from commandcenter.domain.changes.alarms import AlarmRaised, AlarmRepeated, AlarmReturned
from commandcenter.domain.changes.tours import TourDefined, TourEnded, TourHeld, TourRemoved, TourRound, TourStarted
from commandcenter.domain.errors import Refused
from commandcenter.domain.events import Name, Raised, Returned
from commandcenter.domain.journal import CORE, Draft, Outcome
from commandcenter.domain.keys import KeyKind
from commandcenter.domain.people import Scope
from commandcenter.domain.state import State
from commandcenter.domain.text import QT_TRANSLATE_NOOP
from commandcenter.domain.tours import MOST_CAMERAS, RunState, Tour, TourFields, TourId, TourRun
from commandcenter.domain.written import required, written
from commandcenter.services import annunciating
from commandcenter.services.commands import Args, Asks, Context, Declaration, Offline
from commandcenter.services.handling import open_alarm
from commandcenter.services.permissions import Permission
from commandcenter.services.reach import NOTHING, Reach, of_alarm, of_camera
from commandcenter.services.tour_flaws import require_sound
from commandcenter.services.tour_schedule import ended

FINDING = "video.finding"
SEATS = frozenset({KeyKind.CONSOLE, KeyKind.WALL})
ELSEWHERE = QT_TRANSLATE_NOOP(
    "trouble", "{person} may not run a tour at {seat}: at another seat that asks for the whole centre."
)

SeatName = Annotated[str, msgspec.Meta(max_length=128)]
LeftIn = Annotated[str, msgspec.Meta(pattern=r"^[a-z-]{1,32}\Z")]
Count = Annotated[int, msgspec.Meta(ge=0, le=10**9)]


class Define(TourFields, Args, frozen=True, kw_only=True):
    """The whole tour; one that is there by that id is replaced."""


class OfTour(Args, frozen=True, kw_only=True):
    tour: TourId


class Start(OfTour, frozen=True, kw_only=True):
    """At that seat; "" for the one that says so."""

    seat: SeatName = ""


class AtSeat(Args, frozen=True, kw_only=True):
    seat: SeatName = ""


class Round(OfTour, frozen=True, kw_only=True):
    """The end of round `number`, as the seat has shown it: `skipped` cameras with the states that they were left in."""

    number: Annotated[int, msgspec.Meta(ge=1, le=10**9)]
    shown: Count
    skipped: Annotated[dict[Name, LeftIn], msgspec.Meta(max_length=MOST_CAMERAS)]
    seconds: Annotated[float, msgspec.Meta(ge=0, le=1e9)]


class Found(Args, frozen=True, kw_only=True):
    """What somebody saw at a camera; `sha256` (hex) is that of the snapshot of it, "" for none."""

    camera: Name
    what: Annotated[str, msgspec.Meta(min_length=1, max_length=40)]
    tour: SeatName = ""
    note: Annotated[str, msgspec.Meta(max_length=500)] = ""
    sha256: Annotated[str, msgspec.Meta(pattern=r"^([0-9a-f]{64})?\Z")] = ""


class Mended(Args, frozen=True, kw_only=True):
    """The open alarm of a finding."""

    alarm: Name


def define(state: State, args: Define, context: Context) -> list[Draft]:
    tour = require_sound(state, args.made(context.person.id))
    for at, schedule in enumerate(tour.schedules):
        _require_seat(state, schedule.seat, context, f"schedules[{at}].seat")
    return [Draft(change=TourDefined(tour=tour), subject=tour.id)]


def remove(state: State, args: OfTour, context: Context) -> list[Draft]:
    """It ends wherever it runs."""
    tour = _known(state, args.tour)
    runs = [run for run in state.touring.values() if run.tour == tour.id and run.state is not RunState.ENDED]
    removed = Draft(change=TourRemoved(tour=tour.id, name=tour.name), subject=tour.id)
    return [removed, *(ended(run, "removed") for run in runs)]


def start(state: State, args: Start, context: Context) -> list[Draft]:
    """What runs there is replaced."""
    tour, seat = _known(state, args.tour), args.seat or context.seat
    if not seat:
        raise Refused(QT_TRANSLATE_NOOP("trouble", "Name the seat that is to show the tour."))
    _require_seat(state, seat, context, "seat")
    run = TourRun(seat=seat, tour=tour.id, name=tour.name, by=context.person.id, since=context.now)
    known = state.touring.get(seat)
    if known is None or known.state is not RunState.ENDED:
        before = [ended(known, "replaced")] if known else []
    else:
        before, run = [], msgspec.structs.replace(run, stopped=known.scheduled)
    return [*before, Draft(change=TourStarted(run=run), subject=tour.id)]


def stop(state: State, args: AtSeat, context: Context) -> list[Draft]:
    return [ended(_running(state, args, context), "stopped")]


def hold(state: State, args: AtSeat, context: Context) -> list[Draft]:
    run = _running(state, args, context)
    if run.state is RunState.HELD:
        raise Refused(QT_TRANSLATE_NOOP("trouble", "The tour {name} is held already."), name=run.name)
    return [_turned(run, RunState.HELD)]


def resume(state: State, args: AtSeat, context: Context) -> list[Draft]:
    run = _running(state, args, context)
    if run.state is RunState.RUNNING:
        raise Refused(QT_TRANSLATE_NOOP("trouble", "The tour {name} is not held."), name=run.name)
    return [_turned(run, RunState.RUNNING)]


def end_round(state: State, args: Round, context: Context) -> list[Draft]:
    run = state.touring.get(context.seat)
    if run is None or run.tour != args.tour:
        raise Refused(QT_TRANSLATE_NOOP("trouble", "The tour {tour} does not run at this seat."), tour=args.tour)
    after = msgspec.structs.replace(run, round=args.number, skipped=len(args.skipped))
    tour = state.tours.get(run.tour)
    of_it = set(tour.all) if tour else set()
    skipped = {camera: left for camera, left in args.skipped.items() if camera in of_it}
    others = len(args.skipped) - len(skipped)
    change = TourRound(run=after, shown=args.shown, skipped=skipped, seconds=args.seconds, others=others)
    return [Draft(change=change, subject=run.tour, outcome=Outcome.DONE if args.shown else Outcome.FAILED)]


def found(state: State, args: Found, context: Context) -> list[Draft]:
    """An alarm of the centre's own; the same at the same camera is the same alarm, said again."""
    camera = state.cameras.get(args.camera)
    if camera is None:
        raise Refused(QT_TRANSLATE_NOOP("trouble", "There is no camera {camera}."), camera=args.camera)
    what = required(args.what)
    values = {
        "found": what,
        "camera_name": camera.name[:512],
        "tour": args.tour,
        "remark": written(args.note),
        "found_by": context.person.id,
        "snapshot_sha256": args.sha256,
    }
    event = Raised(
        at=context.now,
        type=FINDING,
        subject=_subject(camera.id, what),
        place=camera.place,
        area=camera.area,
        address=camera.where[:512],
        values={name: value for name, value in values.items() if value},
    )
    return [annunciating.raised(state, CORE, event, context.catalogue, context.now)]


def _subject(camera: str, what: str) -> str:
    """The same of the same, in 128 characters; of a long id another's never becomes the same."""
    whole = f"{camera}/{what}"
    return whole if len(whole) <= 128 else f"{camera[:79]}/{sha256(whole.encode()).hexdigest()[:48]}"


def mended(state: State, args: Mended, context: Context) -> list[Draft]:
    """What was found is over."""
    alarm = open_alarm(state, args.alarm)
    if (alarm.source, alarm.type) != (CORE, FINDING) or not alarm.active:
        raise Refused(QT_TRANSLATE_NOOP("trouble", "Alarm {alarm} is no finding that still stands."), alarm=alarm.id)
    event = Returned(at=context.now, type=FINDING, subject=alarm.subject)
    return [annunciating.returned(state, CORE, event, context.now)]


def _known(state: State, tour_id: str) -> Tour:
    tour = state.tours.get(tour_id)
    if tour is None:
        raise Refused(QT_TRANSLATE_NOOP("trouble", "There is no tour {tour}."), tour=tour_id)
    return tour


def _running(state: State, args: AtSeat, context: Context) -> TourRun:
    seat = args.seat or context.seat
    _require_reach(seat, context)
    run = state.touring.get(seat)
    if run is None or run.state is RunState.ENDED:
        raise Refused(QT_TRANSLATE_NOOP("trouble", "No tour runs at {seat}."), seat=seat)
    return run


def _require_seat(state: State, seat: str, context: Context, place: str) -> None:
    """Raises Refused for one that is not there, and for another's, whose pictures are the whole centre's business."""
    _require_reach(seat, context)
    if seat == context.seat:
        return
    known = any(key.trusted and key.kind in SEATS and key.id == seat for key in state.keys.values())
    if not known:
        raise Refused(QT_TRANSLATE_NOOP("trouble", "There is no seat {seat} ({place})."), seat=seat, place=place)


def _require_reach(seat: str, context: Context) -> None:
    """Everybody rules over the own seat, however few areas are theirs."""
    if seat != context.seat and not context.person.scope.everywhere:
        raise Refused(ELSEWHERE, person=context.person.name, seat=seat)


def _turned(run: TourRun, to: RunState) -> Draft:
    return Draft(change=TourHeld(run=msgspec.structs.replace(run, state=to)), subject=run.tour)


def _covers_all(state: State, args: OfTour | Define, scope: Scope) -> bool:
    """Every camera of the tour, and of the one that it replaces; what is not known is the handler's to refuse."""
    tours = [args.made(""), state.tours.get(args.id)] if isinstance(args, Define) else [state.tours.get(args.tour)]
    known = [state.cameras.get(camera) for tour in tours if tour for camera in tour.all]
    return all(camera is None or scope.covers_camera(camera) for camera in known)


def _camera(args: Found) -> str:
    return args.camera


def _alarm(args: Mended) -> str:
    return args.alarm


def declarations() -> list[Declaration]:
    """The lines of the command table on tours."""
    define_it, run_it, cameras = Permission.DEFINE_TOURS, Permission.RUN_TOURS, Reach("tour", _covers_all)
    reports = Permission.REPORT_SEAT
    raised = (AlarmRaised, AlarmRepeated)
    return [
        Declaration("tour.define", Define, define_it, (TourDefined,), define, reach=cameras),
        Declaration("tour.remove", OfTour, define_it, (TourRemoved, TourEnded), remove, reach=cameras),
        Declaration("tour.start", Start, run_it, (TourStarted, TourEnded), start, reach=cameras),
        Declaration("tour.stop", AtSeat, run_it, (TourEnded,), stop, reach=NOTHING),
        Declaration("tour.hold", AtSeat, run_it, (TourHeld,), hold, reach=NOTHING),
        Declaration("tour.resume", AtSeat, run_it, (TourHeld,), resume, reach=NOTHING),
        Declaration("tour.round", Round, reports, (TourRound,), end_round, Asks.SEAT, NOTHING, Offline.LOCAL),
        Declaration("tour.mended", Mended, Permission.HANDLE_ALARMS, (AlarmReturned,), mended, reach=of_alarm(_alarm)),
        Declaration("tour.found", Found, Permission.HANDLE_ALARMS, raised, found, reach=of_camera(_camera)),
    ]
