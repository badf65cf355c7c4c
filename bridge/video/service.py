"""The video service's process: `python -m bridge.video.service --name NAME`, started by the first seat that needs it.

One for a user and machine: it decodes each camera once for all seats. It ends by itself when no seat is left, and its
workers die with it. What it logs goes to the standard error of the seat that started it.
"""

from __future__ import annotations

import argparse
import contextlib
import ctypes
import errno
import logging
import os
import resource
import signal
import socket
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from bridge.video.allotted import Limits
from bridge.video.channel import service_address
from bridge.video.messages import PROTOCOL
from bridge.video.process import NICENESS, NOWHERE
from bridge.video.serving import Service

LINGER_S = 5.0
BACKLOG = 64
DESCRIPTORS = 16_384  # more than its seats may ask for at once
PR_SET_CHILD_SUBREAPER = 36
AUTOGROUP = Path("/proc/self/autogroup")
WEIGHINGS, WEIGH_AGAIN_S = 3, 0.2  # the kernel takes one in a tenth of a second, of all users together


def listen(name: str) -> socket.socket | None:
    """The service's socket; None when another process has the name. ValueError for a name that cannot be one."""
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    try:
        listener.bind(service_address(name, PROTOCOL))
        listener.listen(BACKLOG)
    except OSError as error:
        listener.close()
        if error.errno == errno.EADDRINUSE:
            return None
        raise
    except ValueError:
        listener.close()
        raise
    return listener


def main(arguments: Sequence[str]) -> int:
    """Exit codes: 0 no seat is left, or another service was there first; 2 wrong arguments."""
    parser = argparse.ArgumentParser(prog="bridge.video.service", description=__doc__)
    parser.add_argument("--name", required=True)
    parser.add_argument("--workers", type=int, default=Limits().workers)
    parser.add_argument("--streams-per-worker", type=int, default=Limits().streams_per_worker)
    parser.add_argument("--linger", type=float, default=LINGER_S, help="seconds without a seat before it ends")
    options = parser.parse_args(arguments)
    try:
        limits = Limits(workers=options.workers, streams_per_worker=options.streams_per_worker)
        listener = listen(options.name)
    except ValueError as error:
        parser.error(str(error))
    if listener is None:
        return 0
    os.chdir(NOWHERE)
    logging.basicConfig(format="%(levelname)s %(name)s %(message)s", stream=sys.stderr)
    logging.raiseExceptions = False  # who started us may be gone, and our standard error with it
    # The ffmpegs of a worker that dies become ours, so that we know when they have ended.
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    give_way()
    _allow_descriptors()
    service = Service(listener, limits, options.linger)
    signal.signal(signal.SIGTERM, lambda _number, _frame: service.stop())
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # of a terminal: meant for the seat
    try:
        service.run()
    finally:
        service.close()
    return 0


def _weigh(words: str) -> None:
    AUTOGROUP.write_text(words, encoding="ascii")


def give_way(write: Callable[[str], None] = _weigh) -> None:
    """All decoding together counts for less than the screens of the same user.

    The kernel weighs sessions against each other, and nice values only within each: what a worker's own says does not
    reach the screens, and 16 cameras kept a screen's thread waiting for 10 ms and more.
    """
    if os.getsid(0) != os.getpid():
        return  # the session is another's
    with contextlib.suppress(OSError):  # a kernel without autogroups, where the workers' own nice value counts
        for _ in range(WEIGHINGS - 1):
            try:
                write(str(NICENESS))
            except BlockingIOError:
                time.sleep(WEIGH_AGAIN_S)
            else:
                return
        write(str(NICENESS))


def _allow_descriptors() -> None:
    """Each stream's memory is one, each seat another: 1,024, as is usual, are soon taken."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = DESCRIPTORS if hard == resource.RLIM_INFINITY else min(hard, DESCRIPTORS)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, most), hard))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
