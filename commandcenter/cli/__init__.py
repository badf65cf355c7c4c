"""What `python main.py …` understands."""

from __future__ import annotations

from commandcenter.cli.program import program, run_and_exit

__all__ = ["main", "program"]

main = run_and_exit
