"""The record's lines in the reader's language, with the names that the reader's side knows."""

from __future__ import annotations

import re
from collections.abc import Mapping

from commandcenter.app.words import Words
from commandcenter.domain.catalogue import Catalogue, Wording, fill
from commandcenter.domain.events import Value as EventValue
from commandcenter.domain.shift_plan import spoken
from commandcenter.domain.text import QT_TRANSLATE_NOOP
from commandcenter.services.said.refusals import refusal
from commandcenter.services.said.values import (
    Event,
    Kind,
    Many,
    Measured,
    Moment,
    Named,
    Names,
    Said,
    Shift,
    Term,
    Value,
    cut,
    of_alarm,
    short,
)
from commandcenter.services.searching import folded
from commandcenter.services.stories import Line

MINUTE_S, HOUR_S, DAY_S = 60, 3_600, 86_400


# A colon that nothing follows any more.
_DANGLING = re.compile(r"\s*[:：]\s*(?=[,，]|$)")


class Teller:
    """Nothing in a value is read as a template."""

    def __init__(self, words: Words, catalogue: Catalogue, names: Names) -> None:
        self._words, self._catalogue, self._names = words, catalogue, names
        chinese = words.language == "zh"
        self._comma, self._and = ("，", "、") if chinese else (", ", ", ")

    def said(self, said: Said, about: str = "") -> str:
        """The sentence and its clauses; one that comes out empty, or says what was said already, is left out.

        In the story of the alarm `about` that one is not named again.
        """
        text = self._filled(said, "", about)
        for clause in said.more:
            more = self._filled(clause, text, about)
            if more and more not in text:
                text = f"{text}{self._comma}{more}" if text else more
        return text

    def line(self, line: Line, about: str = "") -> str:
        """What was done, how often: without time and person."""
        said = self.said(line.said, about)
        if line.times <= 1:
            return said
        times = self._words("story", QT_TRANSLATE_NOOP("story", "{times} such reports in a row"), times=line.times)
        return f"{said}{self._comma}{times}"

    def object(self, line: Line) -> str:
        """The id of what the line is about, by which it is asked for; "" where it says nothing more."""
        named = (line.actor, line.seat, "wall")
        shown = short(line.subject)
        return "" if line.subject in named or shown in self.line(line) else shown

    def who(self, line: Line) -> str:
        """The person, the source, or which part of the centre it was."""
        return self.name(line.actor)

    def name(self, actor: str) -> str:
        known = self._words.known("who", actor)
        if known != actor:
            return known
        for name in (self._names.person(actor), self._names.source(actor), self._names.device(actor)):
            if name != actor:
                return name
        return actor

    def refusal(self, reason: str, values: Mapping[str, str]) -> str:
        """What an answer of the core says that has refused a command or a search."""
        return self.said(refusal(reason, values))

    def lag(self, seconds: float) -> str:
        return lag_text(self._words, seconds)

    def _filled(self, said: Said, before: str, about: str) -> str:
        values: dict[str, str | bool | float] = {}
        for name, value in said.values.items():
            values[name] = "" if _is_alarm(value, about) else self._text(value, before)
        text = " ".join(fill(self._words.known(said.context, said.template), values, "").split())
        return text if all(values.values()) else _DANGLING.sub("", text)

    def _text(self, value: Value, before: str) -> str:
        match value:
            case Term(context=context, text=text):
                return self._words.term(context, text)
            case Named(kind=kind, id=id):
                return self._named(kind, id)
            case Event():
                return self._event(value)
            case Measured(values=values):
                return self._measured(values, before)
            case Moment(at=at):
                return f"{at.astimezone():%m-%d %H:%M}"
            case Shift(slot=slot):
                return spoken(slot)
            case Many(values=each):
                return self._and.join(self._text(it, before) for it in each)
            case Said():
                return self.said(value)
            case _:
                return str(value)

    def _named(self, kind: Kind, id: str) -> str:
        if kind is Kind.ALARM:
            alarm = self._names.alarm(id)
            return short(id) if alarm is None else self._event(of_alarm(alarm))
        look_up = {
            Kind.PERSON: self.name,
            Kind.SOURCE: self._names.source,
            Kind.CAMERA: self._names.camera,
            Kind.DEVICE: self._names.device,
            Kind.AREA: self._names.area,
        }[kind]
        found = look_up(id)
        if kind is Kind.PERSON:
            # It may be a name already, which nobody shortens.
            return cut(found)
        return short(id) if found == id else found

    def _event(self, event: Event) -> str:
        """Without values a line that is made of them would be full of holes: then the type's name does."""
        known = self._catalogue.types.get(event.type)
        wording = known.wording(self._words.language) if known else Wording(label="")
        if known is None or event.values or "{" not in wording.text.replace("{subject}", ""):
            return self._catalogue.describe(event, self._words.language, self._names.source)
        return f"{wording.label} {event.subject}"

    def _measured(self, values: Mapping[str, EventValue], before: str) -> str:
        found = self._catalogue.measured(values, self._words.language)
        known = folded(before)
        new = [
            f"{name} {value}"
            for name, value in found
            if not any(folded(it) in known for it in (value, f"{name} {value.partition(' ')[0]}"))
        ]
        return self._comma.join(new)


def _is_alarm(value: Value, alarm: str) -> bool:
    match value:
        case Named(kind=Kind.ALARM, id=id) | Event(alarm=id):
            return id == alarm != ""
        case _:
            return False


def lag_text(words: Words, seconds: float) -> str:
    """Two figures at most: who reads it wants to know whether it was quick."""
    if seconds < MINUTE_S:
        return words("story", QT_TRANSLATE_NOOP("story", "+{seconds} s"), seconds=f"{seconds:.0f}")
    if seconds < HOUR_S:
        return words("story", QT_TRANSLATE_NOOP("story", "+{minutes} min {seconds} s"), **_split(seconds, "minutes"))
    if seconds < DAY_S:
        return words("story", QT_TRANSLATE_NOOP("story", "+{hours} h {minutes} min"), **_split(seconds, "hours"))
    return words("story", QT_TRANSLATE_NOOP("story", "+{days} d {hours} h"), **_split(seconds, "days"))


def _split(seconds: float, first: str) -> dict[str, object]:
    left = int(seconds)
    days, left = divmod(left, DAY_S)
    hours, left = divmod(left, HOUR_S)
    minutes, rest = divmod(left, MINUTE_S)
    parts = {"days": days, "hours": hours, "minutes": minutes, "seconds": rest}
    names = list(parts)
    at = names.index(first)
    return {name: parts[name] for name in names[at : at + 2]}
