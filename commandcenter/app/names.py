"""What things in the record are called on the command line: by what is derived from the folder's journal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property

from commandcenter.adapters.data_folder import DataFolder
from commandcenter.adapters.district import District, read_district
from commandcenter.adapters.resources import read_catalogue
from commandcenter.adapters.store.reading import JournalReader, NoProjections
from commandcenter.app.opening import Where, open_reader
from commandcenter.app.telling import Teller
from commandcenter.app.words import Words
from commandcenter.domain.alarms import Alarm
from commandcenter.domain.assets import Camera, Device
from commandcenter.domain.people import Account
from commandcenter.domain.state import Touched
from commandcenter.settings import Settings


class FolderNames:
    """Implements `commandcenter.services.said.values.Names`; reads each list when it is first asked for.

    Where nothing can be derived, ids do: the record itself can be read.
    """

    def __init__(self, reader: JournalReader, sources: Mapping[str, str], district: District, language: str) -> None:
        self._reader, self._sources, self._district, self._language = reader, sources, district, language
        self._alarms: dict[str, Alarm | None] = {}

    def person(self, id: str) -> str:
        return self._people.get(id, id)

    def source(self, id: str) -> str:
        return self._sources.get(id) or id

    def camera(self, id: str) -> str:
        return self._cameras.get(id) or id

    def device(self, id: str) -> str:
        return self._devices.get(id) or id

    def area(self, code: str) -> str:
        return self._district.area_name(code, self._language)

    def alarm(self, id: str) -> Alarm | None:
        if id and id not in self._alarms:
            try:
                self._alarms[id] = self._reader.alarm(id)
            except NoProjections:
                self._alarms[id] = None
        return self._alarms.get(id)

    @cached_property
    def _people(self) -> Mapping[str, str]:
        """By account and by staff number."""
        try:
            accounts = self._reader.things(Touched.ACCOUNT, Account)
        except NoProjections:
            return {}
        return {it.person: it.name for it in accounts} | {it.id: it.name for it in accounts}

    @cached_property
    def _cameras(self) -> Mapping[str, str]:
        try:
            return {it.id: it.name for it in self._reader.things(Touched.CAMERA, Camera)}
        except NoProjections:
            return {}

    @cached_property
    def _devices(self) -> Mapping[str, str]:
        try:
            return {it.id: it.name for it in self._reader.things(Touched.DEVICE, Device)}
        except NoProjections:
            return {}


@contextmanager
def teller_of(folder: DataFolder, journal: Where, settings: Settings, words: Words) -> Iterator[Teller]:
    """Tells lines of the folder's journal. Raises DataFolderError."""
    with open_reader(journal) as reader:
        district = read_district(folder.path / (settings.district or "district"))
        sources = {source.id: source.name for source in settings.sources}
        yield Teller(words, read_catalogue(), FolderNames(reader, sources, district, words.language))
