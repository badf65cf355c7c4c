"""What the services need of the outside, made real: database, clock, files."""
