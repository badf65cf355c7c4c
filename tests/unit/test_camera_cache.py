"""The made-up cameras' cache: whole files only, one key for one picture, nothing trusted blindly."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from commandcenter.simulator.cameras import cache
from commandcenter.simulator.cameras.encode import CacheUnwritable
from commandcenter.simulator.cameras.render import both_streams, render_all
from commandcenter.simulator.cameras.scenes import Daylight, SceneKind, SceneSpec

CAMERA = SceneSpec(id="cam-01", name="建新东路 12", kind=SceneKind.STREET, seed=1)


def cached(folder: Path, content: bytes = b"stream") -> Path:
    """A camera's stream as the renderer leaves it."""
    cache.prepare(folder)
    return kept(cache.file_of(CAMERA, folder), content)


def cached_large(folder: Path) -> Path:
    """The large stream beside it."""
    return kept(cache.large_of(cache.file_of(CAMERA, folder)), b"large")


def kept(file: Path, content: bytes) -> Path:
    part = cache.part_of(file)
    part.write_bytes(content)
    cache.keep(part, file)
    return file


@pytest.mark.parametrize(
    "change", [{"name": "海尔路 21"}, {"seed": 2}, {"daylight": Daylight.NIGHT}, {"kind": SceneKind.YARD}]
)
def test_whatever_changes_the_picture_changes_the_key(change: dict[str, object]) -> None:
    assert cache.key(msgspec.structs.replace(CAMERA, **change)) != cache.key(CAMERA)


def test_a_kept_stream_is_good_and_leaves_no_half_file(tmp_path: Path) -> None:
    file = cached(tmp_path)

    assert cache.is_good(file)
    assert file.read_bytes() == b"stream"
    assert sorted(path.suffix for path in tmp_path.iterdir()) == [".h264", ".sha256"]


def test_a_stream_with_one_changed_byte_is_not_good(tmp_path: Path) -> None:
    file = cached(tmp_path)
    file.write_bytes(b"stream!")

    assert not cache.is_good(file)


def test_a_stream_without_its_checksum_is_not_good(tmp_path: Path) -> None:
    file = cached(tmp_path)
    file.with_suffix(".sha256").unlink()

    assert not cache.is_good(file)


def test_what_a_killed_renderer_left_is_cleared_away_and_a_living_one_is_left_alone(tmp_path: Path) -> None:
    mine = cache.part_of(cache.file_of(CAMERA, tmp_path))
    mine.write_bytes(b"half")
    dead = tmp_path / "cam-02-0000.4194305.part"  # above the highest process number that Linux gives
    dead.write_bytes(b"half")

    cache.prepare(tmp_path)

    assert mine.exists()
    assert not dead.exists()


def test_a_folder_that_cannot_be_made_is_a_clear_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")

    with pytest.raises(CacheUnwritable, match=r"cannot be written to .*cameras: Not a directory") as told:
        cache.prepare(tmp_path / "file" / "cameras")
    assert told.value.todo == "Make room or grant access, or name another folder with --build."


def test_cameras_in_the_cache_are_not_drawn_again(tmp_path: Path) -> None:
    file = cached(tmp_path)
    cached_large(tmp_path)
    seen: list[tuple[int, int, str]] = []

    found = render_all([CAMERA], tmp_path, lambda *step: seen.append(step))

    assert found == {"cam-01": file}
    assert seen == [(1, 1, "")]


def test_both_streams_of_a_camera_are_served_under_names_of_their_own(tmp_path: Path) -> None:
    file, large = cached(tmp_path), cached_large(tmp_path)

    assert both_streams({"cam-01": file}) == {"cam-01": large, "cam-01-small": file}
    assert large != file
