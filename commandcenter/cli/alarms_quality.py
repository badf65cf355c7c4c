"""`alarms quality`: how good the alarms are, by the figures of ISA-18.2 and EEMUA 191. Looks at the journal only."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta

import click
import msgspec

from commandcenter.app.reporting import QualityReport, make_quality
from commandcenter.cli.columns import in_columns
from commandcenter.cli.printing import as_json_option, local, say, say_json
from commandcenter.cli.program import Call
from commandcenter.domain.text import QT_TRANSLATE_NOOP
from commandcenter.services.quality.figures import Figures
from commandcenter.services.quality.taking import Key
from commandcenter.services.quality.verdicts import Judged, judged

GOOD, BAD = "✓", "✗"
SHOWN = 10
COLUMNS = (
    QT_TRANSLATE_NOOP("quality", "Desk"),
    QT_TRANSLATE_NOOP("quality", "Calls"),
    QT_TRANSLATE_NOOP("quality", "per 10 min"),
    QT_TRANSLATE_NOOP("quality", "most"),
    QT_TRANSLATE_NOOP("quality", "Floods"),
    QT_TRANSLATE_NOOP("quality", "in flood"),
    QT_TRANSLATE_NOOP("quality", "Worst ten"),
    QT_TRANSLATE_NOOP("quality", "Chattering"),
    QT_TRANSLATE_NOOP("quality", "Fleeting"),
    QT_TRANSLATE_NOOP("quality", "Stale"),
    QT_TRANSLATE_NOOP("quality", "Standing"),
    QT_TRANSLATE_NOOP("quality", "Beyond"),
)
days_option = click.option(
    "--days",
    type=click.FloatRange(0.01, 3650),
    default=30.0,
    show_default=True,
    help="多少天以来 · Of how many days until now",
)
desk_option = click.option(
    "--desk", default=None, help="只看一个席位队列（名称见 rules.toml） · Only the desk of that name in rules.toml"
)


@click.command()
@days_option
@desk_option
@as_json_option
@click.pass_obj
def quality(call: Call, days: float, desk: str | None, as_json: bool) -> None:
    """告警质量：ISA-18.2、EEMUA 191 指标与结论 · The quality of the alarms, with the verdicts of the standards."""
    call.settings()
    ends = datetime.now(UTC)
    report = make_quality(call.journal(), ends - timedelta(days=days), ends)
    found = report.figures(desk)
    if as_json:
        say_json({"desks": [as_record(it) for it in found]})
        return
    if len(found) > 1:
        for line in table(call, report, found):
            say(line)
        return
    for figures in found:
        for line in as_lines(call, report, figures):
            say(line)


def table(call: Call, report: QualityReport, found: Sequence[Figures]) -> Iterator[str]:
    """All desks, a line each; how many of the verdicts are not good stands at the end."""
    yield from _head(call, found[0])
    titles = [call.words("quality", text) for text in COLUMNS]
    yield from in_columns([titles, *(_row(call, report, it) for it in found)])
    yield ""
    yield call.words("quality", QT_TRANSLATE_NOOP("quality", "`alarms quality --desk NAME` shows one of them whole."))


def _row(call: Call, report: QualityReport, it: Figures) -> list[str]:
    verdicts = judged(it)
    poor = sum(not line.verdict.good for line in verdicts)
    return [
        desk_name(call, report, it.desk),
        str(it.calls),
        f"{it.per_ten_minutes:.3g}",
        str(it.most_in_ten_minutes),
        str(len(it.floods)),
        f"{it.in_flood:.1%}",
        f"{it.top_share:.0%}",
        str(len(it.chattering)),
        str(len(it.fleeting)),
        str(len(it.stale)),
        str(it.standing),
        f"{BAD} {poor}/{len(verdicts)}" if poor else f"{GOOD} {len(verdicts)}",
    ]


def desk_name(call: Call, report: QualityReport, desk: str) -> str:
    """With the name that `--desk` takes."""
    if not desk:
        whole = QT_TRANSLATE_NOOP("quality", "everybody's queue")
        return call.words("quality", whole)
    called = report.called(desk, call.words.language)
    return desk if called == desk else f"{called} ({desk})"


def as_record(figures: Figures) -> dict[str, object]:
    """All figures, and each verdict."""
    record: dict[str, object] = msgspec.to_builtins(figures)
    return {**record, "verdicts": msgspec.to_builtins(judged(figures))}


def _head(call: Call, it: Figures) -> Iterator[str]:
    head = QT_TRANSLATE_NOOP("quality", "Alarm quality from {begins} to {ends}")
    yield call.words("quality", head, begins=local(it.begins), ends=local(it.ends))
    if it.indicative:
        yield call.words("quality", QT_TRANSLATE_NOOP("quality", "Less than 30 days: the verdicts are indicative."))


def as_lines(call: Call, report: QualityReport, it: Figures) -> Iterator[str]:
    yield from _head(call, it)
    if it.desk:
        yield call.words("quality", QT_TRANSLATE_NOOP("quality", "Desk: {desk}"), desk=desk_name(call, report, it.desk))
    elif not report.desks.all:
        yield call.words(
            "quality", QT_TRANSLATE_NOOP("quality", "Of the whole centre: the limits are those of one desk.")
        )
    counted = QT_TRANSLATE_NOOP("quality", "{calls} calls, {occurrences} occurrences with hidden ones, {floods} floods")
    yield call.words("quality", counted, calls=it.calls, occurrences=it.occurrences, floods=len(it.floods))
    yield ""
    for line in judged(it):
        yield _verdict(call, line)
    yield from _offenders(call, it)
    yield from _named(call, QT_TRANSLATE_NOOP("quality", "Chattering, times"), it.chattering)
    yield from _named(call, QT_TRANSLATE_NOOP("quality", "Fleeting, times"), it.fleeting)
    hours = {name: seconds / 3600 for name, seconds in it.stale.items()}
    yield from _named(call, QT_TRANSLATE_NOOP("quality", "Stale, hours"), hours)
    yield from _hidden(call, it)


def _verdict(call: Call, line: Judged) -> str:
    mark = GOOD if line.verdict.good else BAD
    name, verdict = call.words("quality", line.name), call.words("quality", line.verdict.value)
    return f"{mark} {line.standard:<9}  {name}: {line.figure}  ({line.limits})  {verdict}"


def _offenders(call: Call, it: Figures) -> Iterator[str]:
    if it.offenders:
        yield ""
        yield call.words("quality", QT_TRANSLATE_NOOP("quality", "The worst alarms, calls and share"))
    for worst in it.offenders:
        yield f"{worst.count:>7}  {worst.share:>5.1%}  {key_text(worst.key)}"


def _named(call: Call, title: str, found: Mapping[str, float]) -> Iterator[str]:
    if found:
        yield ""
        yield call.words("quality", title)
    for name, value in list(found.items())[:SHOWN]:
        yield f"{value:>7.4g}  {name}"


def _hidden(call: Call, it: Figures) -> Iterator[str]:
    if it.hidden:
        yield ""
        yield call.words("quality", QT_TRANSLATE_NOOP("quality", "Hidden, minutes, by whom and why"))
    for one in it.hidden[:SHOWN]:
        state = call.words("state", one.state.spoken)
        minutes = one.seconds(it.ends) / 60
        yield f"{minutes:>7.0f}  {state}  {key_text(one.key)}  {one.by} {one.why}".rstrip()


def key_text(key: Key) -> str:
    return "/".join(key)
