"""Tries a source against docs/protocol.md over real sockets, in the place of the core: a verdict for each rule."""

from .checking import Check
from .driver import Driver
from .target import Allowed, Patience, Target
from .verdicts import Finding, Result, Verdict

__all__ = ["Allowed", "Check", "Driver", "Finding", "Patience", "Result", "Target", "Verdict"]
