"""The core's one piece of work: read, decide, commit; what came out is for the caller to publish."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

import msgspec

from commandcenter.domain.assets import Camera
from commandcenter.domain.catalogue import Catalogue
from commandcenter.domain.events import Event, EventId, sane
from commandcenter.domain.journal import (
    CameraListed,
    CameraRemoved,
    CommandId,
    CommandRefused,
    CoreResumed,
    CoreStarted,
    Draft,
    EventQuarantined,
    LinkageAnswered,
    Outcome,
    SourceEpoch,
    SourceGap,
    SourceWentBack,
)
from commandcenter.domain.linkage import Linkage, StepState
from commandcenter.domain.state import State
from commandcenter.services import linking
from commandcenter.services.commands import CommandTable, Context
from commandcenter.services.ledger import Ledger
from commandcenter.services.permissions import Person
from commandcenter.services.ports import Now, Stamped, Store
from commandcenter.services.taking import take

CORE = "core"
MAX_EVENT = 64 * 1024


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
        self._event = msgspec.msgpack.Decoder(Event)
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

    def open_source(self, source: str, epoch: str, first: int, head: int) -> list[Stamped]:
        """Called when a source says what it holds; returns the entries on what does not fit what was taken.

        A new epoch begins at 0; a hole before `first` and a log that ends before what was taken from it (a
        restored backup) are marked, and what follows is taken in.
        """
        known = self.state.positions.get(source)
        drafts: list[tuple[int, Draft]] = []
        before_epoch, at = (known.epoch, known.seq) if known else ("", 0)
        if before_epoch != epoch:
            drafts.append((0, Draft(change=SourceEpoch(before=before_epoch, before_seq=at), subject=source)))
            at = 0
        if head < at:
            back = SourceWentBack(taken=at, head=head)
            drafts.append((head, Draft(change=back, subject=source, outcome=Outcome.FAILED)))
            at = head
        if first > at + 1:
            gap = SourceGap(expected=at + 1, found=first)
            drafts.append((first - 1, Draft(change=gap, subject=source, outcome=Outcome.FAILED)))
        with self._ledger.work() as work:
            for seq, draft in drafts:
                work.add([draft], actor=source, cause=EventId(source=source, epoch=epoch, seq=seq))
            return work.commit()

    def take(self, source: str, epoch: str, first: int, raw_events: Sequence[bytes]) -> list[Stamped]:
        """Takes a batch in; what was taken before is passed over, so a repeat has no second effect.

        Raises ValueError when the batch does not follow what has been taken.
        """
        known = self.state.positions.get(source)
        if known is None or known.epoch != epoch or first > known.seq + 1:
            raise ValueError(f"batch {epoch}/{first} of {source} does not follow {known}")
        with self._ledger.work() as work:
            for seq, raw in enumerate(raw_events, first):
                if seq > known.seq:
                    event_id = EventId(source=source, epoch=epoch, seq=seq)
                    work.add([self._decide_event(source, raw)], actor=source, cause=event_id)
            return work.commit()

    def command(
        self, command: CommandId, raw_args: bytes, person: Person, seat: str, done_at: datetime
    ) -> tuple[Verdict, list[Stamped]]:
        """Obeys or refuses; a command that was seen before gets its stored verdict and has no second effect."""
        stored = self._store.answer(command.id)
        if stored is not None:
            return msgspec.msgpack.decode(stored, type=Verdict), []
        context = Context(person=person, seat=seat, now=self._now(), done_at=done_at, catalogue=self.catalogue)
        drafts = self._table.decide(self.state, command.name, raw_args, context)
        with self._ledger.work() as work:
            work.add(drafts, actor=person.id, seat=seat, cause=command, done_at=done_at)
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
            work.add([draft], actor=device, cause=None)
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

    def _decide_event(self, source: str, raw: bytes) -> Draft:
        try:
            if len(raw) > MAX_EVENT:
                raise ValueError(f"larger than {MAX_EVENT} bytes")
            event = sane(self._event.decode(raw))
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError, OverflowError, ValueError) as error:
            return Draft(change=EventQuarantined(raw=raw, reason=str(error)), subject=source, outcome=Outcome.FAILED)
        return take(self.state, source, event, self.catalogue, self._now())

    def _system(self, drafts: list[Draft]) -> list[Stamped]:
        with self._ledger.work() as work:
            work.add(drafts, actor=CORE, cause=None)
            return work.commit()


def _verdict(command_id: str, drafts: Sequence[Draft]) -> Verdict:
    match drafts[0].change:
        case CommandRefused(reason=reason, values=values):
            return Verdict(id=command_id, ok=False, reason=reason, values=values)
        case _:
            return Verdict(id=command_id, ok=True)
