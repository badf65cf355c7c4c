"""Moves, presets and voices over real sockets: obeyed in order, written where it matters, answered truly."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from pathlib import Path

import msgspec
import pytest

from bridge.source import Source
from bridge.source.keys import Keys, new_keys
from commandcenter.domain.assets import Camera
from commandcenter.domain.changes.acting import MovesEnded, OrderAnswered
from commandcenter.domain.changes.people import SessionBegan
from commandcenter.domain.journal import Draft
from commandcenter.domain.people import Role, Session
from commandcenter.services.core import Core
from tests.support.cores import START
from tests.support.good_source import good_source, keys_of
from tests.support.lossy_proxy import LossyProxy
from tests.support.sourced_core import ANYTHING, SourcedCore, sourced_core
from tests.support.waiting import eventually

ACTIONS = ["ptz.move", "ptz.preset.store", "ptz.wiper"]
MOVER = {"kind": "device", "device": "M", "type": "ptz", "name": "Mover", "actions": ACTIONS}
SESSION = Session(
    id="S1",
    account="admin",
    name="管理员",
    person="A1",
    role=Role.DUTY_OFFICER,
    seat="tool",
    key="k",
    since=START,
    began=0.0,
)
PERSON = msgspec.structs.replace(ANYTHING, session="S1", role="duty-officer")


class Mover:
    """What really arrived; `broken` refuses."""

    def __init__(self) -> None:
        self.obeyed: list[tuple[str, str]] = []
        self.broken = False
        self._turn = threading.Lock()

    def obey(self, device: str, action: str, args: Mapping[str, str]) -> tuple[bool, str]:
        with self._turn:
            self.obeyed.append((action, args.get("pan", "")))
        return not self.broken, ""


@pytest.fixture
def keys() -> Keys:
    return new_keys("core")


@pytest.fixture
def mover() -> Mover:
    return Mover()


@pytest.fixture
def source(tmp_path: Path, keys: Keys, mover: Mover) -> Iterator[Source]:
    with good_source(tmp_path / "ptz", "ptz", keys, obey=mover.obey) as running:
        yield running


@pytest.fixture
def line(source: Source) -> Iterator[LossyProxy]:
    with LossyProxy(source.endpoint, seed=20261123) as proxy:
        yield proxy


@pytest.fixture
def core(tmp_path: Path, keys: Keys, source: Source, line: LossyProxy) -> Iterator[SourcedCore]:
    with sourced_core(tmp_path, {"ptz": line.endpoint}, keys, PERSON, prepared) as running:
        running.trust("ptz", keys_of(tmp_path / "ptz"))
        running.until_taken("ptz", source.emit(MOVER))
        yield running


def prepared(core: Core) -> None:
    core.record([Draft(change=SessionBegan(session=SESSION), subject="admin", actor="admin")])
    core.list_cameras([Camera(id="C1", name="Gate", url="rtsp://127.0.0.1/1", device="ptz/M")])


def sums(core: SourcedCore) -> list[MovesEnded]:
    return [entry.change for entry in core.entries() if isinstance(entry.change, MovesEnded)]


def test_every_move_arrives_and_two_entries_tell_of_them(core: SourcedCore, mover: Mover) -> None:
    for number in range(30):
        core.command("camera.move", camera="C1", pan=(number + 1) / 100)
    core.command("camera.move", camera="C1")
    eventually(lambda: len(mover.obeyed) == 31, 10)
    assert [pan for _, pan in mover.obeyed] == [*(f"{(number + 1) / 100:.3g}" for number in range(30)), "0"]
    (ended,) = sums(core)
    assert (ended.moves, ended.failed, ended.why) == (30, 0, "stopped")
    actions = [entry.action for entry in core.entries() if entry.action.startswith(("camera.m", "camera.s", "hold"))]
    assert actions == ["hold.taken", "camera.moved", "camera.still"]


def test_what_the_mover_refuses_is_told(core: SourcedCore, mover: Mover) -> None:
    core.command("camera.move", camera="C1", pan=0.1)
    eventually(lambda: len(mover.obeyed) == 1, 10)
    mover.broken = True
    for _ in range(5):
        core.command("camera.move", camera="C1", pan=0.1)
    # Nobody says stop: the run ends by itself when all answers have come.
    eventually(lambda: sums(core), 15)
    (ended,) = sums(core)
    assert (ended.moves, ended.failed, ended.why) == (6, 5, "still")


def test_a_stop_that_is_lost_is_given_again_until_it_is_answered(
    core: SourcedCore, mover: Mover, line: LossyProxy
) -> None:
    core.command("camera.move", camera="C1", pan=0.5)
    eventually(lambda: len(mover.obeyed) == 1, 10)
    line.lose_requests = 1.0
    before = line.lost
    core.command("camera.move", camera="C1")
    eventually(lambda: line.lost > before, 5)
    assert mover.obeyed == [("ptz.move", "0.5")]
    line.lose_requests = 0.0
    eventually(lambda: mover.obeyed[-1] == ("ptz.move", "0"), 10)
    eventually(lambda: _answered(core)[-1:] == ["done"], 10)
    assert len(mover.obeyed) == 2


def test_a_move_that_is_lost_is_not_made_after_its_stop(core: SourcedCore, mover: Mover, line: LossyProxy) -> None:
    line.lose_requests = 1.0
    before = line.lost
    core.command("camera.move", camera="C1", pan=0.5)
    eventually(lambda: line.lost > before, 5)
    line.lose_requests = 0.0
    core.command("camera.move", camera="C1")
    # The move has no answer and stays open until its time is over: by then it would have been given again.
    eventually(lambda: sorted(_answered(core)) == ["done", "unknown"], 15)
    assert mover.obeyed == [("ptz.move", "0")]


def test_a_preset_that_is_refused_is_failed_in_the_record(core: SourcedCore, mover: Mover) -> None:
    mover.broken = True
    core.command("camera.preset", camera="C1", do="store", number=1)
    eventually(lambda: _answered(core) == ["failed"], 10)
    assert core.core.state.presets == {}


def _answered(core: SourcedCore) -> list[str]:
    return [entry.change.order.state.value for entry in core.entries() if isinstance(entry.change, OrderAnswered)]
