"""A seat that reads along and gives commands, however often the core dies: what it shows must be the journal."""

from __future__ import annotations

import time
import uuid
from collections.abc import Sequence
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from bridge.core import working
from bridge.mailbox import Mailbox
from bridge.protocol import seat as wire
from bridge.seat.cores import CoreAt
from bridge.seat.happenings import Entered, LinkChanged, SeatMailbox, Snapshot
from bridge.seat.proving import AWAY, NO_ANSWER
from bridge.source.keys import Keys
from commandcenter.domain.applying import apply
from commandcenter.domain.people import Role
from commandcenter.domain.state import State
from tests.support.chaos_plan import LINKED
from tests.support.seat_core import linked

ACCOUNT, PASSWORD = "li.wei", "Chaos-and-order-1"


class Desk:
    """Somebody of `ACCOUNT` sits there from the moment on when the core first lets them in.

    `state` is what it shows. `holes` are the entries that did not follow what it had, `joins` its snapshots.

    `keys` are its own, with the core as their only peer. `asked` are the alarms, by the command that it gave, and
    `answers` what was said to each: the reason, "" for a yes.
    """

    def __init__(self, endpoint: str, keys: Keys, outbox: Path, others: Sequence[str] = ()) -> None:
        self.state = State()
        self.holes: list[str] = []
        self.joins = 0
        self.trouble = ""
        self.asked: dict[str, str] = {}
        self.answers: dict[str, str] = {}
        self._seat = keys.id
        self._live = False
        self._proving = ""
        self._refused = ""
        self._mailbox: SeatMailbox = Mailbox(lambda: None)
        self._stack = ExitStack()
        core = keys.peers[0]
        cores = [CoreAt(other, lambda: core) for other in others]
        link = linked(endpoint, keys, core, self._mailbox, outbox, session=self._session, others=cores)
        self._link = self._stack.enter_context(link)

    @property
    def live(self) -> bool:
        return self._live

    @property
    def calm(self) -> bool:
        """Whether everything that it asked for is answered, and by the devices too."""
        return not self._busy()

    def look(self) -> None:
        """Takes in what has come, and signs in if nobody is."""
        self._sign_in()
        happenings, newest = self._mailbox.drain()
        beat = newest.get("beat")
        if isinstance(beat, wire.Beat):
            self.trouble = beat.trouble
        for happening in happenings:
            match happening:
                case Snapshot(state=state):
                    self.state = state
                    self.joins += 1
                case Entered(entries=entries):
                    try:
                        for entry in entries:
                            apply(self.state, entry)
                    except ValueError as error:
                        self.holes.append(str(error))
                case LinkChanged(live=live):
                    self._live = live
                case wire.Answer() as answer if answer.id == self._proving:
                    self._proving, self._refused = "", answer.reason
                case wire.Answer(later=False) as answer:
                    self.answers[answer.id] = answer.reason

    def link(self) -> None:
        """Presses the one key on an alarm that each source has a device for, if there is one where it may be."""
        if not self._session():
            return
        busy = self._busy()
        alarms = (it for it in self.state.alarms.values() if it.subject == LINKED and it.id not in busy)
        alarm = next(alarms, None)
        if alarm is not None:
            self._give("linkage.start", alarm.id)

    def acknowledge(self) -> None:
        """All that nobody has acknowledged yet."""
        if not self._session():
            return
        asked = set(self.asked.values())
        for alarm in self.state.alarms.values():
            if not alarm.acknowledged_by and alarm.id not in asked:
                self._give("alarm.acknowledge", alarm.id)

    def _give(self, name: str, alarm: str) -> None:
        args = msgspec.Raw(msgspec.msgpack.encode({"alarm": alarm}))
        command = wire.Command(id=uuid.uuid4().hex, name=name, args=args, done_at=datetime.now(UTC))
        self.asked[command.id] = alarm
        self._link.send(command)

    def catch_up(self, size: int, seconds: float) -> None:
        """Until it has so many entries of the journal, or the time is over."""
        until = time.monotonic() + seconds
        while self.state.size < size and time.monotonic() < until:
            self.look()
            time.sleep(0.01)

    def _session(self) -> str:
        session = self.state.sessions.get(self._seat)
        return session.id if session else ""

    def _sign_in(self) -> None:
        """Asked once at a time: who is not answered, because the core was killed, asks again."""
        if self._session() or self._proving or not self._live:
            return
        if self._refused not in ("", AWAY, NO_ANSWER, working.AWAY, working.BUSY):
            raise AssertionError(f"the desk cannot sign in: {self._refused}")
        self._proving = uuid.uuid4().hex
        self._link.prove(
            wire.Authenticate(
                id=self._proving,
                account=ACCOUNT,
                password=PASSWORD,
                name="session.sign_in",
                args=msgspec.Raw(msgspec.msgpack.encode({"role": Role.DUTY_OFFICER.value})),
                done_at=datetime.now(UTC),
            )
        )

    def _busy(self) -> set[str]:
        """The alarms whose command, or one of whose steps, is not answered yet."""
        running = {run.alarm for run in self.state.linkages.values() if run.live}
        return running | {alarm for asked, alarm in self.asked.items() if asked not in self.answers}

    def stop(self) -> None:
        self._stack.close()
