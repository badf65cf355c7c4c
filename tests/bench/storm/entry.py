"""The entry `storm`: 10,000 alarms in a minute at a desk; how soon a critical one among them is seen and heard."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from functools import partial
from random import Random

import msgspec

from commandcenter.adapters.resources import resource
from commandcenter.domain.changes.alarms import AlarmRaised
from tests.bench.children import helper
from tests.bench.figures import BenchError, Compared, Figure, Goal, GoalOf, Kind, quantiles, rounded
from tests.bench.glass import centre as centres
from tests.bench.glass.entry import is_trusted, wait_until_ready
from tests.bench.glass.load import Background, Probes
from tests.bench.glass.matching import Probe, Seen, match
from tests.bench.glass.measuring import Looks, learn, sightings
from tests.bench.glass.wire import Wire
from tests.bench.places import workplace
from tests.bench.storm.centre import heard_centre, memory_mib
from tests.bench.storm.hearing import RecordingClock
from tests.bench.storm.source import Weather
from tests.support.centre import Centre
from tests.support.sound_service import SoundService

NAME = "storm"
ALARMS, SECONDS, CRITICAL = 10_000, 60.0, 10
CALM, CALM_S = 5, 30.0
# A critical sound lasts a second and a half, and is acknowledged before the next.
APART_S, NOTICED_S, PLAYED_S, LATE_S = 5.0, 3.0, 2.5, 5.0
SCREEN_MS, HEARD_MS = 1000.0, 1500.0
SEED = 11

Tell = Callable[[str], None]
Process = subprocess.Popen[bytes]


class Phase(msgspec.Struct, frozen=True, kw_only=True):
    """Milliseconds of each critical alarm from its source's sending on."""

    screen: list[float]
    heard: list[float]


class Desk(msgspec.Struct, frozen=True, kw_only=True):
    """What is needed to see and hear the console."""

    centre: Centre
    wire: Wire
    looks: Looks
    service: SoundService
    clock: RecordingClock
    source: Process


def run(tell: Tell) -> list[Figure]:
    """Three minutes."""
    random = Random(SEED)
    with ExitStack() as stack:
        folder = stack.enter_context(workplace(NAME))
        tell("starting core and console, and a sound service that is recorded")
        centre, service, line = stack.enter_context(heard_centre(folder))
        clock = stack.enter_context(RecordingClock(service))
        centre.wait((centre.data / "core.json").exists, "the core is there")
        centre.wait(partial(is_trusted, centre), "the core trusts the bench's seat")
        wire = Wire(centre.pumps, centre.pump_keys, centre.data, centres.bare_endpoints())
        stack.callback(wire.close)
        wait_until_ready(centre, wire, {"desk-1"})
        looks = _learn(centre, wire, random, stack)
        program = helper("tests.bench.storm.source", msgspec.json.encode(line).decode(), stdout=subprocess.PIPE)
        source = stack.enter_context(program)
        if not source.stdout or source.stdout.readline() != b"ready\n":
            raise BenchError("the source of the storm did not become ready")
        desk = Desk(centre=centre, wire=wire, looks=looks, service=service, clock=clock, source=source)
        tell(f"{CALM} times the sound alone, then {CALM} critical alarms by themselves")
        player = _played(desk)
        calm = _phase(desk, Weather(seconds=CALM_S, alarms=1, critical=_moments(CALM, CALM_S, random)))
        before = memory_mib(centre)
        tell(f"{ALARMS:,} alarms in {SECONDS:.0f} s, {CRITICAL} of them critical")
        critical = _moments(CRITICAL, SECONDS, random)
        weather = Weather(seconds=SECONDS, alarms=ALARMS - CRITICAL, critical=critical, first=1, probe=CALM)
        storm = _phase(desk, weather)
        memory = before, memory_mib(centre)
        _check(centre)
        return _figures(calm, storm, player, memory, clock.drift)


def _learn(centre: Centre, wire: Wire, random: Random, stack: ExitStack) -> Looks:
    """With the desk in a storm already: its queue looks as it will."""
    Background(wire, random).begin_storm()
    probes = Probes(wire, random)
    (box,) = centres.find_rows(centre, wire, probes, (centres.CONSOLE,))
    words = f"{box.x},{box.y},{box.width},{box.height}"
    arguments = ("tests.bench.glass.watching", wire.watch_endpoint, words)
    stack.enter_context(helper(*arguments, environment=centre.environment))
    wire.wait(lambda: bool(wire.changes), "the watcher looks")
    looks = learn(wire, probes, boxes=1)
    for _ in range(2):
        wire.serve_for(0.5)
        probes.clear_oldest(but=0)
    wire.serve_for(LATE_S)
    return looks


def _moments(count: int, seconds: float, random: Random) -> tuple[float, ...]:
    """At random, each at least `APART_S` after the one before."""
    free = seconds - (count - 1) * APART_S - NOTICED_S
    return tuple(
        offset + at * APART_S for at, offset in enumerate(sorted(random.uniform(0, free) for _ in range(count)))
    )


def _phase(desk: Desk, weather: Weather) -> Phase:
    """Each critical alarm is acknowledged when it has stood for a while, as an officer does."""
    assert desk.source.stdin is not None
    assert desk.source.stdout is not None
    changes, since = len(desk.wire.changes), desk.service.seconds
    known, noticed = set(desk.wire.seat.critical), dict[str, float]()
    desk.source.stdin.write(msgspec.json.encode(weather) + b"\n")
    desk.source.stdin.flush()
    ends = time.monotonic() + weather.seconds + LATE_S
    while time.monotonic() < ends:
        desk.wire.serve_for(0.1)
        desk.centre.processes.watch()
        for thing in desk.wire.seat.critical.keys() - known - noticed.keys():
            noticed[thing] = time.monotonic() + NOTICED_S
        for thing in [thing for thing, due in noticed.items() if due <= time.monotonic()]:
            del noticed[thing]
            known.add(thing)
            desk.wire.seat.acknowledge(desk.wire.seat.critical[thing])
    sent = msgspec.json.decode(desk.source.stdout.readline(), type=list[float])
    titled = [Probe(title=weather.probe + at, sent=second) for at, second in enumerate(sent)]
    seen = match(titled, sightings(desk.wire, desk.looks, changes)[0][0])
    heard = [desk.clock.began + at for at, name in desk.service.sounds(since) if name == "critical"]
    return Phase(screen=_delays(sent, seen), heard=_heard(sent, heard))


def _played(desk: Desk) -> list[float]:
    """Milliseconds from the start of the player that the desk uses, by itself, to its first loud sample."""
    since, began = desk.service.seconds, []
    for _ in range(CALM):
        began.append(time.monotonic())
        player = subprocess.Popen(["paplay", str(resource("sounds/critical.wav"))])
        desk.wire.serve_for(PLAYED_S)
        player.wait(LATE_S)
    return _heard(began, [desk.clock.began + at for at, _ in desk.service.sounds(since)])


def _delays(sent: Sequence[float], seen: Sequence[Seen | None]) -> list[float]:
    if any(one is None or one.overtaken for one in seen):
        raise BenchError(f"of {len(sent)} critical alarms not all were seen: {seen}")
    return [(one.at - second) * 1000 for one, second in zip(seen, sent, strict=True) if one is not None]


def _heard(sent: Sequence[float], heard: Sequence[float]) -> list[float]:
    """The first critical sound after each."""
    delays = []
    for second in sent:
        after = [at for at in heard if at >= second]
        if not after or after[0] - second > APART_S:
            raise BenchError(
                f"a critical alarm was not heard within {APART_S:.0f} s: {len(sent)} sent at {sent}, {heard}"
            )
        delays.append((after[0] - second) * 1000)
    return delays


def _check(centre: Centre) -> None:
    """Nothing was lost on the way, and the desk followed all of it without having to begin anew."""
    raised = [it for it in centre.entries() if isinstance(it.change, AlarmRaised) and it.change.alarm.source == "city"]
    if len(raised) != ALARMS + CALM + 1:
        raise BenchError(f"{len(raised)} alarms of {ALARMS + CALM + 1} stand in the journal")
    joined = [it.seat for it in centre.actions("seat.joined")].count("desk-1")
    if joined != 1:
        raise BenchError(f"the console joined {joined} times")


def _figures(
    calm: Phase,
    storm: Phase,
    player: list[float],
    memory: tuple[tuple[float, float], tuple[float, float]],
    drift: float,
) -> list[Figure]:
    def figure(name: str, what: str, values: list[float], compared: Compared, goal: Goal | None) -> Figure:
        return Figure(
            name=f"{NAME}-{name}",
            what=f"the slowest {what}, {ALARMS:,} alarms in {SECONDS:.0f} s, {CRITICAL} of them critical",
            value=max(values),
            unit="ms",
            compared=compared,
            samples=len(values),
            goal=goal,
            detail={
                "storm": quantiles(values),
                "calm_screen": quantiles(calm.screen),
                "calm_heard": quantiles(calm.heard),
                "player_alone": quantiles(player),
                "recording_uncertain_ms": rounded(drift * 1000),
            },
        )

    within = Goal(of=GoalOf.RATIO, bound=1.0)
    screen = Compared(kind=Kind.LIMIT, what="a second", value=SCREEN_MS)
    heard = Compared(kind=Kind.LIMIT, what="a second and a half", value=HEARD_MS)
    quiet = Compared(kind=Kind.RIVAL, what="the slowest without the storm", value=max(calm.screen))
    alone = Compared(kind=Kind.RIVAL, what="the player alone, from its start", value=max(player))
    (own_before, all_before), (own, whole) = memory
    return [
        figure("screen", "from a source's sending to the console's pixels", storm.screen, screen, within),
        figure("screen-calm", "from a source's sending to the console's pixels", storm.screen, quiet, None),
        figure("heard", "from a source's sending to the first loud sample", storm.heard, heard, within),
        figure("heard-player", "from a source's sending to the first loud sample", storm.heard, alone, None),
        Figure(
            name=f"{NAME}-memory",
            what=f"the console's memory with {ALARMS:,} alarms",
            value=own,
            unit="MiB",
            compared=Compared(kind=Kind.RIVAL, what="before the storm", value=own_before),
            samples=1,
            detail={"with_children": rounded(whole), "with_children_before": rounded(all_before)},
        ),
    ]
