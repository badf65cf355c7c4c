"""A seat as the video service knows it."""

from __future__ import annotations

from dataclasses import dataclass, field

from bridge.video.channel import Channel, ChannelGone
from bridge.video.messages import FromService, encode


@dataclass(slots=True)
class Seat:
    """A connected process; `feeds`: its own numbers of what it watches, and the stream that it was shown for each, 0
    before the first."""

    channel: Channel
    feeds: dict[int, int] = field(default_factory=dict)

    def tell(self, message: FromService, *descriptors: int) -> None:
        """ChannelGone for one that does not read; one that stands still for a while asks for nothing either."""
        if not self.channel.send(encode(message), descriptors):
            raise ChannelGone("does not read")
