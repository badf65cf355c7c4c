"""How each kind of place is built: one module per kind."""
