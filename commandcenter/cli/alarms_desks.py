"""`alarms take`, `release`, `forward`, `ask`, `answer`, `tick`: who works on which alarm, and how far they are."""

from __future__ import annotations

from collections.abc import Sequence

import click

from commandcenter.cli.alarm_moves import alarm_argument, asking, move, moving
from commandcenter.cli.program import Call
from commandcenter.services.checklist import Tick
from commandcenter.services.desks import Forward, Reply
from commandcenter.services.handling import Seen

alarms_argument = click.argument("alarm", nargs=-1, required=True)


@click.command()
@alarms_argument
@moving
def take(call: Call, alarm: Sequence[str], version: int | None, as_json: bool) -> None:
    """接手 · Take it: you work on it now."""
    move(call, "alarm.take", [Seen(alarm=one, version=version) for one in alarm], as_json=as_json)


@click.command()
@alarms_argument
@moving
def release(call: Call, alarm: Sequence[str], version: int | None, as_json: bool) -> None:
    """放回 · Give it back to its desk."""
    move(call, "alarm.release", [Seen(alarm=one, version=version) for one in alarm], as_json=as_json)


@click.command()
@alarms_argument
@click.option("--desk", default="", help="转到哪个席位队列 · Name of the desk")
@click.option("--person", default="", help="转给谁（账号，须已登录） · To somebody who is signed in, by account")
@click.option("--note", default="", help="说明 · A note")
@moving
def forward(
    call: Call, alarm: Sequence[str], desk: str, person: str, note: str, version: int | None, as_json: bool
) -> None:
    """转交给另一席位或某人；都不给则回到总台 · To another desk or person; without either, to everybody's queue."""
    if desk and person:
        raise click.UsageError("席位与人员只能给一个 · Either a desk or a person")
    orders = [Forward(alarm=one, version=version, desk=desk, person=person, note=note) for one in alarm]
    move(call, "alarm.forward", orders, as_json=as_json)


@click.command()
@alarm_argument
@moving
def ask(call: Call, alarm: str, version: int | None, as_json: bool) -> None:
    """索要：15 秒内对方不拒绝即归您 · Ask for it: yours in 15 seconds unless its holder says no."""
    move(call, "alarm.ask", [Seen(alarm=alarm, version=version)], as_json=as_json)


@click.command()
@alarm_argument
@click.option("--yes/--no", "yes", default=True, help="给或不给 · Give it away, or keep it")
@moving
def answer(call: Call, alarm: str, yes: bool, version: int | None, as_json: bool) -> None:
    """答复索要 · Answer who asks for it."""
    move(call, "alarm.answer", [Reply(alarm=alarm, version=version, yes=yes)], as_json=as_json)


@click.command()
@alarm_argument
@click.argument("step", type=click.IntRange(1, 99))
@click.option("--undo", is_flag=True, help="取消勾选 · Take the tick off")
@asking
def tick(call: Call, alarm: str, step: int, undo: bool, as_json: bool) -> None:
    """勾选处置要点的一步 · Tick a step of what there is to do off."""
    move(call, "alarm.tick", [Tick(alarm=alarm, step=step, undo=undo)], as_json=as_json)


DESK_VERBS = (take, release, forward, ask, answer, tick)
