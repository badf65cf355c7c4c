"""A centre's list of cameras: what is taken from it, and where exactly it is wrong."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from commandcenter.adapters.camera_list import CameraListError, read_cameras
from commandcenter.domain.assets import Addresses, Camera
from commandcenter.domain.errors import Trouble
from commandcenter.domain.place import Place

HEADING = "id,name,place,address\n"
AT = Place(lon=106.5, lat=29.6)


def csv_list(folder: Path, rows: str) -> Path:
    path = folder / "cameras.csv"
    path.write_text(HEADING + rows, encoding="utf-8")
    return path


def test_a_password_stays_out_of_the_camera_and_is_kept_beside_it(tmp_path: Path) -> None:
    listed = read_cameras(
        csv_list(
            tmp_path,
            "A,Gate,106.5 29.6,RTSP://viewer:secret@192.0.2.10:554/1?token=abc\n"
            "B,Yard,106.5 29.6,rtsp://192.0.2.11/user=admin&password=secret\n"
            "C,Hall,106.5 29.6,RTSP://192.0.2.12/live\n",
        )
    )
    assert listed.cameras == (
        Camera(id="A", name="Gate", url="rtsp://192.0.2.10:554/1", place=AT, where="106.5 29.6"),
        Camera(id="B", name="Yard", url="rtsp://192.0.2.11", place=AT, where="106.5 29.6"),
        Camera(id="C", name="Hall", url="rtsp://192.0.2.12/live", place=AT, where="106.5 29.6"),
    )
    assert listed.secrets == {
        "A": Addresses("rtsp://viewer:secret@192.0.2.10:554/1?token=abc"),
        "B": Addresses("rtsp://192.0.2.11/user=admin&password=secret"),
    }


@pytest.mark.parametrize(
    "address", ["rtsp://:554/x", "rtsp://h/a\\b", "rtsp://h:99999/x", "rtsp://h/摄像", "file:///etc/passwd", ""]
)
def test_an_address_that_no_player_takes_is_refused_with_its_line(tmp_path: Path, address: str) -> None:
    rows = f"A,Gate,106.5 29.6,rtsp://192.0.2.10/1\n\nB,Yard,106.5 29.6,{address}\n"
    with pytest.raises(CameraListError, match=r"cameras\.csv is wrong at line 4: address: "):
        read_cameras(csv_list(tmp_path, rows))


def test_a_refusal_does_not_repeat_the_password(tmp_path: Path) -> None:
    with pytest.raises(CameraListError) as refusal:
        read_cameras(csv_list(tmp_path, "A,Gate,106.5 29.6,rtsp://viewer:secret@192.0.2.10:99999/1\n"))
    assert "secret" not in str(refusal.value)


@pytest.mark.parametrize("field", ["name", "id"])
def test_a_name_has_128_characters_at_most(tmp_path: Path, field: str) -> None:
    path = tmp_path / "cameras.json"
    camera = {"id": "A", "name": "Gate", "place": [106.5, 29.6], "address": "rtsp://192.0.2.10/1"}
    path.write_text(json.dumps([{**camera, field: "x" * 128}]))
    assert len(read_cameras(path).cameras) == 1
    path.write_text(json.dumps([{**camera, field: "x" * 129}]))
    with pytest.raises(CameraListError, match=rf"wrong at \[0\]: {field}: expected 1 to 128 characters$"):
        read_cameras(path)


def test_a_camera_needs_a_name(tmp_path: Path) -> None:
    with pytest.raises(CameraListError, match=r"wrong at line 2: name: expected 1 to 128 characters$"):
        read_cameras(csv_list(tmp_path, "A,,106.5 29.6,rtsp://192.0.2.10/1\n"))


def test_a_list_that_is_not_there_is_said_to_be_missing(tmp_path: Path) -> None:
    with pytest.raises(CameraListError) as missing:
        read_cameras(tmp_path / "none.csv")
    assert str(missing.value) == f"There is no file {tmp_path / 'none.csv'}."
    assert missing.value.todo == "Put a list there that can be read, or correct `cameras` in the settings."
    with pytest.raises(CameraListError, match="cannot be read: Is a directory"):
        read_cameras(tmp_path)


@pytest.mark.parametrize(
    ("rows", "place"),
    [
        ("A,,106.5 29.6,rtsp://192.0.2.10/1\n", ("line {line}: {column}", {"line": 2, "column": "name"})),
        (2 * "A,Gate,,rtsp://192.0.2.10/1\n", ("camera {number}: {column}", {"number": 2, "column": "id"})),
    ],
)
def test_a_place_is_a_sentence_of_its_own_to_be_translated(
    tmp_path: Path, rows: str, place: tuple[str, dict[str, object]]
) -> None:
    with pytest.raises(CameraListError) as wrong:
        read_cameras(csv_list(tmp_path, rows))
    where = wrong.value.values["where"]
    assert isinstance(where, Trouble)
    assert (where.template, where.values) == place


CHINESE = "编号,名称,位置,取流地址,子码流,国标编码,并发路数,受限,云台,音柱\n"
ENGLISH = "id,name,place,address,sub,code,sessions,restricted,device,speaker\n"
ALL = "A,Gate,106.5 29.6,rtsp://u:p@192.0.2.10/1,rtsp://u:p@192.0.2.10/2,50010500001320000007,4,{},ptz/A,speaker/YZ-1\n"


@pytest.mark.parametrize(("heading", "yes"), [(CHINESE, "是"), (ENGLISH, "yes"), (ENGLISH, "TRUE"), (ENGLISH, "1")])
def test_all_that_a_list_may_say_in_both_languages(tmp_path: Path, heading: str, yes: str) -> None:
    path = tmp_path / "cameras.csv"
    path.write_text(heading + ALL.format(yes), encoding="utf-8")
    listed = read_cameras(path)
    assert listed.cameras == (
        Camera(
            id="A",
            name="Gate",
            url="rtsp://192.0.2.10/1",
            place=AT,
            where="106.5 29.6",
            code="50010500001320000007",
            sub="rtsp://192.0.2.10/2",
            sessions=4,
            restricted=True,
            device="ptz/A",
            speaker="speaker/YZ-1",
        ),
    )
    assert listed.secrets == {"A": Addresses("rtsp://u:p@192.0.2.10/1", "rtsp://u:p@192.0.2.10/2")}


def test_a_password_of_the_smaller_stream_alone_is_kept_as_well(tmp_path: Path) -> None:
    path = tmp_path / "cameras.csv"
    path.write_text("name,place,address,sub\nGate,,rtsp://192.0.2.10/1,rtsp://u:p@192.0.2.10/2\n", encoding="utf-8")
    listed = read_cameras(path)
    assert (listed.cameras[0].url, listed.cameras[0].sub) == ("rtsp://192.0.2.10/1", "rtsp://192.0.2.10/2")
    assert listed.secrets == {"CAM-001": Addresses("", "rtsp://u:p@192.0.2.10/2")}


@pytest.mark.parametrize(
    ("field", "value", "what"),
    [
        ("sub", "file:///etc/passwd", "expected an address of rtsp"),
        ("sub", "rtsp://192.0.2.10/#x", "expected printable ASCII"),
        ("code", "5001 0500", "expected at most 32 letters, digits, dots, dashes and underscores"),
        ("code", "5" * 33, "expected at most 32 letters"),
        ("sessions", "0", "expected a number from 1 to 64"),
        ("sessions", "65", "expected a number from 1 to 64"),
        ("sessions", "two", "expected a number from 1 to 64"),
        ("sessions", "²", "expected a number from 1 to 64"),
        ("restricted", "perhaps", "expected yes or no"),
        ("device", "PTZ-1", "expected the id of a device: source/device"),
        ("speaker", "../YZ-1", "expected the id of a device: source/device"),
        ("speaker", "a/b c", "expected the id of a device: source/device"),
    ],
)
def test_a_wrong_field_is_named_with_its_line_or_index(tmp_path: Path, field: str, value: str, what: str) -> None:
    path = tmp_path / "cameras.csv"
    path.write_text(f"name,place,address,{field}\nGate,,rtsp://192.0.2.10/1,{value}\n", encoding="utf-8")
    with pytest.raises(CameraListError) as wrong:
        read_cameras(path)
    assert f"is wrong at line 2: {field}: {what}" in str(wrong.value)
    path.write_text(json.dumps([{"name": "Gate", "address": "rtsp://192.0.2.10/1", field: value}]), encoding="utf-8")
    with pytest.raises(CameraListError) as wrong:
        read_cameras(path)
    assert f"is wrong at [0]: {field}: {what}" in str(wrong.value)


@pytest.mark.parametrize(
    ("name", "text", "where"),
    [
        ("a.csv", "name,place,address,restrictedd\nGate,,rtsp://192.0.2.10/1,yes\n", "line {line}"),
        ("a.json", '[{"name": "Gate", "address": "rtsp://192.0.2.10/1", "Restrictedd": true}]', "[0]"),
    ],
)
def test_a_misspelt_heading_opens_no_camera_to_all(tmp_path: Path, name: str, text: str, where: str) -> None:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    with pytest.raises(CameraListError) as caught:
        read_cameras(path)
    said = caught.value.values["where"]
    assert (said.template if isinstance(said, Trouble) else said) == where
    assert "estrictedd" in str(caught.value)


def test_what_is_null_is_nothing_and_a_note_is_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text('[{"name": "Gate", "address": "rtsp://192.0.2.10/1", "code": null, "备注": "new", "sub": null}]')
    (camera,) = read_cameras(path).cameras
    assert (camera.code, camera.sub, camera.restricted) == ("", "", False)
