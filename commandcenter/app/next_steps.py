"""What to do next on the command line when the core refuses a command: the core, which knows no verbs, says why."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from commandcenter.domain import passwords
from commandcenter.domain.errors import Named, Refused
from commandcenter.domain.text import QT_TRANSLATE_NOOP
from commandcenter.services import accounts, commands, judging
from commandcenter.services.permissions import ROLES

_AS = QT_TRANSLATE_NOOP("trouble", "Repeat it with --as ACCOUNT: it asks for that account's password.")
_OTHER_PASSWORD = QT_TRANSLATE_NOOP("trouble", "Nothing was changed: repeat it with another new password.")
NEXT_STEPS: Mapping[str, str] = MappingProxyType(
    {
        commands.NOBODY_HERE: _AS,
        commands.NO_PASSWORD: _AS,
        accounts.NO_ACCOUNT: QT_TRANSLATE_NOOP("trouble", "`people list` shows all of them."),
        accounts.TAKEN: QT_TRANSLATE_NOOP("trouble", "`people set` changes it; `people list` shows all of them."),
        judging.WRONG: QT_TRANSLATE_NOOP(
            "trouble",
            "Try again; with a second factor give --code too. A forgotten password a security administrator sets anew: "
            "`people password`.",
        ),
        judging.BARRED: QT_TRANSLATE_NOOP("trouble", "Have one of them do it: `people lift ACCOUNT --as THEIRS`."),
        judging.STALE: QT_TRANSLATE_NOOP("trouble", "`people password ACCOUNT --as ACCOUNT` does it."),
        passwords.SHORT: _OTHER_PASSWORD,
        passwords.TOO_LONG: _OTHER_PASSWORD,
        passwords.NAMED: _OTHER_PASSWORD,
        passwords.GUESSED: _OTHER_PASSWORD,
        passwords.SAME: _OTHER_PASSWORD,
    }
)


def advised(reason: str, values: Mapping[str, object]) -> Refused:
    """The core's refusal with the next step, where there is one; positions instead of a permission's internal name."""
    if reason == commands.NOT_GRANTED:
        wanted = values.get("permission")
        roles = tuple(role.spoken for role, granted in ROLES.items() if wanted in {it.value for it in granted})
        if roles:
            return Refused(
                QT_TRANSLATE_NOOP("trouble", "{person} may not do this; these positions may: {roles}."),
                QT_TRANSLATE_NOOP("trouble", "Repeat it with --as of such an account: `people list` shows them."),
                person=values.get("person", ""),
                roles=Named("role", roles),
            )
    return Refused(reason, NEXT_STEPS.get(reason, ""), **values)
