"""A few of the single-bit changes and clean journals that `make audit-flips` makes thousands of."""

from __future__ import annotations

import shutil
from pathlib import Path
from random import Random

import pytest

from audit.verdict import Code
from tests.audit_flips.clean import judge_clean
from tests.audit_flips.flipping import FILES, flip, make_folder
from tests.support.audit_cases import KEYS_OF_FULL, found, judged

FLIPS, CLEAN = 40, 30


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("flips")
    make_folder(path)
    return path


def test_what_is_flipped_was_clean(folder: Path) -> None:
    assert judged(folder, keys=KEYS_OF_FULL).code is Code.OK
    for name in FILES[-3:]:
        assert judged(folder / name, keys=KEYS_OF_FULL).code is Code.OK


def test_no_bit_that_counts_changes_unnoticed(folder: Path, tmp_path: Path) -> None:
    random, before = Random(2026), dict[str, object]()
    done = [flip(folder, tmp_path / "work", random, before) for _ in range(FLIPS)]
    assert [it for it in done if it.missed] == []
    assert sum(it.counts for it in done) > FLIPS // 2


def test_nothing_is_found_in_clean_journals(tmp_path: Path) -> None:
    for number in range(CLEAN):
        report = judge_clean(tmp_path / "clean", Random(f"clean/{number}"))
        assert (report.code, found(report)) == (Code.OK, []), number
        shutil.rmtree(tmp_path / "clean")
