"""A centre with shifts: a plan, a rota, people, and a clock and a chance that the test moves."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta

import msgspec

from commandcenter.domain.alarms import moves
from commandcenter.domain.applying import apply
from commandcenter.domain.catalogue import Catalogue
from commandcenter.domain.changes.alarms import AlarmAcknowledged
from commandcenter.domain.changes.operating import CommandRefused
from commandcenter.domain.events import Raised, Returned
from commandcenter.domain.journal import CORE, Cause, CommandId, Draft, Entry
from commandcenter.domain.priority import Priority
from commandcenter.domain.shift_plan import ShiftKind, ShiftPlan
from commandcenter.domain.state import State
from commandcenter.services import annunciating, duty
from commandcenter.services.around import SeatSeen, SourceSeen
from commandcenter.services.commands import Asks, CommandTable, Context
from commandcenter.services.lateness import JUST_NOW
from commandcenter.services.permissions import Permission, Person, Standing

# 08:00 in Chongqing, the beginning of the early shift.
EIGHT = datetime(2026, 11, 22, 0, 0, tzinfo=UTC)
EARLY, LATE, NIGHT = "2026-11-22/早班", "2026-11-22/中班", "2026-11-23/夜班"
PLAN = ShiftPlan(
    zone="Asia/Shanghai",
    kinds=(
        ShiftKind(name="夜班", starts="00:00"),
        ShiftKind(name="早班", starts="08:00"),
        ShiftKind(name="中班", starts="16:00"),
    ),
    minimum=2,
    checks=0,
    positions=("值班长", "公安", "城管"),
)
SERVING = frozenset({Permission.DUTY, Permission.HAND_OVER, Permission.HANDLE_ALARMS, Permission.START_LINKAGE})
LEADING = SERVING | {Permission.LEAD_SHIFT, Permission.CHANGE_WALL}


def officer(number: str, name: str, account: str = "", *, leads: bool = False) -> Person:
    return Person(
        id=account or f"u{number}",
        name=name,
        number=number,
        permissions=LEADING if leads else SERVING,
        standing=Standing.PRESENT,
    )


WANG, LI, ZHAO, CHEN = (
    officer(number, name) for number, name in (("1001", "王敏"), ("1002", "李强"), ("1003", "赵磊"), ("1004", "陈静"))
)
LEADER = officer("9001", "周正", leads=True)
SECOND_LEADER = officer("9002", "吴迪", leads=True)


class Surroundings:
    """What the core sees around it, as the test says."""

    def __init__(self) -> None:
        self.seen_sources: list[SourceSeen] = []
        self.seen_seats: list[SeatSeen] = []

    def sources(self) -> list[SourceSeen]:
        return self.seen_sources

    def seats(self) -> list[SeatSeen]:
        return self.seen_seats


class Said(msgspec.Struct, frozen=True):
    """What came of a command; `reason` is "" when it was obeyed."""

    reason: str


class DutyCentre:
    """State and journal without a core: decides, applies, remembers. `wait` moves both clocks, `step` the wall's.

    `doing` is how long ago the next commands were given.
    """

    def __init__(
        self,
        plan: ShiftPlan | None = PLAN,
        random: Callable[[], float] = lambda: 0.9,
        catalogue: Catalogue | None = None,
    ) -> None:
        self.now = EIGHT
        self.steady = 0.0
        self.random = random
        self.around = Surroundings()
        self.doing = JUST_NOW
        self.catalogue = catalogue or Catalogue()
        self.state = State()
        self.entries: list[Entry] = []
        self._commands = 0
        # Passwords are another test's business.
        lines = (msgspec.structs.replace(line, asks=Asks.SESSION) for line in duty.declarations())
        self._table = CommandTable(lines)
        self.restart()
        self.plan(plan)

    def restart(self) -> None:
        """What is not in the state is forgotten."""
        self._duty = duty.Duty(lambda: self.random(), lambda: self.steady)

    def plan(self, plan: ShiftPlan | None) -> int:
        """How many entries it cost."""
        return self.record(duty.planning(self.state, plan))

    def record(self, drafts: Iterable[Draft], actor: str = CORE, seat: str = "", cause: Cause = None) -> int:
        """Gives each draft its place and applies it before the next is asked for."""
        before = self.state.size
        for draft in drafts:
            entry = Entry(
                seq=self.state.size,
                at=self.now,
                actor=draft.actor or actor,
                seat=seat,
                subject=draft.subject,
                outcome=draft.outcome,
                cause=cause,
                change=draft.change,
            )
            apply(self.state, entry)
            self.entries.append(msgspec.msgpack.decode(msgspec.msgpack.encode(entry), type=Entry))
        return self.state.size - before

    def tick(self) -> None:
        self.record(self._duty.due(self.state, self.catalogue, self.now))

    def raise_alarm(self, kind: str, subject: str, priority: Priority = Priority.MINOR, source: str = "s") -> str:
        """Its id."""
        event = Raised(at=self.now, type=kind, subject=subject, priority=priority, title=f"{kind} {subject}")
        self.record([annunciating.raised(self.state, source, event, self.catalogue, self.now)], source)
        return f"A{self.state.raised}"

    def end_alarm(self, kind: str, subject: str, source: str = "s") -> None:
        event = Returned(at=self.now, type=kind, subject=subject)
        self.record([annunciating.returned(self.state, source, event, self.now)], source)

    def acknowledge(self, alarm: str, person: Person) -> None:
        taken = moves.acknowledged(self.state.alarms[alarm], person.id, self.state.instant(self.now))
        self.record([Draft(change=AlarmAcknowledged(alarm=taken), subject=alarm)], person.id, "desk-1")

    def command(self, name: str, person: Person, seat: str = "desk-1", /, **args: object) -> Said:
        self._commands += 1
        context = Context(
            command=f"command-{self._commands}",
            person=person,
            seat=seat,
            now=self.now,
            done_at=self.now,
            catalogue=self.catalogue,
            quarantined=lambda entry: None,
            around=self.around,
            doing=self.doing,
        )
        drafts = self._table.decide(self.state, name, msgspec.msgpack.encode(args), context)
        self.record(drafts, person.id, seat, CommandId(id=context.command, name=name))
        match drafts[0].change:
            case CommandRefused(reason=reason, values=values):
                return Said(reason.format(**values))
            case _:
                return Said("")

    def wait(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)
        self.steady += seconds

    def step(self, seconds: float) -> None:
        """Somebody sets the clock."""
        self.now += timedelta(seconds=seconds)

    def minutes(self, count: float) -> None:
        """Time passes, and the core notices."""
        self.wait(count * 60)
        self.tick()

    def ok(self, name: str, person: Person, seat: str = "desk-1", /, **args: object) -> None:
        said = self.command(name, person, seat, **args)
        if said.reason:
            raise AssertionError(f"{name} was refused: {said.reason}")

    def refused(self, name: str, person: Person, seat: str = "desk-1", /, **args: object) -> str:
        """Why it was refused."""
        said = self.command(name, person, seat, **args)
        if not said.reason:
            raise AssertionError(f"{name} was not refused")
        return said.reason

    def sign_on(self, *people: Person) -> None:
        for number, person in enumerate(people, 1):
            self.ok("shift.sign_on", person, f"desk-{number}")

    def rota(self, slot: str, *people: Person) -> None:
        day, _, shift = slot.partition("/")
        lines = [{"person": it.number, "name": it.name} for it in people]
        self.ok("rota.set", LEADER, day=day, shift=shift, people=lines)

    def own_alarms(self) -> list[tuple[str, str, bool]]:
        """(type, subject, active) of the centre's alarms about its duty."""
        return [(it.type, it.subject, it.active) for it in self.state.alarms.values() if it.type.startswith("duty.")]

    def hand_over(self, outgoing: Person, incoming: Person) -> None:
        """Begun by the leader, signed by both."""
        self.ok("handover.begin", LEADER)
        self.sign("outgoing", outgoing)
        self.sign("incoming", incoming)

    def sign(self, side: str, person: Person) -> None:
        handover = self.state.shifts.handover
        if handover is None:
            raise AssertionError("no handover is open")
        self.ok("handover.sign", person, handover=handover.id, side=side, digest=handover.digest)
