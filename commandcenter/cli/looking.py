"""Verbs that only look: `status`, `journal`. Their JSON is an interface and stays stable."""

from __future__ import annotations

from collections.abc import Iterable

import click
import msgspec

from bridge.protocol.seat import Status
from bridge.seat.asking import CoreAway, ask_status
from commandcenter import __version__
from commandcenter.app.opening import open_reader
from commandcenter.app.reports import alarm_counts, entry_record
from commandcenter.cli.exit_codes import ExitCode
from commandcenter.cli.printing import as_json_option, say, say_json
from commandcenter.cli.program import Call
from commandcenter.cli.status_text import status_text
from commandcenter.cli.telling import entry_text, telling
from commandcenter.domain.journal import Entry
from commandcenter.domain.merkle import Tree
from commandcenter.domain.text import QT_TRANSLATE_NOOP


@click.command()
@as_json_option
@click.pass_obj
def status(call: Call, as_json: bool) -> None:
    """数据源、席位、延迟、数量 · Sources, seats, lag, counts."""
    call.settings()
    found = _ask(call)
    with open_reader(call.journal()) as reader:
        counts = alarm_counts(reader.alarms())
        tree = reader.stored_tree()
    if as_json:
        say_json(_status_report(found, counts, tree))
    else:
        for line in status_text(call.words, found, counts, tree.size, tree.root().hex()):
            say(line)
    if isinstance(found, CoreAway):
        raise click.exceptions.Exit(ExitCode.NO_CORE)


def _ask(call: Call) -> Status | CoreAway:
    try:
        return ask_status(call.folder.running, call.folder.keys)
    except CoreAway as error:
        return error


def _status_report(found: Status | CoreAway, counts: dict[str, object], tree: Tree) -> dict[str, object]:
    up = found if isinstance(found, Status) else None
    return {
        "core": {
            "state": ("up" if up.leading else "standby") if up else "down",
            "reason": "" if up else str(found),
            "version": up.version if up else __version__,
            "started_at": up.started_at.isoformat() if up else None,
            "trouble": up.beat.trouble if up else "",
            "leader": up.leader if up else "",
            "epoch": up.epoch if up else 0,
        },
        "journal": {"size": tree.size, "root": tree.root().hex()},
        "sources": msgspec.to_builtins(up.beat.sources) if up else [],
        "seats": msgspec.to_builtins(up.beat.seats) if up else [],
        "cut_off": msgspec.to_builtins(up.cut_off) if up else [],
        "telemetry": _telemetry(up),
        "alarms": counts,
    }


@click.command()
@as_json_option
@click.option("--last", type=click.IntRange(1, 1_000_000), default=20, show_default=True, help="最近几条 · How many")
@click.option("--from", "first", type=click.IntRange(0), default=None, help="从第几条起 · From this entry on")
@click.option("--root", is_flag=True, help="只打印根 · Print size and root only")
@click.option("--verify", is_flag=True, help="由原始字节重算根 · Compute the root anew from the stored bytes")
@click.pass_obj
def journal(call: Call, as_json: bool, last: int, first: int | None, root: bool, verify: bool) -> None:
    """只增日志与默克尔根 · The append-only journal and its Merkle root."""
    call.settings()
    with open_reader(call.journal()) as reader:
        stored = reader.stored_tree()
        intact = reader.computed_tree().root() == stored.root() if verify else None
        entries: Iterable[Entry] = ()
        if not root:
            entries = reader.tail(last) if first is None else list(reader.entries(first, last))
    if as_json:
        report: dict[str, object] = {"size": stored.size, "root": stored.root().hex()}
        if verify:
            report["verified"] = intact
        if not root:
            report["entries"] = [entry_record(entry) for entry in entries]
        say_json(report)
    else:
        with telling(call) as teller:
            for entry in entries:
                say(entry_text(teller, entry))
        say(f"{stored.size} {stored.root().hex()}")
        if verify:
            whole = QT_TRANSLATE_NOOP("cli", "The journal is intact.")
            changed = QT_TRANSLATE_NOOP("cli", "The journal has been CHANGED.")
            say(call.words("cli", whole if intact else changed))
    if intact is False:
        raise click.exceptions.Exit(ExitCode.FAILED)


def _telemetry(found: Status | None) -> dict[str, int]:
    """Keys known, samples refused for what they hold, samples dropped for there being too many keys."""
    beat = found.beat if found else None
    return {
        "keys": beat.telemetry_keys if beat else 0,
        "refused": beat.telemetry_refused if beat else 0,
        "dropped": beat.telemetry_dropped if beat else 0,
    }
