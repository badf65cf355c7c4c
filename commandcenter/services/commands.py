"""Every command to the core, declared once: name, arguments, permission, journal entry.

What is not declared is refused; a declaration without a permission or an entry does not load. Who gives a command,
with which credentials, where, and whether one person is enough: all of that is judged here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from enum import Enum
from hashlib import sha256

import msgspec

from commandcenter.domain.catalogue import Catalogue
from commandcenter.domain.changes.operating import CommandRefused
from commandcenter.domain.errors import UNDECODABLE, Refused
from commandcenter.domain.journal import Draft, Outcome
from commandcenter.domain.state import State
from commandcenter.domain.text import QT_TRANSLATE_NOOP
from commandcenter.services import judging, lateness, second_person
from commandcenter.services.around import Around, NothingAround
from commandcenter.services.credentials import Prepared, Proof, SecretKind
from commandcenter.services.lateness import JUST_NOW, Doing
from commandcenter.services.permissions import Permission, Person, Standing
from commandcenter.services.ports import Kept
from commandcenter.services.reach import NOTHING, Reach
from commandcenter.services.second_person import Asking, Handed, Second

NOBODY_HERE = QT_TRANSLATE_NOOP(
    "trouble", "Nobody is signed in here: sign in first; on the command line, --as ACCOUNT."
)
NO_PASSWORD = QT_TRANSLATE_NOOP("trouble", "This needs your password.")
NOT_GRANTED = QT_TRANSLATE_NOOP("trouble", "{person} may not do {command}: the permission {permission} is missing.")


class Args(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Base of the arguments of a command."""


class Rules(msgspec.Struct, frozen=True, kw_only=True):
    """The centre's own rules; a password counts for so many days, 0 for always."""

    password_days: int = 90


class Context(msgspec.Struct, frozen=True, kw_only=True):
    """What a handler may know besides the state: who, where, when by core and by seat, and the centre's words.

    `command` is the command's own id, never the same again; `quarantined` finds what a journal entry has put into
    quarantine; `around` tells how the links are. `proof` says what came of the credentials that were given with it,
    `prepared` is what it brings anew; `key` is that of the console it comes from, "" from elsewhere; `steady` seconds
    pass as time does. `approver` has agreed to a command that needs two persons; `handed` keeps what such a command
    brings until then, None where no core runs. `following` finds the verifier key
    that lies ready to seal the journal after the present one, "" for none. `doing` says how long ago it was done,
    `void` why it does not count, "" when it does.
    """

    command: str
    person: Person
    seat: str
    now: datetime
    done_at: datetime
    catalogue: Catalogue
    quarantined: Callable[[int], Kept | None]
    around: Around = NothingAround()
    proof: Proof | None = None
    prepared: Prepared | None = None
    key: str = ""
    steady: float = 0.0
    rules: Rules = Rules()
    approver: Person | None = None
    handed: Handed | None = None
    following: Callable[[], str] = str
    doing: Doing = JUST_NOW
    void: str = ""

    @property
    def asking(self) -> Asking:
        """Who would ask a second person for it."""
        return Asking(command=self.command, person=self.person, seat=self.seat, now=self.now, steady=self.steady)


class Asks(Enum):
    """What a command asks of who gives it, besides the permission.

    `SEAT`: nothing, the seat does it by itself. `SESSION`: an unlocked session. `PERSON`: somebody's credentials given
    with it, at whichever seat. `SIGNED`: an unlocked session and its person's credentials.
    """

    SEAT = "seat"
    SESSION = "session"
    PERSON = "person"
    SIGNED = "signed"


class Offline(Enum):
    """What becomes of a command at a seat that is cut off from the core.

    `LOCAL`: recorded at the seat, told later. `LIFE_SAFETY`: kept and done late, loudly. `REFUSED`: not taken.
    """

    LOCAL = "local"
    LIFE_SAFETY = "life-safety"
    REFUSED = "refused"


class TableError(Exception):
    """A command is declared wrongly: a mistake in the program, found when the table is built."""


class Declaration(msgspec.Struct, frozen=True):
    """One line of the table; `entries` are the kinds of change that the command may write.

    `reach` is what it touches, `prepares` the secret that it brings anew, `two_persons` that a second one who may do
    the same must always agree, `second` that one must in some cases.
    """

    name: str
    args: type[Args]
    permission: Permission
    entries: tuple[type, ...]
    handle: Callable[..., list[Draft]]
    asks: Asks = Asks.SESSION
    reach: Reach = NOTHING
    offline: Offline = Offline.REFUSED
    prepares: SecretKind | None = None
    two_persons: bool = False
    second: Second | None = None


class CommandTable:
    """The declared commands, checked when built."""

    def __init__(self, declarations: Iterable[Declaration]) -> None:
        self._by_name: dict[str, Declaration] = {}
        for line in declarations:
            _check(line, self._by_name)
            self._by_name[line.name] = line

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self._by_name)

    @property
    def lines(self) -> tuple[Declaration, ...]:
        return tuple(self._by_name.values())

    def find(self, name: str) -> Declaration | None:
        return self._by_name.get(name)

    def decide(self, state: State, name: str, raw_args: bytes, context: Context) -> list[Draft]:
        """The changes that the command makes, or the entry that says why it was refused; what it is about stands first.

        What is to be recorded of the credentials that came with it stands after that.
        """
        proof = context.proof
        try:
            if proof is not None:
                judging.require_patience(state, proof.counts, context.seat, context.steady)
        except Refused as refusal:
            return [_refusal(name, raw_args, refusal)]
        try:
            if proof is not None:
                judging.require_right(state, proof)
        except Refused as refusal:
            return [_refusal(name, raw_args, refusal), *_failed(state, name, proof, context)]
        drafts = self._obeyed(state, name, raw_args, context)
        return [*drafts, *_believed(proof, drafts, context)]

    def _obeyed(self, state: State, name: str, raw_args: bytes, context: Context) -> list[Draft]:
        try:
            line = self._by_name.get(name)
            if line is None:
                raise Refused(QT_TRANSLATE_NOOP("trouble", "There is no command {command}."), command=name)
            _require_in_time(line, context)
            require_standing(line, context)
            args = require(line, state, raw_args, context.person)
            _require_own_password(line, state, context)
            if line.two_persons and context.approver is None:
                raise Refused(QT_TRANSLATE_NOOP("trouble", "This needs a second person: ask for approval."))
            drafts: list[Draft] = line.handle(state, args, context)
            if line.second and line.second.needed(state, args, context.person):
                # It would have been obeyed: what is wrong with it is said to who asks, not to who agrees.
                return [_asked(state, line, raw_args, context)]
        except Refused as refusal:
            return [_refusal(name, raw_args, refusal)]
        kinds = {type(draft.change) for draft in drafts}
        if not drafts or not kinds <= set(line.entries):
            raise TableError(
                f"command {name} wrote {sorted(kind.__name__ for kind in kinds)}, which it did not declare"
            )
        return drafts


def _require_in_time(line: Declaration, context: Context) -> None:
    """What a seat has kept counts in the session it was done in; what it should not have kept, not at all."""
    if context.void:
        raise Refused(context.void)
    if line.offline is Offline.REFUSED and context.doing.kept and context.doing.late:
        raise lateness.pressed(context.doing)


def _require_own_password(line: Declaration, state: State, context: Context) -> None:
    """Who acts by credentials alone has never signed in with them: whoever set the password may know it still."""
    if context.proof is None or context.person.session or line.permission is Permission.SIGN_IN:
        return
    judging.require_fresh(state.accounts[context.proof.account], context.rules.password_days, context.now)


def require_standing(line: Declaration, context: Context) -> None:
    """Raises Refused unless who gives the command stands before the core as it asks."""
    if line.asks in (Asks.PERSON, Asks.SIGNED) and context.proof is None:
        raise Refused(NO_PASSWORD)
    standing = context.person.standing
    if line.asks in (Asks.SEAT, Asks.PERSON) or standing is Standing.PRESENT:
        return
    if standing is Standing.LOCKED:
        raise Refused(QT_TRANSLATE_NOOP("trouble", "The desk is locked: unlock it first."))
    raise Refused(NOBODY_HERE)


def require(line: Declaration, state: State, raw_args: bytes, person: Person) -> Args:
    """The arguments, when that person may do this with them. Raises Refused."""
    if line.permission not in person.permissions:
        raise Refused(
            NOT_GRANTED,
            person=person.name,
            command=line.name,
            permission=line.permission.value,
        )
    args = _decoded(line, raw_args)
    if not line.reach.covers(state, args, person.scope):
        raise Refused(
            QT_TRANSLATE_NOOP("trouble", "{person} may not do this there: it lies outside the areas granted."),
            person=person.name,
        )
    return args


def _failed(state: State, name: str, proof: Proof | None, context: Context) -> list[Draft]:
    if proof is None:
        return []
    return judging.failed(state, proof, name, context.seat, context.steady, context.catalogue, context.now)


def _asked(state: State, line: Declaration, raw_args: bytes, context: Context) -> Draft:
    """The command waits for a second person, and the secret that it brings with it."""
    made = context.prepared
    draft = second_person.asked(state, line.name, raw_args, context.asking, made)
    if made is not None:
        if context.handed is None:
            raise Refused(second_person.NO_CORE)
        context.handed.keep(context.command, made, state.approvals)
    return draft


def _believed(proof: Proof | None, drafts: list[Draft], context: Context) -> list[Draft]:
    """Credentials hashed anew are kept, but for those of which the command itself makes others."""
    if proof is None:
        return []
    first = drafts[0].change
    if isinstance(first, CommandRefused) and first.reason == judging.STALE:
        # Nobody was let in: the same code goes with the new password that is asked for now.
        proof = msgspec.structs.replace(proof, step=0)
    replaced = any(draft.credential and draft.subject == proof.account for draft in drafts)
    digest = sha256(proof.renewed).hexdigest() if proof.renewed and not replaced else ""
    return [judging.believed(proof, context.seat, digest)]


def _check(line: Declaration, known: dict[str, Declaration]) -> None:
    if not line.name or line.name in known:
        raise TableError(f"command {line.name!r} is declared twice or has no name")
    if not isinstance(line.permission, Permission):
        raise TableError(f"command {line.name} is declared without a permission")
    if not line.entries:
        raise TableError(f"command {line.name} is declared without a journal entry")


def _decoded(line: Declaration, raw: bytes) -> Args:
    try:
        return msgspec.msgpack.decode(raw, type=line.args)
    except UNDECODABLE as error:
        raise Refused(
            QT_TRANSLATE_NOOP("trouble", "The arguments are wrong: {error}"),
            error=str(error),
        ) from error


def _refusal(name: str, raw_args: bytes, refusal: Refused) -> Draft:
    values = {key: str(value) for key, value in refusal.values.items()}
    change = CommandRefused(name=name, reason=refusal.template, values=values, args=raw_args[:4096])
    return Draft(change=change, outcome=Outcome.REFUSED)
