"""The video worker's process: `python -m bridge.video.worker …`, started by the seat, never by hand.

It holds a few streams, decodes them into the memory that it inherited, and dies with its seat: by the kernel's word
(PR_SET_PDEATHSIG), when its standard input closes, or when it is killed for not answering.
"""

from __future__ import annotations

import argparse
import ctypes
import logging
import os
import signal
import sys
import time
from collections.abc import Sequence
from functools import partial

import zmq

from bridge.video.frames import FrameMemory, FrameWriter
from bridge.video.messages import PROTOCOL, Close, Hello, MessageError, Open, Ping, Pong, decode_for_worker, encode
from bridge.video.player import LibVlc, VlcPlayer
from bridge.video.stream import Stream

TICK_MS = 200
PR_SET_PDEATHSIG = 1

log = logging.getLogger(__name__)


class Worker:
    """The main loop: messages, ticks, nothing else. libVLC's threads do the work."""

    def __init__(self, socket: zmq.Socket[bytes], streams: Sequence[Stream]) -> None:
        self._socket = socket
        self._streams = streams
        self._next_tick = 0.0

    def run(self) -> None:
        """Until the seat closes our standard input."""
        poller = zmq.Poller()
        poller.register(self._socket, zmq.POLLIN)
        poller.register(sys.stdin.fileno(), zmq.POLLIN)
        while True:
            ready = dict(poller.poll(TICK_MS))
            if sys.stdin.fileno() in ready and not os.read(sys.stdin.fileno(), 4096):
                return
            while self._socket in ready and self._take_message():
                pass
            if time.monotonic() >= self._next_tick:
                self._next_tick = time.monotonic() + TICK_MS / 1000
                for stream in self._streams:
                    stream.tick(time.monotonic_ns())

    def _take_message(self) -> bool:
        try:
            message = decode_for_worker(self._socket.recv(zmq.NOBLOCK))
        except zmq.Again:
            return False
        except MessageError as error:
            log.error("message from the seat: %s", error)
            return True
        if isinstance(message, Ping):
            self._socket.send(encode(Pong(number=message.number)), zmq.NOBLOCK)
        elif message.slot >= len(self._streams):
            log.error("the seat means slot %d, we have %d", message.slot, len(self._streams))
        elif isinstance(message, Open):
            self._streams[message.slot].open(message, time.monotonic_ns())
        elif isinstance(message, Close):
            self._streams[message.slot].close()
        return True


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
    """Exit codes: 0 the seat closed us, 1 the seat was gone already, 2 wrong arguments."""
    parser = argparse.ArgumentParser(prog="bridge.video.worker", description=__doc__)
    parser.add_argument("--endpoint", required=True)
    parser.add_argument("--memory", required=True, help="file descriptors, comma separated, one per slot")
    parser.add_argument("--life", type=int, required=True)
    parser.add_argument("--parent", type=int, required=True)
    options = parser.parse_args(arguments)
    if not die_with(options.parent):
        return 1
    quiet_native_libraries()
    library = LibVlc()
    streams = []
    for descriptor in options.memory.split(","):
        frames = FrameWriter(FrameMemory(int(descriptor)), options.life)
        streams.append(Stream(frames, partial(VlcPlayer, library, frames)))
    context = zmq.Context()
    socket = context.socket(zmq.PAIR)
    socket.linger = 0
    socket.connect(options.endpoint)
    socket.send(encode(Hello(protocol=PROTOCOL, libvlc=library.instance is not None)))
    try:
        Worker(socket, streams).run()
    finally:
        context.destroy(linger=0)
    os._exit(0)  # libVLC's own clean-up may hang, and the kernel's does not


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
