"""The figures of the alarms, worked out from the journal beside the core's loop."""
