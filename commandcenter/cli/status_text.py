"""`status` for people: the core, the journal, open alarms, then one line for each source and each seat."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from bridge.protocol.seat import LinkState, SeatHealth, SourceHealth, Status
from commandcenter.app.words import Words
from commandcenter.cli.printing import local
from commandcenter.domain.errors import Trouble
from commandcenter.domain.state import Doubt
from commandcenter.domain.text import QT_TRANSLATE_NOOP
from commandcenter.wiring.source_health import doubt_of, refusal, state_of
from widgets.sources.status import SourceState

MARKS = {"critical": "▲", "major": "◆", "minor": "■", "notice": "●"}
_DOUBTS: Mapping[Doubt, str] = MappingProxyType(
    {
        Doubt.GAP: QT_TRANSLATE_NOOP("cli", "events lost, its alarms are not confirmed"),
        Doubt.EPOCH: QT_TRANSLATE_NOOP("cli", "new log, its alarms are not confirmed"),
        Doubt.BACK: QT_TRANSLATE_NOOP("cli", "log went back, its alarms are not confirmed"),
    }
)


def status_text(
    words: Words, found: Status | Trouble, counts: dict[str, object], size: int, root: str
) -> Iterator[str]:
    """`found` says why when no core answers; what stands in the journal is told all the same."""
    yield from _core(words, found)
    yield words("cli", QT_TRANSLATE_NOOP("cli", "Journal: {size} entries, root {root}"), size=size, root=root)
    yield _alarms(words, counts)
    if isinstance(found, Status):
        yield from _sources(words, found.beat.sources)
        yield from _seats(words, found.beat.seats)
        for seat in found.cut_off:
            text = QT_TRANSLATE_NOOP("cli", "cut off, last word {silent} s ago")
            yield f"  ◆ {seat.seat}  {seat.person}  {words('cli', text, silent=f'{seat.silent_s:.0f}')}"


def _core(words: Words, found: Status | Trouble) -> Iterator[str]:
    if isinstance(found, Trouble):
        away = QT_TRANSLATE_NOOP("cli", "Core: does not answer ({reason})")
        yield words("cli", away, reason=words.trouble(found))
        yield "→ " + words("cli", QT_TRANSLATE_NOOP("cli", "Start it with `core`, or look at its log."))
        return
    text = QT_TRANSLATE_NOOP("cli", "Core: running since {time}, version {version}")
    if not found.leading:
        text = QT_TRANSLATE_NOOP("cli", "Core: stands by since {time}, version {version}")
    yield words("cli", text, time=local(found.started_at), version=found.version)
    if found.epoch:
        leads = QT_TRANSLATE_NOOP("cli", "Leads: {leader}, term {epoch}")
        yield words("cli", leads, leader=found.leader.rpartition("/")[0], epoch=found.epoch)
    if found.beat.trouble:
        yield words.known("trouble", found.beat.trouble)


def _alarms(words: Words, counts: dict[str, object]) -> str:
    text = QT_TRANSLATE_NOOP("cli", "Alarms: {open} open, {unacknowledged} of them not acknowledged")
    by_priority = counts["by_priority"]
    marked = by_priority.items() if isinstance(by_priority, dict) else ()
    figures = "  ".join(f"{MARKS[name]} {count}" for name, count in marked)
    return f"{words('cli', text, open=counts['open'], unacknowledged=counts['unacknowledged'])}   {figures}"


def _sources(words: Words, sources: tuple[SourceHealth, ...]) -> Iterator[str]:
    """The worst first; what is not well has a mark at the beginning of its line."""
    live = sum(source.state is LinkState.LIVE for source in sources)
    yield words("cli", QT_TRANSLATE_NOOP("cli", "Sources: {live}/{all}"), live=live, all=len(sources))
    for source in sorted(sources, key=lambda source: state_of(source).rank):
        parts = [_word(words, source), source.name or source.source, " · ".join(_facts(words, source))]
        yield f"  {_mark(state_of(source))} {'  '.join(filter(None, parts))}"


def _mark(state: SourceState) -> str:
    if state in (SourceState.LIVE, SourceState.NEVER):
        return " "
    return MARKS["minor" if state in (SourceState.BEHIND, SourceState.LOSING) else "major"]


def _word(words: Words, source: SourceHealth) -> str:
    return words("link", "refused") if source.trouble else words("link", source.state.value)


def _facts(words: Words, source: SourceHealth) -> Iterator[str]:
    """What is wrong, then how fast it goes, then what was counted, where it is not nothing."""
    if source.trouble:
        yield words.known("source", refusal(source.trouble))
    doubt = doubt_of(source)
    if doubt is not None:
        yield words("cli", _DOUBTS[doubt])
    if source.state is not LinkState.CONNECTING:
        yield words(
            "cli",
            QT_TRANSLATE_NOOP("cli", "{lag} behind, {rate}/s, last word {silent} s ago"),
            lag=source.lag,
            rate=f"{source.rate:.1f}",
            silent=f"{source.silent_s:.0f}",
        )
    for text, count in (
        (QT_TRANSLATE_NOOP("cli", "{count} in quarantine"), source.quarantined),
        (QT_TRANSLATE_NOOP("cli", "{count} refused"), source.refused),
        (QT_TRANSLATE_NOOP("cli", "{count} telemetry values dropped"), source.dropped),
    ):
        if count:
            yield words("cli", text, count=count)


def _seats(words: Words, seats: tuple[SeatHealth, ...]) -> Iterator[str]:
    yield words("cli", QT_TRANSLATE_NOOP("cli", "Seats: {count}"), count=len(seats))
    for seat in seats:
        line = f"  {seat.seat}  {seat.person}"
        if seat.waiting:
            text = QT_TRANSLATE_NOOP("cli", "{count} actions wait there for an answer")
            line = f"{line}  {words('cli', text, count=seat.waiting)}"
        text = QT_TRANSLATE_NOOP("cli", "behind, {count} entries unread")
        yield f"{line}  {words('cli', text, count=seat.unread)}" if seat.behind else line
