"""Who agrees that old entries leave the journal: a system administrator and an auditor, two human beings."""

from __future__ import annotations

import msgspec

from commandcenter.domain.journal import Outcome
from commandcenter.domain.people import Role
from commandcenter.services.core import Verdict
from commandcenter.services.retention import PRUNE
from commandcenter.services.second_person import digest_of
from tests.support.people import AUDITOR, OFFICER, SYSTEM, PeopleCentre

ARCHIVE = "ab" * 32


def args(before: int = 3, archive: str = ARCHIVE) -> bytes:
    return msgspec.msgpack.encode({"before": before, "archive": archive})


def centre() -> PeopleCentre:
    """Each at a desk of their own; Sun has a second account, and no second position of the three."""
    it = PeopleCentre()
    it.people(("sun.sys", "S1", SYSTEM), ("sun.two", "s1", SYSTEM), ("zhou.aud", "S2", AUDITOR))
    it.people(("zhou.two", "s2", AUDITOR), ("li.wei", "A1", OFFICER))
    roles = (Role.SYSTEM_ADMINISTRATOR, Role.SYSTEM_ADMINISTRATOR, Role.AUDITOR, Role.AUDITOR, Role.DUTY_OFFICER)
    names = ("sun.sys", "sun.two", "zhou.aud", "zhou.two", "li.wei")
    for account, role in zip(names, roles, strict=True):
        assert it.sign_in(account, role, seat=f"at-{account}").ok
    return it


def ask(it: PeopleCentre, account: str, wanted: bytes = b"") -> Verdict:
    return it.do("approval.request", f"at-{account}", command=PRUNE, args=wanted or args())


def agree(it: PeopleCentre, account: str, wanted: bytes = b"") -> Verdict:
    approval = next(reversed(it.state.approvals))
    digest = digest_of(PRUNE, wanted or args())
    return it.prove("approval.approve", account, seat=f"at-{account}", approval=approval, digest=digest)


def test_a_system_administrator_asks_and_an_auditor_agrees() -> None:
    it = centre()
    assert ask(it, "sun.sys").ok
    assert agree(it, "zhou.aud").ok
    agreed = it.state.retention.agreed
    assert agreed is not None
    assert (agreed.before, agreed.archive, (agreed.until - it.now).total_seconds()) == (3, ARCHIVE, 86_400.0)
    entry = it.store.entries[agreed.entry].entry
    assert (entry.action, entry.actor, entry.outcome) == ("journal.prune", "sun.sys", Outcome.UNKNOWN)


def test_nobody_else_and_no_other_way_round() -> None:
    for asker, second, said in (
        ("sun.sys", "sun.two", "Another person has to agree than {person}."),
        ("zhou.aud", "zhou.two", "Another person has to agree than {person}."),
        ("zhou.aud", "sun.sys", "A system administrator has to ask for this, and an auditor agree."),
    ):
        it = centre()
        assert ask(it, asker).ok
        assert agree(it, second).reason == said
        assert it.state.retention.agreed is None
    it = centre()
    assert ask(it, "li.wei").reason.startswith("{person} may not do {command}")
    it.people(("wu.sys", "S9", SYSTEM))
    assert it.sign_in("wu.sys", Role.SYSTEM_ADMINISTRATOR, seat="at-wu.sys").ok
    assert ask(it, "sun.sys").ok
    assert agree(it, "wu.sys").reason == "An auditor has to agree to this."


def test_what_was_not_seen_or_cannot_be_is_not_agreed_to() -> None:
    it = centre()
    assert ask(it, "sun.sys").ok
    assert agree(it, "zhou.aud", args(archive="cd" * 32)).reason == "What waits for approval is not what you have seen."
    for wanted in (args(0), args(10**6), args(archive="x"), args(archive=ARCHIVE + "\n")):
        asked = ask(it, "sun.sys", wanted)
        assert not asked.ok or not agree(it, "zhou.aud", wanted).ok
    assert (
        it.do(PRUNE, "at-sun.sys", before=3, archive=ARCHIVE).reason == "This needs a second person: ask for approval."
    )
