"""The video tile: a camera's live picture, its name, its time, and the plain truth when there is no picture."""
