"""The parts of the daily report: each counts what it is about, in one pass over the entries."""
