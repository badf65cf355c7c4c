"""The services that there are, by the name that each also has as a source."""

from __future__ import annotations

from importlib import import_module

from commandcenter.simulator.services.stage import Service, World

SERVICES: dict[str, str] = {
    "cesspool": "cesspool:Cesspools",
    "drainage": "drainage:Drains",
    "fire": "fire:Fire",
    "wristband": "wristband:Wristbands",
    "capture": "capture:Capture",
    "lift": "lift:Lifts",
    "crews": "crews:Crews",
    "loudspeaker": "loudspeaker:Loudspeakers",
}


def build(name: str, world: World, seed: int) -> Service:
    """Makes one service; only its own module is imported."""
    module, kind = SERVICES[name].split(":")
    service: Service = getattr(import_module(f"commandcenter.simulator.services.{module}"), kind)(world, seed)
    return service
