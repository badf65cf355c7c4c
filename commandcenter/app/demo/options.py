"""What the demo may be told, and the places it uses."""

from __future__ import annotations

from pathlib import Path

import msgspec

from commandcenter.settings import DEFAULT_PORT
from commandcenter.simulator.services import names

SERVICES = tuple(names.SERVICES)
SEED = 1


class Options(msgspec.Struct, frozen=True, kw_only=True):
    """`seconds` None: until it is stopped. `build` is where caches, logs and screenshots go."""

    data: Path
    build: Path
    seconds: float | None = None
    cameras: Path | None = None
    port_base: int = DEFAULT_PORT
    language: str = "zh"
    sources: tuple[tuple[str, str], ...] = ()

    @property
    def core(self) -> str:
        return f"tcp://127.0.0.1:{self.port_base}"

    @property
    def metrics(self) -> str:
        return f"127.0.0.1:{self.port_base + 1}"

    @property
    def rtsp_port(self) -> int:
        return self.port_base + 2

    def endpoint(self, service: str) -> str:
        return f"tcp://127.0.0.1:{self.port_base + 10 + 2 * SERVICES.index(service)}"

    def telemetry(self, service: str) -> str:
        return f"tcp://127.0.0.1:{self.port_base + 11 + 2 * SERVICES.index(service)}"

    def ports(self) -> list[int]:
        services = range(self.port_base + 10, self.port_base + 10 + 2 * len(SERVICES))
        video = [] if self.cameras else [self.rtsp_port]
        return [self.port_base, *video, *services]
