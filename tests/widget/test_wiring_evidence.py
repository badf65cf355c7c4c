"""Keeping pictures of the video page: what the core has in the record is kept, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from bridge.protocol.seat import Answer
from commandcenter.domain.people import Role
from commandcenter.domain.state import Touched
from commandcenter.domain.video import Bookmark
from commandcenter.wiring import clips
from tests.support.cameras import Cameras, render_clip, serve
from tests.support.evidence_desk import PATIENCE_MS, EvidenceDesk, opened
from tests.support.made_up_alarms import NOON
from tests.support.page_desk import camera
from tests.support.video import video_pool
from widgets.bookmark.form import BookmarkForm
from widgets.video_grid.toolbar import BOOKMARK, CLIP, SNAPSHOT


@pytest.fixture(scope="module")
def cameras(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cameras]:
    with serve(render_clip(tmp_path_factory.mktemp("clips") / "clip.h264"), ("one",)) as cameras:
        yield cameras


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path) -> Iterator[EvidenceDesk]:
    with video_pool() as pool:
        yield EvidenceDesk(qtbot, pool, tmp_path / "evidence")


def test_a_snapshot_is_said_to_be_kept_when_the_core_has_it(desk: EvidenceDesk, cameras: Cameras) -> None:
    desk.see(cameras.url("one"))
    desk.act(SNAPSHOT)
    told = desk.wait_for("evidence.snapshot")
    assert desk.said == [], "not before the core says so"
    desk.answer(ok=True)
    assert desk.said == [f"Snapshot kept: {told['file']}"]
    picture = QImage(str(desk.folder / str(told["file"])))
    assert (picture.width(), picture.height()) == (told["width"], told["height"])
    assert (told["camera"], told["state"]) == ("c1", "live")
    assert picture.text("Author") == "Li Wei (li.wei)"


def test_a_snapshot_that_is_refused_leaves_no_file(desk: EvidenceDesk, cameras: Cameras) -> None:
    desk.see(cameras.url("one"))
    desk.act(SNAPSHOT)
    desk.wait_for("evidence.snapshot")
    assert desk.files() == [".png"]
    desk.answer(ok=False, reason="no")
    assert desk.files() == []
    assert desk.said == []


def test_a_no_that_decides_nothing_removes_no_file(desk: EvidenceDesk, cameras: Cameras) -> None:
    desk.see(cameras.url("one"))
    desk.act(SNAPSHOT)
    desk.wait_for("evidence.snapshot")
    desk.answer(ok=False, reason="look at the record", decided=False)
    assert desk.files() == [".png"]
    desk.act(CLIP)
    desk.wait_for("evidence.clip")
    desk.qtbot.wait(1500)
    desk.answer(ok=False, reason="look at the record", decided=False)
    told = desk.wait_for("evidence.clip_end")
    assert told["sha256"], "it grows no longer; what there is of it stays"
    assert desk.files() == [".mp4", ".png"]


def test_a_locked_desk_keeps_nothing(desk: EvidenceDesk, cameras: Cameras) -> None:
    desk.see(cameras.url("one"))
    desk.open_gate = False
    desk.act(SNAPSHOT)
    desk.act(CLIP)
    desk.qtbot.wait(500)
    assert (desk.files(), desk.commands("evidence.snapshot"), desk.commands("evidence.clip")) == ([], [], [])


def test_a_clip_is_begun_and_ended_in_the_record_also_after_a_lock(desk: EvidenceDesk, cameras: Cameras) -> None:
    desk.see(cameras.url("one"))
    desk.act(CLIP)
    begun = desk.wait_for("evidence.clip")
    assert "ended" not in begun
    desk.qtbot.wait(2500)
    assert desk.feature.widgets.bar.chip(CLIP).text().startswith("stop")
    desk.open_gate = False
    desk.feature.page.dismiss()
    desk.qtbot.waitUntil(lambda: any("Clip kept" in it for it in desk.said), timeout=PATIENCE_MS)
    told = desk.wait_for("evidence.clip_end")
    assert (told["camera"], told["file"], told["why"]) == ("c1", begun["file"], "closed")
    data = (desk.folder / str(told["file"])).read_bytes()
    assert (told["bytes"], told["sha256"]) == (len(data), sha256(data).hexdigest())
    assert desk.files() == [".mp4"], "nothing is left of how it came"
    desk.join([camera(1)], clips=opened(str(begun["file"])))
    desk.evidence.left.look()
    desk.qtbot.wait(300)
    assert len(desk.commands("evidence.clip_end")) == 1, "this run of the seat has said it"


def test_an_end_that_the_core_refuses_is_said_again_but_not_for_ever(
    desk: EvidenceDesk, cameras: Cameras, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clips, "AGAIN_S", 0.5)
    desk.see(cameras.url("one"))
    desk.act(CLIP)
    file = str(desk.wait_for("evidence.clip")["file"])
    desk.qtbot.wait(1500)
    desk.act(CLIP)
    told = desk.wait_for("evidence.clip_end")
    assert (told["file"], told["why"]) == (file, "asked")
    for count in (2, 3):
        desk.answer(ok=False, reason="The session had ended when this was done at the seat.")
        assert desk.wait_for("evidence.clip_end", count) == told
    desk.answer(ok=False, reason="no")
    desk.qtbot.wait(1200)
    assert len(desk.commands("evidence.clip_end")) == 3


def test_what_cannot_be_kept_now_is_for_the_next_start(desk: EvidenceDesk, cameras: Cameras) -> None:
    desk.see(cameras.url("one"))
    desk.act(CLIP)
    file = str(desk.wait_for("evidence.clip")["file"])
    desk.qtbot.wait(1500)
    (desk.folder / file).parent.write_text("no folder")
    desk.act(CLIP)
    desk.qtbot.waitUntil(lambda: any("No clip of Camera 1" in it for it in desk.said), timeout=PATIENCE_MS)
    assert desk.files() == ["", ".ts"]
    assert desk.commands("evidence.clip_end") == []
    (desk.folder / file).parent.unlink()
    later = EvidenceDesk(desk.qtbot, desk.pool, desk.folder)
    later.join([camera(1)], clips=opened(file))
    later.evidence.left.look()
    assert later.wait_for("evidence.clip_end")["sha256"]
    assert later.files() == [".mp4"]


def test_what_an_earlier_run_of_the_seat_has_begun_is_kept_and_its_end_told_with_nobody_signed_in(
    desk: EvidenceDesk, cameras: Cameras
) -> None:
    desk.see(cameras.url("one"))
    desk.act(CLIP)
    file = str(desk.wait_for("evidence.clip")["file"])
    desk.qtbot.wait(2500)
    (part,) = (desk.folder / "incoming").iterdir()
    film = part.read_bytes()
    assert film
    later = EvidenceDesk(desk.qtbot, desk.pool, desk.folder.parent / "later")
    later.open_gate = False
    (later.folder / "incoming").mkdir(parents=True)
    (later.folder / "incoming" / part.name).write_bytes(film)
    begun = {**opened(file), **opened("20261121/other.mp4", seat="desk-2"), **opened("20261121/gone.mp4")}
    later.join([camera(1)], clips=begun)
    later.evidence.left.look()
    later.wait_for("evidence.clip_end", 2)
    found = {str(it["file"]): it for it in later.commands("evidence.clip_end")}
    assert set(found) == {file, "20261121/gone.mp4"}
    kept = (later.folder / file).read_bytes()
    assert (found[file]["why"], found[file]["sha256"]) == ("seat", sha256(kept).hexdigest())
    seconds = found[file]["seconds"]
    assert isinstance(seconds, float)
    assert seconds > 0.5
    assert found["20261121/gone.mp4"]["sha256"] == ""
    assert sorted(later.said) == [
        f"A clip that had not been ended is kept: {file}",
        "Of a clip of Camera 1 that had not been ended nothing is left.",
    ]
    assert later.files() == [".mp4"]


def test_a_clip_that_the_core_refuses_leaves_no_file(desk: EvidenceDesk, cameras: Cameras) -> None:
    desk.see(cameras.url("one"))
    desk.act(CLIP)
    desk.wait_for("evidence.clip")
    desk.qtbot.waitUntil(lambda: any(it.stat().st_size for it in desk.folder.rglob("*.ts")), timeout=PATIENCE_MS)
    desk.answer(ok=False, reason="no")
    desk.qtbot.waitUntil(lambda: desk.files() == [], timeout=PATIENCE_MS)
    desk.qtbot.wait(500)
    assert (desk.files(), desk.said, len(desk.commands("evidence.clip"))) == ([], [], 1)


def test_nor_does_one_that_is_refused_when_it_has_ended_already(desk: EvidenceDesk, cameras: Cameras) -> None:
    desk.see(cameras.url("one"))
    desk.act(CLIP)
    desk.wait_for("evidence.clip")
    begun = desk.sent[-1].id
    desk.qtbot.wait(1500)
    desk.act(CLIP)
    desk.qtbot.waitUntil(lambda: desk.files() == [".mp4"], timeout=PATIENCE_MS)
    desk.gateway.happened.emit([Answer(id=begun, ok=False, refused=True, reason="no")])
    assert desk.files() == []


def test_of_a_camera_that_does_not_answer_there_is_nothing_to_keep(desk: EvidenceDesk) -> None:
    desk.join([camera(1)])
    desk.open()
    desk.feature.put("c1")
    desk.act(SNAPSHOT)
    desk.act(CLIP)
    assert desk.said == [
        "There is no picture of Camera 1 to keep.",
        "Camera 1 does not play: there is nothing to record.",
    ]
    assert desk.files() == []


def test_a_bookmark_has_the_moment_of_the_key_and_shows_those_before(desk: EvidenceDesk) -> None:
    earlier = {
        name: Bookmark(id=name, camera=of, at=NOON, note=name, by="a", name="Zhao Min", seat="desk-2")
        for name, of in (("red car", "c1"), ("elsewhere", "c2"))
    }
    desk.join([camera(1)], bookmarks=earlier)
    desk.open()
    desk.feature.put("c1")
    before = datetime.now(UTC)
    desk.act(BOOKMARK)
    after = datetime.now(UTC)
    form = desk.evidence.bookmarks.form
    assert form.isVisible()
    assert [(line.text, line.detail) for line in form.earlier.lines] == [("Zhao Min", "red car")]
    desk.qtbot.wait(300)
    QTest.keyClicks(form.note.edit, "smoke")
    form.enter()
    told = desk.wait_for("bookmark.set")
    assert (told["camera"], told["note"]) == ("c1", "smoke")
    assert before <= datetime.fromisoformat(str(told["at"])) <= after
    assert not form.isVisible()
    desk.answer(ok=True)
    assert desk.said[-1].startswith("Bookmark set at ")


def marked(number: int, by: str = "li.wei", name: str = "Li Wei") -> Bookmark:
    at = NOON + timedelta(minutes=number)
    return Bookmark(id=f"B{number}", camera="c1", at=at, note=f"note {number}", by=by, name=name, seat="desk-1")


def bookmark_form(desk: EvidenceDesk, *marks: Bookmark) -> BookmarkForm:
    desk.join([camera(1)], bookmarks={it.id: it for it in marks})
    desk.open()
    desk.window.activateWindow()
    desk.feature.put("c1")
    desk.act(BOOKMARK)
    return desk.evidence.bookmarks.form


def test_ones_own_bookmark_is_removed_by_a_key_pressed_twice(desk: EvidenceDesk) -> None:
    form = bookmark_form(desk, marked(1), marked(2))
    QTest.keyClick(form.note.edit, Qt.Key.Key_Down)
    assert form.earlier.hasFocus()
    assert form.earlier.chosen_key == "B2", "the newest stands first"
    QTest.keyClick(form.earlier, Qt.Key.Key_Delete)
    assert (desk.commands("bookmark.remove"), form.said.text[:23]) == ([], "Remove the bookmark of ")
    QTest.keyClick(form.earlier, Qt.Key.Key_Down)
    QTest.keyClick(form.earlier, Qt.Key.Key_Delete)
    assert desk.commands("bookmark.remove") == [], "the question was about another one"
    QTest.mouseClick(form.remove, Qt.MouseButton.LeftButton)
    assert desk.commands("bookmark.remove") == [{"camera": "c1", "bookmark": "B1"}]
    assert form.isVisible()
    desk.join([camera(1)], bookmarks={"B2": marked(2)})
    assert [line.key for line in form.earlier.lines] == ["B2"]
    desk.join([camera(1)], bookmarks={})
    assert not form.earlier.isVisible()
    assert form.note.edit.hasFocus()


def test_anothers_bookmark_is_removed_by_who_leads_the_shift_only(desk: EvidenceDesk) -> None:
    form = bookmark_form(desk, marked(1, "zhao.min", "Zhao Min"))
    QTest.keyClick(form.note.edit, Qt.Key.Key_Down)
    for _ in range(2):
        QTest.keyClick(form.earlier, Qt.Key.Key_Delete)
    assert desk.commands("bookmark.remove") == []
    assert form.said.text == "Zhao Min has set it: they remove it, or a shift leader."
    state = desk.seat.state
    led = msgspec.structs.replace(state.sessions["desk-1"], role=Role.SHIFT_LEADER)
    state.sessions["desk-1"] = led
    desk.seat.things_changed.emit(Touched.SESSION)
    for _ in range(2):
        QTest.keyClick(form.earlier, Qt.Key.Key_Delete)
    assert desk.commands("bookmark.remove") == [{"camera": "c1", "bookmark": "B1"}]


def test_all_bookmarks_of_a_camera_are_there_five_in_sight(desk: EvidenceDesk) -> None:
    form = bookmark_form(desk, *(marked(at) for at in range(12)))
    assert [line.key for line in form.earlier.lines] == [f"B{at}" for at in reversed(range(12))]
    assert form.before.text == "Marked here before: 12"
    assert form.earlier.height() == 5 * 32


def test_tab_stays_in_the_bookmarks_form(desk: EvidenceDesk) -> None:
    form = bookmark_form(desk, marked(1))
    went = []
    for _ in range(3):
        QTest.keyClick(QApplication.focusWidget() or form, Qt.Key.Key_Tab)
        went.append(QApplication.focusWidget())
    assert set(went) == {form.button, form.earlier, form.note.edit}
    assert form.isVisible()


def test_escape_marks_nothing_and_the_pictures_have_the_keyboard(desk: EvidenceDesk) -> None:
    desk.join([camera(1)])
    desk.open()
    desk.feature.put("c1")
    desk.act(BOOKMARK)
    desk.evidence.bookmarks.form.given_up.emit()
    assert not desk.evidence.bookmarks.form.isVisible()
    assert desk.commands("bookmark.set") == []
    assert QApplication.focusWidget() in (desk.feature.widgets.grid, None)


def test_what_is_kept_of_a_restricted_camera_waits_for_its_purpose(desk: EvidenceDesk, cameras: Cameras) -> None:
    secret = camera(1, url=cameras.url("one"), restricted=True)
    desk.join([secret])
    desk.open()
    desk.feature.put("c1")
    chip = desk.feature.widgets.bar.chip(SNAPSHOT)
    desk.qtbot.wait(300)
    assert not chip.isEnabled()
    desk.act(SNAPSHOT)
    desk.join([secret], viewed={"c1": 60})
    desk.qtbot.waitUntil(lambda: desk.feature.feeds.feed(0).playing, timeout=PATIENCE_MS)
    desk.qtbot.waitUntil(chip.isEnabled)
    desk.act(SNAPSHOT)
    told = desk.wait_for("evidence.snapshot")
    assert QImage(str(desk.folder / str(told["file"]))).text("Purpose") == "an alarm"
