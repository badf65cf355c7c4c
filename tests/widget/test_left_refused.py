"""What an earlier run of the seat has kept: removed when the core has refused it, and for no other no."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from bridge.protocol.seat import Answer
from bridge.seat.happenings import LeftAnswered
from tests.support.cameras import Cameras, render_clip, serve
from tests.support.evidence_desk import PATIENCE_MS, EvidenceDesk, opened
from tests.support.page_desk import camera
from tests.support.video import video_pool
from widgets.video_grid.toolbar import CLIP, SNAPSHOT


@pytest.fixture(scope="module")
def cameras(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cameras]:
    with serve(render_clip(tmp_path_factory.mktemp("clips") / "clip.h264"), ("one",)) as cameras:
        yield cameras


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path) -> Iterator[EvidenceDesk]:
    with video_pool() as pool:
        yield EvidenceDesk(qtbot, pool, tmp_path / "evidence")


def left(desk: EvidenceDesk, name: str, *, ok: bool, decided: bool = True) -> LeftAnswered:
    """The answer to what the desk said last under that name, as it comes to the next run of the seat."""
    command = next(it for it in reversed(desk.sent) if it.name == name)
    refused = decided and not ok
    return LeftAnswered(command, Answer(id=command.id, ok=ok, refused=refused, reason="" if ok else "no"))


@pytest.mark.parametrize("ended", [False, True])
def test_a_clip_that_is_refused_only_after_the_seat_was_started_again_leaves_no_file_and_that_is_said(
    desk: EvidenceDesk, cameras: Cameras, *, ended: bool
) -> None:
    desk.see(cameras.url("one"))
    desk.act(CLIP)
    file = str(desk.wait_for("evidence.clip")["file"])
    desk.qtbot.waitUntil(lambda: any(it.stat().st_size for it in desk.folder.rglob("*.ts")), timeout=PATIENCE_MS)
    if ended:
        desk.qtbot.wait(1000)
        desk.act(CLIP)
        desk.wait_for("evidence.clip_end")
    there = [".mp4" if ended else ".ts"]
    later = EvidenceDesk(desk.qtbot, desk.pool, desk.folder)
    later.open_gate = False
    later.join([camera(1)], clips=opened(file))
    later.gateway.happened.emit([left(desk, "evidence.clip", ok=True)])
    later.gateway.happened.emit([left(desk, "evidence.clip", ok=False)])
    later.qtbot.wait(300)
    assert later.files() == there, "the record has its begin"
    later.join([camera(1)])
    later.gateway.happened.emit([left(desk, "evidence.clip", ok=False, decided=False)])
    later.qtbot.wait(300)
    assert later.files() == there, "it may have ended on record long ago"
    later.gateway.happened.emit([left(desk, "evidence.clip", ok=False)])
    later.qtbot.waitUntil(lambda: bool(later.said), timeout=PATIENCE_MS)
    assert later.files() == []
    assert later.said == ["A clip of Camera 1 is removed: the centre has refused it."]
    later.gateway.happened.emit([left(desk, "evidence.clip", ok=False)])
    later.qtbot.wait(300)
    assert len(later.said) == 1, "there is nothing left to tell of"


def test_nor_does_a_snapshot_that_is_refused_then(desk: EvidenceDesk, cameras: Cameras) -> None:
    desk.see(cameras.url("one"))
    desk.act(SNAPSHOT)
    desk.wait_for("evidence.snapshot")
    later = EvidenceDesk(desk.qtbot, desk.pool, desk.folder)
    later.join([camera(1)])
    later.gateway.happened.emit([left(desk, "evidence.snapshot", ok=False, decided=False)])
    later.qtbot.wait(300)
    assert (later.files(), later.said) == ([".png"], []), "it may be on record: that answer is forgotten"
    later.gateway.happened.emit([left(desk, "evidence.snapshot", ok=False)])
    later.qtbot.waitUntil(lambda: bool(later.said), timeout=PATIENCE_MS)
    assert later.files() == []
    assert later.said == ["A snapshot of Camera 1 is removed: the centre has refused it."]
