"""Wakes a thread that polls sockets, from any other thread."""

from __future__ import annotations

import socket


class Waker:
    """A socket pair: a byte in it means "look again". Many wakes before one look are one."""

    def __init__(self) -> None:
        self._read, self._write = socket.socketpair()
        self._read.setblocking(False)
        self._write.setblocking(False)

    def fileno(self) -> int:
        return self._read.fileno()

    def wake(self) -> None:
        try:
            self._write.send(b"\0")
        except (BlockingIOError, OSError):
            return  # full: the thread will look anyway; closed: there is nobody left to wake

    def drain(self) -> None:
        try:
            while len(self._read.recv(4096)) == 4096:
                continue
        except BlockingIOError:
            return

    def close(self) -> None:
        self._read.close()
        self._write.close()
