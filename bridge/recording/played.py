"""A source that says again what was recorded: the kit, with the recorded bytes in the place of a backend service."""

from __future__ import annotations

from pathlib import Path

from bridge.source import Outcome, Source, refused

REPLAY = "replay"


def played_source(source: str, endpoint: str, folder: Path, telemetry: str) -> Source:
    """Not started yet. Whatever a core commands is refused: nothing real moves."""
    made = Source(source, endpoint, folder, telemetry)
    made.on_command(_refuse)
    return made


def _refuse(device: str, action: str, args: object) -> Outcome:
    return refused(REPLAY)
