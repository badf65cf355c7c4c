"""`audit story`: what happened to one alarm, run, person, seat, object, or through a shift."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click
import msgspec

from commandcenter.cli.acting import acting
from commandcenter.cli.audit_asking import Instant, looking
from commandcenter.cli.audit_paper import MOST, Paper, on_paper
from commandcenter.cli.printing import as_json_option, complain, local, say, say_json
from commandcenter.cli.program import Call
from commandcenter.cli.telling import said_text, telling, who_text
from commandcenter.domain.text import QT_TRANSLATE_NOOP
from commandcenter.services.recalling import Recalled
from commandcenter.services.recalling_shift import recall_shift
from commandcenter.services.said.values import Said
from commandcenter.services.stories import KINDS, SHIFT

if TYPE_CHECKING:
    from commandcenter.app.past import FolderPast

MOST_LINES = MOST
WITHOUT_TIMES = "班次自有起止时间 · a shift has its own beginning and end"
NO_FILE = "PDF 须用 --out 指明文件 · name the file of a PDF with --out"


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """What is asked for."""

    kind: str
    name: str
    since: datetime | None = None
    until: datetime | None = None

    @property
    def query(self) -> str:
        times = {"since": self.since, "until": self.until}
        said = [f"{name}: {local(at)}" for name, at in times.items() if at]
        return "; ".join([f"story {self.kind}: {self.name}", *said])


@click.command(name="story")
@click.argument("kind", type=click.Choice(KINDS))
@click.argument("name", metavar="ID")
@click.option("--from", "since", type=Instant(), default=None, help="起始时间 · From this time on")
@click.option("--to", "until", type=Instant(end=True), default=None, help="截止时间 · Up to this time")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "pdf"]),
    default="text",
    show_default=True,
    help="PDF 导出记入日志 · A PDF is recorded as an export",
)
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), default=None, help="PDF 文件 · The PDF file")
@as_json_option
@acting
@click.pass_obj
def tell_story(
    call: Call,
    kind: str,
    name: str,
    since: datetime | None,
    until: datetime | None,
    form: str,
    out: Path | None,
    as_json: bool,
) -> None:
    """一次告警、联动、班次、一个人、席位或对象的经过 · What happened: alarm, run, person, shift, …

    班次如 2026-11-22/早班 · A shift is named by the day on which it begins, such as 2026-11-22/Early.
    """
    told = Told(kind=kind, name=name, since=since, until=until)
    if kind == SHIFT and (since or until):
        raise click.UsageError(WITHOUT_TIMES)
    if form == "pdf":
        if out is None:
            raise click.UsageError(NO_FILE)
        _print(call, told, out, as_json)
        return
    with looking(call) as past:
        story = _recalled(call, past, told)
    _say_story(call, told, story, as_json)


def _recalled(call: Call, past: FolderPast, told: Told) -> Recalled:
    if told.kind == SHIFT:
        return past.recalled(recall_shift(told.name, call.settings().shift_plan()))
    entries = past.story(told.kind, told.name, MOST_LINES + 1, told.since, told.until)
    title = Said("{kind}  {name}", {"kind": told.kind, "name": told.name})
    return Recalled(title, tuple(entries[:MOST_LINES]), more=len(entries) > MOST_LINES)


def _print(call: Call, told: Told, out: Path, as_json: bool) -> None:
    with looking(call) as past:

        def made() -> Paper:
            story = _recalled(call, past, told)
            lines = story.lines()
            return Paper(
                query=told.query,
                lines=lines[:MOST],
                entries={it.seq: it for it in story.entries},
                title=story.title,
                summary=story.summary,
                more=story.more or len(lines) > MOST,
            )

        done = on_paper(call, out, told.query, made)
    if as_json:
        say_json({**msgspec.to_builtins(done), "file": str(out)})
        return
    said = QT_TRANSLATE_NOOP("cli", "{file}: {entries} entries. SHA-256 {digest}")
    say(call.words("cli", said, file=out, entries=done.entries, digest=done.digest))


def _say_story(call: Call, told: Told, story: Recalled, as_json: bool) -> None:
    lines = story.lines()
    with telling(call) as teller:
        if as_json:
            summary = [teller.said(it) for it in story.summary]
            each = [{**msgspec.to_builtins(line), "text": teller.line(line)} for line in lines]
            say_json({"kind": told.kind, "id": told.name, "more": story.more, "summary": summary, "lines": each})
            return
        for it in story.summary:
            say(teller.said(it))
        for line in lines:
            lag = "" if line.lag_s is None else teller.lag(line.lag_s)
            pause = "" if story.shift else f"{lag:>14} "
            say(f"{local(line.at)} {pause} {who_text(teller, line)}  {said_text(teller, line)}")
    if not lines:
        complain(call.words("cli", QT_TRANSLATE_NOOP("cli", "The journal says nothing of it.")))
        ids = QT_TRANSLATE_NOOP("cli", "In [brackets] the lines of `audit search` end with the ids that there are.")
        complain("→ " + call.words("cli", ids))
    if story.more:
        more = QT_TRANSLATE_NOOP("cli", "There is more: narrow it with --from and --to.")
        complain(call.words("cli", more))
