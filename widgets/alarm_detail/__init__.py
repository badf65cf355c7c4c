"""Details of the selected alarm: what it is, where, what to do, what has been done."""
