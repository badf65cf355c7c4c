"""A centre with a wall and two desks, on two displays, and one seat more that acts; the screens are watched closely."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import msgspec
import zmq
from PySide6.QtGui import QImage

from commandcenter.adapters.virtual_display import WALL_AND_DESK, WIDTH, VirtualDisplay
from commandcenter.app.demo.officer import Officer
from commandcenter.app.screens import Rect
from commandcenter.domain.events import Raised, Returned
from commandcenter.domain.priority import Priority
from tests.bench import places
from tests.bench.children import helper
from tests.bench.figures import BenchError
from tests.bench.glass.centre import bare_endpoints, grey
from tests.bench.glass.entry import is_trusted
from tests.bench.glass.finding import ORDER, SOLID, THIN, find_text
from tests.bench.glass.matching import Change
from tests.bench.glass.wire import Wire, bench_keys
from tests.support.centre import SCREENS, Centre, grab

OFFICERS = {"desk-1": "li.wei", "desk-2": "chen.jing"}
ACTING = "zhao.min"
SETTLE_S = 0.8
# From the beginning of a row's text to the end of its last column: half of the wall's screen, the queue of a desk.
ACROSS = {"wall": 960, "desk-1": 420, "desk-2": 420}
SEEN = tuple(ACROSS)


class Hall:
    """`looks` are the changes that were seen, by screen, as monotonic seconds."""

    def __init__(self, centre: Centre, second: Mapping[str, str], wire: Wire) -> None:
        self.centre, self.wire = centre, wire
        self.displays: dict[str, tuple[Mapping[str, str], int]] = {
            "wall": (centre.environment, SCREENS.index("wall-left")),
            "desk-1": (centre.environment, SCREENS.index("console")),
            "desk-2": (second, 0),
        }
        self.looks: dict[str, list[float]] = {name: [] for name in SEEN}
        self._context: zmq.Context[zmq.Socket[bytes]] = zmq.Context()
        self._watchers: dict[str, zmq.Socket[bytes]] = {}
        self._raised = 0

    def close(self) -> None:
        self._context.destroy(linger=0)

    def raise_alarm(self, title: str) -> int:
        """One that stands first in every queue; the number of its event."""
        self._raised += 1
        return self.wire.source.send(
            Raised(
                at=datetime.now(UTC),
                type="bench.move",
                subject=f"move/{self._raised}",
                title=title,
                priority=Priority.CRITICAL,
                area="500105001",
            )
        )

    def serve(self, seconds: float) -> None:
        """The wire, and what the watchers tell."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            self.wire.serve_for(min(left, 0.02))
            for name, socket in self._watchers.items():
                while socket.poll(0):
                    change = msgspec.msgpack.decode(socket.recv(), type=Change)
                    self.looks[name].append(change.at)

    def rows(self) -> dict[str, Rect]:
        """Where the first row's text and all that follows it stands on each screen, in pixels of its display."""
        shots: dict[str, list[QImage]] = {name: [] for name in SEEN}
        for solid in ORDER:
            number = self.raise_alarm(SOLID if solid else THIN)
            self.wire.wait(partial(self.wire.seat.published.get, number), "a calibrating alarm is published")
            self.serve(SETTLE_S)
            for name in SEEN:
                display, monitor = self.displays[name]
                shots[name].append(self._served(partial(grab, display, monitor)))
            self._clear(number)
        found = {}
        for name, images in shots.items():
            x, y, _, height = find_text([grey(image) for image in images])
            found[name] = Rect(self.displays[name][1] * WIDTH + x, y, min(ACROSS[name], WIDTH - x), height)
        return found

    def _clear(self, number: int) -> None:
        """The alarm that event `number` raised is over and acknowledged: gone from every queue."""
        self.act("alarm.acknowledge", self.wire.seat.alarms[number])
        subject = f"move/{self._raised}"
        self.wire.source.send(Returned(at=datetime.now(UTC), type="bench.move", subject=subject))

    def _served(self, take: partial[QImage]) -> QImage:
        with ThreadPoolExecutor(1) as pool:
            taken = pool.submit(take)
            self.wire.wait(taken.done, "a screen is photographed", 60)
            return taken.result()

    @contextmanager
    def watched(self, boxes: Mapping[str, Rect]) -> Iterator[None]:
        """A watcher for each screen, so that none waits for another."""
        with ExitStack() as stack:
            for name, box in boxes.items():
                socket = self._context.socket(zmq.PULL)
                endpoint = f"tcp://127.0.0.1:{socket.bind_to_random_port('tcp://127.0.0.1')}"
                self._watchers[name] = socket
                place = f"{box.x},{box.y},{box.width},{box.height}"
                display = self.displays[name][0]
                stack.enter_context(helper("tests.bench.glass.watching", endpoint, place, environment=display))
            self.serve(3.0)
            if not all(self.looks.values()):
                raise BenchError(f"not every screen is watched: {self.looks}")
            yield

    def act(self, name: str, alarm: str, **more: object) -> float:
        """The seat that acts sends that command; the monotonic second of its sending."""
        return self.wire.seat.command(name, {"alarm": alarm, **more})


@contextmanager
def hall(folder: Path) -> Iterator[Hall]:
    with ExitStack() as stack:
        first = stack.enter_context(VirtualDisplay(WALL_AND_DESK))
        second = stack.enter_context(VirtualDisplay(("DESK",)))
        centre = Centre(folder, first.environment(), places.world(), [])
        stack.callback(centre.stop)
        settings = centre.data / "settings.toml"
        text = settings.read_text().replace('cameras = "cameras.json"\n', "")
        settings.write_text(text + "[desk]\nlock_minutes = 720\n")
        bench_keys(centre.data)
        centre.staff()
        centre.start("core", "wall", "console")
        centre.start_console("desk-2", second.environment())
        centre.wait((centre.data / "core.json").exists, "the core is there")
        centre.wait(partial(is_trusted, centre), "the core trusts the bench's seat")
        wire = Wire(centre.pumps, centre.pump_keys, centre.data, bare_endpoints())
        stack.callback(wire.close)
        made = Hall(centre, second.environment(), wire)
        stack.callback(made.close)
        everywhere = {"wall", *OFFICERS}
        wire.wait(lambda: everywhere <= centre.ready(), "wall and consoles show their first pictures", 90)
        _sign_in(made)
        yield made


def _sign_in(made: Hall) -> None:
    people = made.centre.people
    for seat, account in OFFICERS.items():
        officer = Officer(made.displays[seat][0])
        with ThreadPoolExecutor(1) as pool:
            done = pool.submit(officer.sign_in, people[account])
            made.wire.wait(done.done, f"{account} signs in", 30)
            done.result()
    made.wire.wait(lambda: made.centre.count("session.began") == len(OFFICERS), "both are signed in", 30)
    made.wire.seat.sign_in(ACTING, people[ACTING].password)
    made.wire.wait(lambda: made.wire.seat.signed_in and made.wire.seat.joined, "the acting seat is signed in", 30)
    made.serve(2.0)
