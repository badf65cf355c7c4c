"""One stream as the service holds it: its memory through all workers that decode into it."""

from __future__ import annotations

import os

from bridge.video.frames import Field, FrameMemory, Reason, Stage, create_memory
from bridge.video.messages import Open

WAITS = (Reason.SESSIONS_TAKEN, Reason.NO_CAPACITY)


class ServedStream:
    """The service writes here what workers cannot say of themselves: that they are gone, or what is waited for."""

    def __init__(self, number: int, url: str, box: tuple[int, int]) -> None:
        """OSError when there is no memory or descriptor left."""
        self.number = number
        self.descriptor = create_memory(box[0] * box[1])
        self._url = url
        self._box = box
        try:
            self._memory = FrameMemory(self.descriptor)
        except OSError:
            os.close(self.descriptor)
            raise
        self._life = 0
        self._memory.set(Field.WIDTH, box[0])
        self._memory.set(Field.HEIGHT, box[1])
        self._memory.set(Field.STAGE, Stage.OPENING)
        self._memory.set(Field.GENERATION, number)

    def opening(self) -> Open:
        """What the next worker is told; the stream counts as its own from now on."""
        self._life += 1
        if self._memory.get(Field.REASON) in WAITS:
            self._memory.set(Field.REASON, Reason.NONE)
        self._memory.set(Field.WORKER_LIFE, self._life)
        self._memory.set(Field.WORKER_LOST, 0)
        width, height = self._box
        return Open(
            slot=self.number, generation=self.number, life=self._life, url=self._url, width=width, height=height
        )

    def plays(self) -> bool:
        """Whether it has a picture of its camera now; by the word of a worker."""
        playing = self._memory.get(Field.STAGE) == Stage.PLAYING and not self._memory.get(Field.WORKER_LOST)
        return playing and self._memory.get(Field.PICTURES) > 0 and not self._memory.get(Field.DOUBTFUL)

    def wait(self, reason: Reason) -> None:
        self._memory.set(Field.REASON, reason)

    def say_lost(self, lost: bool) -> None:
        self._memory.set(Field.WORKER_LOST, int(lost))

    def close(self) -> None:
        """Seats that have the memory keep it, with its last picture."""
        os.close(self.descriptor)
