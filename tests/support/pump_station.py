"""A backend service that is not the simulator: a pump station with an alarm and a loudspeaker, driven by stdin.

Lines: `raise SUBJECT PRIORITY TITLE…`, `return SUBJECT`, `garbage` (an event that cannot be decoded). Prints
`ready`, then `spoke KEY` for each time that its loudspeaker really spoke.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from datetime import UTC, datetime

from bridge.source import Source

PLACE = {"lon": 106.55, "lat": 29.585}


def main(endpoint: str, folder: str) -> None:
    source = Source("pumps", endpoint, folder)

    def obey(device: str, action: str, args: Mapping[str, str]) -> tuple[bool, str]:
        say(f"spoke {device} {action}")
        return True, "played"

    source.on_command(obey)
    with source:
        emit = source.emit
        emit(
            {
                "kind": "device",
                "at": now(),
                "device": "YZ-9",
                "type": "loudspeaker",
                "name": "音柱 YZ-9",
                "actions": ["speak"],
                "place": PLACE,
            }
        )
        say("ready")
        for line in sys.stdin:
            verb, *rest = line.split()
            if verb == "raise":
                subject, priority, *title = rest
                event = {"kind": "raise", "subject": subject, "priority": priority, "title": " ".join(title)}
                emit({**event, "at": now(), "type": "pump.flood", "place": PLACE})
            elif verb == "return":
                emit({"kind": "return", "at": now(), "type": "pump.flood", "subject": rest[0]})


def now() -> str:
    return datetime.now(UTC).isoformat()


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
