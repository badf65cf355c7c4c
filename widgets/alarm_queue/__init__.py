"""The alarm queue: what is wrong, worst first, and the key that says an officer has seen it."""
