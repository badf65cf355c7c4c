"""The long run: `python -m tests.cut_seat [--seconds 60]`; ends with 0 when each action stands once, in its order."""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from tests.cut_seat.run import CutRun, Plan, Result


def main() -> int:
    options = _arguments()
    plan = Plan(
        seed=options.seed,
        seconds=options.seconds,
        actions=options.actions,
        seat_kills=options.seat_kills,
        core_kills=options.core_kills,
    )
    _say(f"cut-seat: seed {plan.seed}")
    began = time.monotonic()

    def tell(line: str) -> None:
        _say(f"cut-seat: {time.monotonic() - began:5.1f} s  {line}")

    with tempfile.TemporaryDirectory(prefix="cut-seat-") as folder:
        result = CutRun(Path(folder), plan, tell).run()
    _show(result)
    _say("cut-seat: every action once, in its order" if result.good else "cut-seat: FAILED")
    return 0 if result.good else 1


def _show(result: Result) -> None:
    for line in result.lines:
        _say(f"  {line.n:>5}  {line.command:<18} {line.outcome:<8} {line.late_s:6.1f} s late")
    outcomes = Counter((line.command, line.outcome) for line in result.lines)
    for (command, outcome), count in sorted(outcomes.items()):
        _say(f"  {command:<18} {outcome:<8} {count}")
    same = result.recorded == result.merged
    _say(f"  recorded at the seat {len(result.recorded)}, merged {len(result.merged)}, the same and in order: {same}")
    _say(f"  acknowledged before the first death of the seat: {result.acknowledged}")
    _say(f"  chain broken: {result.broken}; journal verified: {result.verified}")


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="cut-seat", description=__doc__)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--actions", type=int, default=200)
    parser.add_argument("--seat-kills", type=int, default=4)
    parser.add_argument("--core-kills", type=int, default=4)
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
