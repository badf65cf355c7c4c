"""The sources and how well each is heard."""
