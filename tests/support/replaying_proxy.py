"""A TCP proxy that remembers what the client said, and can say it again."""

from __future__ import annotations

import socket
from contextlib import suppress
from threading import Lock, Thread
from types import TracebackType
from typing import Self


class ReplayingProxy:
    """Listens on a port of its own in front of `port`; one client. Everything is on this machine."""

    def __init__(self, port: int) -> None:
        self._to = port
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.endpoint = f"tcp://127.0.0.1:{self._listener.getsockname()[1]}"
        self._lock = Lock()
        self.said: list[bytes] = []
        self._server: socket.socket | None = None
        self._client: socket.socket | None = None
        self._threads = [Thread(target=self._forth, daemon=True)]

    def __enter__(self) -> Self:
        self._threads[0].start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        for it in (self._listener, self._client, self._server):
            if it is not None:
                shut(it)
        for thread in self._threads:
            thread.join()

    def say_the_last_again(self) -> None:
        """The client's last words once more, on its own connection."""
        assert self._server is not None
        self._server.sendall(self.said[-1])

    def say_all_again(self) -> bytes:
        """Everything on a new connection; what the server answers until it closes or falls silent."""
        answered = b""
        with socket.create_connection(("127.0.0.1", self._to), timeout=2.0) as again:
            try:
                for words in self.said:
                    again.sendall(words)
                while words := again.recv(65536):
                    answered += words
            except (TimeoutError, ConnectionError):
                return answered
        return answered

    def _forth(self) -> None:
        try:
            self._client, _ = self._listener.accept()
        except OSError:
            return
        self._server = socket.create_connection(("127.0.0.1", self._to))
        back = Thread(target=carry, args=(self._server, self._client, []), daemon=True)
        self._threads.append(back)
        back.start()
        carry(self._client, self._server, self.said)


def carry(source: socket.socket, to: socket.socket, said: list[bytes]) -> None:
    with suppress(OSError):
        while words := source.recv(65536):
            said.append(words)
            to.sendall(words)
    shut(source)
    shut(to)


def shut(it: socket.socket) -> None:
    with suppress(OSError):
        it.shutdown(socket.SHUT_RDWR)
    it.close()
