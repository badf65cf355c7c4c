"""`audit export`: parts of the journal for whoever is to read them elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

import click
import msgspec

from commandcenter.adapters.export.target import ExportTrouble
from commandcenter.app import exporting
from commandcenter.cli.acting import acting, claim
from commandcenter.cli.audit_asking import Progress, asking, looking, query_of
from commandcenter.cli.audit_paper import MOST, Paper, on_paper
from commandcenter.cli.printing import as_json_option, say, say_json
from commandcenter.cli.program import Call
from commandcenter.cli.telling import telling
from commandcenter.domain.journal import Entry
from commandcenter.domain.text import QT_TRANSLATE_NOOP
from commandcenter.services.searching import Query, written
from commandcenter.services.stories import single

ONLY_WHOLE = "档案只能是整个日志或其前 --size 条 · an archive is of the whole journal, or of its first --size entries"


@click.command(name="export")
@asking
@click.option(
    "--format",
    "form",
    type=click.Choice(["csv", "json", "pdf", "archive"]),
    default="csv",
    show_default=True,
    help="表格、JSON、PDF 或签名档案 · A table, JSON, PDF, or a signed archive of the whole journal",
)
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    required=True,
    help="要写的文件，不覆盖 · The file; none is written over",
)
@click.option("--size", type=click.IntRange(1), default=None, help="档案只含前几条 · Archive: only the first entries")
@as_json_option
@acting
@click.pass_obj
def export(call: Call, /, form: str, out: Path, size: int | None, as_json: bool, **asked: Any) -> None:
    """导出日志：表格、JSON、PDF 或签名档案；导出本身记入日志 · Take entries out; the journal records that too."""
    query = query_of(asked)
    progress = Progress(call)
    if form == "pdf":
        made = _paper(call, out, query)
    elif form != "archive":
        made = _table(call, form, out, query)
    elif query == Query():
        made = _archive(call, out, size, progress)
    else:
        raise click.UsageError(ONLY_WHOLE)
    progress.end()
    if as_json:
        say_json({**msgspec.to_builtins(made), "file": str(out)})
        return
    said = QT_TRANSLATE_NOOP("cli", "{file}: {entries} entries. SHA-256 {digest}")
    say(call.words("cli", said, file=out, entries=made.entries, digest=made.digest))


def _archive(call: Call, out: Path, size: int | None, progress: Progress) -> exporting.Made:
    wanted = exporting.Wanted(format="archive", wanted=str(size or ""), out=out, by=claim())
    settings, journal = call.settings(), call.journal()
    return exporting.export(
        call.folder,
        settings,
        wanted,
        lambda file: exporting.write_evidence(file, call.folder, journal, size, progress),
    )


def _table(call: Call, form: str, out: Path, query: Query) -> exporting.Made:
    wanted = exporting.Wanted(format=form, wanted=written(query), out=out, by=claim())
    settings = call.settings()
    with looking(call) as past:
        return exporting.export(
            call.folder, settings, wanted, lambda file: _written(call, form, file, past.select(query))
        )


def _paper(call: Call, out: Path, query: Query) -> exporting.Made:
    with looking(call) as past:
        count = past.ask(msgspec.structs.replace(query, limit=1)).count
        if count > MOST:
            raise ExportTrouble(
                QT_TRANSLATE_NOOP("trouble", "A PDF holds {most} entries at most, and these are {count}."),
                QT_TRANSLATE_NOOP("trouble", "Narrow the conditions or the time, or take csv or json."),
                most=MOST,
                count=count,
            )

        def made() -> Paper:
            entries = {it.seq: it for it in past.select(query)}
            return Paper(query=written(query), lines=(single(it) for it in entries.values()), entries=entries)

        return on_paper(call, out, written(query), made)


def _written(call: Call, form: str, file: BinaryIO, entries: Iterator[Entry]) -> tuple[int, str]:
    if form == "json":
        return exporting.write_json(file, entries)
    with telling(call) as teller:
        return exporting.write_csv(file, entries, teller.line)
