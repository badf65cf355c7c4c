"""`quarantine`: events that could not be taken in, kept as they came."""

from __future__ import annotations

import json

import click
import msgpack
import msgspec

from commandcenter.app.administering import obey
from commandcenter.cli.exit_codes import ExitCode
from commandcenter.cli.program import Call
from commandcenter.cli.reading import open_reader
from commandcenter.domain.errors import Refused
from commandcenter.domain.journal import EventQuarantined
from commandcenter.domain.state import Quarantined
from commandcenter.domain.text import QT_TRANSLATE_NOOP

as_json_option = click.option("--json", "as_json", is_flag=True, help="JSON")
entries_argument = click.argument("entries", metavar="ENTRY…", nargs=-1, type=click.IntRange(0))


@click.group()
def quarantine() -> None:
    """隔离区：无法读取的事件 · Quarantine: events that could not be read."""


@quarantine.command(name="list")
@as_json_option
@click.option("--source", default="", help="只看一个数据源 · Of one source only")
@click.pass_obj
def list_events(call: Call, as_json: bool, source: str) -> None:
    """等待处理的事件 · The events that wait there."""
    call.settings()
    found = [it for it in _waiting(call) if source in ("", it.event.source)]
    if as_json:
        click.echo(json.dumps(msgspec.to_builtins(found), ensure_ascii=False, indent=2))
        return
    for it in found:
        at = it.at.astimezone().strftime("%Y-%m-%d %H:%M:%S")
        click.echo(f"{it.entry:>7} {at}  {it.event.source} {it.event.seq}  {it.size} B  {it.reason}")
    click.echo(call.words("cli", QT_TRANSLATE_NOOP("cli", "{count} events in quarantine"), count=len(found)))


@quarantine.command()
@click.argument("entry", type=click.IntRange(0))
@click.pass_obj
def show(call: Call, entry: int) -> None:
    """事件原样（JSON） · One event as it came, as JSON."""
    call.settings()
    with open_reader(call.folder) as reader:
        found = next(reader.entries(entry, 1), None)
    if found is None or not isinstance(found.change, EventQuarantined):
        raise Refused(QT_TRANSLATE_NOOP("trouble", "Journal entry {entry} put no event into quarantine."), entry=entry)
    change = found.change
    about = {
        "entry": entry,
        "at": found.at.isoformat(),
        "event": msgspec.to_builtins(found.cause),
        "reason": change.reason,
        "size": change.size,
        "bytes": change.raw.hex(" "),
        "value": _readable(change.raw),
    }
    click.echo(json.dumps(about, ensure_ascii=False, indent=2, default=str))


@quarantine.command()
@entries_argument
@click.option("--all", "everything", is_flag=True, help="全部 · All that wait")
@click.pass_obj
def retry(call: Call, entries: tuple[int, ...], everything: bool) -> None:
    """重新接收：程序或授权改变之后 · Take in again, after the program or the grant has changed."""
    _each(call, "quarantine.retry", entries, everything, QT_TRANSLATE_NOOP("cli", "{entry}: taken in"))


@quarantine.command()
@entries_argument
@click.option("--all", "everything", is_flag=True, help="全部 · All that wait")
@click.pass_obj
def dismiss(call: Call, entries: tuple[int, ...], everything: bool) -> None:
    """不再处理；日志中仍保留 · Deal with it no more; the journal keeps it."""
    _each(call, "quarantine.dismiss", entries, everything, QT_TRANSLATE_NOOP("cli", "{entry}: dismissed"))


def _each(call: Call, name: str, entries: tuple[int, ...], everything: bool, done: str) -> None:
    """One line for each; the exit code is 1 when one was refused."""
    settings = call.settings()
    if bool(entries) is everything:
        raise click.UsageError("给出条目号，或 --all · Give entry numbers, or --all")
    refused = False
    for entry in [it.entry for it in _waiting(call)] if everything else entries:
        try:
            obey(call.folder, settings, name, {"entry": entry})
        except Refused as error:
            refused = True
            click.echo(call.words.trouble(error), err=True)
        else:
            click.echo(call.words("cli", done, entry=entry))
    if refused:
        raise click.exceptions.Exit(ExitCode.FAILED)


def _waiting(call: Call) -> list[Quarantined]:
    with open_reader(call.folder) as reader:
        return reader.quarantined()


def _readable(raw: bytes) -> object:
    """What a reader of MessagePack makes of the bytes; None when it makes nothing of them."""
    try:
        return msgpack.unpackb(raw, strict_map_key=False, timestamp=3, unicode_errors="backslashreplace")
    except (ValueError, TypeError, OverflowError, RecursionError, msgpack.UnpackException):
        return None
