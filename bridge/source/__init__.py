"""The kit of a backend service: what it needs to feed a centre, on pyzmq and msgpack alone.

The folder imports nothing outside itself, so that it can be copied into another project as it is.
"""

from .commands import Handler
from .source import Source, SourceError

__all__ = ["Handler", "Source", "SourceError"]
