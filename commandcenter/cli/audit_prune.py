"""`audit archive` and `audit prune`: the journal's oldest entries into an archive, and then out of the journal."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click
import msgspec

from commandcenter.app import approving, archiving, pruning
from commandcenter.cli.acting import acting, claim
from commandcenter.cli.audit_asking import Instant, Progress
from commandcenter.cli.people_agreeing import show
from commandcenter.cli.printing import as_json_option, complain, say, say_json
from commandcenter.cli.program import Call
from commandcenter.domain.errors import Trouble
from commandcenter.domain.text import QT_TRANSLATE_NOOP

file_argument = click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))


@click.command()
@click.option("--before", type=Instant(), required=True, help="早于此时间的条目 · Entries older than this")
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    required=True,
    help="要写的文件，不覆盖 · The file; none is written over",
)
@as_json_option
@acting
@click.pass_obj
def archive(call: Call, before: datetime, out: Path, as_json: bool) -> None:
    """把最早的条目写入签名档案，为清理做准备 · The oldest entries as a signed archive; none leaves the journal yet."""
    progress = Progress(call)
    made, limit = archiving.archive(call.folder, call.settings(), call.journal(), before, out, progress, claim())
    progress.end()
    if as_json:
        say_json({**msgspec.to_builtins(made), "file": str(out), "first": limit.first, "before": limit.before})
        return
    text = QT_TRANSLATE_NOOP("cli", "{file}: entries {first} to {last}, read back and verified. List {digest}")
    say(call.words("cli", text, file=out, first=limit.first, last=limit.before - 1, digest=made.digest))
    if limit.held:
        complain(call.words.trouble(Trouble(limit.held, entry=limit.entry)))


@click.group()
def prune() -> None:
    """清理已归档的最早条目，须两人同意 · Take archived entries out of the journal; two persons have to agree.

    \b
    1. audit archive --before DATE --out FILE     （审计管理员 · auditor）
    2. audit prune ask FILE --as ACCOUNT          （系统管理员 · system administrator）
    3. audit prune agree FILE --as ACCOUNT        （审计管理员，两分钟内 · auditor, within two minutes）
    4. audit prune do FILE                        （核心停止后，一天内 · without a core, within a day）
    """


@prune.command()
@file_argument
@acting
@click.pass_obj
def ask(call: Call, file: Path) -> None:
    """系统管理员提出 · A system administrator asks."""
    archived = pruning.inspect(call.journal(), file)
    pruning.ask(call.folder, call.settings(), archived, claim())
    _say(call, archived, QT_TRANSLATE_NOOP("cli", "Asked: entries {first} to {last} are to leave the journal."))
    text = QT_TRANSLATE_NOOP("cli", "An auditor agrees within two minutes: audit prune agree {file} --as ACCOUNT")
    complain(call.words("cli", text, file=file))


@prune.command()
@file_argument
@acting
@click.pass_obj
def agree(call: Call, file: Path) -> None:
    """审计管理员同意；未提出时等待 · An auditor agrees; waits until it is asked for."""
    archived = pruning.inspect(call.journal(), file)
    approval = pruning.asked(call.journal(), archived)
    show(call, approval)
    approving.agree(call.folder, call.settings(), approval, claim())
    _say(call, archived, QT_TRANSLATE_NOOP("cli", "Agreed: entries {first} to {last} may leave the journal."))
    text = QT_TRANSLATE_NOOP("cli", "Within a day, with the core stopped: audit prune do {file}")
    complain(call.words("cli", text, file=file))


@prune.command(name="do")
@file_argument
@click.pass_obj
def carry_out(call: Call, file: Path) -> None:
    """核心停止后执行 · Do it; no core may run."""
    progress = Progress(call)
    done = pruning.carry_out(call.folder, call.settings(), call.journal(), file, progress)
    progress.end()
    text = QT_TRANSLATE_NOOP("cli", "The journal begins with entry {first} now; entry {entry} says so. Keep {file}.")
    say(call.words("cli", text, first=done.first, entry=done.entry, file=file))


def _say(call: Call, archived: pruning.Archived, text: str) -> None:
    say(call.words("cli", text, first=archived.first, last=archived.before - 1))
