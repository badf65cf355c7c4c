"""`rota`: who is planned for which shift. Works beside a running core and without one."""

from __future__ import annotations

from pathlib import Path

import click
import msgspec

from commandcenter.adapters.clock import utc_now
from commandcenter.app.opening import open_reader
from commandcenter.app.planning import plan_people
from commandcenter.cli.acting import acting, claim
from commandcenter.cli.printing import as_json_option, local, say, say_json
from commandcenter.cli.program import Call
from commandcenter.domain.shifts import RotaSlot
from commandcenter.domain.state import Touched
from commandcenter.domain.text import QT_TRANSLATE_NOOP


@click.group()
def rota() -> None:
    """排班：谁值哪个班 · Rota: who is planned for which shift."""


@rota.command(name="list")
@as_json_option
@click.option("--all", "everything", is_flag=True, help="包括已过的班次 · Those that are over too")
@click.pass_obj
def list_rota(call: Call, as_json: bool, everything: bool) -> None:
    """已排的班次 · The shifts that have people."""
    with open_reader(call.journal()) as reader:
        slots = sorted(reader.things(Touched.ROTA, RotaSlot), key=lambda slot: slot.starts)
    found = [slot for slot in slots if everything or slot.ends > utc_now()]
    if as_json:
        say_json(msgspec.to_builtins(found))
        return
    for slot in found:
        people = ", ".join(f"{it.name} {it.person}{' ' + it.position if it.position else ''}" for it in slot.people)
        say(f"{slot.id:<18} {local(slot.starts)}  {people}")
    say(call.words("cli", QT_TRANSLATE_NOOP("cli", "{count} shifts"), count=len(found)))


@rota.command(name="import")
@click.argument("file", metavar="FILE", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@acting
@click.pass_obj
def import_rota(call: Call, file: Path) -> None:
    """读入排班表（CSV：日期、班次、工号、姓名、岗位、带班） · Reads a rota: day, shift, person, name, position, leader.

    全部无误才写入 · Nothing is taken in unless all of it is right.
    """
    count = 0
    for slot_id, rows in plan_people(call.folder, call.settings(), file, claim):
        say(f"{slot_id}  {', '.join(it.name for it in rows)}")
        count += 1
    say(call.words("cli", QT_TRANSLATE_NOOP("cli", "{count} shifts"), count=count))
