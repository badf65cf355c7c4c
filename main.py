"""Starts CommandCenter: `python main.py VERB`, the same as the installed `commandcenter VERB`."""

from __future__ import annotations

from commandcenter.cli import main

if __name__ == "__main__":
    main()
