"""The demo's made-up cameras: drawn, encoded, cached and served over RTSP."""
