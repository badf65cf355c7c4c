"""How a link's handshake went, told in the words of the record."""

from __future__ import annotations

import errno
from collections.abc import Iterator

import zmq
from zmq.utils.monitor import recv_monitor_message

WATCHED = (
    zmq.EVENT_HANDSHAKE_SUCCEEDED
    | zmq.EVENT_HANDSHAKE_FAILED_AUTH
    | zmq.EVENT_HANDSHAKE_FAILED_PROTOCOL
    | zmq.EVENT_HANDSHAKE_FAILED_NO_DETAIL
    | zmq.EVENT_DISCONNECTED
)
# The peer speaks in the clear, or with another mechanism.
MECHANISM_MISMATCH = 0x11000002

# Nothing was said within the time for a handshake.
SILENT = frozenset({errno.EAGAIN, errno.ETIMEDOUT})

REFUSED = "refused"
NO_KEY = "no key"
OTHER_KEY = "other key"
HANGS_UP = "hangs up"


def watch(socket: zmq.Socket[bytes]) -> zmq.Socket[bytes]:
    """Before connect or bind: the socket that tells of handshakes."""
    return socket.get_monitor_socket(WATCHED)


def events(monitor: zmq.Socket[bytes]) -> Iterator[tuple[int, int]]:
    """(event, value) of all that has been told and not yet read."""
    while monitor.poll(0):
        told = recv_monitor_message(monitor)
        yield int(told["event"]), int(told["value"])


class Handshakes:
    """What the calling side makes of its handshakes: `trouble` is "" when the last one went well."""

    def __init__(self) -> None:
        self.trouble = ""
        self._hung_up = 0

    def hear(self, event: int, value: int) -> None:
        if event == zmq.EVENT_HANDSHAKE_SUCCEEDED:
            self.trouble, self._hung_up = "", 0
        elif event == zmq.EVENT_HANDSHAKE_FAILED_AUTH:
            self.trouble = REFUSED
        elif event == zmq.EVENT_HANDSHAKE_FAILED_PROTOCOL:
            self.trouble = NO_KEY if value == MECHANISM_MISMATCH else OTHER_KEY
        elif event == zmq.EVENT_HANDSHAKE_FAILED_NO_DETAIL:
            # So does a server that cannot open what was sealed for another key, whose doorkeeper is dead, or that is
            # just ending. One that says nothing at all (frozen, or a network that is cut) is silent, no more.
            self._hung_up += value not in SILENT
            if self._hung_up > 1 and not self.trouble:
                self.trouble = HANGS_UP
