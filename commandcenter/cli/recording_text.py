"""How recording and replay are told on the command line while they go on."""

from __future__ import annotations

import shlex
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import click

from bridge.recording.player import Played
from commandcenter.app.recording import Line
from commandcenter.app.replaying import Summary
from commandcenter.app.words import Words
from commandcenter.domain.text import QT_TRANSLATE_NOOP

QUIET_S = 10.0
UNITS = ("B", "KiB", "MiB", "GiB")


class Board:
    """A few lines that are written over on a terminal; elsewhere they are told again now and then."""

    def __init__(self) -> None:
        self._height = 0
        self._told = float("-inf")

    def show(self, lines: Sequence[str], *, last: bool = False) -> None:
        if sys.stdout.isatty():
            up = f"\x1b[{self._height}A" if self._height else ""
            click.echo(up + "".join(f"\x1b[2K{line}\n" for line in lines), nl=False)
            self._height = 0 if last else len(lines)
        elif last or time.monotonic() - self._told >= QUIET_S:
            self._told = time.monotonic()
            click.echo("\n".join(lines))


class RecordText:
    """One line for each source."""

    def __init__(self, words: Words) -> None:
        self._words = words
        self._board = Board()

    def show(self, lines: Sequence[Line], *, last: bool = False) -> None:
        self._board.show([self._line(line) for line in lines], last=last)

    def _line(self, line: Line) -> str:
        kept = line.kept
        counts = QT_TRANSLATE_NOOP("cli", "{events} events, {samples} samples, {size}")
        text = self._words("cli", counts, events=kept.events, samples=kept.samples, size=size_of(kept.size))
        if kept.missing:
            missing = QT_TRANSLATE_NOOP("cli", "{count} events were gone before they came")
            text += "  " + self._words("cli", missing, count=kept.missing)
        state = self._words("link", line.state)
        if line.trouble:
            state += f" ({self._words.known('source', line.trouble)})"
        return f"  {line.source}  {state}  {text}"


class ReplayText:
    """One line: how many sources are linked, then how far it is."""

    def __init__(self, words: Words, folder: Path, summary: Summary) -> None:
        self._words = words
        self._core = f".venv/bin/python main.py --data {shlex.quote(str(folder))} core"
        self._summary = summary
        self._played = Played()
        self._board = Board()

    def linked(self, count: int, of: int) -> None:
        text = QT_TRANSLATE_NOOP("cli", "The training core has linked {count} of {total} sources. It is started with")
        line = self._words("cli", text, count=count, total=of)
        self._board.show([line, f"  {self._core}"], last=count == of)

    def playing(self) -> None:
        click.echo(self._words("cli", QT_TRANSLATE_NOOP("cli", "Playing; Ctrl+C ends it.")))

    def ended(self) -> None:
        """How far it was in the end."""
        self.played(self._played, last=True)

    def played(self, played: Played, *, last: bool = False) -> None:
        self._played = played
        text = QT_TRANSLATE_NOOP("cli", "{time}  {events} of {all_events} events, {samples} of {all_samples} samples")
        line = self._words(
            "cli",
            text,
            time=self._summary.header.at(played.us).astimezone().strftime("%Y-%m-%d %H:%M:%S"),
            events=played.events,
            all_events=self._summary.events,
            samples=played.samples,
            all_samples=self._summary.samples,
        )
        self._board.show([line], last=last)

    def waiting(self, events: int) -> None:
        text = QT_TRANSLATE_NOOP("cli", "The training core has {count} events to take in yet.")
        self._board.show([self._words("cli", text, count=events)])


def size_of(size: float) -> str:
    """In the largest unit that leaves a number above 1."""
    unit = 0
    while size >= 1024 and unit < len(UNITS) - 1:
        size /= 1024
        unit += 1
    return f"{size:.1f} {UNITS[unit]}" if unit else f"{size:.0f} {UNITS[0]}"
