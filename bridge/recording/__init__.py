"""What sources said, kept in a file with the time it came, and played again. `docs/recording.md` describes the file."""
