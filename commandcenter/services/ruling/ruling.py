"""The rules of a centre, as the core asks them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, tzinfo

from commandcenter.domain.alarms import Alarm
from commandcenter.domain.catalogue import Catalogue
from commandcenter.domain.clock import Instant
from commandcenter.domain.events import Raised, Returned
from commandcenter.domain.journal import Draft
from commandcenter.domain.rules.book import RuleBook
from commandcenter.domain.state import State
from commandcenter.services.ruling.calling import Calling
from commandcenter.services.ruling.events import EventRules
from commandcenter.services.ruling.hiding import Hiding


class Ruling:
    """Each draft has to be applied before the next is asked for. `zone`: by whose clocks windows open and close."""

    def __init__(self, book: RuleBook, catalogue: Catalogue, zone: tzinfo = UTC) -> None:
        self.zone = zone
        self._hiding, self._calling = Hiding(book, zone), Calling(book)
        self._events = EventRules(book, catalogue, self._hiding, self._calling.routed)

    @classmethod
    def none(cls, catalogue: Catalogue) -> Ruling:
        """Every event counts as its source says."""
        return cls(RuleBook(), catalogue)

    def raised(self, state: State, source: str, event: Raised, now: datetime) -> Iterator[Draft]:
        return self._events.raised(state, source, event, now)

    def key(self, state: State, source: str, event: Raised) -> tuple[str, str, str]:
        """The alarm that the event is about."""
        return self._events.key(state, source, event)

    def returned(self, state: State, source: str, event: Returned, now: datetime) -> Iterator[Draft]:
        return self._events.returned(state, source, event, now)

    def refreshed(self, state: State, source: str, since: datetime, now: datetime) -> Iterator[Draft]:
        """A refresh has ended: what lies in the rules' memory and was not said anew is over."""
        return self._events.refreshed(state, source, since, now)

    def follow(self, state: State, alarm: Alarm, now: datetime) -> Iterator[Draft]:
        """What a change of the alarm, which has been applied, does to others and to itself."""
        at = state.instant(now)
        yield from self._hiding.follow(state, alarm, at)
        latest = state.alarms.get(alarm.id)
        if latest is not None:
            yield from self._calling.follow(latest, at)

    def due(self, state: State, now: datetime) -> Iterator[Draft]:
        """Time passes."""
        yield from self._events.due(state, now)
        yield from self._hiding.due(state, state.instant(now))

    def call(self, alarm: Alarm, at: Instant) -> Draft:
        """The next step of its escalation."""
        return self._calling.call(alarm, at)

    def start(self, state: State, now: datetime) -> Iterator[Draft]:
        """The rules may be others than those that the state was made by."""
        yield from self._events.start(state, now)
        yield from self._hiding.start(state, state.instant(now))
        yield from self._calling.start(state, state.instant(now))
