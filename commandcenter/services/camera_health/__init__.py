"""How well cameras could be seen over some time, worked out from what seats said of them."""
