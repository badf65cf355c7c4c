"""A seat that is cut off for a while, and killed meanwhile, as the core may be: real processes, a real network."""
