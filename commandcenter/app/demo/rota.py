"""The rota of the demo: who is planned for the present shift and the next, as a leader would write it."""

from __future__ import annotations

import csv
from datetime import datetime

from commandcenter.adapters.data_folder import DataFolder
from commandcenter.app.demo.accounts import PEOPLE, Made
from commandcenter.app.planning import plan_people
from commandcenter.domain.people import Role
from commandcenter.domain.shift_plan import ShiftPlan
from commandcenter.services.credentials import Claim
from commandcenter.settings import Settings

FILE = "rota.csv"
HEADINGS = ("日期", "班次", "工号", "姓名", "岗位", "带班")
# Of the present shift and of the next one; whoever leads signs for it when it is handed over.
PRESENT, NEXT = ("li.wei", "zhao.min"), ("chen.jing", "zhao.min")


def make_rota(folder: DataFolder, settings: Settings, people: list[Made], now: datetime) -> None:
    """Takes it in by its file, as `rota import` does, in the name of the shift leader. Raises Trouble."""
    plan = settings.shift_plan()
    file = folder.path / FILE
    # With a byte order mark, as a spreadsheet program writes it.
    with file.open("w", encoding="utf-8-sig", newline="") as out:
        csv.writer(out).writerows([HEADINGS, *(_lines(plan, now, people) if plan else ())])
    leader = next(person for person in people if person.role is Role.SHIFT_LEADER)
    for _ in plan_people(folder, settings, file, lambda: Claim(account=leader.account, password=leader.password)):
        pass


def _lines(plan: ShiftPlan, now: datetime, people: list[Made]) -> list[tuple[str, ...]]:
    here = plan.at(now)
    numbers = {account: number for account, _, number, _ in PEOPLE}
    known = {person.account: person for person in people}
    return [
        (
            slot.day.isoformat(),
            slot.name,
            numbers[account],
            known[account].name,
            plan.positions[0],
            "是" if known[account].role is Role.SHIFT_LEADER else "",
        )
        for slot, accounts in ((here, PRESENT), (plan.after(here), NEXT))
        for account in accounts
    ]
