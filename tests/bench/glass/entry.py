"""The entry `alarm-to-glass`: starts the centre, measures, and makes figures of what came out."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from functools import partial
from random import Random

from commandcenter.app.screens import Rect
from tests.bench.children import helper
from tests.bench.figures import BenchError, Compared, Figure, Goal, GoalOf, Kind, quantile, quantiles, rounded
from tests.bench.glass import centre as centres
from tests.bench.glass.load import Background, Probes
from tests.bench.glass.matching import Glass
from tests.bench.glass.measuring import DELAY_S, LATE_S, Run, learn, measure
from tests.bench.glass.wire import SEAT, Wire
from tests.bench.places import workplace
from tests.support.centre import Centre

NAME = "alarm-to-glass"
LIMIT_MS = 150.0
SEED = 20
BENCH_OFFICER = "zhao.min"
READY = {"wall", "desk-1"}

Tell = Callable[[str], None]


def run(tell: Tell) -> list[Figure]:
    """Two to three minutes. Raises BenchError."""
    with ExitStack() as stack:
        folder = stack.enter_context(workplace(NAME))
        tell("starting core, wall and console with four videos")
        centre = stack.enter_context(centres.playing_centre(folder))
        centre.wait((centre.data / "core.json").exists, "the core is there")
        bare = centres.bare_endpoints()
        stack.enter_context(helper("tests.bench.glass.bare", *bare, str(folder / "bare.sqlite")))
        trusted = partial(is_trusted, centre)
        centre.wait(trusted, "the core trusts the bench's seat")
        wire = Wire(centre.pumps, centre.pump_keys, centre.data, bare)
        stack.callback(wire.close)
        wait_until_ready(centre, wire, READY)
        random = Random(SEED)
        Background(wire, random).begin_storm()
        probes = Probes(wire, random)
        tell("finding the queue's first row on both screens")
        boxes = centres.find_rows(centre, wire, probes)
        tell(f"wall {_text(boxes[0])}, console {_text(boxes[1])}; learning what sixteen titles look like")
        words = [f"{box.x},{box.y},{box.width},{box.height}" for box in boxes]
        arguments = ("tests.bench.glass.watching", wire.watch_endpoint, *words)
        stack.enter_context(helper(*arguments, environment=centre.environment))
        wire.wait(lambda: {change.box for change in wire.changes} == {0, 1}, "the watcher looks")
        looks = learn(wire, probes)
        moving = [centres.videos_moving(centre, wire)]
        result = measure(centre, wire, probes, looks, random, tell)
        moving.append(centres.videos_moving(centre, wire))
        if min(moving) < len(centres.CAMERAS):
            raise BenchError(f"of four videos {moving} were moving before and after")
    return figures(result)


def figures(result: Run) -> list[Figure]:
    """The whole first, then its parts."""
    seen = [one for one in result.glass if one is not None]
    if len(seen) < len(result.glass) / 2:
        raise BenchError(f"only {len(seen)} of {len(result.glass)} probes were seen on both screens")
    both = _or_late(result.glass)
    limit = Compared(kind=Kind.LIMIT, what="the promise for 20 events/s and 4 videos", value=LIMIT_MS)
    whole = Figure(
        name=NAME,
        what="p99 from the source's sending to changed pixels in the first row on wall and console, the later of both",
        value=quantile(both, 0.99),
        unit="ms",
        compared=limit,
        goal=Goal(of=GoalOf.VALUE, bound=LIMIT_MS),
        samples=len(both),
        detail={
            "both": quantiles(both),
            "wall": quantiles([one.wall for one in seen]),
            "console": quantiles([one.console for one in seen]),
            "never_seen": len(both) - len(seen),
            "overtaken": sum(one.overtaken for one in seen),
            "unrecognised_looks": result.unrecognised,
            "time_between_looks_ms": quantiles(result.gaps),
            "events_per_s": rounded(result.events_per_s),
            "check": _check(result),
        },
    )
    return [whole, *_parts(result, whole)]


def _parts(result: Run, whole: Figure) -> list[Figure]:
    bare = quantiles(result.bare)
    rival = Compared(
        kind=Kind.RIVAL, what="bare sqlite insert and PUB/SUB, p99, same run", value=quantile(result.bare, 0.99)
    )
    part = Compared(kind=Kind.WHOLE, what="alarm-to-glass p99", value=whole.value)
    rows: tuple[tuple[str, str, list[float], Compared, dict[str, object]], ...] = (
        ("commit", "p99 from sending to the source's `durable`", result.commit, rival, {"bare": bare}),
        ("publish", "p99 from sending to the entry in the bench's seat", result.publish, rival, {"bare": bare}),
        ("paint", "p99 from the entry in the bench's seat to the pixels on both screens", result.paint, part, {}),
    )
    return [
        Figure(
            name=f"{NAME}-{name}",
            what=what,
            value=quantile(values, 0.99),
            unit="ms",
            compared=compared,
            samples=len(values),
            detail={"all": quantiles(values), **detail},
        )
        for name, what, values, compared, detail in rows
    ]


def _or_late(results: list[Glass | None]) -> list[float]:
    """A probe that was never seen counts as long as it was waited for."""
    return [LATE_S * 1000 if one is None else one.both for one in results]


def _check(result: Run) -> dict[str, float]:
    """Probes that went late on purpose must look late by as much."""
    plain, late = _or_late(result.glass), _or_late(result.delayed)
    return {
        "put_in_ms": DELAY_S * 1000,
        "seen_more_ms": rounded(quantile(late, 0.5) - quantile(plain, 0.5)),
        "samples": len(late),
    }


def is_trusted(centre: Centre) -> bool:
    return any(entry.subject == SEAT for entry in centre.actions("key.trusted"))


def wait_until_ready(centre: Centre, wire: Wire, seats: set[str]) -> None:
    """All show their first pictures; at the console and at the bench's own seat somebody is signed in."""

    def ready() -> bool:
        wire.serve_for(0.2)
        return wire.source.pulled and wire.seat.joined and centre.ready() >= seats

    centre.wait(ready, "the seats show their first pictures")
    bench = centre.people[BENCH_OFFICER]
    wire.seat.sign_in(bench.account, bench.password)
    wire.wait(lambda: wire.seat.signed_in, "the bench's officer is signed in")
    centres.signed_in(centre, wire)


def _text(box: Rect) -> str:
    return f"{box.width}×{box.height} at {box.x},{box.y}"
