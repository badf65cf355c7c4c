"""A banner over whatever a screen shows: alarms of which nobody takes notice."""
