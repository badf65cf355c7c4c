"""A snapshot on its way: what has come of it, and the entries that followed it meanwhile."""

from __future__ import annotations

from bridge.mailbox import LIMIT
from bridge.protocol import seat as wire
from bridge.seat.happenings import Snapshot
from commandcenter.domain.assets import Addresses
from commandcenter.domain.journal import Entry


class Arriving:
    """Nothing of it is shown before it is whole. So many `parts` have come, and `entries` that follow it."""

    def __init__(self, joined: wire.Joined) -> None:
        self.parts = 0
        self.snapshot = Snapshot(person=joined.person, person_name=joined.person_name, state=joined.state)
        self.entries: list[Entry] = []

    def take(self, part: wire.Part) -> bool:
        """Whether it is whole now."""
        snapshot, state = self.snapshot, self.snapshot.state
        for alarm in part.alarms:
            state.keep_alarm(alarm)
        for watch in part.watches:
            state.keep_watch(watch)
        state.devices.update((device.id, device) for device in part.devices)
        state.cameras.update((camera.id, camera) for camera in part.cameras)
        state.linkages.update((run.id, run) for run in part.linkages)
        state.sights.update((sights.camera, sights) for sights in part.sights)
        snapshot.secrets.update((it.camera, Addresses(it.address, it.sub)) for it in part.secrets)
        snapshot.readings += part.samples
        snapshot.series += part.series
        self.parts = part.part
        return part.last

    def follow(self, entries: tuple[Entry, ...]) -> bool:
        """False when there are too many to wait for it."""
        self.entries += entries
        return len(self.entries) <= LIMIT
