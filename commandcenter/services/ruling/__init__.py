"""The rules at work: what becomes of events, of time that passes, and of the consequences of a cause."""
