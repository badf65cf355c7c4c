"""Whose keys may come in: the answer to ZeroMQ's authentication requests (ZAP, RFC 27)."""

from __future__ import annotations

from collections.abc import Callable

import zmq
from zmq.auth.thread import ThreadAuthenticator

from .keys import DOMAIN


class Doorkeeper:
    """One per context; stands before any socket of that context is bound, and until the last is closed.

    `allowed` says whether a public key (Z85 text) may come in, `refused` hears of each that may not. Both are
    called on a thread of their own. If that thread dies, nobody comes in: `guard` sets every socket so.
    """

    def __init__(
        self,
        context: zmq.Context[zmq.Socket[bytes]],
        allowed: Callable[[str], bool],
        refused: Callable[[str], None],
    ) -> None:
        self._allowed = allowed
        self._refused = refused
        self._authenticator = ThreadAuthenticator(context)
        self._authenticator.start()
        self._authenticator.configure_curve_callback(domain=DOMAIN, credentials_provider=self)

    @property
    def alive(self) -> bool:
        return bool(self._authenticator.is_alive())

    def callback(self, domain: str, key: bytes) -> bool:
        """The authenticator's question; its name is the library's."""
        text = key.decode("ascii")
        if self._allowed(text):
            return True
        self._refused(text)
        return False

    def stop(self) -> None:
        self._authenticator.stop()
