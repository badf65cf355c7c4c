"""The chaos run: core and sources are killed again and again on lossy links, and every event must count once."""
