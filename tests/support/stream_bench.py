"""A worker's slot with a made-up player and clock."""

from __future__ import annotations

from bridge.video.frames import Field, FrameMemory, FrameWriter, Reason, Stage
from bridge.video.messages import Open
from bridge.video.player import PlayerError, Progress
from bridge.video.stream import Stream

SECOND = 1_000_000_000
BEGIN = 1_000 * SECOND


class FakePlayer:
    def __init__(self) -> None:
        self.started: list[str] = []
        self.held_ms: list[int] = []
        self.lost = 0
        self.recorded = False
        self.running = False
        self.ended = False
        self.reason = Reason.NO_ANSWER
        self.refuses: Reason | None = None
        self.fails: Reason | None = None
        self.decoded = self.received = self.media_ms = self.complaints = 0
        self.codec = "h264"

    def start(self, address: str, width: int, height: int, held_ms: int = 0) -> None:
        if self.refuses is not None:
            raise PlayerError(self.refuses)
        self.started.append(address)
        self.held_ms.append(held_ms)
        self.running = True

    def progress(self) -> Progress:
        if self.fails is not None:
            raise PlayerError(self.fails)
        return Progress(
            ended=self.ended,
            reason=self.reason,
            decoded=self.decoded,
            shape=(0, 0),
            received=self.received,
            media_ms=self.media_ms,
            codec=self.codec,
            complaints=self.complaints,
            lost=self.lost,
            recorded=self.recorded,
        )

    def stop(self) -> None:
        self.running = False


class Bench:
    """A stream with its player and a clock in seconds after its beginning."""

    def __init__(self, descriptor: int) -> None:
        self.frames = FrameWriter(FrameMemory(descriptor), life=1)
        self.player = FakePlayer()
        self.stream = Stream(self.frames, lambda: self.player, jitter=lambda: 0.5)

    def open(self, url: str = "rtsp://user:secret@camera/a") -> None:
        self.stream.open(Open(slot=0, generation=1, url=url, width=8, height=4), BEGIN)

    def tick(self, seconds: float) -> None:
        self.stream.tick(BEGIN + int(seconds * SECOND))

    def picture(self, seconds: float, number: int) -> None:
        self.frames.set(Field.PICTURE_NS, BEGIN + int(seconds * SECOND))
        self.frames.set(Field.PICTURES, number)

    @property
    def stage(self) -> Stage:
        return Stage(self.frames.get(Field.STAGE))

    @property
    def reason(self) -> Reason:
        return Reason(self.frames.get(Field.REASON))

    @property
    def retry_after(self) -> float:
        return (self.frames.get(Field.RETRY_NS) - BEGIN) / SECOND
