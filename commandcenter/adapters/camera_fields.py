"""What may stand in the columns of a camera list, each judged by itself."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

from commandcenter.domain.assets import SESSIONS
from commandcenter.domain.errors import Trouble
from commandcenter.domain.text import QT_TRANSLATE_NOOP

HEADINGS = MappingProxyType({
    "id": "id", "编号": "id", "编码": "id",
    "name": "name", "名称": "name", "摄像机": "name",
    "place": "place", "位置": "place", "地点": "place",
    "area": "area", "区划代码": "area", "街镇代码": "area",
    "address": "address", "地址": "address", "url": "address", "取流地址": "address",
    "sub": "sub", "子码流": "sub", "子码流地址": "sub",
    "code": "code", "国标编码": "code", "平台编码": "code",
    "sessions": "sessions", "并发": "sessions", "并发路数": "sessions",
    "restricted": "restricted", "受限": "restricted", "限制查看": "restricted",
    "device": "device", "云台": "device", "云台设备": "device",
    "speaker": "speaker", "音柱": "speaker", "音柱设备": "speaker",
    "note": "note", "备注": "note",
})  # fmt: skip
MOST_SESSIONS = 64
YES_NO: Mapping[str, bool] = MappingProxyType({
    "yes": True, "true": True, "1": True, "是": True,
    "no": False, "false": False, "0": False, "否": False, "": False,
})  # fmt: skip

_CODE = re.compile(r"[A-Za-z0-9._-]{0,32}")
_DEVICE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}/\S{1,128}")


class FieldError(Trouble):
    """What stands in a field is nothing that may stand there."""


def code(text: str) -> str:
    """The number on the video platform, of GB/T 28181 or of another one. Raises FieldError."""
    if not _CODE.fullmatch(text):
        raise FieldError(
            QT_TRANSLATE_NOOP("trouble", "expected at most {count} letters, digits, dots, dashes and underscores"),
            count=32,
        )
    return text


def sessions(text: str) -> int:
    """How many streams it gives at once. Raises FieldError."""
    if not text:
        return SESSIONS
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 4 else 0
    if not 1 <= number <= MOST_SESSIONS:
        what = QT_TRANSLATE_NOOP("trouble", "expected a number from {least} to {most}")
        raise FieldError(what, least=1, most=MOST_SESSIONS)
    return number


def restricted(text: str) -> bool:
    """Raises FieldError for a word that is neither yes nor no: a camera is not opened to all by a slip."""
    found = YES_NO.get(text.lower())
    if found is None:
        raise FieldError(QT_TRANSLATE_NOOP("trouble", "expected yes or no"))
    return found


def device(text: str) -> str:
    """The id of a device, "" for none. Raises FieldError."""
    if text and not _DEVICE.fullmatch(text):
        raise FieldError(QT_TRANSLATE_NOOP("trouble", "expected the id of a device: source/device"))
    return text
