"""What the verifier can say: an exit code, what it found, and what it compared with what."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum

Value = str | int | bytes
MOST_FINDINGS = 200


class Code(IntEnum):
    """Exit codes; they are part of the interface and stay as they are."""

    OK = 0
    ALTERED = 1
    TRUNCATED = 2  # entries or checkpoints that there once were are missing at the end, or an older copy stands here
    FORKED = 3  # the log has signed two histories
    KEY = 4  # a signature is missing, or of a key that does not count there
    UNREADABLE = 5
    USAGE = 64
    STOPPED = 130


# Which code is the verdict when several things were found.
GRAVEST = (Code.FORKED, Code.ALTERED, Code.TRUNCATED, Code.KEY, Code.UNREADABLE, Code.OK)


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence: an English template of `words.CHINESE` and what is filled in."""

    template: str
    values: dict[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is not as it was sealed; `entry` where one entry can be named."""

    code: Code
    said: Said
    entry: int | None = None


class Unreadable(Exception):
    """Nothing can be verified; `said` tells why."""

    def __init__(self, template: str, /, **values: Value) -> None:
        super().__init__(template)
        self.said = Said(template, values)


class Report:
    """Collects what is found and what was compared; keeps the first findings and counts the rest."""

    def __init__(self) -> None:
        self.findings: list[Finding] = []
        self.more = 0
        self.compared: list[Said] = []
        self.facts: dict[str, object] = {}
        self._codes: set[Code] = set()

    def find(self, code: Code, template: str, entry: int | None = None, /, **values: Value) -> None:
        self.take(Finding(code, Said(template, values), entry))

    def take(self, finding: Finding) -> None:
        # The first of each kind is always kept: it may come after many of another.
        if len(self.findings) < MOST_FINDINGS or finding.code not in self._codes:
            self.findings.append(finding)
        else:
            self.more += 1
        self._codes.add(finding.code)

    def say(self, template: str, /, **values: Value) -> None:
        self.compared.append(Said(template, values))

    @property
    def code(self) -> Code:
        return next(code for code in GRAVEST if code in self._codes or code is Code.OK)

    def ordered(self) -> list[Finding]:
        """The gravest first, and of one kind the earliest entry first."""
        last = 2**63
        return sorted(self.findings, key=lambda it: (GRAVEST.index(it.code), last if it.entry is None else it.entry))
