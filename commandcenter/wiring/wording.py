"""How this seat words what the core says: the centre's catalogue and the district's names, in the seat's language."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import msgspec

from commandcenter.adapters.district import District
from commandcenter.domain.alarms import Alarm
from commandcenter.domain.catalogue import Catalogue
from commandcenter.domain.rules.desks import Desks


class Wording(msgspec.Struct, frozen=True, kw_only=True):
    catalogue: Catalogue
    district: District
    language: str
    source_name: Callable[[str], str] = str

    def alarm(self, alarm: Alarm) -> str:
        return self.catalogue.describe(alarm, self.language, self.source_name)

    def label(self, alarm: Alarm) -> str:
        return self.catalogue.label(alarm, self.language)

    def area(self, code: str) -> str:
        return self.district.area_name(code, self.language)

    def values(self, alarm: Alarm) -> list[tuple[str, str]]:
        return self.catalogue.values(alarm, self.language)

    def listed(self, names: Iterable[str]) -> str:
        return ("、" if self.language == "zh" else ", ").join(names)

    def guidance(self, alarm: Alarm) -> tuple[str, ...]:
        return self.catalogue.guidance(alarm.type, self.language)

    def desk(self, desks: Desks, name: str) -> str:
        """What people call the desk; of what is none, as it is."""
        desk = desks.find(name)
        if desk is None:
            return name
        return desk.en if self.language == "en" else desk.zh
