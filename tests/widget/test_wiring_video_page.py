"""The video page as a console wires it: what may be seen, what is asked of the core, which streams there are."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from bridge.protocol.seat import Answer, CamerasTold
from bridge.seat.happenings import LinkChanged
from commandcenter.domain.favourites import FavouriteGroup
from commandcenter.domain.people import Scope
from commandcenter.domain.place import Place
from commandcenter.domain.video import PictureState, Sight, Sights
from commandcenter.services.camera_health.figures import Health
from commandcenter.wiring.page_favourites import starred, unstarred
from tests.support.made_up_alarms import NOON, alarm
from tests.support.page_desk import PageDesk, camera
from tests.support.video import video_pool
from widgets.kit.ages import short_clock
from widgets.video_grid.geometry import Layout


@pytest.fixture
def desk(qtbot: QtBot) -> Iterator[PageDesk]:
    with video_pool() as pool:
        yield PageDesk(qtbot, pool)


def open_streams(desk: PageDesk) -> list[str]:
    return [feed.camera.id for feed in desk.feature.feeds.feeds if feed.camera is not None and feed.feed is not None]


def test_a_stream_is_open_while_somebody_looks_and_comes_back_with_the_page(desk: PageDesk) -> None:
    desk.join([camera(1), camera(2)])
    desk.feature.put("c1")
    assert open_streams(desk) == [], "nobody looks yet"
    desk.open()
    assert open_streams(desk) == ["c1"]
    desk.feature.page.dismiss()
    assert (open_streams(desk), desk.grid_cameras[0]) == ([], "c1")
    desk.open()
    assert open_streams(desk) == ["c1"]


def test_an_enlarged_tile_leaves_the_streams_of_the_others_open(desk: PageDesk) -> None:
    desk.join([camera(1), camera(2)])
    desk.open()
    desk.feature.widgets.grid.put_all(["c1", "c2"])
    desk.feature.widgets.grid.toggle_enlarged(1)
    assert open_streams(desk) == ["c1", "c2"]


def test_what_is_opened_by_hand_is_recorded_once_until_the_page_is_left(desk: PageDesk) -> None:
    desk.join([camera(1), camera(2)])
    desk.open()
    desk.feature.put("c1")
    desk.feature.feeds.look()
    desk.feature.widgets.grid.put("c1", 2)
    desk.feature.feeds.look()
    assert desk.commands("camera.open") == [{"camera": "c1"}], "it has only changed its tile"
    desk.feature.feeds.toured = frozenset({"c2"})
    desk.feature.put("c2")
    desk.feature.feeds.look()
    assert len(desk.commands("camera.open")) == 1, "a tour opens nothing in anybody's name"
    desk.feature.feeds.toured = frozenset()
    desk.feature.page.dismiss()
    desk.open()
    desk.feature.feeds.look()
    assert {str(it["camera"]) for it in desk.commands("camera.open")[1:]} == {"c1", "c2"}


def test_cameras_outside_of_the_own_areas_are_nowhere(desk: PageDesk) -> None:
    mine, other = camera(1), camera(2, area="500105002")
    desk.join([mine, other], scope=Scope(areas=("500105001",), cameras=("*",)))
    desk.open()
    desk.feature.put("c2")
    desk.feature.widgets.grid.set_cameras(["c2", "c1"])
    assert open_streams(desk) == ["c1"]
    assert [row.id for row in desk.feature.tree.find("camera", 10)] == ["c1"]
    assert [len(group.cameras) for group in desk.feature.widgets.tree.model.groups] == [1]


def test_a_session_that_may_see_less_sees_less_at_once(desk: PageDesk) -> None:
    desk.join([camera(1)])
    desk.open()
    desk.feature.put("c1")
    assert open_streams(desk) == ["c1"]
    desk.join([camera(1)], scope=Scope(areas=("500105009",), cameras=("*",)))
    assert open_streams(desk) == []


def test_a_restricted_camera_is_asked_for_and_comes_with_the_cores_entry(desk: PageDesk) -> None:
    desk.join([camera(1, restricted=True)])
    desk.open()
    desk.feature.put("c1")
    form = desk.feature.widgets.purpose
    desk.qtbot.waitUntil(form.isVisible)
    tile = desk.feature.widgets.tile(0)
    assert (open_streams(desk), tile.face.headline, tile.face.detail) == (
        [],
        "Restricted camera",
        "Enter: say what for",
    )
    QTest.keyClick(form.purpose.box, Qt.Key.Key_Return)
    assert desk.commands("camera.open") == [{"camera": "c1", "purpose": "an alarm nearby"}]
    desk.answer(ok=False, reason="too late")
    assert (form.wrong.text, form.isVisible(), open_streams(desk)) == ("no: too late", True, [])
    QTest.keyClick(form.purpose.box, Qt.Key.Key_Return)
    desk.answer(ok=True)
    assert not form.isVisible()
    assert open_streams(desk) == [], "an answer is no purpose yet: the entry is"
    desk.join([camera(1, restricted=True)], viewed={"c1": 60})
    assert open_streams(desk) == ["c1"]
    desk.feature.feeds.look()
    assert len(desk.commands("camera.open")) == 2, "the purpose is the record of it"


def test_a_purpose_runs_out_and_the_tile_says_so_without_taking_the_keyboard(desk: PageDesk) -> None:
    desk.join([camera(1, restricted=True)], viewed={"c1": 600})
    desk.open()
    desk.feature.put("c1")
    assert open_streams(desk) == ["c1"]
    desk.join([camera(1, restricted=True)], viewed={"c1": 0.3})
    desk.qtbot.waitUntil(lambda: open_streams(desk) == [], timeout=5000)
    assert desk.feature.widgets.tile(0).face.headline == "Restricted camera"
    assert not desk.feature.widgets.purpose.isVisible()
    desk.feature.widgets.grid.setFocus()
    QTest.keyClick(desk.feature.widgets.grid, Qt.Key.Key_Return)
    desk.qtbot.waitUntil(desk.feature.widgets.purpose.isVisible)


def test_enter_asks_again_for_one_that_is_enlarged_already_and_leaves_it_large(desk: PageDesk) -> None:
    desk.join([camera(1, restricted=True)], viewed={"c1": 600})
    desk.open()
    desk.feature.put("c1")
    grid, form = desk.feature.widgets.grid, desk.feature.widgets.purpose
    grid.toggle_enlarged(0)
    desk.join([camera(1, restricted=True)], viewed={"c1": 0.3})
    desk.qtbot.waitUntil(lambda: open_streams(desk) == [], timeout=5000)
    grid.setFocus()
    QTest.keyClick(grid, Qt.Key.Key_Return)
    desk.qtbot.waitUntil(form.isVisible)
    assert grid.enlarged
    QTest.keyClick(form.purpose.box, Qt.Key.Key_Escape)
    QTest.keyClick(grid, Qt.Key.Key_Escape)
    desk.qtbot.wait(50)
    assert (grid.enlarged, form.isVisible()) == (False, False), "leaving it asks nothing"


def test_an_answer_is_of_the_camera_that_it_was_asked_for(desk: PageDesk) -> None:
    desk.join([camera(1, restricted=True), camera(2, restricted=True)])
    desk.open()
    desk.feature.widgets.grid.put_all(["c1", "c2"])
    form = desk.feature.widgets.purpose
    desk.qtbot.waitUntil(lambda: form.isVisible() and form.camera == "c1")
    QTest.keyClick(form.purpose.box, Qt.Key.Key_Return)
    QTest.keyClick(form.purpose.box, Qt.Key.Key_Return)
    (asked,) = [it for it in desk.sent if it.name == "camera.open"]
    QTest.keyClick(form.purpose.box, Qt.Key.Key_Escape)
    desk.qtbot.waitUntil(lambda: form.isVisible() and form.camera == "c2")
    desk.gateway.happened.emit([Answer(id=asked.id, ok=False, reason="too late")])
    assert (form.isVisible(), form.wrong.text) == (True, ""), "that was the other camera's"
    desk.gateway.happened.emit([Answer(id=asked.id, ok=True)])
    desk.qtbot.wait(50)
    assert (form.isVisible(), form.camera) == (True, "c2")


def test_not_now_is_no_answer_to_a_purpose(desk: PageDesk) -> None:
    desk.join([camera(1, restricted=True)])
    desk.open()
    desk.feature.put("c1")
    form = desk.feature.widgets.purpose
    desk.qtbot.waitUntil(form.isVisible)
    QTest.keyClick(form.purpose.box, Qt.Key.Key_Return)
    desk.gateway.happened.emit([Answer(id=desk.sent[-1].id, ok=False, later=True)])
    assert (form.isVisible(), form.wrong.text) == (True, "")
    desk.answer(ok=True)
    assert not form.isVisible()


def test_a_form_that_is_left_asks_for_the_next_camera(desk: PageDesk) -> None:
    desk.join([camera(1, restricted=True), camera(2, restricted=True)])
    desk.open()
    desk.feature.widgets.grid.put_all(["c1", "c2"])
    form = desk.feature.widgets.purpose
    desk.qtbot.waitUntil(lambda: form.isVisible() and form.camera == "c1")
    QTest.keyClick(form.purpose.box, Qt.Key.Key_Escape)
    desk.qtbot.waitUntil(lambda: form.isVisible() and form.camera == "c2")
    desk.feature.page.dismiss()
    assert not form.isVisible()
    assert desk.commands("camera.open") == []


def test_the_nearest_cameras_of_an_alarm_come_without_restricted_ones(desk: PageDesk) -> None:
    here = Place(lon=106.5, lat=29.6)
    cameras = [camera(at, place=Place(lon=106.5 + at * 0.01, lat=29.6), restricted=at == 1) for at in range(12)]
    raised = msgspec.structs.replace(alarm("A1"), place=here)
    nowhere = msgspec.structs.replace(alarm("A2"), place=None)
    desk.join(cameras, alarms={"A1": raised, "A2": nowhere})
    assert desk.feature.put_near("A1")
    assert desk.grid_cameras == ("c0", *(f"c{at}" for at in range(2, 10)))
    assert desk.feature.widgets.grid.arrangement is Layout.NINE
    assert not desk.feature.put_near("A2")
    assert desk.said == ["No camera near that alarm may be seen here."]


def test_states_in_the_tree_are_the_best_that_any_seat_sees(desk: PageDesk) -> None:
    lost = Sight(seat="wall", state=PictureState.LOST, at=NOON, since=NOON)
    live = Sight(seat="desk-2", state=PictureState.LIVE, at=NOON, since=NOON)
    gone = Sight(seat="desk-2", state=PictureState.UNWATCHED, at=NOON, since=NOON)
    sights = {
        "c1": Sights(camera="c1", by=(lost, live)),
        "c2": Sights(camera="c2", by=(lost, gone)),
        "c3": Sights(camera="c3", by=(gone,)),
    }
    desk.join([camera(1), camera(2), camera(3)], sights=sights)
    desk.open()
    found = desk.feature.tree.states
    assert [found.get(name, "") for name in ("c1", "c2", "c3", "c4")] == ["live", "lost", "", ""]


def test_of_what_is_in_the_tiles_the_tree_says_what_they_say(desk: PageDesk) -> None:
    live = Sight(seat="desk-1", state=PictureState.LIVE, at=NOON, since=NOON)
    sights = {name: Sights(camera=name, by=(live,)) for name in ("c1", "c2")}
    desk.join([camera(1), camera(2), camera(3)], sights=sights)
    desk.open()
    for name in ("c1", "c3"):
        desk.feature.put(name)
        desk.feature.widgets.grid.select(1)
    tree = desk.feature.tree
    desk.qtbot.waitUntil(lambda: tree.states.get("c1") == "lost", timeout=15_000)
    found = tree.states
    assert desk.seat.state.sights["c1"].best.state is PictureState.LIVE, "the record is behind, or has another's word"
    shown = [tile.state for tile in desk.feature.feeds.feeds]
    assert [found.get("c1"), found.get("c2"), found.get("c3")] == [shown[0], "live", shown[1]]
    assert set(found) == {"c1", "c2", "c3"}
    assert len(found) == 3
    desk.feature.page.dismiss()
    assert dict(tree.states) == {"c1": "live", "c2": "live"}, "nothing is known of c3 here any more"


def test_a_group_of_favourites_is_opened_in_its_layout(desk: PageDesk) -> None:
    group = FavouriteGroup(name="Bridges", cameras=("c3", "gone", "c1"), layout=9)
    desk.join([camera(1), camera(2), camera(3)], favourites=(group,))
    desk.open()
    tree = desk.feature.widgets.tree
    assert [(it.title, len(it.cameras), it.favourite) for it in tree.model.groups] == [
        ("Bridges", 2, True),
        ("Huaxin", 3, False),
    ]
    tree.rows.setFocus()
    tree.rows.choose_first()
    QTest.keyClick(tree.rows, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert desk.feature.widgets.grid.arrangement is Layout.NINE
    assert desk.grid_cameras[:3] == ("c3", "c1", "")


def test_a_star_is_sent_whole_and_what_is_refused_is_not_shown(desk: PageDesk) -> None:
    desk.join([camera(1), camera(2)], favourites=(FavouriteGroup(name="Bridges", cameras=("c1",), layout=4),))
    desk.open()
    tree = desk.feature.widgets.tree
    tree.favourite_requested.emit(["c2"], "Bridges")
    tree.favourite_requested.emit(["c2"], "")
    first, second = desk.commands("account.favourites")
    assert first == {"groups": [{"name": "Bridges", "cameras": ["c1", "c2"], "layout": 4}]}
    assert second["groups"] == [
        {"name": "Bridges", "cameras": ["c1", "c2"], "layout": 4},
        {"name": "Favourites", "cameras": ["c2"], "layout": 4},
    ], "the first star is not lost though its entry is not here yet"
    desk.answer(ok=False, reason="full")
    assert [group.title for group in tree.model.groups] == ["Bridges", "Huaxin"]
    tree.unfavourite_requested.emit(["c1"])
    assert desk.commands("account.favourites")[-1] == {"groups": []}


def test_what_is_sent_next_is_of_what_the_core_has_taken_and_of_nobody_elses(desk: PageDesk) -> None:
    desk.join([camera(1), camera(2)])
    desk.open()
    tree = desk.feature.widgets.tree
    tree.favourite_requested.emit(["c1"], "")
    desk.answer(ok=True)
    tree.favourite_requested.emit(["c2"], "")
    both = {"groups": [{"name": "Favourites", "cameras": ["c1", "c2"], "layout": 4}]}
    assert desk.commands("account.favourites")[-1] == both, "the answer may come before the entry"
    desk.join([camera(1), camera(2)])
    tree.favourite_requested.emit(["c2"], "")
    alone = {"groups": [{"name": "Favourites", "cameras": ["c2"], "layout": 4}]}
    assert desk.commands("account.favourites")[-1] == alone, "the state was told anew"


def test_a_group_that_outgrows_its_layout_gets_a_larger_one() -> None:
    one = FavouriteGroup(name="a", cameras=("1", "2", "3", "4"), layout=4)
    (grown,) = starred((one,), "a", ["4", "5"], Layout.SIXTEEN)
    assert (grown.cameras, grown.layout) == (("1", "2", "3", "4", "5"), 6)
    (made,) = starred((), "b", [str(at) for at in range(30)], Layout.FOUR)
    assert made.layout == 25
    empty = FavouriteGroup(name="kept empty")
    assert unstarred((grown, empty), ["1", "2", "3", "4", "5"]) == (empty,)


def test_the_health_table_is_asked_for_while_it_is_looked_at(desk: PageDesk) -> None:
    desk.join([camera(1), camera(2)])
    desk.open()
    desk.feature.put("c2")
    page = desk.feature.page
    page.show_health(True)
    assert [it.number for it in desk.asked] == [1]
    now = datetime.now(UTC)
    lost = Health(
        camera="c1",
        in_state={"live": 30.0, "lost": 90.0},
        restarts=3,
        bitrate=2e6,
        picture_at=now - timedelta(seconds=90),
    )
    desk.seat.cameras_told.emit(CamerasTold(number=1, begins=now, as_of=now, cameras=(lost,), total=1))
    rows = {row.camera: row for row in desk.feature.widgets.health.model.rows}
    assert (rows["c1"].availability, rows["c1"].restarts, rows["c1"].where) == (0.25, 3, "Huaxin")
    assert 90 <= (rows["c1"].silent or 0) < 100
    assert (rows["c2"].state, rows["c2"].availability) == ("connecting", None), "watched here, in no figure yet"
    page.show_health(False)
    page.show_health(True)
    assert [it.number for it in desk.asked] == [1, 2]
    page.dismiss()
    desk.seat.cameras_told.emit(CamerasTold(number=2, reason="gone"))


def test_figures_that_are_not_renewed_say_as_of_when_and_why(desk: PageDesk) -> None:
    desk.join([camera(1)])
    desk.gateway.happened.emit([LinkChanged(live=True)])
    desk.open()
    health = desk.feature.widgets.health
    desk.feature.page.show_health(True)
    now = datetime.now(UTC)
    seen = Health(camera="c1", in_state={"live": 30.0}, picture_at=now - timedelta(seconds=200))
    as_of = now - timedelta(seconds=100)
    desk.seat.cameras_told.emit(CamerasTold(number=1, begins=now, as_of=as_of, cameras=(seen,), total=1))
    assert health.note == ""
    assert [round(it.silent or 0) for it in health.model.rows] == [200]
    desk.gateway.happened.emit([LinkChanged(live=False)])
    assert [it.number for it in desk.asked] == [1, 2], "asked at once, not after half a minute"
    desk.seat.cameras_told.emit(CamerasTold(number=2, reason="{who} is away", values={"who": "The core"}))
    assert health.note == f"As of {short_clock(as_of, now)}: The core is away"
    # It may have been seen since: it grows no older.
    desk.qtbot.waitUntil(lambda: [round(it.silent or 0) for it in health.model.rows] == [100])
    desk.gateway.happened.emit([LinkChanged(live=True)])
    desk.seat.cameras_told.emit(CamerasTold(number=3, begins=now, as_of=now, cameras=(seen,), total=1))
    assert health.note == ""


def test_no_figures_are_said_in_words(desk: PageDesk) -> None:
    desk.join([camera(1)])
    desk.open()
    desk.feature.page.show_health(True)
    desk.seat.cameras_told.emit(CamerasTold(number=1, reason="{who} may not", values={"who": "Li Wei"}))
    assert desk.feature.widgets.health.message == "Li Wei may not"


def test_what_is_selected_in_the_tree_stays_while_others_sign_in(desk: PageDesk) -> None:
    desk.join([camera(1), camera(2)])
    desk.open()
    rows = desk.feature.widgets.tree.rows
    rows.choose_first()
    desk.join([camera(1), camera(2)])
    desk.qtbot.waitUntil(lambda: desk.feature.tree.ready)
    assert rows.chosen() == ["c1", "c2"]
    desk.join([camera(1), camera(2), camera(3)])
    desk.qtbot.waitUntil(lambda: len(desk.feature.widgets.tree.model.groups[0].cameras) == 3)
