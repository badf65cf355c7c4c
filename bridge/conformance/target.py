"""What is tried, who the checker is there, and what it may do."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from bridge.source.keys import Keys
from commandcenter.domain import journal

from .driver import Driver

# A source keeps its events for every core that ever pulled. So what pulls goes by the name of the centre's core, and
# with its key is one more link of it, which never says `durable`; what says that has another name, and never pulls.
# Only a source that was made to be driven is pulled from under further names: its folder is for checks.
CORE = journal.CORE
SPEAKER = "protocol-check"
OTHER_CORE = "protocol-check-2"
CROWD = "protocol-check-crowd-"


class Patience(NamedTuple):
    """Seconds. `answer`: how long "at once" may take. `quiet`: how long nothing more may come to be nothing."""

    answer: float = 2.0
    quiet: float = 0.25
    watch: float = 3.0
    rule: float = 20.0
    whole: float = 120.0

    def times(self, factor: float) -> Patience:
        """For a slow network or machine: longer for what must come, no longer for what must not."""
        longer = {"answer": self.answer, "rule": self.rule, "whole": self.whole}
        return self._replace(**{name: seconds * factor for name, seconds in longer.items()})


class Allowed(NamedTuple):
    """What is off by default, for it does something at the source."""

    refresh: bool = False
    command: tuple[str, str] | None = None
    """(device, action) that may really be carried out."""
    lose: str = ""
    """A shell command that makes the stopped source lose its log."""


class Target(NamedTuple):
    """`keys` are the checker's, among the source's peers; `server` is the source's public key.

    `as_core`: these are the keys of the core that the source serves. `second` is another pair among its peers.
    `source_keys` is the source's own key file, which may be changed for the time of the check. `driver` starts, kills
    and feeds the source; without one it runs by itself.
    """

    endpoint: str
    keys: Keys
    server: str
    as_core: bool = False
    second: Keys | None = None
    source_keys: Path | None = None
    driver: Driver | None = None
    allowed: Allowed = Allowed()
    patience: Patience = Patience()
