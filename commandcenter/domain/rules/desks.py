"""The queues of a centre and who works at them."""

from __future__ import annotations

import msgspec

from commandcenter.domain.rules.book import Desk


class Desks(msgspec.Struct, frozen=True):
    """The queues of the centre, in the order in which they count."""

    all: tuple[Desk, ...] = ()

    def find(self, name: str) -> Desk | None:
        return next((desk for desk in self.all if desk.name == name), None)

    def of_role(self, role: str) -> frozenset[str]:
        """The names of those at which the position works, with everybody's ("")."""
        return frozenset({"", *(desk.name for desk in self.all if any(it.value == role for it in desk.roles))})
