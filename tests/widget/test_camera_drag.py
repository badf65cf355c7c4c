"""Cameras that are dragged: ids as lines, and nothing else is taken."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QMimeData

from widgets.kit.camera_drag import MIME, MOST, cameras_data, cameras_of


def raw(data: bytes, kind: str = MIME) -> QMimeData:
    made = QMimeData()
    made.setData(kind, data)
    return made


def test_ids_go_there_and_back_in_order_each_once() -> None:
    assert cameras_of(cameras_data(["摄像机 7", "CAM-002", "CAM-001"])) == ("摄像机 7", "CAM-002", "CAM-001")
    assert cameras_of(raw(b"b\na\nb")) == ("b", "a")


def test_not_more_than_a_grid_could_use_are_carried() -> None:
    assert len(cameras_of(cameras_data(f"C{number}" for number in range(500)))) == MOST


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\n",
        b"a\n",
        b"a\n\nb",
        b"\xff\xfe",
        b"a\x00b",
        b"a\tb",
        b"a\r\nb",
        "a\u202eb".encode(),
        "a\u2028b".encode(),
        "\ue000".encode(),
        b"x" * 129,
        b"\n".join(b"c%d" % number for number in range(65)),
        b"x" * 10_000_000,
    ],
    ids=lambda data: repr(data[:12]),
)
def test_what_is_no_list_of_ids_is_refused_as_a_whole(data: bytes) -> None:
    assert cameras_of(raw(data)) == ()


def test_other_kinds_are_not_looked_at() -> None:
    assert cameras_of(raw(b"CAM-001", "text/plain")) == ()
    assert cameras_of(QMimeData()) == ()
