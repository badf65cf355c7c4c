"""What the verbs of `audit` that look back have in common: conditions as options, times, the journal at hand."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any, TypeVar

import click
import msgspec

from commandcenter.app.opening import open_reader
from commandcenter.cli.program import Call
from commandcenter.domain.journal import Outcome
from commandcenter.domain.text import QT_TRANSLATE_NOOP
from commandcenter.services.searching import Query

if TYPE_CHECKING:
    from commandcenter.app.past import FolderPast

Verb = TypeVar("Verb", bound=Callable[..., Any])


class Instant(click.ParamType[datetime]):
    """A day, or a day and a time, by the centre's clocks unless it says otherwise."""

    name = "time"

    def __init__(self, *, end: bool = False) -> None:
        self._end = end

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        if isinstance(value, datetime):
            return value
        text = str(value)
        if ctx is not None and isinstance(ctx.find_root().obj, Call):
            # Its zone counts for a time that names none.
            ctx.find_root().obj.settings()
        try:
            found = datetime.fromisoformat(text)
            if self._end and len(text) == len("2026-11-21"):
                found = datetime.combine(found.date() + timedelta(days=1), time())
            return found.astimezone()
        except (ValueError, OverflowError):
            # The first and the last day of all lie beyond the calendar somewhere.
            self.fail(f"例如 2026-11-21 或 '2026-11-21 08:00' · such as these: {text!r}", param, ctx)


def asking(verb: Verb) -> Verb:
    """The conditions of a search as options."""
    options = (
        click.option("--person", "persons", multiple=True, help="人员或数据源 · Person or source"),
        click.option("--seat", "seats", multiple=True, help="席位 · Seat"),
        click.option("--session", "sessions", multiple=True, help="会话 · Session"),
        click.option("--action", "actions", multiple=True, help="操作，如 alarm.* · Action, such as alarm.*"),
        click.option("--subject", "subjects", multiple=True, help="告警、设备等对象 · Alarm, run, device, thing"),
        click.option("--area", "areas", multiple=True, help="辖区代码，如 500105* · Area code"),
        click.option(
            "--outcome",
            "outcomes",
            multiple=True,
            type=click.Choice([outcome.value for outcome in Outcome]),
            help="结果 · Outcome",
        ),
        click.option("--from", "since", type=Instant(), default=None, help="起始时间 · From this time on"),
        click.option("--to", "until", type=Instant(end=True), default=None, help="截止时间（日期含当日） · Up to it"),
        click.option("--words", default="", help="须全部出现的文字 · Words that all stand in it"),
    )
    for option in reversed(options):
        verb = option(verb)
    return verb


def query_of(asked: dict[str, Any]) -> Query:
    """From the options of `asking`. Raises UsageError."""
    outcomes = tuple(Outcome(value) for value in asked.pop("outcomes"))
    words = tuple(asked.pop("words").split())
    try:
        # The limits of the wire hold for the command line too.
        return msgspec.json.decode(msgspec.json.encode(Query(**asked, outcomes=outcomes, words=words)), type=Query)
    except ValueError as error:
        raise click.UsageError(str(error)) from error


@contextmanager
def looking(call: Call) -> Iterator[FolderPast]:
    """The folder's journal with its search. Raises Trouble."""
    # DuckDB and numpy take their time to load, which no other verb shall wait for.
    from commandcenter.adapters.search.journal_rows import JournalRows
    from commandcenter.app.past import FolderPast
    from commandcenter.app.searching import searching

    journal = call.journal()
    with open_reader(journal):
        progress = Progress(call)
        with searching(call.folder, journal, progress) as ask, closing(JournalRows.of(journal)) as rows:
            progress.end()
            yield FolderPast(call.folder, rows, ask)


class Progress:
    """On a terminal only, and on its error side: what is printed stays what was asked for."""

    def __init__(self, call: Call) -> None:
        self._call: Call = call
        self._shown = False

    def __call__(self, done: int, of: int) -> None:
        if not sys.stderr.isatty():
            return
        self._shown = True
        text = self._call.words("cli", QT_TRANSLATE_NOOP("cli", "{done} of {of}"), done=done, of=of)
        click.echo(f"\r{text}\x1b[K", err=True, nl=False)

    def end(self) -> None:
        if self._shown:
            click.echo("", err=True)
            self._shown = False
