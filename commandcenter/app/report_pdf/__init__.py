"""Reports on paper: the daily report and the handover protocol as PDF, for people and for the file."""
