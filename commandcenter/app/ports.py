"""What is said when the core's own endpoint is another program's."""

from __future__ import annotations

from bridge.core.seat_socket import EndpointTaken
from commandcenter.adapters.ports import PortTaken
from commandcenter.domain.text import QT_TRANSLATE_NOOP


def endpoint_taken(error: EndpointTaken) -> PortTaken:
    return PortTaken(
        QT_TRANSLATE_NOOP("trouble", "The core cannot listen at {endpoint}: {reason}"),
        QT_TRANSLATE_NOOP("trouble", "Stop the program that listens there, or choose other ports."),
        endpoint=error.endpoint,
        reason=error.reason,
    )
