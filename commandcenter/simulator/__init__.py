"""A made-up day in a made-up district: the demo, the load generator and the test bench."""
