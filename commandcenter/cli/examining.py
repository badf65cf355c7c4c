"""`doctor`: names every missing piece and its package."""

from __future__ import annotations

import click
import msgspec

from commandcenter.adapters.doctor import examine
from commandcenter.cli.exit_codes import ExitCode
from commandcenter.cli.printing import as_json_option, say_json
from commandcenter.cli.program import Call


@click.command()
@as_json_option
@click.pass_obj
def doctor(call: Call, as_json: bool) -> None:
    """检查缺什么、装哪个包 · Name every missing piece and its package."""
    findings = examine(data_folder=call.folder.path)
    missing = [finding for finding in findings if not finding.ok]
    if as_json:
        say_json({"ok": not missing, "findings": msgspec.to_builtins(findings)})
    else:
        for finding in findings:
            mark = "✓" if finding.ok else "✗"
            package = f"  → {finding.package}" if not finding.ok and finding.package else ""
            click.echo(
                f"{mark} {call.words('doctor', finding.what, subject=finding.subject)}  {finding.detail}{package}"
            )
    if missing:
        raise click.exceptions.Exit(ExitCode.MISSING)
