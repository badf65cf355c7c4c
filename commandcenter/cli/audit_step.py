"""`audit at` and `audit step`: how the centre was at a moment, and from there entry by entry."""

from __future__ import annotations

import shutil
import sys
from datetime import datetime

import click
import msgspec

from commandcenter.app.telling import Teller
from commandcenter.cli.audit_asking import Instant, looking
from commandcenter.cli.moment_text import moment_lines, moment_report
from commandcenter.cli.printing import as_json_option, complain, local, plain, say, say_json
from commandcenter.cli.program import Call
from commandcenter.cli.telling import entry_text, telling
from commandcenter.domain.text import QT_TRANSLATE_NOOP
from commandcenter.services.replaying_shift import Moment, Stepper
from commandcenter.services.searching import Query
from commandcenter.services.stepping import IMPORTANT, Stand, Step, Window, query_of, shift_named

MOST = 1_000
FEW = 20
"""Steps where nobody sits at the keyboard and none are asked for."""
AROUND = 12
"""Lines of a page that are not alarms."""
KEYS = {
    "\x1b[B": Step.NEXT,
    "\x1b[A": Step.PREVIOUS,
    "\x1b[C": Step.NEXT_IMPORTANT,
    "\x1b[D": Step.PREVIOUS_IMPORTANT,
    "\x1b[6~": Step.LATER,
    "\x1b[5~": Step.EARLIER,
    "\x1b[H": Step.FIRST,
    "\x1b[1~": Step.FIRST,
    "\x1b[F": Step.LAST,
    "\x1b[4~": Step.LAST,
}
ENDS = ("q", "Q", "\x1b", "\x03", "\x04")


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
        say_json(moment_report(found))
        return
    with telling(call) as teller:
        say(entry_text(teller, found.entry).lstrip())
        for line in moment_lines(call, teller, found):
            say(line)


@click.command(name="step")
@click.argument("begin", metavar="SHIFT|SEQ|TIME")
@click.option(
    "--count", type=click.IntRange(1, MOST), default=None, help="走几步，不用键盘 · So many steps, without the keyboard"
)
@click.option("--important", is_flag=True, help="只走重要条目 · Only to what is important: alarms, handovers, the core")
@as_json_option
@click.pass_context
def step(context: click.Context, begin: str, count: int | None, important: bool, as_json: bool) -> None:
    """逐条回放：班次、序号或时间起 · Step by step from a shift, an entry or a time: the entry, and how it was then.

    ↓ ↑ 逐条，→ ← 重要条目，PgDn PgUp 10 分钟，Home End 首末，q 结束 ·
    Keys: ↓ ↑ entry by entry, → ← the important ones, PgDn PgUp 10 minutes, Home End first and last, q ends.
    """
    call: Call = context.obj
    query, window = _beginning(context, begin)
    on = Step.NEXT_IMPORTANT if important else Step.NEXT
    with looking(call) as past:
        stepper = Stepper(past)
        moment = stepper.to(msgspec.structs.replace(query, actions=IMPORTANT if important else ()))
        if moment is None:
            moment = stepper.at_time(window.since) if window.since else None
        if moment is None:
            complain(call.words("cli", QT_TRANSLATE_NOOP("cli", "The journal says nothing of it.")))
            return
        if count is None and not as_json and sys.stdin.isatty() and sys.stdout.isatty():
            _walk(call, stepper, moment, window)
            return
        _tell(call, stepper, moment, (on, window), count or FEW, as_json)


def _beginning(context: click.Context, begin: str) -> tuple[Query, Window]:
    """The query for the first entry, and what is looked at."""
    call: Call = context.obj
    if begin.isdecimal():
        return Query(after=int(begin) - 1 if int(begin) else None, oldest_first=True, limit=1), Window()
    slot = shift_named(begin, call.settings().shift_plan(), datetime.now().astimezone())
    window = Window.of(slot) if slot else Window(since=Instant().convert(begin, None, context))
    return window.first(), window


def _tell(
    call: Call, stepper: Stepper, moment: Moment | None, way: tuple[Step, Window], count: int, as_json: bool
) -> None:
    """So many moments, or as far as there are entries."""
    on, window = way
    told: list[dict[str, object]] = []
    with telling(call) as teller:
        while moment is not None and count:
            if as_json:
                told.append({**moment_report(moment), "text": entry_text(teller, moment.entry).strip()})
            else:
                say(entry_text(teller, moment.entry))
                for line in moment_lines(call, teller, moment, FEW):
                    say(f"        {line}")
            count -= 1
            here = Stand(moment.entry.seq, moment.entry.at)
            moment = stepper.to(_inside(query_of(on, here, window), window)) if count else None
    if as_json:
        say_json({"moments": told})


def _inside(query: Query, window: Window) -> Query:
    """A shift's steps end with it."""
    return msgspec.structs.replace(query, until=query.until or window.until)


def _walk(call: Call, stepper: Stepper, moment: Moment, window: Window) -> None:
    """By keys, until somebody has seen enough."""
    with telling(call) as teller:
        said = ""
        while True:
            _page(call, teller, moment, said)
            try:
                key = click.getchar()
            except (KeyboardInterrupt, EOFError):
                return
            if key in ENDS:
                return
            taken = KEYS.get(key)
            if taken is None:
                continue
            here = Stand(moment.entry.seq, moment.entry.at)
            found = stepper.to(query_of(taken, here, window))
            moment, said = found or moment, "" if found else _nowhere(call, taken)


def _nowhere(call: Call, taken: Step) -> str:
    if taken.onward:
        return call.words("cli", QT_TRANSLATE_NOOP("cli", "There is no such entry after this one."))
    return call.words("cli", QT_TRANSLATE_NOOP("cli", "There is no such entry before this one."))


def _page(call: Call, teller: Teller, moment: Moment, said: str) -> None:
    """One screen: the time, the sentence, and how it was."""
    width, height = shutil.get_terminal_size()
    lines = [
        local(moment.entry.at),
        entry_text(teller, moment.entry).lstrip(),
        "",
        *moment_lines(call, teller, moment, max(3, height - AROUND)),
    ]
    click.clear()
    for line in lines[: height - 3]:
        click.echo(plain(line).replace("\n", " "))
    click.echo(said)
    keys = QT_TRANSLATE_NOOP("cli", "↓ ↑ entry · → ← important · PgDn PgUp 10 min · Home End first, last · q ends")
    click.echo(call.words("cli", keys)[:width], nl=False)
