"""`quarantine`: events that could not be taken in, kept as they came."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import click
import msgpack
import msgspec

from commandcenter.app.administering import obeying
from commandcenter.app.opening import open_reader
from commandcenter.cli.acting import acting, claim
from commandcenter.cli.exit_codes import ExitCode
from commandcenter.cli.printing import as_json_option, complain, local, say, say_json
from commandcenter.cli.program import Call
from commandcenter.domain.changes.sources import EventQuarantined
from commandcenter.domain.errors import Refused
from commandcenter.domain.state import Quarantined
from commandcenter.domain.text import QT_TRANSLATE_NOOP

SHOWN = 100
DEEPEST = 32

entries_argument = click.argument("entries", metavar="ENTRY…", nargs=-1, type=click.IntRange(0))
source_option = click.option("--source", default="", help="只限一个数据源 · Of one source only")
reason_option = click.option("--reason", default="", help="原因中含此文字 · With this in the reason, such as grant")
all_option = click.option("--all", "everything", is_flag=True, help="全部（可限数据源、原因） · All that wait")


@click.group()
def quarantine() -> None:
    """隔离区：无法接收的事件 · Quarantine: events that could not be taken in."""


@quarantine.command(name="list")
@as_json_option
@source_option
@reason_option
@click.option(
    "--last",
    type=click.IntRange(1),
    default=None,
    help=f"最近几条，默认 {SHOWN}，JSON 为全部 · How many, the newest; {SHOWN} by default, all as JSON",
)
@click.pass_obj
def list_events(call: Call, as_json: bool, source: str, reason: str, last: int | None) -> None:
    """等待处理的事件，最新的在最后 · The events that wait there, the newest last."""
    call.settings()
    found = _waiting(call, source, reason)
    shown = found if as_json and last is None else found[-(last or SHOWN) :]
    if as_json:
        say_json(msgspec.to_builtins(shown))
        return
    for it in shown:
        say(f"{it.entry:>7}  {local(it.at)}  {it.event.source} {it.event.seq}  {it.size} B  {it.reason}")
    say(call.words("cli", QT_TRANSLATE_NOOP("cli", "{count} events in quarantine"), count=len(found)))
    if len(shown) < len(found):
        _sum_up(call, found, len(shown))


def _sum_up(call: Call, found: Sequence[Quarantined], shown: int) -> None:
    """By source and by the first word of the reason, the most first."""
    text = QT_TRANSLATE_NOOP("cli", "of which the newest {shown} are shown; --last N shows more. All of them:")
    say(call.words("cli", text, shown=shown))
    kinds = Counter((it.event.source, it.reason.partition(":")[0]) for it in found)
    for (source, reason), count in kinds.most_common():
        say(f"{count:>7}  {source}  {reason}")


@quarantine.command()
@click.argument("entry", type=click.IntRange(0))
@click.pass_obj
def show(call: Call, entry: int) -> None:
    """事件原样（JSON） · One event as it came, as JSON."""
    call.settings()
    with open_reader(call.journal()) as reader:
        found = next(reader.entries(entry, 1), None)
    if found is None or not isinstance(found.change, EventQuarantined):
        raise Refused(
            QT_TRANSLATE_NOOP("trouble", "Journal entry {entry} put no event into quarantine."),
            QT_TRANSLATE_NOOP("trouble", "`quarantine list` shows the entries that did."),
            entry=entry,
        )
    change = found.change
    about = {
        "entry": entry,
        "at": found.at.isoformat(),
        "event": msgspec.to_builtins(found.cause),
        "reason": change.reason,
        "size": change.size or len(change.raw),
        "bytes": change.raw.hex(" "),
        "value": _readable(change.raw),
    }
    say_json(about)


@quarantine.command()
@entries_argument
@all_option
@source_option
@reason_option
@acting
@click.pass_obj
def retry(call: Call, entries: tuple[int, ...], everything: bool, source: str, reason: str) -> None:
    """重新接收：程序或授权改变之后 · Take in again, after the program or the grant has changed."""
    chosen = _chosen(call, entries, everything, source, reason)
    _each(call, "quarantine.retry", chosen, QT_TRANSLATE_NOOP("cli", "{entry}: taken in"))


@quarantine.command()
@entries_argument
@all_option
@source_option
@reason_option
@acting
@click.pass_obj
def dismiss(call: Call, entries: tuple[int, ...], everything: bool, source: str, reason: str) -> None:
    """不再处理；日志中仍保留 · Deal with it no more; the journal keeps it."""
    chosen = _chosen(call, entries, everything, source, reason)
    _each(call, "quarantine.dismiss", chosen, QT_TRANSLATE_NOOP("cli", "{entry}: dismissed"))


def _chosen(call: Call, entries: tuple[int, ...], everything: bool, source: str, reason: str) -> Sequence[int]:
    if bool(entries) is everything or (entries and (source or reason)):
        raise click.UsageError(
            "给出条目号，或 --all（可加 --source、--reason） · "
            "Give entry numbers, or --all, which --source and --reason can narrow"
        )
    call.settings()
    waiting = _waiting(call, source, reason)
    return [it.entry for it in waiting] if everything else entries


def _each(call: Call, name: str, entries: Sequence[int], done: str) -> None:
    """One line for each; the exit code is 1 when one was refused."""
    refused = 0
    with obeying(call.folder, call.settings()) as obey:
        for entry in entries:
            try:
                obey(name, {"entry": entry}, claim())
            except Refused as error:
                refused += 1
                complain(call.words.trouble(error))
            else:
                say(call.words("cli", done, entry=entry))
    if len(entries) != 1:
        text = QT_TRANSLATE_NOOP("cli", "{count} done, {refused} refused")
        say(call.words("cli", text, count=len(entries) - refused, refused=refused))
    if refused:
        raise click.exceptions.Exit(ExitCode.FAILED)


def _waiting(call: Call, source: str, reason: str) -> list[Quarantined]:
    with open_reader(call.journal()) as reader:
        found = reader.quarantined()
    return [it for it in found if source in ("", it.event.source) and reason in it.reason]


def _readable(raw: bytes) -> object:
    """What a reader of MessagePack makes of the bytes, as JSON can say it; None when it makes nothing of them."""
    try:
        found = msgpack.unpackb(raw, strict_map_key=False, timestamp=3, unicode_errors="backslashreplace")
    except (ValueError, TypeError, OverflowError, RecursionError, msgpack.UnpackException):
        return None
    return _sayable(found, DEEPEST)


def _sayable(value: object, depth: int) -> object:
    if depth == 0:
        return "…"
    match value:
        case dict():
            return {str(key): _sayable(item, depth - 1) for key, item in value.items()}
        case list():
            return [_sayable(item, depth - 1) for item in value]
        case None | bool() | str() | int():
            return value
        case _:
            # JSON has no infinity and no NaN, no bytes and no times.
            return value if isinstance(value, float) and abs(value) < float("inf") else str(value)
