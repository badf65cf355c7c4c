"""CommandCenter: the wall, the duty desks and the one core of a city operation centre."""

__version__ = "0.1.0"
