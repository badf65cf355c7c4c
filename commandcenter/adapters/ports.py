"""TCP ports of this machine: whether one is free before something is started that needs it."""

from __future__ import annotations

import errno
import os
import socket

from commandcenter.domain.errors import Trouble
from commandcenter.domain.text import QT_TRANSLATE_NOOP

LOOPBACK = "127.0.0.1"


class PortTaken(Trouble):
    """Another program listens on a port that is needed."""


def check_free(port: int) -> None:
    """Raises PortTaken when nothing more can listen on the port of the loopback."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError as error:
            raise port_taken(port, error.strerror or str(error)) from error


def port_taken(port: int, reason: str = os.strerror(errno.EADDRINUSE)) -> PortTaken:
    return PortTaken(
        QT_TRANSLATE_NOOP("trouble", "Port {port} is taken by another program: {reason}"),
        QT_TRANSLATE_NOOP("trouble", "Stop that program, or choose others: make demo PORTS=N."),
        port=port,
        reason=reason,
    )
