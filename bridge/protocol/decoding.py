"""From bytes to a typed message, or to the word of the specification for what is wrong with them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

import msgpack
import msgspec

from bridge.source.limits import MAX_MESSAGE
from commandcenter.domain.errors import UNDECODABLE

Message = TypeVar("Message")


class Undecodable(Exception):
    """A message that is refused: `code` is a fault code of the specification."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(text)
        self.code = code


class TooDeep(Undecodable):
    """Something in a message nests deeper than the decoder follows."""


def read_message(decode: Callable[[bytes], Message], frames: Sequence[bytes]) -> Message:
    """The message of a frame. Raises Undecodable. A key that stands twice is looked for elsewhere: `twice`."""
    if len(frames) != 1:
        raise Undecodable("malformed", f"a message is one frame, not {len(frames)}")
    if len(frames[0]) > MAX_MESSAGE:
        raise Undecodable("size", f"{len(frames[0])} bytes, {MAX_MESSAGE} are allowed")
    try:
        return decode(frames[0])
    except RecursionError as error:
        raise TooDeep("malformed", "nested too deep") from error
    except UNDECODABLE as error:
        raise Undecodable(_code(error), str(error)) from error


def twice(data: bytes) -> bool:
    """Whether a map somewhere in `data` has a key twice; of what is no MessagePack nothing is said.

    What was decoded and encoded again is what it was, unless a key was lost, or the sender's encoder does not
    take the shortest form: only then is every key looked at. (As long as it was is not enough: a number of half
    the precision grows, and may hide a key that was lost.)
    """
    try:
        if again(data) == data:
            return False
        msgpack.unpackb(data, object_pairs_hook=_once, strict_map_key=False, timestamp=0)
    except _Twice:
        return True
    except (*UNDECODABLE, ValueError, TypeError, msgpack.UnpackException):
        return False
    return False


def again(data: bytes) -> bytes:
    """What is left of `data` when it has been decoded and encoded. Raises one of UNDECODABLE."""
    return msgspec.msgpack.encode(msgspec.msgpack.decode(data))


class _Twice(Exception):
    """A key stands twice."""


def _once(pairs: list[tuple[object, object]]) -> None:
    if len({key for key, _ in pairs}) != len(pairs):
        raise _Twice


def _code(error: Exception) -> str:
    if not isinstance(error, msgspec.ValidationError):
        return "malformed"
    text = str(error)
    if text.endswith("`$.t`") or "required field `t`" in text:
        return "unknown"
    return "malformed" if text.startswith("Expected `object`") and " - at " not in text else "field"
