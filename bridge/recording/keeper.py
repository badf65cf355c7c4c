"""Takes what the sources say into the file, with the time it came, and counts it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import msgspec

from bridge.recording.records import Closed, EventCame, LogOpened, SampleCame
from bridge.recording.writer import Writer


class Kept(msgspec.Struct):
    """Of one source: how much of it is in the file, and how many events were gone before they could be asked for."""

    events: int = 0
    samples: int = 0
    size: int = 0
    missing: int = 0


class Keeper:
    """`take` is what a telemetry feed calls. `clock` gives monotonic seconds. Raises RecordingTrouble."""

    def __init__(self, writer: Writer, sources: Sequence[str], clock: Callable[[], float]) -> None:
        self.refused = 0
        self.dropped = 0
        self.kept = [Kept() for _ in sources]
        self._writer = writer
        self._places = {source: place for place, source in enumerate(sources)}
        self._clock = clock
        self._began = clock()

    @property
    def size(self) -> int:
        """Of the file, in bytes."""
        return self._writer.size

    def of(self, source: str) -> Kept:
        return self.kept[self._places[source]]

    def take(self, source: str, data: bytes, granted: Iterable[str]) -> bool:
        place = self._places[source]
        kept = self.kept[place]
        kept.size += self._writer.write(SampleCame(us=self._us(), source=place, sample=data))
        kept.samples += 1
        return True

    def log(self, source: str, epoch: str, first: int, head: int, after: int) -> None:
        """Events of this log follow, those after `after`."""
        place = self._places[source]
        record = LogOpened(us=self._us(), source=place, epoch=epoch, first=first, head=head, after=after)
        self.kept[place].size += self._writer.write(record)

    def event(self, source: str, seq: int, data: bytes) -> None:
        place = self._places[source]
        kept = self.kept[place]
        kept.size += self._writer.write(EventCame(us=self._us(), source=place, seq=seq, event=data))
        kept.events += 1

    def flush(self) -> None:
        self._writer.flush()

    def end(self) -> None:
        """Stopped in order; nothing follows."""
        self._writer.write(Closed(us=self._us()))
        self._writer.close()

    def _us(self) -> int:
        return int((self._clock() - self._began) * 1e6)
