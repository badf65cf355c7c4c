"""The record's lines as the command line prints them: the same sentences as on the screens."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from commandcenter.app.names import teller_of
from commandcenter.app.telling import Teller
from commandcenter.cli.printing import local
from commandcenter.cli.program import Call
from commandcenter.domain.journal import Entry
from commandcenter.services.stories import Line, story


@contextmanager
def telling(call: Call) -> Iterator[Teller]:
    """With the names that the folder's journal knows. Raises Trouble."""
    # First: they say which language it is.
    settings = call.settings()
    with teller_of(call.folder, call.journal(), settings, call.words) as teller:
        yield teller


def said_text(teller: Teller, line: Line) -> str:
    """The sentence, and the id of what it is about."""
    thing = teller.object(line)
    return f"{teller.line(line)}  [{thing}]" if thing else teller.line(line)


def who_text(teller: Teller, line: Line) -> str:
    """Name and id, as an auditor needs both."""
    name = teller.who(line)
    who = line.actor if name == line.actor else f"{name} ({line.actor})"
    return f"{who} @{line.seat}" if line.seat else who


def entry_text(teller: Teller, entry: Entry) -> str:
    """An entry on one line."""
    (line,) = story([entry])
    return f"{line.seq:>7} {local(line.at)}  {who_text(teller, line)}  {said_text(teller, line)}"
