"""The entry `search`: finding entries among ten million."""
