"""A backend service that is not the simulator: a pump station with an alarm and a loudspeaker, driven by stdin.

Arguments: endpoint, folder, key file (the folder's `keys.json` when not given). Lines: `raise SUBJECT PRIORITY
TITLE…`, `see SUBJECT PRIORITY CAMERA TITLE…` (the same, seen by a camera's AI), `return SUBJECT`, `end SECONDS` (end
of the log), `refresh`, `device NAME TYPE ACTION…` (one more), `looks CAMERA PAN TILT ZOOM`. Prints `ready`,
`ended EPOCH` after each end of a log, `spoke DEVICE ACTION` for each time that its loudspeaker really spoke, and `told
DEVICE ACTION NAME=VALUE…` for whatever else a device was told. What its sensors see is in `sensors.json` and outlives
the process.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from bridge.source import Source

PLACE = {"lon": 106.55, "lat": 29.585}
BOX = "垃圾: 0.30 0.40 0.25 0.30"
COLUMN = {"device": "YZ-9", "type": "loudspeaker", "name": "音柱 YZ-9", "actions": ["speak"], "place": PLACE}


class Sensors:
    """What is flooded now."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self.flooded: dict[str, dict[str, object]] = json.loads(file.read_text()) if file.exists() else {}

    def see(self, subject: str, flood: dict[str, object] | None) -> None:
        self.flooded.pop(subject, None)
        if flood is not None:
            self.flooded[subject] = flood
        self._file.write_text(json.dumps(self.flooded))


def beside(endpoint: str) -> str | None:
    """For its telemetry; beside a port it has none."""
    return f"{endpoint}-telemetry" if endpoint.startswith("ipc://@") else None


def main(endpoint: str, folder: str, keys: str | None = None) -> None:
    source = Source("pumps", endpoint, folder, beside(endpoint), keys=keys)
    sensors = Sensors(Path(folder) / "sensors.json")
    source.on_refresh(lambda: list(sensors.flooded.values()))

    @source.on_command
    def obey(device: str, action: str, args: Mapping[str, str]) -> tuple[bool, str]:
        if action == "speak":
            say(f"spoke {device} {action}")
        else:
            say(" ".join(["told", device, action, *(f"{name}={value}" for name, value in sorted(args.items()))]))
        return True, "played"

    with source:
        source.emit({"kind": "device", "at": now(), **COLUMN})
        say("ready")
        for line in sys.stdin:
            take(source, sensors, *line.split())


def take(source: Source, sensors: Sensors, verb: str, *rest: str) -> None:
    if verb == "raise":
        subject, priority, *title = rest
        event = {"kind": "raise", "subject": subject, "priority": priority, "title": " ".join(title)}
        sensors.see(subject, {**event, "at": now(), "type": "pump.flood", "place": PLACE})
        source.emit(sensors.flooded[subject])
    elif verb == "see":
        subject, priority, camera, *title = rest
        event = {"kind": "raise", "subject": subject, "priority": priority, "title": " ".join(title)}
        values = {"camera": camera, "boxes": BOX}
        sensors.see(subject, {**event, "at": now(), "type": "pump.flood", "place": PLACE, "values": values})
        source.emit(sensors.flooded[subject])
    elif verb == "return":
        sensors.see(rest[0], None)
        source.emit({"kind": "return", "at": now(), "type": "pump.flood", "subject": rest[0]})
    elif verb == "device":
        name, kind, *actions = rest
        source.emit({"kind": "device", "at": now(), "device": name, "type": kind, "name": name, "actions": actions})
    elif verb == "looks":
        camera, *angles = rest
        looks = {name: float(angle) for name, angle in zip(("pan", "tilt", "zoom"), angles, strict=True)}
        source.publish({"key": f"ptz/{camera}", "type": "ptz.position", "at": now(), "values": looks})
    elif verb == "refresh":
        source.refresh()
    elif verb == "end":
        source.end_log(float(rest[0]))
        say(f"ended {source.epoch}")


def now() -> str:
    return datetime.now(UTC).isoformat()


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
