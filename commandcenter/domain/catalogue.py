"""What the centre says of each type of event: its priority, its words in both languages, its guidance.

The list is the district's own data (`resources/catalogue.toml`), never code.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Protocol

import msgspec

from commandcenter.domain.alarms.life import Manner
from commandcenter.domain.events import Value
from commandcenter.domain.journal import CORE
from commandcenter.domain.priority import Priority


class Wording(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`label` names the type; `text` is a line of a queue with {values} of the event.

    `guidance` is what to do, in order; `announce` what a loudspeaker says to people nearby.
    """

    label: str
    text: str = ""
    guidance: tuple[str, ...] = ()
    announce: str = ""


class EventType(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`life`: how alarms of the type live, as far as it is not as usual."""

    priority: Priority
    zh: Wording
    en: Wording
    life: Manner = Manner()

    def wording(self, language: str) -> Wording:
        return self.zh if language == "zh" else self.en


class Quantity(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What people call a value of an event, and its unit; with both names empty it is not shown."""

    zh: str = ""
    en: str = ""
    unit: str = ""


DRAWN = frozenset({"camera", "box", "boxes"})
"""Values that the centre draws over a camera's picture; in words they stand only where the catalogue names them."""
_UNNAMED = Quantity()


class Described(Protocol):
    """An alarm, or anything else that a source has told of."""

    @property
    def source(self) -> str: ...

    @property
    def type(self) -> str: ...

    @property
    def subject(self) -> str: ...

    @property
    def title(self) -> str: ...

    @property
    def values(self) -> Mapping[str, Value]: ...


class Catalogue(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    types: dict[str, EventType] = {}
    quantities: dict[str, Quantity] = {}

    def priority(self, event_type: str, said: Priority | None) -> Priority:
        """The centre's word for a known type, else the source's, else notice."""
        known = self.types.get(event_type)
        return known.priority if known else said or Priority.NOTICE

    def manner(self, event_type: str) -> Manner:
        known = self.types.get(event_type)
        return known.life if known else Manner()

    def describe(self, alarm: Described, language: str, source_name: Callable[[str], str] = str) -> str:
        """One line for people: the centre's wording, or the source's title for a type that is not listed.

        The centre's own alarms are about a source: it is called as `source_name` says.
        """
        subject = source_name(alarm.subject) if alarm.source == CORE else alarm.subject
        known = self.types.get(alarm.type)
        if known is None:
            return alarm.title or f"{alarm.type} {subject}"
        words = known.wording(language)
        return fill(words.text, alarm.values, subject) if words.text else f"{words.label} {subject}"

    def label(self, alarm: Described, language: str) -> str:
        """What kind of thing it is, in the fewest words: for a place where its values and its subject are seen."""
        known = self.types.get(alarm.type)
        return known.wording(language).label if known else alarm.title or alarm.type

    def values(self, alarm: Described, language: str) -> list[tuple[str, str]]:
        """(name, value with its unit) of what was measured; what is not listed is named as the source names it."""
        return self.measured(alarm.values, language)

    def measured(self, values: Mapping[str, Value], language: str) -> list[tuple[str, str]]:
        lines = []
        for key, value in values.items():
            known = self.quantities.get(key, _UNNAMED if key in DRAWN else Quantity(zh=key, en=key))
            name = known.zh if language == "zh" else known.en
            if name:
                lines.append((name, f"{_plain(value)} {known.unit}".strip()))
        return lines

    def announcement(self, alarm: Described) -> str:
        """What the loudspeaker says, in Chinese: it speaks to the street, not to the officer."""
        known = self.types.get(alarm.type)
        words = known.zh.announce if known else ""
        return fill(words, alarm.values, alarm.subject) if words else "请注意安全，请远离现场，服从工作人员指挥。"

    def guidance(self, event_type: str, language: str) -> tuple[str, ...]:
        known = self.types.get(event_type)
        return known.wording(language).guidance if known else ()


_NAME = re.compile(r"\{([^{}]*)\}")


def fill(template: str, values: Mapping[str, Value], subject: str) -> str:
    """Puts values into {names}; a missing one shows as "?", and nothing in a value is read as a template."""
    known = {**values, "subject": subject}
    return _NAME.sub(lambda found: _plain(known.get(found[1], "?")), template)


def _plain(value: Value) -> str:
    if isinstance(value, float):
        return f"{value:.1f}".removesuffix(".0")
    return str(value)
