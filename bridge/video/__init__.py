"""Live video: libVLC in worker processes, pictures in shared memory, no Qt (docs: `bridge.video.pool`)."""
