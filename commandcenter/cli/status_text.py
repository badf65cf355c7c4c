"""`status` for people: the core, the journal, open alarms, then one line for each source and each seat."""

from __future__ import annotations

from collections.abc import Iterator

from bridge.protocol.seat import LinkState, SeatHealth, SourceHealth, Status
from commandcenter.app.words import Words
from commandcenter.domain.text import QT_TRANSLATE_NOOP

MARKS = {"critical": "▲", "major": "◆", "minor": "■", "notice": "●"}


def status_text(words: Words, found: Status | None, counts: dict[str, object], size: int, root: str) -> str:
    """`found` is None when no core answers; what stands in the journal is told all the same."""
    lines = [_core(words, found)]
    lines.append(words("cli", QT_TRANSLATE_NOOP("cli", "Journal: {size} entries, root {root}"), size=size, root=root))
    lines.append(_alarms(words, counts))
    if found is not None:
        lines.extend(_sources(words, found.beat.sources))
        lines.extend(_seats(words, found.beat.seats))
    return "\n".join(lines)


def _core(words: Words, found: Status | None) -> str:
    if found is None:
        return words("cli", QT_TRANSLATE_NOOP("cli", "Core: does not answer"))
    line = words(
        "cli",
        QT_TRANSLATE_NOOP("cli", "Core: running since {time}, version {version}"),
        time=found.started_at.astimezone().strftime("%Y-%m-%d %H:%M:%S"),
        version=found.version,
    )
    return f"{line}\n{words.known('trouble', found.beat.trouble)}" if found.beat.trouble else line


def _alarms(words: Words, counts: dict[str, object]) -> str:
    text = QT_TRANSLATE_NOOP("cli", "Alarms: {open} open, {unacknowledged} of them not acknowledged")
    by_priority = counts["by_priority"]
    marked = by_priority.items() if isinstance(by_priority, dict) else ()
    figures = "  ".join(f"{MARKS[name]} {count}" for name, count in marked)
    return f"{words('cli', text, open=counts['open'], unacknowledged=counts['unacknowledged'])}   {figures}"


def _sources(words: Words, sources: tuple[SourceHealth, ...]) -> Iterator[str]:
    live = sum(source.state is LinkState.LIVE for source in sources)
    yield words("cli", QT_TRANSLATE_NOOP("cli", "Sources: {live}/{all}"), live=live, all=len(sources))
    for source in sources:
        line = f"  {words('link', source.state.value)}  {source.name or source.source}"
        yield line if source.state is LinkState.CONNECTING else f"{line}  {_figures(words, source)}"


def _figures(words: Words, source: SourceHealth) -> str:
    return words(
        "cli",
        QT_TRANSLATE_NOOP("cli", "{lag} behind, {rate}/s, last word {silent} s ago"),
        lag=source.lag,
        rate=f"{source.rate:.1f}",
        silent=f"{source.silent_s:.0f}",
    )


def _seats(words: Words, seats: tuple[SeatHealth, ...]) -> Iterator[str]:
    yield words("cli", QT_TRANSLATE_NOOP("cli", "Seats: {count}"), count=len(seats))
    for seat in seats:
        yield f"  {seat.seat}  {seat.person}"
