"""`alarms`: the queue, and every move that a person may make; their JSON is an interface and stays stable."""

from __future__ import annotations

from collections.abc import Sequence

import click

from commandcenter.app.opening import open_reader
from commandcenter.app.reports import alarm_report
from commandcenter.cli.alarm_moves import (
    Key,
    alarm_argument,
    comment_option,
    describing,
    key_option,
    line,
    maybe_alarm,
    move,
    moving,
)
from commandcenter.cli.alarms_desks import DESK_VERBS
from commandcenter.cli.alarms_quality import quality
from commandcenter.cli.printing import as_json_option, say, say_json
from commandcenter.cli.program import Call
from commandcenter.domain.alarms.hiding import ShelfReason
from commandcenter.domain.text import QT_TRANSLATE_NOOP
from commandcenter.services.handling import Noticed, Remove, Seen, Shelve
from commandcenter.services.scene import by_urgency


@click.group(invoke_without_command=True)
@as_json_option
@click.option("--all", "everything", is_flag=True, help="包括已消除的 · Cleared ones too")
@click.pass_context
def alarms(context: click.Context, as_json: bool, everything: bool) -> None:
    """告警队列，及对告警的处置 · The alarm queue, and what is done to alarms."""
    if context.invoked_subcommand is None:
        _list(context.obj, as_json=as_json, everything=everything)


alarms.add_command(quality)
for verb in DESK_VERBS:
    alarms.add_command(verb)


@alarms.command()
@click.argument("alarm", nargs=-1, required=True)
@click.option("--note", default="", help="说明 · A note")
@click.option("--false-alarm", is_flag=True, help="误报 · It was a false alarm")
@moving
def ack(call: Call, alarm: Sequence[str], note: str, false_alarm: bool, version: int | None, as_json: bool) -> None:
    """确认一条或多条 · Acknowledge one or several."""
    orders = [Noticed(alarm=one, version=version, note=note, false_alarm=false_alarm) for one in alarm]
    move(call, "alarm.acknowledge", orders, as_json=as_json)


@alarms.command()
@alarm_argument
@moving
def unack(call: Call, alarm: str, version: int | None, as_json: bool) -> None:
    """撤回误按的确认 · Take a mistaken acknowledgement back."""
    move(call, "alarm.unacknowledge", [Seen(alarm=alarm, version=version)], as_json=as_json)


@alarms.command()
@alarm_argument
@moving
def reset(call: Call, alarm: str, version: int | None, as_json: bool) -> None:
    """复位锁定的告警 · Let a latched one go."""
    move(call, "alarm.reset", [Seen(alarm=alarm, version=version)], as_json=as_json)


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
    move(call, "alarm.shelve", [order], as_json=as_json)


@alarms.command()
@alarm_argument
@moving
def unshelve(call: Call, alarm: str, version: int | None, as_json: bool) -> None:
    """取消搁置 · Take it back from the shelf."""
    move(call, "alarm.unshelve", [Seen(alarm=alarm, version=version)], as_json=as_json)


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
    move(call, "alarm.remove", [order], as_json=as_json)


@alarms.command()
@alarm_argument
@moving
def restore(call: Call, alarm: str, version: int | None, as_json: bool) -> None:
    """恢复启用 · Return to service."""
    move(call, "alarm.restore", [Seen(alarm=alarm, version=version)], as_json=as_json)


def _key(alarm: str, key: Key | None) -> Key:
    if bool(alarm) is (key is not None):
        raise click.UsageError("给出告警编号，或 --key · Give the alarm's id, or --key")
    return key or ("", "", "")


def _list(call: Call, *, as_json: bool, everything: bool) -> None:
    describe = describing(call)
    with open_reader(call.journal()) as reader:
        found = by_urgency(reader.alarms(cleared=everything))
    if as_json:
        say_json(alarm_report(found, describe))
        return
    for alarm in found:
        say(line(call, alarm, describe))
    say(call.words("cli", QT_TRANSLATE_NOOP("cli", "{count} alarms"), count=len(found)))
