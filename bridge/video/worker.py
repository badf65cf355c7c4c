"""The video worker's process: `python -m bridge.video.worker …`, started by the video service, never by hand.

It holds a few streams, decodes each into the memory that came with its opening, and dies with its service: by the
kernel's word (PR_SET_PDEATHSIG), when their channel closes, or when it is killed for not answering.
"""

from __future__ import annotations

import argparse
import ctypes
import logging
import os
import queue
import select
import signal
import socket
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress

from bridge.video.channel import Channel, ChannelGone, close_all
from bridge.video.clip import ClipWriter, Ended, Limits, Why, Written
from bridge.video.frames import FrameMemory, FrameWriter
from bridge.video.messages import (
    PROTOCOL,
    Close,
    Closed,
    Cut,
    Hello,
    Keep,
    Kept,
    MessageError,
    Open,
    Ping,
    Pong,
    ToWorker,
    decode_for_worker,
    encode,
)
from bridge.video.player import LibVlc, Player, VlcPlayer
from bridge.video.process import NICENESS
from bridge.video.pump import Pump
from bridge.video.stream import Stream

TICK_MS = 200
PR_SET_PDEATHSIG = 1

log = logging.getLogger(__name__)


class PlayerMaker:
    """Makes a stream's player when it is needed first, and keeps it to end it with the stream.

    Apart from the stream, so that nothing goes in a circle: the memory is given back at once, without the collector.
    """

    def __init__(self, library: LibVlc, frames: FrameWriter, pump: Pump) -> None:
        self._library = library
        self._pump = pump
        self._frames = frames
        self.player: VlcPlayer | None = None

    def __call__(self) -> Player:
        self.player = VlcPlayer(self._library, self._frames, self._pump)
        return self.player


class PlayedStream:
    """A stream and the libVLC player that is made for it."""

    def __init__(self, library: LibVlc, pump: Pump, memory: FrameMemory, opening: Open) -> None:
        frames = FrameWriter(memory, opening.life)
        self._maker = PlayerMaker(library, frames, pump)
        self.stream = Stream(frames, self._maker)
        self.stream.open(opening, time.monotonic_ns())

    def record(self, descriptor: int, limits: Limits, ended: Ended) -> ClipWriter | None:
        """None when there is nothing to be recorded now; else `descriptor` is the clip's."""
        player = self._maker.player
        return player.record(descriptor, limits, ended) if player is not None else None

    def close(self) -> None:
        """Takes as long as libVLC and the carrier need to end; the camera has its session back then."""
        self.stream.close()
        if self._maker.player is not None:
            self._maker.player.release()


class Worker:
    """The main loop: messages, ticks, nothing else. libVLC's threads do the work."""

    def __init__(self, channel: Channel, open_stream: Callable[[FrameMemory, Open], PlayedStream]) -> None:
        self._channel = channel
        self._open_stream = open_stream
        self._streams: dict[int, PlayedStream] = {}
        self._clips: dict[int, ClipWriter] = {}
        self._kept: queue.SimpleQueue[Kept] = queue.SimpleQueue()
        self._next_tick = 0.0
        self._trim = ctypes.CDLL(None).malloc_trim

    def run(self) -> None:
        """Until the service closes the channel (ChannelGone)."""
        poller = select.poll()
        poller.register(self._channel.fileno(), select.POLLIN)
        while True:
            if poller.poll(TICK_MS):
                self._take_messages()
            if time.monotonic() >= self._next_tick:
                self._next_tick = time.monotonic() + TICK_MS / 1000
                for played in self._streams.values():
                    played.stream.tick(time.monotonic_ns())
                self._tell_kept()

    def _take_messages(self) -> None:
        while packet := self._channel.receive():
            data, descriptors = packet
            try:
                self._take(decode_for_worker(data), descriptors)
            except MessageError as error:
                log.error("message from the service: %s", error)
            finally:
                close_all(descriptors)  # what is mapped stays mapped

    def _take(self, message: ToWorker, descriptors: list[int]) -> None:
        if isinstance(message, Ping):
            self._channel.send(encode(Pong(number=message.number)))
        elif isinstance(message, Close):
            self._end(message.slot)
            self._channel.send(encode(Closed(slot=message.slot)))
        elif isinstance(message, Cut):
            if message.clip in self._clips:
                self._clips[message.clip].end(Why.ASKED)
        elif len(descriptors) != 1:
            raise MessageError(f"an opening comes with one memory or file, not {len(descriptors)}")
        elif isinstance(message, Keep):
            self._keep(message, descriptors[0])
        else:
            self._end(message.slot)
            self._streams[message.slot] = self._open_stream(FrameMemory(descriptors[0]), message)

    def _keep(self, message: Keep, file: int) -> None:
        def ended(written: Written) -> None:
            """On the clip's thread."""
            self._kept.put(_kept(message.clip, written))

        played = self._streams.get(message.slot)
        limits = Limits(seconds=message.seconds, bytes=message.bytes, least_free=message.least_free)
        own = os.dup(file)
        clip = played.record(own, limits, ended) if played is not None else None
        if clip is not None:
            self._clips[message.clip] = clip
        else:
            os.close(own)
            ended(Written(why=Why.LOST, seconds=0.0, bytes=0))

    def _tell_kept(self) -> None:
        while not self._kept.empty():
            kept = self._kept.get()
            self._clips.pop(kept.clip, None)
            self._channel.send(encode(kept))

    def _end(self, number: int) -> None:
        played = self._streams.pop(number, None)
        if played is not None:
            played.close()
            del played
            give_back()
            self._trim(0)  # what libVLC has freed goes back to the machine


def _kept(clip: int, written: Written) -> Kept:
    return Kept(clip=clip, why=written.why, seconds=written.seconds, bytes=written.bytes)


def give_back() -> None:
    """What a stream's threads have freed lies in pieces in the heap: without this it grows with every stream."""
    with suppress(AttributeError):  # another C library than glibc
        ctypes.CDLL(None).malloc_trim(0)


def die_with(parent: int) -> bool:
    """Have the kernel kill us when our parent dies; False when it is dead already."""
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    return os.getppid() == parent


def quiet_native_libraries() -> None:
    """libVLC and libavformat print addresses, passwords included: they lose stderr, our own log keeps it."""
    ours = os.dup(sys.stderr.fileno())
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, sys.stderr.fileno())
    os.close(null)
    sys.stderr = os.fdopen(ours, "w", buffering=1, encoding="utf-8", errors="backslashreplace")
    logging.basicConfig(format="%(levelname)s %(name)s %(message)s", stream=sys.stderr)


def main(arguments: Sequence[str]) -> int:
    """Exit codes: 0 the service closed the channel, 1 the service was gone already, 2 wrong arguments."""
    parser = argparse.ArgumentParser(prog="bridge.video.worker", description=__doc__)
    parser.add_argument("--channel", type=int, required=True, help="inherited descriptor of a SEQPACKET socket")
    parser.add_argument("--parent", type=int, required=True)
    options = parser.parse_args(arguments)
    if not die_with(options.parent):
        return 1
    os.nice(NICENESS)
    quiet_native_libraries()
    channel = Channel(socket.socket(fileno=options.channel))
    library, pump = LibVlc(), Pump()
    try:
        channel.send(encode(Hello(protocol=PROTOCOL, libvlc=library.instance is not None)))
        Worker(channel, lambda memory, opening: PlayedStream(library, pump, memory, opening)).run()
    except ChannelGone:
        pass
    os._exit(0)  # libVLC's own clean-up may hang, and the kernel's does not


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
