"""Vital signs of the district: a few large figures, each with its past and its age."""
