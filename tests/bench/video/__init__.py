"""Tiles of live video: what they cost beside VLC's own windows, mpv and a bare decoder, and how soon they show."""
