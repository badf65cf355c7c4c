"""The thread that keeps a seat in step with the core, whatever happens to either."""

from __future__ import annotations

import logging
import os
import select
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import zmq

from bridge.protocol import seat as wire
from bridge.sealing.witness import Witness
from bridge.seat.cores import CoreAt, Cores
from bridge.seat.glance import Glance
from bridge.seat.happenings import SeatMailbox, Standing
from bridge.seat.keeping import Keeping
from bridge.seat.outbox import Waiting
from bridge.seat.proving import turn_away
from bridge.seat.seeking import Question, turn_back
from bridge.seat.session import Session
from bridge.seat.steady import Ages
from bridge.seat.troubles import Troubles
from bridge.seat.witnessing import Witnessing
from bridge.source.keys import Keys, is_key
from commandcenter.services.commands import Offline

log = logging.getLogger(__name__)

REST_S = 1.0
# Where another core may lead: a little longer than it takes to show that this one is silent.
FORSAKEN_S = 3.0
TURN_S = 0.3


class SeatLink:
    """Start, then read the mailbox; `send` from any thread.

    `keys` are the seat's own, `core_key` gives the core's public key, "" while it is not known; it is asked again
    each second while the core is away. `offline` says what is kept meanwhile, by the commands' names (None: all);
    `session` which session the seat is in, asked in `send`; `boot` names the machine's run.
    """

    def __init__(
        self,
        context: zmq.Context[zmq.Socket[bytes]],
        endpoint: str,
        keys: Keys,
        core_key: Callable[[], str],
        role: wire.SeatKind,
        mailbox: SeatMailbox,
        outbox: Path,
        witness: Witness | None = None,
        offline: Mapping[str, Offline] | None = None,
        session: Callable[[], str] = str,
        boot: str = "",
        others: Sequence[CoreAt] = (),
    ) -> None:
        self._context = context
        self._cores = Cores(CoreAt(endpoint, core_key), others)
        self._keys = keys
        self._mailbox = mailbox
        self._standing = Standing(mailbox)
        self._troubles = Troubles(keys.id, role, keys.public, endpoint)
        self._troubles.turn(endpoint, self._cores.following.endpoint if others else "")
        self._outbox_path = outbox
        self._witnessing = Witnessing(witness)
        self._looked = False
        self._keeping = Keeping(mailbox, offline)
        self._ages = Ages(boot)
        self._glance = Glance()
        self._session_id = session
        self._to_send: deque[tuple[wire.Command, str]] = deque()
        self._to_prove: deque[wire.Authenticate] = deque()
        self._to_ask: deque[Question] = deque()
        self._to_pass: deque[wire.Command] = deque()
        self._wake_read, self._wake_write = os.pipe()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name=f"seat-link-{keys.id}")

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stopping.set()
        self._wake()
        self._thread.join()
        os.close(self._wake_read)
        os.close(self._wake_write)

    def send(self, command: wire.Command) -> None:
        """Kept on disk until the core has answered, and sent again after every interruption.

        While the core is away what needs it is answered with a no at once.
        """
        self._to_send.append((command, self._session_id()))
        self._wake()

    def pass_on(self, command: wire.Command) -> None:
        """Sent now or never, and in no record of the seat's own: one of many moves, which is of no use a moment later.

        Its answer comes like any other's; while no core is there, none does.
        """
        self._to_pass.append(command)
        self._wake()

    def look(self, alarm: str) -> None:
        """The person at this seat has that alarm before them from now on, "" for none; the other seats hear of it."""
        self._glance.turn(alarm)
        self._wake()

    def ask(self, message: Question) -> None:
        """Its answer comes into the mailbox, also when no core is there. One of a kind at a time."""
        self._to_ask.append(message)
        self._wake()

    def prove(self, message: wire.Authenticate) -> None:
        """Sent now or never, and kept nowhere; its answer is in the mailbox within seconds, also without a core."""
        self._to_prove.append(message)
        self._wake()

    def _taken(self) -> Iterator[tuple[wire.Command, str]]:
        """What is to be kept and sent, with the session that it was given in."""
        while self._to_send:
            command, session = self._to_send.popleft()
            if not self._keeping.refuses(command, live=self._standing.live):
                yield command, session

    def _wake(self) -> None:
        os.write(self._wake_write, b"x")

    def _run(self) -> None:
        waiting = Waiting(self._outbox_path, self._ages)
        try:
            while not self._stopping.is_set():
                try:
                    self._try_core(waiting)
                # The seat has only this thread: ended, it would show an old state as the present one for ever.
                except Exception:
                    log.exception("the link to the core failed; it is set up afresh")
                    self._standing.tell(False)
                    self._stopping.wait(REST_S)
        finally:
            self._keep(waiting)
            waiting.close()

    def _keep(self, waiting: Waiting) -> None:
        for command, of in self._taken():
            waiting.add(command, of, self._standing.blind_s)

    def _try_core(self, waiting: Waiting) -> None:
        core = self._cores.present.key()
        if is_key(core):
            self._hold_session(waiting, core)
        else:
            if not self._looked:
                log.warning("the core's public key is not known here; looking again each second")
            self._looked = True
            self._standing.tell(False, *self._troubles.no_core_key())
        self._rest(waiting)
        if self._cores.several:
            self._cores.turn()
            self._troubles.turn(self._cores.present.endpoint, self._cores.following.endpoint)

    def _hold_session(self, waiting: Waiting, core: str) -> None:
        """Until the seat ends, is refused, the core has another key, or is silent where another may lead."""
        session = Session(
            self._context,
            self._cores.present.endpoint,
            self._keys,
            core,
            self._mailbox,
            self._standing,
            self._troubles,
            waiting,
            self._witnessing,
            self._glance,
        )
        looked = time.monotonic()
        try:
            while not (self._stopping.is_set() or session.over):
                if session.wait(self._wake_read):
                    os.read(self._wake_read, 4096)
                for command, of in self._taken():
                    session.submit(command, of)
                while self._to_pass:
                    session.pass_on(self._to_pass.popleft())
                while self._to_prove:
                    session.prove(self._to_prove.popleft())
                while self._to_ask:
                    session.ask(self._to_ask.popleft())
                session.serve()
                self._keeping.look(waiting, live=self._standing.live)
                if not self._standing.live and time.monotonic() - looked >= REST_S:
                    looked = time.monotonic()
                    if self._cores.present.key() not in ("", core):
                        return
                if self._cores.several and session.silent_s > FORSAKEN_S:
                    self._standing.tell(False, *self._troubles.silent())
                    return
        finally:
            session.close()

    def _rest(self, waiting: Waiting) -> None:
        """A second without a core; what the seat wants done meanwhile is kept."""
        until = time.monotonic() + (TURN_S if self._cores.several else REST_S)
        while not self._stopping.is_set() and (left := until - time.monotonic()) > 0:
            if select.select([self._wake_read], [], [], left)[0]:
                os.read(self._wake_read, 4096)
            self._keep(waiting)
            self._to_pass.clear()
            waiting.settle()
            self._keeping.look(waiting, live=self._standing.live)
            while self._to_prove:
                turn_away(self._mailbox, self._to_prove.popleft())
            while self._to_ask:
                turn_back(self._mailbox, self._to_ask.popleft())
