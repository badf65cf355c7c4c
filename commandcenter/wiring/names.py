"""What things in the record are called at this seat: by its state, and by the entries that were read."""

from __future__ import annotations

from collections.abc import Iterable

from commandcenter.domain.alarms import Alarm
from commandcenter.domain.changes.alarms import AlarmChange
from commandcenter.domain.journal import Entry
from commandcenter.wiring.seat_model import SeatModel
from commandcenter.wiring.wording import Wording

MOST_LEARNED = 2_000


class SeatNames:
    """Implements `commandcenter.services.said.values.Names`."""

    def __init__(self, seat: SeatModel, wording: Wording) -> None:
        self._seat, self._wording = seat, wording
        self._learned: dict[str, Alarm] = {}

    def learn(self, entries: Iterable[Entry]) -> None:
        """Alarms that were over long ago are known by what was read of them."""
        self.learn_alarms(entry.change.alarm for entry in entries if isinstance(entry.change, AlarmChange))

    def learn_alarms(self, alarms: Iterable[Alarm]) -> None:
        for alarm in alarms:
            known = self._learned.pop(alarm.id, alarm)
            self._learned[alarm.id] = alarm if alarm.changed_at >= known.changed_at else known
        while len(self._learned) > MOST_LEARNED:
            del self._learned[next(iter(self._learned))]

    def person(self, id: str) -> str:
        accounts = self._seat.state.accounts
        if id in accounts:
            return accounts[id].name
        found = next((account.name for account in accounts.values() if account.person == id and id), "")
        return found or self._seat.name_of(id)

    def source(self, id: str) -> str:
        return self._seat.source_name(id)

    def camera(self, id: str) -> str:
        found = self._seat.state.cameras.get(id)
        return found.name or id if found else id

    def device(self, id: str) -> str:
        found = self._seat.state.devices.get(id)
        return found.name or id if found else id

    def area(self, code: str) -> str:
        return self._wording.area(code)

    def alarm(self, id: str) -> Alarm | None:
        return self._seat.state.alarms.get(id) or self._seat.cleared.get(id) or self._learned.get(id)
