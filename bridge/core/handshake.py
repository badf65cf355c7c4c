"""What the calling side makes of its handshakes, in the words of the record."""

from __future__ import annotations

from bridge.handshake import Seen

REFUSED = "refused"
NO_KEY = "no key"
OTHER_KEY = "other key"
HANGS_UP = "hangs up"


class Handshakes:
    """`trouble` is "" when the last one went well."""

    def __init__(self) -> None:
        self.trouble = ""
        self._hung_up = 0

    def hear(self, seen: Seen) -> None:
        match seen:
            case Seen.OPEN:
                self.trouble, self._hung_up = "", 0
            case Seen.REFUSED | Seen.OTHER_STATUS:
                self.trouble = REFUSED
            case Seen.OTHER_MECHANISM:
                self.trouble = NO_KEY
            case Seen.OTHER_KEY | Seen.BROKEN_RULES:
                self.trouble = OTHER_KEY
            case Seen.HUNG_UP | Seen.NO_ANSWER:
                # So does a server that cannot open what was sealed for another key, whose doorkeeper is dead, or that
                # is just ending. One that says nothing at all (frozen, or a network that is cut) is silent, no more.
                self._hung_up += 1
                if self._hung_up > 1 and not self.trouble:
                    self.trouble = HANGS_UP
