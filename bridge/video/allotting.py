"""Which stream is decoded, in which worker, and for whom: pure, without sockets, processes and clock.

What happens is told to an `Allotment`; `settle` says what is to be done about it. A stream is one decode of an address
into pictures of one size, shared by all who watch it. It stays in its worker for its whole life, because every move is
a gap in the picture; only the streams of a worker that fell twice within a minute are put into workers of their own,
so that the one that kills is found, and waits alone for its restarts.
"""

from __future__ import annotations

from bridge.video.allotted import Box, Limits, Stream, Watcher, Wish, Worker, pixels
from bridge.video.frames import Reason
from bridge.video.orders import Forget, Order, Place, Remove, Retire, Start, Wait
from bridge.video.suspicion import Suspicion

IDLE_S = 30.0  # a worker without a stream is ended after that
PROBATION_S = 120.0  # longer than two falls can lie apart
GUILTY_S = 600.0


class Allotment:
    """Times are time.monotonic() seconds."""

    def __init__(self, limits: Limits) -> None:
        self.streams: dict[int, Stream] = {}
        self.workers: dict[int, Worker] = {}
        self._limits = limits
        self._watching: dict[Watcher, Stream] = {}
        self._boxes: dict[Watcher, Box] = {}
        self._suspicion = Suspicion()
        self._orders: list[Order] = []
        self._last_stream = self._last_worker = 0

    def prepare(self) -> None:
        """Somebody will want to see something soon."""
        if not self.workers:
            self._orders.append(Start(self._new_worker(alone=False).number))

    def watch(self, watcher: Watcher, wish: Wish) -> Stream:
        """The stream that it will see: one that is there already, if its pictures are large enough."""
        self.unwatch(watcher)
        fitting = [stream for stream in self.streams.values() if stream.covers(wish)]
        stream = min(fitting, key=_cost) if fitting else self._new_stream(wish)
        stream.watchers.add(watcher)
        stream.sessions = min(stream.sessions, wish.sessions)
        self._watching[watcher], self._boxes[watcher] = stream, wish.box
        return stream

    def watch_alone(self, watcher: Watcher, wish: Wish) -> Stream:
        """A stream that nobody else is put to, until `take_over`."""
        stream = self._new_stream(wish)
        stream.heir = True
        stream.watchers.add(watcher)
        self._watching[watcher], self._boxes[watcher] = stream, wish.box
        return stream

    def take_over(self, before: Stream, heir: Stream) -> None:
        """All who watch the one before see the heir from now on; it is large enough for them."""
        heir.heir = False
        heir.watchers |= before.watchers
        for watcher in before.watchers:
            self._watching[watcher] = heir
        before.watchers.clear()

    def needed(self, stream: Stream) -> Box:
        """The size that would do for all who watch it; (0, 0) when nobody does."""
        boxes = [self._boxes[watcher] for watcher in stream.watchers]
        return max((width for width, _ in boxes), default=0), max((height for _, height in boxes), default=0)

    def spare_session(self, camera: str) -> bool:
        """Whether the camera gives one more, for which nobody waits."""
        same = [it for it in self.streams.values() if it.camera == camera]
        return all(it.worker for it in same) and len(same) < min((it.sessions for it in same), default=0)

    def unwatch(self, watcher: Watcher) -> None:
        stream = self._watching.pop(watcher, None)
        self._boxes.pop(watcher, None)
        if stream is not None:
            stream.watchers.discard(watcher)

    def seen_by(self, watcher: Watcher) -> int:
        """The number of the stream whose pictures it sees; 0 for who watches nothing.

        While its own waits for a session of the camera, or for one that is being given back, that is the largest that
        plays of the same address: pictures that are too small are better than none. Ask after `settle`, which knows.
        """
        own = self._watching.get(watcher)
        if own is None:
            return 0
        if own.worker or own.reason not in (Reason.SESSIONS_TAKEN, Reason.NONE):
            return own.number
        others = [it for it in self.streams.values() if it.address == own.address and it.worker and not it.closing]
        return max(others, key=lambda it: pixels(it.box), default=own).number

    def leave(self, seat: int) -> None:
        """That seat is gone, with all that it watched."""
        for watcher in [it for it in self._watching if it[0] == seat]:
            self.unwatch(watcher)

    def ready(self, worker: int, now: float) -> None:
        """The worker's process runs and takes streams."""
        found = self.workers.get(worker)
        if found is not None and found.alone:
            found.trial_ends = now + (GUILTY_S if found.guilty else PROBATION_S)

    def ended(self, stream: int) -> None:
        """The worker has ended what it was told to end."""
        if stream in self.streams and self.streams[stream].closing:
            self._drop(self.streams[stream])

    def fell(self, worker: int, now: float) -> None:
        """The worker's process is dead; another will be started for what it had."""
        found = self.workers.get(worker)
        if found is None:
            return
        had = [self.streams[number] for number in sorted(found.streams)]
        for stream in [stream for stream in had if stream.closing]:
            self._drop(stream)
        left = [stream for stream in had if not stream.closing]
        if found.alone:
            found.guilty, found.trial_ends = True, None
            for stream in left:
                self._suspicion.confirm(stream.address, now)
        elif self._suspicion.fell([stream.address for stream in left], now):
            self._part(found, left)
        if not found.streams:
            self._retire(found)

    def settle(self, now: float) -> list[Order]:
        """What is to be done by now, in this order."""
        for stream in [stream for stream in self.streams.values() if not stream.watchers and not stream.closing]:
            self._end(stream)
        for stream in self.streams.values():
            if not stream.worker:
                self._try(stream, now)
        for worker in list(self.workers.values()):
            self._look_after(worker, now)
        orders, self._orders = self._orders, []
        return orders

    def _new_stream(self, wish: Wish) -> Stream:
        self._last_stream += 1
        stream = Stream(
            number=self._last_stream,
            camera=wish.camera,
            sessions=wish.sessions,
            address=wish.address,
            box=wish.box,
        )
        self.streams[stream.number] = stream
        return stream

    def _new_worker(self, *, alone: bool) -> Worker:
        self._last_worker += 1
        worker = Worker(number=self._last_worker, alone=alone)
        self.workers[worker.number] = worker
        return worker

    def _end(self, stream: Stream) -> None:
        if stream.worker:
            stream.closing = True
            self._orders.append(Remove(stream.number, stream.worker))
        else:
            self._drop(stream)

    def _drop(self, stream: Stream) -> None:
        if stream.worker:
            self.workers[stream.worker].streams.discard(stream.number)
        del self.streams[stream.number]
        self._orders.append(Forget(stream.number))

    def _try(self, stream: Stream, now: float) -> None:
        """Place it if there is room, else have it say what it waits for."""
        same = [it for it in self.streams.values() if it.camera == stream.camera]
        taken = [it for it in same if it.worker]
        sessions = min(it.sessions for it in same)
        if len(taken) >= sessions:
            # One that is being closed is there in a moment, an heir gives way: nobody has to let go another for it.
            if sum(not it.closing and not it.heir for it in taken) >= sessions:
                self._wait(stream, Reason.SESSIONS_TAKEN)
            return
        worker = self._worker_for(stream, now)
        if worker is None:
            self._wait(stream, Reason.NO_CAPACITY)
        else:
            self._put(stream, worker)

    def _wait(self, stream: Stream, reason: Reason) -> None:
        if stream.reason is not reason:
            stream.reason = reason
            self._orders.append(Wait(stream.number, reason))

    def _put(self, stream: Stream, worker: Worker) -> None:
        stream.worker = worker.number
        stream.reason = Reason.NONE
        worker.streams.add(stream.number)
        worker.idle_since = None
        self._orders.append(Place(stream.number, worker.number))

    def _worker_for(self, stream: Stream, now: float) -> Worker | None:
        """The emptiest one, and none more than half full while another may be started: a fall then darkens less."""
        if self._suspicion.holds(stream.address, now) and self._may_try_alone():
            return self._new_worker(alone=True)
        shared = [worker for worker in self.workers.values() if not worker.alone]
        most = self._limits.streams_per_worker
        emptiest = min(shared, key=self._load, default=None)
        if emptiest is None or (self._load(emptiest)[0] >= (most + 1) // 2 and len(shared) < self._limits.workers):
            return self._new_worker(alone=False)
        return emptiest if len(emptiest.streams) < most else None

    def _load(self, worker: Worker) -> tuple[int, int]:
        """Streams that will stay, and all of them."""
        return sum(not self.streams[number].closing for number in worker.streams), len(worker.streams)

    def _may_try_alone(self) -> bool:
        """When everything falls, as on a machine out of breath, more processes would only make it worse."""
        return sum(worker.alone for worker in self.workers.values()) < self._limits.workers

    def _part(self, worker: Worker, streams: list[Stream]) -> None:
        for stream in streams:
            if self._may_try_alone():
                worker.streams.discard(stream.number)
                self._put(stream, self._new_worker(alone=True))

    def _look_after(self, worker: Worker, now: float) -> None:
        if worker.alone and worker.trial_ends is not None and now >= worker.trial_ends:
            worker.alone = worker.guilty = False  # it stays where it is, and others may join it
            for number in worker.streams:
                self._suspicion.clear(self.streams[number].address)
        if worker.streams:
            return
        if worker.idle_since is None:
            worker.idle_since = now
        if worker.alone or now - worker.idle_since >= IDLE_S:
            self._retire(worker)

    def _retire(self, worker: Worker) -> None:
        del self.workers[worker.number]
        self._orders.append(Retire(worker.number))


def _cost(stream: Stream) -> tuple[bool, int]:
    """One that plays before one that waits, and the smallest of them."""
    return stream.worker == 0, pixels(stream.box)
