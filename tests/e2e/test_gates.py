"""The gates of `make lint` are shut: what breaks a rule of imports, types or style is found and named."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.centre import ROOT

IMPORTS = ["-c", "from importlinter.cli import lint_imports_command as run; run()", "--no-logo"]
STYLE = ["-m", "ruff", "check"]
TYPES = ["-m", "mypy"]
PACKAGES = ("commandcenter", "bridge", "widgets", "layouts", "audit")


@pytest.fixture(scope="module")
def copied(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The packages' sources and their configuration, where no other test looks."""
    place = tmp_path_factory.mktemp("gates")
    for package in PACKAGES:
        shutil.copytree(ROOT / package, place / package, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("main.py", "pyproject.toml"):
        shutil.copy(ROOT / name, place)
    return place


@pytest.fixture
def broken(copied: Path) -> Path:
    """A module of the domain to be written wrongly; it is gone afterwards."""
    path = copied / "commandcenter" / "domain" / "broken.py"
    path.unlink(missing_ok=True)
    return path


def test_make_lint_runs_these_tools_and_make_test_begins_with_them() -> None:
    makefile = (ROOT / "Makefile").read_text()
    line = f"\t@$(PYTHON) -c '{IMPORTS[1]}' {IMPORTS[2]}\n"
    assert [tool in makefile for tool in (line, "\t@$(PYTHON) -m ruff check\n", "\t@$(PYTHON) -m mypy\n")] == [True] * 3
    assert "\ntest: lint " in makefile


def test_unbroken_sources_pass_imports_and_style(copied: Path, broken: Path) -> None:
    imports, style = run(copied, IMPORTS), run(copied, STYLE)
    assert (imports.returncode, "0 broken." in imports.stdout) == (0, True), imports.stdout + imports.stderr
    assert (style.returncode, "All checks passed!" in style.stdout) == (0, True), style.stdout + style.stderr


@pytest.mark.parametrize(
    ("line", "contracts"),
    [
        (
            "from PySide6.QtCore import QObject",
            {"The core, the sources and the wire know no Qt": "commandcenter.domain.broken -> PySide6"},
        ),
        (
            "from commandcenter.services.core import Core",
            {"Imports point down": "commandcenter.domain.broken -> commandcenter.services.core"},
        ),
    ],
)
def test_a_wrong_import_is_named_with_its_contract(
    copied: Path, broken: Path, line: str, contracts: dict[str, str]
) -> None:
    broken.write_text(f'"""Wrong."""\n\n{line}\n')
    done = run(copied, IMPORTS)
    assert done.returncode == 1, done.stdout + done.stderr
    for contract, imported in contracts.items():
        assert f"{contract} BROKEN" in done.stdout
        assert imported in done.stdout


def test_a_wrong_type_is_named_with_its_line(copied: Path, broken: Path) -> None:
    broken.write_text('"""Wrong."""\n\n\ndef count() -> int:\n    return "three"\n\n\ndef bare(x):\n    return x\n')
    done = run(copied, [*TYPES, "commandcenter/domain/broken.py"])
    place = "commandcenter/domain/broken.py"
    assert done.returncode == 1, done.stdout + done.stderr
    assert f'{place}:5: error: Incompatible return value type (got "str", expected "int")' in done.stdout
    assert f"{place}:8: error: Function is missing a type annotation" in done.stdout
    assert "Found 2 errors in 1 file" in done.stdout


def test_a_right_module_passes_the_types(copied: Path, broken: Path) -> None:
    broken.write_text('"""Right."""\n\n\ndef count() -> int:\n    return 3\n')
    done = run(copied, [*TYPES, "commandcenter/domain/broken.py"])
    assert (done.returncode, "Success: no issues found" in done.stdout) == (0, True), done.stdout + done.stderr


def test_an_unused_import_is_named_with_its_rule(copied: Path, broken: Path) -> None:
    broken.write_text('"""Wrong."""\n\nimport json\n')
    done = run(copied, [*STYLE, "commandcenter/domain/broken.py"])
    assert done.returncode == 1, done.stdout + done.stderr
    assert "F401" in done.stdout
    assert "`json` imported but unused" in done.stdout


def run(place: Path, tool: list[str]) -> subprocess.CompletedProcess[str]:
    """The tool as `make lint` starts it, in the copy."""
    return subprocess.run([sys.executable, *tool], cwd=place, capture_output=True, text=True, timeout=100, check=False)
