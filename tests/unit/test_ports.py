"""A port that another program holds is told, with what to do."""

from __future__ import annotations

import socket

import pytest

from commandcenter.adapters.ports import PortTaken, check_free
from tests.support.ports import free_port


def test_a_taken_port_is_told() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(PortTaken, match=f"Port {port} is taken by another program: Address already in use"):
            check_free(port)


def test_a_free_port_passes() -> None:
    check_free(free_port())
