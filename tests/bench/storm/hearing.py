"""When something was heard: the recording of the sound service, on the clock that the sources go by."""

from __future__ import annotations

import threading
import time
from types import TracebackType

from tests.support.sound_service import SoundService

LOOK_S = 0.004
STRETCH_S = 5.0
# The sink makes its samples so long before they sound, at most: the latency that the recorder asks for.
AHEAD_S = 0.02


class RecordingClock:
    """Looks all the time how long the recording is.

    The least of all delays between a sample and its being in the file is taken for none. What that leaves open is what
    the sink makes ahead, and that is counted as if it had all passed: nothing is told as heard before it was.
    """

    def __init__(self, service: SoundService) -> None:
        self._service = service
        self._least: dict[int, float] = {}
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._look, name="recording-clock", daemon=True)

    def __enter__(self) -> RecordingClock:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ended.set()
        self._thread.join()

    @property
    def began(self) -> float:
        """The monotonic second of the first sample, at the latest."""
        return min(self._least.values()) + AHEAD_S

    @property
    def drift(self) -> float:
        """Seconds by which that came out differently in other stretches of the recording: how sure it is."""
        return max(self._least.values()) - min(self._least.values())

    def _look(self) -> None:
        while not self._ended.wait(LOOK_S):
            seconds = self._service.seconds
            delay, stretch = time.monotonic() - seconds, int(seconds / STRETCH_S)
            self._least[stretch] = min(delay, self._least.get(stretch, delay))
