"""The entry `queue`: what a change costs in a queue of 5,000 alarms, painted, beside the same change in a short one."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from random import Random
from statistics import median

import msgspec
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from commandcenter.domain.alarms import Alarm
from commandcenter.domain.priority import Priority
from tests.bench.figures import BenchError, Compared, Figure, Goal, GoalOf, Kind, quantile, quantiles
from tests.support.made_up_alarms import alarm
from widgets.alarm_queue.model import AlarmQueueModel
from widgets.alarm_queue.view import AlarmQueueView
from widgets.kit.scale import Scale

NAME = "queue"
LONG, SHORT = 5000, 50
CHANGED, BATCHES, LOADS = 20, 120, 5
FRAME_MS, LOAD_MS = 1000 / 30, 500.0
# Within what it is compared with; and a queue a hundred times as long may cost three times as much at most.
WITHIN, GROWTH = Goal(of=GoalOf.RATIO, bound=1.0), Goal(of=GoalOf.RATIO, bound=3.0)

Tell = Callable[[str], None]


class Bench:
    """One queue on an offscreen screen; every step ends when the whole of it is painted anew."""

    def __init__(self, size: int) -> None:
        self.random = Random(size)
        self.alarms = [_alarm(f"A{number}", self.random) for number in range(size)]
        self.model = AlarmQueueModel(lambda one: one.title, lambda code: code)
        self.window = QWidget()
        self.window.resize(544, 900)
        self.view = AlarmQueueView(self.model, scale=Scale.CONSOLE, parent=self.window)
        self.view.resize(self.window.size())
        self.window.show()
        if not QTest.qWaitForWindowExposed(self.window):
            raise BenchError("the queue's window does not show: nothing would be painted")

    def apply(self, changed: Sequence[Alarm]) -> float:
        """Milliseconds until the change is painted."""
        began = time.perf_counter()
        self.model.apply(changed)
        self.window.repaint()
        return (time.perf_counter() - began) * 1000

    def change(self) -> float:
        """New values and new places for twenty of the alarms."""
        chosen = self.random.sample(range(len(self.alarms)), CHANGED)
        for at in chosen:
            self.alarms[at] = _moved(self.alarms[at], self.random)
        return self.apply([self.alarms[at] for at in chosen])

    def close(self) -> None:
        self.window.close()
        self.window.deleteLater()


def run(tell: Tell) -> list[Figure]:
    """A few seconds."""
    application = QApplication.instance() or QApplication(["bench", "-platform", "offscreen"])
    tell(f"{LOADS} times {LONG:,} alarms into an empty queue")
    loads = []
    for _ in range(LOADS):
        bench = Bench(LONG)
        loads.append(bench.apply(bench.alarms))
        bench.close()
    tell(f"{BATCHES} changes of {CHANGED} alarms in a queue of {LONG:,} and in one of {SHORT}")
    queues = (Bench(LONG), Bench(SHORT))
    for queue in queues:
        queue.apply(queue.alarms)
        queue.change()
    pairs = [(queues[0].change(), queues[1].change()) for _ in range(BATCHES)]
    for queue in queues:
        queue.close()
    del application
    return _figures(loads, [long for long, _ in pairs], [short for _, short in pairs])


def _figures(loads: list[float], long: list[float], short: list[float]) -> list[Figure]:
    frame = Compared(kind=Kind.LIMIT, what="one frame at 30 pictures a second", value=FRAME_MS)
    rival = Compared(kind=Kind.RIVAL, what=f"the same in a queue of {SHORT}", value=median(short))
    load = Compared(kind=Kind.LIMIT, what="half a second until a new seat has its queue", value=LOAD_MS)
    rows = (
        ("queue-load", f"{LONG} alarms into an empty queue, the middle of {LOADS}", median(loads), load, LOADS, WITHIN),
        ("queue-change", f"p95 of {CHANGED} changed of {LONG}", quantile(long, 0.95), frame, BATCHES, WITHIN),
        ("queue-growth", f"the middle of {CHANGED} changed of {LONG}", median(long), rival, BATCHES, GROWTH),
    )
    return [
        Figure(
            name=name,
            what=f"{what}, and painted",
            value=value,
            unit="ms",
            compared=compared,
            samples=samples,
            goal=goal,
            detail={"long": quantiles(long), "short": quantiles(short), "loads": quantiles(loads)},
        )
        for name, what, value, compared, samples, goal in rows
    ]


def _alarm(name: str, random: Random) -> Alarm:
    return alarm(name, random.choice(list(Priority)), minutes=random.uniform(0, 600))


def _moved(one: Alarm, random: Random) -> Alarm:
    fresh = _alarm(one.id, random)
    return msgspec.structs.replace(fresh, title=f"{one.title[:40]}·", count=one.count + 1)
