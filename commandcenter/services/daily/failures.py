"""What failed in a period: sources that lost events or began anew, the core's own starts, what was refused."""

from __future__ import annotations

from collections import Counter, defaultdict

import msgspec

from commandcenter.domain.changes.keys import LinkRefused
from commandcenter.domain.changes.operating import CommandRefused
from commandcenter.domain.changes.sources import EventQuarantined, SourceEpoch, SourceGap, SourceWentBack
from commandcenter.domain.changes.system import CoreResumed, CoreStarted
from commandcenter.domain.journal import Entry


class SourceLine(msgspec.Struct, frozen=True, kw_only=True):
    """`lost` events are gone for ever; `new_logs` were begun without the old one being ended properly."""

    source: str
    gaps: int = 0
    lost: int = 0
    new_logs: int = 0
    went_back: int = 0
    quarantined: int = 0


class FailureFigures(msgspec.Struct, frozen=True, kw_only=True):
    """`disk_full`: how often the core went on after its disk was full."""

    sources: tuple[SourceLine, ...]
    core_starts: int
    disk_full: int
    commands_refused: int
    links_refused: int


class FailureTally:
    """Takes every entry of the period."""

    def __init__(self) -> None:
        self._sources: defaultdict[str, Counter[str]] = defaultdict(Counter)
        self._all: Counter[str] = Counter()

    def take(self, entry: Entry) -> None:
        match entry.change:
            case SourceGap(expected=expected, found=found):
                self._sources[entry.actor].update(gaps=1, lost=found - expected)
            case SourceEpoch(before=before, ended=ended):
                if before and not ended:
                    self._sources[entry.actor].update(new_logs=1)
            case SourceWentBack():
                self._sources[entry.actor].update(went_back=1)
            case EventQuarantined():
                self._sources[entry.actor].update(quarantined=1)
            case CoreStarted():
                self._all.update(core_starts=1)
            case CoreResumed():
                self._all.update(disk_full=1)
            case CommandRefused():
                self._all.update(commands_refused=1)
            case LinkRefused(count=count):
                self._all.update(links_refused=count)
            case _:
                pass

    def figures(self) -> FailureFigures:
        counted = self._all
        return FailureFigures(
            sources=tuple(SourceLine(source=source, **it) for source, it in sorted(self._sources.items())),
            core_starts=counted["core_starts"],
            disk_full=counted["disk_full"],
            commands_refused=counted["commands_refused"],
            links_refused=counted["links_refused"],
        )
