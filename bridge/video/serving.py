"""The video service's one loop: seats ask, an `Allotment` decides, workers decode, memories go to whoever watches."""

from __future__ import annotations

import contextlib
import logging
import select
import socket
import time

from bridge.video.allotted import Limits, Wish
from bridge.video.allotting import Allotment
from bridge.video.channel import Channel, ChannelGone, ForeignPeer, close_all
from bridge.video.clips import Clips
from bridge.video.frames import for_reading
from bridge.video.joining import join
from bridge.video.link import Ended, Event, Fell, Ready, WorkerLink
from bridge.video.messages import (
    Alive,
    Denied,
    FromService,
    Kept,
    MessageError,
    Record,
    RecordEnd,
    Shown,
    ToService,
    Unwatch,
    Watch,
    decode_for_service,
)
from bridge.video.orders import Forget, Order, Place, Remove, Retire, Start, Wait
from bridge.video.process import reap_orphans
from bridge.video.seat import Seat
from bridge.video.served import ServedStream
from bridge.video.shrinking import Shrinking

TURN_MS = 100
STOOD_STILL_S = 1.0
DEAF_S = 1.0  # after somebody could not be let in for want of descriptors
MOST_SEATS = 64
MOST_FEEDS = 128  # of one seat; the answers to all of them at once fit into a socket's buffer

log = logging.getLogger(__name__)


class Service:
    """Owns the listening socket from now on, and all workers."""

    def __init__(self, listener: socket.socket, limits: Limits, linger_s: float) -> None:
        listener.setblocking(False)
        self._listener = listener
        self._linger_s = linger_s
        self._allotment = Allotment(limits)
        self._shrinking = Shrinking(self._allotment)
        self._seats: dict[int, Seat] = {}
        self._links: dict[int, WorkerLink] = {}
        self._streams: dict[int, ServedStream] = {}
        self._holders: dict[int, int] = {}  # the worker of each placed stream
        self._clips = Clips(self._say)
        self._last_seat = 0
        self._deaf_until = 0.0
        self._full = False  # and that is in the log
        self._asked = False  # somebody who has not been shown anything yet
        self._stopping = False

    def run(self) -> None:
        """Until `stop`, or until no seat has been there for `linger_s`."""
        alone_since = last = time.monotonic()
        while not self._stopping and (self._seats or time.monotonic() - alone_since < self._linger_s):
            self._wait()
            now = time.monotonic()
            if now - last > STOOD_STILL_S:
                for link in self._links.values():
                    link.forgive(now - last)
            last = now
            self._turn(now)
            if self._seats:
                alone_since = now

    def stop(self) -> None:
        """Have `run` return soon; also from a signal's handler."""
        self._stopping = True

    def close(self) -> None:
        """End all workers; takes half a second at most for each that does not obey."""
        self._listener.close()
        for seat in self._seats.values():
            seat.channel.close()
        for link in self._links.values():
            link.ask_to_stop()
        for link in self._links.values():
            link.stop()

    def _wait(self) -> None:
        poller = select.poll()
        if time.monotonic() >= self._deaf_until:
            poller.register(self._listener, select.POLLIN)
        for seat in self._seats.values():
            poller.register(seat.channel.fileno(), select.POLLIN)
        for link in self._links.values():
            for descriptor in link.watched():
                poller.register(descriptor, select.POLLIN)
        poller.poll(TURN_MS)

    def _turn(self, now: float) -> None:
        if now >= self._deaf_until:
            self._accept()
        for number in list(self._seats):
            self._hear(number)
        for worker, link in self._links.items():
            for event in link.step(now):
                self._note(worker, event, now)
        reap_orphans({link.pid for link in self._links.values()})
        self._shrink(now)
        join(self._allotment, self._clips.streams(), self._plays)
        orders = self._allotment.settle(now)
        for order in orders:
            self._obey(order)
        if orders or self._asked:
            self._asked = False
            self._show_what_changed()

    def _shrink(self, now: float) -> None:
        begun = self._shrinking.step(now, self._clips.streams(), self._plays)
        if begun is None:
            return
        try:
            self._streams[begun.number] = ServedStream(begun.number, begun.address, begun.box)
        except OSError as error:
            log.error("no memory for a smaller picture of a camera: %s", error.strerror)
            self._shrinking.give_up(now)

    def _plays(self, stream: int) -> bool:
        return self._streams[stream].plays()

    def _accept(self) -> None:
        try:
            while True:
                end, _ = self._listener.accept()
                self._admit(Channel(end))
        except BlockingIOError:
            pass
        except OSError as error:  # out of descriptors, most likely: those who are here go on
            log.error("no seat can come to the video service: %s", error.strerror)
            self._deaf_until = time.monotonic() + DEAF_S

    def _admit(self, channel: Channel) -> None:
        try:
            channel.peer()
        except ForeignPeer as error:
            log.error("turned away from the video service: %s", error)
            channel.close()
            return
        if len(self._seats) >= MOST_SEATS:
            if not self._full:
                log.error("turned away from the video service: it has %d seats", MOST_SEATS)
            self._full = True
            channel.close()
            return
        self._full = False
        self._last_seat += 1
        self._seats[self._last_seat] = Seat(channel)
        self._allotment.prepare()

    def _hear(self, number: int) -> None:
        seat = self._seats[number]
        try:
            while packet := seat.channel.receive():
                data, descriptors = packet
                try:
                    self._take(number, seat, decode_for_service(data), descriptors)
                finally:
                    close_all(descriptors)
        except ChannelGone:
            self._part_with(number)
        except MessageError as error:
            log.error("message from a seat: %s", error)
            self._part_with(number)

    def _take(self, number: int, seat: Seat, message: ToService, descriptors: list[int]) -> None:
        if isinstance(message, Watch):
            self._watch(number, seat, message)
        elif isinstance(message, Unwatch):
            seat.feeds.pop(message.feed, None)
            self._clips.leave((number, message.feed))
            self._allotment.unwatch((number, message.feed))
        elif isinstance(message, Record):
            stream = self._allotment.seen_by((number, message.feed))
            link = self._links.get(self._holders.get(stream, 0))
            self._clips.begin((number, message.feed), message, descriptors, stream, link)
        elif isinstance(message, RecordEnd):
            self._clips.end((number, message.feed))
        else:
            workers = tuple(link.pid for link in self._links.values() if link.pid)
            seat.tell(Alive(number=message.number, workers=workers))

    def _watch(self, number: int, seat: Seat, message: Watch) -> None:
        if len(seat.feeds) >= MOST_FEEDS:
            seat.tell(Denied(feed=message.feed))
            return
        box = message.width, message.height
        wish = Wish(camera=message.camera, sessions=message.sessions, address=message.url, box=box)
        stream = self._allotment.watch((number, message.feed), wish)
        try:
            if stream.number not in self._streams:
                self._streams[stream.number] = ServedStream(stream.number, stream.address, stream.box)
        except OSError as error:
            self._deny(number, seat, message.feed, error)
        else:
            seat.feeds[message.feed], self._asked = 0, True

    def _deny(self, number: int, seat: Seat, feed: int, error: OSError) -> None:
        log.error("no memory for a camera: %s", error.strerror)
        seat.feeds.pop(feed, None)
        self._allotment.unwatch((number, feed))
        seat.tell(Denied(feed=feed))

    def _show(self, number: int, seat: Seat, feed: int) -> None:
        """Have the seat see what that feed sees now. OSError when there is no descriptor left."""
        stream = self._allotment.seen_by((number, feed))
        memory = for_reading(self._streams[stream].descriptor)
        try:
            seat.tell(Shown(feed=feed, stream=stream), memory)
        finally:
            close_all([memory])
        seat.feeds[feed] = stream

    def _show_what_changed(self) -> None:
        """Who waits for a session sees pictures of another's, and then those of its own."""
        for number, seat in list(self._seats.items()):
            try:
                for feed, shown in list(seat.feeds.items()):
                    if self._allotment.seen_by((number, feed)) != shown:
                        self._show_or_deny(number, seat, feed)
            except ChannelGone:
                self._part_with(number)

    def _show_or_deny(self, number: int, seat: Seat, feed: int) -> None:
        """Without a descriptor left; who sees something already keeps it."""
        try:
            self._show(number, seat, feed)
        except OSError as error:
            if seat.feeds[feed]:
                log.error("no descriptor for a camera: %s", error.strerror)
            else:
                self._deny(number, seat, feed, error)

    def _part_with(self, number: int) -> None:
        self._seats.pop(number).channel.close()
        self._clips.leave_all(number)
        self._allotment.leave(number)

    def _note(self, worker: int, event: Event, now: float) -> None:
        if isinstance(event, Ready):
            self._allotment.ready(worker, now)
        elif isinstance(event, Fell):
            self._clips.fell(self._links.get(worker))
            self._allotment.fell(worker, now)
        elif isinstance(event, Kept):
            self._clips.ended(event)
        elif isinstance(event, Ended):
            self._allotment.ended(event.stream)

    def _obey(self, order: Order) -> None:
        if isinstance(order, Start):
            self._links.setdefault(order.worker, WorkerLink())
        elif isinstance(order, Place):
            self._place(order)
        elif isinstance(order, Remove):
            self._links[order.worker].end(order.stream)
        elif isinstance(order, Wait):
            self._streams[order.stream].wait(order.reason)
        elif isinstance(order, Forget):
            self._holders.pop(order.stream, None)
            served = self._streams.pop(order.stream, None)
            if served is not None:
                served.close()
        elif isinstance(order, Retire):
            self._links.pop(order.worker).stop()

    def _say(self, seat: int, message: FromService) -> None:
        """To a seat that may have gone, or goes now."""
        with contextlib.suppress(KeyError, ChannelGone):
            self._seats[seat].tell(message)

    def _place(self, order: Place) -> None:
        before = self._links.get(self._holders.get(order.stream, 0))
        if before is not None:
            before.forget(order.stream)
        self._holders[order.stream] = order.worker
        self._links.setdefault(order.worker, WorkerLink()).show(self._streams[order.stream])
