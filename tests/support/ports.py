"""Endpoints of this machine that nobody listens at; a free port only where one must be known first."""

from __future__ import annotations

import os
import random
import secrets
import socket

# Whoever binds it can be asked where it is.
ANY_PORT = "tcp://127.0.0.1:*"
# Below those that the system gives away by itself, so that a row stays free until it is used.
FIRST, LAST = 20_000, 30_000
TRIES = 100
DEMO_PORTS = 30  # one after another, that a demo may use


def free_name() -> str:
    """An endpoint that has no port, nor a file: nobody else comes to have it."""
    return f"ipc://@commandcenter-{secrets.token_hex(8)}"


def free_port() -> int:
    """One that the system gives; somebody else may have it before it is used: for later there is `free_row(1)`."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def free_row(count: int) -> int:
    """The first of `count` free ports one after another. Raises OSError when there is no such row."""
    ours = _ours()
    for _ in range(TRIES):
        first = random.randrange(ours.start, ours.stop - count + 1)
        if all(_is_free(port) for port in range(first, first + count)):
            return first
    raise OSError(f"no row of {count} free ports between {ours.start} and {ours.stop}")


def _ours() -> range:
    """Each worker of a run draws from ports of its own: between looking and using there may be seconds."""
    workers = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    number = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    share = (LAST - FIRST) // workers
    return range(FIRST + number * share, FIRST + (number + 1) * share)


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
