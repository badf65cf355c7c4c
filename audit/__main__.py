"""Runs the verifier: `python -m audit verify …`."""

from __future__ import annotations

from audit.cli import main

if __name__ == "__main__":
    main()
