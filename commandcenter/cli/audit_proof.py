"""`audit proof`: one entry, for whoever must be convinced."""

from __future__ import annotations

from pathlib import Path

import click

from commandcenter.adapters.export.target import new_file
from commandcenter.app.resealing import proof_of
from commandcenter.cli.printing import say
from commandcenter.cli.program import Call
from commandcenter.domain.text import QT_TRANSLATE_NOOP


@click.command()
@click.argument("entry", type=click.IntRange(0, 2**62), metavar="SEQ")
@click.option(
    "-o",
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    default=None,
    help="证明文件，默认 SEQ.tlog-proof，不覆盖 · The file, SEQ.tlog-proof by default; none is written over",
)
@click.pass_obj
def proof(call: Call, entry: int, out: Path | None) -> None:
    """一条日志的证明文件，可离线验证 · The proof of one entry, verifiable without this program."""
    found = proof_of(call.journal(), entry)
    path = out or Path(f"{entry}.tlog-proof")
    with new_file(path) as file:
        file.write(found.text.encode())
    text = QT_TRANSLATE_NOOP("cli", "{file}: entry {entry} with its proof. Verify it: audit verify --key KEY {file}")
    say(call.words("cli", text, file=path, entry=entry))
