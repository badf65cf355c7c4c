"""What is wrong with a settings file, in words: which place, what was expected there, what stands there."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from difflib import get_close_matches
from types import MappingProxyType

import msgspec
from msgspec import inspect

from commandcenter.domain.errors import Named, Trouble
from commandcenter.domain.text import QT_TRANSLATE_NOOP

Flaw = tuple[str | Trouble, str | Trouble]
"""(where, what)."""

# As the decoder calls them, and as people who write a settings file do.
KINDS: Mapping[str, str] = MappingProxyType(
    {
        "str": QT_TRANSLATE_NOOP("trouble", 'text in "quotation marks"'),
        "int": QT_TRANSLATE_NOOP("trouble", "a whole number"),
        "float": QT_TRANSLATE_NOOP("trouble", "a number with a decimal point"),
        "bool": QT_TRANSLATE_NOOP("trouble", "true or false"),
        "array": QT_TRANSLATE_NOOP("trouble", "a list in [ ], or tables headed [[NAME]]"),
        "object": QT_TRANSLATE_NOOP("trouble", "a table headed [NAME]"),
        "date": QT_TRANSLATE_NOOP("trouble", "a date"),
        "datetime": QT_TRANSLATE_NOOP("trouble", "a date and time"),
        "time": QT_TRANSLATE_NOOP("trouble", "a time"),
    }
)

# Beginnings of what the parser of TOML says.
SLIPS: tuple[tuple[str, str], ...] = (
    ("Cannot overwrite", QT_TRANSLATE_NOOP("trouble", "this stands in the file twice")),
    ("Cannot declare", QT_TRANSLATE_NOOP("trouble", "this stands in the file twice")),
    ("Illegal character", QT_TRANSLATE_NOOP("trouble", "the text has no closing quotation mark on its line")),
    ("Unterminated string", QT_TRANSLATE_NOOP("trouble", "the text has no closing quotation mark on its line")),
    ("Expected ']'", QT_TRANSLATE_NOOP("trouble", "the closing bracket ] is missing")),
    ("Unclosed array", QT_TRANSLATE_NOOP("trouble", "the closing bracket ] is missing")),
    ("Expected '='", QT_TRANSLATE_NOOP("trouble", "a line here is NAME = VALUE, [TABLE], or begins with #")),
    ("Invalid statement", QT_TRANSLATE_NOOP("trouble", "a line here is NAME = VALUE, [TABLE], or begins with #")),
    (
        "Invalid value",
        QT_TRANSLATE_NOOP(
            "trouble", "a value is text in quotation marks, a number, true or false, or a list in brackets"
        ),
    ),
)


def flaw_of_text(error: Exception) -> Flaw:
    """Of a file that is no TOML at all; `error` is its parser's."""
    if isinstance(error, UnicodeDecodeError):
        line = error.object[: error.start].count(b"\n") + 1
        what = QT_TRANSLATE_NOOP("trouble", "this is no UTF-8: save the file in that encoding")
        return Trouble(QT_TRANSLATE_NOOP("trouble", "line {line}"), line=line), Trouble(what)
    if isinstance(error, RecursionError):
        what = QT_TRANSLATE_NOOP("trouble", "tables and lists lie too deep in one another")
        return "", Trouble(what)
    if not isinstance(error, msgspec.DecodeError):
        return "", Trouble(QT_TRANSLATE_NOOP("trouble", "a number has thousands of digits"))
    said, _, place = str(error).rpartition(" (at ")
    found = re.match(r"line (\d+), column (\d+)\)", place)
    if found is None:
        what = QT_TRANSLATE_NOOP("trouble", "a closing bracket, a closing quotation mark or a value is missing")
        return Trouble(QT_TRANSLATE_NOOP("trouble", "the end of the file")), Trouble(what)
    where = Trouble(QT_TRANSLATE_NOOP("trouble", "line {line}, column {column}"), line=found[1], column=found[2])
    known = next((text for begins, text in SLIPS if said.startswith(begins)), "")
    unknown = Trouble(QT_TRANSLATE_NOOP("trouble", "this cannot be read as TOML: {reason}"), reason=said)
    return where, Trouble(known) if known else unknown


def flaw_of_value(error: msgspec.ValidationError, root: type) -> tuple[str, str | Trouble]:
    """Of a file that does not hold what `root`, the type of the settings, says."""
    said, _, place = str(error).partition(" - at `")
    place = place.removesuffix("`").removeprefix("$").removeprefix(".")
    for pattern, tell in TELLING.items():
        if found := re.fullmatch(pattern, said):
            where, what = tell(found, place, root)
            return where, what
    return place, said


def _unknown(found: re.Match[str], place: str, root: type) -> tuple[str, Trouble]:
    known = sorted(field.encode_name for field in _fields(place, root))
    near = get_close_matches(found[1], known, 1)
    if near:
        what = QT_TRANSLATE_NOOP("trouble", "there is no such setting; is {known} meant?")
        return _below(place, found[1]), Trouble(what, known=near[0])
    what = QT_TRANSLATE_NOOP("trouble", "there is no such setting; those that there are here: {known}")
    return _below(place, found[1]), Trouble(what, known=", ".join(known))


def _missing(found: re.Match[str], place: str, root: type) -> tuple[str, Trouble]:
    return _below(place, found[1]), Trouble(QT_TRANSLATE_NOOP("trouble", "this is needed, and is not there"))


def _no_choice(found: re.Match[str], place: str, root: type) -> tuple[str, Trouble]:
    choices: list[object] = []
    for kind in _at(place, root):
        if isinstance(kind, inspect.LiteralType):
            choices += kind.values
        elif isinstance(kind, inspect.EnumType):
            choices += (it.value for it in kind.cls)
    known = ", ".join(f'"{value}"' if isinstance(value, str) else str(value) for value in choices)
    what = QT_TRANSLATE_NOOP("trouble", "{value} cannot stand here, only one of these: {known}")
    return place, Trouble(what, value=found[1].replace("'", '"'), known=known)


def _other_kind(found: re.Match[str], place: str, root: type) -> tuple[str, Trouble]:
    wanted = tuple(KINDS.get(it, it) for it in found[1].split(" | ") if it != "null")
    what = QT_TRANSLATE_NOOP("trouble", "expected here: {wanted}; found: {found}")
    there = Named("trouble", (KINDS.get(found[2], found[2]),))
    return place, Trouble(what, wanted=Named("trouble", wanted), found=there)


def _other_count(found: re.Match[str], place: str, root: type) -> tuple[str, Trouble]:
    what = QT_TRANSLATE_NOOP("trouble", "expected here: {wanted} values; found: {found}")
    return place, Trouble(what, wanted=found[1], found=found[2])


def _beyond(found: re.Match[str], place: str, root: type) -> tuple[str, Trouble]:
    least = QT_TRANSLATE_NOOP("trouble", "the number is too small: {count} at least")
    most = QT_TRANSLATE_NOOP("trouble", "the number is too large: {count} at most")
    return place, Trouble(least if found[1] == ">=" else most, count=found[2])


def _other_length(found: re.Match[str], place: str, root: type) -> tuple[str, Trouble]:
    texts = {
        ("str", ">="): QT_TRANSLATE_NOOP("trouble", "the text is too short: {count} characters at least"),
        ("str", "<="): QT_TRANSLATE_NOOP("trouble", "the text is too long: {count} characters at most"),
        ("array", ">="): QT_TRANSLATE_NOOP("trouble", "the list is too short: it needs {count} at least"),
        ("array", "<="): QT_TRANSLATE_NOOP("trouble", "the list is too long: {count} at most"),
    }
    return place, Trouble(texts[found[1], found[2]], count=found[3])


Tell = Callable[["re.Match[str]", str, type], tuple[str, Trouble]]

# By what the decoder says; the rest is said in its own words.
TELLING: Mapping[str, Tell] = MappingProxyType(
    {
        r"Object contains unknown field `(.*)`": _unknown,
        r"Object missing required field `(.*)`": _missing,
        r"Invalid enum value (.*)": _no_choice,
        r"Expected `(.*)`, got `(.*)`": _other_kind,
        r"Expected `array` of length (\d+), got (\d+)": _other_count,
        r"Expected `(?:int|float)` (>=|<=) (\S+)": _beyond,
        r"Expected `(str|array)` of length (>=|<=) (\d+)": _other_length,
    }
)


def _below(place: str, name: str) -> str:
    return f"{place}.{name}" if place else name


def _fields(place: str, root: type) -> Iterator[inspect.Field]:
    for kind in _at(place, root):
        if isinstance(kind, inspect.StructType):
            yield from kind.fields


def _at(place: str, root: type) -> list[inspect.Type]:
    """What may stand at that place, like core.others[0]."""
    kinds = _whole(inspect.type_info(root))
    for name, index in re.findall(r"(\w+)|\[(\w+|\.\.\.)\]", place):
        step = _entries if index else _named(name)
        kinds = [deeper for kind in kinds for found in step(kind) for deeper in _whole(found)]
    return kinds


def _whole(kind: inspect.Type) -> list[inspect.Type]:
    """Each of what a union allows, without what is only said about it."""
    match kind:
        case inspect.Metadata():
            return _whole(kind.type)
        case inspect.UnionType():
            return [deeper for each in kind.types for deeper in _whole(each)]
        case _:
            return [kind]


def _named(name: str) -> Callable[[inspect.Type], list[inspect.Type]]:
    def step(kind: inspect.Type) -> list[inspect.Type]:
        fields = kind.fields if isinstance(kind, inspect.StructType) else ()
        return [field.type for field in fields if field.encode_name == name]

    return step


def _entries(kind: inspect.Type) -> list[inspect.Type]:
    match kind:
        case inspect.VarTupleType() | inspect.ListType():
            return [kind.item_type]
        case inspect.TupleType():
            return list(kind.item_types)
        case _:
            return []
