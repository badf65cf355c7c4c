"""Measures what the program promises: `python -m tests.bench`, one figure at a time or all of them."""
