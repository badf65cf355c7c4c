"""A console with a proving ground's cameras on its list: each with a main stream and a smaller one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from commandcenter.app.demo.officer import Officer
from tests.support.centre import Centre, running, share_of
from tests.support.district import district
from tests.support.proving_ground.ground import CameraPlan, ProvingGround, proving_ground

SUB = "-sub"
TEXT = (0xE6, 0xED, 0xF3)
FIRST_ROW = (1596, 190, 200, 24)
"""Of the tree: x, y, width, height."""


def ground_plan(names: Sequence[str]) -> dict[str, CameraPlan]:
    """Two streams for each camera, of the film in its own size and of the small one."""
    mains = {name: CameraPlan(films=("moving", "moving-h265")) for name in names}
    return mains | {name + SUB: CameraPlan(films=("small",)) for name in names}


def camera_rows(ground: ProvingGround, names: Sequence[str], **more: Mapping[str, object]) -> list[dict[str, object]]:
    """As a camera list has them, along a street; `more` has further fields by camera."""
    return [
        {
            "id": name,
            "name": f"Camera {name}",
            "place": [106.55 + at * 0.001, 29.585],
            "address": ground.url(name),
            "sub": ground.url(name + SUB),
            "code": f"5001050000131{at:07d}",
            **more.get(name, {}),
        }
        for at, name in enumerate(names)
    ]


class VideoDesk:
    def __init__(self, centre: Centre, ground: ProvingGround) -> None:
        self.centre, self.ground = centre, ground
        self.officer = Officer(centre.environment)

    def press(self, *keys: str) -> None:
        self.officer.press(*keys)

    def open_page(self) -> None:
        """Returns when the tree of cameras stands there."""
        self.press("F8")
        self.centre.wait(lambda: share_of(self.centre.look("console")["console"], TEXT, FIRST_ROW) > 30, "the tree")

    def write(self, text: str) -> None:
        """Types the line, and Enter."""
        self.officer.write(text)

    def running(self, name: str) -> bool:
        """Whether somebody takes that stream now."""
        return self.ground.sessions(name)[0] > 0

    def opened(self) -> list[str]:
        """The cameras that were opened, by the record, in order."""
        return [entry.subject for entry in self.centre.actions("camera.open")]


@contextmanager
def video_desk(
    folder: Path,
    display: Mapping[str, str],
    films: dict[str, tuple[str, str, int]],
    names: Sequence[str],
    language: str = "en",
    video: str = "",
    **more: Mapping[str, object],
) -> Iterator[VideoDesk]:
    """Li Wei has signed in at the console of a centre with those cameras; `video` are further lines of [video]."""
    with proving_ground(films, ground_plan(names)) as ground:
        centre = Centre(folder, display, district(), camera_rows(ground, names, **more))
        settings = centre.data / "settings.toml"
        text = settings.read_text().replace('language = "en"', f'language = "{language}"')
        settings.write_text(text.replace("[video]\n", f"[video]\n{video}"))
        centre.staff()
        with running(centre, "core", "console"):
            centre.wait(lambda: centre.ready() == {"desk-1"}, "the console shows its first picture")
            centre.sign_in()
            yield VideoDesk(centre, ground)
