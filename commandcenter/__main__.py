"""`python -m commandcenter VERB`."""

from __future__ import annotations

from commandcenter.cli import main

main()
