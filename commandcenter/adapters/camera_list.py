"""Reads a centre's list of cameras: name, place, address; CSV or JSON, in Chinese or English headings.

A place is "longitude latitude" (WGS-84) or the name of a street or town of the district.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from pathlib import Path
from typing import TypeVar

import msgspec

from commandcenter.adapters import camera_fields
from commandcenter.adapters.camera_fields import HEADINGS, FieldError
from commandcenter.adapters.csv_list import at, at_byte, not_read, read_rows, unknown_heading
from commandcenter.adapters.district import read_district
from commandcenter.domain.assets import Addresses, Camera
from commandcenter.domain.errors import Trouble
from commandcenter.domain.place import Place
from commandcenter.domain.stream_address import AddressError, checked_address, without_secrets
from commandcenter.domain.text import QT_TRANSLATE_NOOP

MAX_BYTES = 64 * 1024 * 1024
LONGEST_NAME = 128
LONGEST_AREA = 16
ANOTHER = QT_TRANSLATE_NOOP("trouble", "Put a list there that can be read, or correct `cameras` in the settings.")

Taken = TypeVar("Taken")

_POINT = re.compile(r"^\s*(-?\d+(?:\.\d+)?)\s*[,;，\s]\s*(-?\d+(?:\.\d+)?)\s*$")


class CameraListError(Trouble):
    """A line of the list is wrong; nothing of the list was used."""


class _Line(msgspec.Struct):
    """`number` is the line's in CSV, the index in JSON."""

    number: int
    fields: dict[str, str]
    in_json: bool = False

    def at(self, field: str) -> str | Trouble:
        return f"[{self.number}]: {field}" if self.in_json else at(self.number, field)


class CameraList(msgspec.Struct, frozen=True):
    """`secrets` has the whole addresses, by camera id, of those where one holds what may be a password."""

    cameras: tuple[Camera, ...]
    secrets: dict[str, Addresses]


def read_cameras(path: Path, district: Path | None = None) -> CameraList:
    """The cameras in order. Raises CameraListError naming file, line and field."""
    try:
        if path.stat().st_size > MAX_BYTES:
            raise _wrong(path, "-", Trouble(QT_TRANSLATE_NOOP("trouble", "larger than {count} bytes"), count=MAX_BYTES))
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise not_read(CameraListError, path, ANOTHER, error) from error
    except UnicodeDecodeError as error:
        raise _wrong(path, at_byte(error.start), QT_TRANSLATE_NOOP("trouble", "not UTF-8")) from error
    lines = _json_lines(path, text) if text.lstrip().startswith(("[", "{")) else _csv_lines(path, text)
    streets = _streets(district)
    listed = [_camera(path, line, number, streets) for number, line in enumerate(lines, 1)]
    cameras = [camera for camera, _ in listed]
    _refuse_twins(path, cameras)
    if not cameras:
        raise _wrong(path, "-", QT_TRANSLATE_NOOP("trouble", "there is no camera in it"))
    return CameraList(tuple(cameras), {camera.id: secret for camera, secret in listed if any(secret)})


def _csv_lines(path: Path, text: str) -> Iterable[_Line]:
    rows = read_rows(text, HEADINGS, ("name", "place", "address"), partial(_wrong, path), known_only=True)
    return [_Line(row.line, dict(row.fields)) for row in rows]


def _json_lines(path: Path, text: str) -> Iterable[_Line]:
    try:
        found = json.loads(text)
    except (json.JSONDecodeError, RecursionError) as error:
        raise _wrong(path, "-", str(error)) from error
    items = found.get("cameras") if isinstance(found, dict) else found
    if not isinstance(items, list):
        raise _wrong(path, "-", QT_TRANSLATE_NOOP("trouble", "expected a list of cameras"))
    return [_Line(index, _text_fields(path, index, item), in_json=True) for index, item in enumerate(items)]


def _text_fields(path: Path, index: int, item: object) -> dict[str, str]:
    if not isinstance(item, dict):
        raise _wrong(path, f"[{index}]", QT_TRANSLATE_NOOP("trouble", "expected an object"))
    unknown = next((key for key in item if key.lower() not in HEADINGS), None)
    if unknown is not None:
        # A camera whose `restricted` is misspelt would be open to all.
        raise _wrong(path, f"[{index}]", unknown_heading(unknown))
    return {HEADINGS[key.lower()]: _place_text(value) for key, value in item.items()}


def _place_text(value: object) -> str:
    if value is None:
        return ""
    return " ".join(str(part) for part in value) if isinstance(value, list) else str(value).strip()


def _camera(path: Path, line: _Line, number: int, streets: Mapping[str, Place]) -> tuple[Camera, Addresses]:
    where = line.fields.get("place", "")
    url = _taken(path, line, "address", checked_address)
    sub = _taken(path, line, "sub", checked_address) if line.fields.get("sub") else ""
    plain, plain_sub = without_secrets(url), without_secrets(sub) if sub else ""
    camera = Camera(
        id=_taken(path, line, "id", _name) if line.fields.get("id") else f"CAM-{number:03}",
        name=_taken(path, line, "name", _name),
        url=plain,
        place=_point(path, line, where) or streets.get(where),
        where=where,
        area=_taken(path, line, "area", _area),
        code=_taken(path, line, "code", camera_fields.code),
        sub=plain_sub,
        sessions=_taken(path, line, "sessions", camera_fields.sessions),
        restricted=_taken(path, line, "restricted", camera_fields.restricted),
        device=_taken(path, line, "device", camera_fields.device),
        speaker=_taken(path, line, "speaker", camera_fields.device),
    )
    return camera, Addresses("" if plain == url else url, "" if plain_sub == sub else sub)


def _taken(path: Path, line: _Line, field: str, take: Callable[[str], Taken]) -> Taken:
    """What `take` makes of the field; its refusal gets the place in the file."""
    try:
        return take(line.fields.get(field, ""))
    except (AddressError, FieldError) as error:
        raise _wrong(path, line.at(field), error) from error


def _name(text: str) -> str:
    if not 0 < len(text) <= LONGEST_NAME:
        raise FieldError(QT_TRANSLATE_NOOP("trouble", "expected 1 to {count} characters"), count=LONGEST_NAME)
    return text


def _area(text: str) -> str:
    if len(text) > LONGEST_AREA:
        raise FieldError(QT_TRANSLATE_NOOP("trouble", "expected at most {count} characters"), count=LONGEST_AREA)
    return text


def _point(path: Path, line: _Line, where: str) -> Place | None:
    found = _POINT.match(where)
    if not found:
        return None
    try:
        return msgspec.convert({"lon": float(found[1]), "lat": float(found[2])}, Place)
    except msgspec.ValidationError as error:
        raise _wrong(path, line.at("place"), str(error)) from error


def _streets(district: Path | None) -> dict[str, Place]:
    if district is None:
        return {}
    streets = read_district(district).streets
    return {street.name: Place(lon=street.centre[0], lat=street.centre[1]) for street in streets}


def _refuse_twins(path: Path, cameras: list[Camera]) -> None:
    seen: set[str] = set()
    for number, camera in enumerate(cameras, 1):
        if camera.id in seen:
            what = QT_TRANSLATE_NOOP("trouble", "{name} stands there twice")
            where = Trouble(QT_TRANSLATE_NOOP("trouble", "camera {number}: {column}"), number=number, column="id")
            raise _wrong(path, where, Trouble(what, name=repr(camera.id)))
        seen.add(camera.id)


def _wrong(path: Path, where: str | Trouble, what: str | Trouble) -> CameraListError:
    """`what` is another program's word, or ours."""
    return CameraListError(
        QT_TRANSLATE_NOOP("trouble", "The camera list {file} is wrong at {where}: {what}"),
        QT_TRANSLATE_NOOP("trouble", "Correct that place and start again; columns are name, place, address."),
        file=path,
        where=where,
        what=what,
    )
