"""How the reports of one centre speak: its name, its streets, sources and people."""

from __future__ import annotations

from commandcenter.adapters.data_folder import DataFolder
from commandcenter.adapters.district import read_district
from commandcenter.adapters.resources import read_catalogue
from commandcenter.app.report_pdf.wording import Wording
from commandcenter.app.words import Words
from commandcenter.settings import Settings


def wording_of(settings: Settings, folder: DataFolder, words: Words, people: dict[str, str]) -> Wording:
    """`people` has the names of accounts."""
    district = read_district(folder.path / settings.district) if settings.district else None
    streets = district.streets if district else ()
    names = {street.code: district.area_name(street.code, words.language) for street in streets if district}
    sources = {source.id: source.name or source.id for source in settings.sources}
    return Wording(words, settings.time_zone, settings.centre, read_catalogue(), names, sources, people)
