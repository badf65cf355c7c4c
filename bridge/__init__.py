"""Everything that crosses a process: wire protocols, source and seat channels, video workers."""
