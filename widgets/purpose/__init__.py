"""Asks what a restricted camera is to be looked at for."""
