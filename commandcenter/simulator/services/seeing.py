"""Where in the picture a camera's AI has seen what it reports: made up, and the same for the same event.

The boxes have no word of their own: each seat then says beside them what it calls the alarm, in its own language.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from random import Random

from commandcenter.simulator.services.sights import Spot
from commandcenter.simulator.services.stage import Act, Asset

Sights = Mapping[str, Mapping[str, Sequence[Spot]]]
"""By camera and type of event, as `sights_of` has them."""


def where_seen(event_type: str, cameras: Sequence[Asset], sights: Sights) -> Sequence[Asset]:
    """The cameras whose pictures have something that such an event may be about; all of them when none has."""
    return [camera for camera in cameras if event_type in sights[camera["id"]]] or cameras


def seen(act: Act, seed: int, sights: Sights) -> Act:
    """With `camera` and `boxes`, when its picture has it; the subject of these is the camera itself."""
    event = act.event
    spots = sights.get(str(event["subject"]), {}).get(str(event["type"]), ())
    values = event.get("values")
    if event["kind"] != "raise" or not spots or not isinstance(values, dict):
        return act
    random = Random(f"seen {seed} {event['type']} {event['subject']} {act.at}")
    chosen = random.sample(spots, min(int(values.get("count", 1)), len(spots)))
    boxes = "; ".join(" ".join(f"{share / 100:.2f}" for share in spot) for spot in chosen)
    return Act(act.at, {**event, "values": {**values, "camera": event["subject"], "boxes": boxes}})
