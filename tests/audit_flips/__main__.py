"""`python -m tests.audit_flips [--flips N] [--clean N] [--seed N]`: the long form of what the unit tests do briefly."""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from collections import Counter
from pathlib import Path
from random import Random

from audit.verdict import Code
from tests.audit_flips.clean import judge_clean
from tests.audit_flips.flipping import FILES, Flip, flip, make_folder
from tests.support.audit_cases import found

EVERY = 500


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.audit_flips")
    parser.add_argument("--flips", type=int, default=1000)
    parser.add_argument("--clean", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="flips-") as place:
        missed = _flips(Path(place), options.flips, options.seed)
        alarms = _clean(Path(place), options.clean, options.seed)
    say(f"{options.flips} flips, {missed} missed; {options.clean} clean ones, {alarms} false alarms")
    return int(bool(missed or alarms))


def _flips(place: Path, count: int, seed: int) -> int:
    folder, before = place / "original", dict[str, object]()
    folder.mkdir()
    make_folder(folder)
    random, done = Random(seed), list[Flip]()
    for number in range(count):
        done.append(flip(folder, place / "work", random, before))
        if done[-1].missed:
            say(f"MISSED: {done[-1]}")
        if number % EVERY == EVERY - 1:
            say(f"  {number + 1} flips")
    say(f"{'file':40} flips  count  found  alarm though nothing counts")
    for name in dict.fromkeys(FILES):
        flips = [it for it in done if it.file == name]
        counting = sum(it.counts for it in flips)
        caught = sum(it.counts and it.code is not Code.OK for it in flips)
        extra = sum(not it.counts and it.code is not Code.OK for it in flips)
        say(f"{name:40} {len(flips):5}  {counting:5}  {caught:5}  {extra:5}")
    codes = Counter(it.code.name for it in done)
    say("verdicts: " + ", ".join(f"{name} {codes[name]}" for name in sorted(codes)))
    return sum(it.missed for it in done)


def _clean(place: Path, count: int, seed: int) -> int:
    alarms = 0
    for number in range(count):
        report = judge_clean(place / "clean", Random(f"{seed}/{number}"))
        shutil.rmtree(place / "clean")
        if report.code is not Code.OK:
            alarms += 1
            say(f"FALSE ALARM: seed {seed}/{number}: {found(report)[:3]}")
        if number % EVERY == EVERY - 1:
            say(f"  {number + 1} clean journals")
    return alarms


def say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
