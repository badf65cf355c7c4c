"""The demo: a whole centre on one machine, with a made-up district and its day."""
