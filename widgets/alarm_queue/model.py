"""The queue's rows for Qt: every change is the smallest insertion, removal, move or repaint that shows it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from time import monotonic

import msgspec
from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

from commandcenter.domain.alarms import Alarm, AlarmState
from widgets.alarm_queue.decor import MOST_MARKED, Decorations
from widgets.alarm_queue.folded_rows import FoldedRows
from widgets.alarm_queue.rows import Counts, Filter, Row, Tally, sort_key
from widgets.alarm_queue.sorted_rows import Index
from widgets.kit.ages import Monotonic
from widgets.kit.text import plain
from widgets.kit.words import priority_word, state_word, suspect_word

ALARM_ROLE = Qt.ItemDataRole.UserRole
ROW_ROLE = Qt.ItemDataRole.UserRole + 1
DECOR_ROLE = Qt.ItemDataRole.UserRole + 2


Mine = Callable[[Alarm], bool]
"""Whether an alarm is in one's queue; it says the same of the same alarm for ever."""


class AlarmQueueModel(FoldedRows):
    """Alarms by id, in the order of `sort_key`, through a filter; it is never reset.

    One row may be pinned (the selected one): it keeps its place, and stays even when its
    alarm is gone or filtered out, until another one is pinned.
    """

    marks_changed = Signal()

    def __init__(
        self,
        describe: Callable[[Alarm], str],
        area_name: Callable[[str], str],
        *,
        clock: Monotonic = monotonic,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._describe = describe
        self._area_name = area_name
        self._clock = clock
        self._tally = Tally()
        self._filter = Filter.ALL
        self._mine: Mine | None = None
        self._hidden: set[str] = set()
        self._words: tuple[str, ...] = ()
        self._decorations = Decorations()
        self._due: list[str] = []
        self._settling = QTimer(self, singleShot=True, interval=0)
        self._settling.timeout.connect(self.settle)
        self.loaded = False

    @property
    def filter(self) -> Filter:
        return self._filter

    def counts(self) -> Counts:
        """Of all alarms, whatever the filter."""
        return self._tally.counts()

    def areas(self) -> list[tuple[str, int]]:
        """(name of the area, alarms), most alarms first."""
        return [(plain(self._area_name(code)), count) for code, count in self._tally.areas()]

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        row = self._shown[index.row()]
        if role == ROW_ROLE:
            return row
        if role == ALARM_ROLE:
            return row.alarm
        if role == DECOR_ROLE:
            return self._decorations.of(row.alarm.id)
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            doubt = suspect_word() if row.alarm.suspect and not row.gone else ""
            words = (priority_word(row.alarm.priority), row.text, row.area, state_word(row.alarm.state), doubt)
            return ", ".join(word for word in words if word)
        return None

    def apply(self, changed: Sequence[Alarm], removed: Sequence[str] = ()) -> None:
        """Takes in new values of alarms; `removed` are ids, and a cleared alarm is removed as well."""
        self.about_to_change.emit()
        newest = {alarm.id: alarm for alarm in changed}
        cleared = {alarm.id for alarm in newest.values() if alarm.state is AlarmState.CLEARED}
        self._forget([*(name for name in removed if name not in newest), *cleared], newest)
        fresh = []
        for alarm in newest.values():
            if alarm.id in cleared:
                continue
            row = self._renew(alarm)
            if row is not None:
                fresh.append(row)
        self.insert(fresh)
        self._refold()
        self.loaded = True
        self.changed.emit()

    def set_filter(self, wanted: Filter) -> None:
        """Shows all or only what nobody has acknowledged; the pinned row stays."""
        if wanted is self._filter:
            return
        self.about_to_change.emit()
        self._learn_order()
        self._filter = wanted
        self._show_anew()

    def set_mine(self, mine: Mine | None) -> None:
        """Shows and counts only the alarms for which this says yes; None: all."""
        self.about_to_change.emit()
        self._learn_order()
        self._mine = mine
        self._tally = Tally()
        for row in self._known.values():
            if not row.gone:
                self._count(row.alarm)
        self._show_anew()

    def _count(self, alarm: Alarm, by: int = 1) -> None:
        if self._mine is None or self._mine(alarm):
            self._tally.add(alarm, by)

    def seek(self, text: str) -> None:
        """Shows what has all of these words in its text, place, thing, source or id; nothing typed shows all."""
        words = tuple(plain(text).casefold().split())
        if words == self._words:
            return
        self.about_to_change.emit()
        self._learn_order()
        among = self._shown if self._narrows(words) else None
        self._words = words
        self._show_anew(among)

    @property
    def is_seeking(self) -> bool:
        return bool(self._words)

    def _learn_order(self) -> None:
        """What is shown is in order: while everything is, nothing has to be sorted for it."""
        if self._words or self.folding or self._mine or self._filter is not Filter.ALL:
            return
        rows = list(self._shown)
        at = self.row_of(self._pinned)
        if at >= 0:
            del rows[at]  # it may stand elsewhere than where it belongs
        self._order.learn(rows, [*self._hidden, self._pinned])

    def _narrows(self, words: tuple[str, ...]) -> bool:
        """Whether nothing can have these words that is not shown now."""
        return not self.folding and all(any(old in new for new in words) for old in self._words)

    def _show_anew(self, among: Sequence[Row] | None = None) -> None:
        """Through other filters: all at once, since it may be nearly all of them; with each key that is pressed."""
        self._regroup()
        rows = self._order.rows(self._known) if among is None else among
        lets, pinned = self._filter.lets, self._pinned
        # A word at a time, the longest first: it leaves the fewest rows to look at.
        for word in sorted(self._words, key=len, reverse=True):
            rows = [row for row in rows if word in row.sought or row.alarm.id == pinned]
        wanted = [row for row in rows if (lets(row.alarm) and not row.gone) or row.alarm.id == pinned]
        if self._mine is not None:
            mine = self._mine
            wanted = [row for row in wanted if mine(row.alarm) or row.alarm.id == pinned]
        if self.folding:
            wanted = [row for row in wanted if not self._is_folded(row) or row.alarm.id == pinned]
        self.replace(wanted, pinned)
        self._refold()
        if self._decorations.marked:
            self.marks_changed.emit()
        self.changed.emit()

    def set_lookers(self, lookers: Mapping[str, tuple[str, ...]]) -> None:
        """Who has which alarm before them at other seats, by the alarm's id."""
        self._repaint(self._decorations.look(lookers))

    @property
    def marked(self) -> list[str]:
        """Ids of the alarms that are marked to be handled together, but for those that the filter does not show."""
        rows = ((name, self._known.get(name)) for name in self._decorations.marked)
        return [name for name, row in rows if row is not None and not row.gone and self._lets(row)]

    def turn_mark(self, alarm_id: str) -> None:
        """Marks the alarm, and with a row that stands for a group all of it; or takes the mark off."""
        row = self._known.get(alarm_id)
        if row is None or row.gone:
            return
        group = self._groups.group(alarm_id) if row.folded else None
        names = [alarm_id] if group is None else self._groups.members(group)
        self._mark(self._decorations.turn(it for it in names if it in self._known))

    def mark_all(self) -> None:
        """All that are shown and wait, and those that are folded into them; as many as can be marked."""
        names: dict[str, None] = {}
        for row in self._shown[:MOST_MARKED]:
            group = self._groups.group(row.alarm.id) if row.folded else None
            names.update(dict.fromkeys([row.alarm.id] if group is None else self._groups.members(group)))
        waiting = [name for name in names if name in self._known and self._known[name].alarm.waits]
        if set(waiting) - set(self._decorations.marked):
            self._mark(self._decorations.turn(waiting))

    def unmark(self) -> bool:
        """Takes all marks off; whether there were any."""
        changed = self._decorations.unmark(self._decorations.marked)
        self._mark(changed)
        return bool(changed)

    def _mark(self, changed: set[str]) -> None:
        if changed:
            self._repaint(changed)
            self.marks_changed.emit()

    def _repaint(self, names: Iterable[str]) -> None:
        for at in map(self.row_of, names):
            if at >= 0:
                index = self.index(at)
                self.dataChanged.emit(index, index)

    def pin(self, alarm_id: str) -> None:
        """Holds one alarm's row where it is; "" holds none.

        The row held before takes its due place a moment later: rows must not move while a
        selection is just changing.
        """
        before, self._pinned = self._pinned, alarm_id
        if before and before != alarm_id:
            self._due.append(before)
            self._settling.start()

    @Slot()
    def settle(self) -> None:
        """Moves or removes the rows that were held until now."""
        due, self._due = dict.fromkeys(self._due), []
        names = [name for name in due if name in self._known and name != self._pinned]
        if not names:
            return
        self.about_to_change.emit()
        for name in names:
            self._settle(name)
        self.changed.emit()

    def _wants(self, row: Row) -> bool:
        if row.alarm.id == self._pinned:
            return True
        if row.gone or not self._lets(row):
            return False
        return not (self.folding and self._is_folded(row))

    def _lets(self, row: Row) -> bool:
        """Through what the officer has chosen and typed."""
        if not self._filter.lets(row.alarm) or not (self._mine is None or self._mine(row.alarm)):
            return False
        return not self._words or all(word in row.sought for word in self._words)

    def _worded(self, row: Row, alarm: Alarm) -> Row:
        text, area = plain(self._describe(alarm)), plain(self._area_name(alarm.area)) if alarm.area else ""
        sought = " ".join((text, area, alarm.subject, alarm.source, alarm.id)).casefold()
        return msgspec.structs.replace(row, alarm=alarm, text=text, area=area, sought=sought)

    def _renew(self, alarm: Alarm) -> Row | None:
        """Brings a known alarm up to date; returns the row to insert when it is not shown yet."""
        old = self._known.get(alarm.id)
        arrived = self._clock() if self.loaded else 0.0
        if old is None:
            self._count(alarm)
            row = self._worded(Row(alarm=alarm, key=sort_key(alarm), text="", area="", arrived=arrived), alarm)
            self._known[alarm.id] = row
            self._note(row)
            return row if self._wants(row) else None
        self._count(alarm)
        if not old.gone:
            self._count(old.alarm, -1)
        again = alarm.annunciated > old.alarm.annunciated
        at = self.row_of(alarm.id)
        pinned = alarm.id == self._pinned and at >= 0
        row = msgspec.structs.replace(
            self._worded(old, alarm),
            key=old.key if pinned else sort_key(alarm),
            arrived=arrived if again else old.arrived,
            gone=False,
        )
        self._known[alarm.id] = row
        self._note(row)
        if at < 0:
            return row if self._wants(row) else None
        self._replace(at, row)
        return None

    def _note(self, row: Row) -> None:
        """What is known of where it belongs."""
        alarm = row.alarm
        self._order.touch(alarm.id)
        if alarm.hidden_by is not None:
            self._hidden.add(alarm.id)
        else:
            self._hidden.discard(alarm.id)
        self._file(row)

    def _replace(self, at: int, row: Row) -> None:
        """Puts `row` in the place of the one at `at`: a repaint, a move, or its removal."""
        if not self._wants(row):
            self.remove([at])
            return
        self.put(at, row)

    def _forget(self, names: Sequence[str], newest: dict[str, Alarm]) -> None:
        """Drops alarms; a pinned one stays to be seen, marked as gone."""
        rows = []
        self._mark(self._decorations.unmark(names))
        for name in names:
            row = self._known.get(name)
            if row is None:
                continue
            at = self.row_of(name)
            if not row.gone:
                self._count(row.alarm, -1)
            self._touched.update(dict.fromkeys(self._groups.drop(name)))
            if name == self._pinned and at >= 0:
                last = newest.get(name, row.alarm)
                kept = msgspec.structs.replace(self._worded(row, last), gone=True)
                self._known[name] = kept
                self._order.touch(name)
                self._replace(at, kept)
                continue
            if at >= 0:
                rows.append(at)
            del self._known[name]
            self._hidden.discard(name)
            self._order.touch(name)
        self.remove(rows)

    def _settle(self, name: str) -> None:
        row = self._known[name]
        at = self.row_of(name)
        if row.gone:
            del self._known[name]
            self._order.touch(name)
            self.remove([at] if at >= 0 else [])
        elif at >= 0:
            settled = msgspec.structs.replace(row, key=sort_key(row.alarm))
            self._known[name] = settled
            self._order.touch(name)
            self._replace(at, settled)
