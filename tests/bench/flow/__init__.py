"""The entry `flow`: events from sources over CURVE into a core's journal and on to a seat, by real processes."""
