"""A seat cut off from its core, both killed meanwhile, and reunited: every action once, in its order.

The short form of `python -m tests.cut_seat`.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from commandcenter.adapters import processes
from tests.cut_seat.run import CutRun, Plan


def test_whatever_is_killed_while_a_seat_is_cut_off_each_of_its_actions_counts_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(processes, "LONGEST_WAIT_S", 0.1)
    plan = Plan(seconds=2.0, actions=40, seat_kills=2, core_kills=1)
    result = CutRun(tmp_path, plan, lambda line: None).run()
    assert result.recorded == result.merged
    assert [n for n, _, _ in result.recorded] == list(range(1, len(result.recorded) + 1))
    assert (result.broken, result.verified) == (0, True)
    assert len(result.recorded) >= result.acknowledged >= 5 + 20
    assert {line.outcome for line in result.lines} == {"done"}
