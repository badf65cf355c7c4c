"""Whatever order a player's counters come in: no old picture is ever called live."""

from __future__ import annotations

import ctypes
import os

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from bridge.video.frames import Field, FrameMemory, FrameWriter, Reason, create_memory
from bridge.video.messages import Open
from bridge.video.player import Progress
from bridge.video.status import FeedState, FeedStatus, derive, snapshot
from bridge.video.stream import Stream

SECOND = 1_000_000_000
SIDE = 4
FRESH_S = 2.5


class Made:
    """A player of which everything can be said."""

    def __init__(self) -> None:
        self.now = Progress(ended=False, reason=Reason.NO_ANSWER, decoded=0, shape=(0, 0))

    def start(self, address: str, width: int, height: int, held_ms: int = 0) -> None:
        self.now = Progress(ended=False, reason=Reason.NO_ANSWER, decoded=0, shape=(0, 0))

    def progress(self) -> Progress:
        return self.now

    def stop(self) -> None: ...


class Truth(RuleBasedStateMachine):
    """Counters, pictures, ends and silences in any order."""

    def __init__(self) -> None:
        super().__init__()
        self._descriptor = create_memory(SIDE * SIDE)
        self._memory = FrameMemory(self._descriptor)
        self._frames = FrameWriter(self._memory, life=1)
        self._player = Made()
        self._stream = Stream(self._frames, lambda: self._player, jitter=lambda: 0.5)
        self._now = 1000 * SECOND
        self._proven = 0  # when a picture last came that was another one, or that the decoder's work had proven
        self._stream.open(Open(slot=0, generation=1, url="rtsp://camera/a", width=SIDE, height=SIDE), self._now)

    def teardown(self) -> None:
        self._stream.close()
        os.close(self._descriptor)

    @rule(milliseconds=st.sampled_from([200, 200, 200, 700, 3000, 20_000]))
    def passes(self, milliseconds: int) -> None:
        self._now += milliseconds * 1_000_000
        self._stream.tick(self._now)

    @rule(
        decoded=st.integers(0, 40),
        received=st.integers(0, 100_000),
        media=st.integers(0, 1_000_000),
        complaints=st.integers(0, 3),
        codec=st.sampled_from(["", "h264", "vp8"]),
        ended=st.sampled_from([False, False, False, True]),
        reason=st.sampled_from(Reason),
    )
    def counts(
        self, decoded: int, received: int, media: int, complaints: int, codec: str, ended: bool, reason: Reason
    ) -> None:
        self._player.now = Progress(
            ended=ended,
            reason=reason,
            decoded=decoded,
            shape=(4, 3),
            received=received,
            media_ms=media,
            codec=codec,
            complaints=complaints,
        )

    @rule(shade=st.integers(0, 3))
    def shows(self, shade: int) -> None:
        """libVLC shows a picture; the same one again when it has no other."""
        decoded, pictures = self._memory.get(Field.DECODED), self._memory.get(Field.PICTURES)
        before = self._memory.get(Field.PICTURE_NS)
        place = self._frames.begin()
        ctypes.memset(place, shade, SIDE * SIDE * 4)
        self._frames.publish(self._now)
        if self._memory.get(Field.PICTURES) != pictures or self._memory.get(Field.PICTURE_NS) != before:
            self._proven = self._now
        assert decoded == self._memory.get(Field.DECODED)

    @invariant()
    def old_is_not_live(self) -> None:
        for later in (0, 1, 2, 3, 60):
            status = self._status(later * SECOND)
            if status.state in (FeedState.LIVE, FeedState.LATE, FeedState.STATIC):
                assert self._now + later * SECOND - self._proven <= FRESH_S * SECOND
                assert status.age is not None

    def _status(self, later: int) -> FeedStatus:
        return derive(snapshot(self._memory, 1, 1, worker_lost=False), self._now + later)


TestTruth = pytest.mark.may_log("WARNING bridge.video.stream: camera rtsp://camera/a: .*")(Truth.TestCase)
TestTruth.settings = settings(max_examples=80, stateful_step_count=40, deadline=None)
