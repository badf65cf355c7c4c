"""Two decodes of one stream are one too many while somebody waits for a session of that camera; pure.

They come about when a small picture is asked for first and a large one then. Who watches the small one goes over to the
large one, which plays, so nobody sees a gap.
"""

from __future__ import annotations

from collections.abc import Callable, Set
from itertools import combinations

from bridge.video.allotted import Stream, pixels
from bridge.video.allotting import Allotment


def join(allotment: Allotment, recorded: Set[int], plays: Callable[[int], bool]) -> None:
    """Call it before each `settle`, which then ends what nobody watches any more.

    `recorded` are the streams that somebody writes to a file, which must not end; `plays` tells of a stream by number
    whether it has pictures.
    """
    streams = [it for it in allotment.streams.values() if it.watchers and not it.closing and not it.heir]
    for camera in {it.camera for it in streams if not it.worker}:
        going = sorted((it for it in streams if it.camera == camera and it.worker), key=_pixels)
        if len(going) < min(it.sessions for it in streams if it.camera == camera):
            continue  # there is one, or it is being given back
        for small, large in combinations(going, 2):
            as_good = plays(large.number) or not plays(small.number)
            if as_good and _covers(large, small) and small.number not in recorded:
                allotment.take_over(small, large)
                break


def _pixels(stream: Stream) -> int:
    return pixels(stream.box)


def _covers(large: Stream, small: Stream) -> bool:
    return large.address == small.address and large.box[0] >= small.box[0] and large.box[1] >= small.box[1]
