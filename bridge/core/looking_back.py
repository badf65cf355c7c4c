"""Enters searches of the record in the record before they are answered: one entry each, none for what goes on."""

from __future__ import annotations

from collections import OrderedDict
from uuid import uuid4

import msgspec

from bridge.core.manning import Manning
from bridge.core.seat_socket import Caller
from bridge.core.working import Working
from bridge.protocol import seat as wire
from commandcenter.domain.journal import CommandId
from commandcenter.services.core import Given
from commandcenter.services.looking_back import MOST, PAST, SEARCH
from commandcenter.services.permissions import Permission, Person
from commandcenter.services.ports import StoreTrouble
from commandcenter.services.searching import Query, written

KEPT = 200


class SearchLog:
    """Knows of each session what it has searched for last."""

    def __init__(self, working: Working, manning: Manning) -> None:
        self._working = working
        self._manning = manning
        self._last: OrderedDict[str, str] = OrderedDict()

    def note(self, caller: Caller, person: Person, message: wire.AskSearch) -> tuple[str, dict[str, str]]:
        """Why the search may not be answered, with the values in it; ("", {}) when it may.

        A `part` counts as one only for whoever has a search in the record, and only if it asks for no persons, places
        or words of its own: what a seat says of itself excuses nothing else. The same again is no other.
        """
        wanted = written(message.query)[:MOST]
        known = self._last.get(person.session)
        reader = Permission.READ_AUDIT in person.permissions
        if known == wanted or (known is not None and reader and message.part and _goes_on(message.query)):
            return "", {}
        if self._working.trouble:
            return self._working.trouble, {}
        core = self._working.core
        name, said = SEARCH, {"wanted": wanted}
        if not reader:
            name, said = PAST, {"subject": message.query.subjects[0]}
        cause, args = CommandId(id=uuid4().hex, name=name), msgspec.msgpack.encode(said)
        given = Given(key=self._manning.key_of(caller))
        try:
            verdict, entries = core.command(cause, args, person, caller.name, core.now(), given)
        except StoreTrouble as error:
            self._working.give_way(error)
            return self._working.trouble, {}
        self._working.publish(entries)
        if not verdict.ok:
            return verdict.reason, verdict.values
        self._keep(person.session, wanted)
        return "", {}

    def _keep(self, session: str, wanted: str) -> None:
        self._last[session] = wanted
        self._last.move_to_end(session)
        while len(self._last) > KEPT:
            self._last.popitem(last=False)


def _goes_on(query: Query) -> bool:
    """A story of what was found, or a step from there."""
    return not (query.persons or query.seats or query.areas or query.outcomes or query.words)
