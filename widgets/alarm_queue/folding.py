"""Which alarms are folded into one row during a storm: those of one place and kind, but for critical ones."""

from __future__ import annotations

from heapq import heappop, heappush

from commandcenter.domain.alarms import Alarm
from commandcenter.domain.priority import Priority
from widgets.alarm_queue.rows import SortKey

Group = tuple[str, str]
"""Area and type."""
FOLDS_FROM = 3


def group_of(alarm: Alarm) -> Group | None:
    """None: it stands by itself whatever comes."""
    return None if alarm.priority is Priority.CRITICAL else (alarm.area, alarm.type)


class Groups:
    """The members of each group, with the first of them by their places in the queue."""

    def __init__(self) -> None:
        self._members: dict[Group, dict[str, SortKey]] = {}
        self._of: dict[str, Group] = {}
        self._heaps: dict[Group, list[SortKey]] = {}

    def put(self, alarm_id: str, group: Group | None, key: SortKey) -> tuple[Group, ...]:
        """Where the alarm is now; returns the groups that are others for that."""
        before = self._of.get(alarm_id)
        if group is not None and group == before and self._members[group][alarm_id] == key:
            return (group,)
        touched = self.drop(alarm_id)
        if group is None:
            return touched
        self._of[alarm_id] = group
        self._members.setdefault(group, {})[alarm_id] = key
        heappush(self._heaps.setdefault(group, []), key)
        return (*touched, group) if before != group else (group,)

    def drop(self, alarm_id: str) -> tuple[Group, ...]:
        group = self._of.pop(alarm_id, None)
        if group is None:
            return ()
        members = self._members[group]
        del members[alarm_id]
        if not members:
            del self._members[group], self._heaps[group]
        return (group,)

    def group(self, alarm_id: str) -> Group | None:
        return self._of.get(alarm_id)

    def members(self, group: Group) -> list[str]:
        return list(self._members.get(group, ()))

    def size(self, group: Group) -> int:
        return len(self._members.get(group, ()))

    def head(self, group: Group) -> str:
        """The first one; what has left since or stands elsewhere is passed over. Of a group that has members."""
        heap, members = self._heaps[group], self._members[group]
        while members.get(heap[0][3]) != heap[0]:
            heappop(heap)
        return heap[0][3]

    def clear(self) -> None:
        for shelf in (self._members, self._of, self._heaps):
            shelf.clear()
