"""The checker of sources: the kit passes, a source without it passes, and each wrong one fails for what is wrong."""

from __future__ import annotations

import re
import shlex
import sys
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import pytest

from bridge.conformance import Allowed, Check, Patience, Result, Target, Verdict
from bridge.conformance.driver import DrivenProgram
from bridge.conformance.rules import RULES
from bridge.conformance.verdicts import Stopped
from bridge.source.keys import new_keys, read_keys, write_keys
from commandcenter.domain.errors import Trouble
from tests.support import wrong_sources as wrong
from tests.support.dealer_core import CORE, SOURCE, introduce
from tests.support.ports import free_port
from tests.support.raw_source import NOTE, RawDriver, RawSource, packed

ROOT = Path(__file__).parents[2]
# More patience than one alone would need, and not too many at once: a busy machine must not change a verdict.
QUICK = Patience(answer=2.0, quiet=0.1, watch=0.5)
SIDE_BY_SIDE = 10
SLOW = {"K2", "K4"}
ALL = {rule.id for rule in RULES}
# They cost the most, and are tried only where they are what is wrong.
HEAVY = {"F5", "F6", "P7", "C6"}
FOR_THE_CORE = {"H5", "D2", "K3", "E4"}
FOR_PEOPLE = {"R4", "T4"}


class Mutant(NamedTuple):
    """`fails`: exactly these. `driven`: what is wrong shows only over restarts or with new events."""

    kind: type[RawSource]
    fails: str
    driven: bool = False
    commands: bool = False
    tried: frozenset[str] = frozenset(ALL - SLOW - HEAVY)


def only(*rules: str) -> frozenset[str]:
    return frozenset(rules)


MUTANTS = [
    Mutant(RawSource, "", driven=True, tried=frozenset(ALL)),
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
    Mutant(wrong.DropsAtTheFirstWord, "L4"),
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
    Mutant(wrong.NotesInRefresh, "R1 V4", driven=True),
    Mutant(wrong.AlwaysRefreshes, "R2", driven=True),
    Mutant(wrong.RefreshesAnyLog, "R3"),
    Mutant(wrong.EndsAtTheFirstWord, "E1", driven=True),
    Mutant(wrong.ForgetsTheLogBefore, "E2", driven=True),
    Mutant(wrong.TakesTheOldLogForTheNew, "E3", driven=True),
    Mutant(wrong.TwoResults, "C1"),
    Mutant(wrong.ActsAgain, "C2"),
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
]


def name(mutant: Mutant) -> str:
    return mutant.kind.__name__


def judged(mutant: Mutant) -> list[Result]:
    """A source of that kind with five events, checked."""
    server, core, second = new_keys("raw"), new_keys("core"), new_keys("second")
    keys = server._replace(peers=(core.public, second.public))
    endpoint, telemetry = (f"tcp://127.0.0.1:{free_port()}" for _ in range(2))
    driver = RawDriver(lambda disk: mutant.kind(endpoint, telemetry, keys, disk))
    driver.disk.events = [packed(NOTE) for _ in range(5)]
    allowed = Allowed(command=("D", "act") if mutant.commands else None)
    target = Target(endpoint, core, server.public, second, None, driver, allowed, QUICK)
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
    order = sorted(MUTANTS, key=lambda mutant: mutant.driven, reverse=True)
    with ThreadPoolExecutor(SIDE_BY_SIDE) as pool:
        return dict(zip(map(name, order), pool.map(judged, order), strict=True))


@pytest.mark.parametrize("mutant", MUTANTS, ids=name)
def test_a_wrong_source_fails_for_what_is_wrong_and_nothing_else(
    mutant: Mutant, verdicts: Mapping[str, list[Result]]
) -> None:
    results = verdicts[name(mutant)]
    assert failed(results) == set(mutant.fails.split()), [it for it in results if it.findings]
    assert all(it.findings for it in results if it.verdict is Verdict.FAIL)


def test_a_source_without_the_kit_passes(verdicts: Mapping[str, list[Result]]) -> None:
    results = verdicts["RawSource"]
    assert failed(results) == set()
    assert untried(results) == FOR_THE_CORE | FOR_PEOPLE | {"L3", "S4", "S5"}


def test_every_rule_of_the_document_stands_in_the_table_in_its_order() -> None:
    document = (ROOT / "docs" / "protocol.md").read_text(encoding="utf-8")
    assert [rule.id for rule in RULES] == re.findall(r"^- \[([A-Z]\d)\]", document, flags=re.MULTILINE)


@pytest.fixture
def kit(tmp_path: Path) -> Target:
    """A source made of the kit, in a process of its own."""
    introduce(tmp_path, "driven")
    endpoint, telemetry = (f"tcp://127.0.0.1:{free_port()}" for _ in range(2))
    program = [sys.executable, "-m", "tests.support.driven_source", endpoint, str(tmp_path), telemetry]
    return Target(
        endpoint,
        read_keys(tmp_path / CORE),
        read_keys(tmp_path / SOURCE).public,
        source_keys=tmp_path / SOURCE,
        driver=DrivenProgram(f"cd {shlex.quote(str(ROOT))} && exec {shlex.join(program)}"),
        allowed=Allowed(lose=f"rm {shlex.quote(str(tmp_path))}/*.sqlite*"),
    )


def test_the_kit_passes_every_rule_that_can_be_tried_and_its_key_file_is_as_before(kit: Target) -> None:
    assert kit.source_keys is not None
    before = kit.source_keys.read_bytes()
    results = Check(kit).run()
    assert [it for it in results if it.findings] == []
    assert untried(results) == FOR_THE_CORE | FOR_PEOPLE
    assert kit.source_keys.read_bytes() == before


def test_a_key_that_is_taken_out_and_not_cut_off_is_found(tmp_path: Path) -> None:
    server, core = new_keys("raw"), new_keys("core")
    file = tmp_path / "keys.json"
    write_keys(file, server)
    endpoint, telemetry = (f"tcp://127.0.0.1:{free_port()}" for _ in range(2))

    class DoesNotCut(wrong.ReadsItsPeersAnew):
        key_file = file

    driver = RawDriver(lambda disk: DoesNotCut(endpoint, telemetry, server, disk))
    target = Target(endpoint, core, server.public, None, file, driver, patience=QUICK)
    results = Check(target, [rule for rule in RULES if rule.id in ("S2", "S5", "H1", "P1")]).run()
    assert failed(results) == {"S5"}


def test_without_permission_nothing_is_logged_and_no_device_acts() -> None:
    with running(RawSource) as (target, driver):
        assert driver.source is not None
        before = driver.disk.head
        results = Check(target, [rule for rule in RULES if rule.id not in SLOW]).run()
        assert (failed(results), driver.disk.head, driver.source.acted) == (set(), before, [])
        assert driver.disk.cores == {
            (target.keys.public, name): before for name in ("protocol-check", "protocol-check-2")
        }
        assert {it["outcome"] for it in driver.disk.results.values()} == {"expired", "refused"}


def test_a_source_that_drops_early_is_told_nothing_more() -> None:
    with running(wrong.DropsAtTheFirstWord) as (target, driver):
        checked = Check(target, [rule for rule in RULES if rule.id in ("L4", "P1")])
        assert failed(checked.run()) == {"L4"}
        assert driver.disk.first == 2
        assert any("nothing was called durable" in str(it) for it in checked.left)


def test_a_rule_that_breaks_off_fails_and_the_others_are_tried() -> None:
    def breaks(run: object) -> None:
        raise KeyError("epoch")

    with running(RawSource) as (target, _):
        rules = [
            rule._replace(attempt=breaks) if rule.id == "H1" else rule for rule in RULES if rule.id in ("H1", "H2")
        ]
        first, second = Check(target, rules).run()
    assert (first.verdict, str(first.findings[0].came)) == (Verdict.FAIL, "KeyError: 'epoch'")
    assert second.verdict is Verdict.PASS


def test_one_that_is_stopped_keeps_the_verdicts_so_far_and_puts_everything_back() -> None:
    with running(RawSource) as (target, driver):
        rules = {rule.id: rule for rule in RULES}
        checked = Check(target, [rules["H1"], rules["P2"], rules["K4"]])
        with pytest.raises(Stopped):
            checked.run(lambda result, done, of: checked.stop() if result.rule == "P2" else None)
        assert [(it.rule, it.verdict) for it in checked.results] == [("H1", Verdict.PASS), ("P2", Verdict.PASS)]
        assert set(driver.disk.cores.values()) == {driver.disk.head}


def test_a_key_that_is_refused_is_said_with_the_key_and_what_to_do() -> None:
    with running(RawSource) as (target, _):
        stranger = new_keys("stranger")
        with pytest.raises(Trouble, match="refuses the checker's key") as error:
            Check(target._replace(keys=stranger)).run()
        assert error.value.values["key"] == stranger.public
        assert "`peers`" in error.value.todo


def test_another_server_key_and_an_empty_address_are_told_apart() -> None:
    with running(RawSource) as (target, _):
        with pytest.raises(Trouble, match="does not prove the key"):
            Check(target._replace(server=new_keys("other").public)).run()
        with pytest.raises(Trouble, match="Nobody listens"):
            Check(target._replace(endpoint=f"tcp://127.0.0.1:{free_port()}")).run()


def test_a_driven_source_that_does_not_start_is_said_with_its_last_words(tmp_path: Path) -> None:
    target = Target(
        "tcp://127.0.0.1:1", new_keys("core"), new_keys("raw").public, driver=DrivenProgram("echo no >&2; exit 3")
    )
    with pytest.raises(Trouble, match=r"did not say that it is ready: .* no$"):
        Check(target).run()


def failed(results: list[Result]) -> set[str]:
    return {it.rule for it in results if it.verdict is Verdict.FAIL}


def untried(results: list[Result]) -> set[str]:
    return {it.rule for it in results if it.verdict is Verdict.NOT_TRIED}


@contextmanager
def running(kind: type[RawSource]) -> Iterator[tuple[Target, RawDriver]]:
    """A source with six events that runs by itself, and how it is checked."""
    server, core = new_keys("raw"), new_keys("core")
    endpoint, telemetry = (f"tcp://127.0.0.1:{free_port()}" for _ in range(2))
    driver = RawDriver(lambda disk: kind(endpoint, telemetry, server._replace(peers=(core.public,)), disk))
    driver.disk.events = [packed(NOTE) for _ in range(5)]
    driver.start()
    try:
        yield Target(endpoint, core, server.public, patience=QUICK), driver
    finally:
        driver.stop()
