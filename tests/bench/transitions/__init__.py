"""The entry `transitions`: how many alarm transitions a second the core decides, commits, seals and publishes."""
