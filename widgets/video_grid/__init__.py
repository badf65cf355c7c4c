"""The grid of video tiles: layouts, which camera is where, enlarging, zoom, dropping."""
