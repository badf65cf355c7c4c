"""Commands of seats and tools, those among them that come out of a seat's own journal, and the answers to them."""

from __future__ import annotations

import msgspec

from bridge.core.manning import Manning
from bridge.core.seat_server import SeatServer
from bridge.core.seat_socket import Caller
from bridge.core.working import Working
from bridge.protocol import seat as wire
from bridge.protocol.decoding import twice
from commandcenter.domain.errors import UNDECODABLE
from commandcenter.domain.journal import CommandId
from commandcenter.domain.merging import link_of
from commandcenter.services.chaining import Linked
from commandcenter.services.core import Given
from commandcenter.services.lateness import seat_time
from commandcenter.services.permissions import Person
from commandcenter.services.ports import StoreTrouble


class CommandDesk:
    """`hear` answers at once: what is on disk, what was refused, or that nothing can be written at present."""

    def __init__(self, working: Working, server: SeatServer, manning: Manning) -> None:
        self._working = working
        self._server = server
        self._manning = manning
        self._records = msgspec.msgpack.Decoder(wire.Record)

    def hear(self, caller: Caller, message: wire.Command | wire.Recorded) -> None:
        if isinstance(message, wire.Command):
            self._obey(caller, message, self._manning.person(caller), Given(key=self._manning.key_of(caller)))
        else:
            self._take(caller, message)

    def _take(self, caller: Caller, message: wire.Recorded) -> None:
        try:
            record = self._records.decode(message.record)
            if twice(message.record):
                raise msgspec.DecodeError("a key stands twice")
        except UNDECODABLE as error:
            self._server.socket.fault(caller.sender, "malformed", str(error))
            return
        linked = Linked(
            chain=message.chain,
            n=record.n,
            prev=record.prev,
            link=link_of(record.prev, message.record),
            session=record.session,
            age_s=message.age_s,
            blind_s=record.blind_s,
            noted=message.noted,
        )
        person, void = self._manning.person_then(caller, linked)
        given = Given(key=self._manning.key_of(caller), linked=linked, void=void)
        self._obey(caller, record.command, person, given)

    def _obey(self, caller: Caller, command: wire.Command, person: Person, given: Given) -> None:
        if self._working.trouble:
            self._not_now(caller, command)
            return
        cause = CommandId(id=command.id, name=command.name)
        core, done_at = self._working.core, seat_time(command.done_at)
        try:
            verdict, entries = core.command(cause, bytes(command.args), person, caller.name, done_at, given)
        except StoreTrouble as error:
            self._working.give_way(error)
            self._not_now(caller, command)
            return
        self._working.publish(entries)
        answer = wire.Answer(
            id=verdict.id, ok=verdict.ok, refused=verdict.refused, reason=verdict.reason, values=verdict.values
        )
        self._server.socket.send(caller.sender, answer)

    def _not_now(self, caller: Caller, command: wire.Command) -> None:
        answer = wire.Answer(id=command.id, ok=False, later=True, reason=self._working.trouble)
        self._server.socket.send(caller.sender, answer)
