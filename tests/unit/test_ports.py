"""A port that another program holds is told, with what to do."""

from __future__ import annotations

import socket

import pytest

from commandcenter.adapters.ports import PortTaken, check_free
from tests.support.ports import DEMO_PORTS, free_port, free_row


def test_a_taken_port_is_told() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(PortTaken, match=f"Port {port} is taken by another program: Address already in use"):
            check_free(port)


def test_a_free_port_passes() -> None:
    check_free(free_port())


def test_two_workers_of_a_run_never_draw_the_same_ports(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTEST_XDIST_WORKER_COUNT", "2")
    drawn = []
    for worker in ("gw0", "gw1"):
        monkeypatch.setenv("PYTEST_XDIST_WORKER", worker)
        rows = [free_row(DEMO_PORTS) for _ in range(50)]
        drawn.append({port for first in rows for port in range(first, first + DEMO_PORTS)})
    assert drawn[0].isdisjoint(drawn[1])
