"""Puts the core's loop together on its sockets."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import NamedTuple

import zmq

from bridge.core.loop import CoreLoop
from bridge.core.manning import People
from bridge.core.seat_server import SeatServer
from bridge.core.source_link import SourceLink
from bridge.core.source_socket import SourceSocket
from bridge.core.telemetry import Telemetry
from bridge.core.watching import Watch
from bridge.source.keys import Keys
from bridge.source.sockets import bound
from commandcenter.domain.assets import Addresses
from commandcenter.domain.keys import Key
from commandcenter.services.camera_health.asking import CameraMeasurer
from commandcenter.services.core import Core, Run
from commandcenter.services.credentials import Checking
from commandcenter.services.leading import Lead
from commandcenter.services.quality.asking import Measurer
from commandcenter.services.sealing import Sealing
from commandcenter.services.searching import Searcher


class Place(NamedTuple):
    """A source that the core calls: its id, its endpoint, and what people call it."""

    source: str
    endpoint: str
    name: str = ""


class Around(NamedTuple):
    """What the loop is told of its centre; `local_keys` are those that lie beside the core's own."""

    people: People
    local_keys: Callable[[], Iterable[Key]]
    now: Callable[[], datetime]
    version: str
    secrets: Mapping[str, Addresses]
    searcher: Searcher | None = None
    sealing: Sealing | None = None
    run_facts: Callable[[], Run] = Run
    checking: Checking | None = None
    watch: Watch | None = None
    lead: Lead | None = None
    measurer: Measurer | None = None
    camera_measurer: CameraMeasurer | None = None


class Built(NamedTuple):
    """`endpoint` is where the seats find it: with its port where "*" was asked for."""

    loop: CoreLoop
    telemetry: Telemetry
    endpoint: str


def build_loop(
    context: zmq.Context[zmq.Socket[bytes]],
    core: Core,
    keys: Keys,
    endpoint: str,
    places: Iterable[Place],
    around: Around,
) -> Built:
    """Ready to run; seats can connect already. Raises EndpointTaken."""

    def trusted(public: str) -> Key | None:
        return core.state.keys.get(public)

    server = SeatServer(context, endpoint, keys, trusted, time.monotonic)
    telemetry = Telemetry(around.now)
    sockets = [SourceSocket(context, keys, it.source, it.endpoint, telemetry, time.monotonic) for it in places]
    names = {it.source: it.name for it in places}
    links = [SourceLink(socket, time.monotonic, names[socket.source]) for socket in sockets]
    loop = CoreLoop(core, server, links, telemetry, *around)
    return Built(loop, telemetry, bound(server.socket.router))
