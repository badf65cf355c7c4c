"""The district's names and counts, from the folder with the map's geometry."""

from __future__ import annotations

from pathlib import Path

import msgspec


class Street(msgspec.Struct, frozen=True, kw_only=True):
    """A street or town: its code, its names, its middle (longitude, latitude)."""

    code: str
    name: str
    name_en: str = ""
    centre: tuple[float, float]


class District(msgspec.Struct, frozen=True, kw_only=True):
    """What `district.json` says; unknown fields are other programs' business."""

    name: str = ""
    name_en: str = ""
    counts: dict[str, int] = {}
    streets: tuple[Street, ...] = ()

    def area_name(self, code: str, language: str) -> str:
        """The street's name in that language, or the code itself."""
        found = next((street for street in self.streets if street.code == code), None)
        if found is None:
            return code
        return found.name_en or found.name if language == "en" else found.name


def read_district(folder: Path) -> District:
    """An empty district when there is none, so that a centre without a map still has its alarms."""
    try:
        return msgspec.json.decode((folder / "district.json").read_bytes(), type=District)
    except FileNotFoundError:
        return District()
