"""What a source's health comes to: the worst that can be said of it, and its reasons as source text.

The screens and the command line say the same; whoever shows a text translates it (context "source").
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from bridge.protocol.seat import LinkState, SourceHealth
from commandcenter.domain.state import Doubt
from commandcenter.domain.text import QT_TRANSLATE_NOOP
from widgets.sources.status import SourceState

BEHIND = 500
LOSING_S = 60.0

# By the short words of `SourceHealth.trouble` and of the journal's `link.refused`.
REFUSALS: Mapping[str, str] = MappingProxyType(
    {
        "not trusted": QT_TRANSLATE_NOOP("source", "not trusted"),
        "refused": QT_TRANSLATE_NOOP("source", "refuses us"),
        "no key": QT_TRANSLATE_NOOP("source", "no key"),
        "other key": QT_TRANSLATE_NOOP("source", "other key"),
        "hangs up": QT_TRANSLATE_NOOP("source", "hangs up"),
        "unusable address": QT_TRANSLATE_NOOP("source", "bad address"),
        "foreign source id": QT_TRANSLATE_NOOP("source", "other id"),
    }
)


def state_of(source: SourceHealth, *, losing: bool = False) -> SourceState:
    """`losing`: it has just been refused or dropped something."""
    if source.trouble:
        return SourceState.REFUSED
    match source.state:
        case LinkState.LOST:
            return SourceState.AWAY
        case LinkState.CONNECTING:
            return SourceState.NEVER
        case LinkState.LIVE:
            conditions = (
                (bool(source.doubt), SourceState.DOUBT),
                (source.quarantined > 0, SourceState.QUARANTINE),
                (source.lag > BEHIND, SourceState.BEHIND),
                (losing, SourceState.LOSING),
            )
            return next((state for holds, state in conditions if holds), SourceState.LIVE)


def refusal(trouble: str) -> str:
    """The trouble as source text; a word that is not known, as it is."""
    return REFUSALS.get(trouble, trouble)


def doubt_of(source: SourceHealth) -> Doubt | None:
    """A reason that is not known is a doubt all the same."""
    if not source.doubt:
        return None
    return next((doubt for doubt in Doubt if doubt.value == source.doubt), Doubt.GAP)


class Losses:
    """Which sources have lost something within the last minute: what is refused and dropped is only counted.

    Seconds are monotonic.
    """

    def __init__(self) -> None:
        self._counts: dict[str, int] = {}
        self._grew: dict[str, float] = {}

    def note(self, sources: Sequence[SourceHealth], now: float) -> None:
        counts = {source.source: source.refused + source.dropped for source in sources}
        for source, count in counts.items():
            if count > self._counts.get(source, count):
                self._grew[source] = now
        self._counts = counts

    def losing(self, source: str, now: float) -> bool:
        return now - self._grew.get(source, float("-inf")) < LOSING_S
