"""A tour of cameras: its bar over the grid, what it had to skip, what was found on it."""
