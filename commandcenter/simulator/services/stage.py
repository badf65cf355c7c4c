"""What a service knows of the district, and the shape of its day: acts in time, samples at a time."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from bridge.source import Outcome, refused

Event = dict[str, object]
"""An event of the source protocol without its time, which is that of its emission."""

Sample = dict[str, object]
Asset = Mapping[str, Any]


class Act(NamedTuple):
    """An event and when it happens, in seconds of the story."""

    at: float
    event: Event


class World(NamedTuple):
    """Assets by kind, and for each strand of the story the id of its subject."""

    assets: Mapping[str, list[Asset]]
    story: Mapping[str, str]

    def find(self, kind: str, name: str) -> Asset:
        return next(asset for asset in self.assets[kind] if asset["id"] == name)


class Service(Protocol):
    """One backend. Everything but `obey` is a pure function of world, seed and time."""

    def opening(self) -> list[Event]:
        """What it declares when it starts: its devices."""

    def acts(self) -> Iterator[Act]:
        """Its day in order of time; most have no end."""

    def samples(self, t: float) -> list[Sample]:
        """Its telemetry at `t` seconds of the story."""

    def obey(self, device: str, action: str, args: Mapping[str, str]) -> Outcome:
        """Carries a device command out, on a worker thread."""


def read_world(folder: Path) -> World:
    """Raises OSError, or ValueError for a file that is not the district's."""
    assets = json.loads((folder / "assets.json").read_text(encoding="utf-8"))
    about = json.loads((folder / "district.json").read_text(encoding="utf-8"))
    return World(assets, {name: it["subject"] for name, it in about["story"].items()})


def place(asset: Asset) -> dict[str, float]:
    return {"lon": asset["lon"], "lat": asset["lat"]}


def raised(asset: Asset, event_type: str, title: str, **values: object) -> Event:
    """Something is wrong with an asset; `site` is the name that people on the spot use."""
    return {
        "kind": "raise",
        "type": event_type,
        "subject": asset["id"],
        "title": f"{title} {asset['name']}",
        "place": place(asset),
        "area": asset["area"],
        "address": asset["address"],
        "values": {"site": asset["name"], **values},
    }


def returned(asset: Asset, event_type: str) -> Event:
    return {"kind": "return", "type": event_type, "subject": asset["id"]}


def noted(asset: Asset, event_type: str, title: str, **values: object) -> Event:
    return {"kind": "note", "type": event_type, "subject": asset["id"], "title": title, "values": values}


def declared(asset: Asset, device_type: str, *actions: str) -> Event:
    return {
        "kind": "device",
        "device": asset["id"],
        "type": device_type,
        "name": asset["name"],
        "actions": list(actions),
        "place": place(asset),
        "subject": asset.get("subject", ""),
    }


class NoDevices:
    """For a service that only reports."""

    def opening(self) -> list[Event]:
        return []

    def obey(self, device: str, action: str, args: Mapping[str, str]) -> Outcome:
        return refused("no such device")
