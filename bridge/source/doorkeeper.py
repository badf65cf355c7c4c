"""Whose keys may come in: the answer to ZeroMQ's authentication requests (ZAP, RFC 27)."""

from __future__ import annotations

import logging
from collections.abc import Callable

import zmq
from zmq.auth.thread import ThreadAuthenticator

from .keys import DOMAIN

_log = logging.getLogger("bridge.source")


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
        try:
            if self._allowed(text):
                return True
            self._refused(text)
        except Exception:  # noqa: BLE001 - the thread's own guard: who cannot be judged does not come in
            _log.exception("whether the key %s may come in could not be decided: refused", text)
        return False

    def stop(self) -> None:
        """Nobody comes in from now on."""
        if not self.alive and self._authenticator.pipe:
            # The thread has died, and the library would wait for ever to tell it: an empty pipe it skips.
            self._authenticator.pipe.close(0)
            self._authenticator.pipe = None  # type: ignore[assignment] # as the library itself does
        self._authenticator.stop()
