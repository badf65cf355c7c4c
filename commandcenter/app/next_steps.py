"""What to do next on the command line when the core refuses a command: the core, which knows no verbs, says why."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from commandcenter.domain import passwords
from commandcenter.domain.errors import Named, Refused
from commandcenter.domain.shift_plan import spoken
from commandcenter.domain.text import QT_TRANSLATE_NOOP
from commandcenter.services import accounts, commands, judging, second_person
from commandcenter.services.said.refusals import refusal
from commandcenter.services.said.values import Many, Said, Shift, Term, Value

_AS = QT_TRANSLATE_NOOP("trouble", "Repeat it with --as ACCOUNT: it asks for that account's password.")
_AS_OTHER = QT_TRANSLATE_NOOP("trouble", "Repeat it with --as of such an account: `people list` shows them.")
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
        second_person.NO_CORE: QT_TRANSLATE_NOOP("trouble", "Start the core, and repeat it beside it."),
        passwords.SHORT: _OTHER_PASSWORD,
        passwords.TOO_LONG: _OTHER_PASSWORD,
        passwords.NAMED: _OTHER_PASSWORD,
        passwords.GUESSED: _OTHER_PASSWORD,
        passwords.SAME: _OTHER_PASSWORD,
    }
)


def advised(reason: str, values: Mapping[str, object]) -> Refused:
    """The core's refusal with the next step, where there is one; names that are the program's own become words.

    What stands for a person, an alarm or a key stays an id: the command line takes it as it gives it.
    """
    said = refusal(reason, values)
    worded = {name: found for name, value in said.values.items() if (found := _worded(value)) is not None}
    return Refused(said.template, _next_step(reason, said), **{**values, **worded})


def _next_step(reason: str, said: Said) -> str:
    return _AS_OTHER if "roles" in said.values else NEXT_STEPS.get(reason, "")


def _worded(value: Value) -> object:
    match value:
        case Term(context=context, text=text):
            return Named(context, (text,))
        case Many(values=each):
            terms = [it for it in each if isinstance(it, Term)]
            return Named(terms[0].context if terms else "", tuple(it.text for it in terms))
        case Shift(slot=slot):
            return spoken(slot)
        case _:
            return None
