"""Two cores on one database: one leads, the other takes over, and never both; seats and sources follow."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random

import pytest

from bridge.source import Source
from bridge.source.keys import Keys, new_keys, write_keys
from commandcenter.domain.keys import KeyKind
from tests.chaos.desk import ACCOUNT, PASSWORD, Desk
from tests.support.core_process import ROOT
from tests.support.led_cores import LedCentre, LedCore, led_centre
from tests.support.ports import free_name
from tests.support.postgres import Server, running_server
from tests.support.waiting import eventually

pytestmark = pytest.mark.lasts(110)

TAKEOVER_S = 30.0
PATIENCE_S = 60.0
SEED = 20261122
EVENTS = 20


class Duty:
    """Somebody at a desk acknowledges what a source says; both belong to the test."""

    def __init__(self, folder: Path, centre: LedCentre, source: Source, keys: Keys) -> None:
        self.centre = centre
        self.desk = Desk(centre.endpoints[0], keys, folder / "desk.sqlite", [centre.endpoints[1]])
        self._source = source
        self._said = 0

    def say(self, count: int) -> None:
        """So many things go wrong, each of its own."""
        first, self._said = self._said, self._said + count
        for number in range(first, first + count):
            self._source.emit({"kind": "raise", "type": "pump.flood", "subject": f"P{number}", "title": f"P {number}"})

    def all_taken(self) -> bool:
        """The desk sees everything that was said, and has acknowledged it, and was told so."""
        self.desk.look()
        self.desk.acknowledge()
        alarms = self.desk.state.alarms.values()
        told = len(self.desk.answers) == len(self.desk.asked)
        return len(alarms) == self._said and told and all(alarm.acknowledged_by for alarm in alarms)

    def until_all_is_taken(self, what: str, seconds: float = PATIENCE_S) -> float:
        return eventually(self.all_taken, seconds, what)

    def go_on(self, seconds: float) -> None:
        until = time.monotonic() + seconds
        eventually(lambda: self.all_taken() < 0 or time.monotonic() > until, seconds + 5.0)

    def until_lost(self, seconds: float) -> float:
        """Until the desk's header would say so."""

        def look() -> bool:
            self.desk.look()
            return not self.desk.live or bool(self.desk.trouble)

        return eventually(look, seconds, "the desk says that something is wrong")

    def check(self) -> None:
        """Every event and every action stands in the journal once, in order, each written by who led then."""
        entries = self.centre.entries()
        raised = [entry.subject for entry in entries if entry.action == "alarm.raised"]
        assert raised == [f"A{number}" for number in range(1, self._said + 1)]
        acknowledged = [entry.subject for entry in entries if entry.action == "alarm.acknowledged"]
        assert acknowledged == list(self.desk.asked.values())
        assert set(self.desk.answers.values()) <= {""}
        assert self.desk.holes == []
        assert self.centre.terms() == []


@contextmanager
def on_duty(folder: Path, server: Server) -> Iterator[Duty]:
    place, pumps, desk_keys = free_name(), new_keys("pumps"), new_keys("desk")
    with led_centre(folder, server, {"pumps": (place, pumps)}) as centre:
        pumps = pumps._replace(peers=(centre.keys.public,))
        write_keys(folder / "pumps.json", pumps)
        centre.person(ACCOUNT, PASSWORD)
        centre.trust(KeyKind.CONSOLE, desk_keys)
        centre.start_both()
        centre.witness()
        with Source("pumps", place, folder / "pumps", keys=folder / "pumps.json") as source:
            duty = Duty(folder, centre, source, desk_keys._replace(peers=(centre.keys.public,)))
            try:
                yield duty
            finally:
                duty.desk.stop()


def kill(centre: LedCentre, core: LedCore) -> None:
    core.kill()


def freeze(centre: LedCentre, core: LedCore) -> None:
    core.freeze(True)


def cut_off(centre: LedCentre, core: LedCore) -> None:
    """From the database, not from the seats."""
    centre.line.cut(True)


def back(centre: LedCentre, core: LedCore) -> None:
    """Whatever was done to it is over."""
    centre.line.cut(False)
    if core.frozen:
        core.freeze(False)
    if not core.alive:
        core.start()


@pytest.mark.parametrize("fault", [kill, freeze, cut_off])
def test_the_standby_takes_over_and_seats_and_sources_follow(
    tmp_path: Path, postgres: Server, fault: Callable[[LedCentre, LedCore], None]
) -> None:
    with on_duty(tmp_path, postgres) as duty:
        centre = duty.centre
        duty.say(EVENTS)
        duty.until_all_is_taken("the first core takes everything in")
        (term, _), began = centre.leader_row(), time.monotonic()
        fault(centre, centre.one)
        duty.say(EVENTS)
        eventually(lambda: centre.leading() is centre.two, TAKEOVER_S, "the second core leads")
        duty.until_all_is_taken("the second core takes everything in")
        assert time.monotonic() - began < TAKEOVER_S
        assert centre.leader_row()[0] == term + 1
        back(centre, centre.one)
        eventually(lambda: centre.stands_by(centre.one), PATIENCE_S, "the first core stands by")
        assert centre.leading() is centre.two
        # In order there is nothing to wait for.
        assert centre.two.end() == 0
        duty.say(EVENTS)
        assert duty.until_all_is_taken("the first core leads again") < TAKEOVER_S
        duty.check()


def cut_connections(centre: LedCentre, core: LedCore) -> None:
    centre.cut()


FAULTS = (kill, freeze, cut_off, cut_connections)


def test_there_are_never_two_leaders(tmp_path: Path, postgres: Server) -> None:
    """ROUNDS=200 in the environment for the long form."""
    random = Random(SEED)
    with on_duty(tmp_path, postgres) as duty:
        centre = duty.centre
        for number in range(int(os.environ.get("ROUNDS", "5"))):
            victim, fault = random.choice(centre.cores), random.choice(FAULTS)
            duty.say(random.randrange(1, EVENTS))
            duty.go_on(random.random() * 2)
            fault(centre, victim)
            if random.random() < 0.7:
                eventually(lambda: centre.leading() is not None, TAKEOVER_S + 5, f"somebody leads ({number})")
            back(centre, victim)
            duty.until_all_is_taken(f"everything is taken in ({number}: {fault.__name__})")
        duty.check()


def kill_server(server: Server) -> None:
    server.kill()
    server.start()


def freeze_server(server: Server) -> None:
    server.freeze(True)
    until = time.monotonic() + 5.0
    eventually(lambda: time.monotonic() > until, 6.0)
    server.freeze(False)


def test_nothing_is_lost_when_the_server_itself_falls_or_stands_still(tmp_path: Path) -> None:
    with running_server() as server, on_duty(tmp_path, server) as duty:
        duty.say(EVENTS)
        duty.until_all_is_taken("everything before")
        server.freeze(True)
        try:
            duty.say(EVENTS)
            assert duty.until_lost(10.0) < 10.0
        finally:
            server.freeze(False)
        duty.until_all_is_taken("everything after it stood still")
        freeze_server(server)
        duty.say(EVENTS)
        duty.until_all_is_taken("everything after five seconds more")
        for _ in range(2):
            duty.say(EVENTS)
            kill_server(server)
            duty.until_all_is_taken("everything after it fell")
        server.kill()
        duty.say(EVENTS)
        try:
            assert duty.until_lost(10.0) < 10.0
        finally:
            server.start()
        duty.until_all_is_taken("everything after it was away")
        duty.check()


def run(core: LedCore, *arguments: str) -> tuple[int, str]:
    """The program on that core's data folder."""
    command = [sys.executable, str(ROOT / "main.py"), "--data", str(core.folder.path), "--language", "en", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    return done.returncode, done.stdout + done.stderr


def test_tools_find_the_leader_and_a_standby_needs_the_centres_keys(tmp_path: Path, postgres: Server) -> None:
    with led_centre(tmp_path, postgres) as centre:
        code, said = run(centre.two, "core", "--standby")
        assert (code, "There is no centre in the database" in said) == (5, True), said
        centre.start_first()
        for name in ("core.json", "seal.json"):
            (centre.two.folder.keys / name).unlink(missing_ok=True)
        code, said = run(centre.two, "core")
        assert (code, "core.json, seal.json not in" in said, "Copy keys/" in said) == (5, True, True), said
        centre.copy_keys()
        term, _ = centre.leader_row()
        centre.two.start("--standby")
        eventually(lambda: centre.stands_by(centre.two), PATIENCE_S)
        code, said = run(centre.two, "status")
        assert (code, "Core: stands by since" in said, f"term {term}" in said) == (0, True, True), said
        report = json.loads(run(centre.two, "status", "--json")[1])
        assert (report["core"]["state"], report["core"]["epoch"]) == ("standby", term)
        key = new_keys("desk-9").public
        code, said = run(centre.two, "keys", "trust", "--kind", "console", "--", "desk-9", key)
        assert code == 0, said
        assert [entry.subject for entry in centre.entries() if entry.action == "key.trusted"][-1] == "desk-9"
        # Without a core of its own as well.
        assert centre.two.end() == 0
        code, said = run(centre.two, "keys", "revoke", key)
        assert code == 0, said
        assert centre.leader_row()[0] == term


def test_a_journal_in_sqlite_has_no_standby(tmp_path: Path) -> None:
    core = LedCore(tmp_path / "data")
    code, said = run(core, "core", "--standby")
    assert (code, "A journal in SQLite has no standby" in said, "PostgreSQL" in said) == (5, True, True), said
