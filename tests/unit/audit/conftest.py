"""What several of the verifier's tests begin with."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.audit_cases import full
from tests.support.audit_writer import Log


@pytest.fixture(scope="package")
def original(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Log]:
    """The data folder of a full log, which tests copy and do not change, and the log."""
    log, folder = full(), tmp_path_factory.mktemp("original")
    log.save(folder)
    return folder, log
