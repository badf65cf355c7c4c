"""`alarms`: the queue, and every move that a person may make; their JSON is an interface and stays stable."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import click

from commandcenter.adapters.resources import read_catalogue
from commandcenter.adapters.store.reading import JournalReader
from commandcenter.app.administering import obeying
from commandcenter.app.opening import open_reader
from commandcenter.app.reports import alarm_record, alarm_report
from commandcenter.cli.acting import acting, claim
from commandcenter.cli.alarms_quality import quality
from commandcenter.cli.exit_codes import ExitCode
from commandcenter.cli.printing import as_json_option, complain, local, say, say_json
from commandcenter.cli.program import Call
from commandcenter.domain.alarms import Alarm
from commandcenter.domain.alarms.hiding import ShelfReason
from commandcenter.domain.errors import Refused
from commandcenter.domain.text import QT_TRANSLATE_NOOP
from commandcenter.services.commands import Args
from commandcenter.services.handling import Noticed, Remove, Seen, Shelve
from commandcenter.services.scene import by_urgency

Key = tuple[str, str, str]

alarm_argument = click.argument("alarm")
maybe_alarm = click.argument("alarm", default="")
version_option = click.option(
    "--version",
    type=click.IntRange(0),
    default=None,
    help="只在告警仍是此版本时执行 · Only if the alarm is still of this version",
)
key_option = click.option(
    "--key",
    nargs=3,
    default=None,
    metavar="SOURCE TYPE SUBJECT",
    help="代替编号：也可指定尚未发生的告警 · Instead of an id: also one that has not occurred",
)
comment_option = click.option("--comment", default="", help="备注 · In words")


def moving(verb: Callable[..., None]) -> Callable[..., None]:
    """The options of every move."""
    return version_option(as_json_option(acting(click.pass_obj(verb))))


@click.group(invoke_without_command=True)
@as_json_option
@click.option("--all", "everything", is_flag=True, help="包括已消除的 · Cleared ones too")
@click.pass_context
def alarms(context: click.Context, as_json: bool, everything: bool) -> None:
    """告警队列，及对告警的处置 · The alarm queue, and what is done to alarms."""
    if context.invoked_subcommand is None:
        _list(context.obj, as_json=as_json, everything=everything)


alarms.add_command(quality)


@alarms.command()
@click.argument("alarm", nargs=-1, required=True)
@click.option("--note", default="", help="说明 · A note")
@click.option("--false-alarm", is_flag=True, help="误报 · It was a false alarm")
@moving
def ack(call: Call, alarm: Sequence[str], note: str, false_alarm: bool, version: int | None, as_json: bool) -> None:
    """确认一条或多条 · Acknowledge one or several."""
    orders = [Noticed(alarm=one, version=version, note=note, false_alarm=false_alarm) for one in alarm]
    _move(call, "alarm.acknowledge", orders, as_json=as_json)


@alarms.command()
@alarm_argument
@moving
def unack(call: Call, alarm: str, version: int | None, as_json: bool) -> None:
    """撤回误按的确认 · Take a mistaken acknowledgement back."""
    _move(call, "alarm.unacknowledge", [Seen(alarm=alarm, version=version)], as_json=as_json)


@alarms.command()
@alarm_argument
@moving
def reset(call: Call, alarm: str, version: int | None, as_json: bool) -> None:
    """复位锁定的告警 · Let a latched one go."""
    _move(call, "alarm.reset", [Seen(alarm=alarm, version=version)], as_json=as_json)


@alarms.command()
@maybe_alarm
@key_option
@click.option("--minutes", type=click.IntRange(1), required=True, help="多少分钟 · For how long")
@click.option("--reason", type=click.Choice([it.value for it in ShelfReason]), required=True, help="原因 · Why")
@comment_option
@click.option("--once", is_flag=True, help="恢复正常即止 · At most until it is back to normal")
@moving
def shelve(
    call: Call,
    alarm: str,
    key: Key | None,
    minutes: int,
    reason: str,
    comment: str,
    once: bool,
    version: int | None,
    as_json: bool,
) -> None:
    """搁置一段时间 · Put aside for a while."""
    source, kind, subject = _key(alarm, key)
    order = Shelve(
        alarm=alarm,
        version=version,
        source=source,
        type=kind,
        subject=subject,
        minutes=minutes,
        reason=reason,
        comment=comment,
        once=once,
    )
    _move(call, "alarm.shelve", [order], as_json=as_json)


@alarms.command()
@alarm_argument
@moving
def unshelve(call: Call, alarm: str, version: int | None, as_json: bool) -> None:
    """取消搁置 · Take it back from the shelf."""
    _move(call, "alarm.unshelve", [Seen(alarm=alarm, version=version)], as_json=as_json)


@alarms.command()
@maybe_alarm
@key_option
@click.option("--permit", required=True, help="作业许可编号 · Number of the permit to work")
@comment_option
@moving
def remove(
    call: Call, alarm: str, key: Key | None, permit: str, comment: str, version: int | None, as_json: bool
) -> None:
    """凭作业许可停用 · Take out of service under a permit."""
    source, kind, subject = _key(alarm, key)
    order = Remove(
        alarm=alarm, version=version, source=source, type=kind, subject=subject, permit=permit, comment=comment
    )
    _move(call, "alarm.remove", [order], as_json=as_json)


@alarms.command()
@alarm_argument
@moving
def restore(call: Call, alarm: str, version: int | None, as_json: bool) -> None:
    """恢复启用 · Return to service."""
    _move(call, "alarm.restore", [Seen(alarm=alarm, version=version)], as_json=as_json)


def _key(alarm: str, key: Key | None) -> Key:
    if bool(alarm) is (key is not None):
        raise click.UsageError("给出告警编号，或 --key · Give the alarm's id, or --key")
    return key or ("", "", "")


def _move(call: Call, name: str, orders: Sequence[Noticed | Seen | Shelve | Remove], *, as_json: bool) -> None:
    """One after the other; the exit code is 1 when one was refused, and the others are done all the same."""
    found: list[dict[str, object]] = []
    with obeying(call.folder, call.settings()) as obey:
        for order in orders:
            try:
                obey(name, as_args(order), claim())
            except Refused as error:
                found.append(_refused(call, order, error))
                if not as_json:
                    complain(call.words.trouble(error))
            else:
                found.append({"ok": True, "asked": order.alarm})
    _tell(call, orders, found, as_json=as_json)
    if not all(it["ok"] for it in found):
        raise click.exceptions.Exit(ExitCode.FAILED)


def as_args(order: Args) -> dict[str, object]:
    """What is not given is left out."""
    values = {name: getattr(order, name) for name in order.__struct_fields__}
    return {name: value for name, value in values.items() if value not in (None, "", False)}


def _refused(call: Call, order: Seen | Shelve | Remove, error: Refused) -> dict[str, object]:
    return {
        "ok": False,
        "asked": order.alarm,
        "reason": error.template,
        "values": {name: str(value) for name, value in error.values.items()},
        "text": call.words.trouble(error),
    }


def _tell(
    call: Call, orders: Sequence[Seen | Shelve | Remove], found: list[dict[str, object]], *, as_json: bool
) -> None:
    """What has become of each alarm."""
    describe = _describing(call)
    with open_reader(call.journal()) as reader:
        alarms = [_alarm(reader, order) for order in orders]
    for alarm, result in zip(alarms, found, strict=True):
        result["alarm"] = alarm_record(alarm, describe(alarm)) if alarm else None
        if alarm and result["ok"] and not as_json:
            say(_line(call, alarm, describe))
    if as_json:
        say_json({"moves": found})


def _alarm(reader: JournalReader, order: Seen | Shelve | Remove) -> Alarm | None:
    """As it is now; one that was named by its key is open."""
    if isinstance(order, Shelve | Remove) and not order.alarm:
        key = (order.source, order.type, order.subject)
        return next((alarm for alarm in reader.alarms() if alarm.key == key), None)
    return reader.alarm(order.alarm)


def _describing(call: Call) -> Callable[[Alarm], str]:
    names = {source.id: source.name for source in call.settings().sources}
    catalogue = read_catalogue()

    def describe(alarm: Alarm) -> str:
        return catalogue.describe(alarm, call.words.language, lambda source: names.get(source) or source)

    return describe


def _list(call: Call, *, as_json: bool, everything: bool) -> None:
    describe = _describing(call)
    with open_reader(call.journal()) as reader:
        found = by_urgency(reader.alarms(cleared=everything))
    if as_json:
        say_json(alarm_report(found, describe))
        return
    for alarm in found:
        say(_line(call, alarm, describe))
    say(call.words("cli", QT_TRANSLATE_NOOP("cli", "{count} alarms"), count=len(found)))


def _line(call: Call, alarm: Alarm, describe: Callable[[Alarm], str]) -> str:
    state = call.words("state", alarm.state.spoken)
    doubt = "  " + call.words("cli", QT_TRANSLATE_NOOP("cli", "(not confirmed)")) if alarm.suspect else ""
    priority = call.words("priority", alarm.priority.value)
    return f"{alarm.id:<6}{local(alarm.raised_at)}  {priority}  {state}  {describe(alarm)}{doubt}"
