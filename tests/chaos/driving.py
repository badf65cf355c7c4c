"""Who is killed when: everything random comes from one seed."""

from __future__ import annotations

import time
from collections.abc import Callable
from random import Random

import msgspec

from tests.chaos.child import Child
from tests.chaos.setting import ChaosSetting

LOOK_S = 0.02
IDLE_S = 1.0
PATIENCE_S = 90.0
TRAP_S = 5.0
END_S = 20.0
REVOKED_S = 1.0

# In this share of the steps …
STARTING = 0.12  # … the next kill does not wait for progress: it may hit a program that is only just starting,
TRAPPED = 0.3  # … a source is not killed from outside but at a chosen point of its own work,
REFRESHED = 0.25  # … a source says anew what is wrong,
ENDED = 0.15  # … a source ends its log,
LINKED = 0.4  # … the desk presses the one key.
TRAPS = ("append", "append", "refresh", "end")


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    seed: int
    core_kills: int
    source_kills: int
    events: int
    sources: int = 3
    loss: float = 0.05

    @property
    def each(self) -> int:
        """Events of one source: whole blocks."""
        return self.events // self.sources // 10 * 10


class NoProgress(Exception):
    """Nothing moves any more."""


class Driver:
    """`tell` gets a line now and then."""

    def __init__(self, setting: ChaosSetting, plan: Plan, tell: Callable[[str], None]) -> None:
        self._setting = setting
        self._plan = plan
        self._tell = tell
        self._random = Random(plan.seed)
        self._step = 0
        self._until = 0

    def run(self) -> None:
        """Raises NoProgress and UnexpectedEnd."""
        victims = ["core"] * self._plan.core_kills + ["source"] * self._plan.source_kills
        self._random.shuffle(victims)
        self._setting.start()
        middle = len(victims) // 2
        for self._step, victim in enumerate(victims, start=1):
            self._allow(self._plan.each * self._step // (len(victims) + 1))
            self._disturb()
            self._let_run(self._plan.events // len(victims))
            if victim == "core":
                self._setting.core.kill()
            else:
                self._kill_source()
            self._revive()
            if self._step == middle:
                self._wait(self._acted, "the desk's key reaches a device")
                self._setting.desk.link()
                self._change_key()
        self._allow(self._plan.each)
        try:
            self._wait(self._finished, "everything is taken in")
        except NoProgress as error:
            desk = self._setting.desk
            what = f"said {self.said()}, taken {self._setting.positions()}, the desk is at {desk.state.size}"
            raise NoProgress(f"{error}: {what} of {self._setting.size()}, calm: {desk.calm}") from error

    def said(self) -> dict[str, tuple[str, int]]:
        """(epoch, head) of each source that has said everything, as it said last."""
        found = {}
        for name, source in self._setting.sources.items():
            lines = [line.split() for line in source.output().splitlines() if line.startswith("done ")]
            if lines:
                found[name] = (lines[-1][1], int(lines[-1][2]))
        return found

    def _finished(self) -> bool:
        said, desk = self.said(), self._setting.desk
        taken = len(said) == self._plan.sources and self._setting.positions() == said
        return taken and desk.calm and desk.state.size == self._setting.size()

    def _acted(self) -> bool:
        """Whether a device has done something: until then the desk presses its key whenever it can, as in a short run
        chance alone may always find it away."""
        if any(self._setting.acted(name) for name in self._setting.sources):
            return True
        self._setting.desk.link()
        return False

    def _allow(self, until: int) -> None:
        self._until = until
        for source in self._setting.sources.values():
            source.tell(f"until {until}")

    def _disturb(self) -> None:
        if self._random.random() < REFRESHED:
            self._any().tell("refresh")
        if self._random.random() < ENDED:
            self._any().tell(f"end {END_S}")
        if self._random.random() < LINKED:
            self._setting.desk.link()

    def _change_key(self) -> None:
        """A source's key is taken away while it is linked; after one more death it comes back with another."""
        name = self._random.choice(list(self._setting.sources))
        self._setting.revoke(name, self._idle)
        until = time.monotonic() + REVOKED_S
        while time.monotonic() < until:
            self._idle()
        self._setting.change_key(name)
        self._setting.sources[name].kill()
        self._setting.trust(name, self._idle)

    def _idle(self) -> None:
        self._revive()
        self._pause(LOOK_S)

    def _let_run(self, events: int) -> None:
        """Until so many entries more are in the journal (at random), or nothing happens any more."""
        if self._random.random() < STARTING:
            self._pause(self._random.random())
            return
        enough = self._setting.size() + self._random.randint(1, 2 * events)
        calm = _Calm(self._setting.size)
        self._wait(lambda: calm.look() >= enough or calm.idle, f"{events} more")

    def _kill_source(self) -> None:
        source = self._any()
        if self._random.random() < TRAPPED:
            trap = self._random.choice(TRAPS)
            source.tell(f"die {trap}")
            if trap != "append":
                source.tell("refresh" if trap == "refresh" else f"end {END_S}")
            until = time.monotonic() + TRAP_S
            while not source.is_dead() and time.monotonic() < until:
                self._pause(LOOK_S)
        source.kill()

    def _revive(self) -> None:
        for child in self._setting.children:
            if child.is_dead():
                child.again()
                child.tell(f"until {self._until}")

    def _any(self) -> Child:
        return self._random.choice(list(self._setting.sources.values()))

    def _wait(self, done: Callable[[], bool], what: str, seconds: float = PATIENCE_S) -> None:
        until = time.monotonic() + seconds
        while not done():
            if time.monotonic() > until:
                raise NoProgress(f"not within {seconds:.0f} s: {what}")
            self._idle()

    def _pause(self, seconds: float) -> None:
        self._setting.desk.look()
        size = self._setting.size()
        kills = f"core {self._setting.core.deaths}/{self._plan.core_kills}"
        died = sum(source.deaths for source in self._setting.sources.values())
        self._tell(f"killed: {kills}, sources {died}/{self._plan.source_kills}; entries in the journal: {size}")
        time.sleep(seconds)


class _Calm:
    """Whether something has happened since this began, and then nothing for a while."""

    def __init__(self, size: Callable[[], int]) -> None:
        self._size = size
        self._seen = self._first = size()
        self._moved = time.monotonic()

    @property
    def idle(self) -> bool:
        return self._seen > self._first and time.monotonic() - self._moved > IDLE_S

    def look(self) -> int:
        size = self._size()
        if size > self._seen:
            self._seen, self._moved = size, time.monotonic()
        return size
