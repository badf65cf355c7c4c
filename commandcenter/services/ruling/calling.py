"""Who is called when nobody takes notice, and at which desk an alarm lies."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import msgspec

from commandcenter.domain.alarms import Alarm
from commandcenter.domain.alarms.work import Escalation
from commandcenter.domain.changes.alarms import AlarmEscalated, AlarmForwarded
from commandcenter.domain.clock import Instant
from commandcenter.domain.journal import Draft
from commandcenter.domain.rules.book import CallChain, Desk, RuleBook
from commandcenter.domain.state import State
from commandcenter.services.ruling.concerning import Concerning


class Calling:
    """The chains of a book, and its desks."""

    def __init__(self, book: RuleBook) -> None:
        self._book = book
        self._desks: Concerning[list[Desk]] = Concerning(lambda *of: [it for it in book.desk if it.when.concerns(*of)])
        self._chains: Concerning[list[CallChain]] = Concerning(
            lambda *of: [it for it in book.escalate if it.when.concerns(*of)]
        )

    def desk_of(self, alarm: Alarm) -> str:
        """The first desk that it fits; "" for everybody's."""
        desks = self._desks(alarm.source, alarm.type)
        return next((desk.name for desk in desks if desk.when.covers(alarm.subject, alarm.area)), "")

    def routed(self, alarm: Alarm) -> Alarm:
        """A new alarm, at its desk."""
        return msgspec.structs.replace(alarm, desk=self.desk_of(alarm)) if self._book.desk else alarm

    def follow(self, alarm: Alarm, at: Instant) -> Iterator[Draft]:
        """A chain begins when an alarm calls, and ends with what it is about; an acknowledgement ends it by itself."""
        running = alarm.escalation
        if not alarm.is_unattended or not (self._book.escalate or running):
            return
        chain = self._chain_for(alarm)
        if chain is None and running is not None:
            yield _escalated(alarm, None)
        elif chain is not None and (running is None or running.rule != chain.name):
            yield _escalated(
                alarm, Escalation(rule=chain.name, due=at.true + timedelta(seconds=chain.steps[0].after_s))
            )

    def call(self, alarm: Alarm, at: Instant) -> Draft:
        """The next step, if the alarm is still one that the chain is about: its rule may be another by now."""
        running, chain = alarm.escalation, self._chain_for(alarm)
        if running is None or chain is None or chain.name != running.rule or not alarm.is_unattended:
            return _escalated(alarm, None)
        step = chain.steps[running.taken % len(chain.steps)]
        taken = running.taken + 1
        due = None
        if taken < len(chain.steps) * (chain.again + 1):
            due = at.true + timedelta(seconds=chain.steps[taken % len(chain.steps)].after_s)
        told = running.told if step.to in running.told else (*running.told, step.to)
        return _escalated(alarm, Escalation(rule=chain.name, taken=taken, due=due, told=told), step.to)

    def start(self, state: State, at: Instant) -> Iterator[Draft]:
        """Desks that are no more lose their alarms to others; what nobody attends is called for by today's chains."""
        known = {"", *(desk.name for desk in self._book.desk)}
        for alarm_id in list(state.alarms):
            alarm = state.alarms[alarm_id]
            if alarm.desk not in known:
                moved = msgspec.structs.replace(alarm, desk=self.desk_of(alarm), version=alarm.version + 1)
                yield Draft(change=AlarmForwarded(alarm=moved), subject=alarm_id)
        for alarm_id in list(state.alarms):
            yield from self.follow(state.alarms[alarm_id], at)

    def _chain_for(self, alarm: Alarm) -> CallChain | None:
        for chain in self._chains(alarm.source, alarm.type):
            if alarm.priority in chain.priorities and chain.when.covers(alarm.subject, alarm.area):
                return chain
        return None


def _escalated(alarm: Alarm, escalation: Escalation | None, to: str = "") -> Draft:
    moved = msgspec.structs.replace(alarm, escalation=escalation, version=alarm.version + (to != ""))
    return Draft(change=AlarmEscalated(alarm=moved, to=to), subject=alarm.id)
