"""The kit of a backend service: what it needs to feed a centre, on pyzmq and msgpack alone.

The folder imports nothing outside itself, so that it can be copied into another project as it is.
"""

from .claims import Outcome, refused
from .commands import Handler
from .refresh import Report
from .source import Source, SourceError

__all__ = ["Handler", "Outcome", "Report", "Source", "SourceError", "refused"]
