"""What the program's exit codes mean; they are part of its interface and stay as they are."""

from __future__ import annotations

from enum import IntEnum


class ExitCode(IntEnum):
    OK = 0
    FAILED = 1  # an error that the program did not expect, or a check that failed
    USAGE = 2  # the command line is wrong
    SETTINGS = 3  # settings file or camera list
    PORT = 4  # a port or address is taken
    DATA = 5  # data folder, journal or recording cannot be used
    MISSING = 6  # a piece of the system is missing (doctor names it)
    NO_CORE = 7  # no core answers, or not the one that runs
    STOPPED = 130  # stopped by Ctrl+C
