"""Sound: whether this desk can be heard, and for how long it is mute."""
