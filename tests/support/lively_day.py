"""A made-up day with two storms, at two desks: alarms that chatter, that go by themselves, that stand for ever."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from random import Random

import msgspec

from commandcenter.adapters.resources import read_catalogue
from commandcenter.adapters.store.sql_store import SqlStore
from commandcenter.domain.events import Raised, Returned, Value
from commandcenter.domain.people import Role
from commandcenter.domain.rules.book import RuleBook
from commandcenter.domain.rules.desks import Desks
from commandcenter.services.core import Core
from commandcenter.services.operating import command_table
from commandcenter.services.permissions import ROLES
from commandcenter.services.ruling.ruling import Ruling
from tests.support.cores import SHANGHAI, WANG, TestCore

DESKS = """
[[desk]]
name = "water"
zh = "排水席"
en = "Drainage desk"
when = { types = ["drainage.*", "cesspool.*"] }
[[desk]]
name = "street"
zh = "市容席"
en = "Street desk"
when = { types = ["capture.*", "shop.*"] }
[[desk]]
name = "safety"
zh = "安全席"
en = "Safety desk"
when = { types = ["fire.*", "lift.*", "wristband.*"] }
[[window]]
name = "pump-cleaning"
hides = { types = ["drainage.pump"], subjects = ["PS-9"] }
opens = 00:00:00
closes = 23:59:00
"""
LEADER = msgspec.structs.replace(
    WANG, id="chen", name="陈静", number="A003", permissions=ROLES[Role.SHIFT_LEADER], role="shift-leader"
)
HOUR = 3600.0
STREET = ("capture.litter", "capture.bikes", "capture.vending", "capture.noise", "shop.fridge", "capture.manhole")
PLACES = ("建新东路 12 号", "观音桥步行街", "北滨路 88 号", "盘溪河下穿道", "五里店转盘", "红石路 3 号")


class LivelyDay(TestCore):
    """24 hours until `ends`, into that store; the day before it something began that never ended."""

    __test__ = False

    def __init__(self, ends: datetime, store: SqlStore | None = None) -> None:
        self._sql = store
        super().__init__(read_catalogue(), msgspec.toml.decode(DESKS, type=RuleBook))
        self.ends = ends
        self._due: list[tuple[float, int, Callable[[], object]]] = []
        self._random = Random(7)
        self.core.set_desks(Desks(self.book.desk))

    def fresh_core(self) -> Core:
        return Core(
            self._sql or self.store,
            command_table(),
            self.catalogue,
            lambda: self.now,
            clock=lambda: self.seconds,
            ruling=Ruling(self.book, self.catalogue, SHANGHAI),
        )

    def run(self) -> None:
        self._stale()
        self._ordinary()
        self._storms()
        self._chattering()
        self._hidden()
        start = self.ends - timedelta(days=1)
        self.now = start - timedelta(hours=3)
        for seconds, _, do in sorted(self._due, key=lambda it: it[:2]):
            self.wait(max(0.0, (start + timedelta(seconds=seconds) - self.now).total_seconds()))
            do()
            self.core.tick()
        self.wait(max(0.0, (self.ends - self.now).total_seconds()))

    def _at(self, seconds: float, do: Callable[[], object]) -> None:
        self._due.append((seconds, len(self._due), do))

    def _wrong(self, kind: str, subject: str, **values: float) -> None:
        told: dict[str, Value] = {"site": self._random.choice(PLACES), **values}
        self.events(Raised(at=self.now, type=kind, subject=subject, values=told))

    def _over(self, kind: str, subject: str) -> None:
        self.events(Returned(at=self.now, type=kind, subject=subject))

    def _acknowledge(self, kind: str, subject: str) -> None:
        alarm = self.core.state.open_alarm("s", kind, subject)
        if alarm is not None:
            self.command("alarm.acknowledge", alarm=alarm.id)

    def _spell(self, kind: str, subject: str, begins: float, lasts: float, taken_after: float | None) -> None:
        self._at(begins, partial(self._wrong, kind, subject, level_cm=42.0, count=3.0, noise_db=78.0))
        if taken_after is not None:
            self._at(begins + taken_after, partial(self._acknowledge, kind, subject))
        self._at(begins + lasts, partial(self._over, kind, subject))

    def _stale(self) -> None:
        self._at(-2.5 * HOUR, partial(self._wrong, "capture.guardrail", "HL-31", count=2.0))
        self._at(-2.0 * HOUR, partial(self._wrong, "lift.overdue", "LIFT-77", days=12.0))

    def _ordinary(self) -> None:
        """Some alarms an hour, more by day, most of them taken notice of within a minute or two."""
        rnd = self._random
        for number in range(300):
            hour = rnd.triangular(0, 24, 10)
            kind = rnd.choice(STREET) if number % 3 else rnd.choice(("fire.battery", "lift.fault", "drainage.pump"))
            subject = f"{kind.split('.')[1].upper()[:3]}-{rnd.randrange(40):02d}"
            waits = min(rnd.lognormvariate(4.0, 1.1), 3 * HOUR)
            self._spell(kind, subject, hour * HOUR, waits + rnd.uniform(60, 2400), waits)
        for number in range(14):
            self._spell("fire.smoke", f"Y-{number:03d}", rnd.uniform(0, 23) * HOUR, rnd.uniform(8, 50), None)
        for number in range(5):
            self._spell("wristband.sos", f"SH-{number}", rnd.uniform(0, 23) * HOUR, 900.0, rnd.uniform(5, 25))

    def _storms(self) -> None:
        rnd = self._random
        for hour, count in ((7.5, 46), (16.2, 28)):
            for number in range(count):
                begins = hour * HOUR + rnd.uniform(0, 1500)
                kind = "drainage.level" if number % 2 else "cesspool.methane_high"
                self._spell(kind, f"SL-{number:02d}", begins, rnd.uniform(900, 3600), rnd.uniform(20, 1200))

    def _chattering(self) -> None:
        for number in range(24):
            self._spell("drainage.pump", "PS-4", 11 * HOUR + number * 18.0, 9.0, None)
        for number in range(9):
            self._spell("shop.fridge", "LG-2", 19 * HOUR + number * 25.0, 12.0, None)

    def _hidden(self) -> None:
        self._at(3 * HOUR, partial(self._wrong, "capture.noise", "ZS-8", noise_db=81.0))
        self._at(3.1 * HOUR, lambda: self._shelve("capture.noise", "ZS-8", "夜间施工许可至 6 时"))
        self._at(20 * HOUR, partial(self._wrong, "lift.fault", "LIFT-12", code=17.0))
        self._at(20.2 * HOUR, lambda: self._shelve("lift.fault", "LIFT-12", "维保人员已到场"))
        self._at(9 * HOUR, partial(self._wrong, "drainage.pump", "PS-9", run_min=31.0))
        self._at(12.9 * HOUR, partial(self._wrong, "fire.pressure", "XF-3", pressure_kpa=88.0))
        self._at(13 * HOUR, lambda: self._remove("fire.pressure", "XF-3", "动火证 2026-118"))

    def _shelve(self, kind: str, subject: str, why: str) -> None:
        alarm = self.core.state.open_alarm("s", kind, subject)
        if alarm is not None:
            self.command("alarm.shelve", alarm=alarm.id, minutes=120, reason="works", comment=why)

    def _remove(self, kind: str, subject: str, permit: str) -> None:
        self.command("alarm.remove", LEADER, source="s", type=kind, subject=subject, permit=permit)
