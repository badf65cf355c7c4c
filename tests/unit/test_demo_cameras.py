"""The demo's list of cameras: whole, readable by the core, and never without what somebody's own list says."""

from __future__ import annotations

from pathlib import Path

from bridge.video.choice import USUAL_SUB
from commandcenter.adapters.camera_list import read_cameras
from commandcenter.adapters.data_folder import DataFolder
from commandcenter.app.demo.camera_list import RESTRICTED, write_camera_list
from commandcenter.app.demo.options import Options
from commandcenter.domain.assets import Addresses
from commandcenter.simulator.cameras.scenes import HEIGHT, LARGE_HEIGHT, LARGE_WIDTH, WIDTH
from commandcenter.simulator.services.ptz import Movers
from commandcenter.simulator.services.stage import read_world
from tests.support.district import district


def written(folder: Path, own: Path | None = None) -> Path:
    options = Options(build=folder, data=folder, cameras=own)
    write_camera_list(district(), options, DataFolder(folder))
    return folder / "cameras.json"


def test_the_made_up_cameras_have_codes_and_some_a_speaker_or_a_restriction(tmp_path: Path) -> None:
    listed = read_cameras(written(tmp_path))
    assert len(listed.cameras) == 24
    assert listed.cameras[6].code == "50010500001320000007"
    assert {camera.id for camera in listed.cameras if camera.restricted} == RESTRICTED
    speakers = [camera.speaker for camera in listed.cameras if camera.speaker]
    assert speakers
    assert all(speaker.startswith("loudspeaker/YZ-") for speaker in speakers)
    assert all(len(camera.area) == 9 for camera in listed.cameras)


def test_each_made_up_camera_has_a_small_stream_and_the_first_eight_something_that_moves_them(tmp_path: Path) -> None:
    listed = read_cameras(written(tmp_path)).cameras
    assert [camera.sub for camera in listed] == [f"{camera.url}-small" for camera in listed]
    # Main and small stream, and for a moment another size of each: no tile of the demo waits for a session.
    assert {camera.sessions for camera in listed} == {4}
    # What a seat expects of a small stream whose size it does not know yet: no tile opens it in vain.
    assert USUAL_SUB == (WIDTH, HEIGHT)
    assert WIDTH < LARGE_WIDTH
    assert HEIGHT < LARGE_HEIGHT
    movers = {event["device"]: event["subject"] for event in Movers(read_world(district()), 1).opening()}
    assert {camera.device: camera.id for camera in listed if camera.device} == {
        f"ptz/{device}": subject for device, subject in movers.items()
    }
    assert [camera.id for camera in listed if camera.device] == [camera.id for camera in listed[:8]]


def test_an_own_list_is_kept_whole_with_its_passwords(tmp_path: Path) -> None:
    own = tmp_path / "own.csv"
    own.write_text(
        "name,place,address,sub,code,sessions,restricted,device,speaker,area\n"
        "Gate,106.5 29.6,rtsp://u:p@10.0.0.1/1,rtsp://u:p@10.0.0.1/2,C-1,3,yes,ptz/1,speaker/1,500105001\n",
        encoding="utf-8",
    )
    folder = tmp_path / "data"
    folder.mkdir()
    found, again = read_cameras(own), read_cameras(written(folder, own))
    (camera,), (same,) = found.cameras, again.cameras
    assert again.secrets == {camera.id: Addresses("rtsp://u:p@10.0.0.1/1", "rtsp://u:p@10.0.0.1/2")}
    assert (same.id, same.name, same.place, same.area) == (camera.id, "Gate", camera.place, "500105001")
    assert (same.url, same.sub, same.code, same.sessions) == (camera.url, camera.sub, "C-1", 3)
    assert (same.restricted, same.device, same.speaker) == (True, "ptz/1", "speaker/1")
