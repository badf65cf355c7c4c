"""`audit`: proofs out of the journal, for whoever must be convinced."""

from __future__ import annotations

from pathlib import Path

import click

from audit.cli import run as run_verifier
from commandcenter.app.resealing import proof_of
from commandcenter.cli.printing import say
from commandcenter.cli.program import Call
from commandcenter.domain.text import QT_TRANSLATE_NOOP


@click.group()
def audit() -> None:
    """审计：证明与验证 · Audit: proofs and their verification."""


@audit.command()
@click.argument("entry", type=click.IntRange(0), metavar="SEQ")
@click.option(
    "-o",
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    default=None,
    help="证明文件，默认 SEQ.tlog-proof · The file, SEQ.tlog-proof by default",
)
@click.pass_obj
def proof(call: Call, entry: int, out: Path | None) -> None:
    """一条日志的证明文件，可离线验证 · The proof of one entry, verifiable without this program."""
    found = proof_of(call.journal(), entry)
    path = out or Path(f"{entry}.tlog-proof")
    path.write_text(found.text, encoding="utf-8")
    text = QT_TRANSLATE_NOOP("cli", "{file}: entry {entry} with its proof. Verify it: audit verify --key KEY {file}")
    say(call.words("cli", text, file=path, entry=entry))


@audit.command(context_settings={"ignore_unknown_options": True, "help_option_names": []})
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED, metavar="[--key VKEY] [--also PLACE] [--json] PATH")
@click.pass_obj
def verify(call: Call, arguments: tuple[str, ...]) -> None:
    """独立核验日志、档案或证明 · Hand over to the independent verifier, which has exit codes of its own."""
    # Not click's way out: the verifier's codes are not the program's.
    given = ["verify", "--language", call.words.language, *arguments]
    raise SystemExit(int(run_verifier(given, program="commandcenter audit")))
