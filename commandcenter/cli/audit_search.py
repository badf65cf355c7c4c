"""`audit search`: looking for entries of the journal."""

from __future__ import annotations

from typing import Any

import click
import msgspec

from commandcenter.app.reports import entry_record
from commandcenter.cli.audit_asking import asking, looking, query_of
from commandcenter.cli.printing import as_json_option, complain, say, say_json
from commandcenter.cli.program import Call
from commandcenter.cli.telling import entry_text, telling
from commandcenter.domain.text import QT_TRANSLATE_NOOP
from commandcenter.services.searching import MOST, Page


@click.command(name="search")
@asking
@click.option("--limit", type=click.IntRange(1, MOST), default=50, show_default=True, help="最多几条 · How many")
@click.option("--oldest", is_flag=True, help="从最早的开始 · The oldest first")
@click.option("--before", type=click.IntRange(0), default=None, help="该条之前的一页 · Those before this entry")
@click.option("--after", type=click.IntRange(0), default=None, help="该条之后的一页 · Those after this entry")
@as_json_option
@click.pass_obj
def search(
    call: Call, /, as_json: bool, limit: int, oldest: bool, before: int | None, after: int | None, **asked: Any
) -> None:
    """按人员、席位、对象、操作、时间、结果、文字查日志 · Search by person, seat, object, action, time, words."""
    query = msgspec.structs.replace(query_of(asked), limit=limit, oldest_first=oldest, before=before, after=after)
    with looking(call) as past:
        page = past.ask(query)
        entries = past.pick(page.seqs)
    if as_json:
        found = {"count": page.count, "more": page.more, "searched": page.searched, "size": page.size}
        say_json({**found, "entries": [entry_record(entry) for entry in entries]})
        return
    with telling(call) as teller:
        for entry in entries:
            say(entry_text(teller, entry))
    _say_count(call, page)


def _say_count(call: Call, page: Page) -> None:
    say(
        call.words(
            "cli", QT_TRANSLATE_NOOP("cli", "{shown} of {count} entries"), shown=len(page.seqs), count=page.count
        )
    )
    if not page.complete:
        text = QT_TRANSLATE_NOOP("cli", "The index is being made: {searched} of {size} entries were looked through.")
        complain(call.words("cli", text, searched=page.searched, size=page.size))
