"""Takes a rota from a file into the journal, beside a running core or without one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from commandcenter.adapters.data_folder import DataFolder
from commandcenter.adapters.rota_list import RotaRow, read_rota, require_accounts
from commandcenter.app.administering import obeying
from commandcenter.app.opening import journal_of, open_reader
from commandcenter.domain.errors import Refused
from commandcenter.domain.people import Account
from commandcenter.domain.state import Touched
from commandcenter.domain.text import QT_TRANSLATE_NOOP
from commandcenter.services.credentials import Claim
from commandcenter.settings import Settings


def plan_people(
    folder: DataFolder, settings: Settings, file: Path, claim: Callable[[], Claim | None]
) -> Iterator[tuple[str, list[RotaRow]]]:
    """The shifts of the file by their ids, each when it is in the journal. Raises Trouble, and at first for the file.

    `claim` gives, for each shift anew, the credentials of who plans.
    """
    plan = settings.shift_plan()
    if plan is None:
        raise Refused(
            QT_TRANSLATE_NOOP("trouble", "The settings have no plan of shifts: this centre keeps none."),
            QT_TRANSLATE_NOOP("trouble", "Put [shifts] with its plan into the settings file."),
        )
    slots = read_rota(file, plan)
    with open_reader(journal_of(folder, settings)) as reader:
        require_accounts(file, slots, reader.things(Touched.ACCOUNT, Account))
    with obeying(folder, settings) as order:
        for slot_id, rows in slots.items():
            people = [
                {"person": it.person, "name": it.name, "position": it.position, "leader": it.leader} for it in rows
            ]
            day, _, shift = slot_id.partition("/")
            order("rota.set", {"day": day, "shift": shift, "people": people}, claim())
            yield slot_id, rows
