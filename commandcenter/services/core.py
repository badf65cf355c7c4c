"""The core's one piece of work: read, decide, commit; what came out is for the caller to publish."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import chain
from secrets import SystemRandom

import msgspec

from commandcenter.domain.assets import Camera
from commandcenter.domain.catalogue import Catalogue
from commandcenter.domain.changes.keys import KeyTrusted, LinkRefused
from commandcenter.domain.changes.operating import CommandRefused, DesksSet
from commandcenter.domain.changes.seats import ChainBroken
from commandcenter.domain.changes.system import CoreLeading, CoreResumed, CoreStarted, CoreStopped
from commandcenter.domain.events import EventId, Raised, Returned, Value
from commandcenter.domain.journal import CORE, AnyChange, CommandId, Draft, Outcome
from commandcenter.domain.keys import Key
from commandcenter.domain.linkage import StepState
from commandcenter.domain.rules.desks import Desks
from commandcenter.domain.shift_plan import ShiftPlan
from commandcenter.domain.state import State
from commandcenter.services import alarm_timers, annunciating, chaining, desks, doubts
from commandcenter.services.around import Around, NothingAround
from commandcenter.services.attending import Attending
from commandcenter.services.camera_states import GoneSeats, listing
from commandcenter.services.chaining import Linked, Step
from commandcenter.services.clock_watch import ClockWatch
from commandcenter.services.commands import CommandTable, Context, Declaration, Rules
from commandcenter.services.credentials import Prepared, Proof
from commandcenter.services.duty import Duty, planning
from commandcenter.services.errands import Errands
from commandcenter.services.lateness import Doing
from commandcenter.services.ledger import Ledger, Work
from commandcenter.services.permissions import Person
from commandcenter.services.ports import Now, Stamped, Store
from commandcenter.services.ruling.ruling import Ruling
from commandcenter.services.second_person import Handed
from commandcenter.services.taking import EventReader, Unreadable, take
from commandcenter.services.tally import Tally


class Batch(msgspec.Struct, frozen=True, kw_only=True):
    """Events `first`, `first`+1, … of a log, as they came; `wrong` says, by number, what not to read and why."""

    source: str
    epoch: str
    first: int
    events: Sequence[bytes]
    wrong: Mapping[int, str] = {}


class Run(msgspec.Struct, frozen=True, kw_only=True):
    """What the first entry of a run says of it, as in `CoreStarted`."""

    boot: str = ""
    monotonic: float = 0.0
    synced: bool | None = None
    config: str = ""


class Given(msgspec.Struct, frozen=True, kw_only=True):
    """What came with a command, as in `Context`; `linked` is its place in the seat's own journal."""

    proof: Proof | None = None
    prepared: Prepared | None = None
    key: str = ""
    linked: Linked | None = None
    void: str = ""


class Verdict(msgspec.Struct, frozen=True, kw_only=True):
    """What a seat is told of its command: in the journal, or why not."""

    id: str
    ok: bool
    reason: str = ""
    values: dict[str, str] = {}

    @property
    def refused(self) -> bool:
        """It was looked at and turned down, and that is in the journal under its id."""
        return not self.ok


class Undecided(Verdict, frozen=True, kw_only=True):
    """A no that says nothing of what became of the command, or will: it may be on record as done. Never stored."""

    @property
    def refused(self) -> bool:
        return False


class Core:
    """Owns the state; every public method is one transaction and returns the entries that it wrote.

    A `StoreTrouble` leaves journal and state as they were before the call.
    """

    def __init__(
        self,
        store: Store,
        table: CommandTable,
        catalogue: Catalogue,
        now: Now,
        duty: Duty | None = None,
        rules: Rules | None = None,
        clock: Callable[[], float] = time.monotonic,
        ruling: Ruling | None = None,
    ) -> None:
        self._store = store
        self._table = table
        self._now = now
        self._reader = EventReader()
        self._ruling = ruling or Ruling.none(catalogue)
        self._ledger = Ledger(store, now, self._ruling.follow)
        self._duty = duty or Duty(SystemRandom().random, clock)
        self._rules = rules or Rules()
        self._gone_seats = GoneSeats(clock)
        self.attending = Attending(self._ledger.state, clock, now())
        self.errands = Errands(clock, self._ruling.zone)
        self.catalogue = catalogue
        self.around: Around = NothingAround()
        self.following_key: Callable[[], str] = str
        self.handed: Handed | None = None

    @property
    def state(self) -> State:
        return self._ledger.state

    @property
    def root(self) -> bytes:
        """Root of the Merkle tree over all that is committed; 32 bytes."""
        return self._ledger.tree.root()

    @property
    def tally(self) -> Tally:
        """What was written since the start."""
        return self._ledger.tally

    @property
    def now(self) -> Now:
        """The wall clock that the entries are dated by."""
        return self._now

    def start(self, version: str, run: Run | None = None) -> list[Stamped]:
        """The first entry of this run, and one on what was done to the clock since the last one."""
        state, run = self.state, run or Run()
        started = CoreStarted(
            version=version,
            size=state.size,
            boot=run.boot,
            monotonic=run.monotonic,
            synced=run.synced,
            config=run.config,
            clean=state.uptime.stopped,
        )
        watch = ClockWatch(self._now, lambda: run.monotonic, self.known_offset(run))
        with self._ledger.work() as work:
            for draft in (Draft(change=started), *watch.look()):
                work.add(draft, actor=CORE)
            for draft in chain(self._ruling.start(self.state, work.now), self.errands.due(self.state, work.now)):
                work.add(draft, actor=CORE)
            return work.commit()

    def known_offset(self, run: Run) -> float | None:
        """Wall minus monotonic clock as the journal knows it of this run of the machine."""
        known = self.state.uptime
        return known.offset if run.boot and known.boot == run.boot else None

    def lead(self, epoch: int, holder: str) -> list[Stamped]:
        """The first entry under a lease."""
        return self.record([Draft(change=CoreLeading(epoch=epoch, holder=holder))])

    def resume(self, failed: str = "", since: datetime | None = None) -> list[Stamped]:
        """The first entry after the disk was full; raises StoreTrouble while it still is."""
        return self.record([Draft(change=CoreResumed(failed=failed, since=since))])

    def stop(self) -> list[Stamped]:
        """The last entry of this run."""
        return self.record([Draft(change=CoreStopped())])

    def record(self, drafts: Sequence[Draft]) -> list[Stamped]:
        """What the core itself has to say, in one transaction."""
        with self._ledger.work() as work:
            for draft in drafts:
                work.add(draft, actor=CORE)
            return work.commit()

    def warn(self, type: str, subject: str, **values: Value) -> list[Stamped]:
        """Raises an alarm of the centre's own, or says it again with these values."""
        now = self._now()
        event = Raised(at=now, type=type, subject=subject, values=values)
        return self.record([annunciating.raised(self.state, CORE, event, self.catalogue, now)])

    def calm(self, type: str, subject: str) -> list[Stamped]:
        """What an alarm of the centre's own warned of is over; nothing when there is none."""
        alarm, now = self.state.open_alarm(CORE, type, subject), self._now()
        if alarm is None or not alarm.active:
            return []
        return self.record([annunciating.returned(self.state, CORE, Returned(at=now, type=type, subject=subject), now)])

    def list_cameras(self, cameras: Iterable[Camera]) -> list[Stamped]:
        """Makes the known cameras those of the list; unchanged ones cost no entry."""
        return self.record(list(listing(self.state, cameras)))

    def plan_shifts(self, plan: ShiftPlan | None) -> list[Stamped]:
        """Makes the plan of shifts that of the settings; the known one costs no entry."""
        return self.record(list(planning(self.state, plan)))

    def set_desks(self, queues: Desks) -> list[Stamped]:
        """Makes the queues those of the rules; the known ones cost no entry."""
        return self.record([] if queues == self.state.desks else [Draft(change=DesksSet(desks=queues))])

    def trust(self, keys: Iterable[Key]) -> list[Stamped]:
        """Lets in the keys that were made beside the core's own; one that was ever known stays as it is."""
        new = [key for key in keys if key.public not in self.state.keys]
        return self.record([Draft(change=KeyTrusted(key=key), subject=key.id) for key in new])

    def refuse_links(self, refusals: Iterable[LinkRefused]) -> list[Stamped]:
        """Somebody was not let in."""
        return self.record(
            [Draft(change=refusal, subject=refusal.who, outcome=Outcome.REFUSED) for refusal in refusals]
        )

    def open_source(self, source: str, log: doubts.Log) -> list[Stamped]:
        """Called when a source says what it holds; returns the entries on what does not fit what was taken.

        A new epoch begins at 0; a hole before `first` and a log that ends before what was taken from it (a
        restored backup) are marked, and what follows is taken in.
        """
        with self._ledger.work() as work:
            for seq, draft in doubts.open_log(self.state, source, log, self.catalogue, work.now):
                work.add(draft, actor=source, cause=EventId(source=source, epoch=log.epoch, seq=seq))
            return work.commit()

    def follows(self, batch: Batch) -> bool:
        """Whether the batch goes on from what has been taken, or lies before it."""
        known = self.state.positions.get(batch.source)
        return known is not None and known.epoch == batch.epoch and batch.first <= known.seq + 1

    def take(self, batches: Sequence[Batch]) -> list[Stamped]:
        """Takes batches of any sources in; what was taken before is passed over, so a repeat has no second effect.

        Raises ValueError when a batch does not follow what has been taken; then none has been.
        """
        with self._ledger.work() as work:
            for batch in batches:
                if not self.follows(batch):
                    known = self.state.positions.get(batch.source)
                    raise ValueError(f"batch {batch.epoch}/{batch.first} of {batch.source} does not follow {known}")
                self._take_batch(work, batch)
            return work.commit()

    def command(
        self,
        command: CommandId,
        raw_args: bytes,
        person: Person,
        seat: str,
        done_at: datetime,
        given: Given | None = None,
    ) -> tuple[Verdict, list[Stamped]]:
        """Obeys or refuses; a command that was seen before gets its stored verdict and has no second effect."""
        given = given or Given()
        linked = given.linked
        step = chaining.judge(self.state, seat, linked) if linked else Step.NEXT
        if linked and step is Step.FOREIGN:
            foreign = Undecided(id=command.id, ok=False, reason=chaining.FOREIGN)
            return foreign, self._turn_away(seat, linked)
        stored = self.answered(command.id)
        if stored is not None:
            return stored, []
        if step is Step.SPENT:
            return Undecided(id=command.id, ok=False, reason=chaining.SPENT), []
        context = self._context(command, person, seat, done_at, given)
        drafts = self._table.decide(self.state, command.name, raw_args, context)
        # A record of a seat's journal needs its entry, or its chain would have a hole.
        drafts, passed = self.errands.passing.sift(self.state, drafts, passes=linked is None)
        cause = chaining.in_chain(command, linked) if linked else command
        broken = chaining.break_of(self.state, seat, linked, step) if linked else None
        with self._ledger.work() as work:
            for draft in drafts:
                work.add(draft, actor=person.id, seat=seat, cause=cause, done_at=done_at)
            if broken:
                self._tell(work, broken)
            verdict = verdict_on(command.id, drafts[0].change) if drafts else Verdict(id=command.id, ok=True)
            noted = chaining.not_needed(linked) if linked else {}
            entries = work.commit({command.id: msgspec.msgpack.encode(verdict)}, noted)
        self.errands.written(self.state, entries, passed)
        return verdict, entries

    def _turn_away(self, seat: str, linked: Linked) -> list[Stamped]:
        """Nothing is done of it, and its chain stands where it stood."""
        broken = chaining.break_of(self.state, seat, linked, Step.FOREIGN)
        with self._ledger.work() as work:
            if broken:
                self._tell(work, broken)
            return work.commit()

    def _tell(self, work: Work, broken: ChainBroken) -> None:
        for draft in chaining.tell(self.state, broken, self.catalogue, work.now):
            work.add(draft, actor=CORE, seat=broken.seat)

    def _context(self, command: CommandId, person: Person, seat: str, done_at: datetime, given: Given) -> Context:
        now = self._now()
        return Context(
            command=command.id,
            person=person,
            seat=seat,
            now=now,
            done_at=done_at,
            catalogue=self.catalogue,
            quarantined=self._store.quarantined,
            around=self.around,
            proof=given.proof,
            prepared=given.prepared,
            key=given.key,
            steady=self.attending.steady(),
            rules=self._rules,
            handed=self.handed,
            following=self.following_key,
            doing=Doing.of(given.linked, done_at, now),
            void=given.void,
        )

    def answered(self, command_id: str) -> Verdict | None:
        """What was answered to a command that was seen before."""
        stored = self._store.answer(command_id)
        return None if stored is None else msgspec.msgpack.decode(stored, type=Verdict)

    def find(self, name: str) -> Declaration | None:
        """How the command is declared."""
        return self._table.find(name)

    def credential(self, account: str) -> bytes | None:
        """The sealed credentials of the account."""
        return self._store.credential(account)

    def answer_step(self, key: str, answer: StepState, detail: str) -> list[Stamped]:
        """A device has answered the step or order `key`; an answer that changes nothing writes nothing."""
        draft = self.errands.answered(self.state, key, answer, detail, self._now())
        return [] if draft is None else self.record([draft])

    def tick(self) -> list[Stamped]:
        """Time passes: steps that nobody answered become unknown, sessions end, people on duty are looked after."""
        now = self._now()
        with self._ledger.work() as work:
            for draft in self._due(now):
                work.add(draft, actor=CORE)
            entries = work.commit()
        self.errands.written(self.state, entries, [])
        return entries

    def _due(self, now: datetime) -> Iterator[Draft]:
        """Each part looks at what the one before has made of the state."""
        yield from self.errands.due(self.state, now)
        yield from alarm_timers.due(self.state, now, self._ruling.call)
        yield from self._ruling.due(self.state, now)
        yield from desks.abandoned(self.state)
        yield from list(self.attending.due(self.state))
        yield from self._duty.due(self.state, self.catalogue, now)
        yield from list(self._gone_seats.due(self.state, self.around.seats(), now))

    def _take_batch(self, work: Work, batch: Batch) -> None:
        source = batch.source
        taken = self.state.positions[source].seq
        granted = self.state.grant(source)
        for seq, raw in enumerate(batch.events, batch.first):
            if seq > taken:
                cause = EventId(source=source, epoch=batch.epoch, seq=seq)
                wrong = batch.wrong.get(seq, "")
                for draft in self._decide_event(source, raw, wrong, granted, work.now):
                    work.add(draft, actor=source, cause=cause)

    def _decide_event(
        self, source: str, raw: bytes, wrong: str, granted: Sequence[str], now: datetime
    ) -> Iterable[Draft]:
        try:
            if wrong:
                raise Unreadable(wrong)
            event = self._reader.read(raw, granted, now)
            return take(self.state, source, event, self._ruling, now)
        except Unreadable as error:
            return doubts.quarantine(self.state, source, raw, str(error), self.catalogue, now)


def verdict_on(command_id: str, change: AnyChange) -> Verdict:
    """What a command is answered whose first entry holds this change."""
    match change:
        case CommandRefused(reason=reason, values=values):
            return Verdict(id=command_id, ok=False, reason=reason, values=values)
        case _:
            return Verdict(id=command_id, ok=True)
