"""How well each camera has been: availability, last picture, restarts, bit rate; the worst first."""
