"""Breaks the verifier in one place at a time and asks its tests whether they notice."""
