"""The core's one piece of work: read, decide, commit; what came out is for the caller to publish."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

import msgspec

from commandcenter.domain.assets import Camera
from commandcenter.domain.catalogue import Catalogue
from commandcenter.domain.changes.keys import KeyTrusted, LinkRefused
from commandcenter.domain.changes.operating import CameraListed, CameraRemoved, CommandRefused, LinkageAnswered
from commandcenter.domain.changes.system import CoreResumed, CoreStarted
from commandcenter.domain.events import EventId
from commandcenter.domain.journal import CORE, CommandId, Draft, Outcome
from commandcenter.domain.keys import Key
from commandcenter.domain.linkage import Linkage, StepState
from commandcenter.domain.state import State
from commandcenter.services import doubts, linking
from commandcenter.services.commands import CommandTable, Context
from commandcenter.services.ledger import Ledger, Work
from commandcenter.services.permissions import Person
from commandcenter.services.ports import Now, Stamped, Store
from commandcenter.services.taking import EventReader, Unreadable, take


class Batch(msgspec.Struct, frozen=True, kw_only=True):
    """Events `first`, `first`+1, … of a log, as they came; `wrong` says, by number, what not to read and why."""

    source: str
    epoch: str
    first: int
    events: Sequence[bytes]
    wrong: Mapping[int, str] = {}


class Verdict(msgspec.Struct, frozen=True, kw_only=True):
    """What a seat is told of its command: in the journal, or why not."""

    id: str
    ok: bool
    reason: str = ""
    values: dict[str, str] = {}


class Core:
    """Owns the state; every public method is one transaction and returns the entries that it wrote.

    A `StoreTrouble` leaves journal and state as they were before the call.
    """

    def __init__(self, store: Store, table: CommandTable, catalogue: Catalogue, now: Now) -> None:
        self._store = store
        self._table = table
        self._now = now
        self._reader = EventReader()
        self._ledger = Ledger(store, now)
        self.catalogue = catalogue

    @property
    def state(self) -> State:
        return self._ledger.state

    @property
    def root(self) -> bytes:
        """Root of the Merkle tree over all that is committed; 32 bytes."""
        return self._ledger.frontier.root()

    def start(self, version: str) -> list[Stamped]:
        return self._system([Draft(change=CoreStarted(version=version, size=self.state.size))])

    def resume(self) -> list[Stamped]:
        """The first entry after the disk was full; raises StoreTrouble while it still is."""
        return self._system([Draft(change=CoreResumed())])

    def list_cameras(self, cameras: Iterable[Camera]) -> list[Stamped]:
        """Makes the known cameras those of the list; unchanged ones cost no entry."""
        wanted = {camera.id: camera for camera in cameras}
        new = [camera for camera in wanted.values() if self.state.cameras.get(camera.id) != camera]
        gone = [known for known in self.state.cameras if known not in wanted]
        drafts = [Draft(change=CameraListed(camera=camera), subject=camera.id) for camera in new]
        drafts += [Draft(change=CameraRemoved(camera=camera), subject=camera) for camera in gone]
        return self._system(drafts)

    def trust(self, keys: Iterable[Key]) -> list[Stamped]:
        """Lets in the keys that were made beside the core's own; one that was ever known stays as it is."""
        new = [key for key in keys if key.public not in self.state.keys]
        return self._system([Draft(change=KeyTrusted(key=key), subject=key.id) for key in new])

    def refuse_links(self, refusals: Iterable[LinkRefused]) -> list[Stamped]:
        """Somebody was not let in."""
        return self._system(
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
        self, command: CommandId, raw_args: bytes, person: Person, seat: str, done_at: datetime
    ) -> tuple[Verdict, list[Stamped]]:
        """Obeys or refuses; a command that was seen before gets its stored verdict and has no second effect."""
        stored = self._store.answer(command.id)
        if stored is not None:
            return msgspec.msgpack.decode(stored, type=Verdict), []
        context = Context(
            command=command.id,
            person=person,
            seat=seat,
            now=self._now(),
            done_at=done_at,
            catalogue=self.catalogue,
            quarantined=self._store.quarantined,
        )
        drafts = self._table.decide(self.state, command.name, raw_args, context)
        with self._ledger.work() as work:
            for draft in drafts:
                work.add(draft, actor=person.id, seat=seat, cause=command, done_at=done_at)
            verdict = _verdict(command.id, drafts)
            return verdict, work.commit({command.id: msgspec.msgpack.encode(verdict)})

    def answer_step(self, key: str, answer: StepState, detail: str) -> list[Stamped]:
        """A device has answered the step `key`; an answer that changes nothing writes nothing."""
        run = self._run_of(key)
        if run is None:
            return []
        answered = run.answered(key, answer, detail, self._now())
        if answered == run:
            return []
        outcome = Outcome(answer.value)
        device = next(step.target for step in run.steps if step.key == key)
        draft = Draft(change=LinkageAnswered(linkage=answered, step=key), subject=run.alarm, outcome=outcome)
        with self._ledger.work() as work:
            work.add(draft, actor=device)
            return work.commit()

    def tick(self) -> list[Stamped]:
        """Time passes: steps that nobody answered become unknown."""
        now = self._now()
        late = [pair for run in self.state.linkages.values() if run.live for pair in linking.overdue(run, now)]
        return self._system(
            [
                Draft(change=LinkageAnswered(linkage=run, step=step), subject=run.alarm, outcome=Outcome.UNKNOWN)
                for run, step in late
            ]
        )

    def _run_of(self, key: str) -> Linkage | None:
        runs = self.state.linkages.values()
        return next((run for run in runs if any(step.key == key for step in run.steps)), None)

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
            return take(self.state, source, event, self.catalogue, now)
        except Unreadable as error:
            return doubts.quarantine(self.state, source, raw, str(error), self.catalogue, now)

    def _system(self, drafts: list[Draft]) -> list[Stamped]:
        with self._ledger.work() as work:
            for draft in drafts:
                work.add(draft, actor=CORE)
            return work.commit()


def _verdict(command_id: str, drafts: Sequence[Draft]) -> Verdict:
    match drafts[0].change:
        case CommandRefused(reason=reason, values=values):
            return Verdict(id=command_id, ok=False, reason=reason, values=values)
        case _:
            return Verdict(id=command_id, ok=True)
