"""What keeps a seat from its core, in sentences that say what somebody has to do."""

from __future__ import annotations

from bridge.protocol.seat import SeatKind
from commandcenter.domain.text import QT_TRANSLATE_NOOP

Told = tuple[str, dict[str, str]]
"""A sentence marked for translation, and what fills its placeholders."""


class Troubles:
    def __init__(self, seat: str, role: SeatKind, public: str, endpoint: str) -> None:
        self._seat = seat
        self._role = role
        self._public = public
        self._endpoint = endpoint
        self._other = ""

    def turn(self, endpoint: str, other: str) -> None:
        """From now on `endpoint` is called, and `other` next."""
        self._endpoint, self._other = endpoint, other

    def not_trusted(self) -> Told:
        return (
            QT_TRANSLATE_NOOP(
                "trouble",
                "This seat's key is not trusted. At the core: "
                ".venv/bin/python main.py keys trust --kind {kind} -- {seat} '{key}'",
            ),
            {"seat": self._seat, "key": self._public, "kind": self._role.value},
        )

    def no_core_key(self) -> Told:
        return (
            QT_TRANSLATE_NOOP(
                "trouble",
                "The core's key is not known here. Start the core on this data folder, or give [core] key in the "
                "settings.",
            ),
            {},
        )

    def other_key(self, expected: str) -> Told:
        return (
            QT_TRANSLATE_NOOP(
                "trouble", "What listens at {endpoint} has another key than {key}, or is no core. Check both."
            ),
            {"endpoint": self._endpoint, "key": expected},
        )

    def standing_by(self) -> Told:
        """Said by the core itself."""
        values = {"endpoint": self._endpoint, "other": self._other}
        if self._other:
            return QT_TRANSLATE_NOOP("trouble", "The core at {endpoint} stands by. Calling {other}."), values
        return (
            QT_TRANSLATE_NOOP(
                "trouble",
                "The core at {endpoint} only stands by: name the one that leads under others in the settings.",
            ),
            values,
        )

    def silent(self) -> Told:
        """Another core may lead by now."""
        return (
            QT_TRANSLATE_NOOP("trouble", "The core at {endpoint} does not answer. Calling {other}."),
            {"endpoint": self._endpoint, "other": self._other},
        )

    def no_database(self) -> Told:
        """Said by the core itself."""
        return (
            QT_TRANSLATE_NOOP(
                "trouble",
                "The core's database server is away and nothing is recorded: start it, work then goes on by itself.",
            ),
            {},
        )

    def other_version(self) -> Told:
        return (
            QT_TRANSLATE_NOOP("trouble", "Core and seat are of different versions: install the same at both."),
            {},
        )
