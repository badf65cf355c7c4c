"""The made-up district: borders, roads, river, grid and everything that stands in it, from one seed."""
