"""An RTSP service that can be made to fail in every way that a camera does: `ground.py` starts and commands it."""
