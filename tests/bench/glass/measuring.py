"""One run: learn what the titles look like, then send probes among other events and note when they are seen."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from random import Random

import msgspec

from tests.bench.figures import BenchError
from tests.bench.glass.centre import check_running
from tests.bench.glass.load import TITLES, Background, Probes, Sent, timetable
from tests.bench.glass.matching import Glass, Probe, Sighting, glass, match
from tests.bench.glass.wire import Wire
from tests.support.centre import Centre

WARM_UP, PROBES, DELAYED = 20, 240, 40
DELAY_S = 0.1
LATE_S = 3.0
STILL_S = 0.4

Looks = tuple[dict[bytes, int], ...]
Tell = Callable[[str], None]


class Run(msgspec.Struct, frozen=True, kw_only=True):
    """Milliseconds of every probe of the main part, and of those that went 100 ms late on purpose."""

    glass: list[Glass | None]
    delayed: list[Glass | None]
    commit: list[float]
    publish: list[float]
    paint: list[float]
    bare: list[float]
    unrecognised: int
    gaps: list[float]
    events_per_s: float


def learn(wire: Wire, probes: Probes, boxes: int = 2) -> Looks:
    """What each of the boxes looks like under each title. Raises BenchError when two titles look alike."""
    looks: Looks = tuple({} for _ in range(boxes))
    while len(probes.sent) % TITLES:
        probes.raise_next()
        probes.clear_oldest()
        wire.serve_for(0.05)
    for _ in range(TITLES):
        probe = probes.raise_next()
        wire.serve_for(STILL_S)
        probes.clear_oldest()
        for box, known in enumerate(looks):
            known[_newest_look(wire, box)] = probe.title
    if any(len(known) != TITLES for known in looks):
        raise BenchError(f"of {TITLES} titles only {[len(known) for known in looks]} look different on the screens")
    return looks


def measure(centre: Centre, wire: Wire, probes: Probes, looks: Looks, random: Random, tell: Tell) -> Run:
    """About a minute and a quarter."""
    first = len(probes.sent)
    greetings, bare, changes = wire.source.greetings, len(wire.bare.took), len(wire.changes)
    began, before = time.monotonic(), len(wire.source.sent)
    _send(centre, wire, probes, random, tell)
    events_per_s = (len(wire.source.sent) - before) / (time.monotonic() - began)
    wire.serve_for(LATE_S)
    if wire.source.greetings != greetings:
        raise BenchError("the core started over with the source in the middle of the measurement")
    seen, unrecognised = sightings(wire, looks, changes)
    sent = probes.sent[first:]
    main, delayed = sent[WARM_UP : WARM_UP + PROBES], sent[WARM_UP + PROBES :]
    results = _results(sent, seen)
    main_glass = results[WARM_UP : WARM_UP + PROBES]
    publish = [(wire.seat.published[probe.number] - probe.due) * 1000 for probe in main]
    return Run(
        glass=main_glass,
        delayed=results[-len(delayed) :],
        commit=[(wire.source.durable[probe.number] - probe.due) * 1000 for probe in main],
        publish=publish,
        paint=[one.both - out for one, out in zip(main_glass, publish, strict=True) if one is not None],
        bare=wire.bare.took[bare:],
        unrecognised=unrecognised,
        gaps=[change.gap * 1000 for change in wire.changes[changes:]],
        events_per_s=events_per_s,
    )


def _send(centre: Centre, wire: Wire, probes: Probes, random: Random, tell: Tell) -> None:
    background = Background(wire, random)
    start, count, due = time.monotonic() + 0.2, 0, None
    total = WARM_UP + PROBES + DELAYED
    for offset, what in timetable(total, random, late_from=WARM_UP + PROBES, delay_s=DELAY_S):
        wire.serve(start + offset)
        match what:
            case "mark":
                due = time.monotonic()
            case "probe":
                probes.raise_next(due=due)
                due, count = None, count + 1
                if count % 40 == 0:
                    tell(f"{count} of {total} probes sent")
                    check_running(centre)
            case "clear":
                probes.clear_oldest()
            case "background":
                background.send()
            case "bare":
                wire.bare.send(wire.seat.newest)


def sightings(wire: Wire, looks: Looks, first: int) -> tuple[list[list[Sighting]], int]:
    """Per box, what was recognised, in order; and how many looks were of no title (caught between two)."""
    seen: list[list[Sighting]] = [[] for _ in looks]
    unrecognised = 0
    for change in wire.changes[first:]:
        title = looks[change.box].get(change.look)
        if title is None:
            unrecognised += 1
        else:
            seen[change.box].append(Sighting(change.at, title))
    return seen, unrecognised


def _results(sent: Sequence[Sent], seen: Sequence[Sequence[Sighting]]) -> list[Glass | None]:
    probes = [Probe(title=probe.title, sent=probe.due) for probe in sent]
    wall, console = (match(probes, box) for box in seen)
    return glass(probes, wall, console)


def _newest_look(wire: Wire, box: int) -> bytes:
    found = next((change.look for change in reversed(wire.changes) if change.box == box), None)
    if found is None:
        raise BenchError("the watcher has seen nothing")
    return found
