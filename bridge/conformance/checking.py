"""Goes through the rules one by one; whatever happens in one, the others follow."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence

import zmq

from commandcenter.domain.errors import Trouble
from commandcenter.domain.text import QT_TRANSLATE_NOOP

from . import knocking
from .rules import RULES, Rule
from .run import Run
from .target import Target
from .verdicts import NOTHING, Finding, NotTried, Result, Verdict, Words, Wrong

Told = Callable[[Result, int, int], None]
"""(result, how many are done, of how many)."""

_log = logging.getLogger(__name__)
_DOORS = {
    knocking.REFUSED: (
        QT_TRANSLATE_NOOP("trouble", "The source at {endpoint} refuses the checker's key {key}."),
        QT_TRANSLATE_NOOP("trouble", "Put that key into `peers` of the source's key file; then check again."),
    ),
    knocking.NOBODY: (
        QT_TRANSLATE_NOOP("trouble", "Nobody listens at {endpoint}."),
        QT_TRANSLATE_NOOP("trouble", "Start the source, or correct the address."),
    ),
}
_OTHER_DOOR = (
    QT_TRANSLATE_NOOP("trouble", "The source at {endpoint} does not prove the key {server}: {outcome}."),
    QT_TRANSLATE_NOOP("trouble", "Name the public key of its key file with --server-key, or trust it: `keys trust`."),
)


class Check:
    """`results` are there while it runs, so that one that was stopped says what it knows; `left` what stays behind."""

    def __init__(self, target: Target, rules: Sequence[Rule] = RULES) -> None:
        self.left: list[Trouble] = []
        self._target = target
        self._rules = rules
        self._results: list[Result] = []
        self._run: Run | None = None

    def run(self, told: Told = lambda result, done, of: None) -> list[Result]:
        """Raises Trouble when nobody lets the checker in, so that nothing could be tried; Stopped after `stop`."""
        run = self._run = Run(self._target)
        try:
            run.peers.prepare()
            if self._target.driver is not None:
                self._target.driver.start()
            in_the_clear = self._come_in(run) == knocking.MECHANISM
            until = time.monotonic() + self._target.patience.whole
            for done, rule in enumerate(sorted(self._rules, key=lambda rule: rule.last), 1):
                run.begin()
                if in_the_clear and rule.id not in ("S1", "S3"):
                    result = _untried(rule, QT_TRANSLATE_NOOP("trouble", "the source speaks without CURVE"))
                elif time.monotonic() < until:
                    result = _tried(rule, run)
                else:
                    result = _untried(rule, QT_TRANSLATE_NOOP("trouble", "the time for the whole check was over"))
                self._results.append(result)
                told(result, done, len(self._rules))
        finally:
            run.finish()
            self._tell_what_is_left(run)
        return self.results

    def stop(self) -> None:
        """From another thread, or from a signal: at the next safe moment. An exception anywhere would not be one."""
        if self._run is not None:
            self._run.stopping = True

    @property
    def results(self) -> list[Result]:
        """In the order of the document, with what was seen beside the rule that was being tried."""
        complaints = self._run.record.complaints if self._run else {}
        place = [rule.id for rule in self._rules]
        found = sorted(self._results, key=lambda result: place.index(result.rule))
        return [_with(result, tuple(complaints.get(result.rule, ()))) for result in found]

    def _come_in(self, run: Run) -> str:
        """How the handshake went. One that speaks in the clear is not let off: S1 and S3 say so."""
        outcome = run.knock(zmq.DEALER, run.proof())
        if outcome not in (knocking.OPEN, knocking.REFUSED, knocking.NOBODY):
            in_the_clear = run.knock(zmq.DEALER, None) == knocking.OPEN
            outcome = knocking.MECHANISM if in_the_clear else outcome
        if outcome in (knocking.OPEN, knocking.MECHANISM):
            return outcome
        what, todo = _DOORS.get(outcome, _OTHER_DOOR)
        target = self._target
        raise Trouble(
            what, todo, endpoint=target.endpoint, key=target.keys.public, server=target.server, outcome=outcome
        )

    def _tell_what_is_left(self, run: Run) -> None:
        if run.pulled and self._target.driver is None and not self._target.as_core:
            self.left.append(Trouble(_KEPT, key=self._target.keys.public))
        if run.commands:
            self.left.append(Trouble(_COMMANDS, count=run.commands))


_KEPT = QT_TRANSLATE_NOOP(
    "trouble",
    "The source keeps its events for the checker's key {key} from now on: take that key out of its peers. Nothing "
    "stays with the key of the centre's core, which is taken without --keys.",
)
_COMMANDS = QT_TRANSLATE_NOOP(
    "trouble", "The source may remember the keys of up to {count} commands of this check for a day."
)


def _tried(rule: Rule, run: Run) -> Result:
    reason: Words = ""
    findings: tuple[Finding, ...] = ()
    try:
        reason = rule.attempt(run) or ""
        verdict = Verdict.PASS
    except Wrong as error:
        verdict, findings = Verdict.FAIL, error.findings
    except NotTried as error:
        verdict, reason = Verdict.NOT_TRIED, error
    except Exception as error:  # noqa: BLE001 - the guard around one rule: the others are tried all the same
        _log.debug("%s broke off", rule.id, exc_info=True)
        came = f"{type(error).__name__}: {error}"
        verdict, findings = Verdict.FAIL, (Finding(NOTHING, NO_CRASH, came),)
    return Result(rule.id, rule.sentence, verdict, reason, findings)


NO_CRASH = QT_TRANSLATE_NOOP("trouble", "answers that the checker can follow")


def _untried(rule: Rule, reason: str) -> Result:
    return Result(rule.id, rule.sentence, Verdict.NOT_TRIED, reason)


def _with(result: Result, complaints: tuple[Finding, ...]) -> Result:
    if not complaints:
        return result
    return result._replace(verdict=Verdict.FAIL, reason="", findings=result.findings + complaints)
