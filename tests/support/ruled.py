"""A core under the rules of a test, written as a district writes them."""

from __future__ import annotations

import msgspec

from commandcenter.domain.alarms import Alarm
from commandcenter.domain.catalogue import Catalogue, EventType, Wording
from commandcenter.domain.events import Raised, Returned, Value
from commandcenter.domain.priority import Priority
from commandcenter.domain.rules.book import RuleBook
from commandcenter.domain.rules.desks import Desks
from commandcenter.services.ports import Stamped
from tests.support.cores import TestCore

WORDS = Wording(label="x")
CATALOGUE = Catalogue(
    types={
        name: EventType(priority=priority, zh=WORDS, en=WORDS)
        for name, priority in (
            ("gas", Priority.CRITICAL),
            ("gas_high", Priority.MINOR),
            ("pump", Priority.MAJOR),
            ("power", Priority.MAJOR),
            ("camera", Priority.NOTICE),
        )
    }
)


def book(text: str) -> RuleBook:
    return msgspec.toml.decode(text, type=RuleBook)


class RuledCore(TestCore):
    """One source `s` tells it of things that are wrong."""

    __test__ = False

    def __init__(self, text: str = "") -> None:
        super().__init__(CATALOGUE, book(text))
        self.core.set_desks(Desks(self.book.desk))

    def under(self, text: str) -> None:
        """Started again under other rules."""
        self.book = book(text)
        self.restart()
        self.core.set_desks(Desks(self.book.desk))

    def wrong(
        self,
        type: str,
        subject: str = "A",
        *,
        area: str = "",
        priority: Priority | None = None,
        title: str = "",
        source: str = "s",
        **values: Value,
    ) -> list[Stamped]:
        event = Raised(
            at=self.now, type=type, subject=subject, area=area, values=values, priority=priority, title=title
        )
        return self.events(event, source=source)

    def over(self, type: str, subject: str = "A", source: str = "s") -> list[Stamped]:
        return self.events(Returned(at=self.now, type=type, subject=subject), source=source)

    def alarm(self, type: str, subject: str = "A", source: str = "s") -> Alarm | None:
        return self.core.state.open_alarm(source, type, subject)

    def the(self, type: str, subject: str = "A", source: str = "s") -> Alarm:
        alarm = self.alarm(type, subject, source)
        assert alarm is not None, f"{type} {subject} is not open"
        return alarm

    def shown(self) -> set[tuple[str, str]]:
        """What people see of all that is wrong."""
        return {(it.type, it.subject) for it in self.core.state.alarms.values() if it.active and it.hidden_by is None}
