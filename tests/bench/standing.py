"""The entry `standing`: 100,000 standing alarms and 1,000 changes a second, beside a plain sort and filter of Qt's.

Both hold the same rows and get the same changes in turn, ten batches of a hundred in each second; what is measured is
how long the screen waits for one of them: the change, and the rows in sight painted anew.
"""

from __future__ import annotations

import os
import resource
import time
from collections.abc import Callable, Iterator
from functools import partial
from random import Random
from statistics import median

import msgspec
from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QSortFilterProxyModel, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QListView, QWidget

from commandcenter.domain.alarms import Alarm
from commandcenter.domain.priority import Priority
from tests.bench.figures import BenchError, Compared, Figure, Goal, GoalOf, Kind, quantile, quantiles
from tests.bench.standing_desk import frames as whole_desk
from tests.support.made_up_alarms import alarm
from widgets.alarm_queue.model import AlarmQueueModel
from widgets.alarm_queue.rows import sort_key
from widgets.alarm_queue.view import AlarmQueueView
from widgets.kit.scale import Scale
from widgets.map.environment import prepare_environment, register_scheme

NAME = "standing"
STANDING, BATCH, BATCHES, RIVAL_BATCHES = 100_000, 100, 600, 10
FRAME_MS, KEY_MS = 33.0, 100.0
TYPED = ("p", "pu", "pum", "pump", "pump 1", "pump 12", "pump 1", "pump", "pum", "pu", "p", "")
WORDS = ("pump", "gate", "methane", "smoke", "lamp", "lift")
WITHIN = Goal(of=GoalOf.RATIO, bound=1.0)

Tell = Callable[[str], None]


class Rows(QAbstractListModel):
    """The plain way: rows as they came, a sorting proxy above them."""

    def __init__(self, alarms: list[Alarm]) -> None:
        super().__init__()
        self._alarms = alarms
        self._keys = [sort_key(it) for it in alarms]

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._alarms)

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        return self._alarms[index.row()].title if role == Qt.ItemDataRole.DisplayRole else None

    def before(self, left: int, right: int) -> bool:
        return self._keys[left] < self._keys[right]

    def change(self, at: int, value: Alarm) -> None:
        self._alarms[at], self._keys[at] = value, sort_key(value)
        index = self.index(at)
        self.dataChanged.emit(index, index)


class Proxy(QSortFilterProxyModel):
    def __init__(self, rows: Rows) -> None:
        super().__init__()
        self._rows = rows
        self.setSourceModel(rows)
        self.setDynamicSortFilter(True)
        self.setFilterCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.sort(0)

    def lessThan(  # noqa: N802 - Qt's name
        self, left: QModelIndex | QPersistentModelIndex, right: QModelIndex | QPersistentModelIndex
    ) -> bool:
        return self._rows.before(left.row(), right.row())


class Changes:
    """The same for both."""

    def __init__(self) -> None:
        self.random = Random(5)
        self.alarms = [_alarm(number, self.random) for number in range(STANDING)]

    def batch(self) -> list[tuple[int, Alarm]]:
        chosen = self.random.sample(range(STANDING), BATCH)
        for at in chosen:
            fresh = _alarm(at, self.random)
            self.alarms[at] = msgspec.structs.replace(fresh, count=self.alarms[at].count + 1)
        return [(at, self.alarms[at]) for at in chosen]


def run(tell: Tell) -> list[Figure]:
    """Some two minutes."""
    if os.geteuid() == 0:
        os.environ["QTWEBENGINE_DISABLE_SANDBOX"] = "1"
    prepare_environment(gpu=False)
    register_scheme()
    application = QApplication.instance() or QApplication(["bench", "-platform", "offscreen"])
    changes = Changes()
    window = QWidget()
    window.resize(544, 900)
    model = AlarmQueueModel(lambda one: one.title, lambda code: code)
    view = AlarmQueueView(model, scale=Scale.CONSOLE, parent=window)
    view.resize(window.size())
    _show(window)
    tell(f"{STANDING:,} alarms into the queue")
    model.apply(changes.alarms)
    tell(f"{BATCHES} batches of {BATCH} changes, ten a second, as long as it takes")
    frames, memory = list(_frames(changes, model, window)), _peak()
    keys = [_timed(partial(_typed, view, window, text)) for text in TYPED]
    scrolls = [_timed(partial(_scrolled, view, window, at)) for at in range(0, STANDING * 20, STANDING * 20 // 300)]
    window.close()
    tell(f"{BATCHES // 2} such batches at a whole desk: header, map page, wall strip, sound")
    desk = whole_desk(changes.alarms, ([it for _, it in changes.batch()] for _ in range(BATCHES // 2)), 0.1)
    tell(f"{RIVAL_BATCHES} such batches through a sorting proxy of Qt's")
    rival, rival_keys = _of_rival(changes)
    del application
    return _figures(frames, desk, memory, keys, scrolls, rival, rival_keys)


def _frames(changes: Changes, model: AlarmQueueModel, window: QWidget) -> Iterator[float]:
    """Milliseconds of each batch, spread over the time that they come in."""
    begins = time.perf_counter()
    for number in range(BATCHES):
        while (wait := begins + number / 10 - time.perf_counter()) > 0:
            QApplication.processEvents()
            time.sleep(min(wait, 0.005))
        values = [value for _, value in changes.batch()]
        began = time.perf_counter()
        model.apply(values)
        window.repaint()
        yield (time.perf_counter() - began) * 1000


def _typed(view: AlarmQueueView, window: QWidget, text: str) -> None:
    view.seeking.edit.setText(text)
    window.repaint()


def _scrolled(view: AlarmQueueView, window: QWidget, at: int) -> None:
    view.list.verticalScrollBar().setValue(at)
    window.repaint()


def _changed(rows: Rows, window: QWidget, batch: list[tuple[int, Alarm]]) -> None:
    for at, value in batch:
        rows.change(at, value)
    window.repaint()


def _sought(proxy: Proxy, window: QWidget, text: str) -> None:
    proxy.setFilterFixedString(text)
    window.repaint()


def _of_rival(changes: Changes) -> tuple[list[float], list[float]]:
    rows = Rows(list(changes.alarms))
    proxy = Proxy(rows)
    window = QListView()
    window.resize(544, 900)
    window.setUniformItemSizes(True)
    window.setModel(proxy)
    _show(window)
    times = []
    for _ in range(RIVAL_BATCHES):
        batch = changes.batch()
        times.append(_timed(partial(_changed, rows, window, batch)))
    keys = [_timed(partial(_sought, proxy, window, text)) for text in TYPED[:4]]
    window.close()
    return times, keys


def _figures(
    frames: list[float],
    desk: list[float],
    memory: float,
    keys: list[float],
    scrolls: list[float],
    rival: list[float],
    rival_keys: list[float],
) -> list[Figure]:
    frame = Compared(kind=Kind.LIMIT, what="a frame at 30 pictures a second", value=FRAME_MS)
    key = Compared(kind=Kind.LIMIT, what="what a key may take", value=KEY_MS)
    plain = Compared(kind=Kind.RIVAL, what="the same through QSortFilterProxyModel", value=median(rival))
    plain_key = Compared(kind=Kind.RIVAL, what="the same through QSortFilterProxyModel", value=max(rival_keys))
    standing = f"{STANDING:,} standing"
    rows = (
        ("standing-frame", f"p99 of {BATCH} changes of {standing}", quantile(frames, 0.99), frame, len(frames)),
        (
            "standing-desk",
            f"p99 of {BATCH} changes of {standing} at a whole desk",
            quantile(desk, 0.99),
            frame,
            len(desk),
        ),
        ("standing-rival", f"the middle of {BATCH} changes of {standing}", median(frames), plain, len(rival)),
        ("standing-key", f"the slowest key of a filter on {standing}", max(keys), key, len(keys)),
        ("standing-key-rival", f"the slowest key of a filter on {standing}", max(keys), plain_key, len(rival_keys)),
        ("standing-scroll", f"p99 of a jump through {standing}", quantile(scrolls, 0.99), frame, len(scrolls)),
    )
    detail = {
        "frames": quantiles(frames),
        "desk": quantiles(desk),
        "keys": quantiles(keys),
        "scrolls": quantiles(scrolls),
        "peak_mib": memory,
    }
    return [
        Figure(
            name=name,
            what=f"{what}, and painted",
            value=value,
            unit="ms",
            compared=compared,
            samples=samples,
            goal=WITHIN,
            detail=detail,
        )
        for name, what, value, compared, samples in rows
    ]


def _timed(step: Callable[[], object]) -> float:
    began = time.perf_counter()
    step()
    return (time.perf_counter() - began) * 1000


def _peak() -> float:
    """MiB, at most so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _show(window: QWidget) -> None:
    window.show()
    if not QTest.qWaitForWindowExposed(window):
        raise BenchError("the window does not show: nothing would be painted")


def _alarm(number: int, random: Random) -> Alarm:
    value = alarm(f"A{number}", random.choice(list(Priority)), minutes=random.uniform(0, 600))
    return msgspec.structs.replace(value, title=f"{random.choice(WORDS)} {number}")
