"""Is what the database holds what was sealed, and what is derived from it what it should be; and derives it anew."""

from __future__ import annotations

import msgspec

from commandcenter.adapters.clock import utc_now
from commandcenter.adapters.data_folder import DataFolder
from commandcenter.adapters.resources import read_catalogue
from commandcenter.adapters.store import engine
from commandcenter.adapters.store.comparing import Compared, compare
from commandcenter.adapters.verifier import Verdict
from commandcenter.app.exporting import Tell
from commandcenter.app.guarding import not_proven, tell_of_altered
from commandcenter.app.opening import Where, open_reader, open_store, unusable
from commandcenter.app.verifying import known, places, verdict
from commandcenter.services.core import Core
from commandcenter.services.operating import command_table
from commandcenter.services.ports import StoreTrouble
from commandcenter.settings import Settings


class Checked(msgspec.Struct, frozen=True, kw_only=True):
    """The verifier's word on the evidence, and the projections against what the journal makes anew."""

    evidence: Verdict
    projections: Compared

    @property
    def ok(self) -> bool:
        return self.evidence.code == 0 and self.projections.difference is None


def check(folder: DataFolder, settings: Settings, journal: Where, tell: Tell) -> Checked:
    """Beside a running core or without one. Raises DataFolderError."""
    with open_reader(journal):
        target, also = places(folder, settings.audit.second_place, journal)
        found = verdict(target, [*also, *known(journal)])
    try:
        compared = compare(journal, tell)
    except StoreTrouble as error:
        raise unusable(journal, error) from error
    except engine.UNUSABLE as error:
        raise unusable(journal, engine.trouble(error)) from error
    return Checked(evidence=found, projections=compared)


def rebuild(folder: DataFolder, journal: Where, tell: Tell) -> int:
    """The projections anew; how many entries they reflect. Raises DataFolderError, also beside a core."""
    folder.prepare()
    with folder.lock(), open_store(journal, folder, tell=tell) as store:
        # To have found out, and not have said so, would be to help whoever did it.
        tell_of_altered(Core(store, command_table(), read_catalogue(), utc_now), store)
        store.rebuild()
        if store.flaw is not None:
            raise not_proven(folder, store.flaw)
        return store.load()[0].size
