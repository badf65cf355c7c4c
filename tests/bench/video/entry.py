"""The entry `video`: our tiles, VLC's windows, mpv's and bare decoding of the same streams, in turn."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from functools import partial
from pathlib import Path
from statistics import median

import msgspec

from bridge.video.pool import VideoPool
from commandcenter.adapters.virtual_display import WALL_AND_DESK, VirtualDisplay
from tests.bench.figures import Compared, Figure, Goal, GoalOf, Kind, quantile, quantiles, rounded
from tests.bench.places import workplace
from tests.bench.video import cameras
from tests.bench.video.contender import FPS, Contender, Program, memory_mib, used
from tests.bench.video.ffmpeg import BareDecode
from tests.bench.video.mpv import Mpv
from tests.bench.video.soon import enlarging, first_pictures

NAME = "video"
OURS, WINDOWS, DECODE, MPV = "ours", "VLC's windows", "bare decode", "mpv"
TILES = 16
OTHER_TILES = (4, 9, 25)
ROUNDS = 3
WARM_S, MEASURED_S = 3.0, 15.0
OPENINGS, ENLARGINGS = 40, 15

Tell = Callable[[str], None]
Make = Callable[[Sequence[str]], Contender]


class Measured(msgspec.Struct, frozen=True):
    """Processor seconds a second, share of the pictures that were shown, the timer's lateness, memory."""

    cores: float
    shown: float
    jitter_ms: tuple[float, ...]
    memory_mib: float


def run(tell: Tell) -> list[Figure]:
    """Some eight minutes. Raises BenchError."""
    with workplace(NAME) as folder, VirtualDisplay(WALL_AND_DESK) as display:
        makers = _makers(folder, display.environment())
        rounds: list[dict[str, Measured]] = []
        with cameras.streets(TILES) as urls:
            for number in range(ROUNDS):
                rounds.append(_round(makers, urls, tell, f"round {number + 1} of {ROUNDS}"))
        table = {TILES: rounds[-1]}
        for count in OTHER_TILES:
            with cameras.streets(count) as urls:
                table[count] = _round(makers, urls, tell, f"{count} tiles")
    return [*_costs(rounds, table), *_soon(tell)]


def _makers(folder: Path, environment: Mapping[str, str]) -> dict[str, Make]:
    return {
        OURS: lambda urls: Program("tests.bench.video.ours", urls, environment),
        WINDOWS: lambda urls: Program("tests.bench.video.vlc_windows", urls, environment),
        DECODE: lambda urls: BareDecode(urls, folder),
        MPV: lambda urls: Mpv(urls, folder, environment),
    }


def _round(makers: Mapping[str, Make], urls: Sequence[str], tell: Tell, what: str) -> dict[str, Measured]:
    found = {}
    for name, make in makers.items():
        found[name] = _measured(partial(make, urls), len(urls))
        it = found[name]
        tell(f"{what}: {name}: {it.cores:.2f} cores, {it.shown:.1%} shown, {it.memory_mib:.0f} MiB")
    return found


def _measured(make: Callable[[], Contender], tiles: int) -> Measured:
    with closing(make()) as contender:
        contender.wait_ready()
        time.sleep(WARM_S)
        first, spent, began = contender.said(), used(contender.pids()), time.monotonic()
        time.sleep(MEASURED_S)
        last, seconds = contender.said(), time.monotonic() - began
        cores = (used(contender.pids()) - spent) / seconds
        share = (last.shown - first.shown) / (seconds * FPS * tiles)
        return Measured(cores, share, last.jitter_ms, memory_mib(contender.pids()))


def _costs(rounds: Sequence[dict[str, Measured]], table: Mapping[int, dict[str, Measured]]) -> list[Figure]:
    mine = [one[OURS] for one in rounds]
    detail: dict[str, object] = {"tiles": {str(count): _row(table[count]) for count in sorted(table)}}
    jitter = [late for one in mine for late in one.jitter_ms]
    shown = median(one.shown for one in mine)
    return [
        _beside(rounds, WINDOWS, "of-windows", 0.6, detail),
        _beside(rounds, DECODE, "of-decode", 2.0, {}),
        _beside(rounds, MPV, "of-mpv", None, {}),
        Figure(
            name=f"{NAME}-shown",
            what=f"pictures painted of those sent, {TILES} tiles of 640×360 at {FPS} a second",
            value=100 * shown,
            unit="%",
            compared=Compared(kind=Kind.LIMIT, what="the promise", value=99.0),
            goal=Goal(of=GoalOf.VALUE, bound=99.0),
            lower_is_better=False,
            samples=len(mine),
        ),
        Figure(
            name=f"{NAME}-jitter",
            what="how far from its 10 ms a timer of the window's thread comes, p99",
            value=quantile(jitter, 0.99),
            unit="ms",
            compared=Compared(kind=Kind.LIMIT, what="the promise", value=8.0),
            goal=Goal(of=GoalOf.VALUE, bound=8.0),
            samples=len(jitter),
            detail=dict(quantiles(jitter)),
        ),
    ]


def _beside(
    rounds: Sequence[dict[str, Measured]], rival: str, name: str, bound: float | None, detail: Mapping[str, object]
) -> Figure:
    return Figure(
        name=f"{NAME}-{name}",
        what=f"processor cores for {TILES} tiles of 640×360 at {FPS} a second, all our processes",
        value=median(one[OURS].cores for one in rounds),
        unit="cores",
        compared=Compared(kind=Kind.RIVAL, what=rival, value=median(one[rival].cores for one in rounds)),
        goal=None if bound is None else Goal(of=GoalOf.RATIO, bound=bound),
        samples=len(rounds),
        detail=detail,
    )


def _row(measured: Mapping[str, Measured]) -> dict[str, object]:
    return {
        name: {"cores": rounded(it.cores), "shown": rounded(it.shown), "memory_mib": rounded(it.memory_mib)}
        for name, it in measured.items()
    }


def _soon(tell: Tell) -> list[Figure]:
    films = {"street": cameras.film(), "large": cameras.film(*cameras.LARGE, cameras.LARGE_KBIT)}
    plans = {"a": ("street",), "b": ("street",), "sub": ("street",), "main": ("large",)}
    with cameras.serving(plans, films) as ground:
        pool = VideoPool("bench", linger_s=1.0)
        try:
            tell("how soon a first picture is there")
            first = first_pictures(pool, [ground.url("a"), ground.url("b")], OPENINGS)
            tell("how soon an enlarged tile has the large stream")
            enlarged = enlarging(pool, ground.url("sub"), ground.url("main"), ENLARGINGS)
        finally:
            pool.stop()
    black = sum(one.black for one in enlarged)
    return [
        _within("first-picture", "p95 from putting a camera into a tile to its picture", first, {}),
        _within(
            "enlarge",
            "p95 from enlarging a tile to the main stream's picture",
            [one.seconds for one in enlarged],
            {"looks_without_a_picture": black},
        ),
    ]


def _within(name: str, what: str, seconds: Sequence[float], detail: Mapping[str, object]) -> Figure:
    return Figure(
        name=f"{NAME}-{name}",
        what=what,
        value=quantile(seconds, 0.95),
        unit="s",
        compared=Compared(kind=Kind.LIMIT, what="the promise", value=1.5),
        goal=Goal(of=GoalOf.VALUE, bound=1.5),
        samples=len(seconds),
        detail={**quantiles(seconds), **detail},
    )
