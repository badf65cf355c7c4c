"""Layout files of the wall and the desk, and the builder that places widgets on screens by name."""
