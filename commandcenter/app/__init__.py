"""Composition roots: the only places that know everything."""
