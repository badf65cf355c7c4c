"""A source made of the kit that `protocol check --drive` starts, kills and feeds.

`python -m tests.support.driven_source ENDPOINT FOLDER [TELEMETRY]`; what it is told and what it says:
bridge/conformance/driver.py.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Mapping
from threading import Thread

from bridge.source import Source, SourceError

OWN = {"kind": "device", "device": "OWN-1", "type": "loudspeaker", "name": "Its own", "actions": ["speak"]}
END_S = 20.0


def say(**words: object) -> None:
    sys.stdout.write(json.dumps(words, ensure_ascii=False) + "\n")
    sys.stdout.flush()


def act(device: str, action: str, args: Mapping[str, str]) -> tuple[bool, str]:
    say(acted={"device": device, "action": action, "args": dict(args)})
    time.sleep(float(args.get("seconds", 0)))
    return True, "acted"


def end(source: Source) -> None:
    try:
        source.end_log(END_S)
    except SourceError as error:
        say(not_ended=str(error))


def kill_the_doorkeeper(source: Source) -> None:
    """As if its thread had died."""
    run = source._run  # noqa: SLF001 - what dies there is nobody else's business
    assert run is not None
    run._doorkeeper._authenticator.stop()  # noqa: SLF001


def obey(source: Source, order: Mapping[str, object]) -> None:
    match order:
        case {"emit": list(events)}:
            source.emit_many(events)
        case {"publish": dict(sample)}:
            source.publish(sample)
        case {"end": True}:
            Thread(target=end, args=[source], daemon=True).start()
        case {"door": "die"}:
            kill_the_doorkeeper(source)
            say(door="dead")


def main() -> None:
    source = Source("driven", *sys.argv[1:])
    source.on_command(act)
    with source:
        source.emit(OWN)
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        for line in sys.stdin:
            obey(source, json.loads(line))


if __name__ == "__main__":
    main()
