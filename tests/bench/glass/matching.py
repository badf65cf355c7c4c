"""Which sighting belongs to which probe: pure arithmetic over what was sent and what was seen.

Probes wear one of a few titles in turn. A title comes again only after many probes, so a
picture on the screen names its probe, and a late one is never taken for the next.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

import msgspec


class Probe(msgspec.Struct, frozen=True, kw_only=True):
    """`title` is its number among the titles, `sent` monotonic seconds; probes are in the order of sending."""

    title: int
    sent: float


class Sighting(msgspec.Struct, frozen=True):
    """The queue's first row shows `title` for the first time since another one, at monotonic second `at`."""

    at: float
    title: int


class Change(msgspec.Struct, frozen=True, array_like=True):
    """Box number `box` looks different since monotonic second `at`; `look` is a digest of its pixels.

    `gap` is the time in seconds since the look before: the change came within it.
    """

    box: int
    at: float
    look: bytes
    gap: float


class Seen(msgspec.Struct, frozen=True, kw_only=True):
    """When a probe was on the screen. `overtaken`: only a later probe was seen, so `at` is an upper bound."""

    at: float
    overtaken: bool = False


def match(probes: Sequence[Probe], sightings: Sequence[Sighting]) -> list[Seen | None]:
    """For each probe when one screen had it; None when neither it nor a later one was seen."""
    found: list[Seen | None] = [None] * len(probes)
    sent = [probe.sent for probe in probes]
    for sighting in sorted(sightings, key=lambda one: one.at):
        newest = bisect_right(sent, sighting.at) - 1
        shown = next((at for at in range(newest, -1, -1) if probes[at].title == sighting.title), None)
        if shown is None:
            continue
        for at in range(shown, -1, -1):
            if found[at] is not None:
                break
            found[at] = Seen(at=sighting.at, overtaken=at != shown)
    return found


class Glass(msgspec.Struct, frozen=True, kw_only=True):
    """Milliseconds of one probe from sending to the screens; `both` is the slower of them."""

    wall: float
    console: float
    overtaken: bool

    @property
    def both(self) -> float:
        return max(self.wall, self.console)


def glass(probes: Sequence[Probe], wall: Sequence[Seen | None], console: Sequence[Seen | None]) -> list[Glass | None]:
    """One result for each probe, None when it was missing on a screen."""
    results: list[Glass | None] = []
    for probe, left, right in zip(probes, wall, console, strict=True):
        if left is None or right is None:
            results.append(None)
            continue
        results.append(
            Glass(
                wall=(left.at - probe.sent) * 1000,
                console=(right.at - probe.sent) * 1000,
                overtaken=left.overtaken or right.overtaken,
            )
        )
    return results
