"""Who sits where: looked up for each message by what the journal says, and who may know which camera's password."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from bridge.core.seat_pace import Pace
from bridge.core.seat_server import SeatServer
from bridge.core.seat_socket import Caller
from bridge.core.working import Working
from bridge.protocol.seat import SeatHealth, SeatKind, Secret
from commandcenter.domain.assets import Addresses
from commandcenter.domain.changes.people import AccountChanged, SessionBegan, SessionEnded
from commandcenter.domain.journal import Entry
from commandcenter.domain.keys import KeyKind
from commandcenter.domain.state import State
from commandcenter.services import standing, whose
from commandcenter.services.chaining import Linked
from commandcenter.services.permissions import Permission, Person


class Here(NamedTuple):
    """A seat by its kind, its name and the key of its link; `proven` is the account that just gave its password."""

    kind: SeatKind
    seat: str
    key: str = ""
    proven: str = ""


People = Callable[[State, Here], Person]


def people(state: State, here: Here) -> Person:
    """Whose word counts at that seat. A tool is nobody unless it gives credentials, or nobody manages people yet."""
    return standing.person_at(state, KeyKind(here.kind.value), here.seat, here.key, here.proven)


class Manning:
    """`secrets` are whole addresses by camera id, passwords included."""

    def __init__(self, working: Working, server: SeatServer, people: People, secrets: Mapping[str, Addresses]) -> None:
        self._core = working.core
        self._server = server
        self._people = people
        self._secrets = dict(secrets)
        working.listen(self._on_change, SessionBegan, SessionEnded, AccountChanged)

    def person(self, caller: Caller, proven: str = "") -> Person:
        return self._people(self._core.state, Here(caller.role, caller.name, caller.public, proven))

    def person_then(self, caller: Caller, linked: Linked) -> tuple[Person, str]:
        """Whoever did what the seat's journal says, and "" or why it does not count."""
        person = self.person(caller)
        if caller.role is not SeatKind.CONSOLE:
            return person, ""
        return whose.person_then(self._core.state, caller.name, caller.public, linked, person, self._core.now())

    def key_of(self, caller: Caller) -> str:
        """What a session that begins there is bound to; one signs in at consoles only."""
        return caller.public if caller.role is SeatKind.CONSOLE else ""

    def health(self) -> tuple[SeatHealth, ...]:
        """All that have joined and were heard of lately."""
        return self._server.health(self._at)

    def present(self) -> list[str]:
        """The consoles that are there."""
        return [health.seat for health in self.health() if health.role is SeatKind.CONSOLE]

    def addresses(self, caller: Caller) -> list[Secret]:
        """By camera id, of those that whoever sits there may look through; a locked desk keeps its pictures."""
        person, state = self.person(caller), self._core.state
        if caller.role is SeatKind.TOOL or Permission.VIEW_CAMERAS not in person.permissions:
            return []
        if person.scope.everywhere and "*" in person.scope.cameras:
            return [Secret(camera, *of) for camera, of in self._secrets.items()]
        cameras = ((state.cameras.get(id), of) for id, of in self._secrets.items())
        return [Secret(it.id, *of) for it, of in cameras if it and person.scope.covers_camera(it)]

    def _at(self, seat: Pace) -> Person:
        return self._people(self._core.state, Here(seat.role, seat.name, seat.public))

    def _on_change(self, entry: Entry) -> None:
        """The seat gets a snapshot with what its new person may have, and without what that one may not."""
        match entry.change:
            case SessionBegan(session=session) | SessionEnded(session=session):
                self._server.start_over(session.seat, session.key)
            case AccountChanged(account=account):
                for session in self._core.state.sessions.values():
                    if session.account == account.id:
                        self._server.start_over(session.seat, session.key)
