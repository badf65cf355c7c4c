"""Live charts: one measured value over the last minutes, with its limit."""
