"""A network of its own for one process, whose cable can be pulled: needs root and iproute2."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager


class NoNetwork(Exception):
    """This machine does not allow networks of one's own, or who runs the tests may make none."""


class CutNetwork:
    """`here` and `there` are the addresses of the two ends; `inside` goes before the command of a process there."""

    def __init__(self) -> None:
        number = os.getpid() % 250
        self._name, self._cable, self._end = f"cut{number}", f"cuta{number}", f"cutb{number}"
        self.here, self.there = f"10.213.{number}.1", f"10.213.{number}.2"
        self.inside = ("ip", "netns", "exec", self._name)

    def make(self) -> None:
        """Raises NoNetwork, having left nothing behind."""
        try:
            _ip("netns", "add", self._name)
        except (OSError, subprocess.CalledProcessError) as error:
            raise _none(error) from error
        try:
            _ip("link", "add", self._cable, "type", "veth", "peer", "name", self._end, "netns", self._name)
            _ip("address", "add", f"{self.here}/30", "dev", self._cable)
            _ip("link", "set", self._cable, "up")
            _ip("-n", self._name, "address", "add", f"{self.there}/30", "dev", self._end)
            _ip("-n", self._name, "link", "set", "lo", "up")
            self.mend()
        except subprocess.CalledProcessError as error:
            self.remove()
            raise _none(error) from error

    def cut(self) -> None:
        """Nothing passes any more, and nobody is told."""
        _ip("-n", self._name, "link", "set", self._end, "down")

    def mend(self) -> None:
        _ip("-n", self._name, "link", "set", self._end, "up")

    def remove(self) -> None:
        _ip("netns", "delete", self._name)


@contextmanager
def cut_network() -> Iterator[CutNetwork]:
    """Raises NoNetwork."""
    network = CutNetwork()
    network.make()
    try:
        yield network
    finally:
        network.remove()


def _ip(*words: str) -> None:
    subprocess.run(["ip", *words], check=True, capture_output=True)


def _none(error: OSError | subprocess.CalledProcessError) -> NoNetwork:
    said = error.stderr.decode().strip() if isinstance(error, subprocess.CalledProcessError) else str(error)
    return NoNetwork(said)
