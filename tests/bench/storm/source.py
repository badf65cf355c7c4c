"""The source of the storm, a real one by the kit: alarms evenly over a while, critical ones among them.

`python -m tests.bench.storm.source LINE` with a `Line` as JSON. Prints `ready`; each line on its standard input is a
`Weather` as JSON, and is answered with the monotonic seconds at which each critical one was given to the kit.
"""

from __future__ import annotations

import sys
import time
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

import msgspec

from bridge.source import Source
from tests.bench.glass.load import title
from tests.bench.transitions.events import KINDS
from tests.bench.transitions.rules import STREETS

# Nothing of it is critical by the catalogue: those that are come besides.
ORDINARY = tuple(kind for kind in KINDS if kind[0] != "cesspool.methane")


class Line(msgspec.Struct, frozen=True, kw_only=True):
    id: str
    endpoint: str
    folder: str
    keys: str


class Weather(msgspec.Struct, frozen=True, kw_only=True):
    """So many `alarms` in `seconds`, evenly; at each moment of `critical` (seconds from the start) one more.

    The things are numbered from `first` on, the critical ones from `probe` on.
    """

    seconds: float
    alarms: int
    critical: tuple[float, ...]
    first: int = 0
    probe: int = 0


def main() -> int:
    line = msgspec.json.decode(sys.argv[1], type=Line)
    with Source(line.id, line.endpoint, Path(line.folder), keys=line.keys) as source:
        _say("ready")
        for asked in sys.stdin:
            weather = msgspec.json.decode(asked, type=Weather)
            _say(msgspec.json.encode(_blow(source, weather)).decode())
    return 0


def _blow(source: Source, weather: Weather) -> list[float]:
    ordinary = [(weather.seconds * at / weather.alarms, False) for at in range(weather.alarms)]
    moments = sorted([*ordinary, *((at, True) for at in weather.critical)])
    things, probes, sent = count(weather.first), count(weather.probe), []
    began = time.monotonic()
    for at, critical in moments:
        time.sleep(max(0.0, began + at - time.monotonic()))
        if critical:
            sent.append(time.monotonic())
            source.emit(_probe(next(probes)))
        else:
            source.emit(_ordinary(next(things)))
    return sent


def _probe(number: int) -> dict[str, object]:
    return {
        "kind": "raise",
        "at": datetime.now(UTC),
        "type": "bench.probe",
        "subject": f"storm/{number}",
        "title": title(number),
        "priority": "critical",
        "place": {"lon": 106.55, "lat": 29.585},
        "area": STREETS[0],
    }


def _ordinary(number: int) -> dict[str, object]:
    type, value, bad, _ = ORDINARY[number % len(ORDINARY)]
    return {
        "kind": "raise",
        "at": datetime.now(UTC),
        "type": type,
        "subject": f"thing-{number:05}",
        "place": {"lon": 106.52 + number % 61 / 1000, "lat": 29.575 + number % 23 / 1000},
        "area": STREETS[number // len(ORDINARY) % len(STREETS)],
        "values": {value: bad, "site": f"S{number}"},
    }


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    raise SystemExit(main())
