"""A connection that another thread can cut: nobody waits for ever for a server that stands still."""

from __future__ import annotations

import os
import socket
import threading
from contextlib import suppress

import psycopg


class Line:
    """Of somebody who uses one connection at a time; once it is cut, so is whatever connection comes after."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._socket: socket.socket | None = None
        self._is_cut = False

    def watch(self, connection: psycopg.Connection) -> None:
        """In the place of the one before."""
        with self._guard:
            self._let_go()
            self._socket = socket.socket(fileno=os.dup(connection.fileno()))
            self._shut()

    def cut(self) -> None:
        """Who waits at its end has an error at once. From any thread."""
        with self._guard:
            self._is_cut = True
            self._shut()

    def close(self) -> None:
        with self._guard:
            self._let_go()

    def _shut(self) -> None:
        if self._is_cut and self._socket is not None:
            with suppress(OSError):
                self._socket.shutdown(socket.SHUT_RDWR)

    def _let_go(self) -> None:
        if self._socket is not None:
            self._socket.close()
            self._socket = None
