"""Rows of which those of one group stand as one, while they are folded: the first, with how many more there are."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec
from PySide6.QtCore import QObject, Signal

from widgets.alarm_queue.folding import FOLDS_FROM, Group, Groups, group_of
from widgets.alarm_queue.order import Order
from widgets.alarm_queue.rows import Row, sort_key
from widgets.alarm_queue.sorted_rows import SortedRows


class FoldedRows(SortedRows):
    """Which rows are let through at all, others decide. The pinned one is never folded away."""

    about_to_change = Signal()
    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.folding = False
        self._known: dict[str, Row] = {}
        self._order = Order()
        self._pinned = ""
        self._groups = Groups()
        self._heads: dict[Group, str] = {}
        self._opened: set[Group] = set()
        self._touched: dict[Group, None] = {}

    def _lets(self, row: Row) -> bool:
        """Through what the officer has chosen and typed."""
        raise NotImplementedError

    def _wants(self, row: Row) -> bool:
        """Whether it is to be shown."""
        raise NotImplementedError

    def row_of(self, alarm_id: str) -> int:
        """The row that shows the alarm, -1 when none does."""
        row = self._known.get(alarm_id)
        return -1 if row is None else self.place_of(row)

    def fold(self, *, folding: bool) -> None:
        """Puts alarms of one place and kind into one row each, or shows all of them again."""
        if folding is self.folding:
            return
        self.about_to_change.emit()
        self.folding = folding
        self._opened.clear()
        if folding:
            self._regroup()
        else:
            self._touched = dict.fromkeys(self._heads)
        self._refold()
        if not folding:
            self._groups.clear()
        self.changed.emit()

    def open_or_close(self, alarm_id: str) -> None:
        """Shows all of the group that the alarm is in, or folds it again."""
        group = self._groups.group(alarm_id)
        if not self.folding or group is None or self._groups.size(group) < FOLDS_FROM:
            return
        self.about_to_change.emit()
        self._opened ^= {group}
        self._touched[group] = None
        self._refold()
        self.changed.emit()

    def _regroup(self) -> None:
        """From nothing."""
        for head in self._heads.values():
            self._say_folded(head, 0)
        self._groups.clear()
        self._heads.clear()
        if not self.folding:
            return
        for row in self._known.values():
            self._file(row)

    def _file(self, row: Row) -> None:
        """Puts the row's alarm into its group, or out of all."""
        if not self.folding:
            return
        group = group_of(row.alarm) if not row.gone and self._lets(row) else None
        self._touched.update(dict.fromkeys(self._groups.put(row.alarm.id, group, sort_key(row.alarm))))

    def _refold(self) -> None:
        """Each group that has changed shows its first alarm only, or all of them."""
        touched, self._touched = self._touched, {}
        for group in touched:
            if self.folding and group not in self._opened and self._groups.size(group) >= FOLDS_FROM:
                self._fold_group(group)
            else:
                self._unfold_group(group)

    def _fold_group(self, group: Group) -> None:
        before, head = self._heads.get(group), self._groups.head(group)
        self._heads[group] = head
        if before is None:
            self._hide([it for it in self._groups.members(group) if it != head])
        elif before != head:
            self._say_folded(before, 0)
            self._hide([before] if self._groups.group(before) == group else [])
        if self.row_of(head) < 0:
            self.insert([self._known[head]])
        self._say_folded(head, self._groups.size(group) - 1)

    def _unfold_group(self, group: Group) -> None:
        head = self._heads.pop(group, None)
        if head is None:
            return
        self._say_folded(head, 0)
        rows = (self._known.get(it) for it in self._groups.members(group))
        self.insert([it for it in rows if it is not None and self.place_of(it) < 0 and self._wants(it)])

    def _hide(self, names: Iterable[str]) -> None:
        """But for the pinned one, which stays where it is."""
        self.remove([at for at in map(self.row_of, (it for it in names if it != self._pinned)) if at >= 0])

    def _say_folded(self, name: str, count: int) -> None:
        row = self._known.get(name)
        if row is None or row.folded == count:
            return
        at = self.row_of(name)
        self._known[name] = msgspec.structs.replace(row, folded=count)
        self._order.touch(name)
        if at >= 0:
            self.put(at, self._known[name])

    def _is_folded(self, row: Row) -> bool:
        group = self._groups.group(row.alarm.id)
        return group is not None and self._heads.get(group, row.alarm.id) != row.alarm.id
