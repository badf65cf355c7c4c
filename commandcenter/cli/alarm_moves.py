"""What every verb that moves an alarm has in common: its options, how it is done, and what is told of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import click

from commandcenter.adapters.resources import read_catalogue
from commandcenter.adapters.store.reading import JournalReader
from commandcenter.app.administering import obeying
from commandcenter.app.opening import open_reader
from commandcenter.app.reports import alarm_record
from commandcenter.cli.acting import acting, claim
from commandcenter.cli.exit_codes import ExitCode
from commandcenter.cli.printing import as_json_option, complain, local, say, say_json
from commandcenter.cli.program import Call
from commandcenter.domain.alarms import Alarm
from commandcenter.domain.errors import Refused
from commandcenter.domain.text import QT_TRANSLATE_NOOP
from commandcenter.services.checklist import Tick
from commandcenter.services.commands import Args
from commandcenter.services.handling import Remove, Seen, Shelve

Key = tuple[str, str, str]
Order = Seen | Shelve | Remove | Tick

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
    return version_option(asking(verb))


def asking(verb: Callable[..., None]) -> Callable[..., None]:
    """The options of what may be done to whatever the alarm is now."""
    return as_json_option(acting(click.pass_obj(verb)))


def move(call: Call, name: str, orders: Sequence[Order], *, as_json: bool) -> None:
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


def _refused(call: Call, order: Order, error: Refused) -> dict[str, object]:
    return {
        "ok": False,
        "asked": order.alarm,
        "reason": error.template,
        "values": {name: str(value) for name, value in error.values.items()},
        "text": call.words.trouble(error),
    }


def _tell(call: Call, orders: Sequence[Order], found: list[dict[str, object]], *, as_json: bool) -> None:
    """What has become of each alarm."""
    describe = describing(call)
    with open_reader(call.journal()) as reader:
        alarms = [_alarm(reader, order) for order in orders]
    for alarm, result in zip(alarms, found, strict=True):
        result["alarm"] = alarm_record(alarm, describe(alarm)) if alarm else None
        if alarm and result["ok"] and not as_json:
            say(line(call, alarm, describe))
    if as_json:
        say_json({"moves": found})


def _alarm(reader: JournalReader, order: Order) -> Alarm | None:
    """As it is now; one that was named by its key is open."""
    if isinstance(order, Shelve | Remove) and not order.alarm:
        key = (order.source, order.type, order.subject)
        return next((alarm for alarm in reader.alarms() if alarm.key == key), None)
    return reader.alarm(order.alarm)


def describing(call: Call) -> Callable[[Alarm], str]:
    names = {source.id: source.name for source in call.settings().sources}
    catalogue = read_catalogue()

    def describe(alarm: Alarm) -> str:
        return catalogue.describe(alarm, call.words.language, lambda source: names.get(source) or source)

    return describe


def line(call: Call, alarm: Alarm, describe: Callable[[Alarm], str]) -> str:
    state = call.words("state", alarm.state.spoken)
    doubt = "  " + call.words("cli", QT_TRANSLATE_NOOP("cli", "(not confirmed)")) if alarm.suspect else ""
    priority = call.words("priority", alarm.priority.value)
    return f"{alarm.id:<6}{local(alarm.raised_at)}  {priority}  {state}  {describe(alarm)}{doubt}"
