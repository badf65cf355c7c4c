"""Who does what a command says: the human being, by the staff number, and the account that was used."""

from __future__ import annotations

import msgspec

from commandcenter.domain.people import staff_number
from commandcenter.services.commands import Context
from commandcenter.services.permissions import Permission


class Actor(msgspec.Struct, frozen=True, kw_only=True):
    """`person` is the staff number: two accounts of one human being are one person."""

    person: str
    name: str
    account: str
    permissions: frozenset[Permission]

    @property
    def leads(self) -> bool:
        return Permission.LEAD_SHIFT in self.permissions


def actor(context: Context) -> Actor:
    """Who has proven to be there for this command, else whose session it is."""
    person = context.person
    return Actor(
        person=staff_number(person.number) or person.id,
        name=person.name,
        account=person.id,
        permissions=person.permissions,
    )
