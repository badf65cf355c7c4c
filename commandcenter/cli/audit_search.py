"""`audit search`, `story`, `at`: looking back through the journal."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

import click
import msgspec

from commandcenter.app.reports import alarm_report, by_urgency, entry_record
from commandcenter.cli.audit_asking import Instant, asking, looking, query_of
from commandcenter.cli.printing import as_json_option, complain, local, say, say_json
from commandcenter.cli.program import Call
from commandcenter.cli.telling import entry_text, said_text, telling, who_text
from commandcenter.domain.state import State
from commandcenter.domain.text import QT_TRANSLATE_NOOP
from commandcenter.services.replaying_shift import Moment, Stepper
from commandcenter.services.searching import MOST, Page
from commandcenter.services.stories import SELECT, story

MOST_LINES = 5_000


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


@click.command(name="story")
@click.argument("kind", type=click.Choice(sorted(SELECT)))
@click.argument("name", metavar="ID")
@click.option("--from", "since", type=Instant(), default=None, help="起始时间 · From this time on")
@click.option("--to", "until", type=Instant(end=True), default=None, help="截止时间 · Up to this time")
@as_json_option
@click.pass_obj
def tell_story(call: Call, kind: str, name: str, since: datetime | None, until: datetime | None, as_json: bool) -> None:
    """一次告警、联动、一个人、席位或对象的经过 · What happened to one alarm, run, person, seat or object."""
    with looking(call) as past:
        entries = past.story(kind, name, MOST_LINES + 1, since, until)
    lines = list(story(entries[:MOST_LINES]))
    with telling(call) as teller:
        if as_json:
            told = [{**msgspec.to_builtins(line), "text": teller.line(line)} for line in lines]
            say_json({"kind": kind, "id": name, "more": len(entries) > MOST_LINES, "lines": told})
            return
        for line in lines:
            lag = "" if line.lag_s is None else teller.lag(line.lag_s)
            say(f"{local(line.at)} {lag:>14}  {who_text(teller, line)}  {said_text(teller, line)}")
    if not lines:
        complain(call.words("cli", QT_TRANSLATE_NOOP("cli", "The journal says nothing of it.")))
        ids = QT_TRANSLATE_NOOP("cli", "In [brackets] the lines of `audit search` end with the ids that there are.")
        complain("→ " + call.words("cli", ids))
    if len(entries) > MOST_LINES:
        more = QT_TRANSLATE_NOOP("cli", "There is more: narrow it with --from and --to.")
        complain(call.words("cli", more))


@click.command(name="at")
@click.argument("moment", metavar="SEQ|TIME")
@as_json_option
@click.pass_context
def at_moment(context: click.Context, moment: str, as_json: bool) -> None:
    """当时的状况：未消除的告警、大屏、在席人员 · How it was then: open alarms, the wall, who sat where."""
    call: Call = context.obj
    wanted = int(moment) if moment.isdecimal() else Instant().convert(moment, None, context)
    with looking(call) as past:
        stepper = Stepper(past)
        found = stepper.at(wanted) if isinstance(wanted, int) else stepper.at_time(wanted)
    if as_json:
        say_json(_moment_report(found))
        return
    _say_moment(call, found)


def _say_count(call: Call, page: Page) -> None:
    say(
        call.words(
            "cli", QT_TRANSLATE_NOOP("cli", "{shown} of {count} entries"), shown=len(page.seqs), count=page.count
        )
    )
    if not page.complete:
        text = QT_TRANSLATE_NOOP("cli", "The index is being made: {searched} of {size} entries were looked through.")
        complain(call.words("cli", text, searched=page.searched, size=page.size))


class _Seated(NamedTuple):
    seat: str
    person: str
    role: str
    locked: bool


def _seated(state: State) -> list[_Seated]:
    sessions = sorted(state.sessions.values(), key=lambda session: session.seat)
    return [_Seated(it.seat, f"{it.name} ({it.account})", it.role.value, it.locked) for it in sessions]


def _moment_report(moment: Moment) -> dict[str, object]:
    state = moment.state
    return {
        "seq": moment.entry.seq,
        "at": moment.entry.at.isoformat(),
        "entry": entry_record(moment.entry),
        **alarm_report(list(state.alarms.values())),
        "wall": msgspec.to_builtins(state.wall),
        "linkages": msgspec.to_builtins(list(state.linkages.values())),
        "seats": [it._asdict() for it in _seated(state)],
    }


def _say_moment(call: Call, moment: Moment) -> None:
    with telling(call) as teller:
        say(entry_text(teller, moment.entry).lstrip())
    alarms = by_urgency(moment.state.alarms.values())
    say(call.words("cli", QT_TRANSLATE_NOOP("cli", "Open alarms: {count}"), count=len(alarms)))
    for alarm in alarms:
        priority, state = call.words("priority", alarm.priority.value), call.words("state", alarm.state.value)
        say(
            f"  {alarm.id:<6}{local(alarm.raised_at)}  {priority}  {state}  {alarm.title or alarm.type} {alarm.subject}"
        )
    wall = moment.state.wall
    cameras, reason = ", ".join(wall.cameras) or "-", wall.alarm or "-"
    text = QT_TRANSLATE_NOOP("cli", "Wall: cameras {cameras}, for alarm {alarm}, version {version}, shown {shown}")
    say(call.words("cli", text, cameras=cameras, alarm=reason, version=wall.version, shown=wall.shown))
    for it in _seated(moment.state):
        say(f"  {it.seat}  {it.person}  {it.role}")
