"""Notices: what just happened that somebody should read, said once and never in the way."""
