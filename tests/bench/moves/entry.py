"""The entry `moves`: everything that somebody does about an alarm, until two desks and the wall show it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from random import Random

from tests.bench.figures import BenchError, Compared, Figure, Goal, GoalOf, Kind, quantile, quantiles
from tests.bench.glass.load import Background
from tests.bench.moves.hall import SEEN, Hall, hall
from tests.bench.places import workplace

NAME = "moves"
LIMIT_MS = 200.0
ROUNDS = 30
SEED = 3
WAIT_S = 0.6
# In this order each of them changes what a row shows.
MOVES: tuple[tuple[str, Mapping[str, object]], ...] = (
    ("alarm.acknowledge", {}),
    ("alarm.take", {}),
    ("alarm.release", {}),
    ("alarm.unacknowledge", {}),
    ("alarm.shelve", {"minutes": 15, "reason": "works"}),
    ("alarm.unshelve", {}),
)

Tell = Callable[[str], None]


def run(tell: Tell) -> list[Figure]:
    """Some three minutes. Raises BenchError."""
    with workplace(NAME) as folder:
        tell("starting core, wall and two consoles on two displays")
        with hall(folder) as made:
            tell("finding the queue's first row on all three")
            # Every unacknowledging and unshelving calls anew: a storm would begin in the middle and move the rows.
            Background(made.wire, Random(SEED)).begin_storm()
            made.serve(2.0)
            boxes = made.rows()
            number = made.raise_alarm("Pump room")
            made.serve(1.0)
            alarm = made.wire.seat.alarms[number]
            with made.watched(boxes):
                took = _measure(made, alarm, tell)
    return [_figure(took)]


def _measure(made: Hall, alarm: str, tell: Tell) -> dict[str, list[float]]:
    """Milliseconds until each screen showed each move; one that none did is an error."""
    took: dict[str, list[float]] = {name: [] for name in SEEN}
    for number in range(ROUNDS):
        for name, more in MOVES:
            for looks in made.looks.values():
                looks.clear()
            sent = made.act(name, alarm, **more)
            made.serve(WAIT_S)
            for screen, looks in made.looks.items():
                seen = next((at for at in looks if at >= sent), None)
                if seen is None:
                    raise BenchError(f"{name} was not seen on {screen} within {WAIT_S} s")
                took[screen].append((seen - sent) * 1000)
        if number % 10 == 9:
            tell(f"{number + 1} of {ROUNDS} rounds of {len(MOVES)} moves")
    return took


def _figure(took: Mapping[str, list[float]]) -> Figure:
    latest = [max(parts) for parts in zip(*took.values(), strict=True)]
    return Figure(
        name=NAME,
        what="p99 from the sending of a move to its being seen on two consoles and the wall, the last of the three",
        value=quantile(latest, 0.99),
        unit="ms",
        compared=Compared(kind=Kind.LIMIT, what="the promise", value=LIMIT_MS),
        goal=Goal(of=GoalOf.VALUE, bound=LIMIT_MS),
        samples=len(latest),
        detail={"all": quantiles(latest), **{name: quantiles(values) for name, values in took.items()}},
    )
