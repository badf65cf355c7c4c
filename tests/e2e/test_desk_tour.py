"""A tour at a desk: in order, never black between, a dead camera left out and told, held, set aside, found on it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from commandcenter.adapters.virtual_display import VirtualDisplay
from commandcenter.domain.changes.alarms import AlarmRaised
from commandcenter.domain.changes.tours import TourHeld, TourRound
from commandcenter.domain.tours import RunState
from tests.support.cameras import serve_each
from tests.support.centre import SCREENS, Centre, running, street_cameras
from tests.support.coloured_cameras import COLOURS, NOTHING, Film, colour_at, render_colour, turns
from tests.support.district import district
from tests.support.ports import free_port

pytestmark = pytest.mark.lasts(80)

TOUR = """[[tour]]
id = "gates"
name = "North gates"
dwell = 5
cameras = ["red", "green", "dead", "blue", "gold"]
"""
HELD, RUNNING = RunState.HELD, RunState.RUNNING
PLACE = (800, 300, 400, 300)  # within the one large tile of the page
LONGER_THAN_A_STEP_S = 7.0
SHOTS = Path("build/shots/tour")


@pytest.fixture(scope="module")
def clips(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("clips")
    return {name: render_colour(folder / f"{name}.h264", name) for name in COLOURS}


@pytest.fixture
def centre(
    tmp_path: Path, wall_display: VirtualDisplay, clips: dict[str, Path], monkeypatch: pytest.MonkeyPatch
) -> Iterator[Centre]:
    with serve_each(clips) as server:
        cameras = street_cameras(server, tuple(clips))
        cameras[0]["device"] = "pumps/PTZ-1"
        nowhere = f"rtsp://127.0.0.1:{free_port()}/dead"
        cameras.append({"id": "dead", "name": "Camera dead", "place": [106.56, 29.585], "address": nowhere})
        made = Centre(tmp_path, wall_display.environment(), district(), cameras)
        made.staff()
        with running(made, "core", "console"):
            made.tell_source("device PTZ-1 ptz ptz.move")
            made.wait(lambda: made.ready() == {"desk-1"}, "the console shows its first picture")
            made.sign_in()
            file = tmp_path / "password"
            file.write_text(made.people["chen.jing"].password)
            monkeypatch.setenv("COMMANDCENTER_PASSWORD_FILE", str(file))
            yield made


class Watched:
    def __init__(self, centre: Centre) -> None:
        self._centre = centre

    def seen(self) -> str:
        return colour_at(self._centre.look("console")["console"], PLACE)

    def until(self, wanted: str, what: str) -> None:
        self._centre.wait(lambda: self.seen() == wanted, what)

    def only(self, wanted: str, seconds: float) -> None:
        began = time.monotonic()
        while time.monotonic() - began < seconds:
            assert self.seen() == wanted

    def shot(self, name: str) -> None:
        SHOTS.mkdir(parents=True, exist_ok=True)
        self._centre.look("console")["console"].save(str(SHOTS / f"{name}.png"))


def tours(centre: Centre, *arguments: str) -> None:
    done = centre.run("tours", *arguments, "--as", "chen.jing")
    assert done.returncode == 0, done.stdout + done.stderr


def rounds(centre: Centre) -> list[TourRound]:
    return [entry.change for entry in centre.actions("tour.round") if isinstance(entry.change, TourRound)]


def test_a_tour_at_a_desk(centre: Centre, tmp_path: Path) -> None:
    file = tmp_path / "tours.toml"
    file.write_text(TOUR)
    tours(centre, "define", str(file))
    tours(centre, "start", "gates", "desk-1")
    watched = Watched(centre)
    watched.shot("waits")
    assert watched.seen() == NOTHING, "a tour opens no page by itself"
    film = Film(centre.environment, SCREENS.index("console"), PLACE)
    film.begin()
    centre.press("F8")
    watched.until("gold", "the last camera of the list")
    watched.shot("runs")
    watched.until("red", "the next round has begun")
    seen = turns(film.end())
    begun = seen.index("red")
    assert set(seen[:begun]) <= {NOTHING}, "until the page is there"
    assert seen[begun:] == ["red", "green", "blue", "gold", "red"], "in order, nothing black between"
    centre.wait(lambda: rounds(centre), "the end of the round is told")
    assert (rounds(centre)[0].shown, rounds(centre)[0].skipped) == (4, {"dead": "lost"})
    assert not centre.actions("camera.open"), "nobody has opened what a tour turns"
    watched.shot("skipped")

    watched.until("gold", "a whole step is left")
    watched.until("red", "of the camera that can be moved")
    centre.press("p", "Right")
    centre.wait(lambda: centre.count("tour.held") == 1, "the tour is held while somebody moves its camera")
    centre.wait(lambda: centre.count("camera.still") == 1, "which stands still then")
    watched.only(watched.seen(), LONGER_THAN_A_STEP_S)
    assert watched.seen() == "red"
    watched.shot("held")
    centre.press("n")
    watched.until("green", "one further")
    centre.press("shift+n")
    watched.until("red", "and back")
    watched.only("red", 2.0)
    centre.press("e")
    watched.shot("found")
    centre.press("Return")
    centre.wait(lambda: centre.count("alarm.raised") == 1, "what was found is an alarm")
    (raised,) = centre.actions("alarm.raised")
    assert (raised.actor, raised.subject) == ("li.wei", "A1")
    assert isinstance(raised.change, AlarmRaised)
    (kept,) = centre.actions("evidence.snapped")
    assert raised.change.alarm.values["camera_name"] == "Camera red"
    assert str(raised.change.alarm.values["snapshot_sha256"]) in str(kept.change), "the picture is in the record too"
    centre.press("h")
    watched.until("green", "it goes on")
    centre.press("slash", "g", "o", "l", "d", "Return", "Escape")
    watched.until("gold", "the camera that somebody looks for")
    watched.only("gold", LONGER_THAN_A_STEP_S)
    held = [entry.change for entry in centre.actions("tour.held")]
    assert [it.run.state for it in held if isinstance(it, TourHeld)] == [HELD, RUNNING, HELD]
    assert [entry.subject for entry in centre.actions("camera.open")] == ["gold"]
    watched.shot("set-aside")
    centre.press("h")
    watched.until("green", "where it was")
    centre.press("x")
    centre.wait(lambda: centre.count("tour.ended") == 1, "the tour is stopped")
    watched.until("gold", "what was put there by hand")
    watched.shot("stopped")
