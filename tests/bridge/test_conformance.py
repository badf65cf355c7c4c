"""The checker of sources: the kit passes, a source without it passes, and each wrong one fails for what is wrong."""

from __future__ import annotations

import re
import shlex
import socket
import sqlite3
import sys
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path
from typing import NamedTuple

import pytest

from bridge.conformance import Allowed, Check, Patience, Result, Target, Verdict
from bridge.conformance.driver import START_S, DrivenProgram
from bridge.conformance.rules import RULES
from bridge.conformance.verdicts import Stopped
from bridge.source import Source
from bridge.source.keys import new_keys, read_keys, write_keys
from commandcenter.domain.errors import Trouble
from tests.support import wrong_sources as wrong
from tests.support.cut_line import CutLine
from tests.support.dealer_core import CORE, SOURCE, Core, introduce
from tests.support.ports import free_name, free_row
from tests.support.right_source import NOTE, RightDriver, RightSource, packed

ROOT = Path(__file__).parents[2]
# More patience than one alone would need, and not too many at once: a busy machine must not change a verdict.
QUICK = Patience(answer=2.0, quiet=0.1, watch=0.5)
SIDE_BY_SIDE = 20
SLOW = {"K2", "K4"}
ALL = {rule.id for rule in RULES}
# They cost the most, and are tried only where they are what is wrong.
HEAVY = {"F5", "F6", "P7", "C6"}
FOR_THE_CORE = {"H5", "D2", "K3", "E4"}
FOR_PEOPLE = {"R4", "T4"}


class Mutant(NamedTuple):
    """`fails`: exactly these. `driven`: what is wrong shows only over restarts or with new events."""

    kind: type[RightSource]
    fails: str
    driven: bool = False
    commands: bool = False
    tried: frozenset[str] = frozenset(ALL - SLOW - HEAVY)


def only(*rules: str) -> frozenset[str]:
    return frozenset(rules)


MUTANTS = [
    Mutant(RightSource, "", driven=True, tried=frozenset(ALL)),
    Mutant(wrong.InTheClear, "S1 S3"),
    Mutant(wrong.TelemetryInTheClear, "S1 S3"),
    Mutant(wrong.TwoKeyPairs, "S1"),
    Mutant(wrong.LetsEverybodyIn, "S2"),
    Mutant(wrong.LinkOfAnyKey, "S6"),
    Mutant(wrong.ReadsTheFirstFrame, "F1"),
    Mutant(wrong.TakesTheLastKey, "F2"),
    Mutant(wrong.UnknownIsMalformed, "F3"),
    Mutant(wrong.AnyCredit, "F4"),
    Mutant(wrong.CountsInUtf16, "F4"),
    Mutant(wrong.ExtraInWelcome, "F4"),
    Mutant(wrong.LargeMessages, "F5"),
    Mutant(wrong.EndlessFrames, "F5"),
    Mutant(wrong.DeafToBombs, "F6"),
    Mutant(wrong.ChangesEvents, "L1"),
    Mutant(wrong.LosesTheLast, "L1 L2 R1", driven=True),
    Mutant(wrong.NewEpochAtStart, "L2", driven=True),
    Mutant(wrong.DropsAtTheFirstWord, "L4", driven=True),
    Mutant(wrong.AnotherVersion, "H1"),
    Mutant(wrong.SpeaksEverything, "H2"),
    Mutant(wrong.RefusesStrangersOddly, "H3"),
    Mutant(wrong.GoesOnAfterHello, "H4", driven=True),
    Mutant(wrong.AnswersPullsOnly, "P1", driven=True),
    Mutant(wrong.NoCredit, "P2"),
    Mutant(wrong.SkipsAnEvent, "P3"),
    Mutant(wrong.NeverGoesBack, "P4"),
    Mutant(wrong.WaitsForWhatNeverComes, "P5"),
    Mutant(wrong.OneCoreAtATime, "P6", driven=True),
    Mutant(wrong.BusyIsRefused, "P7 C6", driven=True),
    Mutant(wrong.BelievesAnyPosition, "D1"),
    Mutant(wrong.Mute, "K1"),
    Mutant(wrong.NeverAsks, "K2", tried=only("K1", "K2")),
    Mutant(wrong.NeverForgets, "K4", tried=only("K1", "K4")),
    Mutant(wrong.DeafToWhatItRefuses, "K4", tried=only("K1", "K4")),
    Mutant(wrong.NotesInRefresh, "R1 V4", driven=True),
    Mutant(wrong.AlwaysRefreshes, "R2", driven=True),
    Mutant(wrong.RefreshesAnyLog, "R3"),
    Mutant(wrong.EndsAtTheFirstWord, "E1", driven=True),
    Mutant(wrong.ForgetsTheLogBefore, "E2", driven=True),
    Mutant(wrong.TakesTheOldLogForTheNew, "E3", driven=True),
    Mutant(wrong.TwoResults, "C1"),
    Mutant(wrong.ActsAgain, "C2", commands=True),
    Mutant(wrong.IgnoresDeadlines, "C3", commands=True),
    Mutant(wrong.FailsWithoutTrying, "C4"),
    Mutant(wrong.OneLineForAll, "C5", driven=True),
    Mutant(wrong.TakesAnyNumber, "C6", driven=True),
    Mutant(wrong.LetsALinkGoAfterAFault, "X1"),
    Mutant(wrong.AnswersFaults, "X2"),
    Mutant(wrong.OddEvent, "V1"),
    Mutant(wrong.OldEvent, "V2"),
    Mutant(wrong.OpenRefresh, "V4"),
    Mutant(wrong.ThreeFrames, "T1"),
    Mutant(wrong.TimelessTelemetry, "T2"),
    Mutant(wrong.NumbersNothing, "T5"),
]


def name(mutant: Mutant) -> str:
    return mutant.kind.__name__


def judged(mutant: Mutant) -> list[Result]:
    """A source of that kind with five events, checked."""
    server, core, second = new_keys("right"), new_keys("core"), new_keys("second")
    keys = server._replace(peers=(core.public, second.public))
    endpoint, telemetry = free_name(), free_name()
    driver = RightDriver(lambda disk: mutant.kind(endpoint, telemetry, keys, disk))
    driver.disk.events = [packed(NOTE) for _ in range(5)]
    allowed = Allowed(command=("D", "act") if mutant.commands else None)
    target = Target(endpoint, core, server.public, False, second, None, driver, allowed, QUICK)
    rules = [rule for rule in RULES if rule.id in mutant.tried | set(mutant.fails.split())]
    if mutant.driven:
        return Check(target, rules).run()
    driver.start()
    try:
        return Check(target._replace(driver=None), rules).run()
    finally:
        driver.stop()


@pytest.fixture(scope="module")
def verdicts() -> Mapping[str, list[Result]]:
    """All wrong sources side by side: what takes time is waiting."""
    # Those that take longest first.
    order = sorted(MUTANTS, key=lambda mutant: (bool(mutant.tried & SLOW), mutant.driven), reverse=True)
    with ThreadPoolExecutor(SIDE_BY_SIDE) as pool:
        return dict(zip(map(name, order), pool.map(judged, order), strict=True))


@pytest.mark.parametrize("mutant", MUTANTS, ids=name)
def test_a_wrong_source_fails_for_what_is_wrong_and_nothing_else(
    mutant: Mutant, verdicts: Mapping[str, list[Result]]
) -> None:
    results = verdicts[name(mutant)]
    assert failed(results) == set(mutant.fails.split()), [it for it in results if it.findings]
    assert all(it.findings for it in results if it.verdict is Verdict.FAIL)


def test_for_a_slow_network_only_what_must_come_may_take_longer() -> None:
    slow = QUICK.times(3)
    assert (slow.answer, slow.rule, slow.whole) == (6.0, 60.0, 360.0)
    assert (slow.quiet, slow.watch) == (QUICK.quiet, QUICK.watch)


def test_a_source_without_the_kit_passes(verdicts: Mapping[str, list[Result]]) -> None:
    results = verdicts["RightSource"]
    assert failed(results) == set()
    assert untried(results) == FOR_THE_CORE | FOR_PEOPLE | {"L3", "S4", "S5"}


class BreaksOnce(CutLine):
    """Ends the connection over which the hundredth piece comes, and what was on its way is lost."""

    pieces = 0

    def _pass_on(self, end: socket.socket) -> None:
        self.pieces += 1
        if self.pieces == 100:
            for each in (end, self._pairs[end]):
                del self._pairs[each]
                each.close()
        else:
            super()._pass_on(end)


def test_a_connection_that_ends_by_itself_is_no_fault_of_the_source() -> None:
    server, core = new_keys("right"), new_keys("core")
    behind = free_row(1)
    keys = server._replace(peers=(core.public,))
    driver = RightDriver(lambda disk: RightSource(f"tcp://127.0.0.1:{behind}", free_name(), keys, disk))
    driver.start()
    line = BreaksOnce(behind)
    try:
        target = Target(f"tcp://127.0.0.1:{line.port}", core, server.public, patience=QUICK)
        (result,) = Check(target, [rule for rule in RULES if rule.id == "F4"]).run()
    finally:
        line.stop()
        driver.stop()
    assert line.pieces > 200
    assert (result.verdict, result.findings) == (Verdict.PASS, ())


def test_every_rule_of_the_document_stands_in_the_table_in_its_order() -> None:
    document = (ROOT / "docs" / "protocol.md").read_text(encoding="utf-8")
    assert [rule.id for rule in RULES] == re.findall(r"^- \[([A-Z]\d)\]", document, flags=re.MULTILINE)


def kit(folder: Path) -> Target:
    """A source made of the kit, in a process of its own."""
    folder.mkdir()
    introduce(folder, "driven")
    endpoint, telemetry = free_name(), free_name()
    program = [sys.executable, "-m", "tests.support.driven_source", endpoint, str(folder), telemetry]
    return Target(
        endpoint,
        read_keys(folder / CORE),
        read_keys(folder / SOURCE).public,
        source_keys=folder / SOURCE,
        driver=DrivenProgram(f"cd {shlex.quote(str(ROOT))} && exec {shlex.join(program)}"),
        allowed=Allowed(lose=f"rm {shlex.quote(str(folder))}/*.sqlite*"),
    )


def test_the_kit_passes_every_rule_that_can_be_tried_and_its_key_file_is_as_before(tmp_path: Path) -> None:
    """Two of them side by side: those rules that wait longest, and all others."""
    waiting = SLOW | {"S5"}

    def checked(folder: Path, rules: set[str]) -> list[Result]:
        target = kit(folder)
        assert target.source_keys is not None
        before = target.source_keys.read_bytes()
        results = Check(target, [rule for rule in RULES if rule.id in rules]).run()
        assert target.source_keys.read_bytes() == before
        return results

    with ThreadPoolExecutor(2) as pool:
        halves = pool.map(checked, (tmp_path / "waiting", tmp_path / "others"), (waiting, ALL - waiting))
        results = [result for half in halves for result in half]
    assert {result.rule for result in results} == ALL
    assert [it for it in results if it.findings] == []
    assert untried(results) == FOR_THE_CORE | FOR_PEOPLE


def test_a_key_that_is_taken_out_and_not_cut_off_is_found(tmp_path: Path) -> None:
    server, core = new_keys("right"), new_keys("core")
    file = tmp_path / "keys.json"
    write_keys(file, server)
    endpoint, telemetry = free_name(), free_name()

    class DoesNotCut(wrong.ReadsItsPeersAnew):
        key_file = file

    driver = RightDriver(lambda disk: DoesNotCut(endpoint, telemetry, server, disk))
    target = Target(endpoint, core, server.public, source_keys=file, driver=driver, patience=QUICK)
    results = Check(target, [rule for rule in RULES if rule.id in ("S2", "S5", "H1", "P1")]).run()
    assert failed(results) == {"S5"}


def test_without_permission_nothing_is_logged_and_no_device_acts() -> None:
    with running(RightSource) as (target, driver):
        assert driver.source is not None
        before = driver.disk.head
        results = Check(target, [rule for rule in RULES if rule.id not in SLOW]).run()
        assert (failed(results), driver.disk.head, driver.source.acted) == (set(), before, [])
        assert {it["outcome"] for it in driver.disk.results.values()} == {"expired", "refused"}


@pytest.mark.parametrize("kind", [RightSource, wrong.BelievesAnyPosition, wrong.DropsAtTheFirstWord])
def test_with_the_key_of_the_centres_core_nothing_is_left_behind(kind: type[RightSource]) -> None:
    """Not even at a source that believes whatever it is told."""
    with running(kind) as (target, driver):
        at = (target.keys.public, "core")
        driver.disk.cores = {at: 3}
        checked = Check(target._replace(as_core=True), [rule for rule in RULES if rule.id not in SLOW])
        checked.run()
        assert (driver.disk.cores, driver.disk.first) == ({at: 3}, 1)
        assert [str(it) for it in checked.left if "commands" not in str(it)] == []


@pytest.mark.expects_log("WARNING bridge.source: good: from core")
@pytest.mark.expects_log("WARNING bridge.source: good: the key .{40} is not among the peers")
def test_nothing_is_left_in_the_kits_outbox_either(tmp_path: Path) -> None:
    introduce(tmp_path, "good")
    with Source("good", "tcp://127.0.0.1:*", tmp_path) as source, Core(source.endpoint, tmp_path, name="core") as core:
        source.emit_many([NOTE] * 4)
        core.hello()
        core.pull(source.epoch, after=0)
        core.durable(source.epoch, 2)
        assert [seq for seq, _ in core.events(4)] == [1, 2, 3, 4]
        target = Target(source.endpoint, core.keys, source.public_key, as_core=True, patience=QUICK)
        results = Check(target, [rule for rule in RULES if rule.id not in SLOW]).run()
        assert failed(results) == set()
    with closing(sqlite3.connect(tmp_path / "outbox.sqlite")) as outbox:
        assert outbox.execute("SELECT key, core, durable FROM cores").fetchall() == [(core.keys.public, "core", 2)]
        assert outbox.execute("SELECT count(*) FROM commands").fetchone() == (0,)


def test_with_a_key_of_its_own_it_says_that_the_key_has_to_go() -> None:
    with running(RightSource) as (target, driver):
        checked = Check(target, [rule for rule in RULES if rule.id in ("P1", "P2")])
        checked.run()
        assert driver.disk.cores == {(target.keys.public, "core"): 0}
        assert [it.values for it in checked.left] == [{"key": target.keys.public}]


def test_a_rule_that_breaks_off_fails_and_the_others_are_tried() -> None:
    def breaks(run: object) -> None:
        raise KeyError("epoch")

    with running(RightSource) as (target, _):
        rules = [
            rule._replace(attempt=breaks) if rule.id == "H1" else rule for rule in RULES if rule.id in ("H1", "H2")
        ]
        first, second = Check(target, rules).run()
    assert (first.verdict, str(first.findings[0].came)) == (Verdict.FAIL, "KeyError: 'epoch'")
    assert second.verdict is Verdict.PASS


def test_one_that_is_stopped_keeps_the_verdicts_so_far_and_puts_everything_back() -> None:
    with running(RightSource) as (target, _):
        rules = {rule.id: rule for rule in RULES}
        checked = Check(target, [rules["H1"], rules["P2"], rules["K4"]])
        with pytest.raises(Stopped):
            checked.run(lambda result, done, of: checked.stop() if result.rule == "P2" else None)
        assert [(it.rule, it.verdict) for it in checked.results] == [("H1", Verdict.PASS), ("P2", Verdict.PASS)]


def test_a_key_that_is_refused_is_said_with_the_key_and_what_to_do() -> None:
    with running(RightSource) as (target, _):
        stranger = new_keys("stranger")
        with pytest.raises(Trouble, match="refuses the checker's key") as error:
            Check(target._replace(keys=stranger)).run()
        assert error.value.values["key"] == stranger.public
        assert "`peers`" in error.value.todo


def test_another_server_key_and_an_empty_address_are_told_apart() -> None:
    with running(RightSource) as (target, _):
        with pytest.raises(Trouble, match="does not prove the key"):
            Check(target._replace(server=new_keys("other").public)).run()
        with pytest.raises(Trouble, match="Nobody listens"):
            Check(target._replace(endpoint=free_name())).run()


def test_a_driven_source_that_does_not_start_is_said_with_its_last_words(tmp_path: Path) -> None:
    target = Target(
        "tcp://127.0.0.1:1", new_keys("core"), new_keys("right").public, driver=DrivenProgram("echo no >&2; exit 3")
    )
    began = time.monotonic()
    with pytest.raises(Trouble, match=r"did not say that it is ready: .* no$"):
        Check(target).run()
    assert time.monotonic() - began < START_S / 2, "it has ended, so nobody waits for it"


def failed(results: list[Result]) -> set[str]:
    return {it.rule for it in results if it.verdict is Verdict.FAIL}


def untried(results: list[Result]) -> set[str]:
    return {it.rule for it in results if it.verdict is Verdict.NOT_TRIED}


@contextmanager
def running(kind: type[RightSource]) -> Iterator[tuple[Target, RightDriver]]:
    """A source with six events that runs by itself, and how it is checked."""
    server, core = new_keys("right"), new_keys("core")
    endpoint, telemetry = free_name(), free_name()
    driver = RightDriver(lambda disk: kind(endpoint, telemetry, server._replace(peers=(core.public,)), disk))
    driver.disk.events = [packed(NOTE) for _ in range(5)]
    driver.start()
    try:
        yield Target(endpoint, core, server.public, patience=QUICK), driver
    finally:
        driver.stop()
