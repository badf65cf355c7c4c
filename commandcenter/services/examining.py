"""Before credentials are checked: what there is to check them against, and whether they are to be looked at at all."""

from __future__ import annotations

import msgspec

from commandcenter.domain.errors import UNDECODABLE, Refused
from commandcenter.domain.journal import CommandId
from commandcenter.domain.patience import ACCOUNT, UNKNOWN
from commandcenter.services import judging
from commandcenter.services.core import Core, Undecided, Verdict
from commandcenter.services.credentials import Checking, Claim, Exam, Stored


class _Target(msgspec.Struct):
    account: str = ""


class Examiner:
    """Works on the core's own thread, and quickly: the hashing is for others."""

    def __init__(self, core: Core, checking: Checking) -> None:
        self._core = core
        self._checking = checking

    def examine(self, order: CommandId, args: bytes, claim: Claim, seat: str) -> Exam | Verdict:
        """What is to be checked; or the answer at once: given before, or to who has to wait. Raises StoreTrouble."""
        given = self._core.answered(order.id)
        if given is not None:
            return given
        name = claim.account.strip().lower()
        counts = self._counts(name) if name else ""
        try:
            judging.require_patience(self._core.state, counts, seat, self._core.attending.steady())
        except Refused as refusal:
            self._core.attending.throttle(seat)
            values = {key: str(value) for key, value in refusal.values.items()}
            return Undecided(id=order.id, ok=False, reason=refusal.template, values=values)
        line = self._core.find(order.name)
        kind = line.prepares if line and claim.secret is not None else None
        target = self._target(args, name) if kind else None
        return Exam(claim=claim, counts=counts, of=self._stored(name) if name else None, target=target, kind=kind)

    def _counts(self, name: str) -> str:
        return ACCOUNT + name if name in self._core.state.accounts else UNKNOWN + self._checking.blind(name)

    def _target(self, args: bytes, name: str) -> Stored | None:
        """Whose secret is new: that of the account which the arguments name, else one's own."""
        try:
            named = msgspec.msgpack.decode(args, type=_Target).account
        except UNDECODABLE:
            return None
        account = named or name
        return self._stored(account) or Stored(id=account, names=(account,))

    def _stored(self, name: str) -> Stored | None:
        account = self._core.state.accounts.get(name)
        if account is None:
            return None
        return Stored(
            id=account.id,
            value=self._core.credential(account.id) or b"",
            digest=account.digest,
            enabled=account.enabled,
            coded=account.second_factor,
            names=(account.id, account.name),
            directory=account.directory,
        )
