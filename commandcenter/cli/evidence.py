"""`evidence`: the pictures and clips that were kept, held against the journal. Looks, and changes nothing."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import click
import msgspec

from commandcenter.adapters.evidence.verifying import Checked, Verdict, told_in, verify
from commandcenter.app.opening import open_reader
from commandcenter.cli.exit_codes import ExitCode
from commandcenter.cli.printing import as_json_option, local, say, say_json
from commandcenter.cli.program import Call
from commandcenter.domain.text import QT_TRANSLATE_NOOP

WORDS = {
    Verdict.OK: QT_TRANSLATE_NOOP("cli", "as recorded"),
    Verdict.MISSING: QT_TRANSLATE_NOOP("cli", "missing"),
    Verdict.ALTERED: QT_TRANSLATE_NOOP("cli", "ALTERED"),
    Verdict.UNREADABLE: QT_TRANSLATE_NOOP("cli", "cannot be read"),
    Verdict.UNKNOWN: QT_TRANSLATE_NOOP("cli", "not in the journal"),
    Verdict.UNFINISHED: QT_TRANSLATE_NOOP("cli", "an unfinished clip"),
    Verdict.DISPUTED: QT_TRANSLATE_NOOP("cli", "told otherwise later"),
}
GOOD = (Verdict.OK, Verdict.UNFINISHED, Verdict.DISPUTED)


@click.group()
def evidence() -> None:
    """证据：截图与录像片段 · Evidence: pictures and clips that were kept."""


@evidence.command(name="verify")
@click.option(
    "--folder",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=None,
    help="证据目录，默认数据目录下的 evidence · The folder, evidence/ of the data folder by default",
)
@click.option("--seat", default="", help="只核对此席位留存的 · Only what this seat has kept, and what nobody has")
@as_json_option
@click.pass_obj
def verify_files(call: Call, folder: Path | None, seat: str, as_json: bool) -> None:
    """逐个核对文件与日志：缺失、被改、未知 · Each file against the journal: missing, altered, unknown."""
    call.settings()
    with open_reader(call.journal()) as reader:
        told = list(told_in(reader))
    found = verify(folder or call.folder.evidence, told)
    # What another seat has kept lies on its machine, unless it shares this folder.
    found = [it for it in found if not seat or it.told is None or it.told.seat == seat]
    if as_json:
        say_json({"files": [msgspec.to_builtins(it) for it in found], "ok": _good(found)})
    else:
        _tell(call, found)
    if not _good(found):
        raise click.exceptions.Exit(ExitCode.FAILED)


def _good(found: list[Checked]) -> bool:
    return all(it.verdict in GOOD for it in found)


def _tell(call: Call, found: list[Checked]) -> None:
    for it in found:
        if it.verdict is not Verdict.OK:
            told = f"  {local(it.told.at)} {it.told.actor} @{it.told.seat} {it.told.camera}" if it.told else ""
            say(f"✗ {it.file}  {call.words('cli', WORDS[it.verdict])}{told}")
    counts = Counter(it.verdict for it in found)
    say(", ".join(f"{call.words('cli', WORDS[verdict])}: {counts[verdict]}" for verdict in Verdict if counts[verdict]))
