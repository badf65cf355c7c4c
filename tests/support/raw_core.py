"""A core that says to a seat what the test wants, word for word."""

from __future__ import annotations

import msgspec
import zmq
import zmq.auth
from zmq.auth.thread import ThreadAuthenticator

from bridge.protocol import seat as wire
from bridge.source.keys import guard, new_keys
from commandcenter.domain.state import State
from tests.support.seat_core import Context
from tests.support.waiting import eventually


class RawCore:
    """A guarded ROUTER that lets everybody in and says what the test wants, word for word."""

    def __init__(self) -> None:
        self._context: Context = zmq.Context()
        self._authenticator = ThreadAuthenticator(self._context)
        self._authenticator.start()
        self._authenticator.configure_curve(domain="*", location=zmq.auth.CURVE_ALLOW_ANY)
        self.keys = new_keys("core")
        self._router = self._context.socket(zmq.ROUTER)
        guard(self._router, self.keys)
        self.endpoint = f"tcp://127.0.0.1:{self._router.bind_to_random_port('tcp://127.0.0.1')}"
        self._peer = b""

    def expect(self, kind: type[msgspec.Struct]) -> None:
        """Waits for a message of that kind; others are passed over."""
        eventually(lambda: isinstance(self.hear(), kind), 10, f"a {kind.__name__} comes")

    def say(self, message: wire.ToSeat | bytes) -> None:
        data = message if isinstance(message, bytes) else msgspec.msgpack.encode(message)
        self._router.send_multipart([self._peer, data])

    def let_in(self) -> None:
        """Into an empty state, in one part."""
        self.begin(1)
        self.say(wire.Part(number=1, part=1, last=True))

    def begin(self, number: int) -> None:
        """An empty state; its parts are to follow."""
        self.say(
            wire.Joined(
                version=wire.VERSION,
                number=number,
                seat="desk-1",
                role=wire.SeatKind.CONSOLE,
                person="wang",
                person_name="王敏",
                state=State(),
            )
        )

    def close(self) -> None:
        self._router.close(linger=0)
        self._authenticator.stop()
        self._context.term()

    def hear(self) -> wire.ToCore | None:
        """The next message, None when none comes soon."""
        if not self._router.poll(50):
            return None
        self._peer, data = self._router.recv_multipart()
        message: wire.ToCore = msgspec.msgpack.decode(data, type=wire.ToCore)
        return message
