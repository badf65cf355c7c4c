"""Files that leave the centre: tables, and signed archives of the journal."""
