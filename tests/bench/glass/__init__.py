"""Alarm to glass: from the moment a source sends to changed pixels on wall and console."""
