"""What waits for a second person, looked up in the journal, and that person's word on it."""

from __future__ import annotations

from commandcenter.adapters.clock import utc_now
from commandcenter.adapters.data_folder import DataFolder
from commandcenter.app.administering import obey
from commandcenter.app.opening import Where, open_reader
from commandcenter.app.telling import Teller
from commandcenter.domain.errors import Refused
from commandcenter.domain.people import Approval
from commandcenter.domain.state import Touched
from commandcenter.domain.text import QT_TRANSLATE_NOOP
from commandcenter.services.credentials import Claim
from commandcenter.services.said.asked import details
from commandcenter.services.said.values import Said, Term
from commandcenter.settings import Settings

SHOWN = 8
"""So much of a request's number is shown; as much as tells it from the others is enough to name it."""


def waiting(journal: Where) -> list[Approval]:
    """The ones that are over soonest first. Raises DataFolderError."""
    with open_reader(journal) as reader:
        found, now = reader.things(Touched.APPROVAL, Approval), utc_now()
    return sorted((it for it in found if it.until > now), key=lambda it: it.until)


def named(journal: Where, number: str) -> Approval:
    """The one whose number begins so. Raises Refused for none and for several."""
    found = [it for it in waiting(journal) if number and it.id.startswith(number.lower())]
    if len(found) != 1:
        raise Refused(
            QT_TRANSLATE_NOOP("trouble", "No request {number} waits: it was answered, or is too old."),
            QT_TRANSLATE_NOOP("trouble", "`people waiting` shows what waits."),
            number=number,
        )
    return found[0]


def agree(folder: DataFolder, settings: Settings, approval: Approval, by: Claim | None) -> None:
    """To just this. Raises Refused and what `obey` does."""
    obey(folder, settings, "approval.approve", {"approval": approval.id, "digest": approval.digest}, by)


def refuse(folder: DataFolder, settings: Settings, approval: Approval, by: Claim | None) -> None:
    """Or take it back, by who has asked. Raises Refused and what `obey` does."""
    obey(folder, settings, "approval.refuse", {"approval": approval.id, "digest": approval.digest}, by)


def in_words(teller: Teller, approval: Approval) -> list[str]:
    """What it does: the command, then everything that it says, each by itself so that none hides another."""
    action = Said("{action}", {"action": Term("action", approval.command)})
    return [teller.said(it) for it in (action, *details(approval))]
