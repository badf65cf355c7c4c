"""What is said of video tours: defined, started, held, their rounds."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from commandcenter.domain.changes.tours import TourDefined, TourEnded, TourHeld, TourRemoved, TourRound, TourStarted
from commandcenter.domain.text import QT_TRANSLATE_NOOP
from commandcenter.domain.tours import RunState, TourRun
from commandcenter.services.said.values import Moment, Said, Term, Value, camera, cut, many, with_more

TourChange = TourDefined | TourRemoved | TourStarted | TourHeld | TourEnded | TourRound

ENDED: Mapping[str, str] = MappingProxyType(
    {
        "stopped": QT_TRANSLATE_NOOP("story", "stops the tour {name} at {seat}"),
        "over": QT_TRANSLATE_NOOP("story", "the tour {name} at {seat} is over, its time has passed"),
        "removed": QT_TRANSLATE_NOOP("story", "the tour {name} at {seat} ends, for it is removed"),
        "replaced": QT_TRANSLATE_NOOP("story", "the tour {name} at {seat} makes room for another"),
    }
)
# The states that a seat leaves a camera out in.
SKIPPED = (
    QT_TRANSLATE_NOOP("feed", "connecting"),
    QT_TRANSLATE_NOOP("feed", "lost"),
    QT_TRANSLATE_NOOP("feed", "frozen"),
    QT_TRANSLATE_NOOP("feed", "refused"),
    QT_TRANSLATE_NOOP("feed", "unsupported"),
    QT_TRANSLATE_NOOP("feed", "closed"),
    QT_TRANSLATE_NOOP("feed", "restarting"),
    QT_TRANSLATE_NOOP("feed", "restricted"),
    QT_TRANSLATE_NOOP("feed", "unlisted"),
)


def say_tour(change: TourChange) -> Said:
    match change:
        case TourDefined(tour=tour):
            text = QT_TRANSLATE_NOOP("story", "defines the tour {name}: {count} cameras, {tiles} at once, {dwell} s")
            count = len(list(tour.all))
            return Said(text, {"name": cut(tour.name), "count": count, "tiles": tour.tiles, "dwell": tour.dwell})
        case TourRemoved(tour=tour_id, name=name):
            return Said(QT_TRANSLATE_NOOP("story", "removes the tour {name}"), {"name": cut(name or tour_id)})
        case TourStarted(run=run):
            said = Said(QT_TRANSLATE_NOOP("story", "starts the tour {name} at {seat}"), _names(run))
            until = Said(QT_TRANSLATE_NOOP("story", "as planned until {until}"), {"until": _until(run)})
            return with_more(said, until if run.until else None)
        case TourHeld(run=run):
            held = QT_TRANSLATE_NOOP("story", "holds the tour {name} at {seat}")
            goes_on = QT_TRANSLATE_NOOP("story", "lets the tour {name} at {seat} go on")
            return Said(held if run.state is RunState.HELD else goes_on, _names(run))
        case TourEnded(run=run, why=why):
            return Said(ENDED[why], _names(run))
        case TourRound():
            return _of_round(change)


def _of_round(change: TourRound) -> Said:
    text = QT_TRANSLATE_NOOP("story", "round {round} of the tour {name}: {shown} cameras in {seconds} s")
    seconds = f"{change.seconds:.0f}"
    said = Said(text, {**_names(change.run), "round": change.run.round, "shown": change.shown, "seconds": seconds})
    pairs = (
        Said("{camera} {state}", {"camera": camera(name), "state": Term("feed", state)})
        for name, state in sorted(change.skipped.items())
    )
    others = Said(QT_TRANSLATE_NOOP("story", "{others} that are not in it any more"), {"others": change.others})
    left_out = Said(QT_TRANSLATE_NOOP("story", "left out: {cameras}"), {"cameras": many(pairs)})
    return with_more(said, left_out if change.skipped else None, others if change.others else None)


def _names(run: TourRun) -> dict[str, Value]:
    return {"name": cut(run.name), "seat": cut(run.seat)}


def _until(run: TourRun) -> Value:
    return Moment(run.until) if run.until else "–"
