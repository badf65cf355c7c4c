"""Rows in the order of their keys, and Qt's news of every change to them."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex

from widgets.alarm_queue.rows import Row, SortKey, runs

Index = QModelIndex | QPersistentModelIndex


class SortedRows(QAbstractListModel):
    """Keeps rows sorted by `Row.key`; keys are never equal. What is to be shown, others decide."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._shown: list[Row] = []
        self._keys: list[SortKey] = []

    def row(self, at: int) -> Row:
        return self._shown[at]

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._shown)

    def place_of(self, row: Row) -> int:
        """Where the row with this key stands, -1 when it is not shown."""
        at = bisect_left(self._keys, row.key)
        return at if at < len(self._shown) and self._shown[at].alarm.id == row.alarm.id else -1

    def put(self, at: int, row: Row) -> None:
        """Puts `row` in the place of the one at `at`: a move if its key is another one, and a repaint."""
        if row.key != self._keys[at]:
            at = self._move(at, row.key)
        self._shown[at], self._keys[at] = row, row.key
        index = self.index(at)
        self.dataChanged.emit(index, index)

    def insert(self, rows: list[Row]) -> None:
        """Inserts rows that are not shown, neighbours together."""
        rows.sort(key=lambda row: row.key)
        start = 0
        while start < len(rows):
            at = bisect_left(self._keys, rows[start].key)
            limit = self._keys[at] if at < len(self._keys) else None
            end = start + 1
            while end < len(rows) and (limit is None or rows[end].key < limit):
                end += 1
            batch = rows[start:end]
            self.beginInsertRows(QModelIndex(), at, at + len(batch) - 1)
            self._shown[at:at] = batch
            self._keys[at:at] = [row.key for row in batch]
            self.endInsertRows()
            start = end

    def remove(self, rows: Iterable[int]) -> None:
        """Removes rows by number, unbroken stretches together."""
        for first, last in runs(sorted(rows)):
            self.beginRemoveRows(QModelIndex(), first, last)
            del self._shown[first : last + 1]
            del self._keys[first : last + 1]
            self.endRemoveRows()

    def replace(self, rows: list[Row], keep: str) -> None:
        """Shows these rows, which are sorted, and no others; the one of the alarm `keep` stays a row if it is there."""
        at = next((at for at, row in enumerate(self._shown) if row.alarm.id == keep), -1) if keep else -1
        to = next((at for at, row in enumerate(rows) if row.alarm.id == keep), -1) if at >= 0 else -1
        if to < 0:
            self.remove(range(len(self._shown)))
            self._put_in(0, rows)
            return
        self.remove(it for it in range(len(self._shown)) if it != at)
        self._shown[0], self._keys[0] = rows[to], rows[to].key
        self._put_in(1, rows[to + 1 :])
        self._put_in(0, rows[:to])
        index = self.index(to)
        self.dataChanged.emit(index, index)

    def _put_in(self, at: int, rows: list[Row]) -> None:
        if not rows:
            return
        self.beginInsertRows(QModelIndex(), at, at + len(rows) - 1)
        self._shown[at:at] = rows
        self._keys[at:at] = [row.key for row in rows]
        self.endInsertRows()

    def _move(self, at: int, key: SortKey) -> int:
        """The row's new place; a place between the same neighbours is no move."""
        goal = bisect_left(self._keys, key)
        if goal in (at, at + 1):
            return at
        self.beginMoveRows(QModelIndex(), at, at, QModelIndex(), goal)
        row = self._shown.pop(at)
        self._keys.pop(at)
        goal -= goal > at
        self._shown.insert(goal, row)
        self._keys.insert(goal, key)
        self.endMoveRows()
        return goal
