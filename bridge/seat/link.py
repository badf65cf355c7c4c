"""The thread that keeps a seat in step with the core: joins, follows the journal, sends commands.

Subscribe first, then join; entries up to the joined state are dropped, a missing one means
joining again, so that the seat never shows a state with a hole in it. Commands go one by one,
each after the answer to the one before, so that they keep their order whatever fails.
"""

from __future__ import annotations

import logging
import os
import threading
import time
from collections import deque
from collections.abc import Callable
from pathlib import Path

import msgspec
import zmq

from bridge.mailbox import Mailbox
from bridge.protocol import seat as wire
from bridge.protocol.source import Sample
from bridge.seat import sockets
from bridge.seat.outbox import UNDECODABLE, Waiting
from commandcenter.domain.journal import Entry

log = logging.getLogger(__name__)

SILENT_S = 2.5
JOIN_EVERY_S = 0.5
BEAT_EVERY_S = 1.0
SEND_AGAIN_S = 2.0
REST_S = 1.0


class Entered(msgspec.Struct, frozen=True):
    """Journal entries that follow what the seat has, in order."""

    entries: tuple[Entry, ...]


class LinkChanged(msgspec.Struct, frozen=True):
    """The core is there, or has been silent for too long."""

    live: bool


Happening = wire.Joined | Entered | LinkChanged | wire.Answer
Newest = Sample | wire.Beat
SeatMailbox = Mailbox[Happening, Newest]


class SeatLink:
    """Start, then read the mailbox; `send` from any thread."""

    def __init__(
        self,
        context: zmq.Context[zmq.Socket[bytes]],
        commands: str,
        changes: str,
        seat: str,
        role: wire.Role,
        mailbox: SeatMailbox,
        outbox: Path,
    ) -> None:
        self._context = context
        self._endpoints = (commands, changes)
        self._join = wire.Join(version=wire.VERSION, seat=seat, role=role)
        self._mailbox = mailbox
        self._outbox_path = outbox
        self._to_send: deque[wire.Command] = deque()
        self._wake_read, self._wake_write = os.pipe()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name=f"seat-link-{seat}")

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stopping.set()
        self._wake()
        self._thread.join()
        os.close(self._wake_read)
        os.close(self._wake_write)

    def send(self, command: wire.Command) -> None:
        """Kept on disk until the core has answered, and sent again after every interruption."""
        self._to_send.append(command)
        self._wake()

    def _wake(self) -> None:
        os.write(self._wake_write, b"x")

    def _run(self) -> None:
        waiting = Waiting(self._outbox_path)
        try:
            while not self._stopping.is_set():
                try:
                    self._hold_session(waiting)
                # The seat has only this thread: ended, it would show an old state as the present one for ever.
                except Exception:
                    log.exception("the link to the core failed; it is set up afresh")
                    self._mailbox.happen(LinkChanged(False))
                    self._stopping.wait(REST_S)
        finally:
            waiting.close()

    def _hold_session(self, waiting: Waiting) -> None:
        session = _Session(self._context, *self._endpoints, self._join, self._mailbox, waiting)
        try:
            while not self._stopping.is_set():
                if session.wait(self._wake_read):
                    os.read(self._wake_read, 4096)
                while self._to_send:
                    session.submit(self._to_send.popleft())
                session.serve()
        finally:
            session.close()


class _Session:
    """The sockets and what they have seen; lives on the link's thread."""

    def __init__(
        self,
        context: zmq.Context[zmq.Socket[bytes]],
        commands: str,
        changes: str,
        join: wire.Join,
        mailbox: SeatMailbox,
        waiting: Waiting,
    ) -> None:
        self._join = join
        self._mailbox = mailbox
        self._waiting = waiting
        self._encode = msgspec.msgpack.Encoder().encode
        self._messages = msgspec.msgpack.Decoder(wire.ToSeat)
        self._entries = msgspec.msgpack.Decoder(wire.Entries)
        self._entry = msgspec.msgpack.Decoder(Entry)
        self._live = False
        self._joined = False
        self._size = 0
        self._early: list[wire.Entries] = []
        self._heard = time.monotonic()
        self._asked = float("-inf")
        self._beat_at = float("-inf")
        self._sent_at = float("-inf")
        self._complained = False
        self._subscriber = sockets.subscriber(context, changes)
        self._dealer = sockets.dealer(context, commands)

    def wait(self, wake: int) -> bool:
        """Until something is to be done; True when woken by the seat itself."""
        poller = zmq.Poller()
        for socket in (self._subscriber, self._dealer):
            poller.register(socket, zmq.POLLIN)
        poller.register(wake, zmq.POLLIN)
        return wake in dict(poller.poll(200))

    def submit(self, command: wire.Command) -> None:
        self._waiting.add(command)
        first = self._waiting.first()
        if first and first.id == command.id:
            self._send_first()

    def serve(self) -> None:
        while (frames := sockets.receive(self._dealer)) is not None:
            self._read(self._from_core, frames)
        while (frames := sockets.receive(self._subscriber)) is not None:
            self._read(self._published, frames)
        self._watch()

    def close(self) -> None:
        self._subscriber.close(linger=0)
        self._dealer.close(linger=200)

    def _watch(self) -> None:
        now = time.monotonic()
        if self._live and now - self._heard > SILENT_S:
            self._start_over()
            self._live = not self._mailbox.happen(LinkChanged(False))
        if not self._joined and now - self._asked >= JOIN_EVERY_S:
            self._asked = now
            self._send(self._join)
        if self._joined and now - self._beat_at >= BEAT_EVERY_S:
            self._beat_at = now
            self._send(wire.SeatBeat())
        if now - self._sent_at >= SEND_AGAIN_S:
            self._send_first()

    def _read(self, reader: Callable[[list[bytes]], None], frames: list[bytes]) -> None:
        """Whatever a message that cannot be read was, the seat has missed it: it joins again."""
        self._heard = time.monotonic()
        try:
            reader(frames)
        except UNDECODABLE as error:
            if not self._complained:
                log.warning("the core sent something that cannot be read: %s; joining again", error)
            self._complained = True
            self._start_over()

    def _from_core(self, frames: list[bytes]) -> None:
        message = self._messages.decode(frames[-1])
        match message:
            case wire.Joined():
                self._on_joined(message)
            case wire.Answer():
                self._on_answer(message)
            case wire.SeatFault(code=code, text=text):
                log.info("the core answered %s: %s", code, text)
                self._start_over()
            case wire.Status():
                pass

    def _on_joined(self, message: wire.Joined) -> None:
        size = msgspec.msgpack.decode(bytes(message.state), type=_Size).size
        if not (self._mailbox.happen(message) and self._mailbox.happen(LinkChanged(True))):
            self._start_over()
            return
        self._size = size
        self._joined = self._live = True
        self._complained = False
        early, self._early = self._early, []
        for entries in early:
            self._follow(entries)
        self._send_first()

    def _on_answer(self, answer: wire.Answer) -> None:
        """Those behind a command that must wait have to wait as well, and are told so like the first."""
        if answer.later:
            for command_id in self._waiting.untold():
                self._mailbox.happen(msgspec.structs.replace(answer, id=command_id))
            return
        first = self._waiting.first()
        self._waiting.remove(answer.id)
        self._mailbox.happen(answer)
        if first and first.id == answer.id:
            self._send_first()

    def _published(self, frames: list[bytes]) -> None:
        topic, body = frames[0], frames[-1]
        if topic == wire.ENTRIES:
            entries = self._entries.decode(body)
            if self._joined:
                self._follow(entries)
            else:
                self._early.append(entries)
                del self._early[:-1000]
        elif topic == wire.TELEMETRY:
            for sample in msgspec.msgpack.decode(body, type=wire.Samples).samples:
                self._mailbox.newest(sample.key, sample)
        elif topic == wire.BEAT:
            beat = msgspec.msgpack.decode(body, type=wire.Beat)
            self._mailbox.newest("beat", beat)
            if self._joined and beat.size > self._size:
                self._start_over()

    def _follow(self, entries: wire.Entries) -> None:
        """Entries and beats come over one socket in order, so a hole is seen at once."""
        if entries.first > self._size:
            self._start_over()
            return
        fresh = entries.entries[self._size - entries.first :]
        if not fresh:
            return
        decoded = tuple(self._entry.decode(data) for data in fresh)
        if self._mailbox.happen(Entered(decoded)):
            self._size += len(decoded)
        else:
            self._start_over()

    def _start_over(self) -> None:
        """Joins again, but no sooner than JOIN_EVERY_S after the last time: what failed may fail again at once."""
        self._joined = False

    def _send_first(self) -> None:
        """The oldest command without an answer; the next one follows its answer."""
        first = self._waiting.first()
        if self._joined and first:
            self._sent_at = time.monotonic()
            self._send(first)

    def _send(self, message: wire.ToCore) -> None:
        try:
            self._dealer.send(self._encode(message), flags=zmq.NOBLOCK)
        except zmq.Again:
            # No core there: commands stay waiting, joins are repeated.
            return


class _Size(msgspec.Struct):
    size: int
