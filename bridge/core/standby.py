"""The seats' socket of a core that stands by: it says so to who asks, and sends everybody else on."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from typing import NamedTuple

import zmq

from bridge.core.seat_door import Trusted
from bridge.core.seat_socket import Caller, Context, SeatSocket
from bridge.protocol import seat as wire
from bridge.source.keys import Keys

TICK_S = 1.0
LOOK_MS = 500
MESSAGES_AT_ONCE = 32
STANDBY, NO_DATABASE = "standby", "no-database"


class Standing(NamedTuple):
    """Why this core does nothing: `code` for the seats, and all that is known for who asks."""

    code: str
    status: wire.Status


class StandbyDesk:
    """`trusted` is also asked on another thread. Raises EndpointTaken from the constructor."""

    def __init__(
        self, context: Context, endpoint: str, keys: Keys, trusted: Trusted, standing: Callable[[], Standing]
    ) -> None:
        self._socket = SeatSocket(context, endpoint, keys, trusted)
        self._standing = standing
        self._ticked = 0.0

    def serve(self, until: Callable[[], bool], wake: int) -> None:
        """`wake` is a descriptor that has something when `until` is to be asked anew."""
        poller = zmq.Poller()
        for each in (self._socket.router, self._socket.monitor, wake):
            poller.register(each, zmq.POLLIN)
        while not until():
            ready = dict(poller.poll(LOOK_MS))
            if wake in ready:
                os.read(wake, 4096)
            self._serve()
            if time.monotonic() - self._ticked >= TICK_S:
                self._ticked = time.monotonic()
                self._socket.door.mend()
                self._socket.tick()
                # Who was refused here is not recorded: only who leads records.
                self._socket.door.refusals.due()

    def close(self) -> None:
        self._socket.close()

    def _serve(self) -> None:
        self._socket.door.look()
        for _ in range(MESSAGES_AT_ONCE):
            try:
                received = self._socket.receive()
            except zmq.Again:
                return
            if received is not None:
                self._answer(*received)

    def _answer(self, caller: Caller, message: wire.ToCore) -> None:
        standing = self._standing()
        if isinstance(message, wire.AskStatus):
            self._socket.send(caller.sender, standing.status)
        else:
            leader = standing.status.leader
            self._socket.send(caller.sender, wire.SeatFault(code=standing.code, text=leader))
