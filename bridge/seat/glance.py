"""What the person at this seat has before them: told with its next word to the core, kept nowhere."""

from __future__ import annotations


class Glance:
    """Turned on the GUI's thread, told on the link's."""

    def __init__(self) -> None:
        self._alarm = self._told = ""

    def turn(self, alarm: str) -> None:
        """To that alarm; "" for none."""
        self._alarm = alarm

    @property
    def due(self) -> bool:
        """Whether the core has not heard of it yet."""
        return self._alarm != self._told

    def tell(self) -> str:
        self._told = self._alarm
        return self._told
