"""Which alarms have just called whoever sits at a desk: each time once, however often the picture is told anew."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

import msgspec

from commandcenter.domain.alarms import Alarm
from commandcenter.domain.priority import Priority
from commandcenter.services.queues import Mine


class Call(msgspec.Struct, frozen=True):
    """`times` is how often the alarm was annunciated; 0 for one that came to this desk otherwise.

    It was forwarded here, or nobody took notice of it elsewhere.
    """

    alarm: Alarm
    times: int


class _Known(msgspec.Struct, frozen=True, gc=False):
    annunciated: int
    told: int
    mine: bool
    waits: Priority | None


class CallWatch:
    """Follows the open alarms of a seat. What stands already when it first looks has called nobody here."""

    def __init__(self) -> None:
        self._mine: Mine | None = None
        self._known: dict[str, _Known] = {}
        self._waiting: Counter[Priority] = Counter()
        self._looked = False

    @property
    def waiting(self) -> list[Priority]:
        """Of which priorities alarms of this desk are shown that nobody has acknowledged."""
        return [priority for priority in Priority if self._waiting[priority]]

    def belong(self, mine: Mine | None, alarms: Iterable[Alarm]) -> None:
        """Somebody else sits here: what is theirs now has called before."""
        self._mine = mine
        self._forget_all()
        for alarm in alarms:
            self._learn(alarm)

    def replace(self, alarms: Iterable[Alarm]) -> list[Call]:
        """The whole picture; the calls in it that came while this seat did not hear of the core."""
        before = self._forget_all()
        found = [call for alarm in alarms for call in self._compare(alarm, before.get(alarm.id))]
        calls = found if self._looked else []
        self._looked = True
        return calls

    def change(self, changed: Iterable[Alarm], cleared: Iterable[str]) -> list[Call]:
        for name in cleared:
            self._forget(name)
        return [call for alarm in changed for call in self._compare(alarm, self._known.get(alarm.id))]

    def _compare(self, alarm: Alarm, before: _Known | None) -> Iterator[Call]:
        known = self._learn(alarm)
        if not known.mine:
            return
        times = known.annunciated - (before.annunciated if before else 0)
        if times > 0:
            yield Call(alarm, times)
        elif before is not None and alarm.waits and (known.told > before.told or not before.mine):
            yield Call(alarm, 0)

    def _learn(self, alarm: Alarm) -> _Known:
        mine = self._mine is None or self._mine(alarm)
        told = len(alarm.escalation.told) if alarm.escalation else 0
        waits = alarm.priority if mine and alarm.waits else None
        known = _Known(alarm.annunciated, told, mine, waits)
        self._forget(alarm.id)
        self._known[alarm.id] = known
        if waits is not None:
            self._waiting[waits] += 1
        return known

    def _forget(self, name: str) -> None:
        known = self._known.pop(name, None)
        if known is not None and known.waits is not None:
            self._waiting[known.waits] -= 1

    def _forget_all(self) -> dict[str, _Known]:
        before, self._known = self._known, {}
        self._waiting.clear()
        return before
