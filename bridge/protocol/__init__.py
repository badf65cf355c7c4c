"""The wire, decoded once: typed messages of the source and the seat protocol."""
