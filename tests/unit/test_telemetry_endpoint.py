"""Where the core looks for the telemetry of a source that listens on all addresses of its machine."""

from __future__ import annotations

import pytest

from bridge.core.source_socket import reachable


@pytest.mark.parametrize(
    ("telemetry", "called", "found"),
    [
        ("tcp://0.0.0.0:5702", "tcp://10.20.1.11:5701", "tcp://10.20.1.11:5702"),
        ("tcp://[::]:5702", "tcp://[fd00::11]:5701", "tcp://[fd00::11]:5702"),
        ("tcp://*:5702", "tcp://pumps.example:5701", "tcp://pumps.example:5702"),
        ("tcp://0.0.0.0:5702", "ipc:///run/pumps", "tcp://127.0.0.1:5702"),
        ("tcp://10.20.1.12:5702", "tcp://10.20.1.11:5701", "tcp://10.20.1.12:5702"),
        ("ipc:///run/0.0.0.0:5702", "tcp://10.20.1.11:5701", "ipc:///run/0.0.0.0:5702"),
        ("", "tcp://10.20.1.11:5701", ""),
    ],
)
def test_all_addresses_are_the_one_at_which_the_source_was_called(telemetry: str, called: str, found: str) -> None:
    assert reachable(telemetry, called) == found
