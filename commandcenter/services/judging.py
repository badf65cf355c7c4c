"""What comes of credentials that somebody gave: believed, or counted as wrong; and for how long nothing is believed."""

from __future__ import annotations

from datetime import datetime, timedelta
from math import ceil, isinf

from commandcenter.domain.catalogue import Catalogue
from commandcenter.domain.changes.people import CredentialAltered, CredentialChecked, SignInFailed
from commandcenter.domain.errors import Refused
from commandcenter.domain.events import Raised
from commandcenter.domain.journal import CORE, Draft, Outcome
from commandcenter.domain.patience import SEAT, Failures
from commandcenter.domain.people import Account
from commandcenter.domain.state import State
from commandcenter.domain.text import QT_TRANSLATE_NOOP
from commandcenter.services import annunciating
from commandcenter.services.credentials import Proof

ALTERED_ALARM = "credential.altered"

WRONG = QT_TRANSLATE_NOOP("trouble", "The name, the password or the code is wrong.")
WAIT = QT_TRANSLATE_NOOP("trouble", "Too many wrong passwords: wait {seconds} s.")
WAIT_HERE = QT_TRANSLATE_NOOP("trouble", "Too many wrong passwords were given here, whoever's: wait {seconds} s.")
BARRED = QT_TRANSLATE_NOOP(
    "trouble", "Too many wrong passwords: a shift leader or security administrator must lift this."
)
STALE = QT_TRANSLATE_NOOP("trouble", "Choose a new password first: yours was set by somebody, or is old.")
ALTERED = QT_TRANSLATE_NOOP(
    "trouble", "What is stored of this account is not what the journal says. Tell the security administrator."
)


def require_patience(state: State, counts: str, seat: str, steady: float) -> None:
    """Nothing is believed, and nothing counted, while somebody has to wait. Raises Refused."""
    own, here = (_wait_s(state, key, steady) for key in (counts, SEAT + seat))
    if isinf(max(own, here)):
        raise Refused(BARRED)
    if max(own, here) > 0:
        raise Refused(WAIT_HERE if here > own else WAIT, seconds=ceil(max(own, here)))


def _wait_s(state: State, key: str, steady: float) -> float:
    failures = state.failures.get(key)
    return failures.wait_s(steady) if failures else 0.0


def require_right(state: State, proof: Proof) -> None:
    """Raises Refused when the credentials are not believed: wrong, used before, or altered behind the core's back."""
    if proof.altered:
        raise Refused(ALTERED)
    if proof.away:
        raise Refused(proof.away, account=proof.account)
    account = state.accounts.get(proof.account)
    # Credentials that were set anew while these were checked count as wrong: they are, by now.
    checked = (proof.digest, proof.directory)
    stale = account is None or not account.enabled or (account.digest, account.directory) != checked
    if not proof.ok or account is None or stale or 0 < proof.step <= account.step:
        raise Refused(WRONG)


def require_fresh(account: Account, days: int, now: datetime) -> None:
    """A password counts for so many `days`, 0 for always. Raises Refused when it has to be changed first."""
    old = bool(days) and account.password_at is not None and now - account.password_at > timedelta(days)
    if account.must_change or old:
        raise Refused(STALE)


def failed(
    state: State, proof: Proof, command: str, seat: str, steady: float, catalogue: Catalogue, now: datetime
) -> list[Draft]:
    """What else is recorded of credentials that were not believed."""
    if proof.altered:
        alarm = Raised(at=now, type=ALTERED_ALARM, subject=proof.account)
        altered = CredentialAltered(account=proof.account)
        return [
            Draft(change=altered, subject=proof.account, outcome=Outcome.FAILED, actor=CORE),
            annunciating.raised(state, CORE, alarm, catalogue, now, CORE),
        ]
    if proof.away:
        # Nobody knows whether it was wrong.
        return []
    keys = (proof.counts, SEAT + seat)
    counted = tuple((state.failures.get(key) or Failures(key=key)).failed(steady) for key in keys)
    wrong = SignInFailed(command=command, account=proof.account, failures=counted)
    return [Draft(change=wrong, subject=proof.account, outcome=Outcome.FAILED)]


def believed(proof: Proof, seat: str, digest: str = "") -> Draft:
    """The record of it; `digest` is that of the renewed credentials, which go with it."""
    change = CredentialChecked(account=proof.account, seat=seat, factors=proof.factors, step=proof.step, digest=digest)
    credential = proof.renewed if digest else b""
    return Draft(change=change, subject=proof.account, actor=proof.account, credential=credential)
