"""What stands around the map on the wall: its title, the legend with counts, what lies under it."""
