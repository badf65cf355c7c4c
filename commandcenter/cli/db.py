"""`db`: backup and restoration of the journal, its examination, and what is derived from it made anew."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

import click
import msgspec

from commandcenter.app import backing_up, checking_store, restoring
from commandcenter.cli.audit_asking import Progress
from commandcenter.cli.exit_codes import ExitCode
from commandcenter.cli.printing import as_json_option, complain, say, say_json
from commandcenter.cli.program import Call
from commandcenter.domain.text import QT_TRANSLATE_NOOP

WHATS: Mapping[str, str] = MappingProxyType(
    {
        "none": QT_TRANSLATE_NOOP(
            "cli", "{table}: there is nothing; the core makes it when it starts, or `db rebuild`"
        ),
        "version": QT_TRANSLATE_NOOP(
            "cli", "{table}: of another version or another journal; `db rebuild` makes it anew"
        ),
        "broken": QT_TRANSLATE_NOOP("cli", "{table}: nothing can be derived from it: {key}"),
        "missing": QT_TRANSLATE_NOOP("cli", "{table}: the row {key} is missing; `db rebuild` makes it anew"),
        "too-much": QT_TRANSLATE_NOOP("cli", "{table}: the row {key} should not be there; `db rebuild` makes it anew"),
        "other": QT_TRANSLATE_NOOP(
            "cli", "{table}: the row {key} is not what the journal makes of it; `db rebuild` makes it anew"
        ),
    }
)
file_argument = click.argument("file", type=click.Path(dir_okay=False, path_type=Path))


@click.group()
def db() -> None:
    """数据库：备份、恢复、检查、重建 · Database: backup, restore, check, rebuild."""


@db.command()
@file_argument
@as_json_option
@click.pass_obj
def backup(call: Call, file: Path, as_json: bool) -> None:
    """整个日志的备份（.ccaudit），可在核心运行时进行 · A backup of the whole journal, also beside a running core.

    不含私钥，请另行保存 keys/ · It holds no private keys: keep keys/ apart.
    """
    progress = Progress(call)
    made = backing_up.backup(call.folder, call.settings(), call.journal(), file, progress)
    progress.end()
    if as_json:
        say_json({**msgspec.to_builtins(made), "file": str(file)})
        return
    text = QT_TRANSLATE_NOOP("cli", "{file}: entries {first} to {last}, read back and verified. List {digest}")
    say(call.words("cli", text, file=file, first=made.first, last=made.size - 1, digest=made.digest))
    complain(call.words("cli", QT_TRANSLATE_NOOP("cli", "It holds no private keys: keep the folder keys/ as well.")))


@db.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--into", required=True, metavar="FOLDER|URL", help="空的数据目录或数据库 · An empty place")
@click.option(
    "--restored",
    "known",
    type=int,
    multiple=True,
    metavar="ENTRY",
    help="已知曾在此条恢复过 · You know that it was restored there before",
)
@as_json_option
@click.pass_obj
def restore(call: Call, file: Path, into: str, known: tuple[int, ...], as_json: bool) -> None:
    """把备份恢复到空的数据目录或数据库，也用于迁移 · Put a backup into an empty place; also the way to move."""
    progress = Progress(call)
    done = restoring.restore(file, restoring.place_of(into), progress, known=known)
    progress.end()
    if as_json:
        say_json(msgspec.to_builtins(done))
        return
    text = QT_TRANSLATE_NOOP("cli", "{into}: entries {first} to {last} of {origin}")
    say(call.words("cli", text, into=done.into, first=done.first, last=done.size - 1, origin=done.origin))
    text = QT_TRANSLATE_NOOP(
        "cli",
        "Put keys/ and settings.toml there, then start the core. If entries were written after this backup it refuses:"
        " core --accept-restored goes on all the same, and the journal says so.",
    )
    complain(call.words("cli", text))


@db.command()
@as_json_option
@click.pass_obj
def check(call: Call, as_json: bool) -> None:
    """证据与推导数据逐行核对 · Evidence by the independent verifier, and row by row what is derived from it.

    \b
    退出码：0 完好，1 推导数据不符（可重建），5 证据有问题
    Exit codes: 0 sound, 1 what is derived differs (rebuild it), 5 the evidence is not as it was sealed
    """
    progress = Progress(call)
    found = checking_store.check(call.folder, call.settings(), call.journal(), progress)
    progress.end()
    if as_json:
        say_json({"ok": found.ok, "evidence": msgspec.to_builtins(found.evidence), "projections": _about(found)})
    else:
        _print(call, found)
    code = ExitCode.DATA if found.evidence.code else ExitCode.OK if found.ok else ExitCode.FAILED
    raise click.exceptions.Exit(code)


@db.command()
@click.pass_obj
def rebuild(call: Call) -> None:
    """由日志重建推导数据；核心须已停止 · Make anew what is derived from the journal; no core may run."""
    progress = Progress(call)
    size = checking_store.rebuild(call.folder, call.journal(), progress)
    progress.end()
    say(call.words("cli", QT_TRANSLATE_NOOP("cli", "Made anew from {count} entries."), count=size))


def _about(found: checking_store.Checked) -> dict[str, object]:
    compared = found.projections
    difference = compared.difference
    return {**compared._asdict(), "difference": difference._asdict() if difference else None}


def _print(call: Call, found: checking_store.Checked) -> None:
    if found.evidence.code:
        text = QT_TRANSLATE_NOOP("cli", "EVIDENCE [{code}]: {reason}. `audit verify` tells more.")
        reason = found.evidence.said[0] if found.evidence.said else ""
        complain(call.words("cli", text, code=found.evidence.code, reason=reason))
    else:
        text = QT_TRANSLATE_NOOP("cli", "Evidence: {count} entries, as they were sealed.")
        say(call.words("cli", text, count=found.evidence.facts.get("size", 0)))
    compared = found.projections
    if compared.difference is None:
        text = QT_TRANSLATE_NOOP("cli", "Derived: {rows} rows, after {size} entries, as the journal makes them.")
        say(call.words("cli", text, rows=compared.rows, size=compared.size))
    else:
        difference = compared.difference
        complain(call.words("cli", WHATS[difference.what], table=difference.table, key=difference.key))
