"""What somebody gives to prove who it is, what is needed to check it, and what came out of that.

The core's own thread says what is to be checked and decides on the result; the checking itself takes a tenth of a
second and is done elsewhere.
"""

from __future__ import annotations

from enum import Enum
from typing import Protocol

import msgspec


class SecretKind(Enum):
    """What is new with a command: a password, or the secret of a one-time code generator ("" for none)."""

    PASSWORD = "password"
    CODES = "codes"


class Claim(msgspec.Struct, frozen=True, kw_only=True):
    """As somebody typed it; `secret` is what is new. Without `account` only that is there."""

    account: str = ""
    password: str = ""
    code: str = ""
    secret: str | None = None

    def __repr__(self) -> str:
        return "Claim(…)"


class Stored(msgspec.Struct, frozen=True, kw_only=True):
    """An account's sealed credentials as they lie in the store, and their digest as the journal has it.

    `names` may not stand in its password; `coded`: its holder gives one-time codes as well; `directory`: as in Account.
    """

    id: str
    value: bytes = b""
    digest: str = ""
    enabled: bool = True
    coded: bool = False
    names: tuple[str, ...] = ()
    directory: str = ""

    def __repr__(self) -> str:
        return f"Stored({self.id!r}, …)"


class Exam(msgspec.Struct, frozen=True, kw_only=True):
    """`of` is the account that is claimed, None for a name that is none; `target` gets what is new of that `kind`."""

    claim: Claim
    counts: str = ""
    of: Stored | None = None
    target: Stored | None = None
    kind: SecretKind | None = None


class Proof(msgspec.Struct, frozen=True, kw_only=True):
    """`ok`: it is the holder of `account`. `counts`: what failures are kept under.

    `digest` is that of the credentials which were checked; `renewed` are they, hashed as one does today, when they
    were not; `step` the number of the code. `altered`: what is stored is not what the journal says. `directory`: under
    which name a directory was asked; `away`: why it has not said anything, and so nothing is decided.
    """

    account: str = ""
    counts: str = ""
    ok: bool = False
    factors: tuple[str, ...] = ()
    step: int = 0
    digest: str = ""
    renewed: bytes = b""
    altered: bool = False
    directory: str = ""
    away: str = ""


class Prepared(msgspec.Struct, frozen=True, kw_only=True):
    """New sealed credentials of `account`, in place of those with the digest `before`; `flaw` says why there are none.

    `present`: whether there is such a secret now (a code generator can be taken away).
    """

    account: str
    kind: SecretKind
    value: bytes = b""
    before: str = ""
    flaw: str = ""
    present: bool = True


class Checked(msgspec.Struct, frozen=True, kw_only=True):
    proof: Proof | None = None
    prepared: Prepared | None = None


class Checking(Protocol):
    """Hashes, seals, opens. `check` may be called by several threads at once."""

    def check(self, exam: Exam) -> Checked: ...

    def opens(self, account: str, value: bytes) -> bool:
        """Whether the account's credentials, as they are stored, were sealed with the present key."""

    def blind(self, name: str) -> str:
        """A keyed digest of a name that is none: it may be a password in the wrong box."""
