"""`audit verify`: hands over to the independent verifier."""

from __future__ import annotations

import click

from audit.cli import run as run_verifier
from commandcenter.cli.program import Call


@click.command(context_settings={"ignore_unknown_options": True, "help_option_names": []})
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED, metavar="[--key VKEY] [--also PLACE] [--json] PATH")
@click.pass_obj
def verify(call: Call, arguments: tuple[str, ...]) -> None:
    """独立核验日志、档案或证明 · Hand over to the independent verifier, which has exit codes of its own."""
    # Not click's way out: the verifier's codes are not the program's.
    given = ["verify", "--language", call.words.language, *arguments]
    raise SystemExit(int(run_verifier(given, program="commandcenter audit")))
