"""A desk is heard: a real console plays through a real sound service, which is killed and comes back."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

import pytest

from commandcenter.adapters.virtual_display import VirtualDisplay
from commandcenter.domain.changes.operating import Acted
from tests.support.centre import Centre, running
from tests.support.district import district
from tests.support.sound_service import SoundService

pytestmark = pytest.mark.lasts(50)

NAG_S = 5  # the shortest there is


@pytest.fixture
def service(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[SoundService]:
    found = SoundService(tmp_path / "sound")
    for name, value in found.environment.items():
        monkeypatch.setenv(name, value)
    found.start()
    try:
        yield found
    finally:
        found.kill()


@pytest.fixture
def centre(tmp_path: Path, wall_display: VirtualDisplay, service: SoundService) -> Iterator[Centre]:
    found = Centre(tmp_path, wall_display.environment(), district(), [])
    settings = found.data / "settings.toml"
    text = settings.read_text().replace('cameras = "cameras.json"\n', "")
    settings.write_text(text.replace("on = false\n", f"nag_s = {NAG_S}\nmute_s = 60\n"))
    found.staff()
    with running(found, "core", "console"):
        found.wait(lambda: found.ready() == {"desk-1"}, "the console shows its first picture")
        found.sign_in()
        yield found


def states(centre: Centre) -> list[object]:
    """What the console has said of its loudspeaker."""
    changes = [it.change for it in centre.actions("seat.sound")]
    return [it.detail["state"] for it in changes if isinstance(it, Acted)]


def test_what_calls_is_heard_mute_is_silent_and_a_killed_sound_service_is_said(
    centre: Centre, service: SoundService
) -> None:
    assert service.heard() == [], "silent until something calls"
    centre.tell_source("raise P1 minor Pump room 1 is damp")
    centre.wait(lambda: service.heard() == ["minor"], "the minor one is heard")
    centre.wait(lambda: service.seconds > service.sounds()[-1][0] + 1.5, "all of it")
    since = service.seconds
    centre.tell_source("raise P2 critical Pump room 2 floods")
    centre.wait(lambda: service.heard(since)[:1] == ["critical"], "the critical one is heard")
    centre.wait(lambda: service.heard(since)[:2] == ["critical"] * 2, "and again, nobody having taken notice")

    centre.press("F12")
    centre.wait(lambda: centre.actions("sound.mute"), "the mute is in the record")
    since = service.seconds + 2  # what had begun may sound until then
    centre.wait(lambda: service.seconds > since + 2 * NAG_S, "the time of two calls passes")
    assert service.heard(since) == []
    centre.press("F12")
    centre.wait(lambda: "critical" in service.heard(since), "it sounds again")

    console = centre.processes.pid("console")
    service.kill()
    centre.wait(lambda: states(centre) == ["failed"], "the console says that it cannot be heard")
    service.start()
    centre.wait(lambda: states(centre) == ["failed", "well"], "and that it can again")
    centre.wait(lambda: "critical" in service.heard(), "what waits is heard")
    assert centre.processes.pid("console") == console

    centre.press("Home", "Return")
    centre.wait(lambda: centre.count("alarm.acknowledged"), "Enter acknowledges the critical one")
    since = service.seconds + 2
    centre.wait(lambda: service.seconds > since + 2 * NAG_S, "the time of two calls passes")
    assert service.heard(since) == []

    centre.press("shift+F12")
    centre.wait(lambda: service.heard(since)[-1:] == ["notice"], "the test plays all four")
    heard = [name for name, _ in groupby(service.heard(since))]  # one that was torn on the way counts twice
    assert heard == ["critical", "major", "minor", "notice"]
