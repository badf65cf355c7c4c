"""The entry `flow`: how many events a second go from sources to a committed journal and a seat, and how soon."""

from __future__ import annotations

import time
from bisect import bisect_right
from collections.abc import Callable
from functools import partial
from pathlib import Path

import psutil

from tests.bench.figures import BenchError, Compared, Figure, Goal, GoalOf, Kind, quantile, quantiles, rounded
from tests.bench.flow.bare import limit
from tests.bench.flow.setting import PATIENCE_S, Progress, Setting, wait
from tests.bench.places import workplace

NAME = "flow"
SUSTAINED, SUSTAINED_SOURCES = 2_000_000, 4
EACH_COUNT = 100_000
COUNTS = (1, 2, 5, 10, 20, 50)
RATE, RATE_SOURCES, RATE_S = 1000.0, 10, 30.0
MIB = 1 << 20

Tell = Callable[[str], None]


def run(tell: Tell) -> list[Figure]:
    """About six minutes."""
    with workplace(NAME) as folder:
        bare = [limit(_fresh(folder, f"bare-{number}"), alarms=True) for number in range(3)]
        plain = limit(_fresh(folder, "plain"), alarms=False)
        tell(f"bare limit {bare[0]:,.0f} events/s; of the events alone {plain:,.0f}")
        sustained = _sustained(_fresh(folder, "sustained"), tell)
        bare += [limit(_fresh(folder, f"bare-{number}"), alarms=True) for number in range(3, 6)]
        figures = _throughput(sustained, sorted(bare)[len(bare) // 2], plain)
        figures += _latency(_fresh(folder, "paced"), tell)
        figures.append(_scaling(folder, tell))
    return figures


class Sustained:
    """Rates of each tenth, and the core's memory at each tenth in MiB."""

    def __init__(self) -> None:
        self.rates: list[float] = []
        self.memory: list[float] = []
        self.joins = 0
        self.rate = 0.0


def _sustained(folder: Path, tell: Tell) -> Sustained:
    setting, found = Setting(folder, SUSTAINED_SOURCES), Sustained()
    tell(f"{SUSTAINED:,} events into the outboxes of {SUSTAINED_SOURCES} sources")
    with setting.sources(held=SUSTAINED // SUSTAINED_SOURCES), setting.core() as core, setting.seat() as seat:
        wait(lambda: seat.events > 1000, "the first events arrive")
        began, first = time.monotonic(), seat.events
        for tenth in range(1, 11):
            reached, before, at = SUSTAINED * tenth // 10, seat.events, time.monotonic()
            wait(partial(_reached, seat, reached), f"{reached:,} events are at the seat", 300)
            found.rates.append((seat.events - before) / (time.monotonic() - at))
            found.memory.append(_resident(core))
            tell(f"{seat.events:,} at the seat, {found.rates[-1]:,.0f}/s, core {found.memory[-1]:.0f} MiB")
        found.rate = (seat.events - first) / (seat.at - began)
        found.joins = seat.joins
    return found


def _reached(seat: Progress, size: int) -> bool:
    return seat.events >= size


def _throughput(found: Sustained, bare: float, plain: float) -> list[Figure]:
    # The first tenth is where the core comes to its working size.
    growth = found.memory[-1] / found.memory[1]
    rate = Figure(
        name="flow-sustained",
        what=f"events from {SUSTAINED_SOURCES} sources over CURVE, committed with FULL and at a seat",
        value=found.rate,
        unit="events/s",
        compared=Compared(kind=Kind.RIVAL, what="decode and batched insert of the same events, no network", value=bare),
        samples=SUSTAINED,
        lower_is_better=False,
        goal=Goal(of=GoalOf.VALUE, bound=20_000.0),
        detail={
            "of_bare": rounded(found.rate / bare),
            "bare_without_alarms": rounded(plain),
            "rate_of_each_tenth": [rounded(rate) for rate in found.rates],
            "seat_joined": found.joins,
        },
    )
    ratio = Figure(
        name="flow-of-bare",
        what="the same, as a share of the bare limit",
        value=found.rate,
        unit="events/s",
        compared=rate.compared,
        samples=SUSTAINED,
        lower_is_better=False,
        goal=Goal(of=GoalOf.RATIO, bound=0.4),
    )
    memory = Figure(
        name="flow-memory",
        what=f"the core's memory after {SUSTAINED:,} events",
        value=found.memory[-1],
        unit="MiB",
        compared=Compared(kind=Kind.RIVAL, what="after a fifth of them", value=found.memory[1]),
        samples=SUSTAINED,
        goal=Goal(of=GoalOf.RATIO, bound=1.15),
        detail={"mib_of_each_tenth": [rounded(each) for each in found.memory], "growth": rounded(growth)},
    )
    return [rate, ratio, memory]


def _latency(folder: Path, tell: Tell) -> list[Figure]:
    setting = Setting(folder, RATE_SOURCES)
    tell(f"{RATE:,.0f} events a second from {RATE_SOURCES} sources for {RATE_S:.0f} s")
    with setting.sources(rate=RATE / RATE_SOURCES) as sources, setting.core(), setting.seat() as seat:
        for process in sources:
            if process.stdin is not None:
                process.stdin.write(b"go\n")
                process.stdin.flush()
        wanted = int(RATE * RATE_S)
        wait(lambda: seat.events >= wanted, f"{wanted:,} events are at the seat", PATIENCE_S)
    seen = [it for it in setting.seen() if it[1] > setting.seen()[0][1] + 2.0]
    commits = setting.commits()
    sizes = [size for size, _ in commits]
    to_seat = [(at - sent) * 1000 for _, sent, at in seen]
    to_commit = [(commits[bisect_right(sizes, seq)][1] - sent) * 1000 for seq, sent, _ in seen]
    return [
        _delay("flow-to-commit", "from the source's emit to the disk", to_commit, 50.0),
        _delay("flow-to-seat", "from the source's emit to the seat's state", to_seat, 80.0),
    ]


def _delay(name: str, what: str, values: list[float], bound: float) -> Figure:
    return Figure(
        name=name,
        what=f"p99 {what}, {RATE:,.0f} events a second from {RATE_SOURCES} sources",
        value=quantile(values, 0.99),
        unit="ms",
        compared=Compared(kind=Kind.LIMIT, what="what was set", value=bound),
        samples=len(values),
        goal=Goal(of=GoalOf.RATIO, bound=1.0),
        detail=dict(quantiles(values)),
    )


def _scaling(folder: Path, tell: Tell) -> Figure:
    rates = {}
    for count in COUNTS:
        setting = Setting(_fresh(folder, f"scale-{count}"), count)
        with setting.sources(held=EACH_COUNT // count), setting.core(), setting.seat() as seat:
            rates[count] = _rate(seat, EACH_COUNT)
        tell(f"{count} sources: {rates[count]:,.0f} events/s")
    return Figure(
        name="flow-fifty",
        what="events from fifty sources, committed and at a seat",
        value=rates[COUNTS[-1]],
        unit="events/s",
        compared=Compared(kind=Kind.RIVAL, what="the same from one source", value=rates[COUNTS[0]]),
        samples=EACH_COUNT,
        lower_is_better=False,
        detail={"by_sources": {str(count): rounded(rate) for count, rate in rates.items()}},
    )


def _rate(seat: Progress, count: int) -> float:
    """Between a tenth and the whole: what starting takes does not count."""
    wait(lambda: seat.events >= count // 10, "the first events arrive")
    first, began = seat.events, seat.at
    wait(lambda: seat.events >= count * 95 // 100, "the events are at the seat")
    if seat.at <= began:
        raise BenchError("too quick to measure")
    return (seat.events - first) / (seat.at - began)


def _resident(process: psutil.Process) -> float:
    return float(process.memory_info().rss) / MIB


def _fresh(folder: Path, name: str) -> Path:
    path = folder / name
    path.mkdir()
    return path
