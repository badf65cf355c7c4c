"""What is tried, who the checker is there, and what it may do."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from bridge.source.keys import Keys

from .driver import Driver

CORE = "protocol-check"
OTHER_CORE = "protocol-check-2"
CROWD = "protocol-check-crowd-"


class Patience(NamedTuple):
    """Seconds. `answer`: how long "at once" may take. `quiet`: how long nothing more may come to be nothing."""

    answer: float = 2.0
    quiet: float = 0.25
    watch: float = 3.0
    rule: float = 20.0
    whole: float = 120.0


class Allowed(NamedTuple):
    """What is off by default, for it does something at the source."""

    refresh: bool = False
    command: tuple[str, str] | None = None
    """(device, action) that may really be carried out."""
    lose: str = ""
    """A shell command that makes the stopped source lose its log."""


class Target(NamedTuple):
    """`keys` are the checker's, among the source's peers; `server` is the source's public key.

    `second` is another pair among its peers. `source_keys` is the source's own key file, which may be changed for
    the time of the check. `driver` starts, kills and feeds the source; without one it runs by itself.
    """

    endpoint: str
    keys: Keys
    server: str
    second: Keys | None = None
    source_keys: Path | None = None
    driver: Driver | None = None
    allowed: Allowed = Allowed()
    patience: Patience = Patience()
